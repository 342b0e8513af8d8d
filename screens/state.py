"""The state of an environment: what is in it as a tree, each resource in full, and the ways to change it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from console.ui.facts import Facts
from console.ui.filter_input import FilterInput
from console.ui.format import age, duration, plural
from console.ui.gate import content, entitle, styled
from console.ui.line_list import LineList
from console.ui.screen import ConsoleScreen
from console.ui.state_view.attributes import AttributeList, resource_text, value_in_full
from console.ui.state_view.rows import ModuleRow
from console.ui.state_view.tree import StateTree
from console.ui.top_line import TopLine

if TYPE_CHECKING:
    from console.domain.environment import EnvironmentName
    from console.errors import ConsoleError
    from console.services.states import StateView
    from screens.state_changes import StateChanges

CHANGING = ("move", "remove", "replace", "untaint")


class StateScreen(ConsoleScreen):
    """Reads the state when it is opened, on `r`, and after each change."""

    CSS_PATH = "state.tcss"
    AUTO_FOCUS = ""
    HELP = """
What Terraform knows of this environment. **/** finds by address or id, **enter** shows a resource in full; what is
sensitive is masked everywhere.

- **m**, **x**, **t**, **u** and **i** show what they will do, what the next plan does then, and the way back. The focus
  is on Cancel, a protected environment wants its name typed, and a backup is kept before anything is changed.
- **b** lists backups and the versions of the S3 object, compares one with the state now, and can restore it.
- **l** shows who holds the lock; it is released only by its ID, and not while its holder may live.
- **d** looks for drift: what was changed outside of Terraform, with both ways out.
"""
    BINDINGS = [
        Binding("slash", "filter", "Find", id="state.filter", key_display="/", priority=True,
                tooltip="Leave only what has these words in its address or id"),
        Binding("enter", "in_full", "In full", id="state.full", show=False, tooltip="Every attribute, masked"),
        Binding("m", "move", "Move", id="state.move", tooltip="Another address for a resource or a module"),
        Binding("x", "remove", "Remove", id="state.remove", tooltip="Forget it; what it stands for stays"),
        Binding("t", "replace", "Replace", id="state.replace", tooltip="Replace it in a plan, or taint it"),
        Binding("u", "untaint", "Untaint", id="state.untaint", show=False, tooltip="Take the mark of a taint away"),
        Binding("i", "import_one", "Import", id="state.import", show=False,
                tooltip="Take what exists into the state, by a plan"),
        Binding("b", "backups", "Backups", id="state.backups", tooltip="Earlier states: compare, restore"),
        Binding("l", "lock", "Lock", id="state.lock", tooltip="Who holds it, and releasing it by its ID"),
        Binding("d", "drift", "Drift", id="state.drift", tooltip="What was changed outside of Terraform"),
        Binding("r", "refresh", "Refresh", id="state.refresh", show=False, tooltip="Read the state again"),
        Binding("escape", "back", "Back", id="state.back", key_display="esc", tooltip="To where you came from"),
    ]  # fmt: skip

    def __init__(self, name: EnvironmentName) -> None:
        super().__init__(name)
        self.target = name
        self.leaving = threading.Event()
        """Set when the screen goes: a plan that is made for it is stopped."""
        self.view: StateView | None = None
        self._broken = False
        self._changes: StateChanges | None = None

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield Static(id="banner")

    def compose_body(self) -> ComposeResult:
        with Vertical(id="tree-pane", classes="pane choose"):
            yield FilterInput("address or id")
            yield Static("Reading the state…", id="empty", classes="empty")
            yield StateTree(id="tree")
        with Vertical(id="resource-pane", classes="pane know"):
            yield Facts(id="what", label_width=10)
            yield AttributeList(id="attributes")

    def on_mount(self) -> None:
        super().on_mount()
        entitle(self.query_one("#tree-pane"), "State")
        entitle(self.query_one("#resource-pane"), "")
        for name in ("#tree", "#banner", "#filter"):
            self.query_one(name).display = False
        self.move_child(self.query_one("#banner"), after=self.query_one(TopLine))
        self.set_interval(30, self._entitle)
        self.action_refresh()

    def on_unmount(self) -> None:
        self.leaving.set()

    @property
    def browser(self) -> StateTree:
        return self.query_one("#tree", StateTree)

    # --- Reading ---

    def action_refresh(self) -> None:
        """Read it again."""
        self.work("state", lambda: self.app.services.states.read(self.target), self.take, self._failed)

    def take(self, view: StateView) -> None:
        """Show what was read."""
        first, self.view, self._broken = self.view is None, view, False
        self.query_one("#empty").display = not view.document.resources
        self.query_one("#empty", Static).update(
            styled("The state is empty: nothing was applied, or it was destroyed.\n\n[$foreground-muted]p on an "
                   "environment plans it, i imports what exists, b restores a backup.[/]")
        )  # fmt: skip
        self.browser.display = bool(view.document.resources)
        self.browser.show(view.document.resources)
        self._entitle()
        self._show_resource()
        self.refresh_bindings()
        if first and self.browser.display:
            self.browser.focus()

    def _failed(self, error: ConsoleError) -> None:
        """What was read last stays, with its age; where nothing was, the sentence stands alone."""
        self._broken = True
        if self.view is not None:
            old = duration((self.app.now() - self.view.read_at).total_seconds())
            self.tell(styled("[$text-error]$old old: $said[/]", old=old, said=error.message))
            return
        self.query_one("#empty", Static).update(
            styled("[$text-error]$said[/]\n\n[$foreground-muted]r reads it again, b offers backups, l shows the lock, "
                   "escape goes back.[/]", said=error.message)
        )  # fmt: skip

    def _entitle(self) -> None:
        if self.view is None:
            return
        mark, found = self.view.document.mark, self.browser.found
        count = plural(mark.resources, "resource")
        shown = count if found == len(self.view.document.resources) else f"{found} found of {count}"
        read = age(self.view.read_at, self.app.now())
        entitle(self.query_one("#tree-pane"), f"State, serial {mark.serial}, {shown}", f"read {read}")

    # --- The resource under the cursor ---

    @on(LineList.Highlighted, "#tree")
    def _show_resource(self) -> None:
        view, current, resource = self.view, self.browser.current, self.browser.resource
        what, attributes = self.query_one("#what", Facts), self.query_one("#attributes", AttributeList)
        if view is None:
            return
        if isinstance(current, ModuleRow):
            what.show([("Module", current.address), ("Holds", plural(current.count, "resource"))])
            attributes.show({})
            entitle(self.query_one("#resource-pane"), "Module")
            return
        if resource is None:
            what.show([("Kept in", view.where), ("Lineage", view.document.mark.lineage or "none")])
            attributes.show({})
            return
        facts: list[tuple[str, Content | str]] = [("Address", resource.address), ("Kept in", view.where)]
        if resource.tainted:
            facts.append(("Tainted", styled("[$text-warning]the next plan replaces it; u takes the mark away[/]")))
        if resource.deposed:
            facts.append(("Deposed", f"left behind by a replacement that failed ({resource.deposed})"))
        if resource.depends_on:
            facts.append(("Needs", plural(len(resource.depends_on), "other resource")))
        what.show(facts)
        attributes.show(view.shown(resource))
        entitle(self.query_one("#resource-pane"), resource.type)

    def action_in_full(self) -> None:
        """The attribute under the cursor where the attributes have the focus, else the whole resource."""
        from screens.modals.raw_text import RawTextScreen

        resource, attributes = self.browser.resource, self.query_one("#attributes", AttributeList)
        if isinstance(self.browser.current, ModuleRow):
            self.browser.action_toggle_row()
        elif resource is not None and self.view is not None:
            if self.focused is attributes and attributes.current is not None:
                name, value = attributes.current
                self.app.push_screen(RawTextScreen(f"{name} of {resource.address}", value_in_full(value), wrap=True))
            else:
                text = resource_text(resource, self.view.shown(resource))
                self.app.push_screen(RawTextScreen(resource.address, text, wrap=True))

    # --- Finding ---

    def action_filter(self) -> None:
        """Open the field; what is typed leaves only what matches."""
        field = self.query_one("#filter", Input)
        field.display = True
        self.set_focus(field)

    @on(Input.Changed, "#filter")
    def _filtered(self, event: Input.Changed) -> None:
        self.browser.filter(event.value)
        self._entitle()
        self._show_resource()

    @on(Input.Submitted, "#filter")
    def _to_the_tree(self) -> None:
        self.browser.focus()

    def action_back(self) -> None:
        """Escape closes the filter first, then goes back."""
        field = self.query_one("#filter", Input)
        if field.display:
            field.value = ""
            field.display = False
            self.browser.focus()
        else:
            super().action_back()

    # --- What is told above the panes ---

    def tell(self, words: Content | None) -> None:
        """Say something above the panes, or nothing any more."""
        banner = self.query_one("#banner", Static)
        banner.display = words is not None
        banner.update(words or Content())

    def fail(self, error: ConsoleError) -> None:
        """Say why something was not done."""
        self.tell(content(error.message, "$text-error"))

    # --- Changes ---

    @property
    def changes(self) -> StateChanges:
        """What changes something, imported when it is first asked for."""
        if self._changes is None:
            from screens.state_changes import StateChanges

            self._changes = StateChanges(self)
        return self._changes

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What acts on an address wants one to be there."""
        if action in CHANGING and (self.view is None or not self.view.document.resources):
            return None
        return super().check_action(action, parameters)

    def action_move(self) -> None:
        self.changes.move()

    def action_remove(self) -> None:
        self.changes.remove()

    def action_replace(self) -> None:
        self.changes.replace()

    def action_untaint(self) -> None:
        self.changes.untaint()

    def action_import_one(self) -> None:
        self.changes.import_one()

    def action_backups(self) -> None:
        self.changes.backups()

    def action_lock(self) -> None:
        self.changes.lock()

    def action_drift(self) -> None:
        from screens.state_drift import StateDriftScreen

        self.app.push_screen(StateDriftScreen(self.target))
