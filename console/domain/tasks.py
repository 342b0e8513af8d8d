"""The regular tasks of a system's document: what is to be done how often, and how it stands with each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import Field

from console.domain.environment import EnvironmentName, Strict

_PLACEHOLDER = re.compile(r"\$\{(system|environment|region)\}")


class Every(StrEnum):
    """How often a task is due."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"

    @property
    def days(self) -> int:
        """The days after which it is due again."""
        return _DAYS[self]


_DAYS = {Every.WEEK: 7, Every.MONTH: 30, Every.QUARTER: 91}


class RegularTask(Strict):
    """One task; `${system}`, `${environment}` and `${region}` in its commands are filled in."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{1,40}$")
    """What it is called on the command line."""
    title: str
    every: Every
    text: str
    """What to look at, and when it is done."""
    commands: tuple[str, ...] = ()

    def commands_for(self, name: EnvironmentName, region: str) -> tuple[str, ...]:
        """The commands for one environment."""
        words = {"system": name.system, "environment": name.environment, "region": region}
        return tuple(_PLACEHOLDER.sub(lambda found: words[found[1]], command) for command in self.commands)


@dataclass(frozen=True, slots=True)
class TaskDone:
    """That somebody did it."""

    at: datetime
    by: str
    """user@host"""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TaskStanding:
    """A task of one environment, and when it was last done."""

    task: RegularTask
    commands: tuple[str, ...]
    last: TaskDone | None
    times: int
    """How often it was done."""

    def due_at(self) -> datetime | None:
        """When it is due again; None where it never was done and so is due now."""
        return self.last.at + timedelta(days=self.task.every.days) if self.last else None

    def overdue(self, now: datetime) -> bool:
        """It is due, or was never done."""
        due = self.due_at()
        return due is None or due <= now

    def words(self, now: datetime) -> str:
        """`due, never done`, `overdue by 3 d`, `due today`, `due in 5 d`."""
        due = self.due_at()
        if due is None:
            return "due, never done"
        days = (due.date() - now.astimezone(due.tzinfo).date()).days
        if due <= now and days < 0:
            return f"overdue by {-days} d"
        return "due today" if days <= 0 else f"due in {days} d"
