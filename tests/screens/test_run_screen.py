"""The run screen: states in words, how a run ended without a lie, and stopping only when one means it."""

from __future__ import annotations

import re
from typing import Any

from textual.widgets import Button, Input

from console.domain.events import HookAction as Hook
from console.domain.events import LogLine, PlannedChange, ResourceProgress, ResourceStarted
from console.domain.plan import Action
from console.domain.run import RunStatus
from console.ui.run_view.log import RunLog
from console.ui.run_view.resources import ResourceTable
from tests.fakes.console import FakeConsole
from tests.fakes.pilot import opened, screen_text, seen, until
from tests.screens.run_material import (
    ALARM,
    AT,
    CACHE,
    RUN_ID,
    all_done,
    console,
    failing,
    half_done,
)  # fmt: skip


async def begin(app: Any) -> Any:
    """Apply run #15 and look at it."""
    session = app.start_apply(RUN_ID, None, {})
    app.open_run(RUN_ID)
    return session


async def test_resources_show_their_states_in_words_with_what_runs_on_top():
    fake = console(half_done(), hold=True)
    async with opened(fake) as (app, pilot):
        await begin(app)
        await seen(pilot, "running", "waiting", "done", "1 of 6")
        rows = [app.screen.query_one(ResourceTable).row(index, 100) for index in range(6)]
        assert [row[0].text.strip() for row in rows] == ["running", "running", "done", "waiting", "waiting", "waiting"]
        fake.runs.release.set()


async def test_the_time_still_expected_is_shown_and_called_unknown_where_it_is():
    for seconds, words in ((70.0, "about 1m"), (None, "time left unknown")):
        fake = console(half_done(), hold=True)
        fake.runs.expected = seconds
        async with opened(fake) as (app, pilot):
            await begin(app)
            await seen(pilot, "run #15 apply", words)
            fake.runs.release.set()


async def test_a_partial_apply_lists_done_failed_and_not_started():
    fake = console(failing(), RunStatus.FAILED, error="The apply failed: ValidationError.")
    async with opened(fake) as (app, pilot):
        await begin(app)
        text = await seen(pilot, "How it ended", "Failed: 2 done, 1 failed, 3 not started", "Not started:")
        assert ALARM in text.replace("│", "")
        assert "What is done stays" in text
        assert "r plans what is missing" in text
        assert not re.search(r"\bDone\b", text)
        await pilot.press("r")
        await until(pilot, lambda: fake.runs.requests)


async def test_a_failure_shows_its_diagnostic_with_the_source_line():
    fake = console(failing(), RunStatus.FAILED, error="The apply failed.")
    async with opened(fake) as (app, pilot):
        await begin(app)
        await seen(pilot, "1 error", "alarms.tf line 31", "31 │   threshold = each.value.threshold", "is -70")


async def test_a_stopped_apply_says_what_may_exist_and_never_done():
    fake = console(half_done(), RunStatus.STOPPED, uncertain=[CACHE, ALARM], error="stopped")
    async with opened(fake) as (app, pilot):
        await begin(app)
        text = await seen(pilot, "Stopped on request", "May exist, not in the state:", "uncertain", "partly applied")
        assert CACHE in text
        assert "100 %" not in text
        assert not re.search(r"\bDone\b", text)


async def test_an_unclean_run_says_that_its_last_act_is_not_known():
    fake = console(half_done(), RunStatus.UNCLEAN, uncertain=[CACHE], error="The engine was killed by signal 9.")
    async with opened(fake) as (app, pilot):
        await begin(app)
        await seen(pilot, "Unclean", "not known", "killed by signal 9", "May exist, not in the state")


async def test_a_run_that_is_done_says_so_and_enter_goes_to_the_outputs():
    async with opened(console(all_done())) as (app, pilot):
        await begin(app)
        await seen(pilot, "Done: 6 resources in 1m 42s", "6 of 6 done")
        await pilot.press("enter")
        await seen(pilot, "[Outputs]", "alb_dns_name")


async def test_enter_does_not_leave_for_the_outputs_while_the_run_is_under_way():
    fake = console(half_done(), hold=True)
    async with opened(fake) as (app, pilot):
        await begin(app)
        await seen(pilot, "1 of 6")
        await pilot.press("enter")
        await pilot.pause()
        assert "[Run]" in screen_text(app)
        fake.runs.release.set()


async def test_stopping_asks_first_and_keeps_running_by_default():
    fake = console(half_done(), RunStatus.STOPPED, hold=True, uncertain=[CACHE])
    async with opened(fake) as (app, pilot):
        session = await begin(app)
        await seen(pilot, "1 of 6")
        await pilot.press("ctrl+x")
        await seen(pilot, "Stop this run?", "In flight: 2 resources")
        assert app.screen.focused.id == "keep"
        await pilot.press("enter")
        await seen(pilot, "[Run]")
        assert fake.runs.stopped == []
        assert not session.stopping
        fake.runs.release.set()


async def test_a_graceful_stop_interrupts_once_and_shows_stopping_until_it_ended():
    fake = console(half_done(), RunStatus.STOPPED, hold=True, uncertain=[CACHE])
    fake.runs.stop = fake.runs.stopped.append  # the engine takes its time
    async with opened(fake) as (app, pilot):
        await begin(app)
        await seen(pilot, "1 of 6")
        await pilot.press("ctrl+x")
        await seen(pilot, "Stop this run?")
        await pilot.press("tab", "enter")
        text = await seen(pilot, "stopping")
        assert "How it ended" not in text
        await pilot.press("ctrl+x")
        await seen(pilot, "Force it to stop?")
        assert fake.runs.stopped == [RUN_ID]
        assert app.screen.query_one("#force", Button).disabled
        assert app.screen.focused.id == "wait"
        fake.runs.release.set()


