"""How a run ended, in honest words: from the end record and the stream, by whichever console sees it first."""

from __future__ import annotations

import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from time import monotonic, sleep
from typing import TYPE_CHECKING

from console.domain.hints import hints_of_failure
from console.domain.plan import Action
from console.domain.progress import Progress, ResourceState
from console.domain.run import Counts, RunRecord, RunStatus, StageName
from console.errors import ConfigurationError, ConsoleError, EngineError, InputError, LockedError, TerraformError
from console.services.durations import Durations
from console.services.engine_room import EngineRoom
from console.services.following import Follower
from console.services.kept_outputs import keep_outputs
from console.services.run_folder import RunFolder
from console.services.run_store import RunStore
from console.services.unfinished import Unfinished
from console.services.variables import Variables
from console.terraform.stage_process import StageEnd

if TYPE_CHECKING:
    from console.services.reviewing import Reviewing


class Ending:
    """Settles runs whose engine has ended."""

    def __init__(
        self,
        store: RunStore,
        room: EngineRoom,
        variables: Variables,
        durations: Durations,
        reviewing: Callable[[], Reviewing],
    ) -> None:
        self._store = store
        self._room = room
        self._variables = variables
        self._durations = durations
        self._unfinished = Unfinished(room)
        self._reviewing = reviewing
        """Built when a plan is found finished: what reads plans is not imported for a list of environments."""

    def finish_apply(
        self,
        record: RunRecord,
        folder: RunFolder,
        progress: Progress,
        end: StageEnd | None,
        variables: Mapping[str, str],
    ) -> RunRecord:
        """Write down how an apply ended. The caller holds the environment's lock and gives the apply's TF_VAR_ texts.

        The record calls the run active until all is known, so that another console finishes what this one began.
        """
        stage = record.stage(StageName.APPLY)
        if stage is not None:
            self._room.close_stage(stage, end)
        # An applied or broken-off plan is stale, and its file may hold secrets in clear text.
        folder.forget_plan()
        in_flight = progress.interrupt()
        status, error = self._verdict(folder, progress, end)
        record.applied = _counts(progress)
        if status is RunStatus.DONE:
            self._durations.remember(record.name, progress, end.seconds if end else 0.0)
            if record.upgrade:
                self._room.keep_lock(record, folder)
            keep_outputs(folder, progress.outputs.outputs if progress.outputs else {})
        elif folder.stage(StageName.APPLY).started():
            self._unfinished.look_again(record, folder, variables)
            record.uncertain = self._unfinished.not_in_state(record, folder, in_flight)
            record.resources_after = None
        if error is not None:
            record.hints = hints_of_failure(error, progress.diagnostics)
        return self._close(record, folder, status, error, end.ended_at if end else None)

    def not_started(self, record: RunRecord, folder: RunFolder, why: str) -> RunRecord:
        """Write down that an apply did not begin."""
        folder.forget_plan()
        return self._close(record, folder, RunStatus.FAILED, f"{why} Nothing was changed.", None)

    @staticmethod
    def _close(
        record: RunRecord, folder: RunFolder, status: RunStatus, error: str | None, ended_at: datetime | None
    ) -> RunRecord:
        record.status, record.error, record.ended_at = status, error, ended_at or datetime.now(UTC)
        folder.write(record)
        return record

    def settle_if_ended(self, record: RunRecord, store: RunStore) -> RunRecord:
        """A run that its record calls active: settled when nobody works on it any more, otherwise as it is."""
        if not record.status.active:
            return record
        return self.settle(record, store.folder(record.id), wait_seconds=0)

    def settle(self, record: RunRecord, folder: RunFolder, *, wait_seconds: float) -> RunRecord:
        """Finish the record of a run whose engine ended, unless another console is doing just that."""
        deadline = monotonic() + wait_seconds
        while True:
            fresh = folder.read() or record
            if not fresh.status.active:
                return fresh
            with suppress(LockedError), self._store.locked(record.name):
                fresh = folder.read() or record
                return self._settle_locked(fresh, folder) if fresh.status.active else fresh
            if monotonic() >= deadline:
                return fresh
            sleep(0.1)

    def _settle_locked(self, record: RunRecord, folder: RunFolder) -> RunRecord:
        """With the lock held no console works on this environment, and no engine that has its supervisor."""
        if record.stages and folder.stage(record.stages[-1].name).alive():
            return record
        if record.status is not RunStatus.APPLYING:
            return self._finish_plan(record, folder)
        variables = self._planned_secrets(record, folder)
        progress = Progress()
        follower = Follower(record, folder, lambda _: None, variables.values())
        end = follower.follow(StageName.APPLY, progress)
        return self.finish_apply(record, folder, progress, end, variables)

    def _finish_plan(self, record: RunRecord, folder: RunFolder) -> RunRecord:
        """A plan whose console died: what the engine finished is reviewed as if nothing had happened.

        Raises EngineError, ConfigurationError or InputError where this console cannot read it; another one may.
        """
        reviewing, progress = self._reviewing(), Progress()
        end = None
        if record.stage(StageName.PLAN) is not None:
            # The supervisor has masked the stream before it wrote that it ended.
            end = Follower(record, folder, lambda _: None).follow(StageName.PLAN, progress)
        try:
            if end is None:
                raise TerraformError("The console ended before the plan was finished; nothing was changed. Plan again.")
            reviewing.check_end(record, folder, progress, end)
            if self._overtaken(record):
                folder.forget_plan()
                return self._close(record, folder, RunStatus.DISCARDED, None, None)
            reviewing.finish(record, folder)
        except (EngineError, ConfigurationError, InputError):
            # What this console lacks (an engine, a readable preset) is no fault of the plan: it stays for later.
            raise
        except ConsoleError as error:
            reviewing.give_up(record, folder, error)
        return record

    def _overtaken(self, record: RunRecord) -> bool:
        """A newer plan of the environment was reviewed meanwhile."""
        return any(r.number > record.number and r.planned is not None for r in self._store.records(record.name))

    def _planned_secrets(self, record: RunRecord, folder: RunFolder) -> dict[str, str]:
        try:
            return self._room.planned_secrets(folder, record, self._variables)
        except ConsoleError:
            # The plan is gone already, or the engine is: what is said of the end then names no value.
            return {}

    def _verdict(self, folder: RunFolder, progress: Progress, end: StageEnd | None) -> tuple[RunStatus, str | None]:
        see = "Plan again to see what is there."
        stage = folder.stage(StageName.APPLY)
        if end is None and not stage.started():
            verdict: tuple[RunStatus, str | None] = (
                RunStatus.FAILED,
                "The console ended before the engine was started; nothing was changed.",
            )
        elif end is None:
            verdict = RunStatus.UNCLEAN, f"The engine vanished during the apply; its last act is unknown. {see}"
        elif end.exit_code == 0 and progress.summary is not None:
            verdict = RunStatus.DONE, None
        elif end.stop_requested and not end.forced and end.exit_code in (-signal.SIGINT, 1):
            # An engine that dies of the interrupt had not begun: once it has, it takes it and ends by itself.
            verdict = RunStatus.STOPPED, "The apply was stopped on request before it was finished."
        elif end.forced or end.exit_code < 0:
            how = "forced to stop" if end.forced else f"killed by signal {-end.exit_code}"
            verdict = RunStatus.UNCLEAN, f"The engine was {how}; its last act is unknown. {see}"
        elif end.exit_code == 0:
            verdict = RunStatus.FAILED, f"The engine ended without saying what it did. {see}"
        else:
            verdict = RunStatus.FAILED, self._room.failure("The apply", stage, progress, end).message
        return verdict


def _counts(progress: Progress) -> Counts:
    done = [r.action for r in progress.resources.values() if r.state is ResourceState.DONE]
    return Counts(
        create=done.count(Action.CREATE),
        change=done.count(Action.CHANGE),
        replace=done.count(Action.REPLACE),
        destroy=done.count(Action.DESTROY),
    )
