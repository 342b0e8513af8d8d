"""Pictures of the metrics screen at three sizes, with the clock standing still."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from console.domain.metrics import Standing
from tests.fakes.console import FakeConsole
from tests.fakes.metrics import NAME, FakeMetrics, monitoring
from tests.fakes.pilot import app_over, seen, until

SIZES = [(80, 24), (120, 40), (200, 60)]


@pytest.fixture(autouse=True)
def _utc(monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


async def charts(pilot):
    await seen(pilot, "SANDBOX", "replaydash/dev")
    pilot.app.open_place("metrics", NAME)
    await seen(pilot, "Requests  1.5 k", "08:00", "min 600")
    await until(pilot, lambda: pilot.app.focused is not None)


async def large(pilot):
    await charts(pilot)
    grid = pilot.app.screen.grid
    await until(pilot, lambda: grid.panes)
    grid.enlarge(next(pane for pane in grid.panes if pane.chart.title == "Response time"))
    await seen(pilot, "Targets replaydash-dev-3000: Response time", "alarm > 1 s", "08:00")


async def laid_over(pilot):
    await charts(pilot)
    await pilot.press("o")
    await seen(pilot, "a week before")
    await pilot.press("down", "enter")
    await seen(pilot, "over it a week before", " over ")


async def alarms(pilot):
    await charts(pilot)
    await pilot.press("a", "enter")
    await seen(pilot, "1 event", "Threshold Crossed")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("way", [charts, large, laid_over, alarms], ids=lambda way: way.__name__)
def test_metrics(snap_compare, way, size):
    fake = FakeMetrics(gap=(5400, 3600), silent={"HTTPCode_Target_5XX_Count"})
    fake.standings = {"HTTPCode_ELB_5XX_Count": Standing.PARTIAL}
    console = FakeConsole(monitoring=monitoring(fake, Path("/nonexistent")))
    assert snap_compare(app_over(console), terminal_size=size, run_before=way)
