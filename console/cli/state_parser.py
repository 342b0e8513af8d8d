"""The options of `infra-console state`."""

from __future__ import annotations

import argparse

from console.cli.consent_options import add_consent


def add_state(command: argparse.ArgumentParser, shared: argparse.ArgumentParser) -> None:
    """Give the command its actions, each with its options."""
    actions = command.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=type(command))

    def add(name: str, text: str) -> argparse.ArgumentParser:
        action: argparse.ArgumentParser = actions.add_parser(name, help=text, description=text, parents=[shared])
        action.add_argument("environment", metavar="ENV", help="system/environment, for example replaydash/dev")
        return action

    listing = add("list", "The resources of the state.")
    listing.add_argument("filter", nargs="?", default="", metavar="WORDS", help="only what has these words in it")
    show = add("show", "One resource with its attributes; what is sensitive is masked.")
    show.add_argument("address", metavar="ADDRESS")
    move = add("mv", "Give a resource or a module another address; shows what the next plan does then.")
    move.add_argument("source", metavar="FROM")
    move.add_argument("destination", metavar="TO")
    _changing(move)
    for name, text in (
        ("rm", "Have the state forget a resource or a module, which goes on existing."),
        ("taint", "Mark a resource, so that the next plan replaces it (`plan --replace` does without a mark)."),
        ("untaint", "Take that mark away."),
    ):
        action = add(name, text)
        action.add_argument("address", metavar="ADDRESS")
        _changing(action)
    take_in = add("import", "Take what exists into the state, by a plan; shows a configuration where there is none.")
    take_in.add_argument("address", metavar="ADDRESS")
    take_in.add_argument("id", metavar="ID", help="what the provider calls it, for example a bucket's name")
    _plans(take_in)
    add("backups", "The console's own copies of the state, newest first.")
    restore = add("restore", "Bring a state back: a backup, a version of the S3 object, or a file.")
    restore.add_argument("source", metavar="WHICH", help="an id of `state backups` or `state versions`, or a file")
    _changing(restore)
    versions = add("versions", "The versions of the S3 object that keeps the state.")
    versions.add_argument("--limit", type=int, default=10, metavar="N", help="how many, the newest first (10)")
    diff = add("diff", "What one state has otherwise than another.")
    diff.add_argument("before", metavar="BEFORE", help="an id of `state backups` or `state versions`, or a file")
    diff.add_argument("after", nargs="?", default="now", metavar="AFTER", help="likewise; by default the state now")
    add("lock", "Who holds the lock of the state, and since when.")
    unlock = add("unlock", "Release a lock whose holder is gone; its ID is typed.")
    unlock.add_argument("--id", metavar="ID", help="the ID of the lock, from `state lock`")
    drift = add("drift", "What was changed outside of Terraform, found by a plan; exit 2 where there is some.")
    drift.add_argument("--accept", action="store_true", help="take what is there over into the state")
    _plans(drift)
    errored = add("errored", "The state that an apply could not write, and what to do with it.")
    errored.add_argument("--push", action="store_true", help="write it where it belongs")
    errored.add_argument("--give-up", metavar="ENV", help="go on without it; ENV is the environment's name again")
    _changing(errored)


def _changing(action: argparse.ArgumentParser) -> None:
    action.add_argument("--yes", action="store_true", help="do what is shown without asking")
    action.add_argument("--approve", metavar="ENV", help="the environment's name again: a protected one wants it")


def _plans(action: argparse.ArgumentParser) -> None:
    """What is planned, shown and applied on approval takes what `apply` takes."""
    add_consent(action)
    action.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", dest="assignments", help="as `plan` takes it"
    )
    action.add_argument(
        "--secret",
        action="append",
        default=[],
        metavar="NAME[=env:VARIABLE|=file:PATH]",
        dest="secrets",
        help="give a sensitive variable to the plan, as `plan` takes it",
    )
