"""One simulated Fargate task: PROVISIONING, PENDING, RUNNING, DEACTIVATING, STOPPED."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from moto.core.utils import utcnow
from moto.ec2.models import ec2_backends

from console.sandbox.ecs_scheduler import timing
from console.sandbox.ecs_scheduler.failures import Failure, When, pulled_digest, reason_of
from console.sandbox.ecs_scheduler.task_logs import write_log


@dataclass
class TaskClock:
    """When the steps of a task were taken, in seconds since the epoch, so that they survive a restart."""

    created: float
    running: float | None = None
    stopping: float | None = None
    stopped: float | None = None
    exit_code: int | None = 0
    failure: Failure | None = None
    """How the task is going to fail; None where it will run."""
    failed: bool = False
    """It has failed, and that was not counted yet."""


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


def is_new(task: Any) -> bool:
    """Whether the scheduler has not seen the task yet."""
    return "sandbox_clock" not in task.__dict__


def show_status(task: Any, status: str) -> None:
    """Set the status of the task and of its containers."""
    task.last_status = status
    for container in task.containers:
        container.last_status = status if status in ("RUNNING", "STOPPED") else "PENDING"
        container.health_status = "HEALTHY" if status == "RUNNING" else "UNKNOWN"
        container.exitCode = task.sandbox_clock.exit_code if status == "STOPPED" else None


def start(backend: Any, service: Any, deployment: dict[str, Any], failure: Failure | None) -> Any:
    """Start one task of the service's deployment; it will fail as it is told to."""
    network = service.network_configuration or None
    (task,) = backend.run_task(
        cluster_str=service.cluster_name,
        task_definition_str=deployment["taskDefinition"],
        count=1,
        overrides=None,
        started_by=deployment["id"],
        tags=list(service.tags) if service.propagate_tags == "SERVICE" else [],
        launch_type=service.launch_type,
        networking_configuration=_in_turn(service, network),
        group=f"service:{service.name}",
        capacity_provider_strategy=service.capacity_provider_strategy,
    )
    task.enable_execute_command = bool(getattr(service, "enable_execute_command", False))
    definition = backend.describe_task_definition(deployment["taskDefinition"])
    task.cpu, task.memory = definition.cpu, definition.memory
    clock(task).failure = failure
    place(backend, task)
    return task


def _in_turn(service: Any, network: dict[str, Any] | None) -> dict[str, Any] | None:
    """The same network with another subnet first for each task, as moto always takes the first."""
    if not network:
        return network
    addresses = network["awsvpcConfiguration"]
    subnets = addresses["subnets"]
    turn = service.__dict__["sandbox_turn"] = (service.__dict__.get("sandbox_turn", -1) + 1) % len(subnets)
    return {"awsvpcConfiguration": {**addresses, "subnets": subnets[turn:] + subnets[:turn]}}


def place(backend: Any, task: Any) -> None:
    """The task's availability zone is that of its subnet."""
    subnet = detail(task, "subnetId")
    if subnet:
        (found,) = ec2_backends[backend.account_id][backend.region_name].describe_subnets(subnet_ids=[subnet])
        task.availability_zone = found.availability_zone


def request_stop(task: Any, reason: str, *, code: str = "ServiceSchedulerInitiated", exit_code: int | None = 0) -> None:
    """Ask the task to stop; it takes a moment to do so."""
    times = clock(task)
    if task.desired_status == "STOPPED" and times.stopping is not None:
        return
    times.stopping, times.exit_code = time.time(), exit_code
    task.desired_status = "STOPPED"
    task.stopped_reason, task.stop_code, task.stopping_at = reason, code, utcnow()
    show_status(task, "DEACTIVATING")


def advance(backend: Any, task: Any, target_group: str = "") -> bool:
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
        return _fail_if_due(backend, task, target_group, now - times.running)
    if now - times.created >= timing.START:
        return _run(backend, task, now)
    if now - times.created >= timing.START / 2 and task.last_status == "PROVISIONING":
        task.pull_started_at = utcnow()
        show_status(task, "PENDING")
        return True
    return False


def _run(backend: Any, task: Any, now: float) -> bool:
    times = clock(task)
    if times.failure is not None and times.failure.when is When.STARTING:
        _fail(backend, task, times.failure, "")
        return True
    times.running = now
    task.started_at = task.pull_stopped_at = utcnow()
    for container in task.containers:
        container.image_digest = pulled_digest(container.image or "", backend.account_id, backend.region_name)
    show_status(task, "RUNNING")
    write_log(backend, task, "")
    return True


def _fail_if_due(backend: Any, task: Any, target_group: str, seconds: float) -> bool:
    failure = clock(task).failure
    if failure is None:
        return False
    if failure.when is When.CHECKED and not target_group:
        return False  # nothing looks at the health of a task without a load balancer
    if seconds < (timing.CRASH if failure.when is When.RUNNING else timing.UNHEALTHY):
        return False
    _fail(backend, task, failure, target_group)
    return True


def _fail(backend: Any, task: Any, failure: Failure, target_group: str) -> None:
    definition = backend.describe_task_definition(task.task_definition_arn)
    if failure.log:
        write_log(backend, task, failure.log)
    reason = reason_of(failure, definition, target_group)
    request_stop(task, reason, code=failure.stop_code, exit_code=failure.exit_code)
    for container in task.containers:
        container.last_status, container.exitCode = "STOPPED", failure.exit_code
        container.reason = failure.container_reason or (reason if failure.when is When.STARTING else None)
    clock(task).failed = True


def has_stopped(task: Any) -> bool:
    """Whether the task is over."""
    return clock(task).stopped is not None


def is_running(task: Any) -> bool:
    """Whether the containers of the task run."""
    times = clock(task)
    return times.running is not None and times.stopping is None


def is_healthy(task: Any) -> bool:
    """Whether the task runs and what looks at its health is content."""
    times = clock(task)
    if not is_running(task) or times.running is None:
        return False
    doomed = times.failure is not None
    return not doomed and time.time() - times.running >= timing.HEALTHY


def _delete_network_interfaces(backend: Any, task: Any) -> None:
    """Without this, subnets and security groups could not be deleted after the service."""
    if interface := detail(task, "networkInterfaceId"):
        ec2_backends[backend.account_id][backend.region_name].enis.pop(interface, None)
    for attachment in task.attachments:
        attachment["status"] = "DELETED"


def detail(task: Any, name: str) -> str | None:
    """What the task's attachments say: its subnet, its address."""
    details = (each for attachment in task.attachments for each in attachment["details"])
    return next((each["value"] for each in details if each["name"] == name), None)
