"""A screen that looks again by itself and shows what belongs to the highlighted one in tabs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, NamedTuple, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import TabbedContent, TabPane

from console.ui.gate import content, entitle
from console.ui.row_table import Column, RowTable
from screens.looking import LookingScreen, Rows

V = TypeVar("V")


class Tab(NamedTuple):
    """One tab: its label, its table's columns, and what is said where it is empty."""

    label: str
    columns: tuple[Column, ...]
    nothing: str


class TabTable(RowTable):
    """A table in which left and right change the tab instead of scrolling."""

    BINDINGS = [
        Binding("left", "screen.tab(-1)", "Tab to the left", id="tabs.left", show=False, tooltip="The tab before"),
        Binding("right", "screen.tab(1)", "Tabs", id="tabs.right", key_display="←→", tooltip="The next tab"),
    ]


class TabbedLookingScreen(LookingScreen[V]):
    """Subclasses say in TABS what the tabs are, the one that is open at first before the others."""

    TABS: ClassVar[Mapping[str, Tab]]

    def compose_beside(self) -> ComposeResult:
        with TabbedContent(id="tabs"):
            for name, tab in self.TABS.items():
                with TabPane(content(tab.label), id=name):
                    yield self.make_table(f"{name}-table", tab.columns)

    def make_table(self, name: str, columns: tuple[Column, ...]) -> RowTable:
        return TabTable(columns, id=name)

    def first_focus(self) -> RowTable:
        return self.shown_table

    @property
    def active_tab(self) -> str:
        """The name of the tab that is open."""
        return self.query_one(TabbedContent).active or next(iter(self.TABS))

    @property
    def shown_table(self) -> RowTable:
        """The table of the tab that is open."""
        return self.query_one(f"#{self.active_tab}-table", RowTable)

    def fill_tabs(self, title: str, filled: Mapping[str, Rows], labels: Mapping[str, str]) -> None:
        """Draw the tables, and the tabs' labels where they say more than their name."""
        tabs = self.query_one(TabbedContent)
        for name, lines in filled.items():
            table = self.query_one(f"#{name}-table", RowTable)
            table.fill(lines)
            if name != tabs.active:
                # One comes to what is new, and stays where one is.
                table.move_cursor(row=0, animate=False)
            tabs.get_tab(name).label = Content(labels.get(name, self.TABS[name].label))
        entitle(self.query_one("#beside-pane"), title)

    def action_tab(self, step: int) -> None:
        """Go to the next tab or the one before."""
        names = list(self.TABS)
        self.query_one(TabbedContent).active = names[(names.index(self.active_tab) + step) % len(names)]
        self.shown_table.focus()

    @on(TabbedContent.TabActivated)
    def _turned(self) -> None:
        self.show_detail()
