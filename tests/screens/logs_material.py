"""The logs screen over a fake, for the tests that look at it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from console.app import ConsoleApp
from console.ui.logs_view.lines import LogLines
from tests.fakes.console import FakeConsole
from tests.fakes.logs import NAME, FakeLogs, logs
from tests.fakes.pilot import opened, seen, until

LAST = "/api/search"


@asynccontextmanager
async def logs_of(fake: FakeLogs, size=(120, 40), sign: str = LAST) -> AsyncIterator[tuple[ConsoleApp, Pilot[None]]]:
    """The logs screen over the fake, once the sign is on it."""
    async with opened(FakeConsole(logs=logs(fake)), size) as (app, pilot):
        app.open_place("logs", NAME)
        try:
            await seen(pilot, sign)
            yield app, pilot
        finally:
            fake.updates.put(None)


def lines_of(app: ConsoleApp) -> LogLines:
    return app.screen.query_one(LogLines)


async def ready(pilot: Pilot[None], kind: type) -> None:
    await until(pilot, lambda: isinstance(pilot.app.screen, kind) and pilot.app.focused is not None, f"{kind}")
