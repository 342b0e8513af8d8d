"""ECS: the settings of services, deployments started by changes, and tasks that the scheduler moves."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from moto.core.responses import ActionResult
from moto.core.utils import camelcase_to_underscores, utcnow
from moto.ecs.exceptions import ServiceNotFoundException
from moto.ecs.models import EC2ContainerServiceBackend, Service, Task
from moto.ecs.responses import EC2ContainerServiceResponse

from console.sandbox.ecs_scheduler.deployments import start_deployment
from console.sandbox.ecs_scheduler.tasks import request_stop
from console.sandbox.patching import wraps

_SETTINGS = (
    "availabilityZoneRebalancing",
    "capacityProviderStrategy",
    "deploymentConfiguration",
    "enableECSManagedTags",
    "enableExecuteCommand",
    "healthCheckGracePeriodSeconds",
    "placementConstraints",
    "placementStrategy",
    "serviceConnectConfiguration",
)
"""Settings of CreateService that moto reads but does not keep."""

_START_A_DEPLOYMENT = frozenset(
    {
        "capacity_provider_strategy",
        "load_balancers",
        "network_configuration",
        "platform_version",
        "service_connect_configuration",
        "task_definition",
    }
)
"""Changes for which UpdateService replaces the tasks."""


Service.capacity_provider_strategy = None  # type: ignore[attr-defined]


@wraps(EC2ContainerServiceResponse, "create_service")
def _create_with_settings(original: Callable[..., ActionResult], self: EC2ContainerServiceResponse) -> ActionResult:
    _allow_no_security_groups(self)
    result = original(self)
    service: Any = result.result["service"]  # type: ignore[index]
    service.availability_zone_rebalancing = "DISABLED"
    service.created_at = utcnow()
    for name in _SETTINGS:
        if (value := self._get_param(name)) is not None:
            setattr(service, camelcase_to_underscores(name), value)
    if not self._get_param("launchType"):
        cluster = self.ecs_backend._get_cluster(service.cluster_name)
        service.capacity_provider_strategy = (
            service.capacity_provider_strategy or cluster.default_capacity_provider_strategy or None
        )
        service.launch_type = None if service.capacity_provider_strategy else service.launch_type
    # moto counts tasks that it never starts: the scheduler counts those that it does.
    service.running_count = service.pending_count = 0
    if service.deployments:
        service.deployments = []
        start_deployment(service)
    return result


def _allow_no_security_groups(self: EC2ContainerServiceResponse) -> None:
    """Security groups may be left out (the VPC's default one applies); moto fails without them."""
    if addresses := (self._get_param("networkConfiguration") or {}).get("awsvpcConfiguration"):
        addresses.setdefault("securityGroups", [])


@wraps(EC2ContainerServiceBackend, "update_service")
def _update_by_deployment(
    _original: Callable[..., Service], self: EC2ContainerServiceBackend, settings: dict[str, Any]
) -> Service:
    """moto claims the desired count as running at once and never starts a deployment."""
    cluster = self._get_cluster(settings.pop("cluster", "default"))
    name = settings.pop("service").split("/")[-1]
    service: Any = self.services.get(f"{cluster.name}:{name}")
    if service is None:
        raise ServiceNotFoundException
    changes = {key: value for key, value in settings.items() if value is not None}
    forced = changes.pop("force_new_deployment", False)
    if "task_definition" in changes:
        changes["task_definition"] = self.describe_task_definition(changes["task_definition"]).arn
    if changes.get("capacity_provider_strategy"):
        service.launch_type = None
    replaced = [key for key in _START_A_DEPLOYMENT & changes.keys() if changes[key] != getattr(service, key, None)]
    for key, value in changes.items():
        setattr(service, key, value)
    if (forced or replaced) and service.deployment_controller["type"] == "ECS":
        start_deployment(service)
    if service.deployments:
        service.deployments[0] |= {"desiredCount": service.desired_count, "updatedAt": utcnow()}
    return service  # type: ignore[no-any-return]


@wraps(EC2ContainerServiceBackend, "list_services")
def _list_without_deleted(
    original: Callable[..., list[str]], self: EC2ContainerServiceBackend, *args: Any, **kwargs: Any
) -> list[str]:
    active = {service.arn for service in self.services.values() if service.status == "ACTIVE"}
    return [arn for arn in original(self, *args, **kwargs) if arn in active]


@wraps(EC2ContainerServiceResponse, "list_tasks")
def _list_by_service_and_status(
    _original: Callable[..., ActionResult], self: EC2ContainerServiceResponse
) -> ActionResult:
    """moto ignores the service, and shows stopped tasks unless asked not to."""
    tasks = self.ecs_backend.list_tasks(
        self._get_param("cluster", "default"),
        self._get_param("containerInstance"),
        self._get_param("family"),
        self._get_param("startedBy"),
        None,
        self._get_param("desiredStatus") or "RUNNING",
    )
    if service := self._get_param("serviceName"):
        tasks = [task for task in tasks if task.group == f"service:{service.split('/')[-1]}"]
    return ActionResult({"taskArns": [task.task_arn for task in tasks]})


@wraps(EC2ContainerServiceResponse, "run_task")
def _run_without_security_groups(
    original: Callable[..., ActionResult], self: EC2ContainerServiceResponse
) -> ActionResult:
    _allow_no_security_groups(self)
    return original(self)


@wraps(EC2ContainerServiceBackend, "stop_task")
def _stop_gracefully(
    _original: Callable[..., Task], self: EC2ContainerServiceBackend, cluster_str: str, task_str: str, reason: str
) -> Task:
    (task,) = self.describe_tasks(cluster_str, [task_str])
    request_stop(task, reason or "Task stopped by user", code="UserInitiated")
    return task


def _requirements_of_fargate_task(task_definition: Any) -> dict[str, Any]:
    """A Fargate container may leave its memory to the task; moto adds up containers only, and fails."""
    complete = copy.copy(task_definition)
    complete.container_definitions = [
        {"memory": int(task_definition.memory or 0), **container} for container in task_definition.container_definitions
    ]
    return _moto_requirements(complete)


_moto_requirements = EC2ContainerServiceBackend._calculate_task_resource_requirements
EC2ContainerServiceBackend._calculate_task_resource_requirements = staticmethod(  # type: ignore[method-assign]
    _requirements_of_fargate_task
)


def _stay(self: Task) -> None:
    """moto moves a task to its next state each time it is described; here the scheduler moves it."""


Task.advance = _stay  # type: ignore[method-assign,assignment]
