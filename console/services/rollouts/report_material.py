"""Everything that a report tells of, read once, so that all its formats tell the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from console.domain.audit import AuditEntry
from console.domain.rollout import ApprovalGiven, EnvironmentRollout, RolloutRecord, RolloutStatus
from console.domain.run import RunRecord
from console.services.rollouts.report_pictures import WatchedChart


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """What the audit log tells of this rollout, and whether its chain holds."""

    entries: tuple[AuditEntry, ...] = ()
    """Those of this rollout."""
    of_all: int = 0
    first_broken: int | None = None
    """The number of the first entry that does not hold."""
    problem: str = ""
    """Why the log could not be read."""

    @property
    def words(self) -> str:
        if self.problem:
            return f"The audit log could not be checked: {self.problem}"
        if self.first_broken is not None:
            return f"The audit log is BROKEN at entry {self.first_broken}: what it tells from there on proves nothing."
        return f"The audit log's chain holds: {self.of_all} entries, {len(self.entries)} of this rollout."


@dataclass(frozen=True, slots=True)
class EnvironmentMaterial:
    """One environment of the rollout; None and empty where there is nothing to tell yet."""

    part: EnvironmentRollout
    run: RunRecord | None = None
    rollback: RunRecord | None = None
    plan_text: str = ""
    approvals: tuple[ApprovalGiven, ...] = ()
    charts: tuple[WatchedChart, ...] = ()
    missing: tuple[str, ...] = ()
    """What could not be read, a sentence each."""


@dataclass(frozen=True, slots=True)
class ReportMaterial:
    """The rollout and all around it."""

    record: RolloutRecord
    environments: tuple[EnvironmentMaterial, ...]
    audit: AuditCheck
    made_at: datetime

    @property
    def verdict(self) -> str:
        """`DONE: the change runs in 3 of 3 environments.`: how it stands, and never more than is known."""
        record = self.record
        through = sum(1 for each in record.environments if each.current is None)
        where = f"the change went through {through} of {len(record.environments)} environments"
        reason = f" {record.reason}" if record.reason else ""
        head = record.status.value.upper()
        if record.status is RolloutStatus.DONE and through < len(record.environments):
            head = "UNCLEAR"
        return f"{head}: {where}.{reason}"


def seconds_between(start: datetime | None, end: datetime | None) -> float | None:
    """Seconds; None where one of them is not known."""
    return None if start is None or end is None else (end - start).total_seconds()


def duration_words(seconds: float | None) -> str:
    """`0.4 s`, `1m 42s`, `2h 05m`; `-` where it is not known."""
    if seconds is None or seconds < 0:
        return "-"
    if seconds < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes}m {rest:02d}s"
    return f"{minutes // 60}h {minutes % 60:02d}m"


def moment_words(moment: datetime | None) -> str:
    """`2026-05-04 10:04:12 UTC`; `-` where it is not known."""
    return "-" if moment is None else f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
