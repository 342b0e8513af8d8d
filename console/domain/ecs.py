"""ECS as it is now: services with their deployments and events, tasks, task definitions, autoscaling's bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

MOST_TASKS = 5000
"""AWS's quota of tasks in one service, from the service quotas of Amazon ECS; it cannot be raised."""


def short_name(arn: str) -> str:
    """The last part of an ARN: `api:7` of a task definition, the id of a task, the name of a service."""
    return arn.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class ServiceAddress:
    """Where a service is: its region, its cluster and its own name."""

    region: str
    cluster: str
    name: str
    environment: str = field(default="", compare=False)
    """Whose it is, `replaydash/dev`, where that is known: the audit log names it."""

    def __str__(self) -> str:
        return f"{self.cluster}/{self.name}"

    @property
    def scalable_resource(self) -> str:
        """How Application Auto Scaling calls it."""
        return f"service/{self.cluster}/{self.name}"


@dataclass(frozen=True, slots=True)
class Deployment:
    """One line of a service's `deployments`: the tasks of one task definition on their way in or out."""

    id: str
    status: str
    """PRIMARY for the one that is wanted, ACTIVE for one that is being drained."""
    rollout_state: str
    """IN_PROGRESS, COMPLETED, FAILED; empty where ECS does not say."""
    reason: str
    task_definition: str
    desired: int
    running: int
    pending: int
    failed: int
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ServiceEvent:
    """What ECS says about a service, in its own words."""

    id: str
    at: datetime
    message: str


@dataclass(frozen=True, slots=True)
class LoadBalancing:
    """A target group that a service's tasks are registered in, and the container and port behind it."""

    target_group: str
    container: str
    port: int


@dataclass(frozen=True, slots=True)
class Service:
    """A service as DescribeServices shows it; deployments and events newest first."""

    address: ServiceAddress
    status: str
    desired: int
    running: int
    pending: int
    task_definition: str
    launch: tuple[str, ...] = ()
    """FARGATE, FARGATE_SPOT, EC2 or the names of capacity providers."""
    controller: str = "ECS"
    """ECS, CODE_DEPLOY or EXTERNAL: who carries out deployments."""
    circuit_breaker: bool = False
    rolls_back: bool = False
    load_balancers: tuple[LoadBalancing, ...] = ()
    network: Mapping[str, object] = field(default_factory=dict)
    grace_seconds: int | None = None
    takes_shells: bool = False
    """Whether ECS Exec is on."""
    deployments: tuple[Deployment, ...] = ()
    events: tuple[ServiceEvent, ...] = ()

    @property
    def target_groups(self) -> tuple[str, ...]:
        return tuple(each.target_group for each in self.load_balancers)

    @property
    def deploying(self) -> bool:
        """Whether a deployment is under way: ECS then starts and stops tasks for reasons of its own."""
        return any(each.rollout_state == "IN_PROGRESS" for each in self.deployments) or len(self.deployments) > 1


@dataclass(frozen=True, slots=True)
class Container:
    """A container of a task."""

    name: str
    status: str
    image: str = ""
    exit_code: int | None = None
    reason: str = ""
    health: str = ""
    digest: str = ""
    """Of the image that was pulled, `sha256:...`; empty where ECS does not say."""


@dataclass(frozen=True, slots=True)
class Task:
    """A task as DescribeTasks shows it."""

    id: str
    status: str
    desired_status: str
    task_definition: str
    started_by: str = ""
    """The id of the deployment that started it, or who ran it."""
    health: str = ""
    zone: str = ""
    created_at: datetime | None = None
    started_at: datetime | None = None
    stopped_at: datetime | None = None
    stop_code: str = ""
    stopped_reason: str = ""
    containers: tuple[Container, ...] = ()

    @property
    def stopped(self) -> bool:
        return self.status == "STOPPED"


@dataclass(frozen=True, slots=True)
class ContainerDefinition:
    """What a task definition says about one container; secrets by name and where they come from, never their value."""

    name: str
    image: str
    essential: bool = True
    environment: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    log_group: str = ""
    log_prefix: str = ""
    ports: tuple[int, ...] = ()
    command: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskDefinition:
    """A revision of a task definition. `vcpu` and `gb` are of the task, None where only containers say."""

    arn: str
    family: str
    revision: int
    active: bool
    vcpu: Decimal | None
    gb: Decimal | None
    architecture: str = "X86_64"
    system: str = "LINUX"
    network_mode: str = "awsvpc"
    containers: tuple[ContainerDefinition, ...] = ()
    registered_at: datetime | None = None

    @property
    def name(self) -> str:
        return f"{self.family}:{self.revision}"

    def container(self, name: str | None = None) -> ContainerDefinition:
        """The container of that name, or the first essential one; raises KeyError where there is none."""
        for each in self.containers:
            if each.name == name or (name is None and each.essential):
                return each
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class ScalingPolicy:
    """A target-tracking policy: it keeps `metric` at `target` by changing the desired count."""

    name: str
    metric: str
    target: Decimal | None


@dataclass(frozen=True, slots=True)
class Autoscaling:
    """What Application Auto Scaling may do with the desired count of a service."""

    minimum: int
    maximum: int
    policies: tuple[ScalingPolicy, ...] = ()
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class ServiceView:
    """A service with everything an operator wants to know beside it."""

    service: Service
    tasks: tuple[Task, ...] = ()
    """Those that run or start, newest first."""
    stopped: tuple[Task, ...] = ()
    """Those that stopped within about the last hour, newest first: ECS forgets them after that."""
    autoscaling: Autoscaling | None = None
    healthy_targets: int | None = None
    """None where there is no target group, or its health could not be read."""
    all_targets: int | None = None
