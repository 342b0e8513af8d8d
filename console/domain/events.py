"""What Terraform's machine-readable stream says, as typed events. One line of the stream becomes one event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from console.domain.plan import Action


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class SourceRange:
    """Where in the configuration a diagnostic points, with the lines around it."""

    file: str
    line: int
    code: str = ""
    context: str = ""
    values: tuple[tuple[str, str], ...] = ()
    """Expressions and what they were, as Terraform gives them."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """An error or a warning of Terraform."""

    severity: Severity
    summary: str
    detail: str = ""
    address: str = ""
    source: SourceRange | None = None


@dataclass(frozen=True, slots=True)
class LockHolder:
    """Who holds the state lock, as Terraform says it when the lock is taken."""

    id: str
    path: str
    operation: str
    """`plan`, `apply`, ..."""
    who: str
    """user@host"""
    version: str
    created: datetime | None
    """With its time zone; None where Terraform's text could not be read."""


@dataclass(frozen=True, slots=True)
class Event:
    """Base: `at` is the stream's own timestamp (ISO 8601 text), `text` the human line for the log."""

    at: str
    text: str


@dataclass(frozen=True, slots=True)
class VersionSeen(Event):
    engine: str
    ui: str


@dataclass(frozen=True, slots=True)
class RawLine(Event):
    """A line that is not JSON: a CLI warning, a crash trace, a provider that wrote to stdout."""


@dataclass(frozen=True, slots=True)
class UnknownEvent(Event):
    """A type that a newer Terraform sends; logged, otherwise ignored."""

    type: str


@dataclass(frozen=True, slots=True)
class LogLine(Event):
    level: str


@dataclass(frozen=True, slots=True)
class DiagnosticSeen(Event):
    diagnostic: Diagnostic


@dataclass(frozen=True, slots=True)
class PlannedChange(Event):
    address: str
    action: Action
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DriftSeen(Event):
    address: str
    action: Action


@dataclass(frozen=True, slots=True)
class ChangeSummary(Event):
    operation: str
    """`plan`, `apply` or `destroy`."""
    add: int
    change: int
    remove: int
    imported: int = 0


class HookAction(StrEnum):
    """What an apply hook is doing to a resource."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    READ = "read"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ResourceStarted(Event):
    address: str
    action: HookAction
    id: str = ""


@dataclass(frozen=True, slots=True)
class ResourceProgress(Event):
    address: str
    action: HookAction
    elapsed_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class ResourceCompleted(Event):
    address: str
    action: HookAction
    elapsed_seconds: float = 0.0
    id: str = ""


@dataclass(frozen=True, slots=True)
class ResourceErrored(Event):
    address: str
    action: HookAction
    elapsed_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class RefreshStarted(Event):
    address: str


@dataclass(frozen=True, slots=True)
class RefreshCompleted(Event):
    address: str


@dataclass(frozen=True, slots=True)
class LockEvent(Event):
    """The state lock is being acquired or released."""

    acquired: bool


@dataclass(frozen=True, slots=True)
class OutputsSeen(Event):
    """Names -> (value, sensitive); a sensitive one carries None."""

    outputs: dict[str, tuple[Any, bool]]
