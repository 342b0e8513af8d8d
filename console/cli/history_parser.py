"""The options of `infra-console history` and `infra-console rollback`."""

from __future__ import annotations

import argparse


def add_history(command: argparse.ArgumentParser) -> None:
    """What `history` takes."""
    command.add_argument("environment", metavar="ENV", help="system/environment, or one run as ENV#number")
    command.add_argument("--plan", action="store_true", help="of one run: what its plan said it would do")
    command.add_argument(
        "--compare",
        nargs=2,
        metavar=("A", "B"),
        help="two runs side by side, by number or as ENV#number",
    )


def add_rollback(command: argparse.ArgumentParser) -> None:
    """What `rollback` takes beside the options of every plan and every approval."""
    command.add_argument("--to", required=True, metavar="RUN", help="the applied run to go back to: 3, or ENV#3")
    command.add_argument(
        "--save-variables",
        action="store_true",
        help="save that run's variables into the overlay, so that later plans keep them; nothing is applied",
    )


def add_scope(command: argparse.ArgumentParser) -> None:
    """Partial and maintenance runs, of `plan` and `apply`."""
    command.add_argument(
        "--target", action="append", default=[], metavar="ADDR", dest="targets",
        help="plan only this resource or module and what it depends on (a partial run)",
    )  # fmt: skip
    command.add_argument(
        "--replace", action="append", default=[], metavar="ADDR", dest="replacements", help="replace this resource"
    )
    command.add_argument(
        "--refresh-only", action="store_true", help="take what was changed outside over into the state, change nothing"
    )
    command.add_argument(
        "--upgrade", action="store_true", help="upgrade providers and modules; the lock file is kept once it is applied"
    )
