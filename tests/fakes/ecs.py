"""One ECS service in memory: reader, surroundings and changer in one, as AWS would answer them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from console.domain.cost import Estimate
from console.domain.ecs import (
    Autoscaling,
    Container,
    ContainerDefinition,
    Deployment,
    LoadBalancing,
    ScalingPolicy,
    Service,
    ServiceAddress,
    ServiceEvent,
    Task,
    TaskDefinition,
)
from console.domain.ecs_deployment import ServiceDeployment, ServiceRevision
from console.domain.ecs_images import Image, ImageReference
from console.domain.environment import EnvironmentName
from console.errors import AwsError
from console.pricing.book import book_for
from console.pricing.estimator import estimate
from console.pricing.resource import read_resources
from console.services.applied_resources import AppliedResource
from console.services.ecs import Ecs
from tests.fakes.overview import NOW, preset
from tests.fakes.variables import FakeVariables

ADDRESS = ServiceAddress("us-east-1", "replaydash-dev-cluster", "replaydash-dev-api")
NAME = EnvironmentName("replaydash", "dev")
REPOSITORY = "000000000000.dkr.ecr.us-east-1.amazonaws.com/replaydash-dev-api"
PREFIX = "arn:aws:ecs:us-east-1:000000000000"
GROUP = "arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/replaydash-dev-3000/0123456789abcdef"


def arn(revision: int, family: str = ADDRESS.name) -> str:
    return f"{PREFIX}:task-definition/{family}:{revision}"


def definition(revision: int, tag: str, *, active: bool = True, **changes: Any) -> TaskDefinition:
    """A revision of the API with this image."""
    container = ContainerDefinition(
        name="api",
        image=f"{REPOSITORY}:{tag}",
        environment={"LOG_LEVEL": "info"},
        secrets={"SESSION_SECRET": "arn:aws:secretsmanager:us-east-1:000000000000:secret:session-aBcDeF"},
        log_group="/ecs/replaydash-dev-api",
        log_prefix="api",
        ports=(3000,),
    )
    given: dict[str, Any] = {
        "arn": arn(revision),
        "family": ADDRESS.name,
        "revision": revision,
        "active": active,
        "vcpu": Decimal("0.25"),
        "gb": Decimal("0.5"),
        "architecture": "ARM64",
        "containers": (container,),
        "registered_at": NOW - timedelta(days=10 - revision),
    }
    return TaskDefinition(**(given | changes))


def line(revision: int, *, state: str = "COMPLETED", status: str = "PRIMARY", **counts: int) -> Deployment:
    """One line of the service's deployments."""
    given = {"desired": 2, "running": 2, "pending": 0, "failed": 0} | counts
    return Deployment(f"ecs-svc/{revision}", status, state, f"{state} {revision}", arn(revision), **given)


def service(**changes: Any) -> Service:
    """The service with two tasks of revision 2."""
    given: dict[str, Any] = {
        "address": ADDRESS,
        "status": "ACTIVE",
        "desired": 2,
        "running": 2,
        "pending": 0,
        "task_definition": arn(2),
        "launch": ("FARGATE",),
        "circuit_breaker": True,
        "rolls_back": True,
        "load_balancers": (LoadBalancing(GROUP, "api", 3000),),
        "network": {"awsvpcConfiguration": {"subnets": ["subnet-1"], "securityGroups": ["sg-1"]}},
        "deployments": (line(2),),
        "events": (
            ServiceEvent("e2", NOW - timedelta(minutes=4), f"(service {ADDRESS.name}) has reached a steady state."),
            ServiceEvent("e1", NOW - timedelta(minutes=5), f"(service {ADDRESS.name}) has started 2 tasks."),
        ),
    }
    return Service(**(given | changes))


def task(identity: str, revision: int = 2, **changes: Any) -> Task:
    """A running task."""
    given: dict[str, Any] = {
        "id": identity,
        "status": "RUNNING",
        "desired_status": "RUNNING",
        "task_definition": arn(revision),
        "started_by": f"ecs-svc/{revision}",
        "health": "HEALTHY",
        "zone": "us-east-1a",
        "created_at": NOW - timedelta(minutes=5),
        "started_at": NOW - timedelta(minutes=5),
        "containers": (Container("api", "RUNNING", f"{REPOSITORY}:v{revision}"),),
    }
    return Task(**(given | changes))


