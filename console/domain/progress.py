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

_IN_STATE_ONLY = (Action.MOVE, Action.IMPORT, Action.FORGET)


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
    """`time.monotonic()` of the start of what is or was done last, in seconds."""
    seconds: float = 0.0
    """Worked on, finished steps only."""
    doing: HookAction | None = None
    """None while nothing is under way, also between the two steps of a replacement."""

    def elapsed(self, now: float) -> float:
        """Seconds this resource has been or was worked on."""
        if self.doing is not None and self.started is not None:
            return self.seconds + max(0.0, now - self.started)
        return self.seconds

    def begin(self, doing: HookAction, now: float) -> None:
        """A step starts."""
        if self.doing is None:
            self.started = now
        self.state, self.doing = ResourceState.RUNNING, doing

    def end_step(self, now: float, engine_seconds: float) -> None:
        """What is under way is over; `engine_seconds` is its duration as the engine measured it, in whole seconds.

        Where it is followed live, our own measure is the finer one. Where a stream is replayed, or the console slept,
        only the engine knows.
        """
        own = max(0.0, now - self.started) if self.doing is not None and self.started is not None else 0.0
        self.seconds += own if abs(own - engine_seconds) <= 1.0 else engine_seconds
        self.doing = None


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
                self._resource(address, hook).begin(hook, self.clock())
            case ResourceProgress(address=address, action=hook, elapsed_seconds=seconds):
                self._still_running(self._resource(address, hook), hook, seconds)
            case ResourceCompleted(address=address, action=hook, elapsed_seconds=seconds):
                self._step_done(self._resource(address, hook), seconds)
            case ResourceErrored(address=address, action=hook, elapsed_seconds=seconds):
                resource = self._resource(address, hook)
                resource.end_step(self.clock(), seconds)
                resource.state = ResourceState.FAILED
            case DiagnosticSeen(diagnostic=diagnostic):
                self.diagnostics.append(diagnostic)
            case ChangeSummary(operation=operation):
                self.summary = event
                if operation != "plan":
                    self._finish_state_changes()
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

    def _still_running(self, resource: ResourceRun, hook: HookAction, engine_seconds: float) -> None:
        now = self.clock()
        resource.begin(hook, now)
        # A replayed stream says when something began only by how long it has lasted.
        if resource.started is not None and now - resource.started + 1.0 < engine_seconds:
            resource.started = now - engine_seconds

    def _step_done(self, resource: ResourceRun, engine_seconds: float) -> None:
        resource.end_step(self.clock(), engine_seconds)
        resource.steps_left -= 1
        resource.state = ResourceState.DONE if resource.steps_left <= 0 else ResourceState.RUNNING

    def _finish_state_changes(self) -> None:
        """A summary comes only when everything went well; what only the state knows of has no events of its own."""
        for resource in self.resources.values():
            if resource.state is ResourceState.WAITING and resource.action in _IN_STATE_ONLY:
                resource.state = ResourceState.DONE

    def interrupt(self) -> list[str]:
        """The stage ended without finishing: what was running becomes uncertain. Returns those addresses."""
        uncertain = [r for r in self.resources.values() if r.state is ResourceState.RUNNING]
        for resource in uncertain:
            resource.seconds, resource.doing = resource.elapsed(self.clock()), None
            resource.state = ResourceState.UNCERTAIN
        return [resource.address for resource in uncertain]
