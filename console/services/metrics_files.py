"""Metrics as files: CSV for a spreadsheet, JSON for a program."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

from console.domain.environment import EnvironmentName
from console.domain.metrics import Chart, Series
from console.services.exports import safe_cell
from console.services.monitoring import Look


def as_csv(look: Look) -> str:
    """One line a point; a chart without points has one line without time and value."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("group", "title", "metric", "statistic", "unit", "period_seconds", "time", "value"))
    for chart in look.charts:
        series = look.series.get(chart.key, Series())
        head = [chart.group, chart.title, " + ".join(map(str, chart.metrics)), chart.statistic, chart.unit]
        cells = [safe_cell(text) for text in head] + [str(look.bounds(chart)[2])]
        for at, value in series.points:
            writer.writerow([*cells, _time(at), repr(value)])
        if not series.points:
            writer.writerow([*cells, "", ""])
    return out.getvalue()


def as_document(name: EnvironmentName, look: Look, *, sandbox: bool) -> dict[str, Any]:
    """Everything that was read, for JSON; a figure that there is not is null."""
    return {
        "environment": str(name),
        "sandbox": sandbox,
        "start": _time(look.start),
        "end": _time(look.end),
        "period_seconds": look.period,
        "calls": look.calls,
        "messages": list(look.said),
        "metrics": [_chart_document(chart, look) for chart in look.charts],
        "alarms": [
            {
                "name": alarm.name,
                "region": alarm.region or None,
                "state": alarm.state,
                "reason": alarm.reason,
                "since": alarm.since,
                "watches": alarm.words,
                "metric": str(alarm.metric) if alarm.metric else None,
                "description": alarm.description,
                "actions": alarm.actions,
            }
            for alarm in look.alarms
        ],
    }


def _chart_document(chart: Chart, look: Look) -> dict[str, Any]:
    series = look.series.get(chart.key, Series())
    return {
        "group": chart.group,
        "title": chart.title,
        "region": chart.region or None,
        "metrics": [str(metric) for metric in chart.metrics],
        "statistic": chart.statistic,
        "unit": chart.unit or None,
        "period_seconds": look.bounds(chart)[2],
        "standing": str(series.standing),
        "message": series.said or None,
        "last": series.last,
        "min": series.lowest,
        "avg": series.mean,
        "max": series.highest,
        "thresholds": [
            {"alarm": line.alarm, "sign": line.sign, "value": line.value, "statistic": line.statistic,
             "period_seconds": line.period}
            for line in chart.thresholds
        ],
        "points": [{"time": _time(at), "value": value} for at, value in series.points],
    }  # fmt: skip


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()