def failed_task(identity: str, revision: int, reason: str, *, exit_code: int | None = None, **changes: Any) -> Task:
    """A task that stopped for this reason."""
    container = Container("api", "STOPPED", f"{REPOSITORY}:v{revision}", exit_code)
    given: dict[str, Any] = {
        "status": "STOPPED",
        "desired_status": "STOPPED",
        "stopped_reason": reason,
        "stopped_at": NOW - timedelta(minutes=1),
        "created_at": NOW - timedelta(minutes=2),
        "containers": (container,),
        "health": "",
    }
    return task(identity, revision, **(given | changes))


def deployment(number: int, revision: int, status: str = "SUCCESSFUL", **changes: Any) -> ServiceDeployment:
    """The service deployment that was to run this revision."""
    given: dict[str, Any] = {
        "arn": f"{PREFIX}:service-deployment/{ADDRESS}/{number}",
        "status": status,
        "reason": "",
        "target_revision": f"{PREFIX}:service-revision/{ADDRESS}/{revision}",
        "created_at": NOW - timedelta(hours=10 - number),
        "finished_at": NOW - timedelta(hours=10 - number) + timedelta(minutes=2),
    }
    return ServiceDeployment(**(given | changes))


BOUNDS = Autoscaling(1, 4, (ScalingPolicy("cpu", "ECSServiceAverageCPUUtilization", Decimal(70)),))


@dataclass
class FakeEcs:
    """What AWS would say; `done` records every change that was asked for."""

    now: Service = field(default_factory=service)
    running: tuple[Task, ...] = (task("a" * 32), task("b" * 32, zone="us-east-1b"))
    ended: tuple[Task, ...] = ()
    scaling: Autoscaling | None = BOUNDS
    definitions: dict[str, TaskDefinition] = field(
        default_factory=lambda: {arn(1): definition(1, "v1"), arn(2): definition(2, "v2")}
    )
    history: list[ServiceDeployment] = field(default_factory=lambda: [deployment(2, 2), deployment(1, 1)])
    missing: set[str] = field(default_factory=set)
    """Images, secrets and log groups that are not there."""
    unknown: set[str] = field(default_factory=set)
    """Those that may not be looked up."""
    lines: tuple[str, ...] = ()
    error: AwsError | None = None
    done: list[tuple[Any, ...]] = field(default_factory=list)
    next_statuses: list[ServiceDeployment] = field(default_factory=list)
    """What the newest deployment becomes, one for each time that deployments are asked for."""

    def service(self, address: ServiceAddress) -> Service:
        if self.error is not None:
            raise self.error
        return self.now

    def tasks(self, address: ServiceAddress, *, stopped: bool = False) -> tuple[Task, ...]:
        return self.ended if stopped else self.running

    def task(self, region: str, cluster: str, task: str) -> Task:
        return next(each for each in (*self.ended, *self.running) if each.id == task)

    def autoscaling(self, address: ServiceAddress) -> Autoscaling | None:
        return self.scaling

    def task_definition(self, region: str, name: str) -> TaskDefinition:
        for each in sorted(self.definitions.values(), key=lambda one: -one.revision):
            if name in (each.arn, each.name, each.family):
                return each
        raise AwsError(f"AWS does not know the task definition {name}.")

    def targets(self, region: str, target_groups: Sequence[str]) -> tuple[int, int]:
        return self.now.running, self.now.running + self.now.pending

    def deployments(self, address: ServiceAddress) -> tuple[ServiceDeployment, ...]:
        if self.next_statuses and self.done:
            newest = self.next_statuses.pop(0)
            self.history = [newest, *(each for each in self.history if each.arn != newest.arn)]
            if newest.status == "ROLLBACK_SUCCESSFUL":
                self.now = replace(self.now, task_definition=arn(2))
        return tuple(self.history)

    def revisions(self, region: str, arns: Sequence[str]) -> tuple[ServiceRevision, ...]:
        return tuple(ServiceRevision(each, arn(int(each.rpartition("/")[2]))) for each in arns)

    # --- Surroundings ---

    def _there(self, name: str) -> bool | None:
        return None if name in self.unknown else name not in self.missing

    def image(self, reference: ImageReference) -> bool | None:
        return self._there(reference.tag)

    def images(self, reference: ImageReference) -> tuple[Image, ...]:
        pushed = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)
        return (
            Image("sha256:" + "c" * 64, ("v3",), pushed, 61_000_000, {"HIGH": 1}),
            Image("sha256:" + "b" * 64, ("v2", "latest"), pushed - timedelta(days=3), 60_000_000),
        )

    def secret(self, region: str, value_from: str) -> bool | None:
        return self._there(value_from)

    def log_group(self, region: str, name: str) -> bool | None:
        return self._there(name)

    def target_type(self, region: str, target_group: str) -> str | None:
        return "ip"

    def last_lines(self, region: str, group: str, stream: str, limit: int) -> tuple[str, ...]:
        return self.lines

    # --- Changes ---

    def scale(self, address: ServiceAddress, desired: int) -> None:
        self.done.append(("scale", desired))
        self.now = replace(self.now, desired=desired, running=desired)

    def register_with_image(self, address: ServiceAddress, definition: str, container: str, image: str) -> str:
        self.done.append(("register", container, image))
        known = self.definitions[definition]
        number = max(each.revision for each in self.definitions.values()) + 1
        containers = (replace(known.containers[0], image=image),)
        self.definitions[arn(number)] = replace(known, arn=arn(number), revision=number, containers=containers)
        return arn(number)

    def deploy(self, address: ServiceAddress, definition: str | None) -> None:
        self.done.append(("deploy", definition))
        self.now = replace(self.now, task_definition=definition or self.now.task_definition)

    def stop_deployment(self, address: ServiceAddress, deployment: str) -> None:
        self.done.append(("stop", deployment))

    def run_task(self, service: Service, definition: str, command: tuple[str, ...], container: str) -> str:
        self.done.append(("run", definition, command))
        return self.ended[0].id

    def set_bounds(self, address: ServiceAddress, minimum: int, maximum: int) -> None:
        self.done.append(("bounds", minimum, maximum))

    def set_target(self, address: ServiceAddress, policy: str, target: Decimal) -> None:
        self.done.append(("target", policy, target))


