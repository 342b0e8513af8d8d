"""The options of `infra-console monitor`."""

from __future__ import annotations

import argparse

from console.cli.monitor_serve import add_serve


def add_monitor(command: argparse.ArgumentParser) -> None:
    """Which environments it shows, and how browsers are served."""
    command.add_argument(
        "environments", nargs="*", metavar="ENV", help="the environments to show; by default all that stand"
    )
    add_serve(command)
