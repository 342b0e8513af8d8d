"""A plan that the engine has written: checked, hashed, read, priced and shown, by whichever console finds it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from console.domain.cost import CostOfPlan
from console.domain.cost_figures import CostFigures
from console.domain.environment import EnvironmentName, Preset
from console.domain.events import DiagnosticSeen, Severity
from console.domain.hints import hints_for
from console.domain.plan import Plan
from console.domain.progress import Progress
from console.domain.run import Counts, RunKind, RunRecord, RunStatus, StageName
from console.domain.stateful import STATEFUL
from console.errors import ConsoleError, PlanRefusedError, RunStoppedError, TerraformError
from console.ports import PlanPricer
from console.services.earlier_runs import EarlierRuns
from console.services.engine_room import EngineRoom
from console.services.rollback_words import losses, rolled_back_run, undone_words
from console.services.run_folder import RunFolder
from console.services.run_store import RunStore
from console.services.state_history import drifted, lost_state
from console.services.variables import Variables
from console.terraform.plan_file import read_state_mark
from console.terraform.plan_json import read_plan
from console.terraform.stage_process import StageEnd
from console.terraform.variable_schema import read_variables
from console.terraform.workspace import file_hash


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
    losses: tuple[str, ...] = ()
    """Of a rollback: what of it cannot come back, a sentence each. They stand before everything else."""

    def at_cost(self, cost: CostOfPlan) -> Reviewed:
        """The same plan at what it costs under other assumptions; its record follows when that is written down."""
        return replace(self, cost=cost)


class Reviewing:
    """Makes a reviewed plan of what the engine left in a run's folder."""

    def __init__(
        self,
        store: RunStore,
        room: EngineRoom,
        variables: Variables,
        pricer: PlanPricer,
        earlier: EarlierRuns,
        preset: Callable[[EnvironmentName], Preset],
        plan_minutes: int,
    ) -> None:
        self._store = store
        self._room = room
        self._variables = variables
        self._pricer = pricer
        self._earlier = earlier
        self._preset = preset
        self._lifetime = timedelta(minutes=plan_minutes)

    def check_end(self, record: RunRecord, folder: RunFolder, progress: Progress, end: StageEnd | None) -> None:
        """The engine has finished this plan; raises RunStoppedError or TerraformError where it has not."""
        stage = record.stage(StageName.PLAN)
        if stage is not None:
            self._room.close_stage(stage, end)
        if end is None:
            raise TerraformError("The engine vanished while it planned; nothing was changed. Plan again.")
        if end.stop_requested:
            raise RunStoppedError(f"The plan of {record.environment} was stopped; nothing was changed.")
        if end.exit_code not in (0, 2):
            raise self._room.failure("The plan", folder.stage(StageName.PLAN), progress, end)
        if not folder.plan_file.exists():
            raise TerraformError("The engine ended without writing its plan; nothing was changed. Plan again.")

    def finish(
        self,
        record: RunRecord,
        folder: RunFolder,
        *,
        prepared: Sequence[str] = (),
        accept_lost_state: bool = False,
        before_writing: Callable[[], None] = lambda: None,
    ) -> Reviewed:
        """Hash, read and price a finished plan and write down that it is planned; the caller holds the lock.

        Raises PlanRefusedError where the state is not a successor of the one that earlier runs left.
        """
        stage = record.stage(StageName.PLAN)
        record.plan_sha256 = file_hash(folder.plan_file)
        record.planned_at = stage.ended_at if stage and stage.ended_at else datetime.now(UTC)
        record.state = read_state_mark(folder.plan_file)
        earlier = [other for other in self._store.records(record.name) if other.number < record.number]
        lost = lost_state(record, earlier)
        if lost is not None and not (self._store.sandbox or accept_lost_state):
            raise PlanRefusedError(
                f"{lost} Restore the state, or plan with --accept-lost-state if those resources are really gone."
            )
        reviewed = self._show(folder, record, [*prepared, *([lost] if lost else [])])
        before_writing()
        record.drifted = drifted(record, reviewed.plan, earlier)
        if reviewed.plan.empty:
            # There is nothing to apply, and the file may hold secrets in clear text.
            folder.forget_plan()
        folder.write(record)
        self._supersede(record, earlier)
        return reviewed

    @staticmethod
    def give_up(record: RunRecord, folder: RunFolder, error: ConsoleError) -> None:
        """Write down why there is no plan; what the engine may have left of it goes."""
        stopped = isinstance(error, RunStoppedError)
        record.status = RunStatus.STOPPED if stopped else RunStatus.FAILED
        record.error = error.message
        record.hints = [hint.name for hint in hints_for(f"{error.message}\n{error.detail}")]
        record.ended_at = datetime.now(UTC)
        folder.forget_plan()
        folder.write(record)

    def review(self, record: RunRecord, folder: RunFolder) -> Reviewed:
        """The plan of a run's folder once more; raises PlanRefusedError where there is none to be applied."""
        if record.status is not RunStatus.PLANNED or not folder.plan_file.exists():
            raise PlanRefusedError(f"Run {record.id} has no plan to review: it is {record.status}. Plan again.")
        if file_hash(folder.plan_file) != record.plan_sha256:
            raise PlanRefusedError(f"The plan file of run {record.id} is not the one that was reviewed: plan again.")
        return self._show(folder, record, [])

    def _sensitive(self, folder: RunFolder, record: RunRecord) -> set[str]:
        if record.rollback_to is not None:
            # What is secret is said by the configuration that is planned, which is not today's.
            return {variable.name for variable in read_variables(folder.root(record.name.system)) if variable.sensitive}
        return {field.variable.name for field in self._variables.form(record.name).fields if field.variable.sensitive}

    def _of_its_own_kind(self, record: RunRecord) -> list[str]:
        """What is to be known of an upgrade or a rollback."""
        if record.upgrade:
            upgraded = ", ".join(record.provider_changes) or "every provider is the newest that its constraints allow"
            return [f"Lock file: {upgraded}."]
        if record.rollback_to is None:
            return []
        return [undone_words(record, self._earlier.differing(rolled_back_run(record)))]

    def _supersede(self, record: RunRecord, earlier: Sequence[RunRecord]) -> None:
        """Plans of this environment that were not applied are out of date with a newer one; their files go."""
        for older in earlier:
            if older.status is RunStatus.PLANNED:
                folder = self._store.folder(older.id)
                folder.forget_plan()
                folder.write(older.model_copy(update={"status": RunStatus.DISCARDED}))

    def _show(self, folder: RunFolder, record: RunRecord, prepared: list[str]) -> Reviewed:
        """Read the saved plan and price it; the JSON with its secrets stays in memory."""
        preset = self._preset(record.name)
        plan = read_plan(
            self._room.show(folder, record),
            self._sensitive(folder, record),
            refresh_only=record.refresh_only,
            partial=record.partial,
        )
        findings = [*self._of_its_own_kind(record), *prepared]
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
        if record.kind is not RunKind.DESTROY:
            record.data_lost = [each.address for each in plan.changes if each.destructive and each.type in STATEFUL]
        record.resources_after = sum(1 for r in plan.planned_values.values() if r.get("mode") == "managed")
        if cost is not None:
            record.cost = CostFigures.of(cost)
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
            losses=tuple(losses(plan)) if record.rollback_to is not None else (),
            findings=(*findings, *(w.summary for w in warnings if w.severity is Severity.WARNING)),
        )
