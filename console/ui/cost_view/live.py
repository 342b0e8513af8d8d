"""The cost of one reviewed plan while an operator moves its assumptions; preview and cost screen look at the same."""

from __future__ import annotations

import threading
from decimal import Decimal
from typing import TYPE_CHECKING

from console.domain.cost_figures import CostFigures
from console.domain.environment import UsageRange
from console.domain.usage import AssumedUsage, UsageChoice, UsageSource
from console.ui.cost_view.steps import step

if TYPE_CHECKING:
    from console.domain.cost import CostOfPlan
    from console.domain.cost_savings import Saving
    from console.ui.ports import Repricing, Reviewed, Usage


class LiveCost:
    """Made and loaded in a thread, moved in the app's: every change is priced at once and has to be kept after."""

    def __init__(self, reviewed: Reviewed, usage: Usage) -> None:
        self.reviewed = reviewed
        self.choice = UsageChoice()
        self.assumed: tuple[AssumedUsage, ...] = ()
        self._usage = usage
        self._repricing: Repricing | None = None
        self._keeping = threading.Lock()
        self._kept = self.choice
        self._noted = reviewed.cost
        """The cost that the run's record holds."""

    @property
    def cost(self) -> CostOfPlan | None:
        return self.reviewed.cost

    @property
    def profiles(self) -> tuple[str, ...]:
        """The usage profiles that may be chosen."""
        return tuple(sorted(self.reviewed.preset.usage_profiles))

    @property
    def unkept(self) -> bool:
        """What is assumed, or what it costs so, is not on disk yet."""
        return self.choice != self._kept or self.cost is not self._noted

    def load(self) -> None:
        """Read what is assumed and prepare for changes of it; blocks, raises ConsoleError."""
        reviewed = self.reviewed
        self.choice = self._kept = self._usage.choice(reviewed.record.name)
        self._repricing = self._usage.priced(reviewed)
        before = self.cost
        self._take(self._repricing.at(self.choice))
        if before is not None and self.cost is not None and CostFigures.of(before) == CostFigures.of(self.cost):
            self._noted = self.cost

    def _take(self, cost: CostOfPlan) -> None:
        self.reviewed = self.reviewed.at_cost(cost)
        if self._repricing is not None:
            self.assumed = self._repricing.assumed(self.choice, cost)

    def choose(self, choice: UsageChoice) -> None:
        """Assume this from now on; raises InputError, and nothing changes, for usage that means nothing."""
        if self._repricing is not None and choice != self.choice:
            cost = self._repricing.at(choice)
            self.choice = choice
            self._take(cost)

    def savings(self) -> tuple[Saving, ...]:
        """What the plan suggests, on what is assumed now; blocks, raises ConsoleError."""
        return self._usage.savings(self.reviewed, self.choice)

    def move(self, key: str, direction: int) -> None:
        """The next round figure above (1) or below (-1) for what is expected; low and high give way."""
        row = self._row(key)
        amount = row.amount if row is not None else None
        expected = step(amount.expected if amount is not None else Decimal(1), direction)
        low, high = (amount.low, amount.high) if amount is not None else (expected, expected)
        self.set(key, UsageRange(low=min(low, expected), expected=expected, high=max(high, expected)))

    def set(self, key: str, span: UsageRange) -> None:
        """Assume this figure; raises InputError."""
        self.choose(self.choice.with_figure(key, span))

    def take_back(self, key: str = "") -> None:
        """Forget the operator's figure of a key, or all of them and the profile."""
        self.choose(self.choice.without_figure(key) if key else UsageChoice())

    def edited(self, key: str) -> bool:
        row = self._row(key)
        return row is not None and row.source is UsageSource.EDITED

    def _row(self, key: str) -> AssumedUsage | None:
        return next((row for row in self.assumed if row.key == key), None)

    def keep(self) -> None:
        """Write down what is assumed, and in the run's record what it costs so; blocks, raises ConsoleError.

        Of several calls that run at once the last writes what is newest.
        """
        with self._keeping:
            choice, reviewed = self.choice, self.reviewed
            if choice != self._kept:
                self._usage.keep(reviewed.record.name, choice)
                self._kept = choice
            if reviewed.cost is not None and reviewed.cost is not self._noted:
                self._usage.note(reviewed.record.id, reviewed.cost)
                self._noted = reviewed.cost
