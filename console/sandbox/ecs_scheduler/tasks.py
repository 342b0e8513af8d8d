"""One simulated Fargate task: PROVISIONING, PENDING, RUNNING, DEACTIVATING, STOPPED."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from moto.core.utils import utcnow
from moto.ec2.models import ec2_backends
from moto.elbv2.models import elbv2_backends
from moto.logs.models import logs_backends

from console.sandbox.ecs_scheduler import timing


@dataclass
class TaskClock:
    """When the steps of a task were taken, in seconds since the epoch, so that they survive a restart."""

    created: float
    running: float | None = None
    stopping: float | None = None
    stopped: float | None = None
    exit_code: int = 0


def clock(task: Any) -> TaskClock:
    """The clock of a task; it starts when the scheduler first sees the task."""
    found: TaskClock | None = task.__dict__.get("sandbox_clock")
    if found is None:
        found = task.sandbox_clock = TaskClock(time.time())
        task.created_at = utcnow()
        task.connectivity = "CONNECTED"
        task.platform_version = "1.4.0"
        show_status(task, "PROVISIONING")
    return found


def show_status(task: Any, status: str) -> None:
    """Set the status of the task and of its containers."""
    task.last_status = status
    for container in task.containers:
        container.last_status = status if status in ("RUNNING", "STOPPED") else "PENDING"
        container.health_status = "HEALTHY" if status == "RUNNING" else "UNKNOWN"
        container.exit_code = task.sandbox_clock.exit_code if status == "STOPPED" else None


def start(backend: Any, service: Any, deployment: dict[str, Any]) -> Any:
    """Start one task of the service's deployment."""
    (task,) = backend.run_task(
        cluster_str=service.cluster_name,
        task_definition_str=deployment["taskDefinition"],
        count=1,
        overrides=None,
        started_by=deployment["id"],
        tags=list(service.tags) if service.propagate_tags == "SERVICE" else [],
        launch_type=service.launch_type,
        networking_configuration=service.network_configuration or None,
        group=f"service:{service.name}",
        capacity_provider_strategy=service.capacity_provider_strategy,
    )
    task.enable_execute_command = bool(getattr(service, "enable_execute_command", False))
    definition = backend.describe_task_definition(deployment["taskDefinition"])
    task.cpu, task.memory = definition.cpu, definition.memory
    clock(task)
    return task


def request_stop(task: Any, reason: str, *, code: str = "ServiceSchedulerInitiated", exit_code: int = 0) -> None:
    """Ask the task to stop; it takes a moment to do so."""
    times = clock(task)
    if task.desired_status == "STOPPED" and times.stopping is not None:
        return
    times.stopping, times.exit_code = time.time(), exit_code
    task.desired_status = "STOPPED"
    task.stopped_reason, task.stop_code, task.stopping_at = reason, code, utcnow()
    show_status(task, "DEACTIVATING")


def advance(backend: Any, task: Any) -> bool:
    """Take the task's next step if it is due; True when one was taken."""
    times, now = clock(task), time.time()
    if times.stopping is not None:
        if task.last_status == "STOPPED" or now - times.stopping < timing.STOP:
            return False
        times.stopped = now
        task.stopped_at = utcnow()
        show_status(task, "STOPPED")
        _delete_network_interfaces(backend, task)
        return True
    if times.running is not None:
        return False
    if now - times.created >= timing.START:
        times.running = now
        task.started_at = task.pull_stopped_at = utcnow()
        show_status(task, "RUNNING")
        _write_log(backend, task)
        return True
    if now - times.created >= timing.START / 2 and task.last_status == "PROVISIONING":
        task.pull_started_at = utcnow()
        show_status(task, "PENDING")
        return True
    return False


def has_stopped(task: Any) -> bool:
    """Whether the task is over."""
    return clock(task).stopped is not None


def is_running(task: Any) -> bool:
    """Whether the containers of the task run."""
    times = clock(task)
    return times.running is not None and times.stopping is None


def set_target(backend: Any, service: Any, task: Any, *, registered: bool) -> None:
    """Put the task's address into the target groups of its service, or take it out."""
    address = _detail(task, "privateIPv4Address")
    groups = elbv2_backends[backend.account_id][backend.region_name].target_groups
    for load_balancer in service.load_balancers:
        group = groups.get(load_balancer.get("targetGroupArn"))
        if group is None or address is None:
            continue
        if registered:
            group.register([{"Id": address, "Port": load_balancer["containerPort"]}])
        elif address in group.targets:
            group.deregister([{"Id": address}])


def _delete_network_interfaces(backend: Any, task: Any) -> None:
    """Without this, subnets and security groups could not be deleted after the service."""
    if interface := _detail(task, "networkInterfaceId"):
        ec2_backends[backend.account_id][backend.region_name].enis.pop(interface, None)
    for attachment in task.attachments:
        attachment["status"] = "DELETED"


def _detail(task: Any, name: str) -> str | None:
    details = (detail for attachment in task.attachments for detail in attachment["details"])
    return next((detail["value"] for detail in details if detail["name"] == name), None)


def _write_log(backend: Any, task: Any) -> None:
    definition = backend.describe_task_definition(task.task_definition_arn)
    logs = logs_backends[backend.account_id][backend.region_name]
    for container in definition.container_definitions:
        options = (container.get("logConfiguration") or {}).get("options") or {}
        group = options.get("awslogs-group")
        if group not in logs.groups:
            continue
        stream = f"{options.get('awslogs-stream-prefix', 'ecs')}/{container['name']}/{task.id}"
        logs.ensure_log_stream(group, stream)
        line = f"sandbox: container {container['name']} of image {container['image']} is simulated, nothing runs"
        logs.put_log_events(group, stream, [{"timestamp": int(time.time() * 1000), "message": line}])
