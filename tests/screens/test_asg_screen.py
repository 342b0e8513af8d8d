"""EC2 groups: what runs is seen, changes are shown before they are made, a refresh is judged as it ends."""

from __future__ import annotations

import pytest
from textual.widgets import Button, Input

from console.app import ConsoleApp
from console.errors import AwsError
from screens.asg import AsgScreen
from screens.modals.confirm import ConfirmScreen
from screens.modals.given import GivenScreen
from screens.modals.scale import ScaleScreen
from screens.preview import PreviewScreen
from tests.fakes.asg import ADDRESS, NAME, FakeAsg, activity, asg, refresh
from tests.fakes.console import FakeConsole
from tests.fakes.hostile import HOSTILE
from tests.fakes.pilot import opened, screen_text, seen, told, until
from tests.fakes.variables import NUMBER, FakeField, FakeVariables, variable


def console(fake: FakeAsg, variables: FakeVariables | None = None) -> FakeConsole:
    made = FakeConsole(asg=asg(fake, variables))
    if variables is not None:
        made.variables = variables
    return made


async def on_screen(app: ConsoleApp, pilot) -> AsgScreen:
    app.open_place("asg", NAME)
    await seen(pilot, ADDRESS.name, "Instances")
    screen = app.screen
    assert isinstance(screen, AsgScreen)
    return screen


async def scaling(pilot, app: ConsoleApp, count: str) -> ScaleScreen:
    await pilot.press("s")
    await until(pilot, lambda: isinstance(app.screen, ScaleScreen))
    screen = app.screen
    assert isinstance(screen, ScaleScreen)
    screen.query_one("#count", Input).value = count
    await pilot.pause()
    return screen


async def refreshing(pilot, app: ConsoleApp, healthy: str) -> None:
    await pilot.press("i")
    await until(pilot, lambda: isinstance(app.screen, GivenScreen))
    app.screen.query_one("#field-0", Input).value = healthy
    await pilot.pause()
    app.screen.query_one("#yes", Button).press()


async def confirmed(pilot, app: ConsoleApp, *texts: str) -> None:
    await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
    await seen(pilot, *texts)
    assert app.focused is app.screen.query_one("#no"), "the safe answer has the focus"
    await pilot.press("right", "enter")


async def test_it_is_opened_by_its_keys_from_the_environments():
    async with opened(console(FakeAsg())) as (app, pilot):
        for key in ("0", "g"):
            await until(pilot, lambda: app.focused is not None)
            await pilot.press(key)
            await until(pilot, lambda: isinstance(app.screen, AsgScreen))
            await pilot.press("escape")
            await until(pilot, lambda: not isinstance(app.screen, AsgScreen))


async def test_instances_activities_and_refreshes_are_seen():
    async with opened(console(FakeAsg(refreshed=[refresh("Failed", reason="Unhealthy instances.")]))) as (app, pilot):
        await on_screen(app, pilot)
        await seen(pilot, "2 of 2 serve", "1 to 4", "1 of another version", "InService", "! 2", "dev-muejam-cpu-high")
        await pilot.press("right")
        await seen(pilot, "The desired capacity was changed.", "! Activities 3", "AWS has no capacity")
        await pilot.press("right")
        await seen(pilot, "Failed", "50 %", "Unhealthy instances.")


async def test_what_cannot_be_seen_says_why():
    fake = FakeAsg(error=AwsError("These credentials may not do autoscaling:DescribeAutoScalingGroups."))
    async with opened(console(fake)) as (app, pilot):
        app.open_place("asg", NAME)
        await seen(pilot, "autoscaling:DescribeAutoScalingGroups", "Press r to look again")


async def test_what_others_wrote_is_harmless():
    fake = FakeAsg(happened=(activity(1, description=HOSTILE, cause=HOSTILE),))
    async with opened(console(fake)) as (app, pilot):
        await on_screen(app, pilot)
        await pilot.press("right")
        await seen(pilot, "Activities 1")
        assert "\x1b" not in screen_text(app)


async def test_a_capacity_is_shown_with_its_cost_before_it_is_set():
    fake = FakeAsg()
    async with opened(console(fake)) as (app, pilot):
        await on_screen(app, pilot)
        screen = await scaling(pilot, app, "3")
        await seen(pilot, "Desired instances", "2 -> 3", "+16.78 USD a month", "may change the capacity")
        assert fake.done == []
        screen.query_one("#now", Button).press()
        await until(pilot, lambda: bool(fake.done))
    assert fake.done == [("desired", 3)]


async def test_outside_of_the_bounds_is_refused_in_words():
    async with opened(console(FakeAsg())) as (app, pilot):
        await on_screen(app, pilot)
        screen = await scaling(pilot, app, "9")
        await seen(pilot, "9 is outside of 1 to 4")
        assert screen.query_one("#now", Button).disabled


async def test_to_zero_wants_the_name():
    fake = FakeAsg()
    async with opened(console(fake)) as (app, pilot):
        await on_screen(app, pilot)
        screen = await scaling(pilot, app, "0")
        await seen(pilot, "to stop every instance", "goes from 1 to 0")
        assert screen.query_one("#now", Button).disabled
        screen.query_one("#typed", Input).value = ADDRESS.name
        await until(pilot, lambda: not screen.query_one("#now", Button).disabled)
        screen.query_one("#now", Button).press()
        await until(pilot, lambda: bool(fake.done))
    assert fake.done == [("zero",)]


async def test_a_capacity_is_kept_durably_by_its_variables():
    fields = tuple(
        FakeField(variable(name, NUMBER), effective=value) for name, value in (("asg_min_size", 1), ("asg_max_size", 4))
    )
    variables, fake = FakeVariables(fields), FakeAsg()
    async with opened(console(fake, variables)) as (app, pilot):
        await on_screen(app, pilot)
        screen = await scaling(pilot, app, "3")
        screen.query_one("#durably", Button).press()
        await confirmed(pilot, app, "asg_min_size  1 -> 3")
        await until(pilot, lambda: isinstance(app.screen, PreviewScreen))
    assert variables.saved["asg_min_size"] == 3
    assert fake.done == []


@pytest.mark.parametrize(
    ("status", "words"),
    [("Successful", "succeeded"), ("RollbackSuccessful", "ROLLED BACK"), ("Failed", "FAILED")],
)
async def test_a_refresh_is_shown_and_judged_as_it_ends(status: str, words: str):
    fake = FakeAsg(next_statuses=[refresh("InProgress"), refresh(status)])
    async with opened(console(fake)) as (app, pilot):
        await on_screen(app, pilot)
        await refreshing(pilot, app, "50")
        await confirmed(pilot, app, "Every one of 2 instances", "50 % stay in service: at most 1")
        await seen(pilot, f"The instance refresh {words}")
    assert fake.done == [("refresh", 50)]


async def test_a_percentage_that_is_none_is_refused_in_words():
    fake = FakeAsg()
    async with opened(console(fake)) as (app, pilot):
        await on_screen(app, pilot)
        await refreshing(pilot, app, "many")
        await told(pilot, "is no percentage")
    assert fake.done == []


async def test_a_refresh_under_way_is_cancelled_once_that_was_agreed_to():
    fake = FakeAsg(refreshed=[refresh("InProgress")])
    async with opened(console(fake)) as (app, pilot):
        await on_screen(app, pilot)
        await seen(pilot, "refreshing")
        await pilot.press("c")
        await confirmed(pilot, app, "What was replaced stays so")
        await until(pilot, lambda: bool(fake.done))
    assert fake.done == [("cancel",)]
