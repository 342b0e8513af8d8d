"""The form of an environment with what the operator entered: no widget, so that it is one's own to reason about."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from console.errors import InputError
from console.ui.filter import matches
from console.ui.variable_view import GROUP_KEY, base, group_row, secret, variable_row

if TYPE_CHECKING:
    from rich.text import Text

    from console.domain.variables import Problem, Variable
    from console.ui.drafts import Draft
    from console.ui.ports import Field, VariableForm, Variables


class VariableSheet:
    """Fields by name, and the draft that the entries go to."""

    def __init__(self, form: VariableForm, draft: Draft, variables: Variables) -> None:
        self.form = form
        self.fields: dict[str, Field] = {field.variable.name: field for field in form.fields}
        self.draft = draft
        self._variables = variables
        draft.read({name: field.overlay for name, field in self.fields.items() if field.overlay_set})

    def show(self, variable: Variable, value: Any) -> str:
        return self._variables.show(variable, value)

    def text_of(self, field: Field) -> str:
        """What stands in the field: the text as typed, the change, or the value without it."""
        name, draft = field.variable.name, self.draft
        if secret(field.variable):
            return draft.secrets.get(name, "")
        if name in draft.texts:
            return draft.texts[name]
        if name in draft.values:
            return self.show(field.variable, draft.values[name])
        return self._base_text(field) or ""

    def _base_text(self, field: Field) -> str | None:
        known, value = base(field)
        return self.show(field.variable, value) if known else None

    def complaint(self, field: Field, text: str) -> str:
        """Why the text is no value of the variable; empty where it is one."""
        try:
            self._variables.parse(field.variable, text)
        except InputError as error:
            return error.message
        return ""

    def enter(self, name: str, text: str) -> bool:
        """Take a text over as the variable's value, or keep it beside the sentence why it is none.

        Returns whether there is a changed value, whose rules are now to be checked.
        """
        field, draft = self.fields[name], self.draft
        hidden = secret(field.variable)
        draft.texts.pop(name, None)
        draft.problems.pop(name, None)
        if hidden and not text:
            draft.secrets.pop(name, None)
            return False
        if not hidden and text == self._base_text(field):
            draft.values.pop(name, None)
            return False
        try:
            value = self._variables.parse(field.variable, text)
        except InputError as error:
            if hidden:
                draft.secrets.pop(name, None)
            else:
                draft.texts[name] = text
            draft.problems[name] = error.message
            return False
        if hidden:
            draft.secrets[name] = text
        else:
            draft.values[name] = value
        return True

    def value(self, name: str) -> Any:
        """The entered value of a variable."""
        field = self.fields[name]
        if secret(field.variable):
            return self._variables.parse(field.variable, self.draft.secrets[name])
        return self.draft.values[name]

    def overrides(self) -> dict[str, Any]:
        """What makes the values on disk into those on the screen: changes, and what was taken back."""
        changed = {name: value for name, value in self.draft.values.items() if name in self.fields}
        for name in self.draft.saved:
            if name not in changed and name in self.fields:
                known, value = base(self.fields[name])
                if known:
                    changed[name] = value
        return changed

    def judge(self, name: str, problems: Collection[Problem]) -> None:
        """Keep what a check of one variable found."""
        self.draft.problems.pop(name, None)
        for problem in problems:
            self.draft.problems[name] = in_words(problem)
            return

    def judge_all(self, problems: Collection[Problem]) -> None:
        """Keep what a check of everything found, beside the texts that are no values."""
        typed = {name: self.draft.problems.get(name, "cannot be used") for name in self.draft.texts}
        self.draft.problems = {problem.variable: in_words(problem) for problem in reversed(tuple(problems))} | typed

    def changed(self, field: Field) -> bool:
        """Whether the operator entered something for the variable."""
        name, draft = field.variable.name, self.draft
        return name in draft.values or name in draft.secrets or name in draft.texts

    def rows(
        self, query: str, folded: Collection[str], only_changed: bool, colours: dict[str, str]
    ) -> tuple[list[tuple[str, tuple[Text, ...]]], int]:
        """The rows of groups and variables that pass, and how many variables those are."""
        rows: list[tuple[str, tuple[Text, ...]]] = []
        count = 0
        for group in self.form.groups:
            members = [field for field in self.form.fields if field.variable.group == group]
            passing = [field for field in members if self._passes(field, query, only_changed)]
            if not passing:
                continue
            shut = group in folded and not query
            rows.append((GROUP_KEY + group, self._group_row(group, members, shut, colours)))
            rows.extend((f.variable.name, self.row(f, colours)) for f in passing if not shut)
            count += len(passing)
        return rows, count

    def row(self, field: Field, colours: dict[str, str]) -> tuple[Text, ...]:
        return variable_row(field, self.draft, self.show, colours)

    def _group_row(self, group: str, members: Iterable[Field], shut: bool, colours: dict[str, str]) -> tuple[Text, ...]:
        members = tuple(members)
        return group_row(group, len(members), sum(1 for field in members if self.changed(field)), shut, colours)

    def _passes(self, field: Field, query: str, only_changed: bool) -> bool:
        variable = field.variable
        if only_changed and not (self.changed(field) or variable.name in self.draft.problems):
            return False
        return not query or matches(query, variable.name, variable.description, variable.group)


def in_words(problem: Problem) -> str:
    """The problem with its place inside the value."""
    return f"{problem.path}: {problem.message}" if problem.path else problem.message
