"""Drift: what was changed outside of Terraform, by resource and attribute, and both ways out."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import DataTable, Static

from console.ui.format import age, plural
from console.ui.gate import cell, content, entitle, styled
from console.ui.row_table import Column, RowTable
from console.ui.screen import ConsoleScreen

if TYPE_CHECKING:
    from console.domain.environment import EnvironmentName
    from console.errors import ConsoleError
    from console.services.state_drift import DriftedResource
    from console.ui.ports import Reviewed, RunUpdate

COLUMNS = (Column("", 1), Column("CHANGED OUTSIDE", 20, grows=True), Column("ATTRIBUTES", 10, right=True))


class DriftTable(RowTable):
    """A table in which Enter opens the plan that brings back."""

    BINDINGS = [
        Binding("enter", "screen.bring_back", "Bring back…", id="drift.back", tooltip="The plan that brings it back"),
    ]


class StateDriftScreen(ConsoleScreen):
    """Plans when it is opened; the plan is the one that brings back."""

    CSS = """
    StateDriftScreen #drift-pane { width: 1fr; }
    StateDriftScreen #found-pane { width: 1fr; }
    """
    AUTO_FOCUS = ""
    HELP = """
What differs from what Terraform recorded, and that the next apply would bring back: found by a plan, which changes
nothing.

- **enter** opens that plan: approved there, it brings everything back as the configuration says.
- **a** plans the other way out: the state takes over what is there (refresh-only). While the configuration says
  otherwise, the next plan brings it back all the same: change the configuration or its variables, too.
"""
    BINDINGS = [
        Binding("enter", "bring_back", "The plan", id="drift.plan", show=False, tooltip="The plan that was made"),
        Binding("a", "accept", "Accept…", id="drift.accept", tooltip="A plan that takes it over into the state"),
        Binding("r", "refresh", "Look again", id="drift.refresh", tooltip="Plan once more"),
        Binding("escape", "back", "Back", id="drift.leave", key_display="esc", tooltip="Stops a plan under way"),
    ]  # fmt: skip

    def __init__(self, name: EnvironmentName) -> None:
        super().__init__(name)
        self._target = name
        self._leaving = threading.Event()
        self._reviewed: Reviewed | None = None
        self._found: tuple[DriftedResource, ...] = ()
        self._planning = False

    def compose_body(self) -> ComposeResult:
        with Vertical(id="drift-pane", classes="pane choose"):
            yield Static(id="empty", classes="empty")
            yield DriftTable(COLUMNS, id="drifted")
        with VerticalScroll(id="found-pane", classes="pane know", can_focus=False):
            yield Static(id="found")

    def on_mount(self) -> None:
        super().on_mount()
        entitle(self.query_one("#drift-pane"), "Drift")
        entitle(self.query_one("#found-pane"), "In the state and found")
        self.action_refresh()

    def on_unmount(self) -> None:
        self._leaving.set()

    # --- Looking ---

    def action_refresh(self) -> None:
        """Plan, which looks at everything that stands."""
        self._plan(refresh_only=False)

    def _plan(self, *, refresh_only: bool) -> None:
        from console.services.planning import PlanRequest

        if self._planning:
            return
        self._planning = True
        self.query_one("#drifted").display = False
        self._say(styled("Planning: reading what is there…"))
        why = "accept what was changed outside" if refresh_only else "look for drift"
        secrets = self.app.drafts.secrets(self._target)
        request = PlanRequest(self._target, secrets=secrets, why=why, refresh_only=refresh_only)
        done = self._accepting if refresh_only else self._take
        self.work(
            "drift", lambda: self.app.services.runs.plan(request, self._report, self._leaving), done, self._failed
        )

    def _report(self, update: RunUpdate) -> None:
        """From the planning thread."""
        if not self._leaving.is_set():
            words = styled(
                "Planning: [b]$stage[/], $read read. Escape stops it.",
                stage=update.stage, read=plural(update.progress.refreshed, "resource"),
            )  # fmt: skip
            self.app.call_from_thread(self._say, words)

    def _say(self, words: Content) -> None:
        if self.is_mounted:
            empty = self.query_one("#empty", Static)
            empty.display = True
            empty.update(words)

    def _failed(self, error: ConsoleError) -> None:
        self._planning = False
        self._say(styled("[$text-error]$said[/]\n\n[$foreground-muted]r plans again.[/]", said=error.message))

    def _take(self, reviewed: Reviewed) -> None:
        from console.services.state_drift import drift_of, other_changes

        self._planning, self._reviewed = False, reviewed
        self._found = drift_of(reviewed.plan)
        others = other_changes(reviewed.plan)
        self.draw_again()
        table = self.query_one("#drifted", RowTable)
        table.display = bool(self._found)
        self.query_one("#empty").display = not self._found
        more = f"\n\nThe plan makes {plural(others, 'other change')}: enter shows it." if others else ""
        if not self._found:
            self._say(
                styled("[$text-success]Nothing was changed outside[/] that the next apply would bring back.$more"
                       "\n\n[$foreground-muted]r looks again.[/]", more=more)
            )  # fmt: skip
        else:
            table.focus()
        found_at = age(reviewed.record.planned_at, self.app.now())
        entitle(self.query_one("#drift-pane"), f"Drift, {plural(len(self._found), 'resource')}", f"looked {found_at}")
        self._show_found()
        self.refresh_bindings()

    def draw_again(self) -> None:
        colours = self.app.theme_variables
        rows: list[tuple[str, tuple[Text, ...]]] = [
            (
                one.address,
                (
                    cell("-" if one.gone else "~", colours["text-error" if one.gone else "text-warning"]),
                    cell(one.address),
                    cell("deleted" if one.gone else len(one.attributes), right=True),
                ),
            )
            for one in self._found
        ]
        self.query_one("#drifted", RowTable).fill(rows)

    @on(DataTable.RowHighlighted)
    def _show_found(self) -> None:
        from console.ui.state_view.questions import drifted_content

        key = self.query_one("#drifted", RowTable).highlighted_key
        one = next((each for each in self._found if each.address == key), None)
        self.query_one("#found", Static).update(drifted_content(one) if one is not None else content(""))

    # --- Both ways out ---

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Both want drift to be found; the plan of other changes can be opened as well."""
        if action == "bring_back":
            return True if self._reviewed is not None and not self._reviewed.plan.empty else None
        if action == "accept":
            return True if self._found else None
        return super().check_action(action, parameters)

    def action_bring_back(self) -> None:
        """The plan that was made: what it does is approved there."""
        if self._reviewed is not None and not self._reviewed.plan.empty:
            self.app.open_reviewed(self._reviewed)

    def action_accept(self) -> None:
        """Plan that the state takes over what is there; approved on the preview as any plan."""
        self._plan(refresh_only=True)

    def _accepting(self, reviewed: Reviewed) -> None:
        self._planning = False
        self.app.open_reviewed(reviewed)
        self._say(styled("The plan of accepting is on the preview. [$foreground-muted]r looks again.[/]"))
