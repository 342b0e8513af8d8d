"""Durations, ages, money, bars and filters as an operator reads them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from console.ui.filter import matches
from console.ui.format import age, bar, duration, percent, plural, usd

NOW = datetime(2026, 5, 4, 10, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "reads"),
    [(None, "-"), (0.4, "0.4 s"), (9.96, "10 s"), (41, "41 s"), (59.6, "1m 00s"), (102, "1m 42s"), (7500, "2h 05m"),
     (-3, "0.0 s")],
)  # fmt: skip
def test_durations(seconds, reads):
    assert duration(seconds) == reads


@pytest.mark.parametrize(
    ("ago", "reads"),
    [(timedelta(seconds=59), "now"), (timedelta(minutes=4), "4 min ago"), (timedelta(hours=23), "23 h ago"),
     (timedelta(days=3), "3 d ago"), (timedelta(minutes=-5), "now")],
)  # fmt: skip
def test_ages(ago, reads):
    assert age(NOW - ago, NOW) == reads


def test_an_age_that_is_not_known_is_a_hyphen():
    assert age(None, NOW) == "-"


def test_a_time_without_a_zone_is_taken_as_utc():
    assert age(datetime(2026, 5, 4, 9, 4), NOW) == "1 h ago"


@pytest.mark.parametrize(
    ("amount", "sign", "reads"),
    [(None, False, "-"), (Decimal("1750.655"), False, "1,750.66"), (Decimal("24.4"), True, "+24.40"),
     (Decimal("-3"), True, "-3.00"), (Decimal(0), False, "0.00"), (Decimal("-0.004"), True, "0.00")],
)  # fmt: skip
def test_money_has_two_decimals(amount, sign, reads):
    assert usd(amount, sign=sign) == reads


def test_a_bar_is_full_at_most_and_empty_at_least():
    assert (bar(0.5, 4), bar(3, 4), bar(-1, 4)) == ("▇▇░░", "▇▇▇▇", "░░░░")
    assert percent(Decimal("0.757")) == "76 %"


def test_one_thing_and_several():
    assert (plural(1, "change"), plural(2, "change"), plural(0, "entry", "entries")) == (
        "1 change", "2 changes", "0 entries")  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("rpdev", True),
        ("dev replay", True),
        ("ved", False),
        ("DEV", True),
        ("applied", True),
        ("apd", False),
    ],
)
def test_the_filter_takes_letters_in_order_of_the_name_and_whole_words_of_the_rest(query, found):
    assert matches(query, "replaydash/dev", "applied") is found
