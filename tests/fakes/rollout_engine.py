"""The rollout engine with everything real but the runs, the stages that look, and AWS."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from console.domain.cost_figures import CostFigures
from console.domain.environment import EnvironmentName, Preset, Protection
from console.domain.rollout import RolloutRecord, RolloutStage, StageStatus
from console.domain.rollout_events import RolloutEvent
from console.domain.rollout_file import Gates, RolloutFile
from console.domain.run import Counts, Identity, RunKind, RunRecord, RunStatus, Stage, StageName
from console.errors import InputError, PlanRefusedError, RunNotFoundError, RunStoppedError
from console.services.audit import Audit
from console.services.planning import PlanRequest
from console.services.reviewing import Reviewed
from console.services.rollouts.apply_stage import ApplyStage
from console.services.rollouts.approval_stage import ApprovalStage
from console.services.rollouts.back_infrastructure import InfrastructureBack
from console.services.rollouts.consents import Consents
from console.services.rollouts.engine import Engine, Work
from console.services.rollouts.failing import Back, BackContext, BackOutcome, Failing
from console.services.rollouts.files import RolloutFiles
from console.services.rollouts.plan_stage import PlanStage
from console.services.rollouts.records import Records
from console.services.rollouts.rollouts import Rollouts
from console.services.rollouts.seats import Seats
from console.services.rollouts.starting import Starting
from console.services.rollouts.telling import Telling
from console.services.run_store import RunStore
from console.services.runs import Runs
from console.services.variables import Variables
from console.store.sqlite import SqliteStore
from console.terraform.plan_json import read_plan
from console.terraform.workspace import BACKEND_FILE
from tests.fakes.gates import change, document, priced
from tests.fakes.overview import preset

PLAN_MINUTES = 30


class EngineRuns:
    """Runs in a real store whose engine is this object: what comes of a plan or an apply is set before."""

    def __init__(self, store: RunStore, now: Callable[[], datetime]) -> None:
        self.store = store
        self._now = now
        self.configuration = "one"
        self.nothing_to_do: set[str] = set()
        self.data_lost: list[str] = []
        self.ephemeral: list[str] = []
        self.cost: CostFigures | None = CostFigures(before=Decimal(10), after=Decimal(11), complete=True)
        self.ends: dict[str, RunStatus] = {}
        """How an apply ends, by environment; else DONE."""
        self.applied: list[str] = []
        self.approvals: list[Any] = []
        self.requests: list[PlanRequest] = []
        self.attached: list[str] = []
        self.stopped: list[str] = []
        self.during_apply: Callable[[RunRecord], None] = lambda _: None
        self.refuse_apply: Exception | None = None
        self._document: dict[str, Any] | None = None
        self.fields: dict[str, Any] = {}
        """What every planned run has beside."""

    def plans(self, document: dict[str, Any], **fields: Any) -> None:
        """Every plan is this one from now on, and its run has these fields."""
        self._document, self.fields = document, fields

    def plan(self, request: PlanRequest, on_update: Any, cancel: threading.Event | None = None) -> Any:
        if cancel is not None and cancel.is_set():
            raise RunStoppedError(f"The plan of {request.name} was stopped; nothing was changed.")
        self.requests.append(request)
        for old in self.store.records(request.name):
            if old.status is RunStatus.PLANNED:
                self.store.folder(old.id).write(old.model_copy(update={"status": RunStatus.DISCARDED}))
        number, folder = self.store.create(request.name)
        root = folder.root(request.name.system)
        root.mkdir(parents=True)
        (root / "main.tf").write_text(f"# {self.configuration}\n", encoding="utf-8")
        (root / BACKEND_FILE).write_text(f"# of {request.name}\n", encoding="utf-8")
        shown = None if self._document is None else read_plan(self._document)
        empty = request.name.environment in self.nothing_to_do if shown is None else shown.empty
        run = RunRecord(
            number=number,
            environment=str(request.name),
            kind=RunKind.APPLY,
            status=RunStatus.NO_CHANGES if empty else RunStatus.PLANNED,
            created_at=self._now(),
            planned_at=self._now(),
            by="engine@test",
            why=request.why,
            plan_sha256=f"{len(self.requests):032x}{number:032x}",
            planned=Counts(change=0 if empty else 1),
            cost=self.cost,
            data_lost=list(self.data_lost),
            ephemeral=list(self.ephemeral),
            rollback_to=request.rollback_to,
            identity=Identity(
                environment=str(request.name), account="1", region="us-east-1", backend="local", workspace="default",
                sandbox=True, engine="terraform 1.11.4", configuration="c", variables="v",
            ),
        ).model_copy(update=self.fields)  # fmt: skip
        folder.write(run)
        plan = shown or SimpleNamespace(empty=empty, complete=True)
        return SimpleNamespace(record=run, plan=plan, cost=priced("10", "11"), losses=(), findings=())

    def review(self, run_id: str) -> Reviewed:
        run = self.get(run_id)
        if run.status is not RunStatus.PLANNED:
            raise PlanRefusedError(f"Run {run_id} has no plan to review.")
        plan = read_plan(self._document or document(change("aws_thing", "update")))
        return Reviewed(run, preset("web", run.name.environment), plan, priced("10", "11"), "", self._now())

    def get(self, run_id: str) -> RunRecord:
        run = self.store.folder(run_id).read()
        if run is None:
            raise RunNotFoundError(f"Run {run_id} never began.")
        return run

    def apply(self, run_id: str, approval: Any, on_update: Any, secrets: Any = None) -> RunRecord:
        if self.refuse_apply is not None:
            raise self.refuse_apply
        run = self.begin_apply(run_id)
        self.applied.append(run_id)
        self.approvals.append(approval)
        self.during_apply(run)
        return self.end_apply(run_id)

    def begin_apply(self, run_id: str) -> RunRecord:
        run = self.get(run_id)
        assert run.status is RunStatus.PLANNED, f"{run_id} would be applied a second time"
        run.status = RunStatus.APPLYING
        run.stages.append(Stage(name=StageName.APPLY, started_at=self._now()))
        self.store.folder(run_id).write(run)
        return run

    def end_apply(self, run_id: str) -> RunRecord:
        run = self.get(run_id)
        run.status = self.ends.get(run.name.environment, RunStatus.DONE)
        if run_id in self.stopped:
            run.status, run.uncertain = RunStatus.STOPPED, ["aws_thing.in_flight"]
        if run.status is not RunStatus.DONE:
            run.error = "The apply did not finish."
        run.applied = Counts(change=1)
        self.store.folder(run_id).write(run)
        return run

    def attach(self, run_id: str, on_update: Any, leave: Any = None) -> RunRecord:
        self.attached.append(run_id)
        return self.end_apply(run_id)

    def stop(self, run_id: str) -> None:
        if run_id not in self.stopped:
            self.stopped.append(run_id)

    def discard(self, run_id: str) -> RunRecord:
        run = self.get(run_id).model_copy(update={"status": RunStatus.DISCARDED})
        self.store.folder(run_id).write(run)
        return run


class TextVariables:
    """Takes every variable but `unknown`, as text."""

    def parse_assignment(self, name: EnvironmentName, assignment: str) -> tuple[str, Any]:
        key, _, text = assignment.partition("=")
        return key, text

    def refuse(self, name: EnvironmentName, overrides: Mapping[str, Any], *, given: Any = ()) -> None:
        if "unknown" in overrides:
            raise InputError(f"{name}: unknown is no variable of it.")


@dataclass
class World:
    """A system `web` with dev (open), staging (confirm) and production (protected), and a clock of its own."""

    home: Path
    gates: dict[str, Gates] = field(default_factory=lambda: dict.fromkeys(("dev", "staging", "production"), FREE))
    time: datetime = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
    sandbox: bool = True
    arn: str = "arn:aws:sts::1:assumed-role/operator/ann"
    budget: Any = None

    def __post_init__(self) -> None:
        self.events: list[RolloutEvent] = []
        self.seen: list[tuple[str, RolloutStage]] = []
        self.answers: dict[tuple[str, RolloutStage], Callable[[Any], StageStatus]] = {}
        self.services: Callable[[EnvironmentName], Mapping[str, str]] = lambda _: {}
        """What the ECS services of an environment run."""
        self.services_back: BackOutcome | BaseException = BackOutcome(
            Back.DONE, "Its services run again what they ran before."
        )
        self.went_back: list[str] = []
        self.elsewhere: list[RunRecord] = []
        """The runs of other machines, newest first."""
        self.runs = EngineRuns(RunStore(self.home, sandbox=self.sandbox), self.now)
        self.store = SqliteStore(self.home / "store" / "sandbox.sqlite")
        self.records = Records(lambda: self.store)

    def now(self) -> datetime:
        return self.time

    def later(self, **span: float) -> None:
        self.time += timedelta(**span)

    def preset(self, name: EnvironmentName) -> Preset:
        protections = {"dev": Protection.OPEN, "staging": Protection.CONFIRM, "production": Protection.PROTECTED}
        return preset("web", name.environment, protection=protections[name.environment], budget_usd=self.budget)

    def answer(self, environment: str, stage: RolloutStage, status: StageStatus | Callable[[Any], StageStatus]) -> None:
        """What a stage that looks comes to, or does."""
        self.answers[f"web/{environment}", stage] = status if callable(status) else lambda _: status

    def rollouts(self) -> Rollouts:
        """A console of its own: what it knows it reads from the store."""
        runs = cast("Runs", self.runs)

        def audit() -> Audit:
            return Audit(self.store, self.home / "seen.json", self.now)

        def look(stage: RolloutStage) -> Work:
            def work(_: Any, context: Any) -> StageStatus:
                self.seen.append((context.part.environment, stage))
                return self.answers.get((context.part.environment, stage), lambda _: StageStatus.PASSED)(context)

            return work

        def services_back(context: BackContext) -> BackOutcome:
            self.went_back.append(context.part.environment)
            if isinstance(self.services_back, BaseException):
                raise self.services_back
            return self.services_back

        def caller(_: EnvironmentName) -> str:
            return self.arn

        telling = Telling(audit, self.events.append, self.now)
        plan = PlanStage(
            runs,
            self.runs.store,
            lambda: cast("Variables", TextVariables()),
            caller,
            PLAN_MINUTES,
            lambda _: self.elsewhere,
        )
        apply = ApplyStage(runs, self.records, self.preset, self.services)
        own: dict[RolloutStage, Work] = {
            RolloutStage.PLAN: plan,
            RolloutStage.APPROVAL: ApprovalStage(self.records, self.runs.get, telling.command),
            RolloutStage.APPLY: apply,
        }
        works = {stage: own.get(stage) or look(stage) for stage in RolloutStage}
        infrastructure = InfrastructureBack(
            runs, self.preset, lambda action, name: f"infra-console {action} {name}", PLAN_MINUTES
        )
        failing = Failing(services_back, infrastructure, plan, apply.changed_something, telling)
        return Rollouts(
            cast("RolloutFiles", _Files(self)),
            self.records,
            Seats(lambda: self.store, self.home / "rollouts"),
            Engine(works, plan, apply, failing, self.preset, telling),
            apply,
            failing,
            Starting(
                cast("RolloutFiles", _Files(self)),
                self.records,
                telling,
                audit,
                lambda: cast("Variables", TextVariables()),
                self.preset,
                caller,
                self.now,
                sandbox=self.sandbox,
            ),
            Consents(
                self.records,
                plan,
                lambda part: self.runs.get(part.run or ""),
                self.preset,
                caller,
                audit,
                telling,
                self.now,
            ),
            telling,
            audit,
            self.preset,
            self.now,
            sandbox=self.sandbox,
        )

    def started(self, *environments: str, **values: str) -> RolloutRecord:
        names = [f"web/{each}" for each in environments] or ["web"]
        return self.rollouts().start(names, values or {"image_tag": "v2"}, "A new version")


FREE = Gates(approvals=0)


class _Files:
    def __init__(self, world: World) -> None:
        self._world = world

    def of(self, system: str) -> RolloutFile:
        return RolloutFile(order=tuple(self._world.gates), environments=self._world.gates)

    def chosen(self, names: Any) -> tuple[EnvironmentName, ...]:
        wanted = [name.partition("/")[2] for name in names if "/" in name] or list(self._world.gates)
        return tuple(EnvironmentName("web", each) for each in self._world.gates if each in wanted)
