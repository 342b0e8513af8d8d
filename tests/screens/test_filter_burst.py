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
from screens.preview import PreviewScreen
from tests.fakes.console import FakeConsole
from tests.fakes.overview import record
from tests.fakes.pilot import opened, until
from tests.fakes.states import FakeAccess, states
from tests.screens.material import reviewed

DEV = EnvironmentName("replaydash", "dev")
KEYS = {"/": "slash"}


def burst(app: ConsoleApp, text: str) -> None:
    """All the keys in the app's queue before it has looked at the first."""
    for sign in text:
        app.post_message(events.Key(KEYS.get(sign, sign), sign))


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
