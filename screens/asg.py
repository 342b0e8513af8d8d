"""EC2 Auto Scaling groups of an environment on the left; instances, activities and instance refreshes on the right."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import DataTable, Static, TabbedContent, TabPane

from console.ui.asg_view import rows
from console.ui.facts import Facts
from console.ui.format import duration, plural
from console.ui.gate import content, entitle, styled
from console.ui.row_table import RowTable
from console.ui.screen import ConsoleScreen
from console.ui.top_line import TopLine

if TYPE_CHECKING:
    from console.domain.asg import GroupView
    from console.domain.environment import EnvironmentName
    from console.errors import ConsoleError
    from screens.asg_changes import AsgChanges

REFRESH_SECONDS = 5.0
TABS = {
    "instances": ("Instances", rows.INSTANCES),
    "activities": ("Activities", rows.ACTIVITIES),
    "refreshes": ("Refreshes", rows.REFRESHES),
}
NOTHING = {
    "instances": "No instance runs. s scales the group up.",
    "activities": "The group has done nothing within six weeks. What it does stands here with the reason.",
    "refreshes": "No instance refresh yet. i replaces the instances a few at a time.",
}


class AsgTable(RowTable):
    """A table in which left and right change the tab instead of scrolling."""

    BINDINGS = [
        Binding("left", "screen.tab(-1)", "Tab to the left", id="asg.left", show=False, tooltip="The tab before"),
        Binding("right", "screen.tab(1)", "Tabs", id="asg.right", key_display="←→",
                tooltip="Instances, activities, instance refreshes"),
    ]  # fmt: skip


class AsgScreen(ConsoleScreen):
    """Looks again every five seconds; what is older than that says so."""

    CSS_PATH = "asg.tcss"
    AUTO_FOCUS = ""
    HELP = """
The EC2 Auto Scaling groups of this environment, looked at again every five seconds. **Tab** goes between the panes,
**left** and **right** between instances, activities and instance refreshes.

- An instance with `!` before its version was started from another version of the launch template than new ones are.
- **s** and **i** show what they will do and cost; Cancel has the focus. **c** cancels a refresh that is under way: what
  was replaced stays so.
