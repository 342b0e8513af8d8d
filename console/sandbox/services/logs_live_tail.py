"""CloudWatch Logs: StartLiveTail as the stream of events that it is, apart from moto's answers in one piece."""

from __future__ import annotations

import json
import threading
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from struct import pack
from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.logs.exceptions import InvalidParameterException, LimitExceededException, ResourceNotFoundException
from moto.logs.models import LogEvent, LogStream, logs_backends
from moto.moto_api._internal import mock_random

from console.sandbox.files import ACCOUNT, REGION
from console.sandbox.request import Environ, buffer_body
from console.sandbox.services.logs_filtering import group_name, listeners
from console.sandbox.services.logs_patterns import Matcher, matcher
from console.sandbox.world import World

_TARGET = "Logs_20140328.StartLiveTail"
UPDATE_SECONDS = 1.0
"""How often a session sends what has come."""
MOST_EVENTS = 500
"""Of more events in one update a sample is sent, and it says so."""
MOST_SESSIONS = 15
"""Of one account at a time."""
MOST_GROUPS = 10
_WAITING = 50_000
"""Events that wait for a reader; more are not kept."""


class LiveTail:
    """WSGI middleware that answers StartLiveTail; everything else goes on to the application."""

    def __init__(self, application: Any, world: World) -> None:
        self._application = application
        self._world = world
        self._sessions: list[_Session] = []
        self._lock = threading.Lock()
        listeners.append(self._hear)

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        if environ.get("HTTP_X_AMZ_TARGET") != _TARGET:
            return self._application(environ, start_response)  # type: ignore[no-any-return]
        buffer_body(environ)
        try:
            session = self._open(environ, json.loads(environ["wsgi.input"].getvalue() or b"{}"))
        except JsonRESTError as error:
            body = error.get_body().encode()
            headers = [("Content-Type", "application/x-amz-json-1.1"), ("Content-Length", str(len(body)))]
            start_response("400 Bad Request", headers)
            return [body]
        start_response("200 OK", [("Content-Type", "application/vnd.amazon.eventstream")])
        return self._stream(session)

    def _open(self, environ: Environ, asked: dict[str, Any]) -> _Session:
        groups = [group_name(each) for each in asked.get("logGroupIdentifiers") or ()]
        if not 1 <= len(groups) <= MOST_GROUPS:
            raise InvalidParameterException(
                constraint=f"Member must have between 1 and {MOST_GROUPS} items",
                parameter="logGroupIdentifiers",
                value=len(groups),
            )
        with self._world.turn:
            known = logs_backends[ACCOUNT][_region(environ)].groups
            for name in groups:
                if name not in known:
                    raise ResourceNotFoundException(f"The specified log group does not exist: {name}")
        session = _Session(_region(environ), asked, frozenset(groups), matcher(asked.get("logEventFilterPattern")))
        with self._lock:
            if len(self._sessions) >= MOST_SESSIONS:
                raise LimitExceededException()
            self._sessions.append(session)
        return session

    def _hear(self, stream: LogStream, events: list[LogEvent]) -> None:
        for session in tuple(self._sessions):
            session.hear(stream, events)

    def _stream(self, session: _Session) -> Iterator[bytes]:
        try:
            yield _message("initial-response", {})
            yield _message("sessionStart", session.start)
            while not self._world.closed:
                session.closing.wait(UPDATE_SECONDS)
                yield _message("sessionUpdate", session.update())
        finally:
            with self._lock:
                self._sessions.remove(session)


class _Session:
    """What one reader has asked for, and what waits for it."""

    def __init__(self, region: str, asked: dict[str, Any], groups: frozenset[str], fits: Matcher) -> None:
        self.closing = threading.Event()
        self._region = region
        self._groups = groups
        self._fits = fits
        self._streams = frozenset(asked.get("logStreamNames") or ())
        self._prefixes = tuple(asked.get("logStreamNamePrefixes") or ())
        self._events: deque[dict[str, Any]] = deque(maxlen=_WAITING)
        identity = str(mock_random.uuid4())
        self.start = asked | {"requestId": identity, "sessionId": identity}

    def hear(self, stream: LogStream, events: list[LogEvent]) -> None:
        """Keep the events that were asked for."""
        name = stream.log_stream_name
        if stream.region != self._region or stream.log_group.name not in self._groups:
            return
        if (self._streams and name not in self._streams) or (self._prefixes and not name.startswith(self._prefixes)):
            return
        for event in events:
            if self._fits(event.message):
                self._events.append(
                    {
                        "logStreamName": name,
                        "logGroupIdentifier": f"{stream.account_id}:{stream.log_group.name}",
                        "message": event.message,
                        "timestamp": event.timestamp,
                        "ingestionTime": event.ingestion_time,
                    }
                )

    def update(self) -> dict[str, Any]:
        """What has come since the last time; evenly chosen from it where it is too much."""
        events = [self._events.popleft() for _ in range(len(self._events))]
        sampled = len(events) > MOST_EVENTS
        if sampled:
            events = [events[number * len(events) // MOST_EVENTS] for number in range(MOST_EVENTS)]
        return {"sessionMetadata": {"sampled": sampled}, "sessionResults": events}


def _region(environ: Environ) -> str:
    scope = environ.get("HTTP_AUTHORIZATION", "").partition("Credential=")[2].partition(",")[0].split("/")
    return scope[2] if len(scope) >= 5 else REGION


def _message(kind: str, payload: dict[str, Any]) -> bytes:
    """One message of the encoding `application/vnd.amazon.eventstream`."""
    names = {":message-type": "event", ":event-type": kind, ":content-type": "application/json"}
    headers = b"".join(
        pack("!B", len(name)) + name.encode() + pack("!BH", 7, len(value)) + value.encode()
        for name, value in names.items()
    )
    body = json.dumps(payload).encode()
    prelude = pack("!II", len(headers) + len(body) + 16, len(headers))
    message = prelude + pack("!I", zlib.crc32(prelude)) + headers + body
    return message + pack("!I", zlib.crc32(message))
