"""The state's screen: what is in it is found and seen masked; changes are shown first, and Cancel has the focus."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Button, Input

from console.app import ConsoleApp
from console.domain.environment import Protection
from console.domain.events import LockHolder
from console.domain.plan import Action, Plan, PlanCounts, ResourceChange
from console.domain.run import RunStatus
from console.domain.state_lock import StateLock
from console.errors import TerraformError
from screens.modals.fields import FieldsScreen
from screens.modals.pick import PickScreen
from screens.modals.raw_text import RawTextScreen
from screens.modals.state_change import StateChangeScreen
from screens.state import StateScreen
from screens.state_drift import StateDriftScreen
from tests.fakes.console import FakeConsole
from tests.fakes.hostile import HOSTILE
from tests.fakes.overview import record
from tests.fakes.pilot import opened, screen_text, seen, told, until
from tests.fakes.runs import FakeReviewed
from tests.fakes.states import NAME, SECRET, FakeAccess, an_hour_ago, resource, states


@pytest.fixture
def access(tmp_path: Path) -> FakeAccess:
    return FakeAccess(tmp_path)


def console(access: FakeAccess) -> FakeConsole:
    made = FakeConsole()
    made.states = states(access, made.runs)
    return made


async def on_screen(app: ConsoleApp, pilot) -> StateScreen:
    app.open_place("state", NAME)
    await seen(pilot, "serial 14", "5 resources", "module.network")
    screen = app.screen
    assert isinstance(screen, StateScreen)
    return screen


async def question(pilot, app: ConsoleApp, *texts: str) -> str:
    await until(pilot, lambda: isinstance(app.screen, StateChangeScreen))
    text = await seen(pilot, *texts)
    assert app.focused is app.screen.query_one("#no"), "the safe answer has the focus"
    return text


async def at(screen: StateScreen, pilot, address: str) -> None:
    screen.browser.go_to(address)
    await until(pilot, lambda: screen.browser.resource is not None and screen.browser.resource.address == address)


async def test_key_5_opens_it_for_the_environment_that_is_highlighted(access: FakeAccess):
    async with opened(console(access)) as (app, pilot):
        await until(pilot, lambda: app.focused is not None)
        await pilot.press("5")
        await until(pilot, lambda: isinstance(app.screen, StateScreen))


async def test_what_is_secret_is_masked_also_where_it_is_repeated(access: FakeAccess):
    async with opened(console(access)) as (app, pilot):
        screen = await on_screen(app, pilot)
        await at(screen, pilot, "aws_db_instance.this")
        text = await seen(pilot, "endpoint", "db.local:5432", "(sensitive)")
        assert SECRET not in text
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RawTextScreen))
        assert SECRET not in await seen(pilot, "provider[", "endpoint")


async def test_a_filter_leaves_what_matches_and_escape_takes_it_away(access: FakeAccess):
    async with opened(console(access)) as (app, pilot):
        screen = await on_screen(app, pilot)
        await pilot.press("slash", *"subnet")
        text = await seen(pilot, "1 found of 5")
        assert "aws_s3_bucket" not in text
        await pilot.press("enter")
        assert app.focused is screen.browser
        await pilot.press("escape")
        await seen(pilot, "aws_s3_bucket.uploads")
        assert app.screen is screen


async def test_a_module_is_closed_and_opened(access: FakeAccess):
    async with opened(console(access)) as (app, pilot):
        screen = await on_screen(app, pilot)
        await at(screen, pilot, "module.network.aws_vpc.this")
        await pilot.press("left", "left")
        await until(pilot, lambda: "aws_vpc" not in screen_text(app))
        await pilot.press("right")
        await seen(pilot, "aws_vpc.this")


async def moving(app: ConsoleApp, pilot) -> None:
    screen = await on_screen(app, pilot)
    await at(screen, pilot, "aws_s3_bucket.uploads")
    await pilot.press("m")
    await until(pilot, lambda: isinstance(app.screen, FieldsScreen))
    app.screen.query_one(Input).value = "aws_s3_bucket.archive"
    await pilot.press("enter")
    await question(pilot, app, "-> aws_s3_bucket.archive", "The way back: infra-console state mv", "--sandbox")


async def test_a_move_is_shown_and_cancelled_by_enter(access: FakeAccess):
    async with opened(console(access)) as (app, pilot):
        await moving(app, pilot)
        await seen(pilot, "The configuration still has", "SANDBOX: Move", "backup of serial 14")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, StateScreen))
        assert access.done == []


async def test_a_move_is_made_by_its_button_and_looked_at(access: FakeAccess):
    async with opened(console(access)) as (app, pilot):
        await moving(app, pilot)
        await pilot.press("right", "enter")
        await seen(pilot, "Done: the state has serial 15", "aws_s3_bucket.archive", "is backup")
        assert access.done == [["state_move", "aws_s3_bucket.uploads", "aws_s3_bucket.archive"]]


async def test_a_protected_environment_wants_its_name_typed(tmp_path: Path):
    access = FakeAccess(tmp_path, protection=Protection.PROTECTED)
    async with opened(console(access)) as (app, pilot):
        screen = await on_screen(app, pilot)
        await at(screen, pilot, "aws_s3_bucket.uploads")
        await pilot.press("x")
        await question(pilot, app, "is forgotten", "Nothing is deleted", "Type the name replaydash/dev")
        button = app.screen.query_one("#yes", Button)
        assert button.disabled
        app.screen.query_one("#typed", Input).value = "replaydash/prod"
        await pilot.pause()
        assert button.disabled
        app.screen.query_one("#typed", Input).value = "replaydash/dev"
        await until(pilot, lambda: not button.disabled)
        button.press()
        await until(pilot, lambda: access.done == [["state_remove", "aws_s3_bucket.uploads"]])


async def test_replacing_offers_a_plan_first_and_a_taint_beside_it(access: FakeAccess):
    async with opened(console(access)) as (app, pilot):
        screen = await on_screen(app, pilot)
        await at(screen, pilot, "aws_s3_bucket.uploads")
        await pilot.press("t")
        await until(pilot, lambda: isinstance(app.screen, PickScreen))
        await seen(pilot, "Replace it in a plan")
        await pilot.press("down", "enter")
        await question(pilot, app, "Every plan from now on", "state untaint")
        await pilot.press("right", "enter")
        await seen(pilot, "tainted")
        await pilot.press("u")
        await question(pilot, app, "does not replace")


async def test_a_backup_is_compared_and_restored(access: FakeAccess):
    async with opened(console(access)) as (app, pilot):
        await on_screen(app, pilot)
        await pilot.press("b")
        await told(pilot, "There is no earlier state yet")
        app.services.states.changes.carry_out(app.services.states.changes.remove(NAME, "aws_s3_bucket.uploads"))
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, PickScreen))
        await seen(pilot, "before: Remove")
        await pilot.press("enter")
        await question(pilot, app, "+ aws_s3_bucket.uploads", "under a newer serial")
        await pilot.press("right", "enter")
        await seen(pilot, "Done: the state has serial 16", "aws_s3_bucket.uploads")


def lock(**changes: object) -> StateLock:
    known = {"id": "9b1c", "path": "p", "operation": "apply", "who": "ada@desk", "version": "1.11.4"}
    return StateLock(LockHolder(**{**known, "created": an_hour_ago(), **changes}), "lock file s3://b/k.tflock")


async def test_a_lock_shows_its_holder_and_is_released_by_its_id(access: FakeAccess):
    access.objects.held = lock()
    async with opened(console(access)) as (app, pilot):
        await on_screen(app, pilot)
        await pilot.press("l")
        await question(pilot, app, "Held by ada@desk", "apply", "9b1c", "cannot be seen from this machine")
        app.screen.query_one("#typed", Input).value = "9b1c"
        await pilot.pause()
        app.screen.query_one("#yes", Button).press()
        await seen(pilot, "Released: lock 9b1c")
        assert access.done == [["force_unlock", "9b1c"]]
        await pilot.press("l")
        await told(pilot, "is not locked")


async def test_a_young_lock_is_shown_and_not_offered_for_release(access: FakeAccess):
    from datetime import UTC, datetime

    access.objects.held = lock(created=datetime.now(UTC))
    async with opened(console(access)) as (app, pilot):
        await on_screen(app, pilot)
        await pilot.press("l")
        await seen(pilot, "Not to be released", "5 minutes it may be")
        assert not app.screen.query("#typed")


async def test_a_state_that_cannot_be_read_says_why_and_what_there_is_to_do(access: FakeAccess):
    access.error = TerraformError("Reading the state failed: Unsupported state file format.")
    async with opened(console(access)) as (app, pilot):
        app.open_place("state", NAME)
        await seen(pilot, "Unsupported state file format", "b offers backups")
        access.error = None
        await pilot.press("r")
        await seen(pilot, "serial 14")
        access.error = TerraformError("AWS does not answer.")
        await pilot.press("r")
        await seen(pilot, "old: AWS does not answer.", "aws_s3_bucket.uploads")


async def test_what_others_wrote_is_harmless(access: FakeAccess):
    access.resources = [resource("aws_s3_bucket", "uploads", key=HOSTILE, note=HOSTILE, **{"[/]": HOSTILE})]
    async with opened(console(access)) as (app, pilot):
        app.open_place("state", NAME)
        await seen(pilot, "aws_s3_bucket.uploads")
        for key in ("enter", "escape", "x"):
            await pilot.press(key)
            await pilot.pause()
            assert "\x1b" not in screen_text(app)


def drifted(**after: object) -> Plan:
    before = {"id": "uploads", "force_destroy": True, "arn": "a"}
    found = ResourceChange(
        "aws_s3_bucket.uploads", "", "aws_s3_bucket", "uploads", None, "managed", Action.CHANGE, False,
        before=before, after=before | after,
    )  # fmt: skip
    gone = ResourceChange(
        "aws_vpc.gone", "", "aws_vpc", "gone", None, "managed", Action.DESTROY, False, before={"id": "v"}
    )
    change = ResourceChange(
        "aws_s3_bucket.uploads", "", "aws_s3_bucket", "uploads", None, "managed", Action.CHANGE, False,
        before=before | after, after=before,
    )  # fmt: skip
    return Plan("1.2", "1.11.4", (change,), (found, gone), (), PlanCounts(change=1), 3, True, False, True)


async def test_drift_is_shown_by_resource_and_attribute_with_both_ways_out(access: FakeAccess):
    made = console(access)
    made.runs.reviewed = FakeReviewed(record(str(NAME), 8, RunStatus.PLANNED), drifted(force_destroy=False))
    async with opened(made) as (app, pilot):
        await on_screen(app, pilot)
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, StateDriftScreen))
        await seen(pilot, "Drift, 2 resources", "aws_s3_bucket.uploads", "force_destroy true -> false", "deleted")
        await seen(pilot, "Bring back", "Accept")
