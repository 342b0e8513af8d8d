"""How a regular task reads: what is due in words, who did it last, what to look at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from console.ui.format import age, when
from console.ui.gate import cell, styled
from console.ui.row_table import Column

if TYPE_CHECKING:
    from rich.text import Text

    from console.domain.tasks import TaskStanding
    from console.ui.facts import Fact

COLUMNS = (
    Column("TASK", 24, grows=True),
    Column("EVERY", 7),
    Column("STANDS", 17),
    Column("LAST", 6, right=True),
)


def task_row(standing: TaskStanding, now: datetime, variables: Mapping[str, str]) -> tuple[Text, ...]:
    """One line of the list; `!` before what is due."""
    due = standing.overdue(now)
    last = age(standing.last.at, now).removesuffix(" ago") if standing.last else "never"
    return (
        cell(standing.task.title, "bold"),
        cell(standing.task.every.value),
        cell(f"{'!' if due else ' '} {standing.words(now)}", variables["text-warning"] if due else ""),
        cell(last, right=True),
    )


def task_facts(standing: TaskStanding, now: datetime) -> list[Fact]:
    """What to look at, with the commands, and when it was done."""
    task, last = standing.task, standing.last
    due = standing.due_at()
    tint = "$text-warning" if standing.overdue(now) else "$text-success"
    facts: list[Fact] = [
        ("Stands", styled(f"[{tint}]$w[/]", w=standing.words(now))),
        ("Every", task.every.value),
        ("Last done", f"{when(last.at)} by {last.by}" if last else "never"),
    ]
    if last is not None and last.note:
        facts.append(("Found", last.note))
    if due is not None:
        facts.append(("Due", when(due)))
    facts += [("Times", str(standing.times)), ("", Content("")), ("", task.text)]
    if standing.commands:
        facts.append(("", Content("")))
    facts.extend(("", styled("[$text-primary]$c[/]", c=command)) for command in standing.commands)
    return facts
