"""The options that give an operator's consent to a plan: what `console.cli.consent` asks for."""

from __future__ import annotations

import argparse


def add_consent(command: argparse.ArgumentParser) -> None:
    """For every command that applies what it has planned and shown."""
    command.add_argument("--approve", metavar="ENV", help="approve what is planned and shown; ENV is the name again")
    command.add_argument("--acknowledge-over-budget", action="store_true", help="go on although it is over budget")
    command.add_argument(
        "--acknowledge-unknown-cost", action="store_true", help="go on although its cost is not wholly known"
    )
    add_destroys(command)


def add_destroys(command: argparse.ArgumentParser) -> None:
    """For every command that consents to what a plan does to data."""
    command.add_argument(
        "--destroys",
        action="append",
        default=[],
        metavar="ADDRESS",
        help="agree that this resource, which holds data, is destroyed or replaced",
    )
