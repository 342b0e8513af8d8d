"""A rollout: one change on its way through the environments of a system. The record is written before each step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from console.domain.environment import EnvironmentName
from console.domain.rollout_file import Gates, OnFailure


class RolloutStage(StrEnum):
    """The way of a change through one environment, in this order."""

    PREFLIGHT = "preflight"
    PLAN = "plan"
    GUARDS = "guards"
    REHEARSAL = "rehearsal"
    APPROVAL = "approval"
    APPLY = "apply"
    VERIFY = "verify"
    BAKE = "bake"


class StageStatus(StrEnum):
    """How a stage stands. Only PASSED and SKIPPED let a rollout go on."""

    NOT_BEGUN = "not begun"
    RUNNING = "running"
    HELD = "waits for a person"
    PASSED = "passed"
    SKIPPED = "skipped"
    FAILED = "failed"
    INCONCLUSIVE = "inconclusive"
    """What should have been looked at could not be seen: that is not success."""
    STOPPED = "stopped"
    """The rollout ended in its middle: it came to no verdict, and nothing goes on in it."""

    @property
    def settled(self) -> bool:
        return self not in (StageStatus.NOT_BEGUN, StageStatus.RUNNING, StageStatus.HELD)

    @property
    def goes_on(self) -> bool:
        return self in (StageStatus.PASSED, StageStatus.SKIPPED)


class Finding(StrEnum):
    """What one check came to."""

    PASSED = "passed"
    NOTED = "noted"
    """Worth knowing; decides nothing."""
    UNKNOWN = "unknown"
    """It had to be known and is not."""
    FAILED = "failed"


class Evidence(BaseModel):
    """One thing that was looked at, and what was seen."""

    model_config = ConfigDict(frozen=True)

    check: str
    """Its name in a word or two: `credentials`, `state lock`, `HTTP /health`."""
    finding: Finding
    text: str
    """One sentence; where it failed, with what to do."""
    at: datetime
    acknowledge: str = ""
    """Where an approval may overrule a failed guard: the word that it has to acknowledge."""


def verdict(evidence: Iterable[Evidence]) -> StageStatus:
    """The worst wins: a failed check fails a stage, an unknown one leaves it inconclusive."""
    findings = {each.finding for each in evidence}
    if Finding.FAILED in findings:
        return StageStatus.FAILED
    if Finding.UNKNOWN in findings:
        return StageStatus.INCONCLUSIVE
    return StageStatus.PASSED


def to_acknowledge(evidence: Iterable[Evidence]) -> tuple[str, ...]:
    """The words that an approval has to acknowledge: of what failed, or is not known, and may be overruled."""
    against = (Finding.FAILED, Finding.UNKNOWN)
    return tuple(dict.fromkeys(e.acknowledge for e in evidence if e.acknowledge and e.finding in against))


def verdict_before_approval(evidence: Iterable[Evidence]) -> StageStatus:
    """As `verdict`, of what no approval can overrule: the rest lets the rollout go on to the approval that has to.

    Whoever drives it asks the approval for every word of `to_acknowledge`, also where nobody would have to approve.
    """
    return verdict(each for each in evidence if not each.acknowledge)


class StageRecord(BaseModel):
    """One stage of one environment."""

    stage: RolloutStage
    status: StageStatus = StageStatus.NOT_BEGUN
    started_at: datetime | None = None
    ended_at: datetime | None = None
    attempts: int = 0
    """More than one where a console died in it and another took it up."""
    evidence: list[Evidence] = Field(default_factory=list)
    waits_for: str = ""
    """While HELD or RUNNING: what is waited for, in words."""
    broke_off: bool = False
    """FAILED by a fault of the console's own: that says nothing of the change, and the stage can be done anew."""


class ApprovalGiven(BaseModel):
    """One person's consent to one plan."""

    model_config = ConfigDict(frozen=True)

    rollout: str
    environment: str
    plan_sha256: str
    by: str
    """user@host"""
    arn: str
    """Whose AWS credentials were used."""
    at: datetime
    expires_at: datetime
    why: str = ""
    typed_name: str = ""
    acknowledged: tuple[str, ...] = ()
    destroys: tuple[str, ...] = ()


