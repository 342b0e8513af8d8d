"""Databases: what is kept is seen, changes are shown before they are made, nothing is restored over what is there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from textual.widgets import Button, Input

from console.app import ConsoleApp
from console.errors import AwsError
from screens.databases import DatabasesScreen
from screens.modals.confirm import ConfirmScreen
from screens.modals.given import GivenScreen
from tests.fakes.console import FakeConsole
from tests.fakes.databases import NAME, POSTGRES, FakeDatabases, databases, postgres, snapshot
from tests.fakes.hostile import HOSTILE
from tests.fakes.overview import NOW
from tests.fakes.pilot import opened, screen_text, seen, told, until


def console(fake: FakeDatabases) -> FakeConsole:
    return FakeConsole(databases=databases(fake))


async def on_screen(app: ConsoleApp, pilot) -> DatabasesScreen:
    app.open_place("databases", NAME)
    await seen(pilot, POSTGRES.name, "snapshot")
    screen = app.screen
    assert isinstance(screen, DatabasesScreen)
    return screen


async def given(pilot, app: ConsoleApp, key: str, *values: str) -> GivenScreen:
    """The question that the key opens, with these values typed."""
    await pilot.press(key)
    await until(pilot, lambda: isinstance(app.screen, GivenScreen))
    screen = app.screen
    assert isinstance(screen, GivenScreen)
    for number, value in enumerate(values):
        screen.query_one(f"#field-{number}", Input).value = value
    await pilot.pause()
    return screen


async def confirmed(pilot, app: ConsoleApp, *texts: str) -> None:
    await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
    await seen(pilot, *texts)
    assert app.focused is app.screen.query_one("#no"), "the safe answer has the focus"
    await pilot.press("right", "enter")


async def test_it_is_opened_by_its_keys_from_the_environments():
    async with opened(console(FakeDatabases())) as (app, pilot):
        for key in ("8", "b"):
            await until(pilot, lambda: app.focused is not None)
            await pilot.press(key)
            await until(pilot, lambda: isinstance(app.screen, DatabasesScreen))
            await pilot.press("escape")
            await until(pilot, lambda: not isinstance(app.screen, DatabasesScreen))


async def test_databases_and_what_is_kept_of_them_are_seen():
    async with opened(console(FakeDatabases())) as (app, pilot):
        await on_screen(app, pilot)
        await seen(
            pilot, "RDS postgres 16.4, db.t4g.micro", "20 GB", "before-migration", "on demand", "automatic", "3 h"
        )


async def test_what_cannot_be_seen_says_why_and_what_was_seen_stays():
    fake = FakeDatabases()
    async with opened(console(fake)) as (app, pilot):
        await on_screen(app, pilot)
        fake.error = AwsError("These credentials may not do rds:DescribeDBInstances.")
        await pilot.press("r")
        await seen(pilot, "old: These credentials may not", "before-migration")


async def test_nothing_kept_says_which_key_brings_it():
    async with opened(console(FakeDatabases(kept=[]))) as (app, pilot):
        await on_screen(app, pilot)
        await seen(pilot, "Nothing is kept of it yet. s makes a snapshot")
        await pilot.press("b")
        assert isinstance(app.screen, DatabasesScreen), "there is nothing to restore"


async def test_what_others_wrote_is_harmless():
    fake = FakeDatabases(there={POSTGRES.name: postgres(engine=HOSTILE)}, kept=[snapshot(HOSTILE, status=HOSTILE)])
    async with opened(console(fake)) as (app, pilot):
        await on_screen(app, pilot)
        await given(pilot, app, "s")
        assert "\x1b" not in screen_text(app)


async def test_a_snapshot_shows_its_cost_and_is_made_once_that_was_agreed_to():
    fake = FakeDatabases()
    async with opened(console(fake)) as (app, pilot):
        await on_screen(app, pilot)
        screen = await given(pilot, app, "s", "kept")
        await seen(pilot, "0.095 USD per GB-month")
        await pilot.press("enter")
        assert app.focused is screen.query_one("#cancel"), "Enter does nothing but lead to the answers"
        assert fake.done == []
        await pilot.press("right", "enter")
        await seen(pilot, "Available", "the snapshot kept")
    assert fake.done == [("snapshot", POSTGRES.name, "kept")]


async def test_a_name_that_is_taken_is_refused_in_words():
    fake = FakeDatabases()
    async with opened(console(fake)) as (app, pilot):
        await on_screen(app, pilot)
        screen = await given(pilot, app, "s", "before-migration")
        screen.query_one("#yes", Button).press()
        await told(pilot, "There is a snapshot before-migration already")
    assert fake.done == []


async def test_a_restore_is_shown_with_what_follows_and_judged():
    fake = FakeDatabases(statuses=["creating", "available"])
    async with opened(console(fake)) as (app, pilot):
        await on_screen(app, pilot)
        screen = await given(pilot, app, "b", "copy")
        screen.query_one("#yes", Button).press()
        await confirmed(pilot, app, "snapshot before-migration", "sg-0123", "13.98 USD a month")
        await seen(pilot, "Available", "copy at new.example")
    assert fake.done == [("restore", "copy", "before-migration")]


async def test_a_failed_restore_is_told_as_one():
    fake = FakeDatabases(statuses=["creating", "incompatible-network"])
    async with opened(console(fake)) as (app, pilot):
        await on_screen(app, pilot)
        screen = await given(pilot, app, "b", "copy")
        screen.query_one("#yes", Button).press()
        await confirmed(pilot, app, "snapshot before-migration")
        await seen(pilot, "FAILED", "incompatible-network")


@pytest.mark.parametrize(
    ("to", "moment", "words"),
    [
        (POSTGRES.name, "latest", "nothing is restored over one"),
        ("copy", "yesterday", "is no moment"),
        ("copy", "2020-01-01T00:00:00", "cannot be restored: every moment from"),
    ],
)
async def test_a_restore_that_cannot_be_is_refused_in_words(to: str, moment: str, words: str):
    fake = FakeDatabases()
    async with opened(console(fake)) as (app, pilot):
        await on_screen(app, pilot)
        screen = await given(pilot, app, "p", to, moment)
        screen.query_one("#yes", Button).press()
        await told(pilot, words)
    assert fake.done == []


async def test_a_moment_is_restored():
    fake = FakeDatabases()
    moment = NOW - timedelta(hours=1)
    async with opened(console(fake)) as (app, pilot):
        await on_screen(app, pilot)
        screen = await given(pilot, app, "p", "copy", f"{moment:%Y-%m-%dT%H:%M:%S}")
        screen.query_one("#yes", Button).press()
        await confirmed(pilot, app, "2026-05-04 09:04:00 UTC")
        await until(pilot, lambda: bool(fake.done))
    assert fake.done == [("restore", "copy", moment)]


async def test_a_snapshot_is_deleted_once_its_name_was_typed():
    fake = FakeDatabases()
    async with opened(console(fake)) as (app, pilot):
        await on_screen(app, pilot)
        screen = await given(pilot, app, "x", "before")
        assert screen.query_one("#yes", Button).disabled
        screen.query_one("#field-0", Input).value = "before-migration"
        await until(pilot, lambda: not screen.query_one("#yes", Button).disabled)
        screen.query_one("#yes", Button).press()
        await until(pilot, lambda: bool(fake.done))
    assert fake.done == [("delete", "before-migration")]


async def test_an_automatic_snapshot_is_not_deleted():
    fake = FakeDatabases()
    fake.kept = fake.kept[1:]
    async with opened(console(fake)) as (app, pilot):
        await on_screen(app, pilot)
        await pilot.press("x")
        await told(pilot, "was made automatically")
    assert fake.done == []
