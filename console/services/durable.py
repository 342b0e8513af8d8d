"""The durable way beside the immediate one: the variables that hold a number of tasks over the next apply."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from console.domain.ecs import Autoscaling
from console.domain.environment import EnvironmentName
from console.domain.sentences import sentence
from console.errors import InputError
from console.services.variables import Variables

_OF_AN_IMAGE = re.compile(r"image|(^|_)tag$")
_OF_TASKS = re.compile(r"count|capacity|tasks|size")
_MINIMUM, _MAXIMUM, _DESIRED = (
    re.compile(rf"(^|_)({word})(_|$)") for word in ("min|minimum", "max|maximum", "desired")
)


@dataclass(frozen=True, slots=True)
class DurableChange:
    """Variables and the values that they would get, with those that they have now."""

    environment: EnvironmentName
    values: dict[str, Any]
    before: dict[str, Any]

    @property
    def command(self) -> str:
        """The same at the command line."""
        settings = " ".join(f"--set {name}={value}" for name, value in self.values.items())
        return f"infra-console apply {self.environment} {settings}"


class Durable:
    """Finds the variables by their names and by autoscaling's bounds, and keeps the change in the overlay."""

    def __init__(self, variables: Callable[[], Variables]) -> None:
        self._variables = variables

    def scaling(self, name: EnvironmentName, desired: int, autoscaling: Autoscaling | None) -> DurableChange:
        """What to set so that at least so many tasks run after the next apply, too.

        Raises InputError where no variable says so, or one does not take the value.
        """
        numbers = self._numbers(name)
        low, high = (autoscaling.minimum, autoscaling.maximum) if autoscaling else (None, None)
        values: dict[str, int] = {}
        for pattern, bound, wanted in (
            (_DESIRED, None, desired),
            (_MINIMUM, low, desired),
            (_MAXIMUM, high, max(desired, high or 0)),
        ):
            variable = _one(numbers, pattern, bound)
            if variable is not None:
                # The maximum is only ever raised: a lower one would forbid peaks that it allows now.
                values[variable] = max(wanted, numbers[variable]) if pattern is _MAXIMUM else wanted
        changed = {variable: value for variable, value in values.items() if numbers[variable] != value}
        if not changed:
            raise InputError(f"No variable of {name} is known to hold the number of tasks: look at its variables.")
        for problem in self._variables().check_all(name, changed):
            if problem.variable not in changed:
                continue
            raise InputError(f"{name}: {problem.variable}{problem.path}: {sentence(problem.message)}")
        return DurableChange(name, changed, {variable: numbers[variable] for variable in changed})

    def bounds(self, name: EnvironmentName, before: Autoscaling, minimum: int, maximum: int) -> DurableChange | None:
        """What to set so that the next apply keeps these bounds; None where no variables hold them or take them."""
        numbers = self._numbers(name)
        found = {
            variable: value
            for pattern, bound, value in ((_MINIMUM, before.minimum, minimum), (_MAXIMUM, before.maximum, maximum))
            if (variable := _one(numbers, pattern, bound)) is not None and numbers[variable] != value
        }
        problems = self._variables().check_all(name, found)
        if not found or any(problem.variable in found for problem in problems):
            return None
        return DurableChange(name, dict(found), {variable: numbers[variable] for variable in found})

    def image(self, name: EnvironmentName, before: str, after: str) -> DurableChange | None:
        """What to set so that the next apply keeps the image's tag; None where no variable has the one from before."""
        form = self._variables().form(name)
        found = [
            field.variable.name
            for field in form.fields
            if _OF_AN_IMAGE.search(field.variable.name) and field.effective == before
        ]
        if len(found) != 1 or self._variables().check(name, found[0], after, {}):
            return None
        return DurableChange(name, {found[0]: after}, {found[0]: before})

    def _numbers(self, name: EnvironmentName) -> dict[str, int]:
        """The variables that may say how many tasks there are, with their values in effect."""
        return {
            field.variable.name: field.effective
            for field in self._variables().form(name).fields
            if isinstance(field.effective, int) and not isinstance(field.effective, bool)
            if _OF_TASKS.search(field.variable.name)
        }

    def keep(self, change: DurableChange) -> None:
        """Put the change into the environment's overlay: the next plan shows it, nothing is applied."""
        variables = self._variables()
        variables.save_overlay(change.environment, {**variables.overlay(change.environment), **change.values})


def _one(numbers: Mapping[str, int], pattern: re.Pattern[str], bound: int | None) -> str | None:
    """The one variable of that name, of several the one that has the live value; None where that is not clear."""
    found = [variable for variable in numbers if pattern.search(variable)]
    if len(found) > 1:
        found = [variable for variable in found if numbers[variable] == bound]
    return found[0] if len(found) == 1 else None