class EnvironmentRollout(BaseModel):
    """The change in one environment."""

    environment: str
    """`replaydash/staging`"""
    gates: Gates
    """As the file said when the rollout began: what is changed there later does not change what was promised."""
    stages: list[StageRecord] = Field(default_factory=lambda: [StageRecord(stage=stage) for stage in RolloutStage])
    planned_by: str = ""
    planned_arn: str = ""
    run: str | None = None
    """The run of its plan and apply, `replaydash/staging#15`."""
    plan_sha256: str | None = None
    variables: str | None = None
    """SHA-256 of the variables that were planned last."""
    before: str | None = None
    """The last applied run before this one: what an infrastructure rollback goes back to."""
    before_elsewhere: str = ""
    """Instead of it, where another machine applied what stood before: `replaydash/staging#15 of bob@desk`."""
    rollback_run: str | None = None
    """The run that plans the way back, or went it."""
    went_back: bool = False
    """What this rollout did here was taken back: its services', or all of it."""
    services_before: dict[str, str] = Field(default_factory=dict)
    """ECS service -> task definition ARN that it ran before the apply: what a service rollback goes back to."""

    @property
    def name(self) -> EnvironmentName:
        return EnvironmentName.parse(self.environment)

    def stage(self, stage: RolloutStage) -> StageRecord:
        return next(each for each in self.stages if each.stage is stage)

    @property
    def current(self) -> StageRecord | None:
        """The first stage that does not let the rollout go on; None where it is through."""
        return next((each for each in self.stages if not each.status.goes_on), None)


class RolloutStatus(StrEnum):
    """How a rollout stands. Only DONE means that the change runs in every environment."""

    RUNNING = "running"
    HELD = "held"
    """It waits for a person: an approval, a promotion."""
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"
    ROLLED_BACK = "rolled back"
    """It failed, and the environment in which it failed is back where it was."""
    ABORTED = "aborted"

    @property
    def ended(self) -> bool:
        return self in (RolloutStatus.DONE, RolloutStatus.FAILED, RolloutStatus.ROLLED_BACK, RolloutStatus.ABORTED)


@dataclass(frozen=True, slots=True)
class RollBackRequest:
    """How to go back, and what a person says who does so by hand."""

    how: OnFailure
    by: str = ""
    """Empty where the gates go back by themselves."""
    why: str = ""
    typed_name: str = ""
    acknowledged: tuple[str, ...] = ()
    destroys: tuple[str, ...] = ()
    run: str = ""
    """The run whose plan was looked at; empty where none is."""


class GoingBack(BaseModel):
    """The decision to go back in one environment, while it is carried out."""

    model_config = ConfigDict(frozen=True)

    environment: str
    request: RollBackRequest


class RolloutRecord(BaseModel):
    """Everything that is known of a rollout. Holds no secret."""

    model_config = ConfigDict(extra="ignore")

    system: str
    number: int
    environments: list[EnvironmentRollout]
    """In order."""
    status: RolloutStatus = RolloutStatus.RUNNING
    reason: str = ""
    """One sentence: why it stands as it stands."""
    why: str = ""
    """What the change is for, in the words of whoever started it."""
    started_by: str
    started_arn: str = ""
    started_at: datetime
    ended_at: datetime | None = None
    sandbox: bool
    values: dict[str, str] = Field(default_factory=dict)
    """The variables' delta, as texts: the same in every environment, laid over its own values."""
    configuration: str | None = None
    """SHA-256 of the configuration that the first environment planned: no other one is promoted."""
    images: dict[str, str] = Field(default_factory=dict)
    """Image tag -> digest, as the first environment resolved them."""
    going_back: GoingBack | None = None
    """Set from the beginning of a way back to its end: a console that takes it up goes on there."""
    driver: str = ""
    """Who drives it, or drove it last: user@host (process n)."""

    @property
    def id(self) -> str:
        """`replaydash@3`"""
        return f"{self.system}@{self.number}"

    @property
    def current(self) -> EnvironmentRollout | None:
        """The environment that the change is in; None where it is through all of them."""
        return next((each for each in self.environments if each.current is not None), None)
