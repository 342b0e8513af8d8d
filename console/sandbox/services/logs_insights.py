"""CloudWatch Logs Insights: StartQuery, GetQueryResults and StopQuery over what the streams hold."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.logs.exceptions import InvalidParameterException, ResourceNotFoundException
from moto.logs.models import LogGroup, LogsBackend
from moto.logs.responses import LogsResponse
from moto.moto_api._internal import mock_random

from console.sandbox.patching import adds_to, attached, wraps
from console.sandbox.services.logs_filtering import group_name
from console.sandbox.services.logs_insights_syntax import MalformedQueryError, Query, read_query
from console.sandbox.services.logs_insights_values import MOST_ROWS, Row, moment, shown

RUNNING_SECONDS = 0.3
"""How long a query says that it runs, so that who asks has to ask again, as on AWS."""
_KEPT = 100
"""Queries that are remembered."""
_USUAL = ["@timestamp", "@message"]


class _Found:
    """A query's result, and when it may be told."""

    def __init__(self, identity: str, text: str, groups: list[str], rows: list[Row], statistics: Row) -> None:
        self.query_id, self.query, self.log_group_names = identity, text, groups
        self.rows, self.statistics = rows, statistics
        self.started = time.time()
        self.cancelled = False

    @property
    def status(self) -> str:
        if self.cancelled:
            return "Cancelled"
        return "Running" if time.time() - self.started < RUNNING_SECONDS else "Complete"

    def to_json(self, log_group_name: str) -> Row:
        return {
            "queryId": self.query_id,
            "queryString": self.query,
            "status": self.status,
            "createTime": int(self.started * 1000),
            "logGroupName": log_group_name,
        }

    def to_result_json(self) -> Row:
        done = self.status == "Complete"
        rows = [[{"field": k, "value": shown(v)} for k, v in row.items() if v is not None] for row in self.rows]
        return {"results": rows if done else [], "statistics": self.statistics, "status": self.status}


def _queries(backend: LogsBackend) -> dict[str, _Found]:
    return attached(backend, "queries", dict[str, _Found])


@wraps(LogsResponse, "start_query")
def _start(_original: Callable[..., str], self: LogsResponse) -> str:
    """Groups by name or ARN; a query that cannot be understood is refused at once."""
    ways = [self._get_param(name) for name in ("logGroupName", "logGroupNames", "logGroupIdentifiers")]
    given = [way for way in ways if way]
    if len(given) != 1:
        raise InvalidParameterException("Exactly one of logGroupName, logGroupNames, logGroupIdentifiers is needed.")
    names = [group_name(each) for each in ([given[0]] if isinstance(given[0], str) else given[0])]
    groups = self.logs_backend.groups
    for name in names:
        if name not in groups:
            raise ResourceNotFoundException(f"Log group '{name}' does not exist.")
    text = self._get_param("queryString")
    try:
        query = read_query(text)
    except MalformedQueryError as error:
        raise JsonRESTError("MalformedQueryException", f"{error} at line 1 and position {error.at}") from None
    begin, end = int(self._get_param("startTime")), int(self._get_param("endTime"))
    rows = [row for name in names for row in _rows(groups[name], begin * 1000, end * 1000 + 999)]
    scanned = {"recordsScanned": len(rows), "bytesScanned": sum(len(row["@message"]) for row in rows)}
    found, matched = _run(query, rows, int(self._get_param("limit") or MOST_ROWS))
    identity = str(mock_random.uuid4())
    known = _queries(self.logs_backend)
    known[identity] = _Found(identity, text, names, found, scanned | {"recordsMatched": matched})
    while len(known) > _KEPT:
        del known[next(iter(known))]
    return json.dumps({"queryId": identity})


def _rows(group: LogGroup, begin: int, end: int) -> Iterator[Row]:
    for name, stream in group.streams.items():
        for event in stream.events:
            if begin <= event.timestamp <= end:
                yield {
                    **_discovered(event.message),
                    "@time": event.timestamp,
                    "@timestamp": moment(event.timestamp),
                    "@ingestionTime": moment(event.ingestion_time),
                    "@message": event.message,
                    "@logStream": name,
                    "@log": f"{group.account_id}:{group.name}",
                    "@ptr": str(event.event_id),
                }


def _discovered(message: str) -> Row:
    """The fields of a JSON message, those of inner objects by dotted names."""
    if not message.startswith("{"):
        return {}
    try:
        document = json.loads(message)
    except ValueError:
        return {}
    found: Row = {}

    def walk(prefix: str, value: Any) -> None:
        if isinstance(value, (dict, list)):
            pairs = value.items() if isinstance(value, dict) else enumerate(value)
            for key, inner in pairs:
                walk(f"{prefix}.{key}" if prefix else str(key), inner)
        elif value is not None:
            found[prefix] = value

    walk("", document)
    return found


def _run(query: Query, rows: list[Row], limit: int) -> tuple[list[Row], int]:
    """The rows with the columns that are shown, and how many records matched before they were counted together."""
    rows = sorted(rows, key=lambda row: row["@time"], reverse=True)
    matched = len(rows)
    for step in query.steps:
        rows = step(rows)
        if not rows or "@time" in rows[0]:
            matched = len(rows)
    columns = query.shown or _USUAL
    tail = [] if query.aggregated else ["@ptr"]
    return [{name: row.get(name) for name in [*columns, *tail]} for row in rows[:limit]], matched


@wraps(LogsBackend, "get_query_results")
def _results(_original: Callable[..., Any], self: LogsBackend, query_id: str) -> _Found:
    found = _queries(self).get(query_id)
    if found is None:
        raise ResourceNotFoundException("Query not found.")
    return found


@wraps(LogsBackend, "describe_queries")
def _described(
    _original: Callable[..., Any], self: LogsBackend, log_group_name: str, status: str | None
) -> list[_Found]:
    known = _queries(self).values()
    return [
        one
        for one in known
        if (not log_group_name or log_group_name in one.log_group_names) and status in (None, one.status)
    ]


@adds_to(LogsResponse)
def stop_query(self: LogsResponse) -> str:
    """End a query that runs."""
    found = _queries(self.logs_backend).get(self._get_param("queryId"))
    if found is None:
        raise ResourceNotFoundException("Query not found.")
    running = found.status == "Running"
    found.cancelled = found.cancelled or running
    return json.dumps({"success": running})
