"""Pictures of the state screen, its questions and drift at three sizes, with the clock standing still."""

from __future__ import annotations

import time

import pytest
from textual.widgets import Input

from console.domain.events import LockHolder
from console.domain.run import RunStatus
from console.domain.state_lock import StateLock
from screens.modals.fields import FieldsScreen
from screens.modals.state_change import StateChangeScreen
from tests.fakes.console import FakeConsole
from tests.fakes.overview import NOW, record
from tests.fakes.pilot import app_over, seen, until
from tests.fakes.runs import FakeReviewed
from tests.fakes.states import NAME, FakeAccess, states
from tests.screens.test_state_screen import drifted

SIZES = [(80, 24), (120, 40), (200, 60)]


@pytest.fixture(autouse=True)
def _utc(monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


async def browse(pilot):
    await seen(pilot, "SANDBOX", "replaydash/dev")
    pilot.app.open_place("state", NAME)
    await seen(pilot, "serial 14", "module.network")
    pilot.app.screen.browser.go_to("aws_db_instance.this")
    await seen(pilot, "db.local:5432")


async def found(pilot):
    await browse(pilot)
    await pilot.press("slash", *"subnet")
    pilot.app.screen.query_one("#filter", Input).cursor_blink = False
    await seen(pilot, "1 found of 5")


async def move(pilot):
    await browse(pilot)
    pilot.app.screen.browser.go_to("aws_s3_bucket.uploads")
    await pilot.press("m")
    await until(pilot, lambda: isinstance(pilot.app.screen, FieldsScreen))
    pilot.app.screen.query_one(Input).value = "aws_s3_bucket.archive"
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, StateChangeScreen))
    await seen(pilot, "The way back")


async def lock(pilot):
    await browse(pilot)
    await pilot.press("l")
    await until(pilot, lambda: isinstance(pilot.app.screen, StateChangeScreen))
    await seen(pilot, "Held by ada@desk")


async def drift(pilot):
    await browse(pilot)
    await pilot.press("d")
    await seen(pilot, "Drift, 2 resources", "true -> false")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("way", [browse, found, move, lock, drift], ids=lambda way: way.__name__)
def test_state(snap_compare, tmp_path, way, size):
    access = FakeAccess(tmp_path)
    held = LockHolder("9b1c7a52-0000-4000-8000-000000000001", "p", "apply", "ada@desk", "1.11.4", NOW.replace(hour=1))
    access.objects.held = StateLock(held, "lock file s3://replaydash-terraform-state/dev.tfstate.tflock")
    console = FakeConsole()
    console.states = states(access, console.runs, now=lambda: NOW)
    console.runs.reviewed = FakeReviewed(record(str(NAME), 8, RunStatus.PLANNED), drifted(force_destroy=False))
    assert snap_compare(app_over(console), terminal_size=size, run_before=way)
