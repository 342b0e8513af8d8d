"""The cost of a plan in full: the table, what it stands on, what is unknown, what would save, what documents said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static, TabbedContent, TabPane

from console.ui.cost_view.assumptions import AssumptionList, AssumptionPane
from console.ui.cost_view.billed import before_asking, billed_content
from console.ui.cost_view.documents import documents_content
from console.ui.cost_view.live import LiveCost
from console.ui.cost_view.rows import Grouping
from console.ui.cost_view.savings import savings_content
from console.ui.cost_view.summary import CostSummary
from console.ui.cost_view.table import CostTable
from console.ui.cost_view.unknown import unknown_content
from console.ui.format import plural
from console.ui.gate import content, entitle, styled
from console.ui.walk_path import WalkPath
from screens.assuming import AssumingScreen

if TYPE_CHECKING:
    from console.domain.cost import ResourceCost
    from console.domain.cost_documents import DocumentComparison
    from console.domain.cost_savings import Saving
    from console.domain.usage import UsageChoice
    from console.errors import ConsoleError

TABS = ("assumptions", "unknown", "savings", "documents", "billed")


class CostScreen(AssumingScreen):
    """The table on the left, the tabs on the right, over the assumptions that the preview has."""

    CSS_PATH = "cost.tcss"
    STEP = "Preview"
    AUTO_FOCUS = "#cost-table"
    HELP = """
What the plan will cost a month, why, and how sure that is. The bar is a resource's share of the dearest row.

- **g** groups by service, by module or not at all, **s** sorts: dearest first, largest change first, by address.
  **Space** opens a resource: each component with quantity, price and what it assumes.
- **?** is not known, never 0: the tab *Unknown* (**n**) says why, and totals then read *at least*.
- In the tab *Usage* (**a**) **left** and **right** move the figure under the cursor, and every total follows.
  **e** gives low, expected and high, **u** takes your figure back, **U** all of them, **p** chooses a usage profile.
  Your figures are kept for this environment in the console home; the preset stays as it is.
