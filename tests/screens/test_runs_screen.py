"""The runs screen: what became of every run, and the way back into one under way."""

from __future__ import annotations

import threading
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from console.domain.environment import EnvironmentName
from console.domain.run import RunKind, RunStatus
from console.errors import ConsoleError, StoreError
from console.services.run_store import UnreadableRun
from console.ui.row_table import RowTable
from screens.modals.approve import ApproveScreen
from screens.runs import RunsScreen
from tests.fakes.console import FakeConsole
from tests.fakes.overview import NOW, record
from tests.fakes.pilot import opened, screen_text, seen, told, until
from tests.screens.material import reviewed


def some_runs() -> FakeConsole:
    console = FakeConsole()
    console.runs.records = [
        record("replaydash/dev", 14),
        record("replaydash/staging", 9, RunStatus.FAILED, error="creating ELB: limit of 20 load balancers reached",
               started=NOW - timedelta(days=3)),
        record("replaydash/staging", 8, RunStatus.UNCLEAN, uncertain=["module.db.aws_db_instance.this"]),
        record("replaydash/staging", 7, RunStatus.NO_CHANGES, kind=RunKind.DESTROY),
    ]  # fmt: skip
    return console


@asynccontextmanager
async def runs(console=None, size=(120, 40)):
    async with opened(console or some_runs(), size) as (app, pilot):
        shown = []
        app.open_run = shown.append
        app.shown = shown
        await pilot.press("6")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen) and app.screen.query("#empty"))
        yield app, pilot


async def test_every_run_shows_its_result_in_words_and_how_long_it_took():
    async with runs() as (_, pilot):
        text = await seen(pilot, "#14", "apply done", "! apply failed", "! apply unclean", "destroy no changes")
    assert "1m 42s" in next(line for line in text.splitlines() if line.startswith("│   #14"))


async def test_a_plan_whose_console_has_gone_is_reviewed_from_the_list():
    console = some_runs()
    console.runs.reviewed = reviewed()
    console.runs.records = [console.runs.reviewed.record]
    async with runs(console) as (app, pilot):
        await seen(pilot, "#15", "planned")
        await pilot.press("enter")
        text = await seen(pilot, "Preview", "aws_ecs_service", "Approve")
        assert "Environment" in text
        assert app.shown == []
        assert console.runs.requests == [], "nothing is planned again"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ApproveScreen))


async def test_runs_are_seen_in_the_smallest_terminal():
    async with runs(size=(60, 15)) as (_, pilot):
        await seen(pilot, "#14", "#9", "#8", "Result")


async def test_a_plan_that_failed_does_not_read_as_a_failed_apply():
    console = some_runs()
    console.runs.records = [record("replaydash/staging", 3, RunStatus.FAILED, stages=[])]
    async with runs(console) as (_, pilot):
        assert "apply failed" not in await seen(pilot, "! plan failed")


async def test_a_run_whose_record_cannot_be_read_keeps_its_row_and_says_why():
    console = some_runs()
    console.runs.broken = [UnreadableRun("mtk/qa#3", "Cannot be read: restore it.")]
    async with runs(console) as (app, pilot):
        await seen(pilot, "mtk/qa", "! unreadable", "5 runs")
        await pilot.press("ctrl+end")
        await seen(pilot, "Cannot be read: restore")
        await pilot.press("enter", "e")
        assert app.shown == []
        assert isinstance(app.screen, RunsScreen)


async def test_a_failed_run_shows_its_error_and_an_unclean_one_what_may_exist():
    async with runs() as (_, pilot):
        await seen(pilot, "#14")
        await pilot.press("down")
        await seen(pilot, "creating ELB")
        await pilot.press("down")
        await seen(pilot, "? module.db.aws_db_instance")


async def test_enter_opens_the_run():
    async with runs() as (app, pilot):
        await seen(pilot, "#14")
        await until(pilot, lambda: isinstance(app.focused, RowTable))
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.shown == ["replaydash/staging#9"])


async def test_a_run_under_way_shows_how_far_it_is_and_then_its_end():
    console = some_runs()
    console.runs.hold()
    async with runs(console) as (app, pilot):
        app.attach("replaydash/dev#14")
        await seen(pilot, "* applying 63/91")
        console.runs.release.set()
        await until(pilot, lambda: "apply done" in screen_text(app) and "applying" not in screen_text(app))


async def test_the_runs_of_one_environment_are_only_its_own():
    async with runs() as (app, pilot):
        app.open_runs(EnvironmentName("replaydash", "staging"))
        await seen(pilot, "Runs of replaydash/staging", "3 runs")
        assert "#14" not in screen_text(app)


