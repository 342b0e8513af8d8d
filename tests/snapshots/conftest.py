"""Pictures are taken of a screen that has come to rest, however busy the machine is."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

REST_SECONDS = 0.1
SAME_PICTURES = 2
"""As many pictures as have to be like the one before."""
DEADLINE_SECONDS = 10.0


@pytest.fixture
def snap_compare(snap_compare: Callable[..., bool]) -> Callable[..., bool]:
    """As the plugin's own, but the picture waits until several in a row are the same; no cursor blinks.

    What a test waits for may be there before the rest is: a question before the screen behind it is drawn again.
    """

    def compare(app: Any, *, run_before: Callable[[Pilot[Any]], Any], **given: Any) -> bool:
        async def come_to_rest(pilot: Pilot[Any]) -> None:
            done = run_before(pilot)
            if inspect.isawaitable(done):
                await done
            await _rest(pilot)

        return snap_compare(app, run_before=come_to_rest, **given)

    return compare


async def _rest(pilot: Pilot[Any]) -> None:
    deadline, before, same = time.monotonic() + DEADLINE_SECONDS, "", 0
    while same < SAME_PICTURES:
        assert time.monotonic() < deadline, "the screen does not come to rest"
        await pilot.pause(REST_SECONDS)
        for field in pilot.app.screen.query(Input):
            field.cursor_blink = False
        now = pilot.app.export_screenshot()
        same = same + 1 if now == before else 0
        before = now
