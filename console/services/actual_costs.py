"""What an environment really cost, by the tags that our configurations give everything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from console.aws.cost_explorer import read_actual
from console.domain.actual_cost import ActualCost
from console.domain.environment import Preset
from console.errors import AwsError
from console.ports import Cloud
from console.services.price_books import today

PERIOD = timedelta(days=30)
_BEHIND = timedelta(days=1)
"""The newest day is left out: Cost Explorer is a day behind."""


class ActualCosts:
    """Asks Cost Explorer; each question costs USD 0.01. `taken_in` knows systems that are not of this console."""

    def __init__(
        self, cloud: Cloud, taken_in: Callable[[str], object | None], clock: Callable[[], date] = today
    ) -> None:
        self._cloud = cloud
        self._taken_in = taken_in
        self._clock = clock

    def of(self, preset: Preset) -> ActualCost:
        """The last 30 days of an environment; raises AwsError with one sentence where there is no figure."""
        if self._cloud.sandbox:
            raise AwsError("The sandbox bills nothing.")
        if self._taken_in(preset.system) is not None:
            raise AwsError(
                f"The tags of {preset.system}, which was taken in from its own configuration, are not known."
            )
        until = self._clock() - _BEHIND
        tags = {"Project": preset.system, "Environment": str(preset.values.get("environment", preset.environment))}
        return read_actual(tags, preset.region, until - PERIOD, until, self._cloud.engine_variables())
