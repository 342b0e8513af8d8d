"""Metrics and alarms of an environment: its dashboard's points, in as few calls as CloudWatch allows. Looks only."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from console.domain.alarms import Alarm, AlarmEvent
from console.domain.environment import EnvironmentName, Preset
from console.domain.metrics import DAY_SECONDS, Answer, Chart, Metric, Query, Series, added
from console.domain.metrics_window import DAILY_SPAN, Window
from console.errors import AwsError, InputError
from console.ports import MetricsReader
from console.services.applied_resources import AppliedResource
from console.services.metrics_layout import Layout, lay_out
from console.services.own_metrics import OwnMetrics

_LAYOUT_SECONDS = 600.0
"""How long the answer of the state holds: what there is to watch changes with applies only."""
_DAILY_SECONDS = 3600.0
"""How long a figure holds that AWS measures once a day."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """What is laid over the charts: the same metrics so many seconds earlier, or those of another environment."""

    words: str
    earlier_seconds: float = 0.0
    other: EnvironmentName | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """One refresh: the points of every chart by its key, and the alarms."""

    at: float
    """When it was asked, in seconds since 1970."""
    start: float
    end: float
    period: int
    window: Window
    charts: tuple[Chart, ...]
    """As they were asked for, in the order of the dashboard."""
    series: Mapping[str, Series]
    over: Mapping[str, Series] = field(default_factory=dict)
    """Points of the overlay, moved to where they are drawn."""
    alarms: tuple[Alarm, ...] = ()
    calls: int = 0
    said: tuple[str, ...] = ()
    """What could not be had, in sentences."""

    def bounds(self, chart: Chart) -> tuple[float, float, int]:
        """Start, end and period of a chart: what is measured daily shows two weeks."""
        if chart.daily:
            return (*Window(DAILY_SPAN).bounds(self.end, period=DAY_SECONDS), DAY_SECONDS)
        return self.start, self.end, self.period


class Monitoring:
    """Reads dashboards. `now` gives seconds since 1970."""

    def __init__(
        self,
        resources: Callable[[EnvironmentName], tuple[AppliedResource, ...]],
        preset: Callable[[EnvironmentName], Preset],
        reader: MetricsReader,
        own: OwnMetrics,
        *,
        sandbox: bool,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._resources = resources
        self._preset = preset
        self._reader = reader
        self._own = own
        self._now = now
        self.sandbox = sandbox
        self._layouts: dict[EnvironmentName, tuple[float, Layout]] = {}
        self._daily: dict[tuple[str, Query], tuple[float, Series]] = {}

    def layout(self, name: EnvironmentName, *, fresh: bool = False) -> Layout:
        """What there is to watch: the layout of the applied resources, then the operator's own metrics.

        Raises InputError where nothing was applied or nothing of it can be watched.
        """
        kept = self._layouts.get(name)
        if kept is None or fresh or self._now() - kept[0] > _LAYOUT_SECONDS:
            kept = (self._now(), lay_out(self._preset(name).region, self._resources(name)))
            self._layouts[name] = kept
        found = kept[1]
        charts = (*found.charts, *self._own.charts(name))
        if not charts and not found.alarms:
            raise InputError(f"Nothing of {name} is measured by CloudWatch: `infra-console output {name}` shows it.")
        return replace(found, charts=charts)

    def look(
        self,
        name: EnvironmentName,
        window: Window,
        *,
        statistic: str | None = None,
        overlay: Overlay | None = None,
        charts: Sequence[Chart] | None = None,
        fresh: bool = False,
    ) -> Look:
        """Every chart's points, or those of the charts given, and the alarms.

        `statistic` takes the place of the charts' own. Raises InputError where there is nothing to watch, AwsError
        where CloudWatch refuses.
        """
        layout, now = self.layout(name, fresh=fresh), self._now()
        wanted = tuple(chart.by(statistic) for chart in (layout.charts if charts is None else charts))
        reading = _Reading(self._reader, layout.region, self._daily, now)
        series = reading.series(wanted, window)
        over = self._over(reading, wanted, window, overlay, now) if overlay else {}
        alarms: tuple[Alarm, ...] = ()
        if layout.alarms:
            try:
                alarms = self._reader.alarms(layout.region, layout.alarms)
                reading.calls += 1
            except AwsError as error:
                # Who may not look at alarms still sees the metrics.
                reading.said.append(error.message)
        start, end = window.bounds(now)
        period, said = window.period(now), tuple(reading.said)
        return Look(now, start, end, period, window, wanted, series, over, alarms, reading.calls, said)

    def _over(
        self, reading: _Reading, charts: Sequence[Chart], window: Window, overlay: Overlay, now: float
    ) -> dict[str, Series]:
        if overlay.other is None:
            earlier = window.earlier(overlay.earlier_seconds, now)
            found = reading.series([chart for chart in charts if not chart.daily], earlier)
            return {key: series.moved(overlay.earlier_seconds) for key, series in found.items()}
        theirs = {chart.slot: chart for chart in self.layout(overlay.other).charts if chart.slot}
        pairs = {
            chart.key: replace(theirs[chart.slot], statistic=chart.statistic)
            for chart in charts
            if chart.slot in theirs
        }
        elsewhere = reading.elsewhere(self.layout(overlay.other).region)
        found = elsewhere.series(list(pairs.values()), window)
        reading.calls += elsewhere.calls
        reading.said += elsewhere.said
        return {key: found[chart.key] for key, chart in pairs.items()}

    def history(self, name: EnvironmentName, alarm: str) -> tuple[AlarmEvent, ...]:
        """Raises AwsError."""
        return self._reader.history(self._preset(name).region, alarm)

    def listed(self, name: EnvironmentName, namespace: str | None = None) -> tuple[Metric, ...]:
        """The metrics that can be chosen, of one namespace or of all; raises AwsError."""
        return self._reader.metrics(self._preset(name).region, namespace)

    def keep(self, name: EnvironmentName, metric: Metric) -> None:
        """Put a metric onto the environment's dashboard."""
        self._own.add(name, metric)

    def drop(self, name: EnvironmentName, metric: Metric) -> None:
        """Take one of the operator's own metrics off again."""
        self._own.remove(name, metric)


