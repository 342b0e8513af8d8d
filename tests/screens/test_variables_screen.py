"""The variables screen: values beside changes, checks at the field, secrets that are kept nowhere, nothing lost."""

from __future__ import annotations

import time
from contextlib import asynccontextmanager

from textual.widgets import Input, OptionList, TextArea

from console.domain.environment import EnvironmentName
from console.errors import ConfigurationError
from console.ui.variable_editor import VariableEditor
from console.ui.variable_list import VariableTable
from screens.variables import VariablesScreen
from tests.fakes.console import FakeConsole
from tests.fakes.pilot import opened, screen_text, seen, told, until
from tests.fakes.variables import NUMBER, FakeField, FakeVariables, variable

DEV = EnvironmentName("replaydash", "dev")


@asynccontextmanager
async def form(console=None, size=(120, 40)):
    """The form of replaydash/dev, read and checked."""
    console = console or FakeConsole()
    async with opened(console, size) as (app, pilot):
        previews = []
        app.open_preview = lambda name, kind=None: previews.append(name)
        app.previews = previews
        app.open_variables(DEV)
        await until(pilot, lambda: isinstance(app.screen, VariablesScreen))
        await until(pilot, lambda: console.variables.error or any(t.row_count for t in app.screen.query(VariableTable)))
        yield app, pilot


async def go_to(app, pilot, name):
    table = app.screen.query_one(VariableTable)
    table.move_cursor(row=table.get_row_index(name))
    await until(pilot, lambda: app.screen.query_one(VariableEditor).border_title == name)


def draft(app):
    return app.drafts.of(DEV)


async def test_the_presets_value_stands_beside_the_change():
    async with form() as (_, pilot):
        text = await seen(pilot, "desired_count")
    line = next(line for line in text.splitlines() if "desired_count" in line)
    assert line.split("│")[1].split() == ["*", "desired_count", "number", "2", "3"]


async def test_a_typed_value_becomes_the_change_and_enter_returns_to_the_list():
    async with form() as (app, pilot):
        await go_to(app, pilot, "vpc_cidr")
        await pilot.press("enter")
        await until(pilot, lambda: app.focused.id == "value")
        app.focused.value = ""
        await pilot.press(*"10.9.0.0/16", "enter")
        await until(pilot, lambda: draft(app).values.get("vpc_cidr") == "10.9.0.0/16")
        assert isinstance(app.focused, VariableTable)
        assert "10.20.0.0/16" in screen_text(app)
        assert "not saved" in screen_text(app)


async def test_a_problem_shows_at_the_field_while_it_is_typed():
    async with form() as (app, pilot):
        await go_to(app, pilot, "desired_count")
        await pilot.press("enter", "0")
        await seen(pilot, "desired_count must be 0 to 20.")
        assert app.focused.id == "value"
        await pilot.press("backspace", "x")
        await seen(pilot, "'3x' is not a number.")


async def test_escape_gives_the_edit_up_and_brings_the_former_value_back():
    async with form() as (app, pilot):
        await go_to(app, pilot, "desired_count")
        await pilot.press("enter", "9")
        await until(pilot, lambda: draft(app).values.get("desired_count") == 39)
        await pilot.press("escape")
        await until(pilot, lambda: draft(app).values.get("desired_count") == 3)
        assert isinstance(app.focused, VariableTable)
        assert "desired_count" not in draft(app).problems


async def test_allowed_values_are_a_list_to_choose_from():
    async with form() as (app, pilot):
        await go_to(app, pilot, "cpu_architecture")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.focused, OptionList))
        await pilot.press("down", "enter")
        await until(pilot, lambda: draft(app).values.get("cpu_architecture") == "X86_64")


async def test_a_collection_is_edited_as_text_and_accepted_only_when_it_can_be_read():
    async with form() as (app, pilot):
        await go_to(app, pilot, "availability_zones")
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.query(TextArea))
        area = app.screen.query_one(TextArea)
        area.text = '["us-east-1a"'
        await pilot.press("ctrl+s")
        await seen(pilot, "is not a list(string).")
        area.text = '["us-east-1c"]'
        await pilot.press("ctrl+s")
        await until(pilot, lambda: draft(app).values.get("availability_zones") == ["us-east-1c"])


async def test_a_secret_is_masked_kept_for_the_session_and_never_saved():
    console = FakeConsole()
    async with form(console) as (app, pilot):
        await go_to(app, pilot, "database_password")
        await pilot.press("enter", *"hunter22", "enter")
        await until(pilot, lambda: draft(app).secrets == {"database_password": "hunter22"})
        await seen(pilot, "••••••")
        assert "hunter22" not in screen_text(app)
        assert app.screen.query_one("#value", Input).password
        await pilot.press("ctrl+s")
        await told(pilot, "the preset is untouched")
        assert "hunter22" not in str(console.variables.saved)
        assert "hunter22" not in repr(draft(app))


