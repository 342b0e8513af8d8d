"""The points of the charts that the wall shows, a Region at a time. Looks only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from console.domain.environment import EnvironmentName
from console.domain.metrics import Chart, Query, Series, Standing, added
from console.domain.metrics_window import RANGES, Window
from console.errors import AwsError
from console.ports import MetricsReader
from console.services.metrics_layout import Layout
from console.services.monitoring import Look

WINDOW = Window(RANGES["3h"])
"""What the charts of the wall show."""


@dataclass(frozen=True, slots=True)
class _Answer:
    series: Mapping[str, Series]
    calls: int = 0
    said: tuple[str, ...] = ()


class WallPoints:
    """Keeps what Regions other than an environment's own said last."""

    def __init__(self, reader: MetricsReader) -> None:
        self._reader = reader
        self._far: dict[tuple[EnvironmentName, str], tuple[float, _Answer]] = {}
        self.waiting = False
        """Whether other Regions were left out the last time, since nothing was left for any of them."""

    def ask(self, name: EnvironmentName, layout: Layout, charts: Sequence[Chart], now: float, far: int) -> Look:
        """The points of these charts; raises AwsError where the environment's own Region refuses.

        Other Regions are asked as long as `far` lasts, the one that was asked longest ago first, else their charts stay
        as they were; one that never was is asked whatever is left. What one of them refuses stands in its charts.
        """
        self.waiting = asked = False
        series: dict[str, Series] = {}
        calls = 0
        said: list[str] = []
        for region in sorted({chart.region for chart in charts}, key=lambda each: (each != "", self._last(name, each))):
            here = [chart for chart in charts if chart.region == region]
            kept = self._far.get((name, region))
            if kept is not None and {chart.key for chart in here} <= kept[1].series.keys():
                if far <= 0:
                    self.waiting = not asked
                    series |= kept[1].series
                    said += kept[1].said
                    continue
                far -= 1
                asked = True
            answer = self._elsewhere(region, here, now) if region else self._points(layout.region, here, now)
            if region:
                self._far[name, region] = (now, answer)
            series |= answer.series
            calls += answer.calls
            said += answer.said
        start, end = WINDOW.bounds(now)
        return Look(now, start, end, WINDOW.period(now), WINDOW, tuple(charts), series, calls=calls, said=tuple(said))

    def forget(self, name: EnvironmentName) -> None:
        """It is not there any more."""
        self._far = {key: kept for key, kept in self._far.items() if key[0] != name}

    def _last(self, name: EnvironmentName, region: str) -> float:
        kept = self._far.get((name, region))
        return kept[0] if kept is not None else 0.0

    def _elsewhere(self, region: str, charts: Sequence[Chart], now: float) -> _Answer:
        try:
            return self._points(region, charts, now)
        except AwsError as error:
            refused = Series((), Standing.FAILED, error.message)
            return _Answer({chart.key: refused for chart in charts}, 1, (f"{region}: {error.message}",))

    def _points(self, region: str, charts: Sequence[Chart], now: float) -> _Answer:
        period = WINDOW.period(now)
        asked = {chart: [Query(metric, chart.statistic, period) for metric in chart.metrics] for chart in charts}
        queries = tuple(dict.fromkeys(query for some in asked.values() for query in some))
        answer = self._reader.data(region, queries, *WINDOW.bounds(now))
        found = {chart.key: added([answer.series[query] for query in some]) for chart, some in asked.items()}
        return _Answer(found, answer.calls, answer.said)
