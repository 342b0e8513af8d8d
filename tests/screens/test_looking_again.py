"""Screens that look again by themselves: later each time that AWS does not answer, with the age, until it answers."""

from __future__ import annotations

from datetime import timedelta

from console.errors import AwsError
from console.ui.format import duration
from screens.ecs import EcsScreen
from tests.fakes.console import FakeConsole
from tests.fakes.ecs import NAME, FakeEcs, ecs
from tests.fakes.overview import NOW
from tests.fakes.pilot import opened, seen, until


async def test_what_fails_is_asked_later_each_time_grows_old_and_comes_back_by_itself():
    fake = FakeEcs()
    async with opened(FakeConsole(ecs=ecs(fake))) as (app, pilot):
        app.open_place("ecs", NAME)
        await until(pilot, lambda: isinstance(app.screen, EcsScreen) and app.screen.views and not app.screen._looking)
        screen, seconds, asked = app.screen, [0.0], []
        screen._clock, screen._looked_at = (lambda: seconds[0]), 0.0
        app.now = lambda: NOW + timedelta(seconds=seconds[0])
        answer, every = screen.read, screen.EVERY_SECONDS
        screen.read = lambda: asked.append(round(seconds[0] / every)) or answer()
        fake.error = AwsError("The AWS credentials have expired: refresh them and try again.")
        for tick in range(1, 41):
            seconds[0] = tick * every
            ticked = []
            screen.call_later(lambda done=ticked: (screen._look_again(), done.append(True)))
            await until(pilot, lambda done=ticked: done and not screen._looking)
        assert sorted(set(asked)) == [1, 3, 7, 15, 23, 31, 39]
        await seen(pilot, f"{duration(40 * every)} old: The AWS credentials")
        fake.error = None
        seconds[0] += 9 * every
        screen.call_later(screen._look_again)
        await seen(pilot, "1 service")