async def test_save_writes_the_whole_overlay_and_reset_takes_a_change_out_of_it():
    console = FakeConsole()
    async with form(console) as (app, pilot):
        await go_to(app, pilot, "vpc_cidr")
        await pilot.press("enter", "backspace", "8", "enter", "ctrl+s")
        await until(pilot, lambda: console.variables.saved == {"desired_count": 3, "vpc_cidr": "10.20.0.0/18"})
        await go_to(app, pilot, "desired_count")
        await pilot.press("x", "ctrl+s")
        await until(pilot, lambda: console.variables.saved == {"vpc_cidr": "10.20.0.0/18"})


async def test_what_was_typed_last_is_not_lost_by_saving_from_the_field():
    console = FakeConsole()
    async with form(console) as (app, pilot):
        await go_to(app, pilot, "vpc_cidr")
        await pilot.press("enter")
        await until(pilot, lambda: app.focused.id == "value")
        app.focused.value = "10.9.0.0/16"
        app.screen.action_save()
        await until(pilot, lambda: console.variables.saved.get("vpc_cidr") == "10.9.0.0/16")


async def test_what_was_typed_last_is_not_lost_by_clicking_another_variable():
    async with form() as (app, pilot):
        await go_to(app, pilot, "vpc_cidr")
        await pilot.press("enter")
        await until(pilot, lambda: app.focused.id == "value")
        app.focused.value = "10.9.0.0/16"
        await pilot.click(VariableTable, offset=(8, 4))
        await until(pilot, lambda: draft(app).values.get("vpc_cidr") == "10.9.0.0/16")


async def test_a_check_that_comes_back_does_not_disturb_what_is_being_typed():
    async with form() as (app, pilot):
        await go_to(app, pilot, "desired_count")
        await pilot.press("enter")
        await until(pilot, lambda: app.focused.id == "value")
        app.focused.value = "12"
        app.screen.draw_again()
        assert app.focused.value == "12"


async def test_going_on_shows_the_first_problem_instead_of_the_preview():
    async with form() as (app, pilot):
        await pilot.press("p")
        await told(pilot, "container_image: has no value and no default", "And 1 more.")
        assert app.screen.highlighted.variable.name == "container_image"
        assert not app.previews


async def test_going_on_saves_the_changes_and_opens_the_preview():
    console = FakeConsole()
    async with form(console) as (app, pilot):
        for name, text in (("container_image", "api:1"), ("database_password", "hunter22")):
            await go_to(app, pilot, name)
            await pilot.press("enter", *text, "enter")
        await pilot.press("p")
        await until(pilot, lambda: app.previews == [DEV])
        assert console.variables.saved == {"desired_count": 3, "container_image": "api:1"}


async def test_nothing_is_lost_by_going_back_and_coming_again():
    async with form() as (app, pilot):
        await go_to(app, pilot, "vpc_cidr")
        await pilot.press("enter", "backspace", "8", "enter", "escape")
        await until(pilot, lambda: not isinstance(app.screen, VariablesScreen))
        app.open_variables(DEV)
        await seen(pilot, "10.20.0.0/18", "2 changes, not saved")


async def test_only_changed_hides_the_rest_and_the_filter_finds_by_letters():
    async with form() as (app, pilot):
        await pilot.press("slash", *"dscnt")
        await until(pilot, lambda: "1 of 9" in screen_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: "9 variables" in screen_text(app))
        await pilot.press("f")
        await until(pilot, lambda: "vpc_cidr" not in screen_text(app))
        assert "desired_count" in screen_text(app)


async def test_a_group_folds():
    async with form() as (app, pilot):
        app.screen.query_one(VariableTable).move_cursor(row=0)
        await pilot.press("enter")
        await until(pilot, lambda: "▸ Network" in screen_text(app))
        assert "vpc_cidr" not in screen_text(app)


async def test_a_configuration_that_cannot_be_read_shows_its_sentence():
    console = FakeConsole()
    console.variables.error = ConfigurationError("variables.tf:12: a block is not closed.")
    async with form(console) as (_, pilot):
        await seen(pilot, "variables.tf:12: a block is not closed.")


async def test_eighty_variables_answer_a_key_at_once():
    fields = tuple(FakeField(variable(f"setting_{n}", NUMBER, f"Group {n // 8}", default=n)) for n in range(80))
    console = FakeConsole(variables=FakeVariables(fields, saved={}))
    async with form(console) as (app, pilot):
        table = app.screen.query_one(VariableTable)
        began = time.process_time()
        for row in range(1, 61):
            table.move_cursor(row=row)
            await pilot.pause()
        per_key = (time.process_time() - began) / 60
    assert per_key < 0.1, "seconds of processor time for one key"
