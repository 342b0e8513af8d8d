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
    bounds = add("autoscale", "Set autoscaling's minimum, maximum and targets; shows what that does and costs.")
    bounds.add_argument("--min", type=int, metavar="N", dest="minimum", help="the fewest tasks")
    bounds.add_argument("--max", type=int, metavar="N", dest="maximum", help="the most tasks")
    bounds.add_argument(
        "--target", action="append", default=[], metavar="METRIC=PERCENT", help="for example CPU=60 or Memory=70"
    )
    bounds.add_argument("--yes", action="store_true", help="do what is shown without asking")
    add("images", "The images that can be deployed: tags, when they were pushed, size, scan findings.")
    deploy = add("deploy", "Deploy another image, or the same once more, and wait for the verdict.")
    what = deploy.add_mutually_exclusive_group(required=True)
    what.add_argument("--image", metavar="TAG", help="a tag, a digest sha256:..., or a whole reference")
    what.add_argument("--force", action="store_true", help="replace the tasks by new ones of the same revision")
    deploy.add_argument("--despite-checks", action="store_true", help="deploy although a check says it will not start")
    _changing(deploy, waits=True)
    add("revisions", "The revisions that ran before, with what differs from the one that runs.")
    rollback = add("rollback", "Stop a deployment under way, or go back to an earlier revision; waits for the verdict.")
    rollback.add_argument("--to", metavar="REVISION", help="which: family:number or its number; else the one before")
    rollback.add_argument("--despite-checks", action="store_true", help="go on although a check says it will not start")
    _changing(rollback, waits=True)
    run = add("run-task", "Run a one-off task beside the service, such as the migration, and wait for its exit code.")
    run.add_argument("--task-definition", metavar="NAME", help="which; else the one that no service runs")
    run.add_argument(
        "--command", dest="task_command", metavar="COMMAND", help="what it runs instead, as one shell-like line"
    )
    _changing(run, waits=True)
    shell = add("exec", "Open a shell in a running task (ECS Exec), or print the command that does.")
    shell.add_argument("--task", metavar="ID", help="which task, by id or its beginning; else the newest that runs")
    shell.add_argument("--container", metavar="NAME", help="which container; else the essential one")
    shell.add_argument("--run", default="/bin/sh", metavar="COMMAND", help="what to run (/bin/sh)")
    shell.add_argument("--print", action="store_true", dest="only_print", help="print the command only")


def _changing(action: argparse.ArgumentParser, *, waits: bool = False) -> None:
    action.add_argument("--yes", action="store_true", help="do what is shown without asking")
    if waits:
        action.add_argument("--no-wait", action="store_true", help="do not wait for the verdict")
    else:
        action.add_argument("--wait", action="store_true", help="wait until as many tasks run")
    action.add_argument(
        "--timeout", type=int, default=WAIT_MINUTES, metavar="MINUTES", help=f"how long to wait ({WAIT_MINUTES})"
    )
