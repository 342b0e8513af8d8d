"""One console driving one rollout: its record, written at every step, and what others wish meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType

from console.domain.rollout import (
    EnvironmentRollout,
    Evidence,
    RolloutRecord,
    RolloutStatus,
    StageRecord,
    StageStatus,
)
from console.domain.rollout_wish import RolloutWish, Wanted
from console.errors import ConsoleError
from console.services.following import RunUpdate
from console.services.reviewing import Reviewed
from console.services.rollouts.records import Records
from console.services.rollouts.seats import Seat
from console.services.rollouts.unforeseen import unforeseen

WATCH_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class RolloutUpdate:
    """What is new: the record as it was written, or news of the run that is under way."""

    record: RolloutRecord
    run: RunUpdate | None = None


OnRolloutUpdate = Callable[[RolloutUpdate], None]


class Driving:
    """The rollout in the hands of its driver."""

    def __init__(
        self,
        records: Records,
        record: RolloutRecord,
        version: int,
        on_update: OnRolloutUpdate,
        secrets: Mapping[str, str],
        now: Callable[[], datetime],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.record = record
        self.secrets = dict(secrets)
        self.now = now
        self.cancelled = threading.Event()
        """Nothing new begins: pause, abort, a driver that leaves, a seat that was lost."""
        self.reviewed: dict[str, Reviewed] = {}
        """Plans that this console made, by run: read once."""
        self._records = records
        self._version = version
        self._on_update = on_update
        self._lock = threading.RLock()
        self._clock = clock
        self._began = now(), clock()

    def stage_began(self, stage: StageRecord, *, again: bool) -> None:
        """Its time begins now; of a stage that goes on where it stood, it began when it first did."""
        if not again or stage.started_at is None:
            stage.started_at = self.now()
        self._began = self.now(), self._clock()

    def stage_ended(self, stage: StageRecord) -> None:
        """Measured by a clock that nobody sets: a stage during which the time was set back took as long as it took."""
        began, at = self._began
        stage.ended_at = max(began + timedelta(seconds=self._clock() - at), stage.started_at or began)

    def save(self) -> None:
        """Write the record; raises ChangedMeanwhileError where another console has written it since."""
        with self._lock:
            self._version = self._records.write(self.record, self._version)
            written = self.record.model_copy(deep=True)
        self._on_update(RolloutUpdate(written))

    def write(self, stage: StageRecord, evidence: Evidence) -> None:
        with self._lock:
            stage.evidence.append(evidence)
            self.save()

    def wait_for(self, stage: StageRecord, what: str) -> None:
        with self._lock:
            if stage.waits_for != what:
                stage.waits_for = what
                self.save()

    def end(self, status: RolloutStatus, reason: str) -> None:
        """Write down how the rollout ended; what was under way, or waited for somebody, is so no longer."""
        for stage in (stage for part in self.record.environments for stage in part.stages):
            if stage.status in (StageStatus.RUNNING, StageStatus.HELD):
                stage.status, stage.waits_for = StageStatus.STOPPED, ""
                self.stage_ended(stage)
        self.record.status, self.record.reason, self.record.ended_at = status, reason, self.now()
        self.save()

    def run_moved(self, update: RunUpdate) -> None:
        self._on_update(RolloutUpdate(self.record, update))

    def part(self, environment: str) -> EnvironmentRollout:
        return next(each for each in self.record.environments if each.environment == environment)


class Watch:
    """While it is entered: keeps the seat, and notices a pause, an abort, or a driver that leaves."""

    def __init__(
        self,
        driving: Driving,
        seat: Seat,
        wish: Callable[[], RolloutWish | None],
        leave: threading.Event,
        stop_apply: Callable[[], None],
    ) -> None:
        """`stop_apply` asks an apply that is under way to stop; it may be called again and again."""
        self._driving = driving
        self._seat = seat
        self._ask = wish
        self._leave = leave
        self._stop_apply = stop_apply
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="rollout-watch", daemon=True)
        self.lost = ""
        """Why somebody else has the seat now."""

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    @property
    def left(self) -> bool:
        return self._leave.is_set()

    def wish(self) -> RolloutWish | None:
        """What people want now. Raises ConsoleError where the store cannot be asked."""
        return self._ask()

    def _watch(self) -> None:
        while not self._over.is_set():
            try:
                self._look()
            # Who no longer watches would neither keep the seat nor hear an abort.
            except Exception as error:  # noqa: BLE001
                self.lost = f"{unforeseen(error, 'Watching over the rollout')}: resume it."
                self._driving.cancelled.set()
            self._over.wait(WATCH_SECONDS)

    def _look(self) -> None:
        self.lost = self.lost or self._seat.renew()
        wanted = self._wanted()
        if self.lost or self._leave.is_set() or wanted is not Wanted.GO_ON:
            self._driving.cancelled.set()
        if wanted is Wanted.ABORT:
            self._stop_apply()

    def _wanted(self) -> Wanted:
        try:
            wish = self._ask()
        except ConsoleError:
            # Asked again in a second; the engine asks for itself before each stage, and fails there.
            return Wanted.GO_ON
        return Wanted.GO_ON if wish is None else wish.wanted
