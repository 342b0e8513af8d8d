"""Runs: plan, review, apply, attach, stop. The screens and the command line call this and nothing below it."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from console.domain.environment import EnvironmentName
from console.domain.progress import Progress
from console.domain.run import RunRecord, RunStatus, StageName
from console.errors import ConsoleError, InputError, RunNotFoundError
from console.services.applying import Applying
from console.services.approval_guards import Approval
from console.services.durations import Durations
from console.services.ending import Ending
from console.services.following import POLL_SECONDS, Follower, OnUpdate
from console.services.planning import Planning, PlanRequest
from console.services.reviewing import Reviewed, Reviewing
from console.services.run_store import RunStore, UnreadableRun
from console.services.state_backends import StateBackends
from console.services.state_care import StateCare
from console.terraform.stage_process import StageProcess


class RunParts(NamedTuple):
    """The services that a run goes through."""

    store: RunStore
    planning: Planning
    reviewing: Reviewing
    applying: Applying
    ending: Ending
    durations: Durations
    backends: StateBackends
    care: StateCare


class Runs:
    """The runs of one target. Every method may be called from any thread; the long ones block."""

    def __init__(self, parts: RunParts) -> None:
        self._store = parts.store
        self._planning = parts.planning
        self._reviewing = parts.reviewing
        self._applying = parts.applying
        self._ending = parts.ending
        self._durations = parts.durations
        self._backends = parts.backends
        self._care = parts.care

    def plan(self, request: PlanRequest, on_update: OnUpdate, cancel: threading.Event | None = None) -> Reviewed:
        """Freeze, initialise, plan, price. Raises ConsoleError; the run's record says why."""
        self._care.before(request.name)
        reviewed = self._planning.plan(request, on_update, cancel)
        self._backends.settle(reviewed.record)
        return reviewed

    def review(self, run_id: str) -> Reviewed:
        """A planned run once more, from its folder; raises PlanRefusedError where the plan is gone."""
        return self._reviewing.review(self.get(run_id), self._store.folder(run_id))

    def apply(
        self,
        run_id: str,
        approval: Approval,
        on_update: OnUpdate,
        secrets: Mapping[str, str] | None = None,
        cancel: threading.Event | None = None,
    ) -> RunRecord:
        """Apply the reviewed plan; blocks until it ended. The engine goes on if the caller dies.

        Raises PlanRefusedError, ProtectedError, LockedError before anything was changed. A failed or stopped apply
        does not raise: the record says so.
        """
        planned = self.get(run_id)
        self._care.before(planned.name)
        record = self._applying.apply(planned, approval, on_update, dict(secrets or {}), cancel)
        self._care.after(record)
        self._backends.settle(record)
        return record

    def keep_upgrade(self, run_id: str, approval: Approval) -> RunRecord:
        """Keep the upgraded lock file of a plan that changes nothing else, since there is nothing to apply.

        Raises PlanRefusedError where the run is none of that, ProtectedError without the typed name.
        """
        record, folder = self.get(run_id), self._store.folder(run_id)
        return self._applying.keep_upgrade(record, folder, approval)

    def attach(self, run_id: str, on_update: OnUpdate, leave: threading.Event | None = None) -> RunRecord:
        """Follow a run that is under way through its stages to its end, or replay the stage that mattered of one that
        ended, each from its beginning.

        `leave` stops following; the run goes on.
        """
        record = self.get(run_id)
        folder = self._store.folder(run_id)
        followed = None
        while True:
            stage = record.main_stage
            if stage is not None and stage.name is not followed:
                followed = stage.name
                Follower(record, folder, on_update).follow(stage.name, Progress(), leave)
            elif not record.status.active:
                return record
            else:
                time.sleep(POLL_SECONDS)
            record = self._ending.settle(record, folder, wait_seconds=0)
            if leave is not None and leave.is_set():
                return record

    def stop(self, run_id: str) -> None:
        """Ask the engine to stop gracefully: exactly one interrupt, however often this is called."""
        if not self._engine(run_id).stop():
            raise InputError(f"Run {run_id} has no engine to stop at the moment: look at it with `runs show`.")

    def force_stop(self, run_id: str, typed: str) -> None:
        """A second interrupt and then the clock: data may be lost, so the run's id has to be typed."""
        if typed != run_id:
            raise InputError(f"To force run {run_id} to stop and risk losing data, type its id exactly.")
        if not self._engine(run_id).force():
            raise InputError(f"Run {run_id} has no engine to stop at the moment: look at it with `runs show`.")

    def _engine(self, run_id: str) -> StageProcess:
        record = self.get(run_id)
        if not record.status.active:
            raise InputError(f"Run {run_id} is not under way: it is {record.status}.")
        if not record.stages:
            raise InputError(f"Run {run_id} has not started its engine yet: try again in a moment.")
        return self._store.folder(run_id).stage(record.stages[-1].name)

    def discard(self, run_id: str) -> RunRecord:
        """Give up a plan that was not applied; its file is deleted. Raises LockedError while it is being applied."""
        folder = self._store.folder(run_id)
        with self._store.locked(self.get(run_id).name):
            record = self.get(run_id)
            if record.status is not RunStatus.PLANNED:
                raise InputError(f"Run {run_id} cannot be discarded: it is {record.status}.")
            folder.forget_plan()
            discarded = record.model_copy(update={"status": RunStatus.DISCARDED})
            folder.write(discarded)
            return discarded

    def list(self, name: EnvironmentName | None = None) -> tuple[RunRecord, ...]:
        """Every run that can be read, newest first; a run whose console died is settled on the way."""
        return tuple(self._settled(record) for record in self._store.survey(name).records)

    def unreadable(self, name: EnvironmentName | None = None) -> tuple[UnreadableRun, ...]:
        """The runs whose records cannot be read, each with what to do about it."""
        return tuple(self._store.survey(name).unreadable)

    def _settled(self, record: RunRecord) -> RunRecord:
        try:
            return self._ending.settle_if_ended(record, self._store)
        except ConsoleError:
            # It stays under way in this list: whoever asks for this run is told why it cannot be settled.
            return record

    def get(self, run_id: str) -> RunRecord:
        """One run; raises RunNotFoundError."""
        record = self._store.folder(run_id).read()
        if record is None:
            raise RunNotFoundError(f"Run {run_id} never began: its console died before it wrote anything.")
        return self._ending.settle_if_ended(record, self._store)

    def log(self, run_id: str, stage: StageName) -> Path:
        """The raw stream of a stage."""
        return self._store.folder(run_id).stage(stage).stdout

    def expected_seconds(self, name: EnvironmentName, progress: Progress) -> float | None:
        """Seconds that are still expected, from earlier runs; None where there is nothing to go by."""
        return self._durations.expected_seconds(name, progress)
