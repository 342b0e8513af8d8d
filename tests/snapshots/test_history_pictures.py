"""Pictures of looking back and of what is to be done: a failed rollback with its hint, two runs, a rollback, tasks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from console.domain.run import RunStatus
from console.errors import StoreError
from console.services.planning import PlanRequest
from tests.fakes.console import FakeConsole
from tests.fakes.overview import NOW, record
from tests.fakes.pilot import app_over, seen
from tests.screens.material import STAGING, reviewed

DEV = "replaydash/dev"
SIZES = [(80, 24), (120, 40), (200, 60)]
pytestmark = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")


def looking_back() -> FakeConsole:
    console = FakeConsole()
    console.runs.records = [
        record(DEV, 14, RunStatus.FAILED, rollback_to=9, hints=["tasks do not start"],
               error="The apply failed (service.tf line 40): waiting for ECS Service to be stable."),
        record(DEV, 13, targets=["module.cache"], started=NOW - timedelta(hours=5)),
        record(DEV, 12, refresh_only=True, started=NOW - timedelta(days=1)),
        record(DEV, 9, started=NOW - timedelta(days=3)),
    ]  # fmt: skip
    console.runs.reviewed = reviewed(
        record=record(str(STAGING), 15, RunStatus.PLANNED, rollback_to=9, stages=[], ended_at=None, planned_at=NOW),
        losses=("module.database.aws_db_instance.this is replaced: its data stays only in the final snapshot dev-9.",),
        findings=("The next ordinary plan undoes this rollback, because today's variables differ in desired_count.",),
    )
    return console


async def quiet(pilot: Pilot[Any], *texts: str) -> None:
    """What is wanted is there, the context too, and nothing is left to draw."""
    await seen(pilot, *texts, "terraform" if pilot.app.size.width > 80 else "SANDBOX")
    await pilot.pause()


async def runs(pilot: Pilot[Any]) -> None:
    await pilot.press("6")
    await quiet(pilot, "#14", "Because")


async def of_others(pilot: Pilot[Any]) -> None:
    team = pilot.app.services.team_runs  # type: ignore[attr-defined]
    team.records = (record(DEV, 14, by="bob@build-host-3", started=NOW - timedelta(hours=4)),)
    await pilot.press("6")
    await quiet(pilot, "#14", "on build", "5 runs")
    team.error = StoreError("The table infra-console in us-east-1 cannot be reached: look at the network.")
    await pilot.press("down", "r")
    await quiet(pilot, "as they were", "Where")


async def comparison(pilot: Pilot[Any]) -> None:
    await pilot.press("6")
    await quiet(pilot, "#14", "Because")
    await pilot.press("c")
    await quiet(pilot, "Compare replaydash/dev#14 with")
    await pilot.press("enter")
    await quiet(pilot, "Variables that differ")


async def rollback(pilot: Pilot[Any]) -> None:
    pilot.app.open_plan(PlanRequest(STAGING, rollback_to=9))
    await quiet(pilot, "Cannot come back:", "undoes this")


async def approval(pilot: Pilot[Any]) -> None:
    await rollback(pilot)
    await pilot.press("A")
    await quiet(pilot, "Apply plan #15", "Cancel")


async def tasks(pilot: Pilot[Any]) -> None:
    pilot.app.open_place("tasks", STAGING)
    await quiet(pilot, "overdue by 3 d", "Last done")


@pytest.mark.parametrize("way", [runs, of_others, comparison, rollback, approval, tasks], ids=lambda way: way.__name__)
def test_picture(snap_compare: Any, way: Any, size: tuple[int, int]) -> None:
    assert snap_compare(app_over(looking_back()), terminal_size=size, run_before=way)
