"""How soon the console knows that a service was scaled or deployed: its verdict beside the service's own change."""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.figures import Figure, absolute, measurement
from console.aws.ecs import Clients, EcsLooks
from console.aws.ecs_changes import EcsChanges
from console.aws.ecs_surroundings import EcsSurroundings
from console.domain.cost import Estimate
from console.domain.ecs import ServiceAddress
from console.domain.environment import EnvironmentName, Preset
from console.sandbox.control import Sandbox
from console.services.ecs_targets import EcsTargetFinder
from console.services.following_deployments import Following
from console.services.scaling import Scaling

ROUNDS = 10
LIMIT_SECONDS = 2.0
LOOK_SECONDS = 0.05
"""How often the service itself is looked at to see its change: the figure is so much too small at most."""
ADDRESS = ServiceAddress("us-east-1", "verdicts", "api")
OVER = ("SUCCESSFUL", "STOPPED", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED")
"""The ends of a service deployment."""


class Change:
    """Looks at the service in a thread of its own until `over` is true, and notes when that was."""

    def __init__(self, over: Callable[[], bool]) -> None:
        self._over = over
        self._at = float("nan")
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._over():
            time.sleep(LOOK_SECONDS)
        self._at = time.monotonic()

    def seconds_until(self, verdict_at: float) -> float:
        """From the change to the verdict; a verdict that came before the change was seen counts as 0."""
        self._thread.join(LIMIT_SECONDS)
        assert not self._thread.is_alive(), "the console gave a verdict on a service that had not changed"
        return max(0.0, verdict_at - self._at)


class FargateService:
    """A service on Fargate in the default VPC of the sandbox."""

    def __init__(self, clients: Clients) -> None:
        self.ecs, ec2 = clients.of("ecs", ADDRESS.region), clients.of("ec2", ADDRESS.region)
        subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
        self.ecs.create_cluster(clusterName=ADDRESS.cluster)
        self.register("v1")
        self.ecs.create_service(
            cluster=ADDRESS.cluster,
            serviceName=ADDRESS.name,
            taskDefinition="verdicts",
            desiredCount=2,
            launchType="FARGATE",
            networkConfiguration={"awsvpcConfiguration": {"subnets": [subnet]}},
        )

    def register(self, tag: str) -> str:
        """A revision with this image; its ARN."""
        registered = self.ecs.register_task_definition(
            family="verdicts",
            requiresCompatibilities=["FARGATE"],
            networkMode="awsvpc",
            cpu="256",
            memory="512",
            containerDefinitions=[{"name": "api", "image": f"registry.example/api:{tag}"}],
        )
        return str(registered["taskDefinition"]["taskDefinitionArn"])

    def runs(self, count: int) -> bool:
        """Whether it has so many tasks and starts none."""
        now = self.ecs.describe_services(cluster=ADDRESS.cluster, services=[ADDRESS.name])["services"][0]
        return (now["runningCount"], now["pendingCount"]) == (count, 0)

    def deployed_since(self, known: frozenset[str]) -> bool:
        """Whether a deployment that was not there before has ended."""
        listed = self.ecs.list_service_deployments(cluster=ADDRESS.cluster, service=ADDRESS.name)
        return any(
            each["status"] in OVER for each in listed["serviceDeployments"] if each["serviceDeploymentArn"] not in known
        )


@measurement
def verdicts() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        sandbox = Sandbox(Path(folder))
        sandbox.start()
        try:
            clients = Clients(sandbox.environment)
            service = FargateService(clients)
            _scaled(service, clients, 2)
            yield _figure("scale", [_scaled(service, clients, 4 if turn % 2 == 0 else 2) for turn in range(ROUNDS)])
            yield _figure("deploy", [_deployed(service, clients, f"v{turn + 2}") for turn in range(ROUNDS)])
        finally:
            sandbox.stop()


def _figure(what: str, seconds: list[float]) -> Figure:
    print(f"  {what}: {', '.join(f'{each:.2f}' for each in seconds)} s", file=sys.stderr)
    name = f"verdict after {what}, the slowest of {ROUNDS}, after the service's own change"
    return absolute(name, max(seconds), LIMIT_SECONDS, "s")


def _scaled(service: FargateService, clients: Clients, count: int) -> float:
    scaling = Scaling(
        EcsTargetFinder(lambda _: (), _no_preset),
        EcsLooks(clients),
        EcsChanges(clients),
        _no_estimate,
        sandbox=True,
        kept_by_apply=lambda _: False,
    )
    EcsChanges(clients).scale(ADDRESS, count)
    change = Change(lambda: service.runs(count))
    scaling.wait(ADDRESS, count, on_change=lambda _: None, timeout_seconds=60)
    return change.seconds_until(time.monotonic())


def _no_preset(name: EnvironmentName) -> Preset:
    raise AssertionError(f"waiting asks for no preset, also not for that of {name}")


def _no_estimate(*_: object) -> Estimate:
    raise AssertionError("waiting asks for no cost")


def _deployed(service: FargateService, clients: Clients, tag: str) -> float:
    following = Following(EcsLooks(clients), EcsSurroundings(clients))
    watched = following.before(ADDRESS)
    EcsChanges(clients).deploy(ADDRESS, service.register(tag))
    change = Change(lambda: service.deployed_since(watched.known))
    outcome = following.follow(watched, lambda _: None, timeout_seconds=120)
    at = time.monotonic()
    assert outcome.good, outcome.verdict
    return change.seconds_until(at)
