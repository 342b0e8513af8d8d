"""Pictures of the wall at three sizes, with the clock standing still."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from console.domain.ecs import Deployment
from console.domain.rollout import EnvironmentRollout, RolloutRecord
from console.domain.rollout_file import Gates
from tests.fakes.console import FakeConsole
from tests.fakes.ecs import arn, service
from tests.fakes.overview import NOW
from tests.fakes.pilot import app_over, seen
from tests.fakes.wall import EXPIRED, FakeWall

SIZES = [(80, 24), (120, 40), (200, 60)]


@pytest.fixture(autouse=True)
def _utc(monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


async def opened(pilot, *texts):
    await seen(pilot, "SANDBOX", "replaydash/dev")
    pilot.app.open_wall()
    await seen(pilot, "> replaydash/dev", "! 1 in alarm", *texts)
    await pilot.press("space")
    await seen(pilot, "paused")


def quiet() -> FakeWall:
    part = EnvironmentRollout(environment="twitter/staging", gates=Gates())
    rollout = RolloutRecord(
        system="twitter", number=3, environments=[part], started_by="ana@laptop", started_at=NOW, sandbox=True
    )
    moving = Deployment("d", "PRIMARY", "IN_PROGRESS", "", arn(3), 2, 1, 1, 0, NOW - timedelta(seconds=42))
    fake = FakeWall(rollouts=(rollout,))
    fake.services.found = (service(running=1, deployments=(moving,)),)
    return fake


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_wall(snap_compare, size):
    console = FakeConsole(wall=quiet().build())

    async def way(pilot):
        await opened(pilot, "Response time", "08:00")

    assert snap_compare(app_over(console), terminal_size=size, run_before=way)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_wall_without_credentials(snap_compare, size):
    fake = quiet()
    console = FakeConsole(wall=fake.build())

    async def way(pilot):
        await opened(pilot, "Response time", "08:00")
        fake.metrics.error = fake.metrics.alarm_error = fake.services.error = EXPIRED
        fake.now += 182
        pilot.app.now = lambda: NOW + timedelta(seconds=182)
        await pilot.press("r")
        await seen(pilot, "ago: The AWS credentials")

    assert snap_compare(app_over(console), terminal_size=size, run_before=way)
