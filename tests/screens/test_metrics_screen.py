"""Metrics: charts of what was applied, honest about gaps, age and refusals; alarms with their reason."""

from __future__ import annotations

import csv
import json
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from console.app import ConsoleApp
from console.domain.alarms import AlarmEvent
from console.domain.metrics import Metric, Standing
from console.domain.metrics_window import Window
from console.errors import AwsError
from console.ui.metrics_view.grid import ChartGrid
from console.ui.metrics_view.pane import ChartPane
from console.ui.metrics_view.plot import Drawing, MetricPlot
from screens.metrics import MetricsScreen
from screens.modals.pick import PickScreen
from tests.fakes.console import FakeConsole
from tests.fakes.hostile import HOSTILE, MARKUP, TERMINAL, got_through
from tests.fakes.metrics import NAME, FakeMetrics, alarm, alarm_resource, monitoring, resource, state
from tests.fakes.overview import NOW
from tests.fakes.pilot import opened, screen_text, seen, told, until

CPU_OF_ONE = Metric.of("AWS/EC2", "CPUUtilization", [("InstanceId", "i-1")])


@asynccontextmanager
async def on_metrics(fake: FakeMetrics, home: Path, resources=None, size=(120, 40)):
    """The screen with its first look taken."""
    console = FakeConsole()
    console.monitoring = monitoring(fake, home, resources)
    async with opened(console, size) as (app, pilot):
        app.open_place("metrics", NAME)
        await until(pilot, lambda: isinstance(app.screen, MetricsScreen))
        if fake.error is None:
            await until(pilot, lambda: app.screen.found is not None)
            await until(pilot, lambda: isinstance(app.focused, object) and app.focused is not None)
        yield app, pilot


def screen(app: ConsoleApp) -> MetricsScreen:
    assert isinstance(app.screen, MetricsScreen)
    return app.screen


def pick(app: ConsoleApp) -> PickScreen:
    assert isinstance(app.screen, PickScreen)
    return app.screen


async def choose(pilot, app: ConsoleApp, text: str) -> None:
    """Take the one entry of the list that has this text."""
    await until(pilot, lambda: isinstance(app.screen, PickScreen))
    pick(app).query_one(Input).value = text
    await until(pilot, lambda: pick(app).query_one(OptionList).option_count == 1)
    await pilot.press("enter")


async def test_it_is_opened_from_the_environments_by_its_letter_and_by_its_number(tmp_path: Path):
    console = FakeConsole()
    console.monitoring = monitoring(FakeMetrics(), tmp_path)
    async with opened(console) as (app, pilot):
        await seen(pilot, "replaydash")
        await until(pilot, lambda: app.focused is not None)
        for key in ("m", "2"):
            await pilot.press(key)
            await until(pilot, lambda: isinstance(app.screen, MetricsScreen))
            await pilot.press("escape")
            await until(pilot, lambda: not isinstance(app.screen, MetricsScreen))


async def test_charts_show_title_last_value_axes_threshold_and_figures(tmp_path: Path):
    async with on_metrics(FakeMetrics(), tmp_path) as (_, pilot):
        await seen(
            pilot, "last 3h", "points of 1 min", "1 in alarm, 1 ok", "Load balancer replaydash-dev-alb",
            "Requests  1.5 k", "Sum / 1 min  avg 1.03 k  min 600", "08:00", "alarm > 1 s", "p95  avg",
        )  # fmt: skip


async def test_fault_75_what_was_not_measured_is_no_line_at_zero(tmp_path: Path):
    async with on_metrics(FakeMetrics(silent={"RequestCount"}), tmp_path) as (_, pilot):
        await seen(pilot, "Requests  no data", "No data in this time, which is not 0.")


async def test_a_gap_stays_a_gap(tmp_path: Path):
    async with on_metrics(FakeMetrics(gap=(5400, 3600)), tmp_path) as (app, pilot):
        await seen(pilot, "Requests  1.5 k")
        plot = app.screen.query(MetricPlot).first()
        await until(pilot, lambda: len(plot._datasets) == 2, "two stretches, nothing between them")


@pytest.mark.parametrize("standing", [Standing.PARTIAL, Standing.FAILED])
async def test_fault_76_what_cloudwatch_could_not_give_is_said_on_its_chart(tmp_path: Path, standing: Standing):
    async with on_metrics(FakeMetrics(standings={"RequestCount": standing}), tmp_path) as (_, pilot):
        await seen(pilot, f"Requests  1.5 k  ! {standing}")


