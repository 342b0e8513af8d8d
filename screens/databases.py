"""Databases of an environment: RDS, Aurora and DynamoDB on the left, what is kept of the highlighted on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content

from console.ui.databases_view import rows
from console.ui.facts import Facts
from console.ui.format import plural
from console.ui.gate import entitle, styled
from console.ui.row_table import RowTable
from screens.looking import Listed, LookingScreen, Rows

if TYPE_CHECKING:
    from console.domain.databases import Snapshot
    from console.domain.environment import EnvironmentName
    from console.services.databases_snapshots import DatabaseView
    from screens.databases_changes import DatabaseChanges

NO_SNAPSHOT = "Nothing is kept of it yet. s makes a snapshot; automatic ones come with its backup window."


class DatabasesScreen(LookingScreen["DatabaseView"]):
    """Looks again every ten seconds; what is older than that says so."""

    CSS_PATH = ["looking.tcss", "databases.tcss"]
    LISTED = Listed("Databases", "database", rows.DATABASES)
    EVERY_SECONDS = 10.0
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
        self._changes: DatabaseChanges | None = None

    # --- What is seen ---

    def compose_beside(self) -> ComposeResult:
        yield self.make_table("snapshots", rows.SNAPSHOTS)

    def read(self) -> tuple[DatabaseView, ...]:
        return self.app.services.databases.snapshots.views(self.target)

    def key_of(self, view: DatabaseView) -> str:
        return rows.key_of(view.database)

    def rows_of(self, views: tuple[DatabaseView, ...]) -> Rows:
        return self._paint.databases(views)

    @property
    def _paint(self) -> rows.Painter:
        return rows.Painter(self.colours, self.app.now())

    def draw_view(self, view: DatabaseView) -> None:
        self.query_one(Facts).show(rows.database_facts(view))
        self.query_one("#snapshots", RowTable).fill(self._paint.snapshots(view.snapshots))
        entitle(self.query_one("#beside-pane"), "Snapshots", plural(len(view.snapshots), "snapshot"))

    @property
    def snapshot(self) -> Snapshot | None:
        """The highlighted snapshot."""
        view, key = self.view, self.query_one("#snapshots", RowTable).highlighted_key
        return next((each for each in view.snapshots if each.id == key), None) if view else None

    def detail(self) -> Content | None:
        """The highlighted snapshot; where nothing is kept, what would be there."""
        chosen = self.snapshot
        return rows.snapshot_detail(chosen) if chosen else styled("[$foreground-muted]$w[/]", w=NO_SNAPSHOT)

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
            return True if self.views else None
        if action in ("restore", "delete"):
            return True if self.views and self.snapshot else None
        return super().check_action(action, parameters)

    def action_snapshot(self) -> None:
        self.changes.snapshot()

    def action_restore(self) -> None:
        self.changes.restore()

    def action_restore_moment(self) -> None:
        self.changes.restore_moment()

    def action_delete(self) -> None:
        self.changes.delete()
