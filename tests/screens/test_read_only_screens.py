"""Read-only screens: what cannot be done is in no footer, help or palette, and typing its key says why."""

from __future__ import annotations

import pytest
from textual.screen import Screen
from textual.widgets import DataTable

from console.domain.context import Context
from console.domain.environment import EnvironmentName
from console.ui.changing_keys import CHANGING
from console.ui.commands import every_entry
from console.ui.host import Host
from screens.ecs import EcsScreen
from screens.preview import PreviewScreen
from screens.variables import VariablesScreen
from tests.fakes.console import FakeConsole
from tests.fakes.pilot import opened, screen_text, seen, until

NAME = EnvironmentName("replaydash", "dev")
WATCHED = Context(sandbox=True, engine="terraform 1.11.4", account="123456789012", region="us-east-1", read_only=True)


def watching() -> FakeConsole:
    return FakeConsole(read_only=True, surroundings=WATCHED)


def offered(app: Host) -> set[str]:
    """The ids of the keys that the footer, the help and the palette show."""
    return {active.binding.id for active in app.screen.active_bindings.values() if active.binding.id}


async def test_the_top_line_says_read_only_on_every_screen() -> None:
    async with opened(watching()) as (app, pilot):
        await seen(pilot, "READ-ONLY", "SANDBOX")
        app.open_variables(NAME)
        await until(pilot, lambda: isinstance(app.screen, VariablesScreen))
        await seen(pilot, "READ-ONLY")


def there_are(app: Host) -> set[str]:
    """The ids of the keys that the screen would offer if it did more than look."""
    every = Screen.active_bindings.fget(app.screen)  # type: ignore[attr-defined]  # a property of Textual's
    return {active.binding.id for active in every.values() if active.binding.id}


@pytest.mark.parametrize(
    "key",
    ["variables.save", "outputs.plan", "ecs.scale", "asg.scale", "databases.snapshot", "tasks.done", "metrics.write"],
)
async def test_keys_that_do_more_than_look_are_offered_on_no_screen(key: str) -> None:
    async with opened(watching()) as (app, pilot):
        match place := key.partition(".")[0]:
            case "variables":
                app.open_variables(NAME)
            case "outputs":
                app.open_outputs(NAME)
            case _:
                app.open_place(place, NAME)
        await until(pilot, lambda: app.screen.is_mounted and key in there_are(app), key)
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert not offered(app) & CHANGING
        assert offered(app) == there_are(app) - CHANGING


async def test_a_key_of_what_cannot_be_done_says_why_and_does_nothing() -> None:
    async with opened(watching()) as (app, pilot):
        for key in ("p", "d"):
            await pilot.press(key)
            await seen(pilot, "READ-ONLY: this console only looks")
        assert not isinstance(app.screen, PreviewScreen)
        assert len(app.screen_stack) == 1


async def test_no_dialog_is_opened_that_would_lead_to_a_change() -> None:
    async with opened(watching()) as (app, pilot):
        app.open_place("ecs", NAME)
        await until(pilot, lambda: isinstance(app.screen, EcsScreen) and app.screen.check_action("scale", ()))
        for key in ("s", "d", "b", "t", "x", "a"):
            await pilot.press(key)
            await pilot.pause()
            assert isinstance(app.screen, EcsScreen), key
        await seen(pilot, "READ-ONLY: this console only looks")


async def test_the_palette_has_nothing_that_does_more_than_look() -> None:
    async with opened(watching()) as (app, _):
        titles = [entry.title for entry in every_entry(app, app.screen)]
        assert not [title for title in titles if title.startswith(("Plan", "Destroy"))]
        assert [title for title in titles if title.startswith("Open")]
    async with opened(FakeConsole()) as (app, _):
        assert [entry for entry in every_entry(app, app.screen) if entry.title.startswith("Plan")]


async def test_a_preview_that_something_asks_for_all_the_same_is_refused() -> None:
    async with opened(watching()) as (app, pilot):
        app.open_preview(NAME)
        await seen(pilot, "READ-ONLY: this console only looks")
        assert not isinstance(app.screen, PreviewScreen)


async def test_a_value_is_not_edited_and_the_key_says_why() -> None:
    async with opened(watching()) as (app, pilot):
        app.open_variables(NAME)
        await until(pilot, lambda: isinstance(app.screen, VariablesScreen))
        await until(pilot, lambda: any(table.row_count > 1 for table in app.screen.query(DataTable)))
        await pilot.press("down", "enter")
        await seen(pilot, "READ-ONLY: this console only looks")
        assert "enter take over" not in screen_text(app).lower()


async def test_leaving_asks_nothing() -> None:
    async with opened(watching()) as (app, pilot):
        await pilot.press("q")
        await until(pilot, lambda: not app.is_running)


async def test_the_help_says_that_what_it_describes_may_be_absent() -> None:
    async with opened(watching()) as (_, pilot):
        await pilot.press("question_mark")
        await seen(pilot, "READ-ONLY: of what is described here, what changes something is not there.")
