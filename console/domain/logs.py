"""Log groups and log lines, and the level that a line says it has."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class LogGroup:
    """A group of log streams. `of` is the resource that writes to it, in words ("ECS api", "RDS replaydash-dev")."""

    name: str
    region: str
    of: str = ""
    arn: str = ""
    stored_bytes: int | None = None
    """None where it is not known; AWS brings it up to date with hours of delay."""
    retention_days: int | None = None
    """None where lines are kept for ever."""
    exists: bool | None = None
    """False where AWS does not know it: nothing was ever logged, or it was deleted. None where it was not asked."""


class LogLine(NamedTuple):
    """One log event. Times are milliseconds since the epoch, as CloudWatch Logs counts them."""

    at_ms: int
    group: str
    stream: str
    message: str
    ingested_ms: int = 0

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(self.at_ms / 1000, UTC)


class LinePage(NamedTuple):
    """Lines, and what the next page is asked for with; None where this was the last one."""

    lines: list[LogLine]
    token: str | None


class LiveUpdate(NamedTuple):
    """What a live tail sent at once. `sampled`: AWS left lines out, since there were more than it sends live."""

    lines: tuple[LogLine, ...]
    sampled: bool


class Level(Enum):
    """How grave a line is; the value orders them. UNKNOWN: it does not say."""

    UNKNOWN = 0
    DEBUG = 1
    INFO = 2
    WARN = 3
    ERROR = 4

    @property
    def word(self) -> str:
        return "" if self is Level.UNKNOWN else self.name


_WORDS = {
    "trace": Level.DEBUG, "debug": Level.DEBUG, "verbose": Level.DEBUG,
    "info": Level.INFO, "notice": Level.INFO, "log": Level.INFO, "information": Level.INFO,
    "warn": Level.WARN, "warning": Level.WARN,
    "error": Level.ERROR, "err": Level.ERROR, "fatal": Level.ERROR, "critical": Level.ERROR, "crit": Level.ERROR,
    "panic": Level.ERROR, "severe": Level.ERROR, "alert": Level.ERROR, "emergency": Level.ERROR,
}  # fmt: skip
_LOOKED_AT = 2_000
"""Characters of a line in which its level is looked for."""
_JSON_LEVEL = re.compile(r'"(?:level|severity|levelname|log\.level|lvl)"\s*:\s*"?(\w+)', re.IGNORECASE)
_WORD_LEVEL = re.compile(
    r"\b(?:level|severity|lvl)=\"?(\w+)"
    r"|\b(TRACE|DEBUG|VERBOSE|INFO|NOTICE|LOG|WARN|WARNING|ERROR|ERR|FATAL|CRITICAL|CRIT|PANIC|SEVERE)\b"
    r"|^\W{0,3}(trace|debug|info|warn|warning|error|fatal|critical)\b[\]:\s]"
    r"|\b(?:\w*)(Error|Exception)\b(?=:)"
)


def level_of(message: str) -> Level:
    """The level in a JSON field (also as pino's numbers), as `level=`, or as a word in the line."""
    head = message[:_LOOKED_AT]
    if head.lstrip().startswith("{"):
        found = _JSON_LEVEL.search(head)
        return _named(found[1]) if found else Level.UNKNOWN
    found = _WORD_LEVEL.search(head[:300])
    if found is None:
        return Level.UNKNOWN
    return Level.ERROR if found[4] else _named(found[1] or found[2] or found[3])


def _named(word: str) -> Level:
    if word.isdigit():
        # pino and bunyan: 10 trace, 20 debug, 30 info, 40 warn, 50 error, 60 fatal.
        number = int(word[:4])
        levels = ((50, Level.ERROR), (40, Level.WARN), (30, Level.INFO), (10, Level.DEBUG))
        return next((level for least, level in levels if number >= least), Level.UNKNOWN)
    return _WORDS.get(word.lower(), Level.UNKNOWN)


def unfolded(message: str) -> tuple[str, ...] | None:
    """The JSON of a line, one value a line; text before it stands above it. None where the line holds none."""
    start = message.find("{")
    if start < 0:
        return None
    try:
        document = json.loads(message[start:])
    except (ValueError, RecursionError):
        return None
    before = message[:start].strip()
    return (*((before,) if before else ()), *json.dumps(document, indent=2, ensure_ascii=False).splitlines())


_TEXT_FIELDS = ("msg", "message", "event", "log")
_SAID_ELSEWHERE = frozenset(
    {"level", "severity", "levelname", "lvl", "time", "timestamp", "ts", "@timestamp", "pid", "hostname", "v"}
)
"""Fields of a JSON line that its row shows already, or that say nothing about what happened."""


def digest(message: str) -> str:
    """A line in one row: of a JSON line its text and then its fields as `name=value`; others as they are."""
    if not message.startswith("{"):
        return message
    try:
        document = json.loads(message)
    except (ValueError, RecursionError):
        return message
    if not isinstance(document, dict):
        return message
    text = next((str(document[name]) for name in _TEXT_FIELDS if isinstance(document.get(name), str)), "")
    told = next((name for name in _TEXT_FIELDS if isinstance(document.get(name), str)), None)
    fields = [f"{name}={_short(value)}" for name, value in document.items() if name not in _SAID_ELSEWHERE | {told}]
    return "  ".join(filter(None, [text, " ".join(fields)])) or message


def _short(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


_TASK_ID = re.compile(r"[0-9a-f]{32}|[0-9a-f-]{36}")


def source_of(line: LogLine) -> str:
    """Who wrote the line, short: `api/01234567` for an ECS task, else the end of the stream's and group's names."""
    parts = line.stream.split("/")
    if len(parts) == 3 and _TASK_ID.fullmatch(parts[2]):
        return f"{parts[1]}/{parts[2][:6]}"
    return line.group.rstrip("/").rpartition("/")[2] or line.group
