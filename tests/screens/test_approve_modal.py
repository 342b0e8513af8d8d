"""The approval: everything that matters once more, nothing by a single Enter, and what is asked for is kept."""

from __future__ import annotations

import dataclasses
from typing import Any

from textual.widgets import Button, Input, Static, Switch

from console.domain.environment import EnvironmentName, Protection
from console.domain.plan import Action
from console.domain.run import RunKind, RunStatus
from console.services.approval_guards import OVER_BUDGET, UNKNOWN_COST
from screens.preview import PreviewScreen
from tests.fakes.overview import preset, record
from tests.fakes.pilot import opened, screen_text, seen, until
from tests.screens.material import STAGING, change, changes, cost, plan, reviewed
from tests.screens.run_material import all_done, console

PRODUCTION = EnvironmentName("replaydash", "production")
DATABASE = "module.database.aws_db_instance.this"


def guarded(**given: Any) -> Any:
    """A plan of an environment that wants its name typed."""
    asked = preset("replaydash", "staging", protection=Protection.CONFIRM)
    return reviewed(**({"preset": asked, "cost": cost(complete=True)} | given))


async def ask(app: Any, pilot: Any, shown: Any, kind: RunKind = RunKind.APPLY) -> str:
    app.push_screen(PreviewScreen(shown.record.name, kind, reviewed=shown))
    await seen(pilot, "changes")
    await pilot.press("enter")
    return await seen(pilot, f"plan #{shown.record.number}", "Cancel")


async def test_the_focus_starts_on_cancel_and_enter_cancels():
    fake = console(all_done())
    async with opened(fake) as (app, pilot):
        text = await ask(app, pilot, reviewed())
        for words in ("SANDBOX", "+3 create", "±1 replace", "175.80", "(+24.40)", "because cannot"):
            assert words in text
        assert app.screen.focused.id == "cancel"
        await pilot.press("enter")
        await seen(pilot, "[Preview]", "6 changes")
        assert fake.runs.approvals == []


async def test_an_open_environment_is_applied_by_its_button():
    fake = console(all_done())
    async with opened(fake) as (app, pilot):
        await ask(app, pilot, reviewed())
        await pilot.press("tab", "enter")
        await seen(pilot, "[Run]")
        (approval,) = fake.runs.approvals
        assert approval.typed_name is None
        assert approval.acknowledged == ()
        assert "@" in approval.by


async def test_a_guarded_environment_wants_its_name_typed_exactly():
    fake = console(all_done())
    async with opened(fake) as (app, pilot):
        await ask(app, pilot, guarded())
        button, field = app.screen.query_one("#go", Button), app.screen.query_one(Input)
        assert button.disabled
        field.focus()
        for wrong in ("staging", "replaydash/stagin", "Replaydash/staging"):
            field.value = wrong
            await pilot.press("enter")
            assert button.disabled
            assert fake.runs.approvals == []
        field.value = "replaydash/staging"
        await until(pilot, lambda: not button.disabled)
        await pilot.press("enter")
        await until(pilot, lambda: fake.runs.approvals)
        assert fake.runs.approvals[0].typed_name == "replaydash/staging"
        await seen(pilot, "[Run]")


async def test_over_budget_wants_an_acknowledgement_that_is_kept():
    fake = console(all_done())
    async with opened(fake) as (app, pilot):
        await ask(app, pilot, reviewed(cost=cost(budget="170.00", complete=True)))
        await seen(pilot, "over budget: 175.80 of 170.00 USD per month", "Acknowledge the budget")
        assert app.screen.query_one("#go", Button).disabled
        app.screen.query_one(Switch).value = True
        await until(pilot, lambda: not app.screen.query_one("#go", Button).disabled)
        app.screen.query_one("#go", Button).press()
        await until(pilot, lambda: fake.runs.approvals)
        assert OVER_BUDGET in fake.runs.approvals[0].acknowledged
        await seen(pilot, "[Run]")


async def test_a_plan_that_lowers_a_cost_over_the_budget_asks_for_nothing():
    over = cost(budget="100.00", complete=True)
    cheaper = dataclasses.replace(over, before=over.after, after=over.before)
    async with opened(console(all_done())) as (app, pilot):
        await ask(app, pilot, reviewed(cost=cheaper))
        assert not app.screen.query(Switch)
        assert not app.screen.query_one("#go", Button).disabled


async def test_a_cost_that_the_plan_makes_unknown_wants_an_acknowledgement_that_is_kept():
    found = cost()
    known = tuple(each for each in found.before.resources if each.complete)
    new = dataclasses.replace(found, before=dataclasses.replace(found.before, resources=known))
    fake = console(all_done())
    async with opened(fake) as (app, pilot):
        await ask(app, pilot, reviewed(cost=new))
        await seen(pilot, "I know that the cost of", "module.storage.aws_s3_bucket.media", "Acknowledge the cost")
        assert app.screen.query_one("#go", Button).disabled
        await pilot.press("shift+tab", "enter")
        await until(pilot, lambda: not app.screen.query_one("#go", Button).disabled)
        await pilot.press("tab", "tab", "enter")
        await until(pilot, lambda: fake.runs.approvals)
        assert fake.runs.approvals[0].acknowledged == (UNKNOWN_COST,)
        await seen(pilot, "[Run]")