async def test_no_runs_teach_how_to_get_one():
    async with runs(FakeConsole()) as (_, pilot):
        await seen(pilot, "No runs yet.", "Press 1 for the environments")


async def test_runs_that_cannot_be_read_show_the_sentence():
    console = some_runs()
    console.runs.error = ConsoleError("The folder of runs cannot be read: permission denied.")
    async with runs(console) as (_, pilot):
        await seen(pilot, "permission denied", "Press r to try again.")


async def test_escape_leads_from_all_runs_to_the_environments():
    async with runs() as (app, pilot):
        await seen(pilot, "#14")
        await pilot.press("escape")
        await until(pilot, lambda: app.current_mode == "environments")


def theirs(number: int = 14, **changes):
    """A run of another machine, which has counted as far as this one."""
    return record("replaydash/dev", number, by="bob@lab", started=NOW - timedelta(days=1), **changes)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_runs_of_other_machines_stand_among_ones_own_with_their_host(size):
    console = some_runs()
    console.team_runs.records = (theirs(),)
    async with runs(console, size) as (app, pilot):
        text = await seen(pilot, "5 runs", "on lab")
        order = [line.split()[1] for line in text.splitlines() if line.startswith("│ ") and " #" in line]
        assert order == ["#14", "#8", "#7", "#14", "#9"]
        assert app.screen.highlighted.by == "ana@laptop"


async def test_a_run_of_another_machine_says_where_it_can_be_opened_and_offers_nothing_else():
    console = some_runs()
    console.team_runs.records = (theirs(status=RunStatus.FAILED, error="creating ELB: limit of 20"),)
    async with runs(console) as (app, pilot):
        await seen(pilot, "5 runs")
        await pilot.press("down", "down", "down")
        await seen(pilot, "on lab: `infra-console", "bob@lab", "limit of 20")
        await pilot.press("enter")
        await told(pilot, "`infra-console runs show replaydash/dev#14`")
        for key in ("p", "l", "c", "b", "v", "e", "h"):
            await pilot.press(key)
        await pilot.pause()
        assert isinstance(app.screen, RunsScreen)
        assert app.shown == []


async def test_a_store_that_takes_its_time_does_not_hold_up_ones_own_runs():
    console = some_runs()
    console.team_runs.records, console.team_runs.wait = (theirs(),), threading.Event()
    async with runs(console) as (_, pilot):
        await seen(pilot, "#14", "4 runs")
        await pilot.press("down", "down")
        await seen(pilot, "? module.db.aws_db_instance")
        console.team_runs.wait.set()
        await seen(pilot, "5 runs", "on lab", "? module.db.aws_db_instance")


async def test_a_store_that_cannot_be_read_is_said_and_leaves_what_was_seen_of_others():
    console = some_runs()
    console.team_runs.error = StoreError("The table team in us-east-1 cannot be reached.")
    async with runs(console) as (_, pilot):
        await seen(pilot, "4 runs", "! Runs of other machines are not known: The table team in us-east-1")
        console.team_runs.records, console.team_runs.error = (theirs(),), None
        await pilot.press("r")
        text = await seen(pilot, "5 runs", "on lab")
        assert "not known" not in text
        console.team_runs.error = StoreError("The table team in us-east-1 cannot be reached.")
        await pilot.press("r")
        await seen(pilot, "5 runs", "on lab", "! Runs of other machines are as they were seen last")


async def test_runs_of_others_do_not_take_the_place_of_why_ones_own_cannot_be_read():
    console = some_runs()
    console.runs.error = ConsoleError("The folder of runs cannot be read: permission denied.")
    console.team_runs.records, console.team_runs.wait = (theirs(),), threading.Event()
    async with runs(console) as (app, pilot):
        await seen(pilot, "permission denied")
        console.team_runs.wait.set()
        await app.workers.wait_for_complete()
        await pilot.pause()
        await seen(pilot, "permission denied")
        console.runs.error = None
        await pilot.press("r")
        await seen(pilot, "5 runs")


async def test_the_runs_of_one_environment_are_only_its_own_on_every_machine():
    console = some_runs()
    console.team_runs.records = (theirs(), record("replaydash/staging", 3, by="bob@lab"))
    async with runs(console) as (app, pilot):
        app.open_runs(EnvironmentName("replaydash", "staging"))
        await seen(pilot, "Runs of replaydash/staging", "4 runs", "on lab")


async def test_runs_of_others_are_filtered_by_their_host_too():
    console = some_runs()
    console.team_runs.records = (theirs(),)
    async with runs(console) as (_, pilot):
        await seen(pilot, "5 runs")
        await pilot.press("slash", *"bob@lab")
        await seen(pilot, "1 of 5")
