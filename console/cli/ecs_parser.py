"""The options of `infra-console ecs`."""

from __future__ import annotations

import argparse

WAIT_MINUTES = 15


def add_ecs(command: argparse.ArgumentParser, shared: argparse.ArgumentParser) -> None:
    """Give the command its actions, each with its options."""
    actions = command.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=type(command))

    def add(name: str, text: str) -> argparse.ArgumentParser:
        action: argparse.ArgumentParser = actions.add_parser(name, help=text, description=text, parents=[shared])
        action.add_argument("environment", metavar="ENV", help="system/environment, for example replaydash/dev")
        action.add_argument("--service", help="which service, where the environment has several")
        return action

    status = add("status", "Services, tasks, deployments, events and stopped tasks with their reason.")
    status.add_argument("--events", type=int, default=5, metavar="N", help="how many events (5)")
    scale = add("scale", "Set the desired count; shows what that does and costs before it does it.")
    scale.add_argument("--desired", type=int, required=True, metavar="N", help="how many tasks")
    scale.add_argument("--type-name", metavar="SERVICE", help="the service's name, wanted before it goes to zero")
    _changing(scale)


def _changing(action: argparse.ArgumentParser) -> None:
    action.add_argument("--yes", action="store_true", help="do what is shown without asking")
    action.add_argument("--wait", action="store_true", help="wait for the end and exit with its verdict")
    action.add_argument(
        "--timeout", type=int, default=WAIT_MINUTES, metavar="MINUTES", help=f"how long to wait ({WAIT_MINUTES})"
    )
