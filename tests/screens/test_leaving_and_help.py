"""Leaving with the question that fits (fault 96), help, palette, places."""

from __future__ import annotations

import gc

import pytest
from textual.widgets import Button

from console.domain.environment import EnvironmentName
from console.domain.run import RunKind
from console.errors import LockedError
from screens.environments import EnvironmentsScreen
from screens.help import HelpScreen
from screens.modals.quit import QuitScreen
from screens.runs import RunsScreen
from screens.variables import VariablesScreen
from tests.fakes.console import FakeConsole
from tests.fakes.overview import record
from tests.fakes.pilot import opened, screen_text, seen, until

DEV = EnvironmentName("replaydash", "dev")


class Request:
    """What is to be planned."""

    name, kind = DEV, RunKind.APPLY


def applying() -> FakeConsole:
    console = FakeConsole()
    console.runs.records = [record("replaydash/dev", 15)]
    console.runs.hold()
    return console


async def test_quit_leaves_at_once_when_nothing_is_under_way():
    async with opened() as (app, pilot):
        await pilot.press("q")
        await until(pilot, lambda: not app.is_running or app._exit)


async def test_fault_96_quitting_during_an_apply_asks_and_stay_has_the_focus():
    console = applying()
    async with opened(console) as (app, pilot):
        app.attach("replaydash/dev#15")
        await seen(pilot, "applying 63/91")
        await pilot.press("q")
        await seen(pilot, "Leave infra-console?", "Stay", "Stop gracefully", "Keep running, leave")
        assert isinstance(app.focused, Button)
        assert app.focused.id == "STAY"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, EnvironmentsScreen))
        assert app.is_running
        assert console.runs.stopped == []
        console.runs.release.set()


async def test_fault_96_stop_gracefully_asks_the_run_once_and_stays():
    console = applying()
    console.runs.stop = console.runs.stopped.append
    async with opened(console) as (app, pilot):
        app.attach("replaydash/dev#15")
        await seen(pilot, "applying 63/91")
        await pilot.press("q", "right", "enter")
        await until(pilot, lambda: console.runs.stopped == ["replaydash/dev#15"])
        assert app.is_running
        app.stop_run(app.sessions["replaydash/dev"])
        assert console.runs.stopped == ["replaydash/dev#15"]
        console.runs.release.set()


async def test_fault_96_keep_running_leaves_and_does_not_stop_the_run():
    console = applying()
    async with opened(console) as (app, pilot):
        app.attach("replaydash/dev#15")
        await seen(pilot, "applying 63/91")
        await pilot.press("ctrl+q", "left", "enter")
        await until(pilot, lambda: app._exit)
        assert console.runs.stopped == []
        console.runs.release.set()


async def test_unsaved_changes_are_asked_about():
    async with opened() as (app, pilot):
        app.drafts.of(DEV).values["desired_count"] = 5
        await pilot.press("q")
        await seen(pilot, "replaydash/dev has changes of variables that are not saved")
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, QuitScreen))


async def test_an_environment_that_is_busy_takes_no_second_run():
    console = applying()
    async with opened(console) as (app, pilot):
        app.attach("replaydash/dev#15")
        await seen(pilot, "applying 63/91")
        with pytest.raises(LockedError, match=r"replaydash/dev is busy \(applying 63/91\)"):
            app.start_plan(Request())
        console.runs.release.set()


async def test_fault_95_a_run_that_fails_unexpectedly_ends_with_its_sentence():
    console = FakeConsole()
    console.runs.error = ZeroDivisionError("division by zero")
    async with opened(console) as (app, pilot):
        heard = []
        app.news.subscribe(app.screen, heard.append)
        session = app.start_plan(Request())
        await until(pilot, lambda: session.ended and heard and heard[-1].__class__.__name__ == "ReviewReady")
        assert "ZeroDivisionError" in session.error.message
        assert "Traceback" in session.error.detail
        assert app.is_running


async def test_a_run_survives_a_change_of_screens():
    console = applying()
    async with opened(console) as (app, pilot):
        session = app.attach("replaydash/dev#15")
        await seen(pilot, "applying 63/91")
        await pilot.press("6")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen))
        assert app.attach("replaydash/dev#15") is session
        await pilot.press("1")
        await seen(pilot, "* applying 63/91")
        console.runs.release.set()
        await until(pilot, lambda: session.ended)


async def test_number_keys_change_the_place_and_the_walk_waits():
    async with opened() as (app, pilot):
        await until(pilot, lambda: app.focused is not None)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, VariablesScreen))
        await pilot.press("6")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen))
        await pilot.press("1")
        await until(pilot, lambda: isinstance(app.screen, VariablesScreen))
        await pilot.press("1")
        await until(pilot, lambda: isinstance(app.screen, EnvironmentsScreen))


async def test_help_is_made_from_the_keys_of_the_screen():
    async with opened() as (app, pilot):
        await until(pilot, lambda: app.focused is not None)
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        await seen(pilot, "Plan a destroy; nothing happens before it is approved", "Everywhere")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, EnvironmentsScreen))


async def test_every_key_has_an_id_and_says_what_it_does():
    async with opened() as (app, pilot):
        await until(pilot, lambda: app.focused is not None)
        own = [a.binding for a in app.screen.active_bindings.values() if a.binding.id]
        assert {"environments.open", "environments.plan", "help", "quit", "go.runs"} <= {b.id for b in own}
        assert [b.id for b in own if not (b.tooltip or b.description)] == []


async def test_the_palette_finds_any_action_by_its_name():
    async with opened() as (app, pilot):
        await until(pilot, lambda: app.focused is not None)
        await pilot.press("colon")
        await pilot.pause()
        await pilot.press(*"runs of mtk")
        await seen(pilot, "Runs of mtk/qa")
        await pilot.press("enter", "enter")
        await seen(pilot, "Runs of mtk/qa", "No runs yet.")


async def test_a_storm_of_resizes_leaves_the_screen_whole():
    async with opened() as (app, pilot):
        for width, height in [(60, 15), (200, 60), (80, 24), (61, 16), (120, 40)] * 3:
            await pilot.resize_terminal(width, height)
        await seen(pilot, "Environments", "replaydash/dev", "q Quit")
        assert max(map(len, screen_text(app).splitlines())) <= 120


async def test_screens_that_were_left_are_let_go_of():
    """A console stays open for days: each screen that it kept would cost it megabytes."""
    async with opened() as (app, pilot):
        kinds = []
        for _ in range(6):
            for key in ("9", "v"):
                before = app.screen
                await pilot.press(key)
                await until(pilot, lambda before=before: app.screen is not before)
                kinds.append(type(app.screen))
                await pilot.press("escape")
                await until(pilot, lambda before=before: app.screen is before)

        def kept() -> int:
            gc.collect()
            return sum(type(each) in kinds for each in gc.get_objects())

        # The last ones are let go of when the next one is opened.
        await until(pilot, lambda: kept() <= 4, "the screens that were left are gone")
