"""CloudWatch through boto3. Looks only; many metrics in one call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from console.aws.ecs import Clients
from console.aws.refusals import asking
from console.domain.alarms import Alarm, AlarmEvent, worst_first
from console.domain.metrics import Answer, Metric, Query, Series, Standing

_QUERIES = 500
"""Metrics in one GetMetricData call, from its API reference."""
_NAMES = 100
"""Alarm names in one DescribeAlarms call."""
_LISTED = 20_000
"""Metrics of one namespace that are listed at most: more cannot be chosen from."""
_STANDINGS = {"Complete": Standing.COMPLETE, "PartialData": Standing.PARTIAL}


class CloudWatchLooks:
    """Metrics and alarms of one account."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def data(self, region: str, queries: Sequence[Query], start: float, end: float) -> Answer:
        """The points of every query between two times (seconds since 1970). Raises AwsError."""
        found: dict[Query, _Gathered] = {query: _Gathered() for query in queries}
        calls, said = 0, []
        wanted = list(found)
        with asking("cloudwatch", f"{len(wanted)} metrics"):
            for first in range(0, len(wanted), _QUERIES):
                some = wanted[first : first + _QUERIES]
                for page in self._pages(region, some, start, end):
                    calls += 1
                    said += [f"{each.get('Code', '')}: {each.get('Value', '')}" for each in page.get("Messages") or ()]
                    for result in page["MetricDataResults"]:
                        found[some[int(result["Id"][1:])]].take(result)
        return Answer({query: gathered.series(start, end) for query, gathered in found.items()}, calls, tuple(said))

    def _pages(self, region: str, queries: Sequence[Query], start: float, end: float) -> Iterator[dict[str, Any]]:
        cloudwatch = self._clients.of("cloudwatch", region)
        asked = {
            "MetricDataQueries": [_asked(number, query) for number, query in enumerate(queries)],
            "StartTime": datetime.fromtimestamp(start, UTC),
            "EndTime": datetime.fromtimestamp(end, UTC),
            "ScanBy": "TimestampAscending",
        }
        token: dict[str, str] = {}
        while True:
            page = cloudwatch.get_metric_data(**asked, **token)
            yield page
            if not page.get("NextToken"):
                return
            token = {"NextToken": page["NextToken"]}

    def alarms(self, region: str, names: Sequence[str]) -> tuple[Alarm, ...]:
        """The alarms of those names that exist, the worst first."""
        found: list[Alarm] = []
        with asking("cloudwatch", "the alarms"):
            for first in range(0, len(names), _NAMES):
                answer = self._clients.of("cloudwatch", region).describe_alarms(
                    AlarmNames=list(names[first : first + _NAMES]),
                    AlarmTypes=["MetricAlarm", "CompositeAlarm"],
                    MaxRecords=_NAMES,
                )
                found += map(_alarm, [*answer.get("MetricAlarms", ()), *answer.get("CompositeAlarms", ())])
        return tuple(sorted(found, key=worst_first))

    def history(self, region: str, alarm: str) -> tuple[AlarmEvent, ...]:
        """What CloudWatch remembers of an alarm (two weeks), newest first; at most the last hundred events."""
        with asking("cloudwatch", f"the history of {alarm}"):
            answer = self._clients.of("cloudwatch", region).describe_alarm_history(
                AlarmName=alarm, AlarmTypes=["MetricAlarm", "CompositeAlarm"], MaxRecords=100
            )
            events = [
                AlarmEvent(each["Timestamp"], each.get("HistoryItemType", ""), each.get("HistorySummary", ""))
                for each in answer["AlarmHistoryItems"]
            ]
        return tuple(sorted(events, key=lambda event: event.at, reverse=True))

    def metrics(self, region: str, namespace: str | None = None) -> tuple[Metric, ...]:
        """The metrics of a namespace, or of all of them, that had a point within about two weeks."""
        where = {"Namespace": namespace} if namespace else {}
        with asking("cloudwatch", f"the metrics of {namespace or 'this account'}"):
            pages = (
                self._clients.of("cloudwatch", region)
                .get_paginator("list_metrics")
                .paginate(**where, PaginationConfig={"MaxItems": _LISTED})
            )
            found = {_metric(each) for page in pages for each in page["Metrics"]}
        return tuple(sorted(found))


class _Gathered:
    """One query's points from all pages; a page may hold a part of them only."""

    def __init__(self) -> None:
        self._points: dict[float, float] = {}
        self._standing = Standing.COMPLETE
        self._said = ""

    def take(self, result: dict[str, Any]) -> None:
        """The last page's status counts: on the pages before it is PartialData because more follows."""
        for at, value in zip(result.get("Timestamps", ()), result.get("Values", ()), strict=False):
            self._points[at.timestamp()] = float(value)
        self._standing = _STANDINGS.get(result.get("StatusCode", "Complete"), Standing.FAILED)
        self._said = "; ".join(str(each.get("Value", "")) for each in result.get("Messages") or ())

    def series(self, start: float, end: float) -> Series:
        return Series(tuple(self._points.items()), self._standing, self._said).within(start, end)


def _asked(number: int, query: Query) -> dict[str, Any]:
    return {
        "Id": f"m{number}",
        "MetricStat": {
            "Metric": {
                "Namespace": query.metric.namespace,
                "MetricName": query.metric.name,
                "Dimensions": [{"Name": name, "Value": value} for name, value in query.metric.dimensions],
            },
            "Period": query.period,
            "Stat": query.statistic,
        },
        "ReturnData": True,
    }


def _metric(answer: dict[str, Any]) -> Metric:
    pairs = ((each["Name"], each["Value"]) for each in answer.get("Dimensions") or ())
    return Metric.of(answer["Namespace"], answer["MetricName"], pairs)


def _alarm(answer: dict[str, Any]) -> Alarm:
    return Alarm(
        name=answer["AlarmName"],
        state=answer["StateValue"],
        reason=answer.get("StateReason", ""),
        since=answer.get("StateTransitionedTimestamp") or answer.get("StateUpdatedTimestamp"),
        description=answer.get("AlarmDescription", ""),
        metric=_metric(answer) if answer.get("MetricName") else None,
        statistic=answer.get("Statistic") or answer.get("ExtendedStatistic") or "",
        operator=answer.get("ComparisonOperator", ""),
        threshold=answer.get("Threshold"),
        period=answer.get("Period", 0),
        periods=answer.get("EvaluationPeriods", 0),
        datapoints=answer.get("DatapointsToAlarm", 0),
        missing=answer.get("TreatMissingData", ""),
        rule=answer.get("AlarmRule", ""),
        actions=answer.get("ActionsEnabled", True),
    )
