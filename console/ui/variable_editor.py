"""The editor of one variable: a list to choose from, a line to type in, or the door to the HCL editor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Static

from console.ui.facts import Facts
from console.ui.gate import clean, content, entitle, styled
from console.ui.variable_view import Show, choices, is_collection, secret, variable_facts

if TYPE_CHECKING:
    from textual.timer import Timer

    from console.ui.ports import Field

DEBOUNCE_SECONDS = 0.15


class ValueInput(Input):
    BINDINGS = [Binding("enter", "submit", "Take over", id="variables.take_over", key_display="enter")]


class ValueChoices(OptionList):
    BINDINGS = [Binding("enter", "select", "Choose", id="variables.choose", key_display="enter")]


class VariableEditor(VerticalScroll):
    """Shows one variable; posts what is typed, chosen, accepted or given up."""

    BINDINGS = [Binding("escape", "give_up", "Give up", id="variables.give_up", key_display="esc")]
    can_focus = False

    @dataclass
    class Typed(Message):
        """The text of a variable changed; debounced."""

        name: str
        text: str

    @dataclass
    class Left(Message):
        """The field was left; with `accepted` False the text before the edit counts again."""

        name: str
        text: str
        accepted: bool

    @dataclass
    class EditorWanted(Message):
        """A collection is to be edited as HCL."""

        name: str

    def __init__(self, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes="pane know")
        self._field: Field | None = None
        self._text = ""
        self._offered: list[str] = []
        self._timer: Timer | None = None
        self._handed_on = ""
        self._editing = False

    def compose(self) -> ComposeResult:
        yield ValueInput(id="value", compact=True, select_on_focus=False)
        yield ValueChoices(id="choices", compact=True)
        yield Static(id="long-value")
        yield Static(id="problem", classes="error")
        yield Facts(id="about", label_width=9)

    def on_mount(self) -> None:
        self.nothing()

    def nothing(self, title: str = "", text: Content | None = None) -> None:
        """Show no variable, only words."""
        self._hand_on()
        self._field = None
        entitle(self, title)
        for widget in self.query("Input, OptionList, #long-value, #problem"):
            widget.display = False
        self.query_one(Facts).show([("", text or Content())])

    def show(self, field: Field, text: str, problem: str, show: Show) -> None:
        """Show a variable with the text of its value; what is being typed in it is left alone."""
        variable = field.variable
        if self._editing and self._field is not None and self._field.variable.name == variable.name:
            self.say_problem(problem)
            return
        self._hand_on()
        self._field, self._text = field, text
        entitle(self, variable.name)
        typed, chosen, long = self._widgets()
        typed.display, chosen.display, long.display = False, False, False
        if is_collection(variable) or "\n" in text:
            long.display = True
            long.update(content(text, limit=4000))
        elif choices(variable) and not secret(variable):
            chosen.display = True
            self._offer(chosen, [show(variable, value) for value in choices(variable)], text)
        else:
            typed.display = True
            typed.password = secret(variable)
            typed.placeholder = "given for this session only" if secret(variable) else ""
            self._put(text)
        self.say_problem(problem)
        self.query_one(Facts).show(variable_facts(field, show))

    def say_problem(self, problem: str) -> None:
        """The problem at the field, or none."""
        widget = self.query_one("#problem", Static)
        widget.display = bool(problem)
        widget.update(styled("[$text-error]! $p[/]", p=problem))

    def begin(self) -> None:
        """Put the focus where the value is changed."""
        if self._field is None:
            return
        typed, chosen, long = self._widgets()
        if long.display:
            self.post_message(self.EditorWanted(self._field.variable.name))
        elif chosen.display:
            self.screen.set_focus(chosen)
        else:
            self.screen.set_focus(typed)
            typed.action_end()

    def action_give_up(self) -> None:
        if self._field is None:
            return
        self._put(self._text)
        self._editing = False
        self.post_message(self.Left(self._field.variable.name, self._text, accepted=False))

    def _widgets(self) -> tuple[Input, OptionList, Static]:
        return (
            self.query_one("#value", Input),
            self.query_one("#choices", OptionList),
            self.query_one("#long-value", Static),
        )

    def _offer(self, chosen: OptionList, offered: list[str], current: str) -> None:
        self._offered = offered
        chosen.clear_options()
        chosen.add_options([content(text, lines=False) for text in offered])
        chosen.highlighted = offered.index(current) if current in offered else 0

    @on(Input.Changed, "#value")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._timer is not None:
            self._timer.stop()
        if self._field is not None:
            self._timer = self.set_timer(DEBOUNCE_SECONDS, self._hand_on)

    def on_descendant_focus(self) -> None:
        self._editing = True

    def on_descendant_blur(self) -> None:
        self._editing = False
        self._hand_on()

    @on(Input.Submitted, "#value")
    def _accepted(self, event: Input.Submitted) -> None:
        event.stop()
        self._leave(event.value)

    @on(OptionList.OptionSelected, "#choices")
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._leave(self._offered[event.option_index])

    def _leave(self, text: str) -> None:
        self.take_pending()
        self._editing = False
        if self._field is not None:
            # A value that the gate shows otherwise than it is has not been changed by looking at it.
            same = text == clean(self._text)
            self.post_message(self.Left(self._field.variable.name, self._text if same else text, accepted=True))

    def take_pending(self) -> Typed | None:
        """What was typed and not handed on yet; it is handed on by this."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        typed = self.query_one("#value", Input)
        if self._field is None or not typed.display or typed.value == self._handed_on:
            return None
        self._handed_on = typed.value
        return self.Typed(self._field.variable.name, typed.value)

    def _hand_on(self) -> None:
        pending = self.take_pending()
        if pending is not None:
            self.post_message(pending)

    def _put(self, text: str) -> None:
        """Show a text in the line, as one that is known already."""
        typed = self.query_one("#value", Input)
        with typed.prevent(Input.Changed):
            typed.value = clean(text)
        self._handed_on = typed.value