@pytest.mark.parametrize(("size", "columns"), [((80, 24), 1), ((120, 40), 2), ((200, 60), 3)])
async def test_as_many_columns_as_fit(tmp_path: Path, size: tuple[int, int], columns: int):
    async with on_metrics(FakeMetrics(), tmp_path, size=size) as (app, pilot):
        await seen(pilot, "Requests")
        panes = app.screen.query_one(ChartGrid).panes[:4]
        await until(pilot, lambda: len({pane.region.x for pane in panes}) == columns)


async def test_only_charts_in_view_are_drawn(tmp_path: Path):
    more = tuple(resource("aws_instance", n, id=f"i-{n}") for n in range(12))
    async with on_metrics(FakeMetrics(), tmp_path, state() + more) as (app, pilot):
        await seen(pilot, "Requests")
        assert 0 < len(app.screen.query(MetricPlot)) < 16
        await pilot.press("end")
        await seen(pilot, "Bucket replaydash-dev-uploads")
        await until(pilot, lambda: app.screen.query_one(ChartGrid).panes[-1].query(MetricPlot))


async def test_the_arrows_go_from_chart_to_chart_and_enter_makes_one_large(tmp_path: Path):
    async with on_metrics(FakeMetrics(), tmp_path) as (app, pilot):
        await seen(pilot, "Requests")
        await pilot.press("right", "down")
        grid = app.screen.query_one(ChartGrid)
        assert grid.chosen is not None
        assert grid.chosen.chart.title == "Capacity units (LCU)"
        await pilot.press("enter")
        await seen(pilot, "Load balancer replaydash-dev-alb: Capacity units (LCU)")
        assert "Requests" not in screen_text(app)
        await pilot.press("right")
        await seen(pilot, "Targets replaydash-dev-3000: Response time")
        await pilot.press("escape")
        await seen(pilot, "Response time", "5xx answers")
        assert isinstance(app.screen, MetricsScreen)


async def test_ranges_zoom_and_panning_ask_for_what_they_show(tmp_path: Path):
    async with on_metrics(FakeMetrics(), tmp_path) as (app, pilot):
        await pilot.press("right_square_bracket")
        await seen(pilot, "last 12h", "points of 5 min")
        await pilot.press("left_square_bracket", "plus")
        await seen(pilot, "last 1.5h")
        await pilot.press("comma")
        await seen(pilot, "1.5h until")
        assert screen(app).window == Window(5400, NOW.timestamp() - 1350)
        await pilot.press("full_stop")
        await seen(pilot, "last 1.5h")
        await pilot.press("minus", "0")
        await seen(pilot, "last 3h")


async def test_the_statistic_is_changed_by_a_key(tmp_path: Path):
    fake = FakeMetrics()
    async with on_metrics(fake, tmp_path) as (_, pilot):
        await pilot.press("s")
        await seen(pilot, "Average  avg")
        await until(pilot, lambda: {query.statistic for query in fake.asked[-1]} == {"Average"})


async def test_paused_it_says_so_and_asks_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("screens.metrics.REFRESH_SECONDS", {True: 0.0, False: 0.0})
    fake = FakeMetrics()
    async with on_metrics(fake, tmp_path) as (app, pilot):
        await until(pilot, lambda: len(fake.asked) > 3, "it looks again by itself")
        await pilot.press("space")
        await seen(pilot, "paused")
        await until(pilot, lambda: not screen(app)._looking)
        asked = len(fake.asked)
        screen(app)._tick()
        await pilot.pause()
        assert len(fake.asked) == asked
        await pilot.press("space")
        await until(pilot, lambda: len(fake.asked) > asked)


async def test_fault_74_what_was_seen_stays_with_its_age_when_aws_does_not_answer(tmp_path: Path):
    fake = FakeMetrics()
    async with on_metrics(fake, tmp_path) as (_, pilot):
        await seen(pilot, "Requests  1.5 k")
        fake.error = AwsError("AWS asks to wait (too many cloudwatch:GetMetricData calls): try again in a minute.")
        await pilot.press("r")
        await seen(pilot, "old: AWS asks to wait", "Requests  1.5 k")
        fake.error = None
        await pilot.press("r")
        await until(pilot, lambda: "asks to wait" not in screen_text(pilot.app))


async def test_it_asks_more_seldom_while_aws_does_not_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    fake = FakeMetrics()
    async with on_metrics(fake, tmp_path) as (app, pilot):
        await until(pilot, lambda: not screen(app)._looking)
        fake.error = AwsError("AWS asks to wait.")
        looked = []
        monkeypatch.setattr(screen(app), "look", lambda: looked.append("look"))
        clock = [screen(app)._looked_at]
        monkeypatch.setattr(screen(app), "_clock", lambda: clock[0])
        for failures, seconds in ((0, 10), (1, 20), (2, 40), (3, 80), (9, 80)):
            screen(app)._failures = failures
            clock[0] = screen(app)._looked_at + seconds - 0.1
            screen(app)._tick()
            assert looked == [], failures
            clock[0] = screen(app)._looked_at + seconds
            screen(app)._tick()
            assert looked.pop() == "look", failures


