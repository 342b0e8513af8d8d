"""A console without Terraform and without AWS, for the screens' tests: real domain objects, answers kept in memory."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from console.domain.actual_cost import ActualCost
from console.domain.context import Context
from console.domain.cost_documents import DocumentComparison
from console.domain.environment import EnvironmentName, NextStep, Preset
from console.domain.overview import EnvironmentSummary
from console.domain.run import RunRecord
from console.errors import AwsError, ConsoleError
from console.services.asg import Asg
from console.services.audit import Audit
from console.services.databases import Databases
from console.services.ecs import Ecs
from console.services.logs import Logs
from console.services.monitoring import Monitoring
from console.services.rollouts.report import Reports
from console.services.wall import Wall
from console.store.sqlite import SqliteLooks
from tests.fakes.asg import FakeAsg, asg
from tests.fakes.databases import FakeDatabases, databases
from tests.fakes.ecs import FakeEcs, ecs
from tests.fakes.history import FakeEarlierRuns, FakeHistories, FakeTasks
from tests.fakes.logs import FakeLogs, logs
from tests.fakes.metrics import FakeMetrics, monitoring
from tests.fakes.overview import sketched
from tests.fakes.rollouts import FakeRollouts, reports
from tests.fakes.runs import FakeRuns
from tests.fakes.usage import FakeUsage
from tests.fakes.variables import FakeVariables
from tests.fakes.wall import wall

NOWHERE = Path("/nonexistent")


@dataclass
class FakeEnvironments:
    summaries: tuple[EnvironmentSummary, ...] = field(default_factory=sketched)
    error: BaseException | None = None
    asked: int = 0

    def list(self) -> tuple[EnvironmentSummary, ...]:
        self.asked += 1
        if self.error is not None:
            raise self.error
        return self.summaries

    def preset(self, name: EnvironmentName) -> Preset:
        return next(summary.preset for summary in self.summaries if summary.name == name)


@dataclass
class FakeTeamRuns:
    """The runs of other machines."""

    records: tuple[RunRecord, ...] = ()
    error: ConsoleError | None = None
    wait: threading.Event | None = None
    """Until it is set, the store takes its time."""

    def elsewhere(self, name: EnvironmentName | None = None) -> tuple[RunRecord, ...]:
        if self.wait is not None:
            assert self.wait.wait(60)
        if self.error is not None:
            raise self.error
        return tuple(each for each in self.records if name is None or each.name == name)


@dataclass(frozen=True)
class FakeOutput:
    name: str
    value: Any
    sensitive: bool = False
    description: str = ""
    type: str = "string"


@dataclass
class FakeOutputs:
    outputs: tuple[FakeOutput, ...] = (FakeOutput("alb_dns_name", "dev.elb.amazonaws.com"),)
    steps: tuple[NextStep, ...] = (
        NextStep(title="Push the image", text="Build and push.", commands=("docker push x",)),
    )
    said: str = ""

    def read(self, name: EnvironmentName, reveal: bool = False) -> tuple[FakeOutput, ...]:
        return self.outputs

    def next_steps(self, name: EnvironmentName) -> tuple[NextStep, ...]:
        return self.steps

    def note(self, name: EnvironmentName) -> str:
        return self.said


SANDBOX = Context(sandbox=True, engine="terraform 1.11.4", account="000000000000", region="us-east-1")


SANDBOX = Context(sandbox=True, engine="terraform 1.11.4", account="000000000000", region="us-east-1")


@dataclass
class FakeActualCosts:
    """What AWS billed; None: the sandbox, which bills nothing."""

    billed: ActualCost | None = None
    asked: int = 0

    def of(self, preset: Preset) -> ActualCost:
        self.asked += 1
        if self.billed is None:
            raise AwsError("The sandbox bills nothing.")
        return self.billed


@dataclass
class FakeConsole:
    """The bundle. `read_context` may be replaced to fail or to take its time."""

    environments: FakeEnvironments = field(default_factory=FakeEnvironments)
    variables: FakeVariables = field(default_factory=FakeVariables)
    runs: FakeRuns = field(default_factory=FakeRuns)
    team_runs: FakeTeamRuns = field(default_factory=FakeTeamRuns)
    outputs: FakeOutputs = field(default_factory=FakeOutputs)
    usage: FakeUsage = field(default_factory=FakeUsage)
    documents: tuple[DocumentComparison, ...] = ()
    audit: Audit = field(default_factory=lambda: Audit(SqliteLooks(NOWHERE), NOWHERE))  # type: ignore[arg-type]
    """An empty log, unless a test brings its own."""
    actual_costs: FakeActualCosts = field(default_factory=FakeActualCosts)
    ecs: Ecs = field(default_factory=lambda: ecs(FakeEcs()))
    databases: Databases = field(default_factory=lambda: databases(FakeDatabases()))
    asg: Asg = field(default_factory=lambda: asg(FakeAsg()))
    logs: Logs = field(default_factory=lambda: logs(FakeLogs()))
    monitoring: Monitoring = field(default_factory=lambda: monitoring(FakeMetrics(), NOWHERE))
    wall: Wall = field(default_factory=wall)
    rollouts: Any = field(default_factory=FakeRollouts)
    rollout_reports: Reports = field(default_factory=reports)
    states: Any = None
    """Set by the tests that look at a state (`tests.fakes.states`)."""
    histories: FakeHistories = field(default_factory=FakeHistories)
    earlier_runs: FakeEarlierRuns = field(default_factory=FakeEarlierRuns)
    tasks: FakeTasks = field(default_factory=FakeTasks)
    surroundings: Context = SANDBOX
    context_error: BaseException | None = None
    read_only: bool = False

    def bootstrap_of(self, name: EnvironmentName) -> EnvironmentName:
        return EnvironmentName("bootstrap", name.system)

    def cost_documents(self, name: EnvironmentName) -> tuple[DocumentComparison, ...]:
        return self.documents

    @property
    def context(self) -> Context:
        if self.context_error is not None:
            raise self.context_error
        return self.surroundings
