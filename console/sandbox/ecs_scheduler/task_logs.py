"""The log streams and lines of simulated containers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from moto.logs.models import LogsBackend, logs_backends


def log_streams(backend: Any, task: Any) -> Iterator[tuple[LogsBackend, str, str, dict[str, Any]]]:
    """Where each container of the task logs to: backend, group and stream, with the container's definition."""
    definition = backend.describe_task_definition(task.task_definition_arn)
    logs = logs_backends[backend.account_id][backend.region_name]
    for container in definition.container_definitions:
        options = (container.get("logConfiguration") or {}).get("options") or {}
        group = options.get("awslogs-group")
        if group in logs.groups:
            stream = f"{options.get('awslogs-stream-prefix', 'ecs')}/{container['name']}/{task.id}"
            yield logs, group, stream, container


def write_log(backend: Any, task: Any, text: str) -> None:
    """Write the text, or that nothing really runs, into the log stream of every container that has one."""
    for logs, group, stream, container in log_streams(backend, task):
        logs.ensure_log_stream(group, stream)
        now = int(time.time() * 1000)
        lines = (text or _started(task, container)).splitlines()
        logs.put_log_events(group, stream, [{"timestamp": now, "message": line} for line in lines])


def _started(task: Any, container: dict[str, Any]) -> str:
    overrides = (task.overrides or {}).get("containerOverrides") or ()
    command = next((each["command"] for each in overrides if each.get("command")), container.get("command"))
    said = f"sandbox: container {container['name']} of image {container['image']} is simulated, nothing runs"
    return f"{said}\ncommand: {' '.join(command)}" if command else said
