"""Pictures of the logs screen, its questions and its query at three sizes, with the clock standing still."""

from __future__ import annotations

import time

import pytest
from textual.widgets import Input, TextArea

from console.domain.logs_queries import QueryAnswer
from console.errors import AwsError
from tests.fakes.console import FakeConsole
from tests.fakes.logs import NAME, FakeLogs, logs
from tests.fakes.pilot import app_over, seen

SIZES = [(80, 24), (120, 40), (200, 60)]
ANSWER = QueryAnswer(
    "Complete",
    ("path", "n", "ms"),
    (("/api/replays", "1204", "18.4"), ("/api/search", "311", "120.9"), ("/api/users/me", "88", "5.1")),
    4812,
    1_450_000,
    1603,
)


@pytest.fixture(autouse=True)
def _utc(monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


async def live(pilot):
    await seen(pilot, "SANDBOX", "replaydash/dev")
    pilot.app.open_place("logs", NAME)
    await seen(pilot, "LIVE", "9 lines", "/api/search")


async def unfolded(pilot):
    await live(pilot)
    await pilot.press("up", "up", "up", "enter")
    await seen(pilot, "PAUSED", '"status": 500,')


async def filtered(pilot):
    await live(pilot)
    await pilot.press("slash", *"request 200", "enter")
    await seen(pilot, "2 of 9 lines")


async def waiting(pilot):
    await live(pilot)
    fake = pilot.app.services.logs._reader
    fake.error = AwsError("The AWS credentials have expired: refresh them and try again.")
    fake.updates.put(fake.error)
    await seen(pilot, "WAITING", "have expired")


async def groups(pilot):
    await live(pilot)
    await pilot.press("g")
    await seen(pilot, "Log groups", "kept 14 d")


async def pattern(pilot):
    await live(pilot)
    await pilot.press("p")
    await seen(pilot, "CloudWatch filter pattern")
    for field in pilot.app.screen.query(Input):
        field.cursor_blink = False
    await pilot.pause()


async def insights(pilot):
    await live(pilot)
    await pilot.press("i")
    await seen(pilot, "ctrl+r asks")
    area = pilot.app.screen.query_one(TextArea)
    area.cursor_blink = False
    area.text = "filter ispresent(path)\n| stats count(*) as n, avg(duration_ms) as ms by path\n| sort n desc"
    await pilot.press("ctrl+r")
    await seen(pilot, "/api/replays", "4812 lines, 1.4 MB scanned")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize(
    "way", [live, unfolded, filtered, waiting, groups, pattern, insights], ids=lambda way: way.__name__
)
def test_logs(snap_compare, way, size):
    fake = FakeLogs(answers=[ANSWER])
    try:
        assert snap_compare(app_over(FakeConsole(logs=logs(fake))), terminal_size=size, run_before=way)
    finally:
        fake.updates.put(None)
