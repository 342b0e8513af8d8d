"""Applying exactly the plan that was reviewed, in a process that outlives this one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from console.domain.environment import EnvironmentName, Preset
from console.domain.events import PlannedChange
from console.domain.progress import Progress
from console.domain.run import RunRecord, RunStatus, Stage, StageName
from console.errors import PlanRefusedError, TerraformError
from console.ports import Cloud
from console.services.approval_guards import Approval, check_approval, check_identity, check_plan, check_secrets
from console.services.ending import Ending
from console.services.engine_room import EngineRoom
from console.services.following import Follower, Following, OnUpdate
from console.services.run_folder import RunFolder, refusals_of_the_disk
from console.services.run_store import RunStore
from console.services.variables import Variables


class Applying:
    """Applies plans."""

    def __init__(
        self,
        store: RunStore,
        room: EngineRoom,
        cloud: Cloud,
        variables: Variables,
        ending: Ending,
        preset: Callable[[EnvironmentName], Preset],
        plan_minutes: int,
    ) -> None:
        self._store = store
        self._room = room
        self._cloud = cloud
        self._variables = variables
        self._ending = ending
        self._preset = preset
        self._lifetime = timedelta(minutes=plan_minutes)

    def apply(
        self,
        record: RunRecord,
        approval: Approval,
        on_update: OnUpdate,
        secrets: dict[str, str],
        cancel: threading.Event | None,
    ) -> RunRecord:
        """Check, write down that it begins, start, follow, settle; see `Runs.apply` for what it raises."""
        preset = self._preset(record.name)
        folder = self._store.folder(record.id)
        check_approval(record, preset, approval)
        check_secrets(record, secrets)
        with self._store.locked(record.name) as lock, refusals_of_the_disk(folder.path):
            # Another console may have applied or discarded it since.
            record = folder.read() or record
            check_plan(record, folder, self._lifetime)
            self._cloud.ready(preset)
            account = self._cloud.caller(preset.region).account
            check_identity(record, self._room.identity(record, folder, preset, account))
            given = {name: text for name, text in secrets.items() if name in record.ephemeral}
            # The plan has the other sensitive values: given again they change nothing, and are masked in what is said.
            variables = self._room.planned_secrets(folder, record, self._variables)
            variables |= self._room.secret_variables(record.name, self._variables, given)
            following = Following(on_update, cancel, lock)
            following.raise_if_stopped(record.name)
            record.status = RunStatus.APPLYING
            record.approved_by, record.approved_at = approval.by, datetime.now(UTC)
            record.acknowledged = list(approval.acknowledged)
            record.stages.append(Stage(name=StageName.APPLY, started_at=datetime.now(UTC)))
            folder.write(record)
            return self._carry_out(folder, record, variables, following)

    def keep_upgrade(self, record: RunRecord, folder: RunFolder, approval: Approval) -> RunRecord:
        """See `Runs.keep_upgrade`."""
        check_approval(record, self._preset(record.name), approval)
        if not record.only_upgrades:
            raise PlanRefusedError(f"Run {record.id} has no upgrade of its own to keep: it is {record.status}.")
        with self._store.locked(record.name):
            record.approved_by, record.approved_at = approval.by, datetime.now(UTC)
            folder.write(record)
            self._room.keep_lock(record, folder)
        return record

    def _carry_out(
        self, folder: RunFolder, record: RunRecord, variables: dict[str, str], following: Following
    ) -> RunRecord:
        """Start the engine and follow it to its end."""
        environment = self._room.environment(variables)
        process = folder.stage(StageName.APPLY)
        argv = self._room.engine.commands.apply(folder.plan_file)
        try:
            process.start(argv, folder.root(record.name.system), environment, keep_open=(following.lock,))
        except TerraformError as error:
            return self._ending.not_started(record, folder, error.message)
        progress = Progress()
        # So that what waits is shown before the engine says anything.
        progress.fold(event for event in self._room.plan_events(folder) if isinstance(event, PlannedChange))
        follower = Follower(record, folder, following.on_update, self._room.secret_texts(environment))
        end = follower.follow_process(process, StageName.APPLY, progress, following.cancel)
        return self._ending.finish_apply(record, folder, progress, end, variables)
