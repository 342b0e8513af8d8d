"""The environments of this console side by side by cost: what their newest plans said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from console.domain.cost_figures import CostFigures
from console.domain.run import RunKind, RunRecord, StageName
from console.errors import ConsoleError
from console.ui.cost_view.side_by_side import EnvironmentCost, EnvironmentCostList, side_by_side
from console.ui.format import plural
from console.ui.gate import entitle
from console.ui.messages import News, ReviewReady
from console.ui.screen import ConsoleScreen

if TYPE_CHECKING:
    from console.domain.cost import CostOfPlan
    from console.domain.environment import EnvironmentName


class CostCompareScreen(ConsoleScreen):
    """The plan one came from on top, then the other environments of its system, then the rest."""

    CSS_PATH = "cost_compare.tcss"
    AUTO_FOCUS = "#environment-costs"
    HELP = """
What each environment costs a month, as its newest plan or apply said; the one you came from is on top, as it is now in
your preview. On the right the highlighted one beside it, service by service, and what both stand on: usage, prices,
budget. `≥` means at least: something in it has no known price.

- **p** plans an environment that has no figure yet. A plan changes nothing; its figure is here when it is done.
- **o** shows only the environments of this system, or all.
"""
    BINDINGS = [
        Binding("p", "plan", "Plan it", id="cost_compare.plan",
                tooltip="Make a plan of this environment, to know what it costs; nothing is changed"),
        Binding("o", "others", "Other systems", id="cost_compare.others",
                tooltip="All environments, or only those of this system"),
        Binding("escape", "back", "Back", id="cost_compare.back", key_display="esc", tooltip="To the cost"),
    ]  # fmt: skip

    def __init__(self, name: EnvironmentName, cost: CostOfPlan) -> None:
        super().__init__(name)
        self._own = EnvironmentCost(name, CostFigures.of(cost), "the plan in your preview")
        self._records: dict[EnvironmentName, RunRecord] = {}
        self._all = False

    def compose_body(self) -> ComposeResult:
        with Vertical(id="costs", classes="pane choose"):
            yield EnvironmentCostList(id="environment-costs")
        with VerticalScroll(id="beside", classes="pane know"):
            yield Static("Reading the runs…", id="beside-text")

    def on_mount(self) -> None:
        super().on_mount()
        self.app.news.subscribe(self, self._hear)
        self._read()

    def _read(self) -> None:
        # Of the services even the first look may take a while: it is the worker's.
        def read() -> tuple[RunRecord, ...]:
            return self.app.services.runs.list()

        self.work("runs", read, self._take)

    def _take(self, records: tuple[RunRecord, ...]) -> None:
        newest: dict[EnvironmentName, RunRecord] = {}
        for record in records:
            if record.cost is not None and record.cost.services and record.kind is RunKind.APPLY:
                newest.setdefault(record.name, record)
        self._records = newest
        self._fill()

    def _fill(self) -> None:
        listed = self.query_one(EnvironmentCostList)
        begun = listed.row_count() == 0
        names = sorted({*self.app.summaries, *self._records} - {self._own.name}, key=self._order)
        shown = [name for name in names if self._all or name.system == self._own.name.system]
        listed.show([self._own, *map(self._cost, shown)])
        if begun and shown:
            listed.cursor = 1
        entitle(self.query_one("#costs"), "By cost", plural(len(shown) + 1, "environment"))
        self._show_beside()

    def _order(self, name: EnvironmentName) -> tuple[bool, EnvironmentName]:
        return name.system != self._own.name.system, name

    def _cost(self, name: EnvironmentName) -> EnvironmentCost:
        session, record = self.app.sessions.get(str(name)), self._records.get(name)
        note = "planning…" if session is not None and not session.ended and session.phase == "plan" else ""
        if record is None:
            return EnvironmentCost(name, None, note=note)
        deed = record.deed if record.stage(StageName.APPLY) is not None else "plan"
        return EnvironmentCost(name, record.cost, f"{deed} #{record.number}", record.created_at, note)

    @on(EnvironmentCostList.Highlighted)
    def _show_beside(self) -> None:
        current = self.query_one(EnvironmentCostList).current
        if current is None:
            return
        entitle(self.query_one("#beside"), f"Beside {current.name}" if current is not self._own else "This plan")
        self.query_one("#beside-text", Static).update(side_by_side(self._own, current, self.app.now()))

    def _hear(self, news: News) -> None:
        """A plan that was asked for here, or elsewhere, is over."""
        if isinstance(news, ReviewReady):
            if news.error is not None:
                self.app.fail(news.error)
            self._read()

    # --- Keys ---

    def action_plan(self) -> None:
        """Plan the highlighted environment in the background, on its preset and its saved changes."""
        from console.services.planning import PlanRequest

        current = self.query_one(EnvironmentCostList).current
        if current is None or current.name == self._own.name:
            self.app.tell("This is the plan you came from: choose another environment.")
            return
        try:
            self.app.start_plan(PlanRequest(current.name, RunKind.APPLY, {}, self.app.drafts.secrets(current.name)))
        except ConsoleError as error:
            self.app.fail(error)
            return
        self._fill()

    def action_others(self) -> None:
        self._all = not self._all
        self._fill()
