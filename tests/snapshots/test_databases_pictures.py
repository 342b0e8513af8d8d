"""Pictures of the databases and EC2 groups screens and their questions at three sizes, the clock standing still."""

from __future__ import annotations

import time

import pytest
from textual.widgets import Input

from screens.modals.confirm import ConfirmScreen
from screens.modals.given import GivenScreen
from tests.fakes import asg as groups
from tests.fakes import databases as kept
from tests.fakes.console import FakeConsole
from tests.fakes.pilot import app_over, seen, until

SIZES = [(80, 24), (120, 40), (200, 60)]


@pytest.fixture(autouse=True)
def _utc(monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


async def databases(pilot):
    await seen(pilot, "SANDBOX", "replaydash/dev")
    pilot.app.open_place("databases", kept.NAME)
    await seen(pilot, kept.POSTGRES.name, "before-migration", "made on demand")


async def question(pilot, key):
    """The question that the key opens, with a cursor that stands still."""
    await pilot.press(key)
    await until(pilot, lambda: isinstance(pilot.app.screen, GivenScreen))
    for field in pilot.app.screen.query(Input):
        field.cursor_blink = False
    await pilot.pause()


async def snapshot(pilot):
    await databases(pilot)
    await question(pilot, "s")


async def restore(pilot):
    await databases(pilot)
    await question(pilot, "p")
    pilot.app.screen.query_one("#yes").press()
    await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmScreen))
    await seen(pilot, "A new database beside")


async def group(pilot):
    await seen(pilot, "SANDBOX", "replaydash/dev")
    pilot.app.open_place("asg", groups.NAME)
    await seen(pilot, groups.ADDRESS.name, "Instances 2", "launch template version 3")


async def activities(pilot):
    await group(pilot)
    await pilot.press("right", "down", "down")
    await seen(pilot, "AWS says", "AWS has no capacity")


async def replacing(pilot):
    await group(pilot)
    await question(pilot, "i")
    pilot.app.screen.query_one("#yes").press()
    await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmScreen))
    await seen(pilot, "Every one of 2 instances")


WAYS = [databases, snapshot, restore, group, activities, replacing]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_databases(snap_compare, way, size):
    console = FakeConsole(
        databases=kept.databases(kept.FakeDatabases()),
        asg=groups.asg(groups.FakeAsg(refreshed=[groups.refresh("Successful", percent=100, left=0)])),
    )
    assert snap_compare(app_over(console), terminal_size=size, run_before=way)
