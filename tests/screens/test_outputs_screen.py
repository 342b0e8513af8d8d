"""Outputs and next steps: copyable, and masked until one asks."""

from __future__ import annotations

import re

from console.domain.environment import NextStep
from console.errors import InputError
from console.services.outputs import Output
from console.ui.outputs_view.steps import StepList
from console.ui.outputs_view.table import OutputTable
from tests.fakes.console import FakeConsole, FakeOutputs
from tests.fakes.pilot import opened, seen, until
from tests.screens.material import STAGING

SECRET = "postgres://canary"
OUTPUTS = (
    Output("alb_dns_name", "replaydash.elb.amazonaws.com", False, "Name of the load balancer."),
    Output("database_url", None, True, "Connection string."),
    Output("subnet_ids", ["subnet-1", "subnet-2"], False, ""),
)
STEPS = (
    NextStep(title="Push the image", text="Build for ARM64.", commands=("docker push registry/api:1.5.0",)),
    NextStep(title="Validate", text="", when="once", commands=("aws acm x <output cert is not known yet>",)),
)


class Outputs(FakeOutputs):
    """Sensitive values only with `reveal`."""

    def read(self, name, reveal=False):
        if not reveal:
            return OUTPUTS
        return (OUTPUTS[0], Output("database_url", SECRET, True, "Connection string."), OUTPUTS[2])


def console() -> FakeConsole:
    return FakeConsole(outputs=Outputs(OUTPUTS, STEPS))


async def test_outputs_stand_with_value_and_description():
    async with opened(console()) as (app, pilot):
        app.open_outputs(STAGING)
        await seen(pilot, "alb_dns_name", "replaydash.elb.amazonaws.com", "Name of the load balancer.", "3 outputs")
        await seen(pilot, '["subnet-1", "subnet-2"]')


async def test_a_sensitive_output_is_masked_until_asked_and_again_after():
    async with opened(console()) as (app, pilot):
        app.open_outputs(STAGING)
        await seen(pilot, "(sensitive)", "alb_dns_name")
        await pilot.press("down")
        await seen(pilot, "s shows it")
        assert "canary" not in app.export_screenshot()
        await pilot.press("s")
        await seen(pilot, SECRET)
        await pilot.press("s")
        await seen(pilot, "s shows it")
        await pilot.press("s")
        await seen(pilot, SECRET)
        await pilot.press("down")
        await seen(pilot, "no description")
        assert "canary" not in app.export_screenshot()


async def test_a_masked_value_is_not_copied():
    async with opened(console()) as (app, pilot):
        app.open_outputs(STAGING)
        await seen(pilot, "alb_dns_name")
        await pilot.press("c")
        await until(pilot, lambda: app.clipboard == "replaydash.elb.amazonaws.com")
        await pilot.press("down", "c")
        await seen(pilot, "is sensitive: press s")
        assert app.clipboard == "replaydash.elb.amazonaws.com"
        await pilot.press("s")
        await seen(pilot, SECRET)
        await pilot.press("y")
        await until(pilot, lambda: app.clipboard == SECRET)


async def test_a_command_is_copied_whole_and_an_unknown_value_in_it_is_said():
    async with opened(console(), size=(80, 24)) as (app, pilot):
        app.open_outputs(STAGING)
        await seen(pilot, "Push the image")
        steps = app.screen.query_one(StepList)
        steps.focus()
        await pilot.press("down", "down", "c")
        await until(pilot, lambda: app.clipboard == "docker push registry/api:1.5.0")
        await pilot.press("end", "c")
        await seen(pilot, "Copied. A value")
        assert app.clipboard == STEPS[1].commands[0]


async def test_after_a_failed_apply_the_outputs_say_so():
    fake = console()
    fake.outputs.said = "The last apply (run #3) failed: these are the outputs as they were found right after it."
    async with opened(fake, size=(80, 24)) as (app, pilot):
        app.open_outputs(STAGING)
        await seen(pilot, "! The last apply (run #3)", "alb_dns_name")


async def test_an_environment_without_outputs_says_why():
    fake = console()

    def refuse(name, reveal=False):
        raise InputError("replaydash/staging has no outputs: nothing was applied yet.")

    fake.outputs.read = refuse
    async with opened(fake) as (app, pilot):
        app.open_outputs(STAGING)
        await seen(pilot, "has no outputs: nothing was", "p plans it")


async def test_hostile_outputs_and_steps_are_shown_as_text():
    evil = "[@click=app.quit]\x1b]0;owned\x07[/] \x9b2J end"
    fake = FakeConsole(
        outputs=FakeOutputs((Output("a", evil, False, evil),), (NextStep(title=evil, text=evil, commands=(evil,)),))
    )
    async with opened(fake) as (app, pilot):
        app.open_outputs(STAGING)
        text = await seen(pilot, "[@click=app.quit][/]", "end")
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text)
        await pilot.press("c")
        await until(pilot, lambda: app.clipboard)
        assert "\x1b" not in app.clipboard
        assert app.screen.query_one(OutputTable).row_count() == 1


async def test_in_the_sandbox_the_procedures_say_that_they_are_written_for_aws():
    async with opened(console()) as (app, pilot):
        app.open_outputs(STAGING)
        await seen(pilot, "Push the image", "written for AWS, not for the sandbox")
