"""The options of `infra-console rollout`."""

from __future__ import annotations

import argparse
from pathlib import Path

from console.cli.consent_options import add_destroys
from console.cli.secret_options import add_secrets

WAIT_MINUTES = 120


def add_rollout(command: argparse.ArgumentParser, shared: argparse.ArgumentParser) -> None:
    """Give the command its actions, each with its options."""
    actions = command.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=type(command))

    def add(name: str, text: str, names: str = "+") -> argparse.ArgumentParser:
        action: argparse.ArgumentParser = actions.add_parser(name, help=text, description=text, parents=[shared])
        action.add_argument(
            "names", nargs=names, metavar="ENV", help="a system, or environments of one; or a rollout such as web@3"
        )
        return action

    start = add("start", "Take a change through the environments: exit 0 done, 1 failed, 3 waits for a person.")
    start.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", dest="assignments", help="the change: a variable"
    )
    _why(start)
    _drives(start)
    status = add("status", "How a rollout stands, or all of them.", "*")
    status.add_argument("--wait", action="store_true", help="wait until it ends or waits for a person; exit as start")
    status.add_argument(
        "--timeout", type=int, default=WAIT_MINUTES, metavar="MINUTES", help=f"how long to wait ({WAIT_MINUTES})"
    )
    approve = add("approve", "Approve the plan that waits in an environment; promote goes on with it.")
    _why(approve)
    _consents(approve)
    approve.add_argument("--yes", action="store_true", help="approve what is shown without asking")
    for name, text in (
        ("promote", "Go on with a rollout that waits, as far as its gates let it."),
        ("resume", "Go on with a rollout that was paused, or whose console died."),
    ):
        action = add(name, text)
        _why(action)
        _drives(action)
    for name, text in (
        ("pause", "Begin no new stage; an apply under way goes on to its end."),
        ("abort", "Begin nothing more, and ask an apply under way to stop, once."),
    ):
        _why(add(name, text))
    rollback = add("rollback", "Go back in an environment, and end the rollout.")
    way = rollback.add_mutually_exclusive_group()
    way.add_argument("--service", action="store_true", help="the ECS services alone, which is what happens by itself")
    way.add_argument("--infrastructure", action="store_true", help="everything: what the run before froze is applied")
    _why(rollback)
    _consents(rollback)
    add_secrets(rollback)
    rollback.add_argument("--yes", action="store_true", help="go back without asking")
    report = add("report", "What was done, by whom, when, and what came of it.")
    report.add_argument("--format", choices=("md", "html", "json"), default="md", help="md, html or json (md)")
    report.add_argument("--out", type=Path, metavar="FILE", help="a new file; else it is printed")


def _why(action: argparse.ArgumentParser) -> None:
    action.add_argument("--why", default="", help="the reason, kept with the rollout")


def _drives(action: argparse.ArgumentParser) -> None:
    _consents(action)
    add_secrets(action)
    action.add_argument(
        "--yes",
        action="store_true",
        help="approve each plan where that is yours alone to do: in no protected environment, and where its name is to "
        "be typed only if ENV names it",
    )


def _consents(action: argparse.ArgumentParser) -> None:
    action.add_argument(
        "--acknowledge",
        action="append",
        default=[],
        metavar="WORDS",
        help="what the plan or its guards want acknowledged, for example 'over budget'",
    )
    add_destroys(action)
