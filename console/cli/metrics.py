"""`infra-console metrics ENV`: the dashboard as a table, with the points as CSV or JSON."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from console.bootstrap import Console
from console.cli.printing import print_json, printable, say, table
from console.domain.alarms import STATES, Alarm
from console.domain.environment import EnvironmentName
from console.domain.metrics import Chart, Metric, Series, Standing, statistic_of
from console.domain.metrics_units import NO_DATA, shown, sparkline
from console.domain.metrics_window import Window, period_words
from console.errors import AwsError
from console.services.metrics_files import as_csv, as_document, write_new
from console.services.monitoring import Look


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
        _print_alarms(look.alarms)
        return
    start, end = (datetime.fromtimestamp(at, UTC) for at in (look.start, look.end))
    say(f"{start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC, a point every {period_words(look.period)}")
    group = ""
    rows = []
    for chart in look.charts:
        rows.append(_row(chart, look, chart.group if chart.group != group else ""))
        group = chart.group
    heading = ("", "METRIC", "STATISTIC", "LAST", "MIN", "AVG", "MAX", "")
    say(table(heading, rows, right=(3, 4, 5, 6)))
    counts = {state: sum(alarm.state == state for alarm in look.alarms) for state in STATES}
    if look.alarms:
        say("Alarms: " + ", ".join(f"{count} {STATES[state]}" for state, count in counts.items() if count))
        _print_alarms(tuple(alarm for alarm in look.alarms if alarm.state == "ALARM"))


def _row(chart: Chart, look: Look, group: str) -> tuple[str, ...]:
    series = look.series.get(chart.key, Series())
    start, end, period = look.bounds(chart)
    summed = f" / {period_words(period)}" if chart.statistic in ("Sum", "SampleCount") else ""
    figures = [
        shown(value, chart.unit) if series.points else ""
        for value in (series.last, series.lowest, series.mean, series.highest)
    ]
    if not series.points:
        figures[0] = NO_DATA if series.standing is Standing.COMPLETE else str(series.standing)
    line = sparkline(series.points, start, end)
    return (group, chart.title, f"{chart.statistic}{summed}", *figures, line)


def _print_alarms(alarms: tuple[Alarm, ...]) -> None:
    if not alarms:
        say("No alarm.")
    for alarm in alarms:
        since = f" since {alarm.since:%Y-%m-%d %H:%M} UTC" if alarm.since else ""
        say(f"{STATES.get(alarm.state, alarm.state).upper()}{since}  {printable(alarm.name)}: {printable(alarm.words)}")
        if alarm.reason:
            say(f"  {printable(alarm.reason)}")
