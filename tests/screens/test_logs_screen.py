"""Logs: lines are seen as they come, stay while one reads, are found again, and harm nobody."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from textual.widgets import Input

from console.errors import AwsError, InputError
from console.services import logs_tail
from screens.logs import LogsScreen
from screens.logs_prompts import AskText, ChooseGroups
from tests.fakes.console import FakeConsole
from tests.fakes.hostile import HOSTILE, got_through
from tests.fakes.logs import API, DATABASE, NAME, FakeLogs, line, logs
from tests.fakes.overview import NOW
from tests.fakes.pilot import opened, screen_text, seen, told, until
from tests.screens.logs_material import LAST, lines_of, logs_of, ready


async def test_lines_of_several_groups_stand_in_the_order_of_time_and_new_ones_follow():
    fake = FakeLogs()
    async with logs_of(fake) as (_, pilot):
        text = await seen(pilot, "LIVE", "9 lines", "postgresql", "api/012345")
        assert text.index("128 keys") < text.index("duration: 812.1 ms") < text.index("WARN pool")
        fake.log(line(0, "ERROR came just now"))
        await seen(pilot, "ERROR came just now", "10 lines")


async def test_the_key_opens_the_logs_from_anywhere():
    fake = FakeLogs()
    async with opened(FakeConsole(logs=logs(fake))) as (app, pilot):
        await until(pilot, lambda: app.focused is not None)
        await pilot.press("3")
        await until(pilot, lambda: isinstance(app.screen, LogsScreen))
        await seen(pilot, LAST)
        fake.updates.put(None)


async def test_typing_filters_at_once_and_escape_brings_all_lines_back():
    async with logs_of(FakeLogs()) as (app, pilot):
        await pilot.press("slash", *"failed 500")
        text = await seen(pilot, "1 of 9 lines", "request failed")
        assert "WARN pool" not in text
        await pilot.press("escape")
        await seen(pilot, "9 lines", "WARN pool")
        await pilot.press("slash", *"nowhere", "enter")
        await seen(pilot, "None of the 9 lines matches")
        assert lines_of(app).has_focus


async def test_words_can_be_marked_without_hiding_the_other_lines():
    async with logs_of(FakeLogs()) as (app, pilot):
        await pilot.press("slash", *"cache", "enter", "h")
        await seen(pilot, "9 lines", "request failed", "words marked")
        await pilot.press("N")
        await until(pilot, lambda: "cache" in lines_of(app).current.message)
        assert not lines_of(app).following


async def test_the_level_is_told_in_words_and_can_be_asked_for():
    async with logs_of(FakeLogs()) as (_, pilot):
        await pilot.press("l", "l", "l")
        text = await seen(pilot, "ERROR and graver", "2 of 9 lines")
        assert "WARN pool" not in text
        await pilot.press("l")
        await seen(pilot, "WARN pool", "9 lines")


async def test_enter_unfolds_the_json_of_a_line():
    async with logs_of(FakeLogs()) as (app, pilot):
        assert '"plan": "pro"' not in screen_text(app)
        await pilot.press("enter")
        await seen(pilot, '"path": "/api/search",', '"plan": "pro"', API)
        await pilot.press("up", "up")
        await seen(pilot, "ETIMEDOUT 10.0.21.7:5432")
        await pilot.press("escape")
        await until(pilot, lambda: not app.screen.query_one("#detail").display)


async def test_the_line_that_is_unfolded_stays_in_sight():
    fake = FakeLogs(kept=[line(600 - number, f'{{"number": {number}}}') for number in range(200)])
    async with logs_of(fake, sign="number=199") as (app, pilot):
        await pilot.press("up", "up", "enter")
        await seen(pilot, '"number": 197', "number=197")
        lines = lines_of(app)
        assert lines.scroll_offset.y <= lines.cursor < lines.scroll_offset.y + lines.size.height


async def test_going_up_pauses_and_what_is_read_stays_where_it_is():
    fake = FakeLogs(kept=[line(600 - number, f"line {number}") for number in range(500)])
    async with logs_of(fake, sign="line 499") as (app, pilot):
        await pilot.press("pageup", "up", "up")
        await seen(pilot, "PAUSED")
        current, top = lines_of(app).current, lines_of(app).scroll_offset.y
        fake.log(*(line(0, f"new {number}") for number in range(50)), line(599.5, "late, far above"))
        await seen(pilot, "551 lines")
        assert lines_of(app).current == current
        assert lines_of(app).scroll_offset.y == top + 1, "moved by the one that was sorted in above"
        await pilot.press("f")
        await seen(pilot, "new 49")
        assert "PAUSED" not in screen_text(app)


async def test_space_pauses_and_follows_again():
    async with logs_of(FakeLogs()) as (_, pilot):
        await pilot.press("space")
        await seen(pilot, "PAUSED")
        await pilot.press("space")
        await until(pilot, lambda: "PAUSED" not in screen_text(pilot.app))


async def test_a_hundred_thousand_lines_are_kept_and_the_rest_is_let_go_and_told():
    fake = FakeLogs(kept=[])
    async with logs_of(fake, sign="LIVE") as (app, pilot):
        fake.log(*(line(200 - number / 1000, f"line {number}") for number in range(100_500)))
        await seen(pilot, "100,000 lines, older ones let go", "line 100499")
        await pilot.press("home")
        await until(pilot, lambda: lines_of(app).current.message == "line 500")


async def test_a_time_among_the_lines_is_gone_to():
    async with logs_of(FakeLogs()) as (app, pilot):
        await pilot.press("t")
        await ready(pilot, AskText)
        app.screen.query_one(Input).value = f"{NOW.astimezone():%H}:03:20"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, LogsScreen) and "WARN pool" in lines_of(app).current.message)


async def test_another_time_is_read_from_aws_and_f_follows_again():
    old = line(7200, "two hours ago")
    async with logs_of(FakeLogs(kept=[old, line(3, LAST)])) as (app, pilot):
        await pilot.press("t")
        await ready(pilot, AskText)
        await pilot.press(*"-3h", "enter")
        await seen(pilot, "HISTORY", "two hours ago", "f follows again")
        await pilot.press("f")
        await until(pilot, lambda: "HISTORY" not in screen_text(app))
        await seen(pilot, LAST)
        assert "two hours ago" not in screen_text(app)


async def test_what_is_no_time_is_said_and_not_taken():
    async with logs_of(FakeLogs()) as (app, pilot):
        await pilot.press("t")
        await ready(pilot, AskText)
        await pilot.press(*"later", "enter")
        await seen(pilot, "'later' is no time")
        assert isinstance(app.screen, AskText)


async def test_a_pattern_is_matched_by_aws():
    fake = FakeLogs()
    async with logs_of(fake) as (_, pilot):
        await pilot.press("p")
        await ready(pilot, AskText)
        await pilot.press(*"WARN", "enter")
        text = await seen(pilot, "pattern WARN", "1 line")
        assert "request failed" not in text
        assert ("live", (DATABASE, API), "WARN") in fake.asked


async def test_a_pattern_that_aws_does_not_understand_is_said():
    fake = FakeLogs()
    async with logs_of(fake) as (_, pilot):
        fake.error = InputError("AWS does not understand the filter pattern '{': it does not end.")  # type: ignore[assignment]
        await pilot.press("p")
        await ready(pilot, AskText)
        await pilot.press("{", "enter")
        await seen(pilot, "STOPPED", "does not understand the filter pattern")


async def test_groups_are_chosen():
    fake = FakeLogs()
    async with logs_of(fake) as (app, pilot):
        await pilot.press("g")
        await ready(pilot, ChooseGroups)
        await seen(pilot, "kept 14 d", "ECS replaydash-dev-api")
        await pilot.press("down", "o", "enter")
        await seen(pilot, "8 lines")
        assert "812.1 ms" not in screen_text(app)


async def test_a_group_that_comes_into_being_is_shown_once_it_is_looked_for_again():
    fake = FakeLogs(missing={DATABASE})
    async with logs_of(fake) as (_, pilot):
        await seen(pilot, "8 lines")
        fake.missing = set()
        await pilot.press("r")
        await seen(pilot, "9 lines", "812.1 ms")


async def test_polling_says_that_it_is_and_why():
    fake = FakeLogs(live_error=AwsError("These credentials may not do logs:StartLiveTail on it: have it allowed."))
    async with logs_of(fake) as (_, pilot):
        await seen(pilot, "POLLING", "Not live: These credentials may not do logs:StartLiveTail")


async def test_expired_credentials_are_a_line_above_the_lines_which_stay_and_it_goes_on_by_itself(monkeypatch):
    monkeypatch.setattr(logs_tail, "POLL_SECONDS", 0.05)
    fake = FakeLogs()
    async with logs_of(fake) as (_, pilot):
        fake.error = AwsError("The AWS credentials have expired: refresh them and try again.")
        fake.updates.put(fake.error)
        await seen(pilot, "WAITING", "have expired", "request failed", LAST)
        fake.error = None
        fake.kept.append(line(0, "after the refresh"))
        await seen(pilot, "LIVE", "after the refresh")
        assert "have expired" not in screen_text(pilot.app)


async def test_what_is_old_carries_its_age():
    fake = FakeLogs()
    async with logs_of(fake) as (app, pilot):
        from datetime import timedelta

        app.now = lambda: NOW + timedelta(seconds=42)
        await seen(pilot, "42 s old")


async def test_an_environment_without_logs_says_so():
    async with opened(FakeConsole(logs=logs(FakeLogs(), ()))) as (app, pilot):
        app.open_place("logs", NAME)
        await seen(pilot, "replaydash/dev has no log group", "escape to go back")
        await pilot.press("g", "s")
        assert isinstance(app.screen, LogsScreen)


async def test_what_was_never_logged_teaches_what_would_be_there():
    async with logs_of(FakeLogs(kept=[]), sign="Lines appear here as they come"):
        pass


@pytest.mark.parametrize("size", [(60, 15), (120, 40)])
async def test_faults_64_65_66_67_hostile_lines_are_shown_and_never_act(size):
    hostile = [
        line(2, HOSTILE, stream=HOSTILE),
        line(1, '{"level": "error", "msg": "' + "[/] [@click=app.quit]x[/]" + '", "\\u001b[2J": "\\u001b]0;x\\u0007"}'),
        line(0, "last"),
    ]
    async with logs_of(FakeLogs(kept=hostile), size, sign="last") as (app, pilot):
        for key in ("up", "enter", "up", "slash"):
            await pilot.press(key)
            await pilot.pause()
            assert got_through(app) == []
        await pilot.press(*"click")
        await pilot.pause()
        assert got_through(app) == []
        assert app.is_running


async def test_what_is_shown_is_saved_to_a_file_of_ones_own_and_nothing_is_written_over(tmp_path: Path):
    async with logs_of(FakeLogs()) as (app, pilot):
        target = tmp_path / "lines.log"
        for sentence in ("2 lines were written.", "is there already"):
            if app.screen.query_one("#filter", Input).value == "":
                await pilot.press("slash", *"error", "enter")
            await pilot.press("s")
            await ready(pilot, AskText)
            app.screen.query_one(Input).value = str(target)
            await pilot.press("enter")
            await told(pilot, sentence)
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
        first, second = target.read_text().splitlines()
        assert first.startswith("2026-05-04T10:03:48.000Z\t/ecs/replaydash-dev-api\tapi/api/")
        assert second.endswith("ERROR unhandled: connect ETIMEDOUT 10.0.21.7:5432")


async def test_a_screen_that_is_left_stops_its_tail():
    fake = FakeLogs()
    async with logs_of(fake) as (app, pilot):
        tail = app.screen._tail
        await pilot.press("escape")
        await until(pilot, lambda: tail.stopped)
