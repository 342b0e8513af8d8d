"""The marks of a chart's axes: round values, whole counts, bytes by 1024, times on the operator's clock."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from console.ui.metrics_view.axes import Times, Values


@pytest.fixture(autouse=True)
def _berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def labels(axis: Values | Times, low: float, high: float, most: int) -> list[str]:
    return axis.get_labels_for_ticks(axis.get_ticks(low, high, most))


@pytest.mark.parametrize(
    ("unit", "top", "expected"),
    [
        ("Percent", 64.0, ["0 %", "20 %", "40 %", "60 %"]),
        ("Seconds", 0.38, ["0 s", "100 ms", "200 ms", "300 ms"]),
        ("Bytes", 18 * 1024**3, ["0 B", "5 GiB", "10 GiB", "15 GiB"]),
        ("Count", 0.48, ["0", "0.2", "0.4"]),
    ],
)
def test_values_are_round_and_have_their_unit(unit: str, top: float, expected: list[str]):
    assert labels(Values(unit), 0, top, 4) == expected


def test_what_is_counted_in_wholes_has_no_parts_on_its_axis():
    assert labels(Values("Count", whole=True), -0.1, 2.16, 4) == ["0", "1", "2"]


def test_there_are_never_more_marks_than_fit():
    for top in (0.001, 0.7, 3, 99, 1234, 5e9):
        assert len(Values("Count").get_ticks(0, top, 4)) <= 5


def at(hour: int, minute: int = 0, day: int = 4) -> float:
    return datetime(2026, 5, day, hour, minute, tzinfo=UTC).timestamp()


def test_times_are_round_on_the_operators_clock():
    assert labels(Times(), at(7, 4), at(10, 4), 6) == ["09:30", "10:00", "10:30", "11:00", "11:30", "12:00"]


def test_a_new_day_is_named():
    assert labels(Times(), at(18), at(6, day=5), 4) == ["21:00", "05 May", "03:00", "06:00"]
    assert labels(Times(), at(0), at(0, day=11), 4) == ["06 May", "08 May", "10 May"]