- A refresh is judged by its own record: one that was rolled back has not succeeded.
"""
    BINDINGS = [
        Binding("s", "scale", "Scale", id="asg.scale", tooltip="The number of instances, with its cost and limits"),
        Binding("i", "refresh_instances", "Replace instances", id="asg.refresh",
                tooltip="An instance refresh: a few at a time"),
        Binding("c", "cancel_refresh", "Cancel refresh", id="asg.cancel", tooltip="Stop replacing instances"),
        Binding("r", "refresh", "Refresh", id="asg.look", show=False, tooltip="Look again now"),
        Binding("escape", "back", "Back", id="asg.back", key_display="esc", tooltip="To where you came from"),
    ]  # fmt: skip

    def __init__(self, name: EnvironmentName) -> None:
        super().__init__(name)
        self.target = name
        self.leaving = threading.Event()
        """Set when the screen goes: what is waited for in threads is left to itself."""
        self._views: tuple[GroupView, ...] = ()
        self._looking = False
        self._seen_at: float | None = None
        self._changes: AsgChanges | None = None

    def compose_body(self) -> ComposeResult:
        with Vertical(id="groups-pane", classes="pane choose"):
            yield Static("Looking at the groups…", id="empty", classes="empty")
            yield AsgTable(rows.GROUPS, id="groups")
            with VerticalScroll(id="facts-scroll", can_focus=False):
                yield Facts(label_width=11)
        with Vertical(id="tabs-pane", classes="pane know"):
            with TabbedContent(id="tabs"):
                for name, (label, columns) in TABS.items():
                    with TabPane(label, id=name):
                        yield AsgTable(columns, id=f"{name}-table")
            with VerticalScroll(id="detail", can_focus=False):
                yield Static(id="detail-text")

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield Static(id="banner")

    def on_mount(self) -> None:
        super().on_mount()
        entitle(self.query_one("#groups-pane"), "EC2 groups")
        entitle(self.query_one("#tabs-pane"), "")
        self.query_one("#groups").display = self.query_one("#banner").display = False
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
        self.work("asg", lambda: self.app.services.asg.views(self.target), self._take, self._fail)

    def _look_again(self) -> None:
        if self.app.screen is self or self.app.screen.is_modal:
            self.action_refresh()

    def _take(self, views: tuple[GroupView, ...]) -> None:
        self._looking, self._views = False, views
        self._seen_at = self.app.now().timestamp()
        self.query_one("#empty").display = False
        groups = self.query_one("#groups", AsgTable)
        first = not groups.display
        groups.display = True
        self.draw_again()
        self.refresh_bindings()
        if first:
            self._shown_table.focus()

    def _fail(self, error: ConsoleError) -> None:
        """What was seen last stays, with its age; where nothing was seen yet the sentence stands alone."""
        self._looking = False
        if self._seen_at is None:
            empty = self.query_one("#empty", Static)
            empty.update(styled("[$text-error]$e[/]\n\nPress r to look again, escape to go back.", e=error.message))
            return
        old = duration(self.app.now().timestamp() - self._seen_at)
        entitle(self.query_one("#groups-pane"), "EC2 groups", content(f"{old} old: {error.message}", lines=False))

    def draw_again(self) -> None:
        if not self._views:
            return
        variables = self.app.theme_variables
        colours = {name: variables[f"text-{name}"] for name in ("success", "warning", "error", "primary")}
        paint = rows.Painter(colours, self.app.now())
        self.query_one("#groups", AsgTable).fill(paint.groups(self._views))
        entitle(self.query_one("#groups-pane"), "EC2 groups", plural(len(self._views), "group"))
        view = self.view
        if view is None:
            return
        self.query_one(Facts).show(rows.group_facts(view))
        filled = {
            "instances": paint.instances(view),
            "activities": paint.activities(view.activities),
            "refreshes": paint.refreshes(view.refreshes),
        }
        tabs = self.query_one(TabbedContent)
        for name, lines in filled.items():
            table = self.query_one(f"#{name}-table", AsgTable)
            table.fill(lines)
            if name != tabs.active:
                # One comes to what is new, and stays where one is.
                table.move_cursor(row=0, animate=False)
            mark = "! " if name == "activities" and any(each.failed for each in view.activities) else ""
            tabs.get_tab(name).label = Content(f"{mark}{TABS[name][0]} {len(lines)}")
        entitle(self.query_one("#tabs-pane"), view.group.address.name)
        self._show_detail()

    @property
    def view(self) -> GroupView | None:
        """The group that the keys act on."""
        key = self.query_one("#groups", AsgTable).highlighted_key
        return next((view for view in self._views if view.group.address.name == key), None)

    # --- Tabs and the highlighted row in full ---

    @property
    def _shown_table(self) -> AsgTable:
        return self.query_one(f"#{self.query_one(TabbedContent).active or 'instances'}-table", AsgTable)

    def action_tab(self, step: int) -> None:
        """Go to the next tab or the one before."""
        tabs = self.query_one(TabbedContent)
        names = list(TABS)
        tabs.active = names[(names.index(tabs.active) + step) % len(names)]
        self._shown_table.focus()

    @on(TabbedContent.TabActivated)
    @on(DataTable.RowHighlighted)
    def _show_detail(self) -> None:
        view = self.view
        if view is None or not self.is_mounted:
            return
        active, key = self.query_one(TabbedContent).active or "instances", self._shown_table.highlighted_key
        self.query_one("#detail-text", Static).update(_detail(view, active, key))

    @on(DataTable.RowHighlighted, "#groups")
    def _chosen(self) -> None:
        self.draw_again()

    def tell(self, words: Content | None) -> None:
        """Say something above the panes, or nothing any more."""
        banner = self.query_one("#banner", Static)
        banner.display = words is not None
        banner.update(words or Content())

    # --- Changes ---

    @property
    def changes(self) -> AsgChanges:
        """What changes something, imported when it is first asked for."""
        if self._changes is None:
            from screens.asg_changes import AsgChanges

            self._changes = AsgChanges(self)
        return self._changes

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What acts on a group wants one to be seen; a refresh is cancelled where one is under way."""
        if action in ("scale", "refresh_instances"):
            return True if self._views else None
        if action == "cancel_refresh":
            view = self.view if self._views else None
            return view is not None and view.refresh is not None
        return super().check_action(action, parameters)

    def action_scale(self) -> None:
        self.changes.scale()

    def action_refresh_instances(self) -> None:
        self.changes.refresh()

    def action_cancel_refresh(self) -> None:
        self.changes.cancel()


def _detail(view: GroupView, tab: str, key: str | None) -> Content:
    """The highlighted row of a tab in full; where the tab is empty, what would be there."""
    for instance in view.group.instances if tab == "instances" else ():
        if instance.id == key:
            return rows.instance_detail(instance)
    for activity in view.activities if tab == "activities" else ():
        if activity.id == key:
            return rows.activity_detail(activity)
    for refresh in view.refreshes if tab == "refreshes" else ():
        if refresh.id == key:
            return rows.refresh_detail(refresh)
    return styled("[$foreground-muted]$w[/]", w=NOTHING[tab])
