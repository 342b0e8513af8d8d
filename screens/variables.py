"""The variables of an environment as a form: the preset's value and the change side by side, an editor beside them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import DataTable, Input

from console.domain.sentences import sentence
from console.errors import ConsoleError, InputError
from console.ui.format import plural
from console.ui.gate import styled
from console.ui.screen import ConsoleScreen
from console.ui.variable_editor import VariableEditor
from console.ui.variable_list import VariableList
from console.ui.variable_sheet import VariableSheet, in_words
from console.ui.walk_path import WalkPath

if TYPE_CHECKING:
    from console.domain.environment import EnvironmentName
    from console.domain.variables import Problem
    from console.ui.drafts import Draft
    from console.ui.ports import Field, VariableForm


class VariablesScreen(ConsoleScreen):
    """Groups and variables on the left, the highlighted one's value, problem and description on the right."""

    CSS_PATH = "variables.tcss"
    STEP = "Variables"
    AUTO_FOCUS = ""
    HELP = """
Every variable that the configuration declares. The **preset** column is the reviewed file's value (muted: only the
default); the **change** column is yours. Changes are an overlay in the console home; the preset is never written.

- **Enter** edits; **Enter** again takes the value over, **Escape** gives the edit up. Values are checked as you type.
- Lists, maps and objects open in an editor for HCL; **ctrl+s** there accepts.
- Sensitive variables are for this session only: masked, never saved, handed to the engine by environment.
- **p** goes on: everything is checked, the changes are saved as the overlay, and the plan is made.
- `*` changed, `!` cannot be used, `?` a value is missing.
"""
    BINDINGS = [
        Binding("p", "go_on", "Preview", id="variables.go_on", tooltip="Check everything, save the changes, plan"),
        Binding("ctrl+g", "go_on", "Preview", id="variables.go_on_from_field", tooltip="The same, also from a field"),
        Binding("x,delete", "reset", "Reset", id="variables.reset", key_display="x",
                tooltip="Take the change back: the preset's value counts again"),
        Binding("f", "only_changed", "Changed", id="variables.only_changed",
                tooltip="Show only what is changed, wrong or missing"),
        Binding("ctrl+s", "save", "Save", id="variables.save", tooltip="Save the changes as the overlay"),
        Binding("c", "compare", "Compare", id="variables.compare", tooltip="Beside another environment"),
        Binding("slash", "filter", "Filter", id="variables.filter", key_display="/", show=False, priority=True,
                tooltip="Find by letters"),
        Binding("escape", "back", "Back", id="variables.back", key_display="esc", tooltip="Nothing is lost"),
    ]  # fmt: skip

    def __init__(self, name: EnvironmentName) -> None:
        super().__init__(name)
        self._of = name
        self._sheet: VariableSheet | None = None

    def compose_body(self) -> ComposeResult:
        yield VariableList(id="list", classes="pane choose")
        yield VariableEditor(id="editor")

    def on_mount(self) -> None:
        self._load()

    @property
    def _list(self) -> VariableList:
        return self.query_one(VariableList)

    @property
    def _editor(self) -> VariableEditor:
        return self.query_one(VariableEditor)

    @property
    def draft(self) -> Draft:
        return self.app.drafts.of(self._of)

    # --- Reading ---

    def _load(self) -> None:
        self.work("form", lambda: self.app.services.variables.form(self._of), self._take, self._unreadable)

    def _take(self, form: VariableForm) -> None:
        self._sheet = VariableSheet(form, self.draft, self.app.services.variables)
        self._list.take(self._sheet, self._colours())
        self._drawn()
        self._check_all(lambda _: None)

    def _unreadable(self, error: ConsoleError) -> None:
        self._list.say(styled("[$text-error]$e[/]", e=error.message))

    # --- The list ---

    def draw_again(self) -> None:
        self._fill()

    def _fill(self) -> None:
        """Draw the rows that pass the filters, and what belongs to the highlighted one."""
        self._list.fill(self._colours())
        self._drawn()

    def _drawn(self) -> None:
        self._note()
        self._show_highlighted()

    def _redraw(self, name: str) -> None:
        if self._sheet is None:
            return
        self._list.draw_row(name, self._colours())
        self._note()
        if self._list.table.highlighted_key == name:
            self._editor.say_problem(self.draft.problems.get(name, ""))

    def _colours(self) -> dict[str, str]:
        variables = self.app.theme_variables
        colours = {name: variables[f"text-{name}"] for name in ("error", "warning", "primary")}
        return colours | {"muted": "dim", "heading": variables["foreground"]}

    def _note(self) -> None:
        """Changes and problems, on the right of the walk."""
        draft = self.draft
        parts = []
        if draft.problems:
            parts.append(styled("[$text-error]$p[/]", p=plural(len(draft.problems), "problem")))
        if draft.values or draft.secrets or draft.unsaved:
            changes = plural(len(draft.values) + len(draft.secrets), "change")
            parts.append(styled("[$text-primary]$c[/]", c=changes + (", not saved" if draft.unsaved else "")))
        self.query_one(WalkPath).note(styled("  ").join(parts))

    @property
    def highlighted(self) -> Field | None:
        """The variable that the keys act on; None on a group."""
        return self._list.highlighted

    @on(DataTable.RowHighlighted)
    def _show_highlighted(self) -> None:
        field = self.highlighted
        if field is None or self._sheet is None:
            self._editor.nothing("", styled("[$foreground-muted]Enter folds and unfolds a group.[/]"))
            return
        problem = self.draft.problems.get(field.variable.name, "")
        self._editor.show(field, self._sheet.text_of(field), problem, self._sheet.show)

    # --- Editing ---

    @on(DataTable.RowSelected)
    def _edit(self, event: DataTable.RowSelected) -> None:
        if self._list.fold(event.row_key.value or ""):
            self._fill()
        elif self.app.read_only:
            self.app.refuse()
        else:
            self._editor.begin()

    @on(VariableEditor.Typed)
    def _typed(self, event: VariableEditor.Typed) -> None:
        self._enter(event.name, event.text)

    @on(VariableEditor.Left)
    def _left(self, event: VariableEditor.Left) -> None:
        self._enter(event.name, event.text)
        self._list.table.focus()
        self._show_highlighted()

    @on(VariableEditor.EditorWanted)
    def _edit_hcl(self, event: VariableEditor.EditorWanted) -> None:
        if (sheet := self._sheet) is None:
            return
        from screens.modals.edit_hcl import EditHclScreen

        field = sheet.fields[event.name]

        def answered(text: str | None) -> None:
            if text is not None:
                self._enter(event.name, text)
                self._show_highlighted()

        check = partial(sheet.complaint, field)
        screen = EditHclScreen(event.name, str(field.variable.type), sheet.text_of(field), check)
        self.app.push_screen(screen, answered)

    def _enter(self, name: str, text: str) -> None:
        """Take a text over; the rules of a value are checked in a thread, the newest check counts."""
        if (sheet := self._sheet) is None:
            return
        changed = sheet.enter(name, text)
        self._redraw(name)
        if not changed:
            return
        variables, value, others = self.app.services.variables, sheet.value(name), sheet.overrides()

        def told(problems: tuple[Problem, ...]) -> None:
            if name not in self.draft.texts:
                sheet.judge(name, problems)
                self._redraw(name)

        self.work(f"check {name}", lambda: variables.check(self._of, name, value, others), told)

    # --- Keys ---

    def action_reset(self) -> None:
        if (field := self.highlighted) is not None:
            self.draft.reset(field.variable.name)
            self._redraw(field.variable.name)
            self._show_highlighted()

    def action_only_changed(self) -> None:
        self._list.toggle_only_changed()
        self._fill()

    def action_filter(self) -> None:
        # At once, not with the next message: what is typed right after the key belongs into the field.
        self.set_focus(self._list.filter)

    def action_compare(self) -> None:
        self.app.open_compare(self._of)

    def action_back(self) -> None:
        """Escape: out of the field, out of the filter, then to the environments."""
        if self._editor.has_focus_within:
            self._editor.action_give_up()
        elif not self._list.leave_filter():
            super().action_back()

    @on(Input.Changed, "#filter")
    def _filtered(self) -> None:
        self._fill()

    @on(Input.Submitted, "#filter")
    def _found(self) -> None:
        self.set_focus(self._list.table)

    def _take_pending(self) -> None:
        """Ctrl+s and ctrl+g come from the field too, sooner than what was typed last."""
        pending = self._editor.take_pending()
        if pending is not None:
            self._enter(pending.name, pending.text)

    def action_save(self) -> None:
        self._take_pending()
        saved = (
            f"Saved {plural(len(self.draft.values), 'change')} as the overlay of {self._of}; the preset is untouched."
        )
        self._save(lambda: self.app.tell(saved))

    def _save(self, then: Callable[[], None]) -> None:
        if self._sheet is None or self._refused():
            return
        values = dict(self.draft.values)

        def saved(_: None) -> None:
            self.draft.saved = values
            self._note()
            then()

        self.work("save", lambda: self.app.services.variables.save_overlay(self._of, values), saved)

    def _refused(self) -> bool:
        """Whether a text that is no value keeps the form from being used; its field is shown."""
        bad = next(iter(self.draft.texts), None)
        if bad is not None:
            self._go_to(bad)
            self.app.fail(InputError(f"{bad} cannot be used: {self.draft.problems.get(bad, '')}"), "Not saved")
        return bad is not None

    def action_go_on(self) -> None:
        """Check everything, save, and go on to the preview."""
        self._take_pending()
        if not self._refused():
            self._check_all(self._checked)

    def _check_all(self, then: Callable[[tuple[Problem, ...]], None]) -> None:
        if (sheet := self._sheet) is None:
            return
        variables, others, given = self.app.services.variables, sheet.overrides(), tuple(self.draft.secrets)

        def told(problems: tuple[Problem, ...]) -> None:
            sheet.judge_all(problems)
            self._fill()
            then(problems)

        self.work("check all", lambda: variables.check_all(self._of, others, given=given), told)

    def _checked(self, problems: tuple[Problem, ...]) -> None:
        if problems:
            first = problems[0]
            self._go_to(first.variable)
            more = f" And {len(problems) - 1} more." if len(problems) > 1 else ""
            self.app.fail(InputError(f"{first.variable}: {sentence(in_words(first))}{more}"), "Not yet")
        elif self.draft.unsaved:
            self._save(lambda: self.app.open_preview(self._of))
        else:
            self.app.open_preview(self._of)

    def _go_to(self, name: str) -> None:
        """Highlight a variable, whatever is filtered or folded."""
        if self._sheet is None or name not in self._sheet.fields:
            return
        self._list.go_to(name, self._colours())
        self._drawn()
