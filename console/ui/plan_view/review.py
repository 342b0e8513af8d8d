"""A plan under review: the tree on the left, cost, outputs, guards and assumptions on the right."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static, TabbedContent, TabPane

from console.domain.run import RunKind
from console.ui.cost_view.assumptions import AssumptionList, AssumptionPane
from console.ui.cost_view.live import LiveCost
from console.ui.cost_view.summary import CostSummary
from console.ui.cost_view.table import CostTable
from console.ui.filter_input import FilterInput
from console.ui.format import plural
from console.ui.gate import content, styled
from console.ui.plan_view.guards import guard_line, guards_content, stateful
from console.ui.plan_view.outputs import outputs_content
from console.ui.plan_view.tree import PlanTreeView
from console.ui.ports import Reviewed

TABS = ("cost", "outputs", "guards", "assumptions")


class ReviewPanes(Horizontal):
    """Both panes; `show` fills them with another plan."""

    DEFAULT_CSS = """
    ReviewPanes #changes-pane PlanTreeView { height: 1fr; background: $background; }
    ReviewPanes #nothing { display: none; height: 1fr; padding: 1 1; }
    ReviewPanes #filter { display: none; }
    ReviewPanes #guard-line { height: 1; color: $foreground-muted; text-wrap: nowrap; text-overflow: ellipsis; }
    ReviewPanes TabbedContent { height: 1fr; }
    ReviewPanes TabPane { padding: 0; height: 1fr; }
    ReviewPanes CostTable { height: 1fr; background: $background; }
    ReviewPanes VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    ReviewPanes #know { padding: 0 0; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._reviewed: Reviewed | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="changes-pane", classes="pane choose"):
            yield FilterInput("filter by address, type or action")
            yield PlanTreeView(id="tree")
            yield Static(id="nothing")
            yield Static(id="guard-line")
        with Vertical(id="know", classes="pane know"), TabbedContent(initial="cost"):
            with TabPane("Cost", id="cost"):
                yield CostSummary(id="cost-summary")
                yield CostTable(id="cost-table")
            with TabPane("Outputs", id="outputs"), VerticalScroll():
                yield Static(id="outputs-text")
            with TabPane("Guards", id="guards"), VerticalScroll():
                yield Static(id="guards-text")
            with TabPane("Assumptions", id="assumptions"):
                yield AssumptionPane(id="assumption-pane")

    @property
    def changes(self) -> PlanTreeView:
        return self.query_one(PlanTreeView)

    def show(self, reviewed: Reviewed) -> None:
        """Show this plan."""
        self._reviewed = reviewed
        plan = reviewed.plan
        self.query_one("#filter", Input).value = ""
        self.changes.show(plan)
        self._show_titles()
        nothing = self.query_one("#nothing", Static)
        nothing.display = not plan.listed
        self.changes.display = bool(plan.listed)
        nothing.update(_nothing(reviewed))
        self.query_one("#guard-line", Static).update(content(guard_line(reviewed)))
        self._show_cost(reviewed)
        self.query_one(AssumptionPane).show(None)
        self.query_one("#outputs-text", Static).update(outputs_content(plan))
        self.query_one("#guards-text", Static).update(guards_content(reviewed))
        tabs = self.query_one(TabbedContent)
        tabs.get_tab("outputs").label = Content(f"Outputs {len(plan.outputs)}" if plan.outputs else "Outputs")
        attention = max(len(stateful(plan.destructive)), len(reviewed.losses)) + len(plan.drift)
        tabs.get_tab("guards").label = Content(f"Guards ! {attention}" if attention else "Guards")
        # What cannot come back is read before what it costs.
        tabs.active = "guards" if reviewed.record.rollback_to is not None else "cost"

    def show_cost(self, live: LiveCost) -> None:
        """The same plan at another cost."""
        self._reviewed = live.reviewed
        self._show_cost(live.reviewed)
        self.query_one(AssumptionPane).show(live)

    def _show_cost(self, reviewed: Reviewed) -> None:
        table = self.query_one(CostTable)
        if reviewed.cost is not None:
            table.show(reviewed.cost)
        self.query_one(CostSummary).show(reviewed.cost, new=table.new)
        self._show_arrangement()

    @on(TabbedContent.TabActivated)
    def _show_arrangement(self) -> None:
        on_cost = self.query_one(TabbedContent).active == "cost"
        self.query_one("#know").border_subtitle = Content(self.query_one(CostTable).arrangement if on_cost else "")

    @on(CostTable.Arranged)
    def _arranged(self) -> None:
        if self._reviewed is not None:
            self._show_cost(self._reviewed)

    def _show_titles(self) -> None:
        pane, model, reviewed = self.query_one("#changes-pane"), self.changes.model, self._reviewed
        if model is None or reviewed is None:
            return
        destroy, scope = reviewed.record.kind is RunKind.DESTROY, reviewed.record.scope
        title = "DESTROY" if destroy else scope or "Changes"
        pane.border_title = content(
            title, "b $text-error" if destroy else "b $text-warning" if scope else "", lines=False
        )
        count = plural(len(reviewed.plan.listed), "change")
        parts = [f"{model.shown_count} of {count}" if model.filtered else count]
        if model.only_destructive:
            parts.append("only destructive")
        marks = [
            f"{len(some)} {word}" for some, word in ((model.marked, "marked"), (model.replaced, "to replace")) if some
        ]
        if marks:
            parts.append(f"{', '.join(marks)}, M plans them")
        pane.border_subtitle = content(", ".join(parts), lines=False)

    # --- Keys of the screen ---

    def open_filter(self) -> None:
        """Show the filter and put the cursor into it."""
        field = self.query_one("#filter", Input)
        field.display = True
        self.screen.set_focus(field)

    def close_filter(self) -> bool:
        """Forget the filter; False where there was none."""
        field = self.query_one("#filter", Input)
        if not field.display:
            return False
        field.value = ""
        field.display = False
        self.changes.focus()
        return True

    def toggle_destructive(self) -> None:
        if self.changes.model is not None:
            self._filter(not self.changes.model.only_destructive)

    def toggle_unchanged(self) -> None:
        if self.changes.model is not None:
            self.changes.model.unchanged = not self.changes.model.unchanged
            self.changes.display = True
            self.query_one("#nothing").display = not (
                self.changes.model.unchanged or (self._reviewed and self._reviewed.plan.listed)
            )
            self.changes.lay_out()
            if self.changes.row_count():
                self.changes.focus()

    def toggle_attributes(self) -> int:
        """Open or close the attributes of what is shown; returns how many changes stayed closed."""
        if self.changes.model is None:
            return 0
        left = self.changes.model.toggle_attributes()
        self.changes.lay_out()
        return left

    def toggle_mark(self) -> bool:
        """Mark what the cursor is on, or take its mark away; False where it cannot be marked."""
        done = self.changes.toggle_mark()
        self._show_titles()
        return done

    def toggle_replaced(self) -> bool:
        """Mark what the cursor is on for replacement, or take its mark away; False where it cannot be replaced."""
        done = self.changes.toggle_replaced()
        self._show_titles()
        return done

    @property
    def marked(self) -> tuple[str, ...]:
        """The addresses that are marked."""
        return tuple(sorted(self.changes.model.marked)) if self.changes.model is not None else ()

    @property
    def replaced(self) -> tuple[str, ...]:
        """The addresses that are marked for replacement."""
        return tuple(sorted(self.changes.model.replaced)) if self.changes.model is not None else ()

    def open_assumptions(self) -> None:
        """The tab of assumptions, with the keys in its list."""
        self.query_one(TabbedContent).active = "assumptions"
        self.call_after_refresh(self.screen.set_focus, self.query_one(AssumptionList))

    def turn_tab(self, step: int) -> None:
        """The next or the previous tab on the right."""
        tabs = self.query_one(TabbedContent)
        tabs.active = TABS[(TABS.index(tabs.active) + step) % len(TABS)]

    @on(Input.Changed, "#filter")
    def _typed(self) -> None:
        self._filter(self.changes.model is not None and self.changes.model.only_destructive)

    def _filter(self, only_destructive: bool) -> None:
        self.changes.filter(self.query_one("#filter", Input).value, only_destructive=only_destructive)
        self._show_titles()

    @on(Input.Submitted, "#filter")
    def _chosen(self) -> None:
        self.changes.focus()


def _nothing(reviewed: Reviewed) -> Content:
    plan = reviewed.plan
    if plan.outputs:
        count = plural(len(plan.outputs), "output")
        return styled("[b]Only $count change[/]: no resource is touched. Enter asks for the approval.", count=count)
    if reviewed.record.kind is RunKind.DESTROY:
        return styled("[b]Nothing to destroy.[/] The state of $name holds no resource.", name=reviewed.record.name)
    if reviewed.record.only_upgrades:
        return styled(
            "[b]No resource is touched.[/] The lock file changes: $changes.\n\n[$foreground-muted]Enter asks whether "
            "the upgrade is kept; without that nothing changes.[/]",
            changes=", ".join(reviewed.record.provider_changes),
        )
    return styled(
        "[b $text-success]No changes.[/] $name is as its configuration and its variables say: $count stay as they are."
        "\n\n[$foreground-muted]Enter shows its outputs and next steps, x lists what is there, r plans again.[/]",
        name=reviewed.record.name, count=plural(plan.unchanged, "resource"),
    )  # fmt: skip
