"""One step of a service towards what it should be: as many healthy tasks of its primary deployment as are desired."""

from __future__ import annotations

import time
from typing import Any

from console.sandbox.ecs_scheduler import deployments, events, rollouts, targets, tasks, timing
from console.sandbox.ecs_scheduler.failures import failure_of

_NO_CAPACITY = (
    "was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a "
    "different availability zone."
)
_NO_INSTANCE = "was unable to place a task because no container instance met all of its requirements."
_INCONSISTENT = 3
"""After so many failed tasks ECS says that they fail consistently."""


def reconcile(backend: Any, service: Any, faults: frozenset[str]) -> bool:
    """Take the steps that are due; True when anything was changed."""
    changed = _advance(backend, service)
    live = [task for task in service_tasks(backend, service) if task.desired_status == "RUNNING"]
    changed |= _scale(backend, service, live, faults)
    _count(service, service_tasks(backend, service))
    return _finish(service, live) or changed


def service_tasks(backend: Any, service: Any) -> list[Any]:
    """The tasks of the service that have not stopped yet."""
    group = f"service:{service.name}"
    known = backend.tasks.get(service.cluster_name, {}).values()
    return [task for task in known if task.group == group and not tasks.has_stopped(task)]


def _advance(backend: Any, service: Any) -> bool:
    """Let every task take its step, and count those that failed."""
    changed = False
    for task in service_tasks(backend, service):
        group = next((each["targetGroupArn"] for each in service.load_balancers if each.get("targetGroupArn")), "")
        began = tasks.is_running(task)
        if tasks.advance(backend, task, group):
            changed = True
            if tasks.is_running(task) and not began:
                targets.set_target(backend, service, task, registered=True)
                if group:
                    events.say(service, f"registered 1 targets in (target-group {group})")
        times = tasks.clock(task)
        if times.failed:
            times.failed = False
            targets.set_target(backend, service, task, registered=False)
            _count_failure(service, task)
        elif tasks.is_running(task):
            doomed = times.failure is not None
            targets.show_health(backend, service, task, healthy=tasks.is_healthy(task), doomed=doomed)
    return changed


def _count_failure(service: Any, task: Any) -> None:
    reason = task.stopped_reason
    if reason.startswith("Task failed"):
        events.say(service, f"(task {task.id}) failed health checks: {reason}")
        words = "tasks failed health checks"
    else:
        events.say(service, f"(task {task.id}) was stopped: {reason}")
        words = "tasks failed to start"
    line = next((each for each in service.deployments if each["id"] == task.started_by), None)
    if line is None:
        return
    deployments.count_failure(service, line, time.time(), words)
    if line["failedTasks"] == _INCONSISTENT:
        events.say(service, "is unable to consistently start tasks successfully.")


def _scale(backend: Any, service: Any, live: list[Any], faults: frozenset[str]) -> bool:
    primary = service.deployments[0]
    desired = service.desired_count if service.status == "ACTIVE" else 0
    _keep_good_tasks(service, live)
    current = [task for task in live if task.started_by == primary["id"]]
    earlier = [task for task in live if task.started_by != primary["id"]]
    started = _start(backend, service, desired, current, earlier, faults)
    surplus = current[desired:] + _superfluous(service, desired, current, earlier)
    for task in surplus:
        tasks.request_stop(task, f"Scaling activity initiated by (deployment {primary['id']})")
        targets.set_target(backend, service, task, registered=False)
    if surplus:
        events.say(service, f"has stopped {events.tasks_in_words(surplus)}.")
    return bool(started or surplus)


def _keep_good_tasks(service: Any, live: list[Any]) -> None:
    """A rollback keeps the tasks that still run what it goes back to."""
    rollout, good = rollouts.current(service), rollouts.last_good(service)
    if rollout is None or good is None or rollout.status not in rollouts.ROLLING_BACK:
        return
    for task in live:
        if task.started_by == good.line:
            task.started_by = service.deployments[0]["id"]


def _start(
    backend: Any, service: Any, desired: int, current: list[Any], earlier: list[Any], faults: frozenset[str]
) -> bool:
    primary = service.deployments[0]
    most = desired * _percent(service, "maximumPercent", 200) // 100
    missing = min(desired - len(current), max(most, 1) - len(current) - len(earlier))
    if missing <= 0 or primary["rolloutState"] == deployments.FAILED or _must_wait(service):
        return False
    if service.launch_type == "EC2" and not backend.container_instances.get(service.cluster_name):
        events.say(service, _NO_INSTANCE)
        return False
    if "no-capacity" in faults and service.launch_type != "EC2":
        events.say(service, _NO_CAPACITY)
        return False
    definition = backend.describe_task_definition(primary["taskDefinition"])
    failure = failure_of(definition, faults, backend.account_id, backend.region_name)
    started = [tasks.start(backend, service, primary, failure) for _ in range(missing)]
    events.say(service, f"has started {events.tasks_in_words(started)}.")
    return True


def _must_wait(service: Any) -> bool:
    """ECS starts tasks that keep failing more and more slowly."""
    rollout = rollouts.current(service)
    if rollout is None or not rollout.failures:
        return False
    pause = min(rollout.failures * timing.RETRY_STEP, timing.RETRY_LONGEST)
    return time.time() - rollout.last_failure < pause


def _superfluous(service: Any, desired: int, current: list[Any], earlier: list[Any]) -> list[Any]:
    """Tasks of earlier deployments that may go: healthy ones stay until as many are healthy as have to be."""
    least = -(-desired * _percent(service, "minimumHealthyPercent", 100) // 100)
    useless = [task for task in earlier if tasks.clock(task).failure is not None]
    serving = [task for task in earlier if task not in useless]
    healthy = sum(tasks.is_healthy(task) for task in current) + sum(tasks.is_running(task) for task in serving)
    return useless + serving[: max(0, healthy - least)]


def _percent(service: Any, name: str, default: int) -> int:
    configuration = getattr(service, "deployment_configuration", None) or {}
    return int(configuration.get(name, default))


def _count(service: Any, mine: list[Any]) -> None:
    live = [task for task in mine if task.desired_status == "RUNNING"]
    running = [task for task in live if tasks.is_running(task)]
    service.running_count, service.pending_count = len(running), len(live) - len(running)
    for deployment in service.deployments:
        own = [task for task in live if task.started_by == deployment["id"]]
        deployment["runningCount"] = sum(tasks.is_running(task) for task in own)
        deployment["pendingCount"] = len(own) - deployment["runningCount"]
        deployment["desiredCount"] = service.desired_count if deployment["status"] == "PRIMARY" else 0
    left = {task.started_by for task in live}
    service.deployments[1:] = [earlier for earlier in service.deployments[1:] if earlier["id"] in left]


def _finish(service: Any, live: list[Any]) -> bool:
    primary = service.deployments[0]
    healthy = sum(tasks.is_healthy(task) for task in live if task.started_by == primary["id"])
    reached = healthy == service.desired_count and len(service.deployments) == 1
    if service.status != "ACTIVE" or primary["rolloutState"] != deployments.IN_PROGRESS or not reached:
        return False
    deployments.complete(service)
    events.say(service, f"(deployment {primary['id']}) deployment completed.")
    events.say(service, "has reached a steady state.")
    return True