async def test_it_is_opened_with_one_look(tmp_path: Path):
    fake = FakeMetrics()
    async with on_metrics(fake, tmp_path) as (_, pilot):
        await seen(pilot, "Requests  1.5 k")
        assert len(fake.asked) == 2, "the metrics, and those of a day"


async def test_what_cannot_be_seen_says_why(tmp_path: Path):
    refused = AwsError("These credentials may not do cloudwatch:GetMetricData on 17 metrics: have that action allowed.")
    async with on_metrics(FakeMetrics(error=refused), tmp_path) as (_, pilot):
        await seen(pilot, "cloudwatch:GetMetricData", "Press r to look again")


async def test_who_may_not_look_at_alarms_sees_the_charts_and_is_told(tmp_path: Path):
    refused = AwsError("These credentials may not do cloudwatch:DescribeAlarms.")
    async with on_metrics(FakeMetrics(alarm_error=refused), tmp_path) as (_, pilot):
        await seen(pilot, "Requests  1.5 k", "! These credentials may not do")


async def test_alarms_stand_with_state_reason_and_history(tmp_path: Path):
    async with on_metrics(FakeMetrics(), tmp_path) as (app, pilot):
        await pilot.press("a")
        await seen(pilot, "! in alarm", "replaydash-dev-alb-latency", "p95 over 1 s for 2 of 2 x 5 min",
                   "Threshold Crossed", "Missing data counts as good.", "Enter shows its history.")  # fmt: skip
        await pilot.press("enter")
        await seen(pilot, "1 event", "Alarm updated from OK to ALARM")
        await pilot.press("escape")
        await seen(pilot, "Requests")
        assert isinstance(app.screen, MetricsScreen)


async def test_an_environment_with_alarms_alone_begins_with_them(tmp_path: Path):
    composite = resource("aws_cloudwatch_composite_alarm", alarm_name="any")
    fake = FakeMetrics(standing=(alarm("any", "OK", rule="ALARM(a)"),))
    async with on_metrics(fake, tmp_path, (composite,)) as (_, pilot):
        await seen(pilot, "ALARM(a)")


async def test_an_earlier_period_is_laid_over(tmp_path: Path):
    async with on_metrics(FakeMetrics(), tmp_path) as (app, pilot):
        await pilot.press("o")
        await choose(pilot, app, "a week")
        await seen(pilot, "over it a week before", "avg 1.03 k over ")
        await pilot.press("o")
        await choose(pilot, app, "nothing")
        await until(pilot, lambda: "over it" not in screen_text(app))


async def test_another_environment_of_the_system_is_laid_over(tmp_path: Path):
    async with on_metrics(FakeMetrics(), tmp_path) as (app, pilot):
        await pilot.press("o")
        await until(pilot, lambda: isinstance(app.screen, PickScreen))
        assert "replaydash/production" not in screen_text(app), "which was never applied"
        await choose(pilot, app, "staging")
        await seen(pilot, "over it replaydash/staging", "avg 1.03 k over ")


async def test_any_other_metric_is_added_and_dropped_again(tmp_path: Path):
    async with on_metrics(FakeMetrics(), tmp_path) as (app, pilot):
        await seen(pilot, "Requests")
        await pilot.press("n")
        await choose(pilot, app, "AWS/SQS")
        await choose(pilot, app, "NumberOfMessagesSent")
        await until(pilot, lambda: screen(app).grid.panes[-1].chart.own)
        screen(app).grid.panes[-1].focus()
        await seen(pilot, "Your own", "NumberOfMessagesSent jobs")
        await pilot.press("delete")
        await until(pilot, lambda: not screen(app).grid.panes[-1].chart.own)


@pytest.mark.parametrize(("words", "kind"), [("CSV", "csv"), ("JSON", "json"), ("picture", "svg")])
async def test_a_file_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, kind: str):
    monkeypatch.chdir(tmp_path)
    async with on_metrics(FakeMetrics(), tmp_path) as (app, pilot):
        await seen(pilot, "Requests")
        await pilot.press("w")
        await choose(pilot, app, words)
        await told(pilot, "Written: ", f"metrics-replaydash-dev-20260504-100400.{kind}")
    text = (tmp_path / f"metrics-replaydash-dev-20260504-100400.{kind}").read_text()
    if kind == "csv":
        assert len(list(csv.reader(text.splitlines()))) > 180
    elif kind == "json":
        assert json.loads(text)["environment"] == "replaydash/dev"
    else:
        assert "Requests" in text.replace("&#160;", " ")


