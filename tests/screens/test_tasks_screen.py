"""The regular tasks: what is due, who did it last, and writing down that it was done."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest

from console.errors import PresetError
from screens.modals.confirm import ConfirmScreen
from screens.tasks import TasksScreen
from tests.fakes.console import FakeConsole
from tests.fakes.pilot import opened, seen, told, until
from tests.screens.material import STAGING


@asynccontextmanager
async def tasks(console: FakeConsole | None = None, size=(120, 40)):
    async with opened(console or FakeConsole(), size) as (app, pilot):
        app.open_place("tasks", STAGING)
        await until(pilot, lambda: isinstance(app.screen, TasksScreen))
        yield app, pilot


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_each_task_says_in_words_how_it_stands(size):
    async with tasks(size=size) as (_, pilot):
        await seen(
            pilot, "Review CloudWatch", "due in 5 d", "! overdue by 3 d", "! due, never done", "2 due of 3 tasks"
        )


async def test_the_highlighted_task_says_what_to_look_at_and_who_did_it_last():
    async with tasks() as (_, pilot):
        await seen(pilot, "by ann@desk", "Found     all green", "done when nobody")
        await seen(pilot, "infra-console cost replaydash/staging")
        await pilot.press("down", "down")
        await seen(pilot, "Audit IAM policies: done when")


async def test_a_task_is_ticked_off_after_a_question_that_begins_on_cancel():
    console = FakeConsole()
    async with tasks(console) as (app, pilot):
        await seen(pilot, "Review CloudWatch")
        await pilot.press("down", "d")
        await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await seen(pilot, "Check for Terraform updates", "due again in a month", "again in a month")
        assert app.focused.id == "no"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TasksScreen))
        assert console.tasks.ticked == []
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("right", "enter")
        await seen(pilot, "due in 30 d", "1 due of 3 tasks")
    assert console.tasks.ticked == [("replaydash/staging", "check-updates", "")]


async def test_commands_are_copied():
    async with tasks() as (app, pilot):
        await seen(pilot, "Review CloudWatch")
        await pilot.press("y")
        await told(pilot, "Copied: 2 commands.")
        assert app.clipboard.endswith("infra-console cost replaydash/staging")


async def test_a_system_without_tasks_says_what_would_bring_them():
    console = FakeConsole()
    console.tasks.standing = []
    async with tasks(console) as (app, pilot):
        await seen(pilot, "No regular tasks", "tasks.yaml")
        assert app.screen.check_action("done", ()) is False


async def test_a_list_that_is_wrong_says_so_and_can_be_read_again():
    console = FakeConsole()
    console.tasks.error = PresetError("presets/x/tasks.yaml: tasks[0].every is 'decade'.")
    async with tasks(console) as (_, pilot):
        await seen(pilot, "every is 'decade'", "Press r to try again")
        console.tasks.error = None
        await pilot.press("r")
        await seen(pilot, "Review CloudWatch")


async def test_the_tasks_open_from_the_environments_by_letter_and_number():
    for key in ("t", "9"):
        async with opened() as (app, pilot):
            await seen(pilot, "replaydash")
            await until(pilot, lambda app=app: app.screen.highlighted is not None)
            await pilot.press(key)
            await until(pilot, lambda app=app: isinstance(app.screen, TasksScreen))


async def test_keys_that_are_asked_about_before_the_table_is_there_are_not_offered():
    screen = TasksScreen(STAGING)
    assert screen.highlighted is None
    assert not screen.check_action("done", ())
