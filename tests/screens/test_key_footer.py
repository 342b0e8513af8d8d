"""A footer that is drawn again and again keeps only the keys that it shows."""

from __future__ import annotations

import gc

from textual.widgets._footer import FooterKey

from tests.fakes.pilot import opened, seen, until


async def test_keys_that_are_no_longer_shown_are_let_go():
    async with opened() as (app, pilot):
        await seen(pilot, "replaydash", "Help")
        shown = len(app.screen.query(FooterKey))
        for _ in range(20):
            app.screen.refresh_bindings()
            await pilot.pause()
        await until(pilot, lambda: len(app.screen.query(FooterKey)) == shown)
        gc.collect()
        kept = sum(type(each) is FooterKey for each in gc.get_objects())
        # Those that were replaced last are found gone with the next ones.
        assert kept <= 3 * shown
