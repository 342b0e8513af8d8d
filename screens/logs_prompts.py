"""One line of text asked for, checked while it is typed; and which of the groups are shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, SelectionList, Static
from textual.widgets.selection_list import Selection

from console.domain.logs import LogGroup
from console.errors import InputError
from console.ui.gate import content, entitle, styled


class AskText(ModalScreen["str | None"]):
    """The text, or None. `check` raises InputError for what cannot be used."""

    BINDINGS = [Binding("escape", "dismiss(None)", "Back", id="ask.back", key_display="esc")]

    def __init__(
        self, title: str, words: str, value: str = "", *, check: Callable[[str], object] | None = None
    ) -> None:
        super().__init__()
        self._title, self._words, self._value, self._check = title, words, value, check

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as dialog:
            entitle(dialog, self._title, "enter takes it, esc goes back")
            yield Static(content(self._words))
            yield Input(self._value, id="text", compact=True)
            yield Static(id="problem", classes="error")

    @property
    def _problem(self) -> str:
        if self._check is None:
            return ""
        try:
            self._check(self.query_one(Input).value)
        except InputError as error:
            return error.message
        return ""

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self.query_one("#problem", Static).update(content(self._problem if event.value else ""))

    @on(Input.Submitted)
    def _accepted(self, event: Input.Submitted) -> None:
        problem = self._problem
        if problem:
            self.query_one("#problem", Static).update(content(problem))
        else:
            self.dismiss(event.value)


class ChooseGroups(ModalScreen["tuple[LogGroup, ...] | None"]):
    """The groups that are to be shown, at least one; None for no change."""

    CSS = """
    ChooseGroups .dialog { width: 100; }
    ChooseGroups SelectionList { height: auto; max-height: 18; border: none; padding: 0; background: $surface; }
    """
    BINDINGS = [
        Binding("escape", "dismiss(None)", "Back", id="groups.back", key_display="esc"),
        Binding("enter", "accept", "Show these", id="groups.accept", priority=True, tooltip="Show the chosen groups"),
        Binding("a", "all", "All", id="groups.all", tooltip="Choose all, or none"),
        Binding("o", "only", "Only this", id="groups.only", tooltip="Choose the highlighted one alone"),
    ]

    def __init__(self, groups: Sequence[LogGroup], chosen: Sequence[LogGroup]) -> None:
        super().__init__()
        self._groups = tuple(groups)
        self._chosen = {group.name for group in chosen}

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as dialog:
            entitle(dialog, "Log groups", "space chooses, o only this, a all, enter shows them")
            yield SelectionList[int](
                *(
                    Selection(_words(group), number, group.name in self._chosen)
                    for number, group in enumerate(self._groups)
                )
            )

    def action_all(self) -> None:
        listed = self.query_one(SelectionList)
        if len(listed.selected) == len(self._groups):
            listed.deselect_all()
        else:
            listed.select_all()

    def action_only(self) -> None:
        listed = self.query_one(SelectionList)
        if listed.highlighted is not None:
            listed.deselect_all()
            listed.select(listed.highlighted)

    def action_accept(self) -> None:
        chosen = tuple(self._groups[number] for number in sorted(self.query_one(SelectionList).selected))
        if chosen:
            self.dismiss(chosen)


def _words(group: LogGroup) -> Content:
    kept = f"kept {group.retention_days} d" if group.retention_days else "kept for ever" if group.exists else ""
    state = "nothing logged yet" if group.exists is False else kept
    return styled("$name  [$foreground-muted]$state  $of[/]", name=group.name, of=group.of, state=state)
