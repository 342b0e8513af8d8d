"""EC2 Auto Scaling groups of an environment on the left; instances, activities and instance refreshes on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.content import Content

from console.ui.asg_view import rows
from console.ui.facts import Facts
from console.ui.gate import styled
from screens.looking import Listed, Rows
from screens.looking_tabs import Tab, TabbedLookingScreen

if TYPE_CHECKING:
    from console.domain.asg import GroupView
    from console.domain.environment import EnvironmentName
    from screens.asg_changes import AsgChanges


class AsgScreen(TabbedLookingScreen["GroupView"]):
    """Looks again every five seconds; what is older than that says so."""

    LISTED = Listed("EC2 groups", "group", rows.GROUPS)
    EVERY_SECONDS = 5.0
    TABS = {
        "instances": Tab("Instances", rows.INSTANCES, "No instance runs. s scales the group up."),
        "activities": Tab(
            "Activities",
            rows.ACTIVITIES,
            "The group has done nothing within six weeks. What it does stands here with the reason.",
        ),
        "refreshes": Tab(
            "Refreshes", rows.REFRESHES, "No instance refresh yet. i replaces the instances a few at a time."
        ),
    }
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
        self._changes: AsgChanges | None = None

    # --- What is seen ---

    def read(self) -> tuple[GroupView, ...]:
        return self.app.services.asg.views(self.target)

    def key_of(self, view: GroupView) -> str:
        return view.group.address.name

    def rows_of(self, views: tuple[GroupView, ...]) -> Rows:
        return self._paint.groups(views)

    @property
    def _paint(self) -> rows.Painter:
        return rows.Painter(self.colours, self.app.now())

    def draw_view(self, view: GroupView) -> None:
        self.query_one(Facts).show(rows.group_facts(view))
        paint = self._paint
        filled = {
            "instances": paint.instances(view),
            "activities": paint.activities(view.activities),
            "refreshes": paint.refreshes(view.refreshes),
        }
        labels = {name: f"{self.TABS[name].label} {len(lines)}" for name, lines in filled.items()}
        if any(each.failed for each in view.activities):
            labels["activities"] = f"! {labels['activities']}"
        self.fill_tabs(view.group.address.name, filled, labels)

    def detail(self) -> Content | None:
        """The highlighted row of the tab; where the tab is empty, what would be there."""
        view, tab = self.view, self.active_tab
        if view is None:
            return None
        key = self.shown_table.highlighted_key
        for instance in view.group.instances if tab == "instances" else ():
            if instance.id == key:
                return rows.instance_detail(instance)
        for activity in view.activities if tab == "activities" else ():
            if activity.id == key:
                return rows.activity_detail(activity)
        for refresh in view.refreshes if tab == "refreshes" else ():
            if refresh.id == key:
                return rows.refresh_detail(refresh)
        return styled("[$foreground-muted]$w[/]", w=self.TABS[tab].nothing)

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
            return True if self.views else None
        if action == "cancel_refresh":
            view = self.view if self.views else None
            return view is not None and view.refresh is not None
        return super().check_action(action, parameters)

    def action_scale(self) -> None:
        self.changes.scale()

    def action_refresh_instances(self) -> None:
        self.changes.refresh()

    def action_cancel_refresh(self) -> None:
        self.changes.cancel()
