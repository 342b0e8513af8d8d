"""CloudWatch: metrics that are put, queried and listed as its documentation says.

moto fails on percentiles, gives nothing for metric math beyond a bare id, and ignores MaxDatapoints and NextToken.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from moto.cloudwatch.exceptions import InvalidParameterCombination, InvalidParameterValue, ValidationError
from moto.cloudwatch.models import CloudWatchBackend
from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.responses import ActionResult

from console.sandbox.metrics.catalog import AllMetrics, put_metrics
from console.sandbox.metrics.measured import Measured, Metric
from console.sandbox.metrics.paging import MOST_DATAPOINTS, Place, digest, page
from console.sandbox.metrics.queries import Queries, Window, buckets, check_period
from console.sandbox.metrics.statistics import check_statistic, statistic
from console.sandbox.patching import wraps

_MOST_QUERIES = 500
_MOST_LISTED = 500
_MOST_STATISTICS = 1440
_ID = re.compile(r"^[a-z][a-zA-Z0-9_]*$")


@wraps(CloudWatchBackend, "put_metric_data")
def _put_compactly(
    _original: Callable[..., None], self: CloudWatchBackend, namespace: str, metric_data: list[dict[str, Any]]
) -> None:
    for number, datum in enumerate(metric_data, 1):
        self._validate_parameters_put_metric_data(datum, number)
    store = put_metrics(self.account_id, self.region_name)
    for datum in metric_data:
        store.put(namespace, datum, time.time())


@wraps(CloudWatchResponse, "get_metric_data")
def _get_metric_data(_original: Callable[..., ActionResult], self: CloudWatchResponse) -> ActionResult:
    parameters = self._get_params()
    queries: list[dict[str, Any]] = parameters.get("MetricDataQueries") or []
    _check_queries(queries)
    start, end = _interval(parameters)
    most = int(parameters.get("MaxDatapoints") or MOST_DATAPOINTS)
    if not 1 <= most <= MOST_DATAPOINTS:
        raise ValidationError(f"The value {most} for parameter MaxDatapoints must be from 1 to {MOST_DATAPOINTS}.")
    request = digest({key: value for key, value in parameters.items() if key != "NextToken"})
    place = Place.of(parameters.get("NextToken"), request, time.time())
    periods = [int(query["MetricStat"]["Period"]) for query in queries if "MetricStat" in query]
    window = Window.of(start, end, place.now, min(periods, default=60))
    asked = Queries(AllMetrics(self.current_account, self.region, place.now), queries, window)
    lines = [
        (query["Id"], line)
        for query in queries
        if query.get("ReturnData") is not False
        for line in asked.results(query["Id"])
    ]
    newest_first = parameters.get("ScanBy") != "TimestampAscending"
    results, more = page(lines, place.offset, most, newest_first=newest_first)
    token = {"NextToken": Place(place.offset + most, place.now).token(request)} if more else {}
    return ActionResult({"MetricDataResults": results, "Messages": [], **token})


def _check_queries(queries: list[dict[str, Any]]) -> None:
    if len(queries) > _MOST_QUERIES:
        raise ValidationError(f"The collection MetricDataQueries must not have a size greater than {_MOST_QUERIES}.")
    ids = [query.get("Id") or "" for query in queries]
    for number, (query, query_id) in enumerate(zip(queries, ids, strict=True), 1):
        if not _ID.match(query_id):
            raise ValidationError(
                f"The value '{query_id}' for parameter MetricDataQueries.member.{number}.Id is invalid."
            )
        if "MetricStat" not in query and "Expression" not in query:
            raise ValidationError(f"The parameter MetricDataQueries.member.{number}.MetricStat is required.\n")
    if len(set(ids)) != len(ids):
        raise ValidationError("The values for parameter Id in MetricDataQueries are not unique.")
    if not any(query.get("ReturnData") is not False for query in queries):
        raise ValidationError("At least one query must return data.")


def _interval(parameters: dict[str, Any]) -> tuple[float, float]:
    start, end = (_epoch(parameters[name]) for name in ("StartTime", "EndTime"))
    if start == end:
        raise ValidationError("The parameter StartTime must not equal parameter EndTime.")
    if start > end:
        raise ValidationError("The parameter EndTime must be greater than StartTime.")
    return start, end


def _epoch(moment: datetime) -> float:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


@wraps(CloudWatchResponse, "get_metric_statistics")
def _get_metric_statistics(_original: Callable[..., ActionResult], self: CloudWatchResponse) -> ActionResult:
    parameters = self._get_params()
    plain, extended = parameters.get("Statistics") or [], parameters.get("ExtendedStatistics") or []
    if not plain and not extended:
        raise InvalidParameterCombination("Must specify either Statistics or ExtendedStatistics")
    for name in (*plain, *extended):
        check_statistic(name)
    start, end = _epoch(parameters["StartTime"]), _epoch(parameters["EndTime"])
    if start >= end:
        raise InvalidParameterValue("The parameter StartTime must be less than the parameter EndTime.")
    period = int(parameters["Period"])
    check_period(period)
    if (wanted := int((end - start) // period)) > _MOST_STATISTICS:
        raise InvalidParameterCombination(
            f"You have requested up to {wanted:,} datapoints, which exceeds the limit of 1,440. You may reduce the "
            "datapoints requested by increasing Period, or decreasing the time range."
        )
    metric = Metric.of(parameters["Namespace"], parameters["MetricName"], parameters.get("Dimensions") or ())
    window = Window.of(start, end, time.time(), period)
    series = AllMetrics(self.current_account, self.region, window.now).find(metric)
    if series is None or parameters.get("Unit") not in (None, series.unit):
        return ActionResult({"Label": metric.name, "Datapoints": []})
    found = buckets(series, window, period, values=bool(extended))
    points = [_datapoint(at, measured, plain, extended, series.unit) for at, measured in found.items()]
    return ActionResult({"Label": metric.name, "Datapoints": points})


def _datapoint(at: int, measured: Measured, plain: list[str], extended: list[str], unit: str) -> dict[str, Any]:
    point: dict[str, Any] = {"Timestamp": datetime.fromtimestamp(at, UTC), "Unit": unit}
    point |= {name: statistic(name, measured) for name in plain}
    known = {name: value for name in extended if (value := statistic(name, measured)) is not None}
    return point | ({"ExtendedStatistics": known} if known else {})


@wraps(CloudWatchResponse, "list_metrics")
def _list_metrics(_original: Callable[..., ActionResult], self: CloudWatchResponse) -> ActionResult:
    parameters = self._get_params()
    found = [
        metric
        for metric in AllMetrics(self.current_account, self.region).metrics()
        if parameters.get("Namespace") in (None, metric.namespace)
        and parameters.get("MetricName") in (None, metric.name)
        and _has_dimensions(metric, parameters.get("Dimensions") or [])
    ]
    request = digest({key: value for key, value in parameters.items() if key != "NextToken"})
    place = Place.of(parameters.get("NextToken"), request, time.time())
    end = place.offset + _MOST_LISTED
    listed = [
        {
            "Namespace": metric.namespace,
            "MetricName": metric.name,
            "Dimensions": [{"Name": name, "Value": value} for name, value in metric.dimensions],
        }
        for metric in found[place.offset : end]
    ]
    token = {"NextToken": Place(end, place.now).token(request)} if end < len(found) else {}
    return ActionResult({"Metrics": listed, **token})


def _has_dimensions(metric: Metric, wanted: list[dict[str, str]]) -> bool:
    own = dict(metric.dimensions)
    return all(each["Name"] in own and each.get("Value") in (None, own[each["Name"]]) for each in wanted)
