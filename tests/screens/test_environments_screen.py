"""The environments screen: what it says of each environment, and the ways on from there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from textual.widgets import Input

from console.domain.environment import EnvironmentState
from console.errors import AwsError, PresetError
from console.ui.row_table import RowTable
from tests.fakes.console import FakeConsole, FakeEnvironments
from tests.fakes.metrics import FakeMetrics, alarm, monitoring
from tests.fakes.overview import NOW, preset, record, summary
from tests.fakes.pilot import app_over, opened, screen_text, seen, until


async def test_every_environment_shows_its_state_in_words():
    async with opened() as (_, pilot):
        text = await seen(pilot, "SANDBOX", "terraform 1.11.4", "replaydash/dev")
    for words in ("applied", "! changed outside", "never applied", "! last apply failed", "! locked"):
        assert words in text


async def test_unknown_cost_and_resources_show_as_a_hyphen_and_never_as_zero():
    console = FakeConsole(FakeEnvironments((summary("mtk/qa", EnvironmentState.UNKNOWN),)))
    async with opened(console) as (_, pilot):
        text = await seen(pilot, "? unknown", "not known yet: plan it to")
    row = next(line for line in text.splitlines() if "mtk" in line and "qa" in line and "unknown" in line)
    assert "0" not in row.split("unknown")[1].split("│")[0]


async def test_a_cost_with_unknowns_reads_at_least():
    console = FakeConsole(
        FakeEnvironments((summary("mtk/qa", monthly_usd=Decimal("1750.66"), monthly_complete=False),))
    )
    async with opened(console) as (_, pilot):
        await seen(pilot, "≥1,750.66", "1,750.66 USD/month at least")


async def test_over_budget_says_so():
    given = summary("mtk/qa", monthly_usd=Decimal(300), preset=preset("mtk", "qa", budget_usd=Decimal(200)))
    async with opened(FakeConsole(FakeEnvironments((given,)))) as (_, pilot):
        await seen(pilot, "150 % ", "over")


async def test_details_follow_the_highlighted_environment():
    async with opened() as (_, pilot):
        await seen(pilot, "#14 apply: done, 1m 42s, by")
        await pilot.press("down")
        await seen(pilot, "! changed outside, 2 changes", "#9 apply")
        await pilot.press("ctrl+end")
        await seen(pilot, "held by")


async def test_the_filter_finds_letters_in_order_and_escape_brings_all_back():
    async with opened() as (app, pilot):
        await pilot.press("slash", *"rpdev")
        await until(pilot, lambda: app.screen.query_one(RowTable).row_count == 1)
        assert app.screen.highlighted.name.environment == "dev"
        await pilot.press("escape")
        await until(pilot, lambda: app.screen.query_one(RowTable).row_count == 6)
        assert app.screen.query_one(Input).value == ""


async def test_a_filter_that_finds_nothing_says_how_to_get_out():
    async with opened() as (_, pilot):
        await pilot.press("slash", *"zzz")
        await seen(pilot, "Nothing matches zzz. Escape clears the filter.")


async def test_no_environments_teach_what_belongs_here():
    async with opened(FakeConsole(FakeEnvironments(()))) as (_, pilot):
        await seen(pilot, "No environments yet.", "presets/<system>/<environment>.yaml", "press r")


async def test_a_folder_of_presets_that_is_not_there_shows_its_sentence_and_refresh_tries_again():
    console = FakeConsole()
    console.environments.error = PresetError("There is no presets folder at /p; set presets to another.")
    async with opened(console) as (_, pilot):
        await seen(pilot, "There is no presets folder at /p")
        console.environments.error = None
        await pilot.press("r")
        await seen(pilot, "replaydash", "never applied")


async def test_an_environment_that_cannot_be_read_keeps_its_row_and_says_why():
    broken = replace(
        summary("mtk/qa", problem="presets/mtk/qa.yaml: description is required and missing; add it."), preset=None
    )
    rows = (broken, summary("mtk/dev", problem="overlays/mtk/dev.yaml must hold values."), summary("mtk/prod"))
    async with opened(FakeConsole(FakeEnvironments(rows))) as (_, pilot):
        text = await seen(pilot, "description is", "required and", "missing; add it.", "3 environments")
        assert text.count("! unreadable") == 2
        assert "none set in the preset" not in text
        await pilot.press("down")
        await seen(pilot, "overlays/mtk/dev.yaml", "Budget")


async def test_fault_95_an_exception_in_a_worker_is_shown_and_the_app_survives():
    console = FakeConsole()
    console.environments.error = ZeroDivisionError("division by zero")
    async with opened(console) as (app, pilot):
        await seen(pilot, "ZeroDivisionError")
        assert app.is_running
        console.environments.error = None
        await pilot.press("r")
        await seen(pilot, "never applied")


async def test_fault_95_a_context_that_cannot_be_read_is_a_notification():
    console = FakeConsole(context_error=RuntimeError("no such engine"))
    async with opened(console) as (app, pilot):
        await seen(pilot, "RuntimeError")
        assert app.is_running


async def test_a_run_under_way_shows_how_far_it_is():
    console = FakeConsole()
    console.runs.records = [record("replaydash/dev", 15)]
    console.runs.hold()
    async with opened(console) as (app, pilot):
        app.attach("replaydash/dev#15")
        await seen(pilot, "* applying 63/91")
        console.runs.release.set()
        await until(pilot, lambda: not app.runs_under_way)
        await until(pilot, lambda: "applying" not in screen_text(app))


@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 40), (200, 60)])
async def test_every_size_shows_list_details_and_keys(width, height):
    async with opened(size=(width, height)) as (_, pilot):
        text = await seen(pilot, "SANDBOX", "muejam", "Budget", "enter Open", "? Help", "q Quit")
    assert max(len(line) for line in text.splitlines()) <= width


@pytest.mark.parametrize("size", [(60, 15), (60, 21), (80, 15), (99, 16), (100, 15), (160, 15)])
async def test_rows_are_seen_in_any_terminal_from_the_least_size_up(size):
    async with opened(size=size) as (_, pilot):
        await seen(pilot, "SANDBOX", "enter Open", "never appli", "twitter", "State")


@pytest.mark.parametrize("size", [(59, 15), (60, 14), (20, 5)])
async def test_a_terminal_that_is_too_small_says_so_and_loses_nothing(size):
    async with opened(size=(80, 24)) as (app, pilot):
        await pilot.press("down", "slash", *"s")
        await pilot.resize_terminal(*size)
        await until(pilot, lambda: "too small" in " ".join(screen_text(app).split()))
        assert "Environments" not in screen_text(app)
        await pilot.resize_terminal(80, 24)
        text = await seen(pilot, "SANDBOX", "replaydash")
        assert "too small" not in text
        assert app.screen.query_one(Input).value == "s"


async def test_a_click_highlights_and_a_click_on_the_highlighted_opens():
    async with opened() as (app, pilot):
        await seen(pilot, "mtk")
        opened_names = []
        app.open_variables = opened_names.append
        await pilot.click(RowTable, offset=(16, 3))
        await until(pilot, lambda: str(app.screen.highlighted.name) == "replaydash/production")
        assert opened_names == []
        await pilot.click(RowTable, offset=(16, 3))
        await until(pilot, lambda: [str(name) for name in opened_names] == ["replaydash/production"])


def watching(**given) -> FakeConsole:
    """With this behind `monitoring`."""
    console = FakeConsole()
    console.monitoring = monitoring(FakeMetrics(**given), Path("/nonexistent"))
    return console


async def test_the_alarms_of_the_highlighted_environment_are_counted_and_named():
    async with opened(watching()) as (_, pilot):
        await seen(pilot, "! 1 in alarm (alb-latency), 1")


async def test_alarms_that_cannot_be_asked_for_read_as_not_known_with_the_reason():
    error = AwsError("These credentials may not do cloudwatch:DescribeAlarms.")
    async with opened(watching(alarm_error=error)) as (_, pilot):
        text = await seen(pilot, "? not known: These")
    assert "0 in alarm" not in text


async def test_counted_alarms_say_how_old_they_are():
    console = FakeConsole()
    earlier = (NOW - timedelta(minutes=4)).timestamp()
    console.monitoring = monitoring(FakeMetrics(standing=(alarm(),)), Path("/nonexistent"), now=earlier)
    async with opened(console) as (_, pilot):
        await seen(pilot, "1 ok, 4 min ago")


async def test_what_was_never_applied_is_not_asked_for():
    fake = FakeMetrics()
    console = FakeConsole(FakeEnvironments((summary("mtk/qa", EnvironmentState.NEVER_APPLIED),)))
    console.monitoring = monitoring(fake, Path("/nonexistent"))
    async with opened(console) as (app, pilot):
        await seen(pilot, "never applied", "Budget")
        app.screen._ask_for_alarms()
        assert "Alarms" not in screen_text(app)
        assert not app.screen._asked_at


async def test_an_environment_that_is_passed_by_is_not_asked_for(monkeypatch):
    monkeypatch.setattr("screens.alarm_counting.SETTLED_SECONDS", 3600.0)
    async with opened(watching()) as (app, pilot):
        await seen(pilot, "#14 apply", "not known yet: asking")
        await pilot.press("down")
        await seen(pilot, "#9 apply")
        assert not app.screen._asked_at
        app.screen._ask_for_alarms()
        await seen(pilot, "in alarm")
        assert [str(name) for name in app.screen._asked_at] == ["replaydash/staging"]


async def test_alarms_are_asked_for_again_only_when_they_are_old():
    moment = [NOW]
    asked = []
    console = watching()
    counted = console.monitoring.alarms
    console.monitoring.alarms = lambda name: asked.append(name) or counted(name)
    app = app_over(console, now=lambda: moment[0])
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await seen(pilot, "in alarm")
        app.screen._tick_alarms()
        assert len(asked) == 1
        moment[0] = NOW + timedelta(seconds=21)
        app.screen._tick_alarms()
        await until(pilot, lambda: len(asked) == 2)


async def test_a_long_environment_name_is_not_cut_where_there_is_room():
    console = FakeConsole(FakeEnvironments((summary("mtk/prod-us-west-2"),)))
    async with opened(console) as (_, pilot):
        await seen(pilot, "mtk         prod-us-west-2")
