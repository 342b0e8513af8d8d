"""The option that gives sensitive variables: what `console.cli.values` reads."""

from __future__ import annotations

import argparse


def add_secrets(command: argparse.ArgumentParser) -> None:
    """For every command that plans or applies with variables."""
    command.add_argument(
        "--secret",
        action="append",
        default=[],
        metavar="NAME[=env:VARIABLE|=file:PATH]",
        dest="secrets",
        help="give a sensitive variable: from a variable, from a file, or typed without an echo",
    )
