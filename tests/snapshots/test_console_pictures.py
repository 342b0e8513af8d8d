"""Pictures of the screens at three sizes, with the clock standing still: what changes in them is seen in review."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from console.domain.environment import EnvironmentName
from console.domain.run import Counts, RunKind, RunStatus
from console.ui.row_table import RowTable
from tests.fakes.console import FakeConsole
from tests.fakes.overview import NOW, record
from tests.fakes.pilot import app_over, seen, until
from tests.fakes.variables import FakeComparison, FakeVariables

SIZES = [(80, 24), (120, 40), (200, 60)]
DEV = EnvironmentName("replaydash", "dev")
COMPARED = (
    FakeComparison("vpc_cidr", "10.20.0.0/16", "10.30.0.0/16"),
    FakeComparison("desired_count", 3, 6, "overlay", "preset"),
    FakeComparison("cpu_architecture", "ARM64", "ARM64", "default", "default"),
    FakeComparison("database_password", None, None, "environment", "environment"),
)


@pytest.fixture(autouse=True)
def _utc(monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def console() -> FakeConsole:
    made = FakeConsole(variables=FakeVariables(comparisons=COMPARED))
    made.runs.records = [
        record("replaydash/dev", 15, RunStatus.PLANNED, stages=[]),
        record("replaydash/dev", 14, applied=Counts(create=3, change=2, replace=1), approved_by="ana@laptop"),
        record("replaydash/staging", 9, RunStatus.FAILED, error="creating ELB: limit of 20 load balancers reached",
               started=NOW - timedelta(days=3)),
        record("replaydash/staging", 7, RunStatus.NO_CHANGES, kind=RunKind.DESTROY, started=NOW - timedelta(days=9)),
    ]  # fmt: skip
    return made


async def _ready(pilot):
    await seen(pilot, "SANDBOX", "replaydash/dev", "q Quit")
    await until(pilot, lambda: isinstance(pilot.app.focused, RowTable))
    await seen(pilot, "1 in alarm")


async def environments(pilot):
    await _ready(pilot)
    await pilot.press("down")
    await seen(pilot, "2 changes", "1 in alarm")


async def variables(pilot):
    await _ready(pilot)
    pilot.app.open_variables(DEV)
    await seen(pilot, "2 problems")
    table = pilot.app.screen.query_one(RowTable)
    table.move_cursor(row=table.get_row_index("desired_count"))
    await seen(pilot, "How many tasks run")


async def compare(pilot):
    await _ready(pilot)
    await pilot.press("c")
    await seen(pilot, "2 differences in 4 variables")


async def runs(pilot):
    await _ready(pilot)
    await pilot.press("6")
    await seen(pilot, "4 runs")
    await pilot.press("down", "down")
    await seen(pilot, "replaydash/staging#9")


async def help_(pilot):
    await _ready(pilot)
    await pilot.press("question_mark")
    await seen(pilot, "esc back", "Enter begins the", "letters in order")


async def quit_(pilot):
    await _ready(pilot)
    pilot.app.drafts.of(DEV).values["desired_count"] = 5
    await pilot.press("q")
    await seen(pilot, "Leave infra-console?", "not saved")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("way", [environments, variables, compare, runs, help_, quit_], ids=lambda way: way.__name__)
def test_picture(snap_compare, way, size):
    assert snap_compare(app_over(console()), terminal_size=size, run_before=way)


def test_picture_in_the_light_theme(snap_compare):
    app = app_over(console())
    app.theme = "infra-light"
    assert snap_compare(app, terminal_size=(120, 40), run_before=environments)
