"""Stopping a run that cannot be stopped just now, and one that another console started."""

from __future__ import annotations

import threading

from console.domain.run import RunRecord
from console.errors import InputError
from tests.fakes.pilot import opened, screen_text, seen, told, until
from tests.screens.run_material import RUN_ID, console, half_done


async def test_a_stop_that_finds_no_engine_is_told_of_and_can_be_asked_for_again():
    fake = console(half_done(), hold=True)
    answers = [InputError(f"Run {RUN_ID} has no engine to stop at the moment.")]

    def stop(run_id: str) -> None:
        if answers:
            raise answers.pop()
        fake.runs.stopped.append(run_id)

    fake.runs.stop = stop
    async with opened(fake) as (app, pilot):
        session = app.start_apply(RUN_ID, None, {})
        app.open_run(RUN_ID)
        await seen(pilot, "1 of 6")
        app.stop_run(session)
        await told(pilot, "no engine to stop")
        assert not session.stopping
        app.stop_run(session)
        await until(pilot, lambda: fake.runs.stopped == [RUN_ID])
        fake.runs.release.set()


async def test_the_keys_of_a_run_that_was_attached_to_offer_to_stop_it():
    fake = console(half_done(), hold=True)
    found, get = threading.Event(), fake.runs.get

    def slow(run_id: str) -> RunRecord:
        found.wait(10)
        return get(run_id)

    fake.runs.get = slow
    async with opened(fake) as (app, pilot):
        app.open_run(RUN_ID)
        await seen(pilot, "esc Back")
        found.set()
        await seen(pilot, "1 of 6", "Stop gracefully", "Leave it running")
        assert "esc Back" not in screen_text(app)
        fake.runs.release.set()
