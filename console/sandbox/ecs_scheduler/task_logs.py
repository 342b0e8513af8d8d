"""The log lines of simulated containers."""

from __future__ import annotations

import time
from typing import Any

from moto.logs.models import logs_backends


def write_log(backend: Any, task: Any, text: str) -> None:
    """Write the text, or that nothing really runs, into the log stream of every container that has one."""
    definition = backend.describe_task_definition(task.task_definition_arn)
    logs = logs_backends[backend.account_id][backend.region_name]
    for container in definition.container_definitions:
        options = (container.get("logConfiguration") or {}).get("options") or {}
        group = options.get("awslogs-group")
        if group not in logs.groups:
            continue
        stream = f"{options.get('awslogs-stream-prefix', 'ecs')}/{container['name']}/{task.id}"
        logs.ensure_log_stream(group, stream)
        now = int(time.time() * 1000)
        lines = (text or _started(task, container)).splitlines()
        logs.put_log_events(group, stream, [{"timestamp": now, "message": line} for line in lines])


def _started(task: Any, container: dict[str, Any]) -> str:
    overrides = (task.overrides or {}).get("containerOverrides") or ()
    command = next((each["command"] for each in overrides if each.get("command")), container.get("command"))
    said = f"sandbox: container {container['name']} of image {container['image']} is simulated, nothing runs"
    return f"{said}\ncommand: {' '.join(command)}" if command else said
