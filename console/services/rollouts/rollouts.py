"""Rollouts: one change through the environments of a system. Screens and commands call this and nothing below it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from console.domain.environment import EnvironmentName, Preset, Protection
from console.domain.rollout import (
    ApprovalGiven,
    EnvironmentRollout,
    RollBackRequest,
    RolloutRecord,
    RolloutStage,
    RolloutStatus,
)
from console.domain.rollout_wish import Wanted as Wish
from console.domain.run import RunRecord
from console.errors import InputError, LockedError, ProtectedError, RefusedError
from console.services.audit import Audit
from console.services.rollouts.apply_stage import ApplyStage
from console.services.rollouts.approvals import ApprovalRequest
from console.services.rollouts.consents import Consents
from console.services.rollouts.driving import Driving, OnRolloutUpdate, Watch
from console.services.rollouts.engine import Engine
from console.services.rollouts.failing import Failing, last_begun
from console.services.rollouts.files import RolloutFiles
from console.services.rollouts.records import Records
from console.services.rollouts.rollouts_seen import RolloutLooks
from console.services.rollouts.seats import Seats
from console.services.rollouts.starting import Starting
from console.services.rollouts.telling import Telling
from console.services.run_store import whoami


class Rollouts(RolloutLooks):
    """Those that act on the rollouts of one target, from any thread; `drive`, `roll_back` and `plan_back` block."""

    def __init__(
        self,
        files: RolloutFiles,
        records: Records,
        seats: Seats,
        engine: Engine,
        apply: ApplyStage,
        failing: Failing,
        starting: Starting,
        consents: Consents,
        telling: Telling,
        audit: Callable[[], Audit],
        preset: Callable[[EnvironmentName], Preset],
        now: Callable[[], datetime],
        *,
        sandbox: bool,
    ) -> None:
        super().__init__(files, records, seats, consents, sandbox=sandbox)
        self._engine = engine
        self._apply = apply
        self._failing = failing
        self._starting = starting
        self._telling = telling
        self._audit = audit
        self._preset = preset
        self._now = now

    def start(
        self, names: Sequence[str], values: Mapping[str, str], why: str, secrets: Mapping[str, str] | None = None
    ) -> RolloutRecord:
        """Write a new rollout down; `drive` sets it going. Values are texts, laid over each environment's own.

        Raises InputError for what no environment takes, RefusedError where another one is on its way there.
        """
        return self._starting.start(names, values, why, secrets or {})

    def drive(
        self,
        rollout_id: str,
        on_update: OnRolloutUpdate = lambda _: None,
        cancel: threading.Event | None = None,
        secrets: Mapping[str, str] | None = None,
    ) -> RolloutRecord:
        """Go on until it ends or waits for a person; blocks. `cancel` leaves it at the end of what is under way.

        Raises LockedError naming who drives it, ConsoleError where the store or the audit log cannot be written.
        """
        record, _ = self._records.read(rollout_id)
        if not record.status.ended:
            record = self._driven(rollout_id, on_update, cancel, secrets, self._engine.drive)
            if self._unheard(record):
                record = self._driven(rollout_id, on_update, cancel, secrets, self._engine.drive)
        return record

    def _unheard(self, record: RolloutRecord) -> bool:
        """Whether somebody wished something as this console gave the seat back: they took it for being driven."""
        wish = None if record.status.ended else self._records.wish(record.id)
        if wish is None:
            return False
        return wish.wanted is Wish.ABORT or (wish.wanted is Wish.PAUSE and record.status is not RolloutStatus.PAUSED)

    def _driven(
        self,
        rollout_id: str,
        on_update: OnRolloutUpdate,
        cancel: threading.Event | None,
        secrets: Mapping[str, str] | None,
        act: Callable[[Driving, Watch], None],
    ) -> RolloutRecord:
        with self._seats.taken(rollout_id, self.get(rollout_id).driver) as seat:
            record, version = self._records.read(rollout_id)
            driving = Driving(self._records, record, version, on_update, secrets or {}, self._now)
            record.driver = seat.holder
            driving.save()

            def stop_apply() -> None:
                part = record.current
                if part is not None:
                    self._apply.stop(part)

            with Watch(
                driving, seat, lambda: self._records.wish(rollout_id), cancel or threading.Event(), stop_apply
            ) as watch:
                act(driving, watch)
            return driving.record

    def pause(self, rollout_id: str, why: str = "") -> RolloutRecord:
        """No new stage begins; an apply under way goes on to its end. Raises RefusedError where it has ended."""
        return self._wish(rollout_id, Wish.PAUSE, "pause", why)

    def abort(self, rollout_id: str, why: str = "") -> RolloutRecord:
        """Nothing more begins, and an apply under way is asked to stop, once. Raises RefusedError."""
        return self._wish(rollout_id, Wish.ABORT, "abort", why)

    def resume(self, rollout_id: str, why: str = "") -> RolloutRecord:
        """Take a pause back; `drive` goes on. Raises RefusedError where it has ended or is being aborted."""
        return self._go_on(rollout_id, "resume", why)

    def promote(self, rollout_id: str, why: str = "") -> RolloutRecord:
        """Let a rollout that waits go on; `drive` does, as far as its gates let it. Raises RefusedError."""
        record = self.get(rollout_id)
        if record.status is RolloutStatus.PAUSED:
            command = self._telling.command(record, "resume", record.system)
            raise RefusedError(f"{record.id} is paused: `{command}` goes on.")
        return self._go_on(rollout_id, "promote", why)

    def _go_on(self, rollout_id: str, action: str, why: str) -> RolloutRecord:
        record = self._open(rollout_id)
        wish = self._records.wish(rollout_id)
        if wish is not None and wish.wanted is Wish.ABORT:
            raise RefusedError(f"{rollout_id} is being aborted by {wish.by}: start another one.")
        with self._audit().act(f"rollout {action}", rollout_id, why):
            self._records.want(rollout_id, Wish.GO_ON, whoami(), self._now(), why)
        return record

    def _wish(self, rollout_id: str, wish: Wish, action: str, why: str) -> RolloutRecord:
        self._open(rollout_id)
        self._records.want(rollout_id, wish, whoami(), self._now(), why)
        # Recorded after it: an audit log that cannot be written keeps nobody from stopping what goes wrong.
        self._audit().note(f"rollout {action}", rollout_id, why)
        try:
            # Where nobody drives it, this console writes down what was wished; an apply that goes on is waited for.
            return self.drive(rollout_id)
        except LockedError:
            return self.get(rollout_id)

    def _open(self, rollout_id: str) -> RolloutRecord:
        record = self.get(rollout_id)
        if record.status.ended:
            raise RefusedError(f"{record.id} has ended, it is {record.status}: {record.reason}")
        return record

    def roll_back(
        self,
        rollout_id: str,
        environment: str | None,
        request: RollBackRequest,
        on_update: OnRolloutUpdate = lambda _: None,
        secrets: Mapping[str, str] | None = None,
    ) -> RolloutRecord:
        """Go back in one environment, the last one changed where none is named; the rollout ends there. Blocks.

        Infrastructure goes back with the plan of `plan_back`; where there is none it is made, and RefusedError raised.
        Raises InputError where nothing was applied there, ProtectedError without the typed name, LockedError.
        """
        part = self._to_go_back(rollout_id, environment)
        request = replace(request, by=whoami())
        _check_typed(self._preset(part.name), part, request)

        def act(driving: Driving, _: Watch) -> None:
            mine = driving.part(part.environment)
            self._failing.roll_back(driving, mine, last_begun(mine), request)

        with self._audit().act("rollout rollback", part.environment, f"{rollout_id}: {request.how}. {request.why}"):
            return self._driven(rollout_id, on_update, None, secrets, act)

    def plan_back(
        self,
        rollout_id: str,
        environment: str | None,
        on_update: OnRolloutUpdate = lambda _: None,
        secrets: Mapping[str, str] | None = None,
    ) -> RunRecord:
        """Plan the way back of an environment's infrastructure, for somebody to look at; nothing is changed. Blocks.

        `roll_back` applies it. Raises InputError where nothing was applied, RefusedError where there is no way back.
        """
        part = self._to_go_back(rollout_id, environment)
        planned: list[RunRecord] = []

        def act(driving: Driving, _: Watch) -> None:
            mine = driving.part(part.environment)
            planned.append(self._failing.plan_back(driving, mine, last_begun(mine)))

        self._driven(rollout_id, on_update, None, secrets, act)
        return planned[0]

    def _to_go_back(self, rollout_id: str, environment: str | None) -> EnvironmentRollout:
        """Raises RefusedError where a later rollout changed the environment: what stood before is not what is there."""
        record = self.get(rollout_id)
        part = _named_or_last(record, environment)
        there = self.survey(record.system)
        if unread := next((other for other in there.unreadable if other.number > record.number), None):
            raise RefusedError(
                f"Whether {unread.id} has changed {part.environment} since is not known. {unread.problem}"
            )
        for other in there.records:
            stands = {
                each.environment
                for each in other.environments
                if each.stage(RolloutStage.APPLY).attempts and not each.went_back
            }
            if other.number > record.number and part.environment in stands:
                command = self._telling.command(other, "rollback", part.environment)
                raise RefusedError(f"{other.id} has changed {part.environment} since: `{command}` goes back from that.")
        return part

    def approve(self, rollout_id: str, environment: str, request: ApprovalRequest) -> ApprovalGiven:
        """Approve the plan that waits there, as this console's user; `promote` and `drive` go on.

        Raises RefusedError where no plan waits or where it may not be approved by them, InputError and ProtectedError
        for what the approval lacks.
        """
        return self._consents.approve(self._open(rollout_id), environment, request)


def _named_or_last(record: RolloutRecord, environment: str | None) -> EnvironmentRollout:
    """The environment named, else the last one that has an apply; raises InputError."""
    if environment is not None:
        part = next((each for each in record.environments if each.environment == environment), None)
        if part is None:
            raise InputError(f"{environment} is not among the environments of {record.id}.")
        return part
    begun = [part for part in record.environments if part.stage(RolloutStage.APPLY).attempts]
    if not begun:
        raise InputError(f"{record.id} has applied nothing: there is no way back to go.")
    return begun[-1]


def _check_typed(preset: Preset, part: EnvironmentRollout, request: RollBackRequest) -> None:
    if preset.protection is not Protection.OPEN and request.typed_name != part.environment:
        raise ProtectedError(f"{part.environment} is protected: type its name, {part.environment}, to roll it back.")
