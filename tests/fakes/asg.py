"""An Auto Scaling group in memory: reader and changer in one, as AWS would answer them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from console.domain.asg import Activity, Group, GroupAddress, GroupPolicy, Instance, InstanceRefresh
from console.domain.environment import EnvironmentName
from console.errors import AwsError
from console.services.applied_resources import AppliedResource
from console.services.asg import Asg
from tests.fakes.ecs import priced
from tests.fakes.overview import NOW, preset
from tests.fakes.variables import FakeVariables

NAME = EnvironmentName("muejam", "dev")
ADDRESS = GroupAddress("us-east-1", "dev-muejam-asg")


def instance(number: int, **changes: Any) -> Instance:
    given: dict[str, Any] = {
        "id": f"i-{number:017x}",
        "lifecycle": "InService",
        "health": "Healthy",
        "zone": f"us-east-1{'abc'[number % 3]}",
        "type": "t3.small",
        "template_version": "3",
    }
    return Instance(**(given | changes))


def group(**changes: Any) -> Group:
    given: dict[str, Any] = {
        "address": ADDRESS,
        "minimum": 1,
        "maximum": 4,
        "desired": 2,
        "instances": (instance(1), instance(2, template_version="2")),
        "template": "dev-muejam-app",
        "template_version": "3",
        "latest_version": "3",
        "health_check": "ELB",
        "grace_seconds": 300,
        "warmup_seconds": 120,
        "policies": (GroupPolicy("dev-muejam-cpu-high", "SimpleScaling"),),
    }
    return Group(**(given | changes))


def activity(number: int, **changes: Any) -> Activity:
    given: dict[str, Any] = {
        "id": f"activity-{number}",
        "status": "Successful",
        "description": f"Launching a new EC2 instance: i-{number:017x}",
        "cause": "At 2026-05-04T09:00:00Z a user request explicitly set group desired capacity changing the desired "
        "capacity from 1 to 2.",
        "started_at": NOW - timedelta(minutes=10 * number),
        "ended_at": NOW - timedelta(minutes=10 * number),
    }
    return Activity(**(given | changes))


FAILED = activity(
    3,
    status="Failed",
    description="Launching a new EC2 instance.  Status Reason: We currently do not have sufficient capacity",
    message="We currently do not have sufficient t3.small capacity (InsufficientInstanceCapacity).",
)


def refresh(status: str, **changes: Any) -> InstanceRefresh:
    given: dict[str, Any] = {
        "id": "refresh-1",
        "status": status,
        "percent": 50,
        "left": 1,
        "started_at": NOW - timedelta(minutes=2),
        "minimum_healthy": 90,
    }
    return InstanceRefresh(**(given | changes))


def state() -> tuple[AppliedResource, ...]:
    """The group's part of an applied environment."""
    template = {
        "id": "lt-1",
        "name": "dev-muejam-app",
        "instance_type": "t3.small",
        "block_device_mappings": [{"ebs": [{"volume_size": 20, "volume_type": "gp3"}]}],
        "credit_specification": [{"cpu_credits": "standard"}],
    }
    values = {
        "name": ADDRESS.name,
        "min_size": 1,
        "max_size": 4,
        "desired_capacity": 2,
        "launch_template": [{"id": "lt-1", "version": "3"}],
        "vpc_zone_identifier": ["subnet-1"],
    }
    subnet = {"id": "subnet-1", "map_public_ip_on_launch": False}
    return (
        AppliedResource("module.asg.aws_autoscaling_group.this", "aws_autoscaling_group", "module.asg", values),
        AppliedResource("module.asg.aws_launch_template.this", "aws_launch_template", "module.asg", template),
        AppliedResource("module.network.aws_subnet.private", "aws_subnet", "module.network", subnet),
    )


@dataclass
class FakeAsg:
    """What AWS would say; `done` records every change that was asked for."""

    now: Group = field(default_factory=group)
    happened: tuple[Activity, ...] = (activity(1), activity(2), FAILED)
    refreshed: list[InstanceRefresh] = field(default_factory=list)
    next_statuses: list[InstanceRefresh] = field(default_factory=list)
    """What the newest refresh becomes, one for each time that it is looked at; the last one stays."""
    error: AwsError | None = None
    done: list[tuple[Any, ...]] = field(default_factory=list)

    def group(self, address: GroupAddress) -> Group:
        if self.error is not None:
            raise self.error
        return self.now

    def activities(self, address: GroupAddress) -> tuple[Activity, ...]:
        return self.happened

    def refreshes(self, address: GroupAddress) -> tuple[InstanceRefresh, ...]:
        if self.done and self.next_statuses:
            self.refreshed = [self.next_statuses.pop(0)]
        return tuple(self.refreshed)

    def set_desired(self, address: GroupAddress, desired: int) -> None:
        self.done.append(("desired", desired))
        self._runs(desired, self.now.minimum)

    def set_to_zero(self, address: GroupAddress) -> None:
        self.done.append(("zero",))
        self._runs(0, 0)

    def _runs(self, desired: int, minimum: int) -> None:
        instances = tuple(instance(number) for number in range(1, desired + 1))
        self.now = replace(self.now, desired=desired, minimum=minimum, instances=instances)

    def start_refresh(self, address: GroupAddress, minimum_healthy: int) -> str:
        self.done.append(("refresh", minimum_healthy))
        return "refresh-1"

    def cancel_refresh(self, address: GroupAddress) -> None:
        self.done.append(("cancel",))


def asg(fake: FakeAsg, variables: Any = None) -> Asg:
    """The real services over the fake."""
    return Asg(
        lambda _: state(),
        lambda name: preset(name.system, name.environment),
        fake,
        fake,
        priced,
        lambda: variables or FakeVariables(),  # type: ignore[arg-type,return-value]
        lambda *_: True,
        sandbox=False,
        poll_seconds=0.0,
    )