async def test_a_second_stop_is_sent_only_when_the_run_s_id_was_typed():
    fake = console(half_done(), RunStatus.UNCLEAN, hold=True)
    fake.runs.stop = fake.runs.stopped.append
    async with opened(fake) as (app, pilot):
        session = await begin(app)
        await seen(pilot, "1 of 6")
        session.stopping = True
        await pilot.press("ctrl+x")
        await seen(pilot, "Force it to stop?")
        field = app.screen.query_one(Input)
        field.focus()
        field.value = "replaydash/staging"
        await pilot.press("enter")
        assert fake.runs.forced == []
        field.value = RUN_ID
        await pilot.press("enter")
        await until(pilot, lambda: fake.runs.forced == [RUN_ID])
        fake.runs.release.set()


async def test_escape_leaves_the_run_running():
    fake = console(half_done(), hold=True)
    async with opened(fake) as (app, pilot):
        session = await begin(app)
        await seen(pilot, "Leave it running", "1 of 6")
        await pilot.press("escape")
        await seen(pilot, "[Environment]")
        assert not session.ended
        assert fake.runs.stopped == []
        app.open_run(RUN_ID)
        await seen(pilot, "1 of 6", "Still creating")
        fake.runs.release.set()


async def test_a_run_of_another_console_is_attached_and_counts_from_its_own_start():
    fake = console(half_done(), hold=True)
    async with opened(fake) as (app, pilot):
        app.open_run(RUN_ID)
        await seen(pilot, "1 of 6", "running")
        assert app.session_of(RUN_ID).phase == "attach"
        fake.runs.release.set()


async def test_a_clock_that_was_set_back_makes_no_negative_duration():
    """Durations come from monotonic clocks; the start of an attached run is the one wall-clock time."""
    from datetime import timedelta

    from tests.fakes.overview import NOW

    fake = console(half_done(), hold=True)
    async with opened(fake) as (app, pilot):
        app.now = lambda: NOW - timedelta(hours=2)
        app.open_run(RUN_ID)
        await seen(pilot, "1 of 6")
        assert app.screen.elapsed >= 0
        assert "-" not in re.search(r"1 of 6 +(\S+ ?\S*),", screen_text(app)).group(1)
        fake.runs.release.set()


async def test_hostile_addresses_log_lines_and_diagnostics_are_shown_as_text():
    evil = 'module.x.aws_thing.this["[@click=app.quit]\x1b]0;owned\x07[/]"]'
    events = [
        PlannedChange(AT, f"{evil}: Plan to create", evil, Action.CREATE),
        ResourceStarted(AT, f"{evil}: Creating...", evil, Hook.CREATE),
        LogLine(AT, "\x1b[2J[/] [link=file:///etc] \x9b31m \x1b]52;c;aGk=\x07 tail", "info"),
        *failing(),
    ]
    fake = console(events, RunStatus.FAILED, error="[/] \x1b[31mred", uncertain=[evil])
    async with opened(fake, size=(200, 60)) as (app, pilot):
        await begin(app)
        text = await seen(pilot, "[@click=app.quit][/]", "[link=file:///etc]", "tail")
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text)


async def test_long_log_lines_wrap_on_request_and_memory_is_bounded():
    line = "a" * 500
    events = [*half_done(), *(ResourceProgress(AT, line, CACHE, Hook.CREATE, 1.0) for _ in range(7000))]
    fake = console(events, hold=True)
    async with opened(fake) as (app, pilot):
        await begin(app)
        await seen(pilot, "1 of 6")
        log = app.screen.query_one(RunLog)
        await until(pilot, lambda: log.line_count >= 5000)
        assert log.wrap
        assert log.line_count == 5000
        assert max(len(each) for each in log.lines) < 500
        await pilot.press("w")
        await until(pilot, lambda: not log.wrap)
        assert max(len(each) for each in log.lines) > 500
        fake.runs.release.set()


async def test_the_log_follows_its_end_until_one_scrolls_up():
    events = [*half_done(), *(LogLine(AT, f"line {number}", "info") for number in range(300))]
    fake = console(events, hold=True)
    async with opened(fake) as (app, pilot):
        await begin(app)
        await seen(pilot, "line 299")
        log = app.screen.query_one(RunLog)
        log.focus()
        await pilot.press("home")
        await until(pilot, lambda: log.scroll_offset.y == 0)
        log.add(["one more"])
        await pilot.pause()
        assert "one more" not in screen_text(app)
        await pilot.press("end")
        await seen(pilot, "one more")
        log.add(["and another"])
        await seen(pilot, "and another")
        fake.runs.release.set()


async def test_the_raw_log_is_one_key_away(tmp_path):
    raw = tmp_path / "apply.jsonl"
    raw.write_text('{"type":"version"}\nnot json \x1b[31mat all\n')
    fake = console(half_done(), hold=True)
    fake.runs.log = lambda run_id, stage: raw
    async with opened(fake) as (app, pilot):
        await begin(app)
        await seen(pilot, "1 of 6")
        await pilot.press("l")
        await seen(pilot, "Raw log of replaydash/staging#15", '{"type":"version"}', "not json at all")
        fake.runs.release.set()


async def test_an_apply_that_was_refused_says_that_nothing_was_done():
    from console.errors import PlanRefusedError

    fake: FakeConsole = console(half_done())
    fake.runs.error = PlanRefusedError("The saved plan is stale: the state has changed since. Plan again.")
    async with opened(fake) as (app, pilot):
        await begin(app)
        await seen(pilot, "Not done.", "The saved plan is stale")
