"""The commands and their options."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from console import __version__
from console.cli.asg_parser import add_asg
from console.cli.audit_parser import add_audit
from console.cli.consent_options import add_consent
from console.cli.cost_options import add_cost
from console.cli.databases_parser import add_databases
from console.cli.ecs_parser import add_ecs
from console.cli.history_parser import add_history, add_rollback, add_scope
from console.cli.logs_parser import add_logs
from console.cli.metrics_parser import add_metrics
from console.cli.monitor_parser import add_monitor
from console.cli.rollout_parser import add_rollout
from console.cli.secret_options import add_secrets
from console.cli.state_parser import add_state
from console.cli.tasks_parser import add_tasks
from console.errors import InputError

COMMANDS = {
    "console": ("interactive", "console"),
    "monitor": ("monitor", "monitor"),
    "environments": ("looking", "environments"),
    "render": ("looking", "render"),
    "cost": ("costing", "cost"),
    "plan": ("changing", "plan"),
    "apply": ("changing", "apply"),
    "destroy": ("changing", "destroy"),
    "output": ("looking", "output"),
    "runs": ("runs", "runs"),
    "history": ("history", "history"),
    "rollback": ("rollback", "rollback"),
    "rollout": ("rollout", "rollout"),
    "tasks": ("tasks", "tasks"),
    "add": ("adding", "add"),
    "bootstrap": ("changing", "bootstrap"),
    "prices": ("prices", "prices"),
    "ecs": ("ecs", "ecs"),
    "logs": ("logs", "logs"),
    "metrics": ("metrics", "metrics"),
    "databases": ("databases", "databases"),
    "asg": ("asg", "asg"),
    "state": ("state", "state"),
    "audit": ("audit", "audit"),
    "doctor": ("looking", "doctor"),
    "sandbox": ("sandbox", "sandbox"),
}
"""Command -> module of console.cli and its function."""


class _Parser(argparse.ArgumentParser):
    """Usage errors are failures like any other: one sentence and exit 1, since 2 means that a plan has changes."""

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message[:1].upper()}{message[1:]}; `{self.prog} --help` shows how.")


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    shared = _shared(argparse.SUPPRESS)
    parser = _Parser(
        prog="infra-console",
        description="From an environment preset to a running, watched, reversible AWS environment. "
        "Without a command it opens the console.",
        parents=[_shared(None)],
    )
    parser.add_argument("-V", "--version", action="version", version=f"infra-console {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)

    def add(name: str, text: str) -> argparse.ArgumentParser:
        command: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text, parents=[shared])
        return command

    add("console", "Open the console (what happens without a command, too).")
    add_monitor(add("monitor", "Watch environments on the wall, read-only; with --serve in a browser."))
    add("environments", "List systems and environments with their state, cost and last run.")
    render = add("render", "Print the tfvars of an environment.")
    _environment(render)
    _values(render)
    _planning(add)
    apply_run = next(a for a in commands.choices["apply"]._actions if a.dest == "environment")
    apply_run.help = "system/environment, or a planned run as system/environment#number"
    output = add("output", "Print the outputs of an applied environment.")
    _environment(output)
    output.add_argument("name", nargs="?", help="one output, its value alone")
    output.add_argument("--reveal", action="store_true", help="sensitive values too")
    output.add_argument("--next-steps", action="store_true", help="the procedures that follow an apply, filled in")
    _runs(add("runs", "List runs, show one, follow one that is under way, or stop it."))
    add_history(add("history", "Every run of an environment with who, when, why, plan, cost and result; compare two."))
    add_rollout(
        add("rollout", "Take a change through the environments of a system, with gates and a way back."), shared
    )
    add_tasks(add("tasks", "The regular tasks of an environment: when each was last done, and what is due."))
    take_in = add("add", "Take in a root configuration of your own; nothing in it is changed.")
    take_in.add_argument("path", type=Path, metavar="PATH", help="the folder with its *.tf files")
    take_in.add_argument("--name", help="what to call the system; by default the folder's name")
    take_in.add_argument("--region", help="its AWS region, where that cannot be told from it")
    books = add("prices", "Show the price books, or ask the AWS Price List for the prices of a region.")
    books.add_argument("action", nargs="?", choices=("show", "refresh"), default="show")
    books.add_argument("--region", help="the AWS region, for example eu-central-1")
    add_logs(add("logs", "Read, follow and query the logs of an environment."))
    add_ecs(add("ecs", "Look at the ECS services of an environment; scale, deploy, roll back, run a task."), shared)
    add_databases(add("databases", "Snapshots of RDS, Aurora and DynamoDB, and restores to new names."), shared)
    add_asg(add("asg", "Look at EC2 Auto Scaling groups; set their capacity, replace their instances."), shared)
    add_metrics(add("metrics", "Show what CloudWatch measures of an environment, and its alarms."))
    add_state(add("state", "Look at the state; move, remove, import, taint, restore, compare, unlock."), shared)
    add_audit(add("audit", "List who changed what and how it ended, or verify that nobody changed the list."))
    add("doctor", "Say what this machine has and lacks for the console.")
    _sandbox(add("sandbox", "Start, stop or look at the simulated AWS of this console home, load it, or let it fail."))
    return parser


def _planning(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """The commands that make a plan."""
    for name, text in (
        ("plan", "Plan an environment: exit 0 nothing to do, 2 changes, 1 failed."),
        ("cost", "Show what an environment, a plan or a state costs a month."),
        ("apply", "Plan, show, and apply on approval exactly what was shown."),
        ("destroy", "Plan the destruction of an environment, show it, and carry it out on approval."),
        ("bootstrap", "Make the bucket that keeps an environment's state, or the store of a team."),
        ("rollback", "Plan what an earlier run applied against today's state, show it, and apply it on approval."),
    ):
        command = add(name, text)
        if name == "bootstrap":
            _bootstrap(command)
        else:
            (add_cost if name == "cost" else _environment)(command)
        if name not in ("destroy", "bootstrap", "rollback"):
            _values(command)
        if name in ("plan", "apply"):
            add_scope(command)
        if name == "rollback":
            add_rollback(command)
        add_secrets(command)
        command.add_argument("--why", default="", help="the reason, kept with the run")
        command.add_argument(
            "--accept-lost-state", action="store_true", help="plan although the state lost what earlier runs applied"
        )
        if name == "plan":
            command.add_argument("--destroy", action="store_true", help="plan the destruction")
        if name in ("apply", "destroy", "bootstrap", "rollback"):
            add_consent(command)


def _sandbox(command: argparse.ArgumentParser) -> None:
    command.add_argument("action", choices=("start", "stop", "status", "fault", "load", "push"))
    command.add_argument(
        "what",
        nargs="?",
        help="with fault: which one (none lists them); with load: percent of a usual day; with push: repository:tag",
    )
    command.add_argument("--off", action="store_true", help="with fault: switch it off")
    command.add_argument(
        "--minutes-ago",
        type=int,
        default=0,
        metavar="N",
        help="with load, slow-database: so for N minutes already",
    )


def _shared(default: Any) -> _Parser:
    """Options that every command takes, before or after its name."""
    shared = _Parser(add_help=False)
    shared.add_argument("--home", type=Path, default=default, help="the console home")
    shared.add_argument("--engine", default=default, help="the terraform or tofu to use")
    shared.add_argument("--provider-mirror", type=Path, default=default, help="a folder with providers")
    shared.add_argument("--modules", type=Path, default=default, help="the folder of the Terraform modules")
    shared.add_argument("--presets", type=Path, default=default, help="the folder of the presets")
    shared.add_argument("--plan-minutes", type=int, default=default, help="how long a plan may be applied")
    shared.add_argument("--theme", default=default, help="the console's theme")
    shared.add_argument("--sandbox", action="store_true", default=default, help="use the simulated AWS")
    shared.add_argument("--read-only", action="store_true", default=default, help="only look, change nothing")
    shared.add_argument("--read-only-role", default=default, metavar="ARN", help="the role to look with")
    shared.add_argument("--json", action="store_true", default=default, help="print one JSON document")
    return shared


def _environment(command: argparse.ArgumentParser) -> None:
    command.add_argument("environment", metavar="ENV", help="system/environment, for example replaydash/dev")


def _bootstrap(command: argparse.ArgumentParser) -> None:
    command.add_argument("environment", nargs="?", metavar="ENV", help="whose state bucket is made")
    command.add_argument(
        "--team-store", action="store_true", dest="make_team_store",
        help="make what the setting team_store names: the table and the bucket that a team's consoles share",
    )  # fmt: skip


def _values(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", dest="assignments", help="change a variable"
    )


def _runs(command: argparse.ArgumentParser) -> None:
    command.add_argument("action", nargs="?", choices=("list", "show", "attach", "stop"), default="list")
    command.add_argument("run", nargs="?", metavar="RUN", help="system/environment#number, or for list an environment")
    command.add_argument("--force", metavar="RUN", help="with stop: a second interrupt; RUN is the id once more")
