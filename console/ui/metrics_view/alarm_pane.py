"""The pane of the alarms: a table, and below it the highlighted alarm with its reason and history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import DataTable, Static

from console.domain.alarms import Alarm, AlarmEvent, counted
from console.ui.gate import entitle, styled
from console.ui.metrics_view import alarms as lines
from console.ui.row_table import RowTable

_NONE = "This environment has no alarms. Those of its configuration stand here with their reason."


class AlarmPane(Vertical):
    """Posts HistoryWanted when an alarm is chosen."""

    class HistoryWanted(Message):
        """The history of one alarm is to be read."""

        def __init__(self, alarm: Alarm) -> None:
            super().__init__()
            self.alarm = alarm

    def __init__(self) -> None:
        super().__init__(id="alarms", classes="pane")
        self._alarms: tuple[Alarm, ...] = ()
        self._histories: dict[str, tuple[AlarmEvent, ...]] = {}

    def compose(self) -> ComposeResult:
        yield RowTable(lines.COLUMNS, id="alarm-table")
        with VerticalScroll(id="alarm-detail", can_focus=False):
            yield Static(id="alarm-text")

    @property
    def table(self) -> RowTable:
        return self.query_one("#alarm-table", RowTable)

    def show(self, alarms: Sequence[Alarm], colours: dict[str, str], now: datetime) -> None:
        """Show how the alarms stand now; the highlighted one stays highlighted."""
        self._alarms = tuple(alarms)
        self.table.fill(lines.rows(alarms, colours, now))
        entitle(self, "Alarms", counted(alarms))
        self._show_detail()

    def tell(self, alarm: Alarm, events: tuple[AlarmEvent, ...]) -> None:
        """Show the history of an alarm."""
        self._histories[alarm.key] = events
        self._show_detail()

    @property
    def _chosen(self) -> Alarm | None:
        key = self.table.highlighted_key
        return next((alarm for alarm in self._alarms if alarm.key == key), None)

    @on(DataTable.RowHighlighted)
    def _show_detail(self) -> None:
        alarm, text = self._chosen, self.query_one("#alarm-text", Static)
        if alarm is None:
            text.update(styled("[$foreground-muted]$w[/]", w=_NONE))
        else:
            text.update(lines.detail(alarm, self._histories.get(alarm.key)))

    @on(DataTable.RowSelected)
    def _want_history(self) -> None:
        if self._chosen is not None:
            self.post_message(self.HistoryWanted(self._chosen))
