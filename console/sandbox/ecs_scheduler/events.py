"""The events of a service, newest first, in the words of ECS."""

from __future__ import annotations

from typing import Any

from moto.core.utils import utcnow
from moto.moto_api._internal import mock_random

_KEPT = 100


def say(service: Any, message: str) -> None:
    """Add an event, unless the newest one says the same already."""
    text = f"(service {service.name}) {message}"
    if service.events and service.events[0]["message"] == text:
        return
    service.events.insert(0, {"id": str(mock_random.uuid4()), "createdAt": utcnow(), "message": text})
    del service.events[_KEPT:]


def tasks_in_words(tasks: list[Any]) -> str:
    """`1 tasks: (task 3f…)`, as ECS writes it."""
    return f"{len(tasks)} tasks: {' '.join(f'(task {task.id})' for task in tasks)}"
