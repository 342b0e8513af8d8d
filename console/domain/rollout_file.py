"""The rollout of a system as a reviewed data file: presets/<system>/rollout.yaml.

Each environment has its gates: what must hold before a change reaches it, how long it is watched afterwards, and what
happens where it does not do well.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from console.domain.metrics import statistic_of
from console.errors import InputError

DEFAULT_APPROVAL_MINUTES = 60


class Strict(BaseModel):
    """Unknown keys are refused by name, and nothing is changed once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OnFailure(StrEnum):
    """What happens to an environment in which the change failed after its apply. The rollout ends in every case."""

    STOP = "stop"
    ROLL_BACK_SERVICE = "roll back service"
    """The ECS services go back to the task definition revisions that ran before."""
    ROLL_BACK_INFRASTRUCTURE = "roll back infrastructure"
    """The configuration and variables of the run before are planned and applied again."""


class Limits(Strict):
    """How much one plan may do before a person has to say more than yes. None: no limit."""

    changed: int | None = Field(default=None, ge=0)
    """Resources created, changed, replaced or destroyed."""
    changed_percent: Decimal | None = Field(default=None, ge=0, le=100)
    """Share of what the state holds that is changed, replaced or destroyed."""
    destroyed: int | None = Field(default=None, ge=0)
    """Resources destroyed or replaced."""
    cost_increase_usd: Decimal | None = Field(default=None, ge=0)
    """USD a month."""
    cost_increase_percent: Decimal | None = Field(default=None, ge=0)


class Watched(Strict):
    """A metric that is watched while a change bakes.

    `metric` is `namespace name`, such as `AWS/ECS CPUUtilization`: every series of it that the environment's metrics
    screen would draw is watched.
    """

    metric: str = Field(pattern=r"^\S+ \S+$")
    statistic: str | None = None
    """`avg`, `max`, `p95`, ...; None: what the metrics screen draws of it."""
    above: Decimal | None = None
    """A value over this one is a failure."""
    below: Decimal | None = None
    """A value under this one is a failure."""
    worse_by_percent: Decimal | None = Field(default=None, gt=0)
    """A value over that of the same length of time before the apply, by more than this, is a failure."""
    required: bool = True
    """Without data it is inconclusive; where False, only noted."""

    @field_validator("statistic")
    @classmethod
    def _known(cls, text: str | None) -> str | None:
        try:
            return None if text is None else statistic_of(text)
        except InputError as error:
            raise ValueError(error.message.rstrip(".")) from None

    @model_validator(mode="after")
    def _measured_against_something(self) -> Watched:
        if self.above is None and self.below is None and self.worse_by_percent is None:
            raise ValueError("a watched metric needs above, below or worse_by_percent")
        return self


class HttpCheck(Strict):
    """A request that must be answered well. `${output.x}`, `${value.x}` are filled in."""

    url: str
    status: int = Field(default=200, ge=100, le=599)
    within_seconds: int = Field(default=60, ge=1, le=3600)
    """It is asked again until then."""
    sandbox: bool = False
    """Whether it can be asked on the sandbox, where no application answers."""


class Bake(Strict):
    """How long a change is watched after its apply, and when it has done badly."""

    minutes: Decimal = Field(default=Decimal(10), ge=0, le=10080)
    every_seconds: int = Field(default=60, ge=1, le=3600)
    failures: int = Field(default=3, ge=1)
    """So many bad measurements one after the other fail the bake."""
    watch: tuple[Watched, ...] = ()
    alarms: bool = True
    """An alarm of the environment in ALARM is a bad measurement."""


class Freeze(Strict):
    """A window of the week in which nothing is rolled out: `Fri 16:00` to `Mon 08:00`.

    A rollout's record keeps it with the keys of the file, since it is read back by the same strict rules.
    """

    model_config = ConfigDict(serialize_by_alias=True)

    begin: str = Field(alias="from", pattern=r"^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([01]\d|2[0-3]):[0-5]\d$")
    end: str = Field(alias="to", pattern=r"^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([01]\d|2[0-3]):[0-5]\d$")
    timezone: str = "UTC"
    why: str


class Gates(Strict):
    """What one environment of a rollout asks for."""

    mfa: bool = False
    """The credentials must have been got with a second factor."""
    rehearsal: bool = False
    """The same configuration and variables are applied on a sandbox first."""
    approvals: int = Field(default=1, ge=0, le=5)
    """How many people approve the plan; 0 where nobody has to."""
    second_person: bool = False
    """Whoever started the rollout or made the plan cannot be among them."""
    approval_minutes: int = Field(default=DEFAULT_APPROVAL_MINUTES, ge=1, le=10080)
    """An approval counts for so long."""
    limits: Limits = Limits()
    freeze: tuple[Freeze, ...] = ()
    http: tuple[HttpCheck, ...] = ()
    verify_minutes: Decimal = Field(default=Decimal(15), gt=0, le=1440)
    """How long the services may take to come to a verdict."""
    bake: Bake = Bake()
    on_failure: OnFailure = OnFailure.STOP


class Hook(Strict):
    """Somebody is told. A command gets the event as JSON on its standard input, a webhook as its body."""

    kind: Literal["command", "webhook", "sns"]
    command: tuple[str, ...] = ()
    url: str = ""
    topic_arn: str = ""
    events: tuple[str, ...] = ("held", "failed", "rolled back", "done", "aborted")
    """Which of the rollout's events are told; `all` for every one."""

    @model_validator(mode="after")
    def _has_its_address(self) -> Hook:
        address = {"command": self.command, "webhook": self.url, "sns": self.topic_arn}[self.kind]
        if not address:
            key = {"command": "command", "webhook": "url", "sns": "topic_arn"}[self.kind]
            raise ValueError(f"a hook of kind {self.kind} needs {key}")
        return self


class RolloutFile(Strict):
    """presets/<system>/rollout.yaml: the environments in order, each with its gates."""

    order: tuple[str, ...] = Field(min_length=1)
    environments: dict[str, Gates]
    policies: str | None = None
    """A folder of Rego policies beside this file; see docs/rollouts.md."""
    hooks: tuple[Hook, ...] = ()

    @model_validator(mode="after")
    def _every_one_has_gates(self) -> RolloutFile:
        if len(set(self.order)) != len(self.order):
            raise ValueError("an environment stands in order twice")
        without = [name for name in self.order if name not in self.environments]
        if without:
            raise ValueError(f"{without[0]} stands in order, but has no gates under environments")
        return self
