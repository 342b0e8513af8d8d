"""What an alarm looks at: the newest periods of its metric or of its expression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from console.sandbox.metrics.functions import Line
from console.sandbox.metrics.queries import Catalog, Queries, Window

_MORE_PERIODS = 2
"""CloudWatch looks at somewhat more periods than it evaluates, in case some have no data."""

_STATISTIC_QUERY = "metric"


@dataclass(frozen=True)
class Datapoints:
    """The periods with data among those looked at, oldest first."""

    period: int
    start: int
    values: list[tuple[int, float]]


def datapoints(alarm: Any, catalog: Catalog, now: float) -> Datapoints:
    """The newest data of an alarm; raises CloudWatch's ValidationError for an expression that is not simulated."""
    queries, watched = _queries(alarm)
    period = _period(queries)
    end = int(now) // min(period, 60) * min(period, 60)
    start = end - period * (int(alarm.evaluation_periods) + _MORE_PERIODS)
    lines: list[Line] = Queries(catalog, queries, Window(start, end, now)).results(watched)
    points = lines[0].points if lines else {}
    return Datapoints(period, start, sorted(points.items()))


def _queries(alarm: Any) -> tuple[list[dict[str, Any]], str]:
    """The alarm's queries as GetMetricData takes them, and the id of the one that it watches."""
    if not alarm.metric_data_queries:
        metric = {
            "Namespace": alarm.namespace,
            "MetricName": alarm.metric_name,
            "Dimensions": _dimensions(alarm.dimensions),
        }
        stat = {
            "Metric": metric,
            "Period": int(alarm.period),
            "Stat": alarm.statistic or alarm.extended_statistic,
            "Unit": alarm.unit,
        }
        return [{"Id": _STATISTIC_QUERY, "MetricStat": stat}], _STATISTIC_QUERY
    queries = [_query(query) for query in alarm.metric_data_queries]
    watched = next((each.id for each in alarm.metric_data_queries if _returns(each.return_data)), queries[-1]["Id"])
    return queries, watched


def _query(query: Any) -> dict[str, Any]:
    if query.metric_stat is None:
        return {"Id": query.id, "Expression": query.expression, "Period": query.period}
    stat = query.metric_stat
    metric = {
        "Namespace": stat.metric.namespace,
        "MetricName": stat.metric.metric_name,
        "Dimensions": _dimensions(stat.metric.dimensions),
    }
    return {
        "Id": query.id,
        "MetricStat": {"Metric": metric, "Period": int(stat.period), "Stat": stat.stat, "Unit": stat.unit},
    }


def _dimensions(dimensions: Any) -> list[dict[str, str]]:
    return [{"Name": each.name, "Value": each.value} for each in dimensions]


def _returns(return_data: Any) -> bool:
    return return_data is None or str(return_data).lower() == "true"


def _period(queries: list[dict[str, Any]]) -> int:
    periods = [int(query["MetricStat"]["Period"]) for query in queries if "MetricStat" in query]
    given = [int(query["Period"]) for query in queries if query.get("Period")]
    return max([*periods, *given], default=300)
