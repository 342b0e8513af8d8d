"""Restoring to a new name: what AWS would make and what follows from it, then doing it, then its verdict."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from console.domain.databases import FAILED_STATUSES, Database, Kind, Restore, Window
from console.domain.environment import EnvironmentName
from console.errors import InputError, RefusedError, RunStoppedError
from console.ports import DatabaseChanger, DatabaseReader
from console.services.databases_costs import DatabaseCosts, MonthlyCost
from console.services.databases_found import DatabaseFinder
from console.services.databases_snapshots import chosen_snapshot, present
from console.services.databases_steps import Step, Steps

LATEST = "latest"
"""The moment that is the latest that can be had."""
_UNSEEN_SECONDS = 60.0
"""How long a new database may take until AWS shows it."""
_NAMES = {
    Kind.RDS: (r"(?!.*--)[a-z][a-z0-9-]{0,61}[a-z0-9]", "2 to 63 small letters, digits and single hyphens"),
    Kind.DYNAMODB: (r"[A-Za-z0-9_.-]{3,255}", "3 to 255 letters, digits, underscores, dots and hyphens"),
}


@dataclass(frozen=True, slots=True)
class RestorePlan:
    """What a restore would make, and what follows from it."""

    environment: EnvironmentName
    restore: Restore
    makes: tuple[tuple[str, str], ...]
    """What AWS will make, as a name and its value."""
    not_taken: tuple[str, ...]
    """What the new database does not have of the original."""
    steps: tuple[Step, ...]
    cost: MonthlyCost
    warnings: tuple[str, ...]
    sandbox: bool


class RestoreVerdict(StrEnum):
    """How a restore ended."""

    AVAILABLE = "available"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RestoreEnd:
    """The verdict, taken from the new database's own state."""

    verdict: RestoreVerdict
    database: Database

    @property
    def good(self) -> bool:
        return self.verdict is RestoreVerdict.AVAILABLE


class Restores:
    """Plans a restore, begins it, and waits for its verdict. The original is never touched."""

    def __init__(
        self,
        finder: DatabaseFinder,
        reader: DatabaseReader,
        changer: DatabaseChanger,
        costs: DatabaseCosts,
        steps: Steps,
        *,
        sandbox: bool,
        now: Callable[[], datetime],
        poll_seconds: float,
    ) -> None:
        self._finder = finder
        self._reader = reader
        self._changer = changer
        self._costs = costs
        self._steps = steps
        self._sandbox = sandbox
        self._now = now
        self._poll_seconds = poll_seconds

    def proposed_name(self, database: Database) -> str:
        """A name that says what it is."""
        return f"{database.address.name}-restored-{self._now():%Y%m%d-%H%M}"[:63]

    def plan(
        self, name: EnvironmentName, database: str | None, to: str | None, *, snapshot: str | None, at: datetime | None
    ) -> RestorePlan:
        """What restoring to the new name would do: from a snapshot, else from a moment (None is the latest).

        Raises InputError for a name or a moment that cannot be, RefusedError where a database of that name is there
        or nothing can be restored, AwsError.
        """
        targets = self._finder.of(name)
        found = targets.database(database)
        source = present(self._reader, found.address)
        to = to or self.proposed_name(source)
        chosen = None
        if snapshot is not None:
            chosen = chosen_snapshot(self._reader.snapshots(found.address), found.address, snapshot)
            if not chosen.available:
                raise RefusedError(f"The snapshot {chosen.name} is {chosen.status}: it can be restored once available.")
        else:
            _check_moment(source, at)
        restore = Restore(source, to, chosen, at)
        self._check_target(restore)
        return RestorePlan(
            environment=name,
            restore=restore,
            makes=_makes(restore),
            not_taken=_not_taken(source),
            steps=self._steps.after(name, found, restore),
            cost=self._costs.copy(found, source, targets.preset),
            warnings=_warnings(restore),
            sandbox=self._sandbox,
        )

    def start(self, plan: RestorePlan) -> None:
        """Begin it, unless a database of the new name has come to be; raises RefusedError or AwsError."""
        self._check_target(plan.restore)
        self._changer.restore(plan.restore)

    def wait(
        self,
        restore: Restore,
        *,
        on_change: Callable[[Database | None], None],
        cancel: threading.Event | None = None,
        timeout_seconds: float = 7200,
    ) -> RestoreEnd:
        """Wait for the verdict, and give a cluster its instance once it is there.

        Raises RefusedError after the time given or where the new database disappears, RunStoppedError when `cancel`
        is set (a cluster that has no instance then gets none), AwsError.
        """
        begun, stop = time.monotonic(), cancel or threading.Event()
        seen, completed = False, restore.source.address.kind is not Kind.AURORA
        while True:
            found = self._reader.database(restore.target)
            on_change(found)
            if found is None and (seen or time.monotonic() - begun > _UNSEEN_SECONDS):
                shown = "any more" if seen else "yet"
                raise RefusedError(f"AWS does not show {restore.to} {shown}: look at the events of RDS or DynamoDB.")
            if found is not None:
                seen = True
                if found.status.lower() in FAILED_STATUSES:
                    return RestoreEnd(RestoreVerdict.FAILED, found)
                if found.available:
                    return RestoreEnd(RestoreVerdict.AVAILABLE, found)
                if not completed and found.status == "available" and not found.members:
                    self._changer.complete(restore)
                    completed = True
            if time.monotonic() - begun > timeout_seconds:
                status = found.status if found else "not seen"
                raise RefusedError(
                    f"{restore.to} is still {status} after {timeout_seconds:.0f} s; it goes on by itself."
                )
            if stop.wait(self._poll_seconds):
                raise RunStoppedError(f"Stopped waiting: {restore.to} goes on by itself.")

    def _check_target(self, restore: Restore) -> None:
        kind = restore.source.address.kind
        pattern, words = _NAMES[Kind.DYNAMODB if kind is Kind.DYNAMODB else Kind.RDS]
        if not re.fullmatch(pattern, restore.to):
            raise InputError(f"{restore.to[:60]!r} cannot be the name of a database: {words}.")
        if restore.to == restore.source.address.name or self._reader.database(restore.target) is not None:
            raise RefusedError(
                f"There is a database {restore.to} already, and nothing is restored over one: choose another name "
                "(--to)."
            )


