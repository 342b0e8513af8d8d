"""`infra-console tasks ENV [--done NAME]`: the regular tasks of the documents, and when each was last done."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import Any

from console.bootstrap import Console
from console.cli.printing import print_json, printable, say, table
from console.domain.environment import EnvironmentName
from console.domain.tasks import TaskStanding
from console.errors import InputError
from console.services.tasks import no_such_task


def tasks(services: Console, options: argparse.Namespace) -> int:
    """List the tasks, or tick one off."""
    name = EnvironmentName.parse(options.environment)
    if options.note and not options.done:
        raise InputError("--note belongs to --done: say which task it is about.")
    if options.done:
        services.tasks.tick(name, options.done, options.note)
    now, every = datetime.now(UTC), services.tasks.of(name)
    if options.show and options.show not in [each.task.name for each in every]:
        raise no_such_task(name, options.show, every)
    standing = [each for each in every if not options.due or each.overdue(now)]
    if options.json:
        print_json({"environment": str(name), "sandbox": services.cloud.sandbox, "tasks": _documents(standing, now)})
        return 0
    if services.cloud.sandbox:
        say("SANDBOX: what was done here was done to the simulated AWS.")
    if not standing:
        nothing = f"Nothing is due in {name}." if options.due else f"The system of {name} has no tasks.yaml."
        say(nothing)
        return 0
    rows = [
        (each.task.name, each.words(now), f"every {each.task.every}", _last(each), each.task.title) for each in standing
    ]
    say(table(("TASK", "STANDS", "EVERY", "LAST DONE", "WHAT"), rows))
    for each in standing:
        if each.task.name == options.show:
            _print_details(each)
    return 0


def _print_details(standing: TaskStanding) -> None:
    say()
    say(f"{standing.task.title}: {printable(standing.task.text)}")
    for command in standing.commands:
        say(f"  {printable(command)}")


def _last(standing: TaskStanding) -> str:
    if standing.last is None:
        return "never"
    note = f" ({standing.last.note})" if standing.last.note else ""
    return f"{standing.last.at.astimezone():%Y-%m-%d} by {standing.last.by}{note}"


def _documents(standing: list[TaskStanding], now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "name": each.task.name,
            "title": each.task.title,
            "text": each.task.text,
            "every": each.task.every,
            "commands": each.commands,
            "stands": each.words(now),
            "due": each.overdue(now),
            "due_at": each.due_at(),
            "times": each.times,
            "last": {"at": each.last.at, "by": each.last.by, "note": each.last.note} if each.last else None,
        }
        for each in standing
    ]
