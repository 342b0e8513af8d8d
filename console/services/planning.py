"""From an environment to a saved, hashed, priced plan: every step's record is written before the step."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from console.domain.cost import CostOfPlan
from console.domain.environment import EnvironmentName, Preset, Protection
from console.domain.events import DiagnosticSeen, Severity
from console.domain.plan import Plan
from console.domain.progress import Progress
from console.domain.run import CostFigures, Counts, Identity, RunKind, RunRecord, RunStatus, Stage, StageName
from console.errors import ConsoleError, InputError, PlanRefusedError, ProtectedError, RunStoppedError, TerraformError
from console.ports import Cloud, PlanPricer
from console.services.configurations import Configurations
from console.services.engine_room import EngineRoom
from console.services.following import Follower, Following, OnUpdate
from console.services.run_folder import RunFolder, refusals_of_the_disk
from console.services.run_store import RunStore, whoami
from console.services.state_history import drifted, lost_state
from console.services.variables import Variables
from console.terraform.plan_file import read_state_mark
from console.terraform.plan_json import read_plan
from console.terraform.workspace import configuration_hash, file_hash, write_backend


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


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A plan with all that an operator wants to see before approving it."""

    record: RunRecord
    preset: Preset
    plan: Plan
    cost: CostOfPlan | None
    tfvars: str
    expires_at: datetime
    findings: tuple[str, ...] = ()
    """Sentences that belong beside the plan: what was prepared, warnings of the engine, why there is no cost."""


