"""Runs: what was asked, what was decided, what happened. The record is written before each step."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from console.domain.cost_figures import CostFigures
from console.domain.environment import EnvironmentName


class RunKind(StrEnum):
    APPLY = "apply"
    DESTROY = "destroy"


class RunStatus(StrEnum):
    """Where a run stands. Only DONE and NO_CHANGES mean that the environment is as the plan says."""

    PREPARING = "preparing"
    PLANNING = "planning"
    PLANNED = "planned"
    NO_CHANGES = "no changes"
    APPLYING = "applying"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    UNCLEAN = "unclean"
    """The engine vanished or was killed: what it did last is not known."""
    DISCARDED = "discarded"

    @property
    def active(self) -> bool:
        """Something is under way."""
        return self in (RunStatus.PREPARING, RunStatus.PLANNING, RunStatus.APPLYING)


class StageName(StrEnum):
    INIT = "init"
    PLAN = "plan"
    APPLY = "apply"
    REFRESH = "refresh"
    """A refresh-only plan after an apply that did not finish."""


class Stage(BaseModel):
    """One engine process of a run; `exit_code` is None until the process's own end record was read."""

    model_config = ConfigDict(extra="ignore")

    name: StageName
    started_at: datetime
    ended_at: datetime | None = None
    seconds: float | None = None
    """Monotonic, so that a clock set back does not make a negative duration."""
    exit_code: int | None = None
    stop_requested: bool = False
    survivors: list[str] = Field(default_factory=list)
    """Processes of the stage's session that outlived it, as `pid command`."""


class Identity(BaseModel):
    """What a plan belongs to. Applying compares each field and refuses on the first that differs."""

    model_config = ConfigDict(frozen=True)

    environment: str
    account: str
    region: str
    backend: str
    workspace: str
    sandbox: bool
    engine: str
    """Name and version, `terraform 1.11.4`."""
    configuration: str
    """SHA-256 over the frozen configuration's files."""
    variables: str
    """SHA-256 over the rendered tfvars and the names of the sensitive variables given by environment."""


class StateMark(BaseModel):
    """Which state a plan was made against; Terraform never lets a serial go back nor a lineage change."""

    model_config = ConfigDict(frozen=True)

    lineage: str
    serial: int
    resources: int
    """Managed resources that the state held."""


class Counts(BaseModel):
    """Planned or finished resources by action."""

    create: int = 0
    change: int = 0
    replace: int = 0
    destroy: int = 0

    def __str__(self) -> str:
        return f"+{self.create} ~{self.change} ±{self.replace} -{self.destroy}"


class RunRecord(BaseModel):
    """`run.json` of a run's folder. Holds no secret."""

    model_config = ConfigDict(extra="ignore")

    number: int
    environment: str
    kind: RunKind
    status: RunStatus
    created_at: datetime
    by: str
    """user@host"""
    why: str = ""
    targets: list[str] = Field(default_factory=list)
    """Addresses that the plan was confined to; empty for a plan of everything."""
    replace: list[str] = Field(default_factory=list)
    """Addresses that are replaced because it was asked for."""
    refresh_only: bool = False
    """What was changed outside is accepted into the state; nothing that stands is touched."""
    upgrade: bool = False
    """Providers and modules were upgraded before the plan."""
    provider_changes: list[str] = Field(default_factory=list)
    """How the lock file of this run differs from the one kept: `hashicorp/aws 5.99.0 -> 5.100.0`."""
    rollback_to: int | None = None
    """The number of the run whose frozen configuration and variables were planned again."""
    imports: list[str] = Field(default_factory=list)
    """`address as id` of what was to be taken into the state."""
    sandbox: bool = False
    identity: Identity | None = None
    plan_sha256: str | None = None
    planned_at: datetime | None = None
    state: StateMark | None = None
    planned: Counts | None = None
    data_lost: list[str] = Field(default_factory=list)
    """Addresses of what holds data, or an address that others rely on, and is destroyed or replaced by the plan."""
    drifted: int | None = None
    """Resources that the plan found changed outside of Terraform and would bring back; None: not looked."""
    resources_after: int | None = None
    """Managed resources in the state after the apply."""
    cost: CostFigures | None = None
    ephemeral: list[str] = Field(default_factory=list)
    """Variables that must be given again at apply."""
    sensitive: list[str] = Field(default_factory=list)
    """Variables given by environment, never written."""
    approved_by: str | None = None
    approved_at: datetime | None = None
    acknowledged: list[str] = Field(default_factory=list)
    """What the operator acknowledged: over budget, destructive changes."""
    stages: list[Stage] = Field(default_factory=list)
    applied: Counts | None = None
    uncertain: list[str] = Field(default_factory=list)
    """Addresses that were in flight when the run stopped: may exist, not in the state."""
    error: str | None = None
    hints: list[str] = Field(default_factory=list)
    """Names of what `console.domain.hints` knows of the failure."""
    ended_at: datetime | None = None

    @property
    def host(self) -> str:
        """The machine on which it ran."""
        return self.by.rpartition("@")[2]

    @property
    def name(self) -> EnvironmentName:
        return EnvironmentName.parse(self.environment)

    @property
    def id(self) -> str:
        """`replaydash/dev#14`"""
        return f"{self.environment}#{self.number}"

    @property
    def deed(self) -> str:
        """What it came to: `apply`, `destroy`, `partial apply`, `refresh` or `rollback`; `plan` if none of it began.

        So a plan that failed does not read as an apply that failed.
        """
        if self.status in (RunStatus.FAILED, RunStatus.STOPPED) and self.stage(StageName.APPLY) is None:
            return "plan"
        if self.rollback_to is not None:
            return "rollback"
        if self.refresh_only:
            return "refresh"
        return f"partial {self.kind.value}" if self.partial else self.kind.value

    @property
    def partial(self) -> bool:
        """Confined to chosen addresses: everything else is neither looked at nor changed."""
        return bool(self.targets)

    @property
    def only_upgrades(self) -> bool:
        """An upgrade that changes the lock file and no resource: there is nothing to apply, but something to keep."""
        return self.status is RunStatus.NO_CHANGES and self.upgrade and bool(self.provider_changes)

    @property
    def scope(self) -> str:
        """What sets this run apart from an ordinary one, in words for every summary; empty for an ordinary one."""
        parts = []
        if self.rollback_to is not None:
            parts.append(f"ROLLBACK to run {self.environment}#{self.rollback_to}")
        if self.targets:
            parts.append(f"PARTIAL: only {', '.join(self.targets)} and what they depend on")
        if self.replace:
            parts.append(f"REPLACES ON REQUEST: {', '.join(self.replace)}")
        if self.imports:
            parts.append(f"IMPORT of {', '.join(self.imports)}")
        if self.refresh_only:
            parts.append("REFRESH ONLY: the state takes over what is there, no resource is changed")
        if self.upgrade:
            parts.append("UPGRADE of providers and modules")
        return "; ".join(parts)

    @property
    def main_stage(self) -> Stage | None:
        """The apply where there was one, else the newest stage: what the run was about."""
        return self.stage(StageName.APPLY) or (self.stages[-1] if self.stages else None)

    def stage(self, name: StageName) -> Stage | None:
        """The newest stage of that name."""
        return next((stage for stage in reversed(self.stages) if stage.name is name), None)
