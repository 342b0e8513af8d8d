"""Insights: a query is asked, answered as a table, stopped, taken from those that are kept, and told what is wrong."""

from __future__ import annotations

from textual.pilot import Pilot
from textual.widgets import DataTable, TextArea

from console.domain.logs_queries import QueryAnswer, SavedQuery
from console.errors import InputError
from screens.logs_insights import InsightsScreen
from tests.fakes.logs import API, FakeLogs
from tests.fakes.pilot import seen, until
from tests.screens.logs_material import logs_of, ready

ANSWER = QueryAnswer("Complete", ("path", "n"), (("/api/[/]", "12"), ("/api/users", "3")), 1234, 4_500_000, 15)


async def queried(pilot: Pilot[None]) -> None:
    await pilot.press("i")
    await ready(pilot, InsightsScreen)


async def test_a_query_is_asked_and_answered_as_a_table():
    fake = FakeLogs(answers=[QueryAnswer("Running"), ANSWER])
    async with logs_of(fake) as (app, pilot):
        await queried(pilot)
        app.screen.query_one(TextArea).text = "stats count(*) as n by path"
        await pilot.press("ctrl+r")
        await seen(pilot, "/api/[/]", "12", "2 rows; 1234 lines, 4.5 MB scanned")
        assert next(each for each in fake.asked if each[0] == "query")[2] == "stats count(*) as n by path"
        assert isinstance(app.focused, DataTable)
        await pilot.press("enter")
        await seen(pilot, "path: /api/[/]", "n: 12")


async def test_a_query_that_is_none_is_answered_with_awss_reason(monkeypatch):
    fake = FakeLogs()

    def refuse(*_arguments):
        raise InputError("AWS does not understand the query: unexpected symbol found fieldz.")

    monkeypatch.setattr(fake, "start", refuse)
    async with logs_of(fake) as (_, pilot):
        await queried(pilot)
        await pilot.press("ctrl+r")
        await seen(pilot, "unexpected symbol found fieldz")


async def test_a_query_that_takes_too_long_is_stopped():
    fake = FakeLogs(answers=[QueryAnswer("Running")])
    async with logs_of(fake) as (_, pilot):
        await queried(pilot)
        await pilot.press("ctrl+r")
        await seen(pilot, "Asking")
        await pilot.press("ctrl+x")
        await seen(pilot, "stopped: what stands here is not all")
        assert ("stop", "query-1") in fake.asked


async def test_a_query_that_is_kept_in_the_account_is_taken():
    fake = FakeLogs(queries=(SavedQuery("errors", "filter level = 'error'\n| limit 5", (API,)),))
    async with logs_of(fake) as (app, pilot):
        await queried(pilot)
        await pilot.press("ctrl+o")
        await seen(pilot, "Which query?", "errors")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, InsightsScreen))
        assert app.screen.query_one(TextArea).text == "filter level = 'error'\n| limit 5"
