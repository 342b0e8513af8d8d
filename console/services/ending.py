"""How a run ended, in honest words: from the end record and the stream, by whichever console sees it first."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from time import monotonic, sleep
from typing import Any

from console.domain.events import OutputsSeen
from console.domain.plan import Action
from console.domain.progress import Progress, ResourceState
from console.domain.run import Counts, RunRecord, RunStatus, Stage, StageName
from console.errors import ConsoleError, LockedError
from console.services.durations import Durations
from console.services.engine_room import EngineRoom
from console.services.following import Follower
from console.services.run_folder import RunFolder, write_durably
from console.services.run_store import RunStore
from console.terraform.stage_process import StageEnd


class Ending:
    """Settles runs whose engine has ended."""

    def __init__(self, store: RunStore, room: EngineRoom, durations: Durations) -> None:
        self._store = store
        self._room = room
        self._durations = durations

    def finish_apply(self, record: RunRecord, folder: RunFolder, progress: Progress, end: StageEnd | None) -> RunRecord:
        """Write down how an apply ended. The caller holds the environment's lock."""
        stage = record.stage(StageName.APPLY)
        if stage is not None:
            self._room.close_stage(stage, end)
        in_flight = progress.interrupt()
        record.status, record.error = self._verdict(folder, progress, end)
        record.applied = _counts(progress)
        record.ended_at = end.ended_at if end else datetime.now(UTC)
        if record.status is not RunStatus.DONE:
            self._look_again(record, folder)
        if record.status is RunStatus.DONE:
            self._durations.remember(record.name, progress, end.seconds if end else 0.0)
            self._keep_outputs(folder, progress.outputs)
        else:
            record.uncertain = self._not_in_state(record, folder, in_flight)
            record.resources_after = None
        # An applied or broken-off plan is stale, and its file may hold secrets in clear text.
        folder.forget_plan()
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
        """With the lock held no console and no engine works on this environment."""
        stage = record.stage(StageName.APPLY)
        if record.status is not RunStatus.APPLYING or stage is None:
            record.status, record.ended_at = RunStatus.FAILED, datetime.now(UTC)
            record.error = "The console ended before the plan was finished; nothing was changed."
            folder.forget_plan()
            folder.write(record)
            return record
        progress = Progress()
        end = Follower(record, folder, lambda _: None).follow(StageName.APPLY, progress)
        if end is None and not folder.stage(StageName.APPLY).stdout.exists():
            record.status, record.ended_at = RunStatus.FAILED, datetime.now(UTC)
            record.error = "The console ended before the engine was started; nothing was changed."
            folder.write(record)
            return record
        return self.finish_apply(record, folder, progress, end)

    def _verdict(self, folder: RunFolder, progress: Progress, end: StageEnd | None) -> tuple[RunStatus, str | None]:
        see = "Plan again to see what is there."
        if end is None:
            verdict = (
                RunStatus.UNCLEAN,
                f"The engine vanished during the apply; its last act is unknown. {see}",
            )
        elif end.forced or end.exit_code < 0:
            how = "forced to stop" if end.forced else f"killed by signal {-end.exit_code}"
            verdict = RunStatus.UNCLEAN, f"The engine was {how}; its last act is unknown. {see}"
        elif end.exit_code == 0 and progress.summary is not None:
            return RunStatus.DONE, None
        elif end.exit_code == 0:
            verdict = RunStatus.FAILED, f"The engine ended without saying what it did. {see}"
        elif end.stop_requested:
            verdict = RunStatus.STOPPED, "The apply was stopped on request before it was finished."
        else:
            failure = self._room.failure("The apply", folder.stage(StageName.APPLY), progress, end)
            verdict = RunStatus.FAILED, failure.message
        return verdict

    def _look_again(self, record: RunRecord, folder: RunFolder) -> None:
        """After an apply that did not finish, a refresh-only plan: its stream says what really is there."""
        stage = Stage(name=StageName.REFRESH, started_at=datetime.now(UTC))
        record.stages.append(stage)
        folder.write(record)
        process = folder.stage(StageName.REFRESH)
        with suppress(ConsoleError):
            # Sensitive variables may be missing here: then the engine says so in the stage's stream, and no more.
            argv = self._room.engine.commands.refresh_only(folder.tfvars)
            process.start(argv, folder.root(record.name.system), self._room.environment({}))
            follower = Follower(record, folder, lambda _: None)
            self._room.close_stage(stage, follower.follow_process(process, StageName.REFRESH, Progress(), None))

    def _not_in_state(self, record: RunRecord, folder: RunFolder, in_flight: list[str]) -> list[str]:
        """Of the resources that were worked on when it ended, those that the state does not hold.

        Where the state cannot be read, all of them: they may exist.
        """
        if not in_flight:
            return []
        try:
            listed = self._room.read(folder, record, self._room.engine.commands.state_list(), "Reading the state")
        except ConsoleError:
            return sorted(in_flight)
        return sorted(set(in_flight) - set(listed.decode(errors="replace").split()))

    @staticmethod
    def _keep_outputs(folder: RunFolder, seen: OutputsSeen | None) -> None:
        """Outputs for the screens that must not wait for the backend; sensitive ones without their value."""
        kept: dict[str, Any] = {}
        for name, (value, sensitive) in (seen.outputs if seen else {}).items():
            kept[name] = {"value": None if sensitive else value, "sensitive": sensitive}
        write_durably(folder.path / "outputs.json", json.dumps(kept))


def _counts(progress: Progress) -> Counts:
    done = [r.action for r in progress.resources.values() if r.state is ResourceState.DONE]
    return Counts(
        create=done.count(Action.CREATE),
        change=done.count(Action.CHANGE),
        replace=done.count(Action.REPLACE),
        destroy=done.count(Action.DESTROY),
    )
