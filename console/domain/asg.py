"""EC2 Auto Scaling groups as they are now: bounds, instances, activities, instance refreshes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class GroupAddress:
    """Where a group is: its region and its own name."""

    region: str
    name: str
    environment: str = field(default="", compare=False)
    """Whose it is, `replaydash/dev`, where that is known: the audit log names it."""

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Instance:
    """An instance of a group, as DescribeAutoScalingGroups shows it."""

    id: str
    lifecycle: str
    """InService, Pending, Terminating, Standby and the steps between."""
    health: str
    zone: str = ""
    type: str = ""
    template_version: str = ""
    protected: bool = False

    @property
    def serves(self) -> bool:
        return self.lifecycle == "InService" and self.health == "Healthy"


@dataclass(frozen=True, slots=True)
class GroupPolicy:
    """A scaling policy of a group: it changes the desired capacity by itself."""

    name: str
    type: str
    """SimpleScaling, StepScaling, TargetTrackingScaling, PredictiveScaling."""
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """A group with its instances."""

    address: GroupAddress
    minimum: int
    maximum: int
    desired: int
    instances: tuple[Instance, ...] = ()
    template: str = ""
    """Name of its launch template."""
    template_version: str = ""
    """The version that new instances are started from: a number, `$Latest` or `$Default`."""
    latest_version: str = ""
    """The number that this version stands for now."""
    health_check: str = "EC2"
    """What makes an instance unhealthy: EC2's own checks, or ELB's as well."""
    grace_seconds: int | None = None
    warmup_seconds: int | None = None
    suspended: tuple[str, ...] = ()
    """Processes that are switched off, such as Launch."""
    policies: tuple[GroupPolicy, ...] = ()
    status: str = ""
    """`Delete in progress`, else empty."""

    @property
    def serving(self) -> int:
        """Instances that are in service and healthy."""
        return sum(each.serves for each in self.instances)

    @property
    def outdated(self) -> tuple[Instance, ...]:
        """Those that were started from another version of the launch template than new ones are."""
        wanted = self.latest_version or self.template_version
        return tuple(each for each in self.instances if wanted and each.template_version != wanted)


@dataclass(frozen=True, slots=True)
class Activity:
    """Something that the group did, in AWS's own words."""

    id: str
    status: str
    description: str
    cause: str
    started_at: datetime | None = None
    ended_at: datetime | None = None
    message: str = ""
    """Why it failed."""

    @property
    def failed(self) -> bool:
        return self.status in ("Failed", "Cancelled")


@dataclass(frozen=True, slots=True)
class InstanceRefresh:
    """A replacement of a group's instances, a few at a time."""

    id: str
    status: str
    percent: int | None = None
    left: int | None = None
    """Instances that are still to be replaced."""
    reason: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    minimum_healthy: int | None = None
    """Percent of the desired capacity that stays in service meanwhile."""

    @property
    def over(self) -> bool:
        return self.status in ("Successful", "Failed", "Cancelled", "RollbackSuccessful", "RollbackFailed")

    @property
    def succeeded(self) -> bool:
        """Every instance was replaced. A rollback that succeeded is not that."""
        return self.status == "Successful"


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group with everything an operator wants to know beside it."""

    group: Group
    activities: tuple[Activity, ...] = ()
    """Newest first."""
    refreshes: tuple[InstanceRefresh, ...] = ()
    """Newest first."""

    @property
    def refresh(self) -> InstanceRefresh | None:
        """The one that is under way."""
        return next((each for each in self.refreshes if not each.over), None)


@dataclass(frozen=True, slots=True)
class CapacityCost:
    """Two numbers of instances in USD a month, if they run all month; None where that is not known."""

    before: Decimal | None
    after: Decimal | None
    note: str = field(default="")
    """Why it is not known."""

    @property
    def difference(self) -> Decimal | None:
        if self.before is None or self.after is None:
            return None
        return self.after - self.before
