"""Log lines: levels in words, JSON unfolded, times as one writes them, and a bounded memory in the order of time."""

from __future__ import annotations

import gc
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.logs import Level, LogLine, digest, level_of, source_of, unfolded
from console.domain.logs_buffer import LineBuffer, ShownLines, line_test
from console.domain.logs_times import moment
from console.errors import InputError


@pytest.mark.parametrize(
    ("message", "level"),
    [
        ('{"level":"error","msg":"x"}', Level.ERROR),
        ('{"time":1,"level":30,"msg":"pino"}', Level.INFO),
        ('{"level":60}', Level.ERROR),
        ('{"severity": "WARNING"}', Level.WARN),
        ('{"msg": "an ERROR in the text of a line without a level"}', Level.UNKNOWN),
        ("2026-05-04T10:04:00Z INFO started", Level.INFO),
        ("[warn] disk", Level.WARN),
        ("level=debug msg=x", Level.DEBUG),
        ("2026-05-04 10:04:00 UTC::@:[482]:LOG:  checkpoint complete", Level.INFO),
        ("app@app:[900]:ERROR:  duplicate key", Level.ERROR),
        ("TypeError: x is not a function", Level.ERROR),
        ("java.lang.IllegalStateException: no", Level.ERROR),
        ("FATAL: password authentication failed", Level.ERROR),
        ("    at main (/app/server.js:12:9)", Level.UNKNOWN),
        ("an informed terror of nothing", Level.UNKNOWN),
        ("", Level.UNKNOWN),
    ],
)
def test_the_level_is_what_the_line_says(message: str, level: Level):
    assert level_of(message) is level


def test_json_is_unfolded_one_value_a_line_with_what_stands_before_it():
    assert unfolded('10:04 INFO {"a": {"b": [1]}}') == (
        "10:04 INFO", "{", '  "a": {', '    "b": [', "      1", "    ]", "  }", "}",
    )  # fmt: skip


@pytest.mark.parametrize("message", ["no json", '{"cut": "of', "{" * 20_000, "[1, 2]", ""])
def test_what_is_no_json_is_not_unfolded(message: str):
    assert unfolded(message) is None
    assert digest(message) == message


def test_a_json_line_reads_as_its_text_and_then_its_fields():
    message = json.dumps({"level": "info", "time": 1, "msg": "done", "status": 200, "user": {"id": 7}})
    assert digest(message) == 'done  status=200 user={"id":7}'
    assert digest('{"level": "info"}') == '{"level": "info"}'


def test_who_wrote_a_line_is_short():
    assert source_of(LogLine(0, "/ecs/shop-api", "api/web/" + "0123456789abcdef" * 2, "x")) == "web/012345"
    assert source_of(LogLine(0, "/x", "api/web/01234567-89ab-4cde-8f01-23456789abcd", "x")) == "web/012345"
    assert source_of(LogLine(0, "/ecs/shop", "api/web/no-id", "x")) == "shop"
    assert source_of(LogLine(0, "/aws/rds/instance/shop/postgresql", "shop.0", "x")) == "postgresql"


NOW = datetime(2026, 5, 4, 10, 4, 30, tzinfo=timezone(timedelta(hours=2)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-2h", NOW - timedelta(hours=2)),
        ("45m", NOW - timedelta(minutes=45)),
        (" 90s ", NOW - timedelta(seconds=90)),
        ("1d", NOW - timedelta(days=1)),
        ("now", NOW),
        ("10:00", NOW.replace(minute=0, second=0)),
        ("10:00:15", NOW.replace(minute=0, second=15)),
        ("10:30", NOW.replace(day=3, minute=30, second=0)),
        ("2026-05-04T09:30", NOW.replace(hour=9, minute=30, second=0)),
        ("2026-05-04 07:30:00Z", datetime(2026, 5, 4, 7, 30, tzinfo=UTC)),
        ("2026-05-01", NOW.replace(day=1, hour=0, minute=0, second=0)),
    ],
)
def test_a_moment_is_read_as_one_writes_it(text: str, expected: datetime):
    assert moment(text, NOW) == expected


@pytest.mark.parametrize("text", ["", "later", "25:00", "10:61", "2026-13-01", "-2y", "1e3h", "2026-05-05T10:00"])
def test_what_is_no_moment_or_lies_ahead_is_refused(text: str):
    with pytest.raises(InputError, match=r"write 10:30, -2h"):
        moment(text, NOW)


def lines(*numbers: int) -> list[LogLine]:
    return [LogLine(number, "g", "s", str(number)) for number in numbers]


@given(st.lists(st.lists(st.integers(0, 50), max_size=12), max_size=12), st.integers(1, 40), st.sampled_from("0123"))
def test_what_is_shown_is_always_the_newest_lines_that_match_in_the_order_of_time(batches, limit, query):
    buffer = LineBuffer(limit)
    every, some = ShownLines(buffer), ShownLines(buffer)
    some.filter(query, Level.UNKNOWN)
    added: list[LogLine] = []
    for batch in batches:
        first = buffer.add(lines(*batch))
        added = sorted(added + lines(*batch), key=lambda line: line.at_ms)[-limit:]
        for shown in (every, some):
            shown.changed_from(first)
    assert [line[0] for line in buffer.kept] == [line.at_ms for line in added]
    assert [every.line(at) for at in range(len(every))] == buffer.kept
    assert [some.line(at) for at in range(len(some))] == [line for line in buffer.kept if query in line[3]]


def test_a_line_that_comes_late_is_sorted_in_and_the_one_that_is_read_is_found_again():
    buffer = LineBuffer()
    buffer.add(lines(10, 19, 20, 30))
    read = buffer.line(2)
    assert buffer.add(lines(15)) == 1
    assert buffer.number_of(read) == 3


@pytest.mark.parametrize(
    ("query", "passes"),
    [("error", True), ("ERROR timeout", True), ("-error", False), ('"error: timeout"', True),
     ('"timeout error"', False), ("error -refused", True), ("api/web", True), ("nowhere", False), ("", True)],
)  # fmt: skip
def test_words_are_all_wanted_in_any_case(query: str, passes: bool):
    test = line_test(query)
    assert (test is None or test("Error: Timeout of 5 s", "api/web/1")) is passes


def test_typing_on_narrows_and_a_minus_does_not():
    buffer = LineBuffer()
    buffer.add([LogLine(0, "g", "s", "ab"), LogLine(1, "g", "s", "abc"), LogLine(2, "g", "s", "c")])
    shown = ShownLines(buffer)
    for query, found in (("a", 2), ("ab", 2), ("abc", 1), ("-abc", 2), ("", 3)):
        shown.filter(query, Level.UNKNOWN)
        assert len(shown) == found


def test_the_garbage_collector_does_not_visit_the_lines_that_are_kept():
    buffer = LineBuffer()
    buffer.add(lines(*range(100)))
    gc.collect()
    assert not any(map(gc.is_tracked, buffer.kept))
