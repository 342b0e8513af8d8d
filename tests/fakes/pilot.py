"""Driving the console in tests: an app over fakes, and waiting for a condition with a deadline."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Static

from console.app import ConsoleApp
from tests.fakes.console import FakeConsole
from tests.fakes.overview import NOW

DEADLINE = 20.0
"""Seconds after which a condition is taken to never hold."""


def app_over(console: FakeConsole | None = None, now: Callable[[], datetime] = lambda: NOW) -> ConsoleApp:
    """The real app over fakes, with the clock standing still."""
    return ConsoleApp(console or FakeConsole(), now=now)


@asynccontextmanager
async def opened(
    console: FakeConsole | None = None, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[tuple[ConsoleApp, Pilot[None]]]:
    """The app with its environments read and its surroundings known."""
    app = app_over(console)
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: bool(app.summaries) or app.services.environments.asked > 0)
        await pilot.pause()
        yield app, pilot


async def until(pilot: Pilot[Any], holds: Callable[[], Any], what: str = "") -> None:
    """Wait until the condition holds; an AssertionError says what did not come."""
    deadline = time.monotonic() + DEADLINE
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"did not come within {DEADLINE:.0f} s: {what or holds}\n{screen_text(pilot.app)}")
        await pilot.pause(0.02)


def screen_text(app: Any) -> str:
    """What is on the screen, as text, line by line."""
    width, _ = app.size
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text[:width].rstrip() for strip in strips)


async def seen(pilot: Pilot[Any], *texts: str) -> str:
    """Wait until all the texts are on the screen; returns the screen."""
    await until(pilot, lambda: all(text in screen_text(pilot.app) for text in texts), f"{texts}")
    return screen_text(pilot.app)


def shown(app: Any, selector: str) -> str:
    """The plain text of a Static."""
    return str(app.screen.query_one(selector, Static).content)


async def told(pilot: Pilot[Any], *texts: str) -> None:
    """Wait until a notification holds all the texts, wherever its lines break."""

    def holds() -> bool:
        return any(all(text in notice.message for text in texts) for notice in pilot.app._notifications)

    await until(pilot, holds, f"notification {texts}")
