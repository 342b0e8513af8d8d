"""From an environment to a saved, hashed, priced plan: every step's record is written before the step."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from console.domain.environment import EnvironmentName, Preset, Protection
from console.domain.progress import Progress
from console.domain.run import RunKind, RunRecord, RunStatus, Stage, StageName
from console.errors import ConsoleError, PlanRefusedError, ProtectedError, TerraformError
from console.ports import Cloud
from console.services.configurations import Configurations
from console.services.earlier_runs import EarlierRuns
from console.services.engine_room import EngineRoom
from console.services.following import Follower, Following, OnUpdate
from console.services.reviewing import Reviewed, Reviewing
from console.services.run_folder import RunFolder, refusals_of_the_disk
from console.services.run_scope import check_scope
from console.services.run_store import RunStore, whoami
from console.services.variables import Variables
from console.terraform.import_blocks import write_imports
from console.terraform.workspace import write_backend


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """What is to be planned. `overrides` are for this plan only; `secrets` are texts of sensitive variables."""

    name: EnvironmentName
    kind: RunKind = RunKind.APPLY
    overrides: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    why: str = ""
    accept_lost_state: bool = False
    """Go on although the state no longer holds what an earlier run applied."""
    targets: tuple[str, ...] = ()
    """Resource or module addresses that the plan is confined to: a partial run."""
    replace: tuple[str, ...] = ()
    """Resource addresses that are to be replaced."""
    refresh_only: bool = False
    """Take what was changed outside over into the state, and change nothing that stands."""
    upgrade: bool = False
    """Upgrade providers and modules before planning."""
    rollback_to: int | None = None
    """Plan the frozen configuration and variables of this earlier applied run instead of today's."""
    imports: tuple[tuple[str, str], ...] = ()
    """Address and id of what exists already and is to be taken into the state."""


class Planning:
    """Makes plans."""

    def __init__(
        self,
        store: RunStore,
        room: EngineRoom,
        cloud: Cloud,
        variables: Variables,
        configurations: Configurations,
        reviewing: Reviewing,
        earlier: EarlierRuns,
        preset: Callable[[EnvironmentName], Preset],
    ) -> None:
        self._store = store
        self._room = room
        self._cloud = cloud
        self._variables = variables
        self._configurations = configurations
        self._reviewing = reviewing
        self._earlier = earlier
        self._preset = preset

    def plan(self, request: PlanRequest, on_update: OnUpdate, cancel: threading.Event | None) -> Reviewed:
        """Freeze, initialise, plan, show, price; raises ConsoleError with the run's record saying the same."""
        preset = self._preset(request.name)
        check_scope(request, preset)
        if request.kind is RunKind.DESTROY and preset.protection is Protection.PROTECTED:
            raise ProtectedError(
                f"{request.name} is protected and is not destroyed: set `protection: confirm` in its preset first, "
                "and lift the deletion protection of its resources with an apply."
            )
        earlier = self._earlier.chosen(request.name, request.rollback_to, request.secrets)
        if earlier is None:
            self._variables.refuse(request.name, request.overrides, given=request.secrets.keys())
        with refusals_of_the_disk(self._store.home):
            self._room.check()
        with self._store.locked(request.name) as lock:
            # What this plan is measured against must be readable before anything is begun.
            self._store.records(request.name)
            number, folder = self._store.create(request.name)
            record = RunRecord(
                number=number,
                environment=str(request.name),
                kind=request.kind,
                status=RunStatus.PREPARING,
                created_at=datetime.now(UTC),
                by=whoami(),
                why=request.why,
                targets=list(request.targets),
                replace=list(request.replace),
                refresh_only=request.refresh_only,
                upgrade=request.upgrade,
                rollback_to=request.rollback_to,
                imports=[f"{address} as {known_as}" for address, known_as in request.imports],
                sandbox=self._cloud.sandbox,
                sensitive=sorted(request.secrets),
                ephemeral=sorted(self._ephemeral(request)),
            )
            folder.write(record)
            try:
                with refusals_of_the_disk(folder.path):
                    following = Following(on_update, cancel, lock)
                    return self._plan_in(folder, record, request, preset, following)
            except ConsoleError as error:
                self._reviewing.give_up(record, folder, error)
                raise

    def _ephemeral(self, request: PlanRequest) -> list[str]:
        schema = {field.variable.name: field.variable for field in self._variables.form(request.name).fields}
        return [name for name in request.secrets if name in schema and schema[name].ephemeral]

    def _plan_in(
        self,
        folder: RunFolder,
        record: RunRecord,
        request: PlanRequest,
        preset: Preset,
        following: Following,
    ) -> Reviewed:
        if request.rollback_to is not None:
            root = self._earlier.lay_down(record, folder)
        else:
            tfvars = self._variables.render(request.name, request.overrides)
            root = self._configurations.freeze(request.name.system, folder.configuration)
            folder.tfvars.write_text(tfvars, encoding="utf-8")
        write_backend(root, preset.backend, self._store.home / "state" / self._store.base.name / str(request.name))
        write_imports(root, request.imports)
        findings = self._cloud.ready(preset)
        variables = self._room.secret_variables(request.name, self._variables, request.secrets)
        environment = self._room.environment(variables)
        with ThreadPoolExecutor(max_workers=1) as aside:
            # While the engine initialises, unless the answer may be that it must not.
            asked = aside.submit(self._account, request.name, preset)
            if preset.account is not None:
                asked.result()
            try:
                self._room.init(folder, record, root, preset, environment, following)
            except TerraformError:
                # Wrong credentials are the better reason of the two.
                asked.result()
                raise
            account = asked.result()
        record.identity = self._room.identity(record, folder, preset, account)
        self._run_plan(folder, record, root, request, environment, following)
        return self._reviewing.finish(
            record,
            folder,
            prepared=findings,
            accept_lost_state=request.accept_lost_state,
            before_writing=lambda: following.raise_if_stopped(request.name),
        )

    def _account(self, name: EnvironmentName, preset: Preset) -> str:
        """The account of the credentials; raises AwsError, and PlanRefusedError where the preset names another one."""
        caller = self._cloud.caller(preset.region)
        if preset.account is not None and caller.account != preset.account and not self._cloud.sandbox:
            raise PlanRefusedError(
                f"{name} belongs to account {preset.account}, but the credentials are of {caller.account} "
                f"({caller.arn}): use the other account's credentials."
            )
        return caller.account

    def _run_plan(
        self,
        folder: RunFolder,
        record: RunRecord,
        root: Path,
        request: PlanRequest,
        environment: Mapping[str, str],
        following: Following,
    ) -> None:
        record.status = RunStatus.PLANNING
        stage = Stage(name=StageName.PLAN, started_at=datetime.now(UTC))
        record.stages.append(stage)
        folder.write(record)
        process = folder.stage(StageName.PLAN)
        commands = self._room.engine.commands
        argv = commands.plan(
            folder.plan_file,
            folder.tfvars,
            destroy=request.kind is RunKind.DESTROY,
            refresh_only=request.refresh_only,
            targets=request.targets,
            replace=request.replace,
            generate=folder.generated if request.imports else None,
        )
        process.start(argv, root, environment, keep_open=(following.lock,))
        progress = Progress()
        follower = Follower(record, folder, following.on_update, self._room.secret_texts(environment))
        end = follower.follow_process(process, StageName.PLAN, progress, following.cancel)
        self._reviewing.check_end(record, folder, progress, end)
        following.raise_if_stopped(request.name)
