"""A screen that looks again by itself: a list with facts below it, what belongs to the highlighted one beside it."""

from __future__ import annotations

import threading
import time
from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar, Generic, NamedTuple, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import DataTable, Static

from console.ui.facts import Facts
from console.ui.format import duration, plural
from console.ui.gate import content, entitle, styled
from console.ui.row_table import Column, RowTable
from console.ui.screen import ConsoleScreen
from console.ui.top_line import TopLine

if TYPE_CHECKING:
    from rich.text import Text

    from console.domain.environment import EnvironmentName
    from console.errors import ConsoleError

MOST_PATIENT = 8
"""How many times as long it waits at most after failures."""
V = TypeVar("V")
Rows = list[tuple[str, "tuple[Text, ...]"]]


class Listed(NamedTuple):
    """The list on the left."""

    title: str
    """What stands over it: `ECS services`."""
    one: str
    """What one row is: `service`."""
    columns: tuple[Column, ...]
    label_width: int = 11
    """Cells of the labels of the facts below it."""

    @property
    def name(self) -> str:
        """Its id: `services`."""
        return f"{self.one}s"


class LookingScreen(ConsoleScreen, Generic[V]):
    """What was seen last stays, with its age. Subclasses say what is listed, how it is read and drawn."""

    CSS_PATH: ClassVar[CSSPathType | None] = "looking.tcss"
    AUTO_FOCUS = ""
    LISTED: ClassVar[Listed]
    EVERY_SECONDS: ClassVar[float]

    def __init__(self, name: EnvironmentName) -> None:
        super().__init__(name)
        self.target = name
        self.leaving = threading.Event()
        """Set when the screen goes: what is waited for in threads is left to itself."""
        self.views: tuple[V, ...] = ()
        """What was seen last."""
        self._looking = False
        self._looked_at = 0.0
        self._seen_at: float | None = None
        self._failure = ""
        self._failures = 0
        self._clock = time.monotonic

    # --- What a subclass says ---

    @abstractmethod
    def read(self) -> tuple[V, ...]:
        """Look, in a thread."""

    @abstractmethod
    def key_of(self, view: V) -> str:
        """What tells it from the others of the list."""

    @abstractmethod
    def rows_of(self, views: tuple[V, ...]) -> Rows:
        """The rows of the list."""

    @abstractmethod
    def compose_beside(self) -> ComposeResult:
        """What belongs to the highlighted one, over the row in full."""

    @abstractmethod
    def draw_view(self, view: V) -> None:
        """Draw what belongs to the highlighted one."""

    @abstractmethod
    def detail(self) -> Content | None:
        """The highlighted row of what belongs to it in full; None while there is nothing to draw."""

    def first_focus(self) -> RowTable:
        """Where the keys go once there is something to see."""
        return self.listed

    # --- Its frame ---

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield Static(id="banner")

    def compose_body(self) -> ComposeResult:
        listed = self.LISTED
        with Vertical(id="listed-pane", classes="pane choose"):
            yield Static(content(f"Looking at the {listed.name}…"), id="empty", classes="empty")
            yield self.make_table(listed.name, listed.columns)
            with VerticalScroll(id="facts-scroll", can_focus=False):
                yield Facts(label_width=listed.label_width)
        with Vertical(id="beside-pane", classes="pane know"):
            yield from self.compose_beside()
            with VerticalScroll(id="detail", can_focus=False):
                yield Static(id="detail-text")

    def make_table(self, name: str, columns: tuple[Column, ...]) -> RowTable:
        """A table of this screen; `name` becomes its id."""
        return RowTable(columns, id=name)

    def on_mount(self) -> None:
        super().on_mount()
        entitle(self.query_one("#listed-pane"), self.LISTED.title)
        self.listed.display = self.query_one("#banner").display = False
        self.move_child(self.query_one("#banner"), after=self.query_one(TopLine))
        self.set_interval(self.EVERY_SECONDS, self._look_again)
        self.action_refresh()

    def on_unmount(self) -> None:
        self.leaving.set()

    def on_screen_resume(self) -> None:
        self._look_again()

    @property
    def listed(self) -> RowTable:
        """The table on the left."""
        return self.query_one(f"#{self.LISTED.name}", RowTable)

    # --- Looking ---

    def action_refresh(self) -> None:
        """Look again, unless it does already."""
        if not self._looking:
            self._looking, self._looked_at = True, self._clock()
            self.work("views", self.read, self._take, self._fail)

    def _look_again(self) -> None:
        """Later each time that AWS does not answer: it may have been asked too much."""
        if not (self.app.screen is self or self.app.screen.is_modal):
            return
        patience = self.EVERY_SECONDS * (min(2**self._failures, MOST_PATIENT) - 0.5)
        if not self._failures or self._clock() - self._looked_at >= patience:
            self.action_refresh()
        self._say_age()

    def _take(self, views: tuple[V, ...]) -> None:
        self._looking, self.views, self._failure, self._failures = False, views, "", 0
        self._seen_at = self.app.now().timestamp()
        self.query_one("#empty").display = False
        first = not self.listed.display
        self.listed.display = True
        self.draw_again()
        self.refresh_bindings()
        if first:
            self.first_focus().focus()

    def _fail(self, error: ConsoleError) -> None:
        """What was seen last stays, with its age; where nothing was seen yet the sentence stands alone."""
        self._looking, self._failure, self._failures = False, error.message, self._failures + 1
        if self._seen_at is None:
            empty = self.query_one("#empty", Static)
            empty.update(styled("[$text-error]$e[/]\n\nPress r to look again, escape to go back.", e=error.message))
        self._say_age()

    def _say_age(self) -> None:
        """How old what is seen is, while nothing newer can be had."""
        if self._failure and self._seen_at is not None:
            old = duration(self.app.now().timestamp() - self._seen_at)
            said = content(f"{old} old: {self._failure}", lines=False)
            entitle(self.query_one("#listed-pane"), self.LISTED.title, said)

    # --- Drawing ---

    @property
    def colours(self) -> dict[str, str]:
        """The theme's colours of words, for cells."""
        variables = self.app.theme_variables
        return {name: variables[f"text-{name}"] for name in ("success", "warning", "error", "primary")}

    @property
    def view(self) -> V | None:
        """The one that the keys act on."""
        key = self.listed.highlighted_key
        return next((view for view in self.views if self.key_of(view) == key), None)

    def draw_again(self) -> None:
        if not self.views:
            return
        self.listed.fill(self.rows_of(self.views))
        entitle(self.query_one("#listed-pane"), self.LISTED.title, plural(len(self.views), self.LISTED.one))
        if (view := self.view) is not None:
            self.draw_view(view)
            self.show_detail()

    @on(DataTable.RowHighlighted)
    def show_detail(self) -> None:
        """Show the highlighted row in full."""
        said = self.detail() if self.is_mounted else None
        if said is not None:
            self.query_one("#detail-text", Static).update(said)

    @on(DataTable.RowHighlighted)
    def _chosen(self, event: DataTable.RowHighlighted) -> None:
        if event.data_table is self.listed:
            self.draw_again()

    def tell(self, words: Content | None) -> None:
        """Say something above the panes, or nothing any more."""
        banner = self.query_one("#banner", Static)
        banner.display = words is not None
        banner.update(words or Content())
