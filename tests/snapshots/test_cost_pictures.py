"""Pictures of the cost at three sizes: the table, assumptions that were moved, savings, documents, side by side."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from console.domain.cost_figures import CostFigures
from screens.cost import CostScreen
from screens.preview import PreviewScreen
from tests.fakes.console import FakeConsole
from tests.fakes.overview import NOW, record
from tests.fakes.pilot import app_over, seen, until
from tests.fakes.usage import FakeUsage
from tests.screens.cost_material import DOCUMENT, ENDPOINT, PROFILED, SPOT
from tests.screens.material import STAGING, cost, reviewed

SIZES = [(80, 24), (120, 40), (200, 60)]
Steps = Callable[[Pilot[Any]], Awaitable[None]]

pytestmark = pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40", "200x60"])


def priced() -> FakeConsole:
    fake = FakeConsole(usage=FakeUsage(found=(SPOT, ENDPOINT)), documents=(DOCUMENT,))
    fake.runs.records = [
        record("replaydash/dev", 14, cost=CostFigures.of(cost(complete=True, budget="120.00")),
               started=NOW - timedelta(hours=2)),
    ]  # fmt: skip
    return fake


def pressed(*keys: tuple[str, str], on_cost: bool = True) -> Steps:
    """In the preview or on the cost screen, each key and what it brings."""

    async def steps(pilot: Pilot[Any]) -> None:
        pilot.app.push_screen(PreviewScreen(STAGING, reviewed=reviewed(preset=PROFILED)))
        await seen(pilot, "terraform 1.11.4" if pilot.app.size.width > 100 else "SANDBOX", "151.40 -> 175.80")
        await until(pilot, lambda: getattr(pilot.app.screen, "live", None) is not None)
        if on_cost:
            await pilot.press("c")
            await until(pilot, lambda: isinstance(pilot.app.screen, CostScreen))
            await seen(pilot, "Savings 2", "Docs 1", "RDS PostgreSQL")
        for key, text in keys:
            await pilot.press(key)
            await seen(pilot, text)
        await pilot.pause(0.2)

    return steps


def test_the_cost_in_full(snap_compare: Any, size: tuple[int, int]) -> None:
    assert snap_compare(app_over(priced()), terminal_size=size, run_before=pressed())


def test_the_cost_by_resource_with_its_components(snap_compare: Any, size: tuple[int, int]) -> None:
    keys = ("g", "by module"), ("g", "by resource"), ("space", "1 x 730 h")
    assert snap_compare(app_over(priced()), terminal_size=size, run_before=pressed(*keys))


def test_assumptions_that_were_moved_in_the_preview(snap_compare: Any, size: tuple[int, int]) -> None:
    keys = ("e", "preset"), ("end", "nat_gb"), ("right", "30"), ("right", "50")
    steps = pressed(*keys, on_cost=False)
    assert snap_compare(app_over(priced()), terminal_size=size, run_before=steps)


def test_what_is_unknown(snap_compare: Any, size: tuple[int, int]) -> None:
    assert snap_compare(app_over(priced()), terminal_size=size, run_before=pressed(("n", "have no assumption")))


def test_what_would_save(snap_compare: Any, size: tuple[int, int]) -> None:
    assert snap_compare(app_over(priced()), terminal_size=size, run_before=pressed(("v", "Options, not advice")))


def test_the_documents_figures(snap_compare: Any, size: tuple[int, int]) -> None:
    assert snap_compare(app_over(priced()), terminal_size=size, run_before=pressed(("d", "18.75")))


def test_environments_side_by_side(snap_compare: Any, size: tuple[int, int]) -> None:
    assert snap_compare(app_over(priced()), terminal_size=size, run_before=pressed(("c", "Beside replaydash/dev")))


def test_one_assumption_edited(snap_compare: Any, size: tuple[int, int]) -> None:
    keys = ("e", "preset"), ("end", "nat_gb"), ("e", "Assume nat_gb")
    assert snap_compare(app_over(priced()), terminal_size=size, run_before=pressed(*keys, on_cost=False))
