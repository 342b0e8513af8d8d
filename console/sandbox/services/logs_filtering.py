"""CloudWatch Logs: FilterLogEvents with its filter patterns, in the order of time, in pages; and bounded memory."""

from __future__ import annotations

import json
import time
from bisect import bisect_right
from collections.abc import Callable
from typing import Any

from moto.logs.exceptions import InvalidParameterException, ResourceNotFoundException
from moto.logs.models import LogEvent, LogGroup, LogsBackend, LogStream
from moto.logs.responses import LogsResponse

from console.sandbox.patching import wraps
from console.sandbox.services.logs_patterns import matcher

PAGE = 10_000
"""Events in one answer at most, as in CloudWatch Logs."""
PAGE_BYTES = 1_000_000
STREAM_EVENTS = 5_000
"""Events that are kept of a stream: the oldest go first."""
GROUP_STREAMS = 50
"""Streams that are kept of a group: each simulated task has one of its own."""

# Unique also over a restart, where moto would count from 0 again beside the events that were restored.
LogEvent._event_id = time.time_ns() // 1000

listeners: list[Callable[[LogStream, list[LogEvent]], None]] = []
"""Told of every batch of events that a stream gets."""


@wraps(LogStream, "put_log_events")
def _put(original: Callable[..., str], self: LogStream, log_events: list[dict[str, Any]]) -> str:
    before = len(self.events)
    answer = original(self, log_events)
    new = self.events[before:]
    if len(self.events) > STREAM_EVENTS:
        del self.events[:-STREAM_EVENTS]
    streams = self.log_group.streams
    while len(streams) > GROUP_STREAMS:
        del streams[min(streams, key=lambda name: _last(streams[name]))]
    for listener in listeners:
        listener(self, new)
    return answer


def _last(stream: LogStream) -> int:
    return stream.events[-1].timestamp if stream.events else 0


@wraps(LogsResponse, "filter_log_events")
def _answer(_original: Callable[..., str], self: LogsResponse) -> str:
    """A group may be named by its ARN, and its streams by what they begin with."""
    name = self._get_param("logGroupName") or group_name(self._get_param("logGroupIdentifier") or "")
    streams, prefix = self._get_param("logStreamNames") or [], self._get_param("logStreamNamePrefix")
    if prefix and streams:
        raise InvalidParameterException("logStreamNames and logStreamNamePrefix exclude each other.")
    group = self.logs_backend.groups.get(name)
    if prefix and group:
        streams = [each for each in group.streams if each.startswith(prefix)] or [prefix]
    events, token, searched = self.logs_backend.filter_log_events(
        name,
        streams,
        self._get_param("startTime"),
        self._get_param("endTime"),
        self._get_param("limit"),
        self._get_param("nextToken"),
        self._get_param("filterPattern"),
        True,
    )
    return json.dumps({"events": events, "nextToken": token, "searchedLogStreams": searched})


def group_name(identifier: str) -> str:
    """The name in a group's ARN, or the name itself."""
    return identifier.partition(":log-group:")[2].removesuffix(":*") if identifier.startswith("arn:") else identifier


@wraps(LogsBackend, "filter_log_events")
def _validated(_original: Callable[..., Any], self: LogsBackend, log_group_name: str, *rest: Any) -> Any:
    """A pattern that is wrong is refused also where the group is empty."""
    if log_group_name not in self.groups:
        raise ResourceNotFoundException()
    limit = rest[3]
    if limit and not 1 <= int(limit) <= PAGE:
        raise InvalidParameterException(
            constraint=f"Member must have value between 1 and {PAGE}", parameter="limit", value=str(limit)
        )
    return self.groups[log_group_name].filter_log_events(log_group_name, *rest)


@wraps(LogGroup, "filter_log_events")
def _filter(
    _original: Callable[..., Any],
    self: LogGroup,
    log_group_name: str,
    log_stream_names: list[str],
    start_time: int | None,
    end_time: int | None,
    limit: int | None,
    next_token: str | None,
    filter_pattern: str | None,
    interleaved: bool,
) -> tuple[list[dict[str, Any]], str | None, list[dict[str, Any]]]:
    """The events of a page in the order of time, whatever `interleaved` says; times are inclusive."""
    fits = matcher(filter_pattern)
    found = sorted(
        (
            (event.timestamp, event.event_id, name, event)
            for name, stream in self.streams.items()
            if not log_stream_names or name in log_stream_names
            for event in stream.events
            if (start_time is None or event.timestamp >= start_time)
            and (end_time is None or event.timestamp <= end_time)
        ),
        key=_place,
    )
    first = bisect_right(found, _token(next_token), key=_place) if next_token else 0
    page: list[dict[str, Any]] = []
    size, position, most = 0, first, int(limit or PAGE)
    while position < len(found) and len(page) < most and size < PAGE_BYTES:
        _, identity, name, event = found[position]
        position += 1
        if fits(event.message):
            page.append(event.to_filter_dict() | {"logStreamName": name, "eventId": f"{event.timestamp}{identity}"})
            size += len(event.message)
    token = "{:d}/{:d}".format(*found[position - 1][:2]) if position < len(found) else None
    return page, token, []


def _place(found: tuple[int, int, str, LogEvent]) -> tuple[int, int]:
    """Where an event stands among all of its group."""
    return found[:2]


def _token(text: str) -> tuple[int, int]:
    try:
        timestamp, identity = map(int, text.split("/"))
    except ValueError:
        raise InvalidParameterException(
            constraint="The specified nextToken is invalid", parameter="nextToken", value=text
        ) from None
    return timestamp, identity
