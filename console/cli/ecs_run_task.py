"""`infra-console ecs run-task ENV`: a one-off task such as the migration, its log and its exit code."""

from __future__ import annotations

import argparse
import shlex
from typing import Any

from console.bootstrap import Console
from console.cli.ecs_deploy import show_checks
from console.cli.live import Live
from console.cli.printing import print_json, printable, say
from console.cli.questions import agreed
from console.domain.ecs import Task
from console.domain.environment import EnvironmentName
from console.errors import InputError
from console.services.one_off import TaskEnd, TaskPlan

LEAVING = ("Leaving; the task goes on.", "Leaving; the task goes on.")


def run_task(services: Console, options: argparse.Namespace) -> int:
    """Exit 0 when its container exited with 0 (with --no-wait: when it was started), else 1; 130 interrupted."""
    name = EnvironmentName.parse(options.environment)
    one_off = services.ecs.one_off
    plan = one_off.plan(name, options.task_definition, _command(options.task_command), options.service)
    _show(plan, quiet=options.json)
    agreed(options, f"run {plan.definition.name}", "ecs run-task")
    task_id = one_off.start(plan)
    say(f"  task {printable(task_id)}", quiet=options.json)
    if options.no_wait:
        if options.json:
            print_json(_document(plan) | {"task": task_id, "exit_code": None})
        return 0
    end = _waited(services, plan, task_id, options)
    if options.json:
        print_json(_document(plan) | _end_document(end))
    else:
        _print(end, sandbox=plan.sandbox)
    return 0 if end.exit_code == 0 else 1


def _command(text: str | None) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(text)) if text else ()
    except ValueError as error:
        raise InputError(f"--command cannot be read ({error}): quote it as in a shell.") from None


def _waited(services: Console, plan: TaskPlan, task_id: str, options: argparse.Namespace) -> TaskEnd:
    said = ""

    def tell(task: Task) -> None:
        nonlocal said
        if task.status != said:
            said = task.status
            say(f"  {printable(task.status)}", quiet=options.json)

    with Live(quiet=options.json, sandbox=plan.sandbox, interrupted=LEAVING) as live:
        return services.ecs.one_off.follow(
            plan, task_id, tell, cancel=live.cancel, timeout_seconds=options.timeout * 60
        )


def _show(plan: TaskPlan, *, quiet: bool) -> None:
    where = "SANDBOX: " if plan.sandbox else ""
    command = shlex.join(plan.shown_command) or "its image's own command"
    say(f"{where}{printable(plan.definition.name)} in {printable(plan.service.address.cluster)}", quiet=quiet)
    say(f"  runs: {printable(command)}", quiet=quiet)
    show_checks(plan.checks, (), quiet=quiet)


def _print(end: TaskEnd, *, sandbox: bool) -> None:
    for line in end.log:
        say(f"  | {printable(line)}")
    where = " in the sandbox" if sandbox else ""
    if end.exit_code == 0:
        say(f"Succeeded{where}: exit code 0.")
        return
    code = "it never ran" if end.exit_code is None else f"exit code {end.exit_code}"
    say(f"FAILED{where}: {code}. {printable(end.task.stopped_reason)}")
    if end.cause is not None:
        say(f"  likely cause: {printable(end.cause.words)} {printable(end.cause.hint)}")


def _document(plan: TaskPlan) -> dict[str, Any]:
    return {
        "environment": str(plan.environment),
        "sandbox": plan.sandbox,
        "task_definition": plan.definition.arn,
        "command": list(plan.shown_command),
    }


def _end_document(end: TaskEnd) -> dict[str, Any]:
    return {
        "task": end.task.id,
        "exit_code": end.exit_code,
        "reason": end.task.stopped_reason or None,
        "cause": None if end.cause is None else {"words": end.cause.words, "hint": end.cause.hint},
        "log": list(end.log),
    }
