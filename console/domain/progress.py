"""The live state of a run, folded from the engine's events."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from console.domain.events import (
    ChangeSummary,
    Diagnostic,
    DiagnosticSeen,
    Event,
    HookAction,
    OutputsSeen,
    PlannedChange,
    RefreshCompleted,
    ResourceCompleted,
    ResourceErrored,
    ResourceProgress,
    ResourceStarted,
)
from console.domain.plan import Action


class ResourceState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    """In flight when the run stopped: may exist, not in the state."""


@dataclass(slots=True)
class ResourceRun:
    """One resource of a run. A replacement is one entry with two start/complete pairs."""

    address: str
    action: Action
    state: ResourceState = ResourceState.WAITING
    steps_left: int = 1
    started: float | None = None
    """`time.monotonic()` of the first start, in seconds."""
    seconds: float = 0.0
    doing: HookAction | None = None

    def elapsed(self, now: float) -> float:
        """Seconds this resource has been or was worked on."""
        if self.state is ResourceState.RUNNING and self.started is not None:
            return max(0.0, now - self.started)
        return self.seconds


@dataclass(slots=True)
class Progress:
    """Everything a run screen shows. One thread owns it; screens read it after an update message."""

    resources: dict[str, ResourceRun] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    summary: ChangeSummary | None = None
    refreshed: int = 0
    outputs: OutputsSeen | None = None
    stopping: bool = False
    clock: Callable[[], float] = time.monotonic

    @property
    def total(self) -> int:
        return len(self.resources)

    def count(self, state: ResourceState) -> int:
        """How many resources are in that state."""
        return sum(1 for resource in self.resources.values() if resource.state is state)

    def fold(self, events: Iterable[Event]) -> None:
        """Take the events in, in order."""
        for event in events:
            self._take(event)

    def _take(self, event: Event) -> None:
        match event:
            case PlannedChange(address=address, action=action):
                if action not in (Action.NONE, Action.READ):
                    steps = 2 if action is Action.REPLACE else 1
                    self.resources.setdefault(address, ResourceRun(address, action, steps_left=steps))
            case ResourceStarted(address=address, action=hook):
                resource = self._resource(address, hook)
                resource.state, resource.doing = ResourceState.RUNNING, hook
                resource.started = resource.started if resource.started is not None else self.clock()
            case ResourceProgress(address=address, action=hook):
                self._resource(address, hook).doing = hook
            case ResourceCompleted(address=address, action=hook):
                self._step_done(self._resource(address, hook))
            case ResourceErrored(address=address, action=hook):
                resource = self._resource(address, hook)
                resource.seconds = resource.elapsed(self.clock())
                resource.state = ResourceState.FAILED
            case DiagnosticSeen(diagnostic=diagnostic):
                self.diagnostics.append(diagnostic)
            case ChangeSummary():
                self.summary = event
            case RefreshCompleted():
                self.refreshed += 1
            case OutputsSeen():
                self.outputs = event
            case _:
                pass

    def _resource(self, address: str, hook: HookAction) -> ResourceRun:
        found = self.resources.get(address)
        if found is None:
            action = {HookAction.DELETE: Action.DESTROY, HookAction.UPDATE: Action.CHANGE}.get(hook, Action.CREATE)
            if hook is HookAction.READ:
                action = Action.READ
            found = self.resources[address] = ResourceRun(address, action)
        return found

    def _step_done(self, resource: ResourceRun) -> None:
        resource.seconds = resource.elapsed(self.clock())
        resource.steps_left -= 1
        resource.state = ResourceState.DONE if resource.steps_left <= 0 else ResourceState.RUNNING

    def interrupt(self) -> list[str]:
        """The stage ended without finishing: what was running becomes uncertain. Returns those addresses."""
        uncertain = [r for r in self.resources.values() if r.state is ResourceState.RUNNING]
        for resource in uncertain:
            resource.seconds = resource.elapsed(self.clock())
            resource.state = ResourceState.UNCERTAIN
        return [resource.address for resource in uncertain]
