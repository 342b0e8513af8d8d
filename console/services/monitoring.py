"""Metrics and alarms of an environment: its dashboard's points, in as few calls as CloudWatch allows. Looks only."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from console.domain.alarms import Alarm, AlarmEvent, AlarmStanding, worst_first
from console.domain.environment import EnvironmentName, Preset
from console.domain.metrics import DAY_SECONDS, Answer, Chart, Metric, Query, Series, Standing, added
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
        found = self._laid_out(name, fresh=fresh)
        charts = (*found.charts, *self._own.charts(name))
        if not charts and not found.alarms:
            raise InputError(f"Nothing of {name} is measured by CloudWatch: `infra-console output {name}` shows it.")
        return replace(found, charts=charts)

    def _laid_out(self, name: EnvironmentName, *, fresh: bool = False) -> Layout:
        kept = self._layouts.get(name)
        if kept is None or fresh or self._now() - kept[0] > _LAYOUT_SECONDS:
            kept = (self._now(), lay_out(self._preset(name).region, self._resources(name)))
            self._layouts[name] = kept
        return kept[1]

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
        alarms: list[Alarm] = []
        for region in layout.alarms_in:
            try:
                alarms += self._alarms(layout, region)
                reading.calls += 1
            except AwsError as error:
                # Who may not look at alarms still sees the metrics.
                reading.said.append(error.message)
        alarms.sort(key=worst_first)
        start, end = window.bounds(now)
        period, said = window.period(now), tuple(reading.said)
        return Look(now, start, end, period, window, wanted, series, over, tuple(alarms), reading.calls, said)

    def _alarms(self, layout: Layout, region: str) -> list[Alarm]:
        found = self._reader.alarms(region, layout.alarms_in[region])
        return [each if region == layout.region else replace(each, region=region) for each in found]

    def alarms(self, name: EnvironmentName) -> AlarmStanding:
        """How its alarms stand now: one call a Region in which it has any.

        Raises InputError where nothing was applied, AwsError where CloudWatch refuses.
        """
        layout = self._laid_out(name)
        found = [each for region in layout.alarms_in for each in self._alarms(layout, region)]
        return AlarmStanding(self._now(), tuple(sorted(found, key=worst_first)))

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

    def history(self, name: EnvironmentName, alarm: Alarm) -> tuple[AlarmEvent, ...]:
        """Raises AwsError."""
        return self._reader.history(alarm.region or self._preset(name).region, alarm.name)

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
        every = usual | daily
        found: dict[str, Series] = {}
        for region in sorted({chart.region for chart in charts}):
            here = [chart for chart in charts if chart.region == region]
            points = self._ask(region, _all(usual, here), window.bounds(self._now))
            points |= self._ask_daily(region, _all(daily, here))
            found |= {chart.key: added([points.get(query, Series()) for query in every[chart]]) for chart in here}
        return found

    def _ask(self, region: str, queries: list[Query], bounds: tuple[float, float]) -> dict[Query, Series]:
        """What one Region says; where another one than the environment's refuses, the rest is shown all the same."""
        if not queries:
            return {}
        try:
            answer: Answer = self._reader.data(region or self._region, tuple(dict.fromkeys(queries)), *bounds)
        except AwsError as error:
            if not region:
                raise
            self.said.append(f"{region}: {error.message}")
            return dict.fromkeys(queries, Series((), Standing.FAILED, error.message))
        self.calls += answer.calls
        self.said += answer.said
        return dict(answer.series)

    def _ask_daily(self, region: str, queries: list[Query]) -> dict[Query, Series]:
        """Once an hour: asking more often would tell nothing new, and CloudWatch counts the metrics asked for."""
        kept = {query: self._daily.get((region or self._region, query)) for query in queries}
        old = [query for query, found in kept.items() if found is None or self._now - found[0] > _DAILY_SECONDS]
        answers = self._ask(region, old, Window(DAILY_SPAN).bounds(self._now, period=DAY_SECONDS))
        for query, series in answers.items():
            if series.standing is not Standing.FAILED:
                self._daily[region or self._region, query] = (self._now, series)
        return {query: found[1] for query, found in kept.items() if found is not None} | answers


def _all(queries: Mapping[Chart, list[Query]], charts: Iterable[Chart]) -> list[Query]:
    return [query for chart in charts for query in queries.get(chart, ())]


def _queries(chart: Chart, period: int) -> list[Query]:
    return [Query(metric, chart.statistic, period) for metric in chart.metrics]