def state(*, migration: bool = True) -> tuple[AppliedResource, ...]:
    """The ECS part of an applied environment."""
    cluster = f"{PREFIX}:cluster/{ADDRESS.cluster}"
    served = {"name": ADDRESS.name, "cluster": cluster, "task_definition": arn(1)}
    found = [
        AppliedResource("module.api.aws_ecs_service.this", "aws_ecs_service", "module.api", served),
        AppliedResource(
            "module.api.aws_ecs_task_definition.this", "aws_ecs_task_definition", "module.api", {"family": ADDRESS.name}
        ),
    ]
    bounds = {"resource_id": ADDRESS.scalable_resource, "min_capacity": 1, "max_capacity": 4}
    found.append(
        AppliedResource("module.api.aws_appautoscaling_target.this", "aws_appautoscaling_target", "module.api", bounds)
    )
    if migration:
        found.append(
            AppliedResource(
                "module.api.aws_ecs_task_definition.migration[0]",
                "aws_ecs_task_definition",
                "module.api",
                {"family": "replaydash-dev-migrate"},
            )
        )
    return tuple(found)


def priced(resources: Any, region: str, usage: Any) -> Estimate:
    """The real price engine with the real book."""
    return estimate(read_resources(resources), book_for(region), usage, region=region)


def ecs(fake: FakeEcs, *, migration: bool = True, variables: Any = None, sandbox: bool = False) -> Ecs:
    """The real services over the fake."""
    return Ecs(
        lambda _: state(migration=migration),
        lambda name: preset(name.system, name.environment),
        fake,
        fake,
        fake,
        priced,
        lambda: variables or FakeVariables(),  # type: ignore[arg-type,return-value]
        lambda *_: True,
        sandbox=sandbox,
    )
