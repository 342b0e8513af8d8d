"""Keys that come at once, as from a paste or a fast typist: what follows the slash belongs to the filter."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.widgets import Input

from console.app import ConsoleApp
from console.domain.environment import EnvironmentName
from console.ui.row_table import RowTable
from screens.preview import PreviewScreen
from screens.runs import RunsScreen
from tests.fakes.console import FakeConsole
from tests.fakes.overview import record
from tests.fakes.pilot import opened, until
from tests.fakes.states import FakeAccess, states
from tests.screens.material import reviewed

DEV, STAGING = EnvironmentName("replaydash", "dev"), EnvironmentName("replaydash", "staging")
KEYS = {"/": "slash", "\r": "enter", "↓": "down"}


def burst(app: ConsoleApp, text: str) -> None:
    """All the keys in the app's queue before it has looked at the first."""
    for sign in text:
        app.post_message(events.Key(KEYS.get(sign, sign), None if sign in "\r↓" else sign))


@pytest.mark.parametrize(
    "goes",
    [
        pytest.param(lambda app: None, id="environments"),
        pytest.param(lambda app: app.open_runs(), id="runs"),
        pytest.param(lambda app: app.open_variables(DEV), id="variables"),
        pytest.param(lambda app: app.open_compare(DEV), id="compare"),
        pytest.param(lambda app: app.open_place("state", DEV), id="state"),
        pytest.param(lambda app: app.push_screen(PreviewScreen(DEV, reviewed=reviewed(DEV))), id="preview"),
    ],
)
async def test_keys_in_one_burst_after_the_slash_go_to_the_filter(goes: Callable[[Any], None], tmp_path: Path) -> None:
    console = FakeConsole(states=states(FakeAccess(tmp_path)))
    console.runs.records = [record("replaydash/dev", 14)]
    async with opened(console) as (app, pilot):
        goes(app)
        await until(pilot, lambda: app.screen.query("#filter") and app.screen.focused is not None)
        screen, before = app.screen, len(app.screen_stack)
        burst(app, "/dev/p")
        await until(pilot, lambda: screen.query_one("#filter", Input).value == "dev/p", "the filter holds it all")
        assert app.screen is screen, "no key was taken for what it does outside the filter"
        assert len(app.screen_stack) == before
        await until(pilot, lambda: screen.query_one("#filter", Input).has_focus)


async def test_keys_after_the_enter_of_a_filter_act_on_what_it_left() -> None:
    async with opened(FakeConsole()) as (app, pilot):
        await until(pilot, lambda: app.screen.query("#filter") and app.screen.focused is not None)
        first = app.screen
        burst(app, "/staging\rl")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen) and app.screen.query("#empty"), "the runs")
        assert app.screen.environment == STAGING
        assert first.query_one("#filter", Input).value == "staging"


async def test_several_keys_after_the_enter_keep_their_order() -> None:
    async with opened(FakeConsole()) as (app, pilot):
        await until(pilot, lambda: app.screen.query("#filter") and app.screen.focused is not None)
        burst(app, "/replaydash\r↓l")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen) and app.screen.query("#empty"), "the runs")
        assert app.screen.environment == STAGING


async def test_a_second_slash_and_what_follows_it_do_nothing_in_the_list() -> None:
    console = FakeConsole()
    async with opened(console) as (app, pilot):
        await until(pilot, lambda: app.screen.query("#filter") and app.screen.focused is not None)
        screen = app.screen
        burst(app, "/staging\r/pd")
        await until(pilot, lambda: screen.query_one("#filter", Input).value == "staging")
        await until(pilot, lambda: isinstance(app.focused, RowTable))
        await pilot.pause()
        assert app.screen is screen
        assert console.runs.requests == []


async def test_a_filter_that_leaves_nothing_can_be_typed_on_after_enter() -> None:
    async with opened(FakeConsole()) as (app, pilot):
        await until(pilot, lambda: app.screen.query("#filter") and app.screen.focused is not None)
        field = app.screen.query_one("#filter", Input)
        burst(app, "/nowhere\rp")
        await until(pilot, lambda: field.value == "nowhere" and field.has_focus)
        await pilot.pause()
        await pilot.press("x", "y")
        await until(pilot, lambda: field.value.endswith("xy"))
        assert len(app.screen_stack) == 1