async def test_a_destroy_wants_the_name_typed_even_where_nothing_is_protected():
    gone = tuple(dataclasses.replace(each, action=Action.DESTROY, destructive=True) for each in changes())
    async with opened(console(all_done())) as (app, pilot):
        text = await ask(app, pilot, reviewed(plan=plan(gone), kind=RunKind.DESTROY), RunKind.DESTROY)
        assert "DESTROY replaydash/staging with plan #15" in text
        assert "Type replaydash/staging to approve" in text
        assert app.screen.query_one("#go", Button).disabled


async def test_every_destructive_change_can_be_read_however_many_there_are():
    many = tuple(change(f"aws_thing.this[{n}]", Action.DESTROY, index=n) for n in range(60))
    async with opened(console(all_done()), size=(80, 24)) as (app, pilot):
        await ask(app, pilot, reviewed(plan=plan((*many, change("aws_s3_bucket.media", Action.DESTROY)))))
        await seen(pilot, "aws_s3_bucket.media", "1 holds data", "aws_thing.this[0]")
        app.screen.query_one("#destructive").focus()
        await pilot.press("end")
        await seen(pilot, "aws_thing.this[59]")


async def test_the_buttons_are_in_sight_on_the_smallest_terminal_with_everything_asked():
    found = cost(budget="170.00")
    known = tuple(each for each in found.before.resources if each.complete)
    unknown = dataclasses.replace(found, before=dataclasses.replace(found.before, resources=known))
    async with opened(console(all_done()), size=(80, 24)) as (app, pilot):
        replaced = plan(changes=(*changes(), change(DATABASE, Action.REPLACE)))
        text = await ask(app, pilot, guarded(cost=unknown, plan=replaced))
        assert any("Cancel" in line and "Apply" in line for line in text.splitlines())
        assert "Type replaydash/staging" in text
        assert f"Type {DATABASE}" in text
        assert "over budget" in text
        assert "not wholly known" in text


async def test_ephemeral_values_are_asked_for_again_before_anything_starts():
    fake = console(all_done())
    run = record(str(STAGING), 15, RunStatus.PLANNED, stages=[], ephemeral=["session_key"], sandbox=True)
    async with opened(fake) as (app, pilot):
        await ask(app, pilot, reviewed(record=run))
        await pilot.press("tab", "enter")
        await seen(pilot, "Sensitive values", "session_key")
        assert fake.runs.approvals == []
        await pilot.press(*"canary", "enter")
        await until(pilot, lambda: fake.runs.approvals)
        assert fake.runs.secrets == [{"session_key": "canary"}]
        assert "canary" not in await seen(pilot, "[Run]")


async def test_leaving_the_question_for_sensitive_values_starts_nothing():
    fake = console(all_done())
    run = record(str(STAGING), 15, RunStatus.PLANNED, stages=[], ephemeral=["session_key"])
    async with opened(fake) as (app, pilot):
        await ask(app, pilot, reviewed(record=run))
        await pilot.press("tab", "enter")
        await seen(pilot, "Sensitive values")
        await pilot.press("escape")
        await seen(pilot, "[Preview]")
        assert fake.runs.approvals == []


async def test_production_outside_the_sandbox_is_named_in_words():
    run = record(str(PRODUCTION), 15, RunStatus.PLANNED, stages=[], sandbox=False)
    async with opened(console(all_done())) as (app, pilot):
        text = await ask(app, pilot, reviewed(PRODUCTION, record=run))
        assert "PRODUCTION" in text
        assert "SANDBOX" not in screen_text(app).splitlines()[text.splitlines().index(next(
            line for line in text.splitlines() if "PRODUCTION" in line))]  # fmt: skip


def losing(**given: Any) -> Any:
    """A plan that replaces a database."""
    return reviewed(
        plan=plan(changes=(*changes(), change(DATABASE, Action.REPLACE))), cost=cost(complete=True), **given
    )


async def test_fault_31_what_holds_data_is_lost_only_with_its_address_typed():
    fake = console(all_done())
    async with opened(fake) as (app, pilot):
        text = await ask(app, pilot, losing())
        assert f"Type {DATABASE}: what it holds is lost." in text
        assert app.screen.query_one("#go", Button).disabled
        app.screen.query_one("#lost-0", Input).value = DATABASE
        await until(pilot, lambda: not app.screen.query_one("#go", Button).disabled)
        app.screen.query_one("#go", Button).press()
        await seen(pilot, "[Run]")
        assert fake.runs.approvals[0].destroys == (DATABASE,)


async def test_fault_31_a_protected_environment_does_not_lose_data_at_all():
    fake = console(all_done())
    protected = preset("replaydash", "staging", protection=Protection.PROTECTED)
    async with opened(fake) as (app, pilot):
        await ask(app, pilot, losing(preset=protected))
        said = str(app.screen.query_one("#missing", Static).content)
        assert said.endswith("set `protection: confirm` in its preset first, and plan again.")
        assert not app.screen.query("#lost-0")
        assert app.screen.query_one("#go", Button).disabled
