"""Faults 64, 65 and 66: text of others is shown as it is, everywhere, and never acts."""

from __future__ import annotations

from contextlib import suppress

import pytest

from console.domain.context import Context
from console.domain.environment import Backend, EnvironmentName, EnvironmentState
from console.domain.run import RunStatus
from console.domain.variables import Rule
from console.errors import ConsoleError
from screens.modals.confirm import ConfirmScreen
from screens.modals.pick import PickScreen
from tests.fakes.console import FakeConsole, FakeEnvironments
from tests.fakes.hostile import BIDI, CLICK, HOSTILE, MARKUP, TERMINAL, got_through
from tests.fakes.overview import preset, record, summary
from tests.fakes.pilot import opened, screen_text, seen, until
from tests.fakes.runs import FakeRuns
from tests.fakes.variables import LIST, FakeComparison, FakeField, FakeVariables, variable

DEV = EnvironmentName("replaydash", "dev")
SIZE = (200, 60)


def hostile_console(text: str) -> FakeConsole:
    """Every service answers with the text wherever an answer holds text."""
    bad_preset = preset(
        "replaydash", "dev", description=text, backend=Backend(type="s3", bucket=text, key=text, region="us-east-1")
    )
    bad_record = record(
        "replaydash/dev", 3, RunStatus.FAILED, error=text, by=text, why=text, uncertain=[text], acknowledged=[text],
        approved_by=text,
    )  # fmt: skip
    fields = (
        FakeField(variable("first", group=text, description=text, default=text, pattern=text, file=text,
                           rules=(Rule(text, text, lambda *_: False),)), text, True, text, True, text, "overlay"),
        FakeField(variable("second", group=text, description=text, default=text, allowed=(text, "b")),
                  effective=text),
        FakeField(variable("third", LIST, text, default=[text]), [text], True, effective=[text], source="preset"),
    )  # fmt: skip
    console = FakeConsole(
        FakeEnvironments(
            (
                summary("replaydash/dev", EnvironmentState.LOCKED, note=text, preset=bad_preset, last_run=bad_record),
                summary("replaydash/staging", EnvironmentState.RUNNING, note=text),
            )
        ),
        FakeVariables(fields, saved={}, comparisons=(FakeComparison("first", text, [text]),)),
        FakeRuns(),
        surroundings=Context(sandbox=True, engine=text, account=text, region=text, note=text),
    )
    console.runs.records = [bad_record]
    return console


@pytest.mark.parametrize(
    "text", [MARKUP, CLICK, TERMINAL, BIDI, HOSTILE], ids=["markup", "click", "esc", "bidi", "all"]
)
async def test_faults_64_65_66_hostile_text_is_literal_on_every_screen(text):
    async with opened(hostile_console(text), SIZE) as (app, pilot):
        await until(pilot, lambda: app.focused is not None and app.context is not None)
        assert got_through(app) == []
        await pilot.press("down")
        await pilot.pause()
        assert got_through(app) == []
        for go, sign in (
            (lambda: app.open_variables(DEV), "first"),
            (lambda: app.open_compare(DEV), "1 difference"),
            (lambda: app.open_runs(DEV), "replaydash/dev#3"),
        ):
            go()
            await seen(pilot, sign)
            await pilot.press("down", "down")
            await pilot.pause()
            assert got_through(app) == []
            app.pop_screen()
        app.fail(ConsoleError(text))
        app.tell(text)
        await pilot.pause()
        assert got_through(app) == []
        assert app.is_running


async def test_fault_66_an_action_in_a_value_is_shown_literally():
    async with opened(hostile_console(CLICK), SIZE) as (app, pilot):
        await seen(pilot, CLICK)
        app.open_variables(DEV)
        await until(pilot, lambda: screen_text(app).count(CLICK) >= 4)
        assert app.is_running


async def test_fault_64_controls_are_taken_out_and_direction_marks_are_shown():
    async with opened(hostile_console(f"a{TERMINAL}b{BIDI}"), SIZE) as (_, pilot):
        text = await seen(pilot, r"\u202eexe.gnp")
        assert "52;c" not in text
        assert "evil" not in text


@pytest.mark.parametrize("text", [MARKUP, CLICK, TERMINAL])
async def test_faults_64_65_66_hostile_text_in_dialogs_and_editors(text):
    async with opened(hostile_console(text), SIZE) as (app, pilot):
        await until(pilot, lambda: app.focused is not None)
        from console.ui.gate import styled

        app.push_screen(ConfirmScreen(text, styled("$t", t=text), yes=text))
        await until(pilot, lambda: isinstance(app.screen, ConfirmScreen) and app.focused is not None)
        assert got_through(app) == []
        app.pop_screen()
        app.push_screen(PickScreen(text, [text]))
        await until(pilot, lambda: isinstance(app.screen, PickScreen) and app.focused is not None)
        assert got_through(app) == []
        app.pop_screen()
        app.open_variables(DEV)
        await seen(pilot, "third")
        for steps in (1, 1, 1):
            await pilot.press(*["down"] * (steps - 1), "enter")
            await pilot.pause()
            assert got_through(app) == []
            await pilot.press("escape", "down")
            await pilot.pause()
        assert app.is_running


async def test_a_value_with_control_characters_is_not_changed_by_looking_at_it():
    async with opened(hostile_console("a\x1b[31mb"), SIZE) as (app, pilot):
        app.open_variables(DEV)
        await seen(pilot, "first")
        await until(pilot, lambda: "first" in str(app.screen.query_one("#editor").border_title))
        await pilot.press("enter")
        await until(pilot, lambda: app.focused.id == "value")
        await pilot.press("enter")
        await until(pilot, lambda: app.focused.id == "variables")
        with suppress(KeyError):
            assert app.drafts.of(DEV).values["first"] == "a\x1b[31mb"
