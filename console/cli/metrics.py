"""`infra-console metrics ENV`: the dashboard as a table, with the points as CSV or JSON."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from console.bootstrap import Console
from console.cli.printing import print_json, printable, say, table
from console.domain.alarms import STATES, Alarm, counted
from console.domain.environment import EnvironmentName
from console.domain.metrics import Chart, Metric, Series, Standing, statistic_of
from console.domain.metrics_units import NO_DATA, shown, sparkline
from console.domain.metrics_window import Window, period_words
from console.errors import AwsError
from console.services.exports import write_new
from console.services.metrics_files import as_csv, as_document
from console.services.monitoring import Look

_LINE = 24
"""Cells of the line beside the figures."""


def metrics(services: Console, options: argparse.Namespace) -> int:
    """Print it; 0 where all could be read, 1 where something could not, or nothing has a single point."""
    name = EnvironmentName.parse(options.environment)
    statistic = statistic_of(options.stat) if options.stat else None
    charts = tuple(_chart(Metric.parse(text)) for text in options.wanted) or None
    if options.alarms:
        charts = ()
    look = services.monitoring.look(name, Window.of(options.span), statistic=statistic, charts=charts)
    if options.csv:
        write_new(options.csv, as_csv(look))
    if options.json:
        print_json(as_document(name, look, sandbox=services.monitoring.sandbox))
    else:
        _print(look, only_alarms=options.alarms, sandbox=services.monitoring.sandbox)
        if options.csv:
            say(f"Written to {printable(options.csv)}.")
    return _verdict(look, only_alarms=options.alarms, quiet=options.json)


def _chart(metric: Metric) -> Chart:
    return Chart(metric.namespace, str(metric).removeprefix(f"{metric.namespace}/"), (metric,), "Average")


def _verdict(look: Look, *, only_alarms: bool, quiet: bool) -> int:
    """What could not be had is a failure; that a service which rests sends nothing is none, unless all is empty."""
    if look.said:
        raise AwsError(f"Not all could be read: {' '.join(look.said)}")
    failed = [chart for chart in look.charts if look.series[chart.key].standing is not Standing.COMPLETE]
    if failed:
        first = look.series[failed[0].key]
        raise AwsError(
            f"CloudWatch did not give all points of {len(failed)} metrics (for {failed[0].title}: {first.standing}): "
            "try again in a minute.",
            detail=first.said,
        )
    if only_alarms or any(look.series[chart.key].points for chart in look.charts):
        return 0
    say("None of these metrics has data in this time.", quiet=quiet)
    return 1


def _print(look: Look, *, only_alarms: bool, sandbox: bool) -> None:
    if sandbox:
        say("SANDBOX: these figures are made up by the simulated AWS.")
    if only_alarms:
        for alarm in look.alarms:
            _print_alarm(alarm)
        if not look.alarms:
            say("This environment has no alarms.")
        return
    start, end = (datetime.fromtimestamp(at, UTC) for at in (look.start, look.end))
    say(f"{start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC, a point every {period_words(look.period)}")
    say(_table(look))
    if look.alarms:
        say(f"Alarms: {counted(look.alarms)}")
        for alarm in look.alarms:
            if alarm.state == "ALARM":
                _print_alarm(alarm)


def _table(look: Look) -> str:
    """All charts in the same columns, each group under its name."""
    heading = ("METRIC", "STATISTIC", "LAST", "MIN", "AVG", "MAX", "")
    head, *lines = table(heading, [_row(chart, look) for chart in look.charts], right=(2, 3, 4, 5)).split("\n")
    text, group = [head], ""
    for chart, line in zip(look.charts, lines, strict=True):
        if chart.group != group:
            group = chart.group
            text.append(printable(group))
        text.append(line)
    return "\n".join(text)


def _row(chart: Chart, look: Look) -> tuple[str, ...]:
    series = look.series.get(chart.key, Series())
    start, end, period = look.bounds(chart)
    summed = f" / {period_words(period)}" if chart.statistic in ("Sum", "SampleCount") else ""
    figures = [
        shown(value, chart.unit) if series.points else ""
        for value in (series.last, series.lowest, series.mean, series.highest)
    ]
    if not series.points:
        figures[0] = NO_DATA if series.standing is Standing.COMPLETE else str(series.standing)
    # No more places than points that there may be: a blank is a gap.
    most = round((end - start) / max(period, series.usual_step))
    line = sparkline(series.points, start, end, min(_LINE, max(1, most)))
    return (f"  {chart.title}", f"{chart.statistic}{summed}", *figures, line)


def _print_alarm(alarm: Alarm) -> None:
    since = f" since {alarm.since:%Y-%m-%d %H:%M} UTC" if alarm.since else ""
    say(f"{STATES.get(alarm.state, alarm.state).upper()}{since}  {printable(alarm.key)}: {printable(alarm.words)}")
    if alarm.reason:
        say(f"  {printable(alarm.reason)}")