class _Reading:
    """The calls of one refresh."""

    def __init__(
        self,
        reader: MetricsReader,
        region: str,
        daily: dict[tuple[str, Query], tuple[float, Series]],
        now: float,
    ) -> None:
        self._reader, self._region, self._daily, self._now = reader, region, daily, now
        self.calls = 0
        self.said: list[str] = []

    def elsewhere(self, region: str) -> _Reading:
        return _Reading(self._reader, region, self._daily, self._now)

    def series(self, charts: Iterable[Chart], window: Window) -> dict[str, Series]:
        charts = tuple(charts)
        period = window.period(self._now)
        usual = {chart: _queries(chart, period) for chart in charts if not chart.daily}
        daily = {chart: _queries(chart, DAY_SECONDS) for chart in charts if chart.daily}
        points = self._ask([query for queries in usual.values() for query in queries], window.bounds(self._now))
        points |= self._ask_daily([query for queries in daily.values() for query in queries])
        every = usual | daily
        return {chart.key: added([points.get(query, Series()) for query in every[chart]]) for chart in charts}

    def _ask(self, queries: list[Query], bounds: tuple[float, float]) -> dict[Query, Series]:
        if not queries:
            return {}
        answer: Answer = self._reader.data(self._region, tuple(dict.fromkeys(queries)), *bounds)
        self.calls += answer.calls
        self.said += answer.said
        return dict(answer.series)

    def _ask_daily(self, queries: list[Query]) -> dict[Query, Series]:
        """Once an hour: asking more often would tell nothing new, and CloudWatch counts the metrics asked for."""
        kept = {query: self._daily.get((self._region, query)) for query in queries}
        old = [query for query, found in kept.items() if found is None or self._now - found[0] > _DAILY_SECONDS]
        for query, series in self._ask(old, Window(DAILY_SPAN).bounds(self._now, period=DAY_SECONDS)).items():
            self._daily[self._region, query] = (self._now, series)
        return {query: self._daily[self._region, query][1] for query in queries}


def _queries(chart: Chart, period: int) -> list[Query]:
    return [Query(metric, chart.statistic, period) for metric in chart.metrics]
