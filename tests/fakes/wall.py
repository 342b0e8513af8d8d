"""The wall over fakes: the real service, with what CloudWatch and ECS would say, and a clock that is moved by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from console.domain.alarms import Alarm
from console.domain.ecs import Service, ServiceAddress
from console.domain.environment import EnvironmentName
from console.domain.overview import EnvironmentSummary
from console.domain.rollout import RolloutRecord
from console.errors import AwsError
from console.services.applied_resources import AppliedResource
from console.services.rollouts.records import Survey, UnreadableRollout
from console.services.wall import Wall
from tests.fakes.ecs import service
from tests.fakes.metrics import CPU, FakeMetrics, alarm, alarm_resource, resource, state
from tests.fakes.overview import NOW, preset, sketched

DEV, STAGING = EnvironmentName("replaydash", "dev"), EnvironmentName("replaydash", "staging")
EXPIRED = AwsError("The AWS credentials have expired: refresh them and try again.")


@dataclass
class FakeServices:
    """DescribeServices in memory: one service, two of two tasks."""

    found: tuple[Service, ...] = field(default_factory=lambda: (service(),))
    error: AwsError | None = None
    asked: list[tuple[ServiceAddress, ...]] = field(default_factory=list)

    def services(self, addresses: Sequence[ServiceAddress]) -> tuple[Service, ...]:
        self.asked.append(tuple(addresses))
        if self.error is not None:
            raise self.error
        return self.found


@dataclass
class FakeWall:
    """Everything that the wall asks. `state` may be replaced by what raises."""

    summaries: tuple[EnvironmentSummary, ...] = field(default_factory=sketched)
    metrics: FakeMetrics = field(default_factory=FakeMetrics)
    services: FakeServices = field(default_factory=FakeServices)
    rollouts: tuple[RolloutRecord, ...] = ()
    unreadable: tuple[UnreadableRollout, ...] = ()
    now: float = NOW.timestamp()
    read: list[EnvironmentName] = field(default_factory=list)
    """Whose state was read."""
    broken: AwsError | None = None

    def resources(self, name: EnvironmentName) -> tuple[AppliedResource, ...]:
        self.read.append(name)
        if self.broken is not None:
            raise self.broken
        return resources_of(name)

    def build(self, now: Callable[[], float] | None = None) -> Wall:
        return Wall(
            lambda: self.summaries,
            self.resources,
            lambda name: preset(name.system, name.environment),
            self.metrics,
            self.services,
            lambda: Survey(self.rollouts, self.unreadable),
            now=now or (lambda: self.now),
        )


def resources_of(name: EnvironmentName) -> tuple[AppliedResource, ...]:
    """replaydash/dev as elsewhere; of every other environment a service, a database and one alarm of its own."""
    if name == DEV:
        return state()
    return (
        resource("aws_ecs_service", name=f"{name.system}-api", cluster=f"arn:aws:ecs:x:0:c/{name.system}-cluster"),
        resource("aws_db_instance", identifier=f"{name.system}-{name.environment}-postgres"),
        alarm_resource(alarm_of(name), CPU, 80),
    )


def alarm_of(name: EnvironmentName) -> str:
    return f"{name.system}-{name.environment}-cpu"


def standing(name: EnvironmentName, state: str = "OK") -> Alarm:
    """The one alarm of an environment that is not replaydash/dev."""
    return alarm(alarm_of(name), state)


def wall() -> Wall:
    """With the clock standing still."""
    return FakeWall().build()
