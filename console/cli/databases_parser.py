"""The options of `infra-console databases`."""

from __future__ import annotations

import argparse

WAIT_MINUTES = 120


def add_databases(command: argparse.ArgumentParser, shared: argparse.ArgumentParser) -> None:
    """Give the command its actions, each with its options."""
    actions = command.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=type(command))

    def add(name: str, text: str) -> argparse.ArgumentParser:
        action: argparse.ArgumentParser = actions.add_parser(name, help=text, description=text, parents=[shared])
        action.add_argument("environment", metavar="ENV", help="system/environment, for example replaydash/dev")
        if name != "list":
            action.add_argument("--database", metavar="NAME", help="which, where the environment has several")
        return action

    add("list", "The databases with their state, size and the moments that can be restored.")
    add("snapshots", "What is kept of them: automatic and on demand, with age, size, state and encryption.")
    snapshot = add("snapshot", "Keep one more snapshot; shows what that costs before it does it.")
    snapshot.add_argument("--name", metavar="NAME", help="what to call it; else the database's name and the time")
    _changing(snapshot)
    restore = add("restore", "Restore to a new database; shows what that makes and what follows from it first.")
    what = restore.add_mutually_exclusive_group(required=True)
    what.add_argument("--snapshot", metavar="ID", help="from this snapshot")
    what.add_argument("--at", metavar="TIME", help="from this moment: 2026-05-04T10:04:00Z, or latest")
    restore.add_argument("--to", metavar="NEW", help="the name of the new database; else one is proposed")
    _changing(restore)
    delete = add("delete-snapshot", "Delete a snapshot that was made on demand.")
    delete.add_argument("--snapshot", metavar="ID", required=True, help="which")
    delete.add_argument("--type-name", metavar="NAME", help="the snapshot's name, wanted before it is deleted")
    delete.add_argument("--yes", action="store_true", help="do what is shown without asking")


def _changing(action: argparse.ArgumentParser) -> None:
    action.add_argument("--yes", action="store_true", help="do what is shown without asking")
    action.add_argument("--wait", action="store_true", help="wait for the verdict")
    action.add_argument(
        "--timeout", type=int, default=WAIT_MINUTES, metavar="MINUTES", help=f"how long to wait ({WAIT_MINUTES})"
    )
