"""The compare screen: what differs between two environments comes first."""

from __future__ import annotations

from contextlib import asynccontextmanager

from console.errors import PresetError
from screens.compare import CompareScreen
from tests.fakes.console import FakeConsole
from tests.fakes.pilot import opened, screen_text, seen, until
from tests.fakes.variables import FakeComparison, FakeVariables

COMPARED = (
    FakeComparison("cpu_architecture", "ARM64", "ARM64", "default", "default"),
    FakeComparison("vpc_cidr", "10.20.0.0/16", "10.30.0.0/16"),
    FakeComparison("desired_count", 3, 6, "overlay", "preset"),
    FakeComparison("container_image", "api:1", None, "preset", "missing"),
)
NAMES = tuple(each.name for each in COMPARED)


@asynccontextmanager
async def compared(variables=None):
    async with opened(FakeConsole(variables=variables or FakeVariables(comparisons=COMPARED))) as (app, pilot):
        await until(pilot, lambda: app.summaries and app.focused is not None)
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, CompareScreen))
        yield app, pilot


async def test_what_differs_comes_first_and_is_marked_by_a_sign():
    async with compared() as (_, pilot):
        text = await seen(pilot, "3 differences in 4 variables", "replaydash/staging")
    lines = [line for line in text.splitlines() if line.startswith("│")]
    row = {name: next(n for n, line in enumerate(lines) if f" {name} " in line.split("││")[0]) for name in NAMES}
    assert row["cpu_architecture"] == max(row.values())
    assert lines[row["vpc_cidr"]].split("│")[1].split()[0] == "!"


async def test_details_say_where_each_value_comes_from():
    async with compared() as (_, pilot):
        await seen(pilot, "desired_count")
        await pilot.press("down")
        await seen(pilot, "replaydash/dev  from overlay", "replaydash/staging  from preset")


async def test_what_is_the_same_can_be_hidden():
    async with compared() as (app, pilot):
        await seen(pilot, "cpu_architecture")
        await pilot.press("s")
        await until(pilot, lambda: "cpu_architecture" not in screen_text(app))


async def test_the_other_environment_is_chosen_from_a_list_that_filters():
    async with compared() as (_, pilot):
        await seen(pilot, "replaydash/staging")
        await pilot.press("o", *"mtk", "enter")
        await seen(pilot, "replaydash/dev  and  mtk/qa")


async def test_swap_changes_the_sides():
    async with compared() as (_, pilot):
        await seen(pilot, "replaydash/dev  and  replaydash/staging")
        await pilot.press("w")
        await seen(pilot, "replaydash/staging  and  replaydash/dev")


async def test_a_comparison_that_fails_shows_its_sentence():
    variables = FakeVariables()
    async with compared(variables) as (_, pilot):
        variables.error = PresetError("presets/mtk/qa.yaml: values: unknown key 'x'.")
        await pilot.press("w")
        await seen(pilot, "unknown key 'x'")