- *Savings* (**v**) are options that the plan itself suggests, with figure and drawback; none is ever made for you.
- *Docs* (**d**) sets the figures of the system's documents beside today's, with the reason for each difference.
- *Billed* (**b**, once more to ask) is what Cost Explorer says that AWS billed, with its delay.
- **c** compares with the other environments of this console.
"""
    BINDINGS = [
        Binding("a,e", "tab('assumptions')", "Usage", id="cost.assumptions", key_display="a",
                tooltip="What the cost stands on: move it, and the total follows"),
        Binding("n", "tab('unknown')", "Unknown", id="cost.unknown", show=False, tooltip="What is not known, and why"),
        Binding("v", "tab('savings')", "Savings", id="cost.savings", tooltip="What would save, with its drawback"),
        Binding("d", "tab('documents')", "Docs", id="cost.documents",
                tooltip="The documents' figures beside today's"),
        Binding("b", "billed", "Billed", id="cost.billed", show=False,
                tooltip="What AWS billed for it; pressed there, asks Cost Explorer for 0.01 USD"),
        Binding("c", "compare", "Compare", id="cost.compare", tooltip="The environments side by side, by cost"),
        Binding("right_square_bracket", "turn_tab(1)", "Next tab", id="cost.next_tab", show=False, key_display="]"),
        Binding("left_square_bracket", "turn_tab(-1)", "Previous tab", id="cost.previous_tab", show=False,
                key_display="["),
        Binding("escape", "back", "Back", id="cost.back", key_display="esc", tooltip="To the preview"),
    ]  # fmt: skip

    def __init__(self, live: LiveCost) -> None:
        super().__init__(live.reviewed.record.name)
        self.live: LiveCost = live
        self._savings_of: UsageChoice | None = None
        self._unknown: tuple[ResourceCost, ...] | None = None

    def compose_body(self) -> ComposeResult:
        with Vertical(id="cost-pane", classes="pane choose"):
            yield CostSummary(id="cost-summary")
            yield CostTable(id="cost-table", grouping=Grouping.SERVICE)
        with Vertical(id="know", classes="pane know"), TabbedContent(initial="assumptions"):
            with TabPane("Usage", id="assumptions"):
                yield AssumptionPane()
            with TabPane("Unknown", id="unknown"), VerticalScroll():
                yield Static(id="unknown-text")
            with TabPane("Savings", id="savings"), VerticalScroll():
                yield Static("Looking for options…", id="savings-text")
            with TabPane("Docs", id="documents"), VerticalScroll():
                yield Static(id="documents-text")
            with TabPane("Billed", id="billed"), VerticalScroll():
                yield Static(before_asking(), id="billed-text")

    def on_mount(self) -> None:
        super().on_mount()
        count = len(self.live.cost.after.resources) if self.live.cost is not None else 0
        self.query_one(WalkPath).note(styled("[b]$n[/]", n=plural(count, "resource")))
        self.show_cost(self.live)
        self._entitle()
        name = self.live.reviewed.record.name
        self.work("documents", lambda: self.app.services.cost_documents(name), self._documented)

    def show_cost(self, live: LiveCost) -> None:
        cost = live.cost
        if cost is None:
            return
        table = self.query_one(CostTable)
        table.show(cost)
        self._summarise()
        self.query_one(AssumptionPane).show(live)
        unknown = cost.after.unknown
        if unknown != self._unknown:
            self._unknown = unknown
            self.query_one("#unknown-text", Static).update(unknown_content(cost))
            self._label("unknown", "Unknown", len(unknown))
        self._look_for_savings()

    def _summarise(self) -> None:
        table = self.query_one(CostTable)
        self.query_one(CostSummary).show(self.live.cost, new=table.new)

    @on(CostTable.Arranged)
    def _entitle(self) -> None:
        number, table = self.live.reviewed.record.number, self.query_one(CostTable)
        entitle(self.query_one("#cost-pane"), f"Cost of plan #{number}", table.arrangement)

    def _label(self, tab: str, word: str, count: int) -> None:
        label, text = self.query_one(TabbedContent).get_tab(tab), Content(f"{word} {count}" if count else word)
        if label.label != text:
            label.label = text

    @on(TabbedContent.TabActivated)
    def _look_for_savings(self) -> None:
        """At first and in sight: each option is an estimate of its own, which a figure that moves does not wait for."""
        if self._savings_of == self.live.choice:
            return
        if self._savings_of is None or self.query_one(TabbedContent).active == "savings":
            self._savings_of = self.live.choice
            self.work("savings", self.live.savings, self._found, self._not_found)
        else:
            self._label("savings", "Savings", 0)

    def _found(self, savings: tuple[Saving, ...]) -> None:
        self.query_one("#savings-text", Static).update(savings_content(savings))
        self._label("savings", "Savings", len(savings))

    def _not_found(self, error: ConsoleError) -> None:
        self.query_one("#savings-text", Static).update(content(error.message, "$text-warning"))

    def _documented(self, comparisons: tuple[DocumentComparison, ...]) -> None:
        self.query_one("#documents-text", Static).update(documents_content(comparisons))
        self._label("documents", "Docs", len(comparisons))

    # --- Keys ---

    def action_tab(self, tab: str) -> None:
        """Open a tab, and give its content the keys."""
        tabs = self.query_one(TabbedContent)
        tabs.active = tab
        focused = self.query_one(AssumptionList) if tab == TABS[0] else tabs.get_pane(tab).query_one(VerticalScroll)
        self.call_after_refresh(self.set_focus, focused)

    def action_billed(self) -> None:
        """Open the tab; there, ask Cost Explorer."""
        if self.query_one(TabbedContent).active != "billed":
            self.action_tab("billed")
            return
        text = self.query_one("#billed-text", Static)
        text.update(content("Asking Cost Explorer…", "$foreground-muted"))
        preset = self.live.reviewed.preset
        self.work(
            "billed",
            lambda: self.app.services.actual_costs.of(preset),
            lambda actual: text.update(billed_content(actual)),
            lambda error: text.update(billed_content(error.message)),
        )

    def action_turn_tab(self, step: int) -> None:
        """The next or the previous tab."""
        tabs = self.query_one(TabbedContent)
        tabs.active = TABS[(TABS.index(tabs.active) + step) % len(TABS)]

    def action_compare(self) -> None:
        """The environments side by side."""
        from screens.cost_compare import CostCompareScreen

        if self.live.cost is not None:
            self.app.push_screen(CostCompareScreen(self.live.reviewed.record.name, self.live.cost))
