"""The options of `infra-console audit`."""

from __future__ import annotations

import argparse


def add_audit(command: argparse.ArgumentParser) -> None:
    """What is listed of the log, and in which form."""
    command.add_argument("subject", nargs="?", metavar="ENV", help="an environment, one of its runs, or a rollout")
    command.add_argument("--verify", action="store_true", help="look through the whole log: exit 1 if it was changed")
    command.add_argument("--since", metavar="TIME", help="from when on: 7d, 10:30, 2026-05-04T10:30")
    command.add_argument("--csv", action="store_true", help="print comma-separated values")
