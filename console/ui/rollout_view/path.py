"""The way of a change through one environment: its stages one below the other, the current one open."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from rich.cells import cell_len
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Region

from console.domain.rollout import EnvironmentRollout, Evidence, RolloutStage, StageRecord, StageStatus
from console.ui.format import duration
from console.ui.gate import clean
from console.ui.line_list import Line, LineList, Span, fit
from console.ui.rollout_view.words import FINDING_MARKS, STAGE_MARKS, STAGE_TITLES, stage_word, took

_WORD, _TITLE, _TOOK = 13, 20, 8
_INDENT = 4
_CHECK_WIDE, _CHECK_NARROW = 18, 12
_WIDE = 70
_LEAST_TEXT = 16


class PathRow(NamedTuple):
    """One line of the path, and the stage that it belongs to."""

    stage: RolloutStage
    line: Line
    first: bool
    """The stage's own line, not one of its evidence."""


def path_rows(
    part: EnvironmentRollout, opened: frozenset[RolloutStage], width: int, now: datetime
) -> tuple[PathRow, ...]:
    """The lines of all stages; those of `opened` with what they wait for and their evidence."""
    rows: list[PathRow] = []
    for record in part.stages:
        is_open = record.stage in opened
        rows.append(PathRow(record.stage, _stage_line(record, is_open, width, now), first=True))
        if is_open:
            rows += [PathRow(record.stage, line, first=False) for line in _inside(record, width, now)]
    return tuple(rows)


def _stage_line(record: StageRecord, is_open: bool, width: int, now: datetime) -> Line:
    mark, style = STAGE_MARKS[record.status]
    arrow = ("▾" if is_open else "▸") if _has_more(record) else " "
    title = STAGE_TITLES[record.stage]
    title_style = "muted" if record.status in (StageStatus.NOT_BEGUN, StageStatus.SKIPPED) else "strong"
    took_words = took(record.started_at, record.ended_at, now)
    room = max(width - _WORD - _TOOK - 5, 8)
    return (
        Span(f"{arrow} ", "muted"),
        Span(f"{mark} ", style),
        Span(fit(stage_word(record.status), _WORD), style),
        Span(fit(title, min(room, _TITLE)), title_style),
        Span(took_words.rjust(_TOOK), "muted"),
        *([Span(f"  {record.attempts} attempts", "muted")] if record.attempts > 1 else []),
    )


def _has_more(record: StageRecord) -> bool:
    return bool(record.evidence or record.waits_for)


def _inside(record: StageRecord, width: int, now: datetime) -> list[Line]:
    lines: list[Line] = []
    if record.waits_for and record.status in (StageStatus.RUNNING, StageStatus.HELD):
        since = f", for {duration((now - record.started_at).total_seconds())}" if record.started_at else ""
        said = clean(record.waits_for)
        # A sentence stands for itself; a few words say what is waited for.
        words = (said.removesuffix(".") if said.endswith(".") else f"waits for {said}") + since
        lines += [
            (Span("  │ ", "muted"), Span(text, "warning" if record.status is StageStatus.HELD else "running"))
            for text in _wrapped(words, width - _INDENT)
        ]
    for evidence in record.evidence:
        lines += _evidence(evidence, width)
    return lines


def _evidence(evidence: Evidence, width: int) -> list[Line]:
    mark, style = FINDING_MARKS[evidence.finding]
    column = _CHECK_WIDE if width >= _WIDE else _CHECK_NARROW
    check = clean(evidence.check)
    room = max(width - _INDENT - 2 - column - 1, _LEAST_TEXT)
    text = clean(evidence.text)
    if evidence.acknowledge:
        text += f" An approval may acknowledge it as {clean(evidence.acknowledge)!r}."
    loud = style if style in ("bad", "warning") else ""
    lines: list[Line] = []
    for number, part in enumerate(_wrapped(text, room)):
        head = (
            (Span(f"{mark} ", style), Span(fit(check, column) + " ", "muted"))
            if number == 0
            else (Span(" " * (column + 3)),)
        )
        lines.append((Span("  │ ", "muted"), *head, Span(part, loud)))
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    if cell_len(text) <= width:
        return [text]
    return [line.plain.rstrip() for line in Content(text).wrap(max(width, _LEAST_TEXT))]


class RolloutPath(LineList):
    """Stages and their evidence. The current stage is open; Enter opens and closes any other."""

    BINDINGS = [
        Binding("enter,space", "open_stage", "Evidence", id="rollout.toggle", show=False,
                tooltip="Open or close the stage under the cursor"),
    ]  # fmt: skip

    def __init__(self, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._part: EnvironmentRollout | None = None
        self._now: datetime | None = None
        self._turned: frozenset[RolloutStage] = frozenset()
        """Stages that were opened or closed by hand, against what is usual."""
        self._rows: tuple[PathRow, ...] = ()
        self._width = 0
        self._goes_to: RolloutStage | None = None
        """Where the cursor goes when the path of another environment is drawn."""

    def show(self, part: EnvironmentRollout, now: datetime) -> None:
        """Draw this environment's path."""
        another = self._part is None or self._part.environment != part.environment
        if another:
            self._turned = frozenset()
            self._goes_to = part.current.stage if part.current is not None else None
        self._part, self._now, self._width = part, now, 0
        self.rows_changed()
        self._go()

    def on_resize(self) -> None:
        super().on_resize()
        self._go()

    def _go(self) -> None:
        """To the stage that the change is in, once there is room to draw it."""
        if self._goes_to is not None and self._rows:
            own = [n for n, row in enumerate(self._rows) if row.stage is self._goes_to]
            self.cursor = own[0]
            # What it waits for is below it: it is seen as well.
            whole = Region(0, own[0], 1, len(own))
            self.call_after_refresh(self.scroll_to_region, whole, animate=False, force=True)
            self._goes_to = None

    def action_open_stage(self) -> None:
        """Open the stage under the cursor, or close it."""
        if self._rows:
            stage = self._rows[self.cursor].stage
            self._turned ^= {stage}
            self._width = 0
            self.rows_changed()
            self.cursor = next(n for n, row in enumerate(self._rows) if row.stage is stage)

    def row_count(self) -> int:
        self._lay_out(self.scrollable_content_region.width)
        return len(self._rows)

    def row(self, index: int, width: int) -> Line:
        self._lay_out(width)
        return self._rows[index].line if index < len(self._rows) else ()

    @property
    def _opened(self) -> frozenset[RolloutStage]:
        part = self._part
        usual = {part.current.stage} if part is not None and part.current is not None else set()
        troubled = {
            each.stage for each in (part.stages if part else ())
            if each.status in (StageStatus.FAILED, StageStatus.INCONCLUSIVE)
        }  # fmt: skip
        return frozenset(usual | troubled) ^ self._turned

    def _lay_out(self, width: int) -> None:
        if self._part is None or self._now is None or width == self._width or width <= 0:
            return
        self._width = width
        self._rows = path_rows(self._part, self._opened, width, self._now)
