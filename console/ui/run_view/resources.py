"""The resources of a run with their states in words: what is running first, then what went wrong."""

from __future__ import annotations

import re
from itertools import chain

from rich.cells import cell_len

from console.domain.plan import Action
from console.domain.progress import Progress, ResourceRun, ResourceState
from console.ui.format import duration
from console.ui.gate import clean
from console.ui.line_list import Line, LineList, Span, fit, fit_middle

STATE_WIDTH = 12
TIME_WIDTH = 8
_MODULE = re.compile(r"(^|\.)module\.")
NOT_STARTED = "not started"
_UNDER_WAY = (
    ResourceState.RUNNING,
    ResourceState.FAILED,
    ResourceState.UNCERTAIN,
    ResourceState.DONE,
    ResourceState.WAITING,
)
_ENDED = (
    ResourceState.FAILED,
    ResourceState.UNCERTAIN,
    ResourceState.RUNNING,
    ResourceState.WAITING,
    ResourceState.DONE,
)
_STYLES = {
    ResourceState.RUNNING: "running",
    ResourceState.FAILED: "bad",
    ResourceState.UNCERTAIN: "warning",
    ResourceState.DONE: "good",
    ResourceState.WAITING: "muted",
}
_ACTION_STYLES = {
    Action.CREATE: "create",
    Action.CHANGE: "change",
    Action.REPLACE: "replace",
    Action.DESTROY: "destroy",
    Action.FORGET: "destroy",
}


def state_word(resource: ResourceRun, *, ended: bool) -> str:
    """`running`, `done`, ...; what waits when the run is over was not started."""
    return NOT_STARTED if ended and resource.state is ResourceState.WAITING else resource.state.value


def in_order(progress: Progress, *, ended: bool) -> list[ResourceRun]:
    """Running first, the longest on top, then failed, done, waiting. After the end: failed, uncertain, not started."""
    by_state: dict[ResourceState, list[ResourceRun]] = {state: [] for state in (_ENDED if ended else _UNDER_WAY)}
    # One pass and no sorting of everything: this is done ten times a second, with thousands of resources.
    for resource in progress.resources.values():
        by_state[resource.state].append(resource)
    by_state[ResourceState.RUNNING].sort(key=lambda resource: resource.started or 0.0)
    if not ended:
        by_state[ResourceState.DONE].reverse()
    return list(chain.from_iterable(by_state.values()))


def resource_line(resource: ResourceRun, width: int, *, now: float, ended: bool) -> Line:
    """`running   ~ aws_ecs_service.this   41 s`"""
    known = resource.state is not ResourceState.WAITING
    time = duration(resource.elapsed(now)) if known else ""
    address_width = max(width - STATE_WIDTH - TIME_WIDTH - 3, 8)
    address = clean(resource.address)
    if cell_len(address) > address_width:
        address = fit_middle(_MODULE.sub(r"\1", address), address_width)
    return (
        Span(fit(state_word(resource, ended=ended), STATE_WIDTH), _STYLES[resource.state]),
        Span(f"{resource.action.symbol} ", _ACTION_STYLES.get(resource.action, "muted")),
        Span(fit(address, address_width), "" if known else "muted"),
        Span(f"{time:>{TIME_WIDTH}}", "muted"),
        Span(" "),
    )


class ResourceTable(LineList):
    """Every resource of the run; only the rows in sight are drawn, so ten updates a second cost little."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._progress: Progress | None = None
        self._ended = False
        self._rows: list[ResourceRun] = []

    def show(self, progress: Progress, *, ended: bool) -> None:
        """Show the newest progress; the cursor stays on its resource unless it is on the first row."""
        held = self._rows[self.cursor].address if self._rows and self.cursor else None
        self._progress, self._ended = progress, ended
        self._rows = in_order(progress, ended=ended)
        self.rows_changed()
        if held is not None and self._rows[self.cursor].address != held:
            self.cursor = next((i for i, row in enumerate(self._rows) if row.address == held), self.cursor)

    def tick(self) -> None:
        """Let the elapsed times of what is running go on."""
        if not self._ended and any(row.state is ResourceState.RUNNING for row in self._rows[:100]):
            self.refresh()

    def row_count(self) -> int:
        return len(self._rows)

    def row(self, index: int, width: int) -> Line:
        now = self._progress.clock() if self._progress else 0.0
        return resource_line(self._rows[index], width, now=now, ended=self._ended)
