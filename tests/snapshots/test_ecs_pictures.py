"""Pictures of the ECS screen and its questions at three sizes, with the clock standing still."""

from __future__ import annotations

import time

import pytest
from textual.widgets import Input

from screens.modals.pick import PickScreen
from tests.fakes.console import FakeConsole
from tests.fakes.ecs import ADDRESS, NAME, FakeEcs, deployment, ecs, failed_task
from tests.fakes.pilot import app_over, seen, until

SIZES = [(80, 24), (120, 40), (200, 60)]
MISSING = (
    "CannotPullContainerError: pull image manifest has been retried 7 time(s): failed to resolve ref "
    "000000000000.dkr.ecr.us-east-1.amazonaws.com/replaydash-dev-api:v3: not found"
)
STOPPED = (
    failed_task("f1" * 16, 3, MISSING),
    failed_task("e1" * 16, 2, "Scaling activity initiated by (deployment ecs-svc/2)"),
    failed_task("d1" * 16, 2, "Essential container in task exited", exit_code=137),
)


@pytest.fixture(autouse=True)
def _utc(monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


async def tasks(pilot):
    await seen(pilot, "SANDBOX", "replaydash/dev")
    pilot.app.open_place("ecs", NAME)
    await seen(pilot, ADDRESS.name, "Tasks 2", "api: running")


async def events(pilot):
    await tasks(pilot)
    await pilot.press("right", "right")
    await seen(pilot, "has reached a steady state.")


async def stopped(pilot):
    await tasks(pilot)
    await pilot.press("left")
    await seen(pilot, "ECS says")


async def scale(pilot):
    await tasks(pilot)
    await pilot.press("s")
    await seen(pilot, "Desired tasks")
    for field in pilot.app.screen.query(Input):
        field.cursor_blink = False
    await pilot.press("down", "down")
    await seen(pilot, "2 -> 0", "to stop every task")


async def bounds(pilot):
    await tasks(pilot)
    await pilot.press("a")
    await seen(pilot, "Fewest tasks")
    for field in pilot.app.screen.query(Input):
        field.cursor_blink = False
    pilot.app.screen.query_one("#maximum", Input).value = "6"
    await seen(pilot, "1 to 4 -> 1 to 6")


async def deploy(pilot):
    await tasks(pilot)
    await pilot.press("d")
    await until(pilot, lambda: isinstance(pilot.app.screen, PickScreen))
    await pilot.press("enter")
    await seen(pilot, "v2 -> v3", "Deploy")


async def rolled_back(pilot):
    await deploy(pilot)
    await pilot.press("right", "enter")
    await seen(pilot, "ROLLED BACK", "Likely cause")
    pilot.app.clear_notifications()
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize(
    "way", [tasks, events, stopped, scale, bounds, deploy, rolled_back], ids=lambda way: way.__name__
)
def test_ecs(snap_compare, way, size):
    over = deployment(3, 3, "ROLLBACK_SUCCESSFUL", created_at=None, reason="Service deployment rolled back.")
    fake = FakeEcs(ended=STOPPED, next_statuses=[over], lines=("Error: no database",))
    console = FakeConsole(ecs=ecs(fake))
    assert snap_compare(app_over(console), terminal_size=size, run_before=way)
