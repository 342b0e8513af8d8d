"""The options of `infra-console asg`."""

from __future__ import annotations

import argparse

from console.domain.asg_bounds import LEAST_HEALTHY

WAIT_MINUTES = 60


def add_asg(command: argparse.ArgumentParser, shared: argparse.ArgumentParser) -> None:
    """Give the command its actions, each with its options."""
    actions = command.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=type(command))

    def add(name: str, text: str) -> argparse.ArgumentParser:
        action: argparse.ArgumentParser = actions.add_parser(name, help=text, description=text, parents=[shared])
        action.add_argument("environment", metavar="ENV", help="system/environment, for example muejam/dev")
        action.add_argument("--group", metavar="NAME", help="which, where the environment has several")
        return action

    status = add("status", "Groups with their instances, launch template, policies, refreshes and activities.")
    status.add_argument("--activities", type=int, default=5, metavar="N", help="how many activities (5)")
    scale = add("scale", "Set the desired capacity; shows what that does and costs before it does it.")
    scale.add_argument("--desired", type=int, required=True, metavar="N", help="how many instances")
    scale.add_argument("--type-name", metavar="GROUP", help="the group's name, wanted before it goes to zero")
    _changing(scale)
    refresh = add("refresh", "Replace the instances a few at a time; shows what that does before it does it.")
    refresh.add_argument(
        "--min-healthy", type=int, default=LEAST_HEALTHY, metavar="PERCENT",
        help=f"how much stays in service meanwhile ({LEAST_HEALTHY})",
    )  # fmt: skip
    refresh.add_argument("--cancel", action="store_true", help="cancel the one that is under way instead")
    _changing(refresh)


def _changing(action: argparse.ArgumentParser) -> None:
    action.add_argument("--yes", action="store_true", help="do what is shown without asking")
    action.add_argument("--wait", action="store_true", help="wait for the verdict")
    action.add_argument(
        "--timeout", type=int, default=WAIT_MINUTES, metavar="MINUTES", help=f"how long to wait ({WAIT_MINUTES})"
    )