class Planning:
    """Makes plans."""

    def __init__(
        self,
        store: RunStore,
        room: EngineRoom,
        cloud: Cloud,
        variables: Variables,
        configurations: Configurations,
        pricer: PlanPricer,
        preset: Callable[[EnvironmentName], Preset],
        plan_minutes: int,
    ) -> None:
        self._store = store
        self._room = room
        self._cloud = cloud
        self._variables = variables
        self._configurations = configurations
        self._pricer = pricer
        self._preset = preset
        self._lifetime = timedelta(minutes=plan_minutes)

    def plan(self, request: PlanRequest, on_update: OnUpdate, cancel: threading.Event | None) -> Reviewed:
        """Freeze, initialise, plan, show, price; raises ConsoleError with the run's record saying the same."""
        preset = self._preset(request.name)
        if request.kind is RunKind.DESTROY and preset.protection is Protection.PROTECTED:
            raise ProtectedError(
                f"{request.name} is protected and is not destroyed: set `protection: confirm` in its preset first, "
                "and lift the deletion protection of its resources with an apply."
            )
        self._check_values(request)
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
                sandbox=self._cloud.sandbox,
                sensitive=sorted(request.secrets),
                ephemeral=sorted(self._ephemeral(request)),
            )
            folder.write(record)
            try:
                with refusals_of_the_disk(folder.path):
                    following = Following(on_update, cancel, lock)
                    reviewed = self._plan_in(folder, record, request, preset, following)
            except ConsoleError as error:
                stopped = isinstance(error, RunStoppedError)
                record.status = RunStatus.STOPPED if stopped else RunStatus.FAILED
                record.error = error.message
                record.ended_at = datetime.now(UTC)
                folder.forget_plan()
                folder.write(record)
                raise
            self._supersede(record)
            return reviewed

    def review(self, record: RunRecord, folder: RunFolder) -> Reviewed:
        """The plan of a run's folder once more; raises PlanRefusedError where there is none to be applied."""
        if record.status is not RunStatus.PLANNED or not folder.plan_file.exists():
            raise PlanRefusedError(f"Run {record.id} has no plan to review: it is {record.status}. Plan again.")
        if file_hash(folder.plan_file) != record.plan_sha256:
            raise PlanRefusedError(f"The plan file of run {record.id} is not the one that was reviewed: plan again.")
        return self._show(folder, record, self._preset(record.name), [])

    def _check_values(self, request: PlanRequest) -> None:
        problems = self._variables.check_all(request.name, request.overrides, given=request.secrets.keys())
        if problems:
            listed = "\n".join(f"{problem.variable}{problem.path}: {problem.message}" for problem in problems)
            more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
            first = problems[0]
            raise InputError(
                f"{request.name}: {first.variable}{first.path}: {first.message.rstrip('.')}.{more}",
                detail=listed if more else "",
            )

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
        tfvars = self._variables.render(request.name, request.overrides)
        root = self._configurations.freeze(request.name.system, folder.configuration)
        write_backend(root, preset.backend, self._store.home / "state" / self._store.base.name / str(request.name))
        folder.tfvars.write_text(tfvars, encoding="utf-8")
        findings = self._cloud.ready(preset)
        caller = self._cloud.caller(preset.region)
        if preset.account is not None and caller.account != preset.account and not self._cloud.sandbox:
            raise PlanRefusedError(
                f"{request.name} belongs to account {preset.account}, but the credentials are of {caller.account} "
                f"({caller.arn}): use the other account's credentials."
            )
        variables = self._room.secret_variables(request.name, self._variables, request.secrets)
        environment = self._room.environment(variables)
        self._room.init(folder, record, root, preset, environment, following)
        record.identity = Identity(
            environment=str(request.name),
            account=caller.account,
            region=preset.region,
            backend=preset.backend.describe(),
            workspace="default",
            sandbox=self._cloud.sandbox,
            engine=str(self._room.engine),
            configuration=configuration_hash(folder.configuration),
            variables=file_hash(folder.tfvars),
        )
        self._run_plan(folder, record, root, request, environment, following)
        record.plan_sha256 = file_hash(folder.plan_file)
        record.planned_at = datetime.now(UTC)
        record.state = read_state_mark(folder.plan_file)
        earlier = [other for other in self._store.records(request.name) if other.number < record.number]
        lost = lost_state(record, earlier)
        if lost is not None and not (self._cloud.sandbox or request.accept_lost_state):
            raise PlanRefusedError(
                f"{lost} Restore the state, or plan with --accept-lost-state if those resources are really gone."
            )
        reviewed = self._show(folder, record, preset, [*findings, *([lost] if lost else [])])
        following.raise_if_stopped(request.name)
        record.drifted = drifted(record, reviewed.plan, earlier)
        if reviewed.plan.empty:
            # There is nothing to apply, and the file may hold secrets in clear text.
            folder.forget_plan()
        folder.write(record)
        return reviewed

    def _supersede(self, record: RunRecord) -> None:
        """Plans of this environment that were not applied are out of date with a newer one; their files go."""
        for older in self._store.records(record.name):
            if older.number < record.number and older.status is RunStatus.PLANNED:
                folder = self._store.folder(older.id)
                folder.forget_plan()
                folder.write(older.model_copy(update={"status": RunStatus.DISCARDED}))

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
        argv = commands.plan(folder.plan_file, folder.tfvars, destroy=request.kind is RunKind.DESTROY)
        process.start(argv, root, environment, keep_open=(following.lock,))
        progress = Progress()
        follower = Follower(record, folder, following.on_update, self._room.secret_texts(environment))
        end = follower.follow_process(process, StageName.PLAN, progress, following.cancel)
        self._room.close_stage(stage, end)
        if end is None:
            raise TerraformError("The engine vanished while it planned; nothing was changed. Plan again.")
        following.raise_if_stopped(request.name, end)
        if end.exit_code not in (0, 2):
            raise self._room.failure("The plan", process, progress, end)
        if not folder.plan_file.exists():
            raise TerraformError("The engine ended without writing its plan; nothing was changed. Plan again.")

    def _show(self, folder: RunFolder, record: RunRecord, preset: Preset, prepared: list[str]) -> Reviewed:
        """Read the saved plan and price it; the JSON with its secrets stays in memory."""
        sensitive = {
            field.variable.name for field in self._variables.form(record.name).fields if field.variable.sensitive
        }
        plan = read_plan(self._room.show(folder, record), sensitive)
        findings = list(prepared)
        cost: CostOfPlan | None = None
        try:
            cost = self._pricer.of_plan(preset, plan)
        except ConsoleError as error:
            findings.append(f"The cost is not known: {error.message}")
        record.status = RunStatus.NO_CHANGES if plan.empty else RunStatus.PLANNED
        record.planned = Counts(
            create=plan.counts.create,
            change=plan.counts.change,
            replace=plan.counts.replace,
            destroy=plan.counts.destroy,
        )
        record.resources_after = sum(1 for r in plan.planned_values.values() if r.get("mode") == "managed")
        if cost is not None:
            record.cost = CostFigures(
                before=cost.before.monthly.expected, after=cost.after.monthly.expected, complete=cost.after.complete
            )
        if plan.errored:
            findings.append("The plan is incomplete because it met an error: it cannot be applied.")
        planned_at = record.planned_at or record.created_at
        warnings = [event.diagnostic for event in self._room.plan_events(folder) if isinstance(event, DiagnosticSeen)]
        return Reviewed(
            record=record,
            preset=preset,
            plan=plan,
            cost=cost,
            tfvars=folder.tfvars.read_text(encoding="utf-8"),
            expires_at=planned_at + self._lifetime,
            findings=(*findings, *(w.summary for w in warnings if w.severity is Severity.WARNING)),
        )
