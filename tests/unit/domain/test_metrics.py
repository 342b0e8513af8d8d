"""Metrics: how they are written, gaps that stay gaps, periods that fit, values that read."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.alarms import sign_of
from console.domain.metrics import Chart, Metric, Series, Standing, Threshold, added, statistic_of
from console.domain.metrics_units import shown, sparkline
from console.domain.metrics_window import RANGES, Window
from console.errors import InputError

NOW = 1_800_000_030.0
"""Half a minute past the minute."""


def test_a_metric_is_written_and_read_the_same():
    metric = Metric.parse("AWS/ECS/CPUUtilization:ServiceName=api,ClusterName=c=d")
    assert metric == Metric("AWS/ECS", "CPUUtilization", (("ClusterName", "c=d"), ("ServiceName", "api")))
    assert Metric.parse(str(metric)) == metric
    assert Metric.parse("MyApp/Orders").dimensions == ()


@pytest.mark.parametrize(
    "text", ["", "CPUUtilization", "/x", "AWS/ECS/", "AWS/ECS/CPU:ClusterName", "AWS/E/C:=x", "A/B:c="]
)
def test_what_is_no_metric_says_how_one_is_written(text: str):
    with pytest.raises(InputError, match="NAMESPACE/NAME:DIMENSION=VALUE"):
        Metric.parse(text)


@pytest.mark.parametrize(
    ("text", "statistic"), [("avg", "Average"), ("MAX", "Maximum"), ("p95", "p95"), ("P99.9", "p99.9"), ("sum", "Sum")]
)
def test_statistics_are_known_by_their_short_names(text: str, statistic: str):
    assert statistic_of(text) == statistic


@pytest.mark.parametrize("text", ["p101", "median", "", "p-5", "p95;"])
def test_what_is_no_statistic_is_refused(text: str):
    with pytest.raises(InputError, match="is no statistic"):
        statistic_of(text)


def line(*points: tuple[float, float]) -> Series:
    return Series(points)


def test_a_gap_is_not_drawn_through():
    series = line((0, 1), (60, 1), (120, 1), (300, 1), (360, 1))
    assert [len(part) for part in series.stretches(60)] == [3, 2]


def test_a_metric_that_comes_more_seldom_than_it_was_asked_for_has_no_gaps():
    series = line(*((at, 1.0) for at in range(0, 3000, 300)))
    assert len(list(series.stretches(60))) == 1


def test_no_data_is_not_zero():
    nothing, zero = Series(), line((0, 0.0))
    assert (nothing.last, nothing.lowest, nothing.mean, nothing.highest) == (None,) * 4
    assert (zero.last, zero.mean) == (0.0, 0.0)
    assert shown(nothing.last, "Count") == "no data"
    assert shown(zero.last, "Count") == "0"


def test_points_of_the_future_and_what_is_no_number_are_left_out():
    series = line((50, 1.0), (100, math.nan), (150, math.inf), (200, 2.0), (400, 3.0), (160, 4.0))
    assert series.within(50, 400).points == ((50, 1.0), (160, 4.0), (200, 2.0))


def test_several_metrics_are_added_up_where_there_is_anything():
    total = added([line((0, 1.0), (60, 2.0)), line((60, 3.0)), Series((), Standing.FAILED, "try later")])
    assert total.points == ((0, 1.0), (60, 5.0))
    assert (total.standing, total.said) == (Standing.FAILED, "try later")


@pytest.mark.parametrize(
    ("span", "period"),
    [("15m", 60), ("1h", 60), ("3h", 60), ("12h", 300), ("1d", 300), ("7d", 1800), ("30d", 7200)],
)
def test_every_range_has_a_period_that_fits(span: str, period: int):
    window = Window.of(span)
    assert window.period(NOW) == period
    start, end = window.bounds(NOW)
    assert (end - start, end % period, end <= NOW) == (RANGES[span], 0, True)


def test_an_unknown_range_names_the_known_ones():
    with pytest.raises(InputError, match="15m, 1h, 3h, 12h, 1d, 7d, 30d"):
        Window.of("2h")


def test_what_cloudwatch_no_longer_keeps_by_the_minute_is_asked_for_by_more():
    hour = Window.of("1h")
    assert hour.earlier(16 * 86400, NOW).period(NOW) == 300
    assert hour.earlier(64 * 86400, NOW).period(NOW) == 3600


def test_moving_back_stays_and_moving_to_now_follows_now():
    back = Window.of("1h").panned(-0.5, NOW)
    assert back.end == NOW - 1800
    assert back.panned(0.5, NOW) == Window(3600)
    assert back.zoomed(0.5, NOW).end == NOW - 1800 - 900
    assert Window(3600).zoomed(2, NOW) == Window(7200)


@given(
    st.floats(min_value=300, max_value=90 * 86400),
    st.floats(min_value=0, max_value=400 * 86400),
    st.floats(min_value=0.1, max_value=10),
)
def test_any_window_asks_for_whole_periods_and_few_points(span: float, back: float, factor: float):
    window = Window(span, NOW - back).zoomed(factor, NOW)
    period = window.period(NOW)
    start, end = window.bounds(NOW)
    assert start < end <= NOW
    assert (end - start) / period <= 400
    assert start % period == 0


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (41.234, "Percent", "41.2 %"),
        (0.2512, "Seconds", "251 ms"),
        (12.0, "Milliseconds", "12 ms"),
        (0.0, "Seconds", "0 s"),
        (1.5 * 1024**3, "Bytes", "1.5 GiB"),
        (2048.0, "Bytes/Second", "2 KiB/s"),
        (1500.0, "Count", "1.5 k"),
        (999.0, "Count", "999"),
        (-3.0, "", "-3"),
        (None, "Percent", "no data"),
    ],
)
def test_values_read_with_their_unit(value: float | None, unit: str, text: str):
    assert shown(value, unit) == text


def test_a_sparkline_leaves_gaps_blank():
    points = tuple((at, at / 100) for at in (0.0, 10.0, 80.0, 90.0))
    assert sparkline(points, 0, 100, 10) == "▁▂      ▇█"
    assert sparkline((), 0, 100, 10) == ""
    assert sparkline(((0.0, 0.0), (60.0, 0.0)), 0, 100, 2) == "▁▁"


CHART = Chart("ECS api", "CPU", (Metric("AWS/ECS", "CPUUtilization"),), "Average", "Percent")


def test_a_threshold_names_its_own_statistic_where_the_chart_shows_another():
    cpu = Threshold("cpu", sign_of("GreaterThanThreshold"), 80, "Average", 300)
    assert cpu.words(CHART, 60) == "alarm > 80 %"
    assert cpu.words(CHART.by("p95"), 60) == "alarm > 80 % (Average in 5 min)"
    errors = Threshold("5xx", ">", 10, "Sum", 300)
    assert errors.words(CHART.by("Sum"), 60) == "alarm > 10 % (Sum in 5 min)"
    assert errors.words(CHART.by("Sum"), 300) == "alarm > 10 %"


@pytest.mark.parametrize(
    ("sign", "reached"),
    [
        (">", [False, False, True]),
        (">=", [False, True, True]),
        ("<", [True, False, False]),
        ("<=", [True, True, False]),
    ],
)
def test_a_value_on_its_threshold_counts_as_the_alarm_counts_it(sign: str, reached: list[bool]):
    threshold = Threshold("a", sign, 0, "Maximum", 60)
    assert [threshold.reached_by(value) for value in (-1.0, 0.0, 1.0)] == reached


def test_a_sum_of_several_metrics_stays_a_sum():
    several = Chart("Table t", "Errors", (Metric("A", "x"), Metric("A", "y")), "Sum")
    assert several.by("p95").statistic == "Sum"
