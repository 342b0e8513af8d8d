"""One step of a service towards what it should be: as many running tasks of its primary deployment as are desired."""

from __future__ import annotations

from typing import Any

from console.sandbox.ecs_scheduler import deployments, events, tasks


def reconcile(backend: Any, service: Any) -> bool:
    """Take the steps that are due; True when anything was changed."""
    mine = service_tasks(backend, service)
    changed = False
    for task in mine:
        if tasks.advance(backend, task):
            changed = True
            if tasks.is_running(task):
                tasks.set_target(backend, service, task, registered=True)
                events.say(service, f"registered 1 targets in (task {task.id})")
    live = [task for task in mine if task.desired_status == "RUNNING"]
    changed |= _scale(backend, service, live)
    _count(service, service_tasks(backend, service))
    return _finish(service) or changed


def service_tasks(backend: Any, service: Any) -> list[Any]:
    """The tasks of the service that have not stopped yet."""
    group = f"service:{service.name}"
    known = backend.tasks.get(service.cluster_name, {}).values()
    return [task for task in known if task.group == group and not tasks.has_stopped(task)]


def _scale(backend: Any, service: Any, live: list[Any]) -> bool:
    primary = service.deployments[0]
    desired = service.desired_count if service.status == "ACTIVE" else 0
    current = [task for task in live if task.started_by == primary["id"]]
    earlier = [task for task in live if task.started_by != primary["id"]]
    missing = desired - len(current)
    if missing > 0 and not _has_room(backend, service):
        events.say(service, "was unable to place a task because no container instance met all of its requirements.")
        missing = 0
    started = [tasks.start(backend, service, primary) for _ in range(missing)]
    if started:
        events.say(service, f"has started {events.tasks_in_words(started)}.")
    surplus = current[desired:]
    if sum(tasks.is_running(task) for task in current) >= desired:
        surplus += earlier
    for task in surplus:
        tasks.request_stop(task, f"Scaling activity initiated by (deployment {primary['id']})")
        tasks.set_target(backend, service, task, registered=False)
    if surplus:
        events.say(service, f"has stopped {events.tasks_in_words(surplus)}.")
    return bool(started or surplus)


def _has_room(backend: Any, service: Any) -> bool:
    return service.launch_type != "EC2" or bool(backend.container_instances.get(service.cluster_name))


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


def _finish(service: Any) -> bool:
    primary = service.deployments[0]
    reached = primary["runningCount"] == service.desired_count and len(service.deployments) == 1
    if service.status != "ACTIVE" or primary["rolloutState"] != deployments.IN_PROGRESS or not reached:
        return False
    deployments.complete(primary)
    events.say(service, f"(deployment {primary['id']}) deployment completed.")
    events.say(service, "has reached a steady state.")
    return True
