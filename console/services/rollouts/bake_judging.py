"""What of a bake is good: values against their thresholds and against before, alarms, and data that did not come."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from console.domain.alarms import Alarm
from console.domain.metrics import Chart, Series
from console.domain.metrics_units import shown
from console.domain.rollout_file import Bake, Watched
from console.services.rollouts.bake_document import BakeDocument, BakedSeries
from console.services.rollouts.checks import Seen, failed, noted, passed, unknown

_LATE_SECONDS = 300.0
"""CloudWatch may show a value so much later than it is of."""


def watched_charts(charts: Sequence[Chart], watched: Sequence[Watched]) -> Iterator[tuple[Watched, Chart]]:
    """Every chart of the environment's metrics screen that a watched metric names, by the wanted statistic."""
    for each in watched:
        namespace, _, name = each.metric.partition(" ")
        for chart in charts:
            if not chart.daily and any((m.namespace, m.name) == (namespace, name) for m in chart.metrics):
                yield each, _by(chart, each.statistic)


def _by(chart: Chart, statistic: str | None) -> Chart:
    """Told apart by its title from the same metric with another statistic."""
    return chart if statistic is None else replace(chart.by(statistic), title=f"{chart.title} {statistic}")


def series_of(watched: Watched, chart: Chart, before: Series) -> BakedSeries:
    """A chart that is about to be watched."""
    limit = None
    if watched.worse_by_percent is not None and before.mean is not None:
        limit = before.mean * (1 + float(watched.worse_by_percent) / 100)
    return BakedSeries(
        metric=watched.metric,
        key=chart.key,
        title=f"{chart.group}: {chart.title}",
        unit=chart.unit,
        statistic=chart.statistic,
        above=_number(watched.above),
        below=_number(watched.below),
        worse_by_percent=_number(watched.worse_by_percent),
        required=watched.required,
        limit=limit,
        before=list(before.points),
    )


def judge(series: BakedSeries, points: Series) -> None:
    """Take the points since the apply over, and judge each value once: also those of a time without a look."""
    series.after = list(points.points)
    for at, value in series.after:
        if at <= series.judged:
            continue
        series.judged = at
        wrong = _wrong(series, value)
        series.bad = series.bad + 1 if wrong else 0
        series.worst_bad = max(series.worst_bad, series.bad)
        series.said = wrong or series.said


def judge_alarms(document: BakeDocument, alarms: Sequence[Alarm], applied: datetime) -> None:
    """An alarm that went off before the apply is not this change's."""
    new = [alarm.name for alarm in alarms if alarm.state == "ALARM" and (alarm.since is None or alarm.since >= applied)]
    document.alarms_bad = document.alarms_bad + 1 if new else 0
    if new:
        document.alarms_said = ", ".join(new[:3])


def gone_wrong(document: BakeDocument, gates: Bake) -> bool:
    """Whether something was bad so often, one after the other, that there is nothing left to wait for."""
    return any(each.worst_bad >= gates.failures for each in document.series) or (
        gates.alarms and document.alarms_bad >= gates.failures
    )


def waits_for_data(document: BakeDocument) -> bool:
    """Whether a metric that is required has no value yet."""
    return any(each.required and not each.after for each in document.series)


def findings(document: BakeDocument, gates: Bake, now: float) -> Iterator[Seen]:
    """What the bake came to, one finding a chart."""
    if document.failed_look:
        yield unknown(f"The last look failed: {document.failed_look}", "measurement")
    for each in document.series:
        yield _finding(each, gates, now)
    drawn = {each.metric for each in document.series}
    for watched in gates.watch:
        if document.prepared and watched.metric not in drawn:
            text = "No chart of this environment draws it, so that nobody knows how it does."
            yield (unknown if watched.required else noted)(text, watched.metric)
    if not gates.alarms:
        return
    if document.alarms_bad >= gates.failures:
        yield failed(f"Going off, {document.alarms_bad} looks one after the other: {document.alarms_said}.", "alarms")
    elif document.alarms_bad:
        yield noted(f"Going off in the last {document.alarms_bad} looks: {document.alarms_said}.", "alarms")
    else:
        yield passed(f"None went off in {document.looks} looks, or not for long.", "alarms")


def _finding(series: BakedSeries, gates: Bake, now: float) -> Seen:
    if series.worst_bad >= gates.failures:
        return failed(f"{series.said}, {series.worst_bad} values one after the other.", series.title)
    without = unknown if series.required else noted
    if not series.after:
        return without("CloudWatch had no value of it since the apply.", series.title)
    if series.worst_bad and series.after[-1][0] < now - 3 * _LATE_SECONDS:
        return without(f"No value came any more after a bad one ({series.said}).", series.title)
    if series.after[-1][0] < now - 3 * _LATE_SECONDS:
        return without(f"No value came in the last {(now - series.after[-1][0]) / 60:.0f} min.", series.title)
    if series.worse_by_percent is not None and series.limit is None and series.above is series.below is None:
        return without("There is no value of before the apply to compare it with.", series.title)
    values = [value for _, value in series.after]
    words = f"{_shown(min(values), series)} to {_shown(max(values), series)}"
    if series.before:
        mean = math.fsum(value for _, value in series.before) / len(series.before)
        words += f", {_shown(mean, series)} on average before"
    once = f"; at most {series.worst_bad} bad one after the other" if series.worst_bad else ""
    return passed(f"{words}{once}.", series.title)


def _wrong(series: BakedSeries, value: float) -> str:
    """What is wrong with a value, in words; empty where nothing is."""
    if series.above is not None and value > series.above:
        return f"{_shown(value, series)} is over {_shown(series.above, series)}"
    if series.below is not None and value < series.below:
        return f"{_shown(value, series)} is under {_shown(series.below, series)}"
    if series.limit is not None and value > series.limit:
        by = f"{series.worse_by_percent:g} %"
        return f"{_shown(value, series)} is more than {by} over before, which is {_shown(series.limit, series)}"
    return ""


def _shown(value: float, series: BakedSeries) -> str:
    return shown(value, series.unit)


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))