def _check_moment(source: Database, at: datetime | None) -> None:
    window = source.window
    if window is None:
        raise RefusedError(
            f"{source.address} has no window of point-in-time recovery: it is off or has not begun; restore a snapshot."
        )
    if at is not None and not window.holds(at):
        raise InputError(f"{at:%Y-%m-%d %H:%M:%S} UTC cannot be restored: {window_words(window)}.")


def read_moment(text: str) -> datetime | None:
    """`latest` is None; a time without a zone is UTC. Raises InputError."""
    if text == LATEST:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(
            f"{text[:40]!r} is no moment: write 2026-05-04T10:04:00Z, with +02:00 for a zone, or latest."
        ) from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def window_words(window: Window) -> str:
    """`from 2026-05-01 03:10:00 to 2026-05-04 09:59:00 UTC`."""
    earliest, latest = (moment.astimezone(UTC) for moment in (window.earliest, window.latest))
    return f"every moment from {earliest:%Y-%m-%d %H:%M:%S} to {latest:%Y-%m-%d %H:%M:%S} UTC can be"


def _makes(restore: Restore) -> tuple[tuple[str, str], ...]:
    source = restore.source
    kind = source.address.kind
    what = {Kind.RDS: "instance", Kind.AURORA: "cluster, one instance", Kind.DYNAMODB: "table"}[kind]
    lines = [(what, restore.to), ("from", restore.words), ("engine", source.engine), ("size", source.size)]
    if kind is Kind.DYNAMODB:
        lines.append(("indexes", f"{source.indexes} secondary" if source.indexes else "none"))
    else:
        lines += [
            ("subnet group", source.subnet_group or "the account's default"),
            ("security groups", ", ".join(source.security_groups) or "the account's default"),
            ("parameter group", source.parameter_group or "the engine's default"),
            ("standby", _standby(source)),
            ("reachable", "from the Internet, as the original" if source.public else "inside the network only"),
        ]
    encryption = {True: f"yes{', with ' + source.key if source.key else ''}", False: "no", None: "not known"}
    lines.append(("encrypted", encryption[source.encrypted]))
    return tuple((name, value or "not known") for name, value in lines)


def _standby(source: Database) -> str:
    if source.address.kind is Kind.AURORA:
        return f"none: it gets one instance, where the original has {len(source.members)}"
    return {True: "yes (Multi-AZ)", False: "none (Single-AZ)", None: "not known"}[source.multi_az]


def _not_taken(source: Database) -> tuple[str, ...]:
    """From the user guides: what has to be set up again."""
    if source.address.kind is Kind.DYNAMODB:
        return (
            "autoscaling of its capacity, streams, time to live, tags, alarms and policies",
            "point-in-time recovery and deletion protection: both are off on the new table",
            "replicas in other regions",
        )
    return ("read replicas, alarms, scheduled changes and anything that names the original",)


def _warnings(restore: Restore) -> tuple[str, ...]:
    source, found = restore.source, []
    kind = source.address.kind
    if kind is not Kind.DYNAMODB:
        if source.password_managed and kind is Kind.RDS:
            found.append("Its master password is a new one, in a secret of its own that RDS makes.")
        else:
            found.append("Its master password is the one of that moment, which may have been changed since.")
        found.append("Reads are slow at first: AWS brings the data in as it is asked for.")
    if source.protected and kind is not Kind.DYNAMODB:
        found.append("Deletion protection is on, as it is on the original: switch it off before you delete the copy.")
    if kind is Kind.AURORA and not source.member_class:
        found.append("The original has no instance to take the class from: the cluster will have none either.")
    return tuple(found)
