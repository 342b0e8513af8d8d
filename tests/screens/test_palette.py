"""The palette, left by hands that are faster than it."""

from __future__ import annotations

from textual.command import CommandList, CommandPalette

from tests.fakes.console import FakeConsole
from tests.fakes.pilot import opened, until


async def test_an_entry_that_is_chosen_twice_in_one_burst_runs_once_and_closes_no_screen() -> None:
    async with opened(FakeConsole()) as (app, pilot):
        await pilot.press("colon", *"Runs")
        assert isinstance(app.screen, CommandPalette)
        found = app.screen.query_one(CommandList)
        await until(pilot, lambda: found.option_count and found.highlighted is not None)
        found.action_select()
        found.action_select()
        await until(pilot, lambda: type(app.screen).__name__ == "RunsScreen")
        assert sum(type(screen).__name__ == "RunsScreen" for screen in app.screen_stack) == 1
