"""Pictures of the rollout screen and its questions at three sizes, with the clock standing still."""

from __future__ import annotations

import json
import time

import pytest
from textual.widgets import Input, RadioSet

from console.domain.environment import EnvironmentName
from console.domain.plain import plain
from console.services.review_documents import plan_document
from console.services.rollouts.approvals import Wanted
from screens.modals.approve import ApproveScreen
from screens.modals.rollout_approve import RolloutApproveScreen
from screens.modals.rollout_back import RollBackScreen
from screens.modals.rollout_start import StartScreen
from tests.fakes.console import FakeConsole
from tests.fakes.pilot import app_over, seen, until
from tests.fakes.rollouts import BOB, PLAN, FakeRollouts, baking, done, failed, held, rolled_back
from tests.screens import material

SIZES = [(80, 24), (120, 40), (200, 60)]
STAGING = EnvironmentName("replaydash", "staging")
LOSSES = ("What was written into the database since.",)
WANTED = Wanted(1, typed_name=True, acknowledgements=("blast radius",), destroys=(), second_person=True)


@pytest.fixture(autouse=True)
def _utc(monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    for module in ("screens.rollout_review", "screens.modals.rollout_approve"):
        monkeypatch.setattr(f"{module}.whoami", lambda: BOB)
    yield
    monkeypatch.undo()
    time.tzset()


async def opened(pilot):
    await seen(pilot, "SANDBOX", "replaydash/dev")
    pilot.app.open_place("rollouts", STAGING)
    await seen(pilot, "Rollouts of replaydash")


async def waits(pilot):
    await opened(pilot)
    await seen(pilot, "review and approval", "waits for 1 more approval")


async def bakes(pilot):
    await opened(pilot)
    await seen(pilot, "6m 10s more of baking")
    await pilot.press("up", "enter")
    await seen(pilot, "The deployment succeeded")


async def back(pilot):
    await opened(pilot)
    await seen(pilot, "x failed", "verify")


async def empty(pilot):
    await opened(pilot)
    await seen(pilot, "Press n to begin one")


async def start(pilot):
    await empty(pilot)
    await pilot.press("n")
    await until(pilot, lambda: isinstance(pilot.app.screen, StartScreen))
    still(pilot)
    await pilot.press(*"image_tag=v1.5.0")
    # On a busy machine the question is there before the screen behind it is drawn again.
    await seen(pilot, "image_tag=v1.5.0", "q Quit")


async def approve(pilot):
    await waits(pilot)
    await pilot.press("a")
    await seen(pilot, "module.cache", "you would approve as bob@desk")
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, RolloutApproveScreen))
    still(pilot)
    await seen(pilot, "Acknowledge to go on", "q Quit")


async def roll_back(pilot):
    await opened(pilot)
    await seen(pilot, "6m 10s more of baking")
    await pilot.press("b")
    await until(pilot, lambda: isinstance(pilot.app.screen, RollBackScreen))
    still(pilot)
    await seen(pilot, "task definitions", "q Quit")


async def elsewhere(pilot):
    await waits(pilot)
    await pilot.press("a")
    await seen(pilot, "on another machine", "you would approve as bob@desk", "q Quit")


async def plan_back(pilot):
    await opened(pilot)
    await seen(pilot, "x failed", "bake")
    await pilot.press("b")
    await until(pilot, lambda: isinstance(pilot.app.screen, RollBackScreen))
    list(pilot.app.screen.query_one(RadioSet).children)[1].toggle()
    await seen(pilot, "Plan it…")
    pilot.app.screen.query_one("#yes").press()
    await until(pilot, lambda: isinstance(pilot.app.screen, ApproveScreen))
    still(pilot)
    pilot.app.clear_notifications()
    await until(pilot, lambda: not any(screen.query("Toast") for screen in pilot.app.screen_stack), "no notification")
    await seen(pilot, "Cannot come back", "ROLLBACK to run", "q Quit")


def still(pilot):
    for field in pilot.app.screen.query(Input):
        field.cursor_blink = False


RECORDS = {
    waits: (held(), done().model_copy(update={"number": 2})),
    bakes: (baking(),),
    back: (rolled_back(), done().model_copy(update={"number": 2})),
    empty: (),
    start: (),
    approve: (held(),),
    roll_back: (baking(),),
    elsewhere: (held(),),
    plan_back: (failed(),),
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("way", list(RECORDS), ids=lambda way: way.__name__)
def test_rollout(snap_compare, way, size):
    rollouts = FakeRollouts(*RECORDS[way], wanted=WANTED)
    console = FakeConsole(rollouts=rollouts)
    shown = console.runs.reviewed = material.reviewed(STAGING, losses=LOSSES if way is plan_back else ())
    shown.record.plan_sha256 = PLAN if way is not elsewhere else "0" * 64
    rollouts.kept = json.loads(json.dumps(plan_document(shown), default=plain))
    rollouts.planned_back = shown.record
    shown.record.rollback_to = 14 if way is plan_back else None
    assert snap_compare(app_over(console), terminal_size=size, run_before=way)
