"""Terraform's machine-readable stream (`init`, `plan` and `apply` with `-json`) turned into typed events.

One line becomes exactly one event, whatever the line holds: what cannot be understood is kept as text, so that
nothing the engine said is lost. The only thing refused is a stream of another major `ui` version.
"""

from __future__ import annotations

import codecs
import json
import re
from datetime import datetime
from typing import Any

from console.domain.events import Diagnostic, Event, LockHolder, RawLine, UnknownEvent
from console.terraform.stream_messages import BUILDERS

LONGEST_LINE = 64 * 1024 * 1024
"""Characters held back for a line that does not end. The longest real ones are `outputs`, about 400 per output."""

_LOCK_FIELD = re.compile(r"^[ \t]+(ID|Path|Operation|Who|Version|Created):[ \t]*(\S[^\r\n]*?)?[ \t]*$", re.MULTILINE)
_GO_TIME = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))? ([+-]\d{4})")
_decode = json.JSONDecoder().raw_decode


def _without_surrogates(value: Any) -> Any:
    """Half a surrogate pair, which JSON can spell and no file or terminal can take, becomes U+FFFD."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(item) for key, item in value.items()}
    return value


def _object(text: str) -> dict[str, Any]:
    """The JSON object that the text is; empty where it is something else."""
    if not text.startswith("{"):
        return {}
    try:
        message, end = _decode(text)
    except (ValueError, RecursionError):
        return {}
    if end != len(text) and text[end:].strip():
        return {}
    if "\\ud" in text or "\\uD" in text:
        message = _without_surrogates(message)
    return message  # type: ignore[no-any-return]


def parse_line(line: bytes | str) -> Event:
    """The event of one line of the stream, without its line end.

    A line that is not a JSON object is a RawLine; a message of an unknown type, or of a known type in an unexpected
    shape, is an UnknownEvent that keeps its text. Bytes that are not UTF-8 are replaced.

    Raises StreamError where the line announces a major `ui` version other than 1.
    """
    text = line.decode("utf-8", "replace") if isinstance(line, bytes) else line
    message = _object(text)
    said, kind, at = message.get("@message"), message.get("type"), message.get("@timestamp")
    if not isinstance(kind, str) or not isinstance(said, str) or not isinstance(at, str):
        return RawLine("", text)
    builder = BUILDERS.get(kind)
    if builder is None:
        return UnknownEvent(at, said, kind)
    try:
        return builder(message, at, said)
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError):
        return UnknownEvent(at, said, kind)


class EventReader:
    """Bytes of the stream, in chunks of any size, turned into events; holds back what has no line end yet."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._started: list[str] = []
        self._started_length = 0

    def feed(self, chunk: bytes) -> list[Event]:
        """The events of the lines that end in this chunk, in order.

        Raises StreamError as `parse_line` does; the rest of that chunk is then not read.
        """
        return self._take(self._decoder.decode(chunk))

    def finish(self) -> list[Event]:
        """The events of what is left when the stream has ended: a last line without an end is still a line."""
        events = self._take(self._decoder.decode(b"", final=True))
        if self._started:
            events.append(parse_line(self._end_line("")))
        return events

    def _take(self, text: str) -> list[Event]:
        first, *others = text.split("\n")
        if not others:
            if first:
                self._started.append(first)
                self._started_length += len(first)
            return [parse_line(self._end_line(""))] if self._started_length > LONGEST_LINE else []
        last = others.pop()
        events = [parse_line(self._end_line(first))]
        events += [parse_line(line.removesuffix("\r")) for line in others]
        if last:
            self._started, self._started_length = [last], len(last)
        return events

    def _end_line(self, rest: str) -> str:
        line = "".join((*self._started, rest)).removesuffix("\r")
        self._started, self._started_length = [], 0
        return line


def lock_holder(diagnostic: Diagnostic) -> LockHolder | None:
    """Who holds the state lock, where the diagnostic is Terraform's answer to a lock that is taken."""
    _, found, info = diagnostic.detail.partition("Lock Info:")
    if not found:
        return None
    fields = dict(_LOCK_FIELD.findall(info))
    if not fields.get("ID"):
        return None
    return LockHolder(
        fields["ID"],
        fields.get("Path", ""),
        fields.get("Operation", "").removeprefix("OperationType").lower(),
        fields.get("Who", ""),
        fields.get("Version", ""),
        _go_time(fields.get("Created", "")),
    )


def _go_time(text: str) -> datetime | None:
    """`2026-11-20 10:33:10.257441361 +0000 UTC`, as Go prints a time; nanoseconds are cut to microseconds."""
    match = _GO_TIME.match(text)
    if match is None:
        return None
    day, second, fraction, zone = match.groups()
    try:
        return datetime.strptime(f"{day} {second}.{(fraction or '0')[:6]} {zone}", "%Y-%m-%d %H:%M:%S.%f %z")
    except ValueError:
        return None
