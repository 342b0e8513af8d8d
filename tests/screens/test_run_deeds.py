"""The keys of a run in the list: its plan and log, another run beside it, back to it, its variables."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from console.domain.run import RunKind, RunStatus
from console.services.planning import PlanRequest
from screens.modals.confirm import ConfirmScreen
from screens.modals.secrets import SecretsScreen
from screens.runs import RunsScreen
from tests.fakes.console import FakeConsole
from tests.fakes.overview import NOW, record
from tests.fakes.pilot import opened, seen, told, until
from tests.screens.material import reviewed
from tests.screens.test_runs_screen import runs

DEV = "replaydash/dev"


def with_runs(*records) -> FakeConsole:
    console = FakeConsole()
    console.runs.records = list(records)
    return console


def two() -> FakeConsole:
    return with_runs(record(DEV, 14), record(DEV, 13, started=NOW - timedelta(days=2)))


async def test_the_plan_and_the_log_of_a_run_are_one_key_away(tmp_path: Path, monkeypatch):
    console = two()
    log = tmp_path / "apply.jsonl"
    log.write_text('{"@message":"aws_ecs_service.this: Modifying..."}\n')
    monkeypatch.setattr(console.runs, "log", lambda run_id, stage: log)
    async with runs(console) as (_, pilot):
        await seen(pilot, "#14")
        await pilot.press("p")
        await seen(pilot, "Plan of replaydash/dev#14", "~ change    module.service.aws_ecs_service.this")
        await pilot.press("escape")
        await pilot.press("l")
        await seen(pilot, "Log of replaydash/dev#14, apply", "Modifying...")


async def test_two_runs_stand_side_by_side_the_older_one_on_the_left():
    console = two()
    async with runs(console) as (_, pilot):
        await seen(pilot, "#14")
        await pilot.press("c")
        await seen(pilot, "Compare replaydash/dev#14 with", "replaydash/dev#13  apply done")
        await pilot.press("enter")
        await seen(pilot, "replaydash/dev#13 beside replaydash/dev#14", "~ desired_count", "Variables that differ: 1")
    assert console.histories.compared == [("replaydash/dev#13", "replaydash/dev#14")]


async def test_going_back_to_a_run_plans_it_and_shows_the_plan():
    console = two()
    console.runs.reviewed = reviewed(
        record=record(DEV, 15, RunStatus.PLANNED, rollback_to=14, stages=[], ended_at=None),
        losses=("module.db.aws_db_instance.this is destroyed: its data goes with it.",),
    )
    async with runs(console) as (_, pilot):
        await seen(pilot, "#14", "Roll back")
        await pilot.press("b")
        await seen(pilot, "ROLLBACK to run replaydash/dev#14", "Approve")
        await seen(pilot, "Cannot come back: module.db.aws_db_instance.this is")
        await pilot.press("A")
        await seen(pilot, "Apply plan #15", "Cancel", "Cannot come back: module.db.aws_db_instance.this is destroyed")
    (request,) = console.runs.requests
    assert request == PlanRequest(request.name, why="Roll back to run replaydash/dev#14", rollback_to=14)
    assert console.runs.approvals == []


async def test_sensitive_values_of_the_run_are_asked_for_before_it_is_planned():
    console = with_runs(record(DEV, 14, sensitive=["db_password"]))
    async with runs(console) as (app, pilot):
        await seen(pilot, "#14")
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, SecretsScreen))
        await pilot.press(*"canary", "enter")
        await until(pilot, lambda: console.runs.requests)
    assert console.runs.requests[0].secrets == {"db_password": "canary"}


async def test_only_what_was_applied_as_a_whole_offers_to_go_back_to_it():
    odd = [
        record(DEV, 14, RunStatus.FAILED), record(DEV, 13, kind=RunKind.DESTROY), record(DEV, 12, targets=["module.x"]),
        record(DEV, 11, refresh_only=True), record(DEV, 10, RunStatus.NO_CHANGES), record(DEV, 9),
    ]  # fmt: skip
    async with runs(with_runs(*odd)) as (app, pilot):
        await seen(pilot, "#14", "partial apply done", "refresh done")
        offered = []
        for number in range(14, 8, -1):
            await until(pilot, lambda number=number: app.screen.highlighted.number == number)
            offered.append(app.screen.check_action("roll_back", ()))
            await pilot.press("down")
    assert offered == [False] * 5 + [True]


async def test_saving_the_variables_of_a_run_names_them_and_begins_on_cancel():
    console = two()
    async with runs(console) as (app, pilot):
        await seen(pilot, "#14")
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await seen(pilot, "takes over from run #14:", "Nothing in AWS changes")
        assert app.focused.id == "no"
        await pilot.press("escape")
        assert console.earlier_runs.kept == []
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("right", "enter")
        await told(pilot, "Saved: desired_count.")
    assert console.earlier_runs.kept == ["replaydash/dev#14"]


async def test_variables_that_are_the_same_already_ask_nothing():
    console = two()
    console.earlier_runs.different = {}
    async with runs(console) as (_, pilot):
        await seen(pilot, "#14")
        await pilot.press("v")
        await told(pilot, "are those of run #14 already")


async def test_a_run_says_what_sets_it_apart_and_what_helps():
    console = with_runs(
        record(
            DEV, 14, RunStatus.FAILED, rollback_to=9, error="The apply failed: waiting.", hints=["tasks do not start"]
        )
    )
    async with runs(console, size=(160, 50)) as (app, pilot):
        await seen(pilot, "ROLLBACK to run", "Hint, tasks do not start:")
        went = []
        app.open_place = lambda place, name: went.append((place, str(name)))
        await pilot.press("h")
        assert went == [("ecs", DEV)]


async def test_a_list_without_runs_offers_no_key_of_a_run():
    async with opened(with_runs()) as (app, pilot):
        await pilot.press("6")
        await seen(pilot, "No runs yet")
        assert not any(
            app.screen.check_action(key, ()) for key in ("plan_text", "log", "compare", "roll_back", "remedy")
        )


async def test_keys_that_are_asked_about_before_the_table_is_there_are_not_offered():
    screen = RunsScreen()
    assert screen.highlighted is None
    assert not screen.check_action("compare", ())
