"""ECS through boto3: calls that look, and what they answer as domain objects."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from console.aws.ecs_reading import (
    read_definition,
    read_deployment,
    read_policy,
    read_revision,
    read_service,
    read_task,
)
from console.aws.refusals import EXPIRED, NotThereError, asking
from console.aws.session import service_client
from console.domain.ecs import Autoscaling, Service, ServiceAddress, Task, TaskDefinition
from console.domain.ecs_deployment import ServiceDeployment, ServiceRevision

_DESCRIBED = 100
"""Tasks in one DescribeTasks call."""
_SERVICES_DESCRIBED = 10
"""Services in one DescribeServices call."""
_DEPLOYMENTS_DESCRIBED = 20
"""Service deployments or revisions in one Describe call."""
SCALED: dict[str, Any] = {"ServiceNamespace": "ecs", "ScalableDimension": "ecs:service:DesiredCount"}
"""How Application Auto Scaling names what it changes of a service."""


class Clients:
    """The boto3 clients of one target, each made once a region. `variables` is asked for late: a sandbox may move."""

    def __init__(self, variables: Callable[[], Mapping[str, str] | None]) -> None:
        self._variables = variables
        self._made: dict[tuple[str, str, str], Any] = {}

    def of(self, service: str, region: str) -> Any:
        variables = self._variables()
        key = (service, region, (variables or {}).get("AWS_ENDPOINT_URL", ""))
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = service_client(service, region, variables)
            found.meta.events.register("after-call", self._after_answer)
            found.meta.events.register("after-call-error", self._without_answer)
        return found

    def _after_answer(self, parsed: Mapping[str, Any], **_: Any) -> None:
        """Credentials that have expired stay in a client that was made with them: the next one reads them anew."""
        if (parsed.get("Error") or {}).get("Code") in EXPIRED:
            self.forget()

    def _without_answer(self, **_: Any) -> None:
        """Nobody answered, or there was nothing to sign with: both may be otherwise when it is asked again."""
        self.forget()

    def forget(self) -> None:
        """Make each client anew when it is next asked for: credentials that were refreshed are read then."""
        self._made.clear()


class EcsLooks:
    """Everything that is read of ECS; nothing here changes anything."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def service(self, address: ServiceAddress) -> Service:
        """Raises AwsError, also where there is no such service."""
        with asking("ecs", f"the service {address}"):
            answer = self._ecs(address.region).describe_services(cluster=address.cluster, services=[address.name])
            found = [each for each in answer["services"] if each["status"] != "INACTIVE"]
            if found:
                return read_service(address, found[0])
        raise NotThereError(f"There is no ECS service {address} in {address.region}: was it applied here?")

    def services(self, addresses: Sequence[ServiceAddress]) -> tuple[Service, ...]:
        """Many services, ten of a cluster in one call; those that are not there are left out."""
        clusters: dict[tuple[str, str], dict[str, ServiceAddress]] = {}
        for address in addresses:
            clusters.setdefault((address.region, address.cluster), {})[address.name] = address
        found: list[Service] = []
        for (region, cluster), named in clusters.items():
            with asking("ecs", f"the services of {cluster}"):
                for some in _portions(list(named), _SERVICES_DESCRIBED):
                    answer = self._ecs(region).describe_services(cluster=cluster, services=some)
                    found += [
                        read_service(named[each["serviceName"]], each)
                        for each in answer["services"]
                        if each["status"] != "INACTIVE"
                    ]
        return tuple(found)

    def tasks(self, address: ServiceAddress, *, stopped: bool = False) -> tuple[Task, ...]:
        """The tasks of the service, newest first; with `stopped` those that ECS still remembers to have stopped."""
        ecs = self._ecs(address.region)
        with asking("ecs", f"the tasks of {address}"):
            status = "STOPPED" if stopped else "RUNNING"
            pages = ecs.get_paginator("list_tasks").paginate(
                cluster=address.cluster, serviceName=address.name, desiredStatus=status
            )
            arns = [arn for page in pages for arn in page["taskArns"]]
            found = [
                read_task(task)
                for some in _portions(arns, _DESCRIBED)
                for task in ecs.describe_tasks(cluster=address.cluster, tasks=some)["tasks"]
            ]
        return tuple(sorted(found, key=_newest, reverse=True))

    def task(self, region: str, cluster: str, task: str) -> Task:
        """One task by id or ARN."""
        with asking("ecs", f"the task {task}"):
            answer = self._ecs(region).describe_tasks(cluster=cluster, tasks=[task])
            if answer["tasks"]:
                return read_task(answer["tasks"][0])
        raise NotThereError(f"ECS does not know the task {task} of {cluster} any more.")

    def autoscaling(self, address: ServiceAddress) -> Autoscaling | None:
        scaling = self._clients.of("application-autoscaling", address.region)
        with asking("application-autoscaling", f"the scaling of {address}"):
            targets = scaling.describe_scalable_targets(ResourceIds=[address.scalable_resource], **SCALED)
            if not targets["ScalableTargets"]:
                return None
            target = targets["ScalableTargets"][0]
            policies = scaling.describe_scaling_policies(ResourceId=address.scalable_resource, **SCALED)
        return Autoscaling(
            minimum=target["MinCapacity"],
            maximum=target["MaxCapacity"],
            policies=tuple(map(read_policy, policies["ScalingPolicies"])),
            suspended=all(
                (target.get("SuspendedState") or {}).get(name, False)
                for name in ("DynamicScalingInSuspended", "DynamicScalingOutSuspended", "ScheduledScalingSuspended")
            ),
        )

    def task_definition(self, region: str, name: str) -> TaskDefinition:
        with asking("ecs", f"the task definition {name}"):
            answer = self._ecs(region).describe_task_definition(taskDefinition=name)
        return read_definition(answer["taskDefinition"])

    def targets(self, region: str, target_groups: Sequence[str]) -> tuple[int, int]:
        balancing = self._clients.of("elbv2", region)
        states: list[str] = []
        with asking("elasticloadbalancing", "the health of the targets"):
            for group in target_groups:
                described = balancing.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
                states += [each["TargetHealth"]["State"] for each in described]
        return states.count("healthy"), len(states)

    def deployments(self, address: ServiceAddress) -> tuple[ServiceDeployment, ...]:
        """The service deployments that ECS remembers (90 days), newest first."""
        ecs = self._ecs(address.region)
        with asking("ecs", f"the deployments of {address}"):
            arns: list[str] = []
            token: dict[str, str] = {}
            while True:
                page = ecs.list_service_deployments(cluster=address.cluster, service=address.name, **token)
                arns += [each["serviceDeploymentArn"] for each in page["serviceDeployments"]]
                if not page.get("nextToken"):
                    break
                token = {"nextToken": page["nextToken"]}
            found = [
                read_deployment(each)
                for some in _portions(arns, _DEPLOYMENTS_DESCRIBED)
                for each in ecs.describe_service_deployments(serviceDeploymentArns=some)["serviceDeployments"]
            ]
        return tuple(sorted(found, key=lambda one: (one.created_at is not None, one.created_at), reverse=True))

    def revisions(self, region: str, arns: Sequence[str]) -> tuple[ServiceRevision, ...]:
        """Service revisions by ARN; those that ECS has forgotten are left out."""
        with asking("ecs", "the service revisions"):
            return tuple(
                read_revision(each)
                for some in _portions(list(arns), _DEPLOYMENTS_DESCRIBED)
                for each in self._ecs(region).describe_service_revisions(serviceRevisionArns=some)["serviceRevisions"]
            )

    def _ecs(self, region: str) -> Any:
        return self._clients.of("ecs", region)


def _newest(task: Task) -> tuple[bool, datetime | None]:
    """By when it stopped, else by when it was made."""
    at = task.stopped_at or task.created_at
    return at is not None, at


def _portions(items: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