async def test_fault_67_what_others_wrote_is_harmless(tmp_path: Path):
    evil = Metric.of("AWS/EC2", HOSTILE, [("InstanceId", HOSTILE)])
    resources = (
        resource("aws_instance", id="i-1", tags_all={"Name": HOSTILE}),
        alarm_resource(HOSTILE, evil, 10, statistic=None, extended_statistic=HOSTILE),
        alarm_resource("cpu", CPU_OF_ONE, 10, statistic=None, extended_statistic=f"{TERMINAL}{MARKUP}"),
    )
    fake = FakeMetrics(
        standing=(alarm(HOSTILE, "ALARM", reason=HOSTILE, statistic=HOSTILE, description=HOSTILE, rule=HOSTILE),),
        events=(AlarmEvent(NOW, "StateUpdate", HOSTILE),),
    )
    async with on_metrics(fake, tmp_path, resources) as (app, pilot):
        await seen(pilot, "CPU", "alarm > 10 % (", "[/] [/ [b]b")
        assert got_through(app) == []
        await pilot.press("down", "down", "down", "enter")
        await seen(pilot, "Also watched by alarms")
        assert got_through(app) == []
        await pilot.press("a", "enter")
        await seen(pilot, "1 event")
        assert got_through(app) == []
        assert isinstance(app.screen, MetricsScreen)


async def test_the_same_figures_are_not_drawn_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    async with on_metrics(FakeMetrics(), tmp_path) as (app, pilot):
        await seen(pilot, "Requests  1.5 k")
        plot = app.screen.query(MetricPlot).first()
        drawn = []
        monkeypatch.setattr(plot, "_draw", lambda: drawn.append(plot))
        shown = plot._drawing
        plot.draw(Drawing(*shown))
        assert drawn == []
        plot.draw(shown._replace(end=shown.end + 60))
        assert drawn == [plot]


def offered(app) -> set[str]:
    """The actions that the footer and the palette offer."""
    return {active.binding.action for active in app.screen.active_bindings.values() if active.enabled}


async def test_the_footer_has_room_for_every_key_at_eighty_columns(tmp_path: Path):
    async with on_metrics(FakeMetrics(), tmp_path, size=(80, 24)) as (app, pilot):
        await seen(pilot, "Requests")
        await until(pilot, lambda: "q Quit" in screen_text(app).splitlines()[-1])


async def test_where_no_charts_are_in_view_no_key_for_charts_is_offered(tmp_path: Path):
    async with on_metrics(FakeMetrics(), tmp_path) as (app, pilot):
        await seen(pilot, "Requests", "enter Large")
        assert {"enlarge", "statistic", "lay_over", "alarms"} <= offered(app)
        await pilot.press("a")
        await until(pilot, lambda: not {"enlarge", "statistic", "lay_over"} & offered(app))
        assert "alarms" in offered(app), "the way back"
        assert "Large" not in screen_text(app)


async def test_an_environment_with_alarms_alone_offers_no_way_to_charts(tmp_path: Path):
    composite = resource("aws_cloudwatch_composite_alarm", alarm_name="any")
    fake = FakeMetrics(standing=(alarm("any", "OK", rule="ALARM(a)"),))
    async with on_metrics(fake, tmp_path, (composite,)) as (app, pilot):
        await seen(pilot, "ALARM(a)")
        assert not {"enlarge", "statistic", "lay_over", "alarms", "move(-1, 0)"} & offered(app)
        assert "refresh" in offered(app)


async def test_a_chart_that_is_taken_away_is_laid_out_no_more() -> None:
    """The library lays its margins out as the last step of mounting: by then its parts may have gone."""
    async with opened() as (app, pilot):
        plot = MetricPlot()
        await app.screen.mount(plot)
        plot.display = False
        await plot.remove_children()
        plot.watch_margin_top()
        await pilot.pause()
        assert app.is_running


async def test_a_chart_whose_screen_was_left_while_its_points_came_draws_nothing(tmp_path: Path) -> None:
    async with on_metrics(FakeMetrics(), tmp_path) as (app, pilot):
        await seen(pilot, "Requests  1.5 k")
        assert isinstance(app.screen, MetricsScreen)
        left = ChartPane(app.screen.grid.panes[0].chart)
        app.screen._draw(left)
        assert app.is_running
        assert not left.query(MetricPlot)
