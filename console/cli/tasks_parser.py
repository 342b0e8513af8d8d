"""The options of `infra-console tasks`."""

from __future__ import annotations

import argparse


def add_tasks(command: argparse.ArgumentParser) -> None:
    """What the command takes."""
    command.add_argument("environment", metavar="ENV", help="system/environment, for example replaydash/dev")
    command.add_argument("--done", metavar="NAME", help="write down that this task was done, now and by you")
    command.add_argument("--note", default="", help="with --done: what was found")
    command.add_argument("--show", metavar="NAME", help="what to look at in this task, with its commands")
    command.add_argument("--due", action="store_true", help="only what is due")
