"""Databases of an environment: RDS, Aurora and DynamoDB on the left, what is kept of the highlighted on the right."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import DataTable, Static

from console.ui.databases_view import rows
from console.ui.facts import Facts
from console.ui.format import duration, plural
from console.ui.gate import content, entitle, styled
from console.ui.row_table import RowTable
from console.ui.screen import ConsoleScreen
from console.ui.top_line import TopLine

if TYPE_CHECKING:
    from console.domain.databases import Snapshot
    from console.domain.environment import EnvironmentName
    from console.errors import ConsoleError
    from console.services.databases_snapshots import DatabaseView
    from screens.databases_changes import DatabaseChanges

REFRESH_SECONDS = 10.0
NO_SNAPSHOT = "Nothing is kept of it yet. s makes a snapshot; automatic ones come with its backup window."


class DatabasesScreen(ConsoleScreen):
    """Looks again every ten seconds; what is older than that says so."""

    CSS_PATH = "databases.tcss"
    AUTO_FOCUS = ""
    HELP = """
The databases of this environment and what is kept of them, looked at again every ten seconds. **Tab** goes between the
panes.

- **s** keeps one more snapshot, with its cost shown first. **x** deletes one that was made on demand, once its name
  was typed.
- **b** restores the highlighted snapshot, **p** a moment of the window, to a *new* name, never over what is there. What
  AWS will make, what it costs and what follows is shown first; Cancel has the focus.
- Terraform does not know what was restored: the question says how it comes to, and how to delete it again.
"""
    BINDINGS = [
        Binding("s", "snapshot", "Snapshot", id="databases.snapshot", tooltip="Keep one more snapshot"),
        Binding("b", "restore", "Restore", id="databases.restore",
                tooltip="The highlighted snapshot, to a new database"),
        Binding("p", "restore_moment", "Point in time", id="databases.moment",
                tooltip="A moment of the window, to a new database"),
        Binding("x", "delete", "Delete snapshot", id="databases.delete",
                tooltip="The highlighted snapshot, where it was made on demand"),
        Binding("r", "refresh", "Refresh", id="databases.refresh", show=False, tooltip="Look again now"),
        Binding("escape", "back", "Back", id="databases.back", key_display="esc", tooltip="To where you came from"),
    ]  # fmt: skip

    def __init__(self, name: EnvironmentName) -> None:
        super().__init__(name)
        self.target = name
        self.leaving = threading.Event()
        """Set when the screen goes: what is waited for in threads is left to itself."""
        self._views: tuple[DatabaseView, ...] = ()
        self._looking = False
        self._seen_at: float | None = None
        self._changes: DatabaseChanges | None = None

    def compose_body(self) -> ComposeResult:
        with Vertical(id="databases-pane", classes="pane choose"):
            yield Static("Looking at the databases…", id="empty", classes="empty")
            yield RowTable(rows.DATABASES, id="databases")
            with VerticalScroll(id="facts-scroll", can_focus=False):
                yield Facts(label_width=11)
        with Vertical(id="snapshots-pane", classes="pane know"):
            yield RowTable(rows.SNAPSHOTS, id="snapshots")
            with VerticalScroll(id="detail", can_focus=False):
                yield Static(id="detail-text")

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield Static(id="banner")

    def on_mount(self) -> None:
        super().on_mount()
        entitle(self.query_one("#databases-pane"), "Databases")
        entitle(self.query_one("#snapshots-pane"), "Snapshots")
        self.query_one("#databases").display = self.query_one("#banner").display = False
        self.move_child(self.query_one("#banner"), after=self.query_one(TopLine))
        self.set_interval(REFRESH_SECONDS, self._look_again)
        self.action_refresh()

    def on_unmount(self) -> None:
        self.leaving.set()

    # --- Looking ---

    def action_refresh(self) -> None:
        if self._looking:
            return
        self._looking = True
        self.work("databases", lambda: self.app.services.databases.snapshots.views(self.target), self._take, self._fail)

    def _look_again(self) -> None:
        if self.app.screen is self or self.app.screen.is_modal:
            self.action_refresh()

    def _take(self, views: tuple[DatabaseView, ...]) -> None:
        self._looking, self._views = False, views
        self._seen_at = self.app.now().timestamp()
        self.query_one("#empty").display = False
        listed = self.query_one("#databases", RowTable)
        first = not listed.display
        listed.display = True
        self.draw_again()
        self.refresh_bindings()
        if first:
            listed.focus()

    def _fail(self, error: ConsoleError) -> None:
        """What was seen last stays, with its age; where nothing was seen yet the sentence stands alone."""
        self._looking = False
        if self._seen_at is None:
            empty = self.query_one("#empty", Static)
            empty.update(styled("[$text-error]$e[/]\n\nPress r to look again, escape to go back.", e=error.message))
            return
        old = duration(self.app.now().timestamp() - self._seen_at)
        entitle(self.query_one("#databases-pane"), "Databases", content(f"{old} old: {error.message}", lines=False))

    def draw_again(self) -> None:
        if not self._views:
            return
        variables = self.app.theme_variables
        colours = {name: variables[f"text-{name}"] for name in ("success", "warning", "error", "primary")}
        paint = rows.Painter(colours, self.app.now())
        self.query_one("#databases", RowTable).fill(paint.databases(self._views))
        entitle(self.query_one("#databases-pane"), "Databases", plural(len(self._views), "database"))
        view = self.view
        if view is None:
            return
        self.query_one(Facts).show(rows.database_facts(view))
        self.query_one("#snapshots", RowTable).fill(paint.snapshots(view.snapshots))
        entitle(self.query_one("#snapshots-pane"), "Snapshots", plural(len(view.snapshots), "snapshot"))
        self._show_detail()

    @property
    def view(self) -> DatabaseView | None:
        """The database that the keys act on."""
        key = self.query_one("#databases", RowTable).highlighted_key
        return next((view for view in self._views if rows.key_of(view.database) == key), None)

    @property
    def snapshot(self) -> Snapshot | None:
        """The highlighted snapshot."""
        view, key = self.view, self.query_one("#snapshots", RowTable).highlighted_key
        return next((each for each in view.snapshots if each.id == key), None) if view else None

    @on(DataTable.RowHighlighted, "#snapshots")
    def _show_detail(self) -> None:
        chosen = self.snapshot
        said = rows.snapshot_detail(chosen) if chosen else styled("[$foreground-muted]$w[/]", w=NO_SNAPSHOT)
        self.query_one("#detail-text", Static).update(said)

    @on(DataTable.RowHighlighted, "#databases")
    def _chosen(self) -> None:
        self.draw_again()

    def tell(self, words: Content | None) -> None:
        """Say something above the panes, or nothing any more."""
        banner = self.query_one("#banner", Static)
        banner.display = words is not None
        banner.update(words or Content())

    # --- Changes ---

    @property
    def changes(self) -> DatabaseChanges:
        """What changes something, imported when it is first asked for."""
        if self._changes is None:
            from screens.databases_changes import DatabaseChanges

            self._changes = DatabaseChanges(self)
        return self._changes

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What acts on a database wants one to be seen, what acts on a snapshot wants one to be there."""
        if action in ("snapshot", "restore_moment"):
            return True if self._views else None
        if action in ("restore", "delete"):
            return True if self._views and self.snapshot else None
        return super().check_action(action, parameters)

    def action_snapshot(self) -> None:
        self.changes.snapshot()

    def action_restore(self) -> None:
        self.changes.restore()

    def action_restore_moment(self) -> None:
        self.changes.restore_moment()

    def action_delete(self) -> None:
        self.changes.delete()
