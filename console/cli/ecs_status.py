"""`infra-console ecs status ENV`."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import Any

from console.bootstrap import Console
from console.cli.printing import print_json, printable, say, table
from console.domain.ecs import Autoscaling, ServiceView, Task, short_name
from console.domain.ecs_reasons import cause_of
from console.domain.environment import EnvironmentName

_STOPPED_SHOWN = 5


def status(services: Console, options: argparse.Namespace) -> int:
    """Show what runs; exit 0 whatever runs, since looking is all that was asked."""
    name = EnvironmentName.parse(options.environment)
    views = services.ecs.status.views(name, options.service)
    if options.json:
        document = {"environment": str(name), "sandbox": services.cloud.sandbox}
        print_json(document | {"services": [view_document(view) for view in views]})
        return 0
    if services.cloud.sandbox:
        say("SANDBOX: these services run in the simulated AWS.")
    for view in views:
        _print(view, options.events)
    return 0


def _print(view: ServiceView, events: int) -> None:
    service = view.service
    say(
        f"{printable(service.address)}: {service.running} running, {service.pending} pending of {service.desired} "
        f"desired; {printable(short_name(service.task_definition))} on {printable(', '.join(service.launch) or '?')}"
    )
    say(f"  autoscaling: {scaling_in_words(view.autoscaling)}")
    if service.target_groups:
        healthy = "not known" if view.healthy_targets is None else f"{view.healthy_targets} of {view.all_targets}"
        say(f"  healthy targets: {healthy}")
    rows = [
        (
            each.status,
            each.rollout_state or "-",
            short_name(each.task_definition),
            *(str(count) for count in (each.desired, each.running, each.pending, each.failed)),
        )
        for each in service.deployments
    ]
    heading = ("DEPLOYMENT", "ROLLOUT", "TASK DEFINITION", "DESIRED", "RUNNING", "PENDING", "FAILED")
    _indented(table(heading, rows, right=(3, 4, 5, 6)))
    tasks = [
        (task.id, task.status, task.health or "-", short_name(task.task_definition), task.zone or "-", _age(task))
        for task in view.tasks
    ]
    if tasks:
        _indented(table(("TASK", "STATUS", "HEALTH", "TASK DEFINITION", "ZONE", "AGE"), tasks, right=(5,)))
    for task in view.stopped[:_STOPPED_SHOWN]:
        cause = cause_of(task)
        say(f"  stopped {printable(task.id)} ({_age(task)}): {printable(cause.words)} {printable(cause.hint)}".rstrip())
        if not cause.normal and task.stopped_reason:
            say(f"    ECS says: {printable(task.stopped_reason)}")
    for event in service.events[:events]:
        say(f"  {event.at:%H:%M:%S} {printable(event.message)}")


def _indented(text: str) -> None:
    say("  " + text.replace("\n", "\n  "))


def scaling_in_words(autoscaling: Autoscaling | None) -> str:
    """`1 to 4 tasks, ECSServiceAverageCPUUtilization at 70`."""
    if autoscaling is None:
        return "none"
    policies = "".join(f", {printable(policy.metric)} at {policy.target or '?'}" for policy in autoscaling.policies)
    suspended = ", suspended" if autoscaling.suspended else ""
    return f"{autoscaling.minimum} to {autoscaling.maximum} tasks{policies}{suspended}"


def _age(task: Task) -> str:
    if task.created_at is None:
        return "-"
    seconds = max(0, int((datetime.now(UTC) - task.created_at).total_seconds()))
    return f"{seconds // 60}m {seconds % 60:02d}s" if seconds < 3600 else f"{seconds // 3600}h"


def view_document(view: ServiceView) -> dict[str, Any]:
    """A service as JSON."""
    service = view.service
    return {
        "cluster": service.address.cluster,
        "service": service.address.name,
        "region": service.address.region,
        "status": service.status,
        "desired": service.desired,
        "running": service.running,
        "pending": service.pending,
        "task_definition": service.task_definition,
        "launch": list(service.launch),
        "deploying": service.deploying,
        "autoscaling": _scaling_document(view.autoscaling),
        "healthy_targets": view.healthy_targets,
        "targets": view.all_targets,
        "deployments": [
            {
                "id": each.id,
                "status": each.status,
                "rollout_state": each.rollout_state or None,
                "reason": each.reason,
                "task_definition": each.task_definition,
                "desired": each.desired,
                "running": each.running,
                "pending": each.pending,
                "failed": each.failed,
            }
            for each in service.deployments
        ],
        "tasks": [_task_document(task) for task in view.tasks],
        "stopped": [_task_document(task) for task in view.stopped],
        "events": [{"at": event.at, "message": event.message} for event in service.events],
    }


def _scaling_document(autoscaling: Autoscaling | None) -> dict[str, Any] | None:
    if autoscaling is None:
        return None
    return {
        "minimum": autoscaling.minimum,
        "maximum": autoscaling.maximum,
        "suspended": autoscaling.suspended,
        "policies": [
            {"name": each.name, "metric": each.metric, "target": each.target} for each in autoscaling.policies
        ],
    }


def _task_document(task: Task) -> dict[str, Any]:
    return {
        "id": task.id,
        "status": task.status,
        "health": task.health or None,
        "task_definition": task.task_definition,
        "zone": task.zone or None,
        "created_at": task.created_at,
        "started_at": task.started_at,
        "stopped_at": task.stopped_at,
        "stop_code": task.stop_code or None,
        "stopped_reason": task.stopped_reason or None,
        "cause": _cause_document(task) if task.stopped else None,
        "exit_codes": {container.name: container.exit_code for container in task.containers},
    }


def _cause_document(task: Task) -> dict[str, Any]:
    cause = cause_of(task)
    return {"kind": cause.kind, "words": cause.words, "hint": cause.hint, "normal": cause.normal}
