"""Two environments side by side: what differs first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import DataTable, Input, Static

from console.domain.environment import EnvironmentName
from console.ui.facts import Fact, Facts
from console.ui.filter import matches
from console.ui.filter_input import FilterInput
from console.ui.format import plural
from console.ui.gate import cell, entitle, styled
from console.ui.row_table import Column, RowTable
from console.ui.screen import ConsoleScreen
from console.ui.variable_view import CELL_LIMIT, one_line

if TYPE_CHECKING:
    from rich.text import Text

    from console.domain.variables import Variable
    from console.errors import ConsoleError
    from console.ui.ports import Comparison

COLUMNS = (Column("", 1), Column("VARIABLE", 27), Column("LEFT", 12, grows=True), Column("RIGHT", 12, grows=True))
PER_RUN, MISSING = "environment", "missing"


class CompareScreen(ConsoleScreen):
    """Every variable of either environment; equal ones are muted, or hidden."""

    CSS_PATH = "compare.tcss"
    AUTO_FOCUS = ""
    HELP = """
The values in effect of two environments: presets and your saved changes together. `!` marks what differs, and comes
first; what is the same is muted, and **s** hides it. **o** chooses the other environment, **w** swaps the sides.
What is given for each run (secrets) cannot be compared.
"""
    BINDINGS = [
        Binding("o", "other", "Other environment", id="compare.other", tooltip="Choose what to compare with"),
        Binding("w", "swap", "Swap", id="compare.swap", tooltip="Left to right"),
        Binding("s", "same", "Hide same", id="compare.same", tooltip="Hide or show what is the same"),
        Binding(
            "slash", "filter", "Filter", id="compare.filter", key_display="/", priority=True, tooltip="Find by letters"
        ),
        Binding("escape", "back", "Back", id="compare.back", key_display="esc"),
    ]

    def __init__(self, name: EnvironmentName, other: EnvironmentName | None = None) -> None:
        super().__init__(name)
        self._left, self._right = name, other
        self._compared: tuple[Comparison, ...] = ()
        self._variables: dict[str, Variable] = {}
        self._hide_same = False

    def compose_body(self) -> ComposeResult:
        with Vertical(id="compared", classes="pane choose"):
            yield FilterInput()
            yield RowTable(COLUMNS)
            yield Static("Reading both environments…", id="empty", classes="empty")
        with VerticalScroll(id="details", classes="pane know"):
            yield Facts(label_width=0)

    def on_mount(self) -> None:
        entitle(self.query_one("#compared"), "Compare")
        self.query_one(RowTable).display = False
        if self._right is None:
            self._right = self._likely()
        self._load()

    def _likely(self) -> EnvironmentName | None:
        """The first other environment of the same system, else any other."""
        others = [name for name in self.app.summaries if name != self._left]
        return next((name for name in others if name.system == self._left.system), next(iter(others), None))

    def _load(self) -> None:
        left, right = self._left, self._right
        if right is None:
            self._say("There is no other environment to compare with.")
            return
        variables = self.app.services.variables

        def read() -> tuple[tuple[Comparison, ...], dict[str, Variable]]:
            known = {field.variable.name: field.variable for field in variables.form(right).fields}
            known |= {field.variable.name: field.variable for field in variables.form(left).fields}
            return variables.compare(left, right), known

        self.work("compare", read, self._take, self._unreadable)

    def _take(self, answer: tuple[tuple[Comparison, ...], dict[str, Variable]]) -> None:
        compared, self._variables = answer
        self._compared = tuple(sorted(compared, key=lambda each: each.same))
        table = self.query_one(RowTable)
        table.rename("LEFT", str(self._left))
        table.rename("RIGHT", str(self._right))
        if not table.display:
            table.display = True
            table.focus()
        self._fill()

    def _unreadable(self, error: ConsoleError) -> None:
        self._say(error.message)

    def _say(self, words: str) -> None:
        empty = self.query_one("#empty", Static)
        empty.display = True
        empty.update(styled("$w", w=words))

    # --- The list ---

    def draw_again(self) -> None:
        self._fill()

    def _fill(self) -> None:
        query = self.query_one("#filter", Input).value
        shown = [each for each in self._compared if matches(query, each.name) and not (self._hide_same and each.same)]
        self.query_one(RowTable).fill([(each.name, self._row(each)) for each in shown])
        empty = self.query_one("#empty", Static)
        empty.display = not shown
        if not shown:
            self._say(f"Nothing matches {query}." if query else "Both have the same values. s shows them.")
        differing = sum(1 for each in self._compared if not each.same)
        counts = f"{plural(differing, 'difference')} in {plural(len(self._compared), 'variable')}"
        entitle(self.query_one("#compared"), f"{self._left}  and  {self._right}", counts)
        self._show_details()

    def _row(self, each: Comparison) -> tuple[Text, ...]:
        style = "dim" if each.same else ""
        sign = " " if each.same else "!"
        return (
            cell(sign, self.app.theme_variables["text-warning"]),
            cell(each.name, style),
            cell(one_line(self._text(each.name, each.left, each.left_source)), style, limit=CELL_LIMIT),
            cell(one_line(self._text(each.name, each.right, each.right_source)), style, limit=CELL_LIMIT),
        )

    def _text(self, name: str, value: Any, source: str) -> str:
        if source == PER_RUN:
            return "for each run"
        if source == MISSING:
            return "-"
        variable = self._variables.get(name)
        return self.app.services.variables.show(variable, value) if variable else str(value)

    @on(DataTable.RowHighlighted)
    def _show_details(self) -> None:
        key = self.query_one(RowTable).highlighted_key
        each = next((each for each in self._compared if each.name == key), None)
        pane = self.query_one("#details")
        entitle(pane, each.name if each else "")
        if each is None:
            self.query_one(Facts).show(())
            return
        variable = self._variables.get(each.name)
        facts: list[Fact] = [("", variable.description if variable else "")]
        sides = ((self._left, each.left, each.left_source), (self._right, each.right, each.right_source))
        for name, value, source in sides:
            facts.append(("", ""))
            facts.append(("", styled("[b]$n[/]  [$foreground-muted]from $s[/]", n=name, s=str(source))))
            facts.append(("", self._text(each.name, value, source)))
        self.query_one(Facts).show(facts)

    # --- Keys ---

    def action_other(self) -> None:
        from screens.modals.pick import PickScreen

        def picked(text: str | None) -> None:
            if text is not None:
                self._right = EnvironmentName.parse(text)
                self._load()

        others = [str(name) for name in self.app.summaries if name != self._left]
        self.app.push_screen(PickScreen(f"Compare {self._left} with", others), picked)

    def action_swap(self) -> None:
        if self._right is not None:
            self._left, self._right = self._right, self._left
            self._load()

    def action_same(self) -> None:
        self._hide_same = not self._hide_same
        self._fill()

    def action_filter(self) -> None:
        self.set_focus(self.query_one("#filter", Input))

    def action_back(self) -> None:
        field = self.query_one("#filter", Input)
        if field.has_focus or field.value:
            field.value = ""
            self.query_one(RowTable).focus()
        else:
            super().action_back()

    @on(Input.Changed, "#filter")
    def _filtered(self) -> None:
        self._fill()

    @on(Input.Submitted, "#filter")
    def _found(self) -> None:
        self.query_one(RowTable).focus()
