"""Marks in the preview and the partial plan of them, what a plan of its own kind says of itself, and hints."""

from __future__ import annotations

from dataclasses import replace

from console.domain.plan import Action
from console.domain.run import RunKind, RunStatus
from console.errors import LockedError, TerraformError
from console.services.planning import PlanRequest
from console.ui.plan_view.tree import PlanTreeView
from screens.preview import PreviewScreen
from tests.fakes.console import FakeConsole
from tests.fakes.overview import preset, record
from tests.fakes.pilot import opened, screen_text, seen, told, until
from tests.screens.material import STAGING, change, plan, reviewed


def with_review(**given) -> FakeConsole:
    console = FakeConsole()
    console.runs.reviewed = reviewed(**given)
    return console


def scoped(**scope):
    return record(str(STAGING), 15, RunStatus.PLANNED, stages=[], ended_at=None, **scope)


async def test_what_is_marked_in_the_tree_is_planned_alone():
    console = with_review()
    async with opened(console) as (app, pilot):
        app.open_preview(STAGING)
        await seen(pilot, "aws_route53_record.api", "Approve")
        tree = app.screen.query_one(PlanTreeView)
        await pilot.press("m")
        text = await seen(pilot, "1 marked, M plans them")
        assert "marked module." in text
        tree.cursor = tree.row_count() - 1
        await pilot.press("m")
        await seen(pilot, "2 marked")
        await pilot.press("m")
        await seen(pilot, "1 marked")
        await pilot.press("M")
        await until(pilot, lambda: len(console.runs.requests) == 2)
    ordinary, partial = console.runs.requests
    assert (ordinary.targets, len(partial.targets)) == ((), 1)
    assert partial == replace(ordinary, targets=partial.targets)
    assert partial.targets[0].startswith("module.")


async def test_planning_the_marked_without_a_mark_says_how_to_mark():
    console = with_review()
    async with opened(console) as (app, pilot):
        app.open_preview(STAGING)
        await seen(pilot, "Approve")
        await pilot.press("M")
        await told(pilot, "Nothing is marked")
        assert len(console.runs.requests) == 1


async def test_a_resource_is_marked_for_replacement_and_planned():
    console = with_review()
    async with opened(console) as (app, pilot):
        app.open_preview(STAGING)
        await seen(pilot, "aws_route53_record.api", "Approve")
        tree = app.screen.query_one(PlanTreeView)
        tree.cursor = tree.row_count() - 1
        await pilot.press("R")
        await told(pilot, "Only a resource that stands can be replaced")
        await pilot.press("x", "end", "R")
        text = await seen(pilot, "1 to replace, M plans them")
        assert "to replace module.network.aws_vpc.this" in text
        await pilot.press("R")
        await until(pilot, lambda: "to replace" not in screen_text(app))
        await pilot.press("R", "M")
        await until(pilot, lambda: len(console.runs.requests) == 2)
    ordinary, replacing = console.runs.requests
    assert replacing == replace(ordinary, replace=("module.network.aws_vpc.this",))


async def test_a_change_in_place_can_be_marked_for_replacement_and_is_drawn_so():
    console = with_review()
    async with opened(console) as (app, pilot):
        app.open_preview(STAGING)
        await seen(pilot, "aws_ecs_service.this", "Approve")
        tree = app.screen.query_one(PlanTreeView)
        rows = ["".join(span.text for span in tree.row(index, 120)) for index in range(tree.row_count())]
        tree.cursor = next(index for index, row in enumerate(rows) if "~ change  aws_ecs_service.this" in row)
        await pilot.press("R", "m")
        await seen(pilot, "1 marked, 1 to replace, M plans them", "to replace ~ change  aws_ecs_service.this")


async def test_production_is_planned_only_as_a_whole_which_is_said_at_the_key():
    production = replace(reviewed(), preset=preset("replaydash", "production"))
    console = FakeConsole()
    console.runs.reviewed = production
    async with opened(console) as (app, pilot):
        app.open_preview(STAGING)
        await seen(pilot, "aws_ecs_service.this", "Approve")
        await pilot.press("m", "M")
        await told(pilot, "is protected: a partial run (--target) would leave it")
        await pilot.press("m", "x", "end", "R", "M")
        await told(pilot, "a replacement on request (--replace) would leave it")
        assert len(console.runs.requests) == 1


async def test_a_plan_to_destroy_offers_no_marks_and_no_upgrade():
    console = with_review(kind=RunKind.DESTROY)
    async with opened(console) as (app, pilot):
        app.open_preview(STAGING, RunKind.DESTROY)
        await seen(pilot, "DESTROY #15")
        offered = {each.binding.action for each in app.screen.active_bindings.values()}
        assert not {"mark", "mark_replaced", "plan_marked", "upgrade"} & offered
        assert "tfvars" in offered


async def test_an_upgrade_is_asked_for_and_planned():
    console = with_review()
    async with opened(console) as (app, pilot):
        app.open_preview(STAGING)
        await seen(pilot, "Approve")
        await pilot.press("P")
        await seen(pilot, "Plan an upgrade of replaydash/staging?", "Cancel", "Plan it")
        await pilot.press("enter")
        await seen(pilot, "Approve")
        assert len(console.runs.requests) == 1, "the focus was on Cancel"
        await pilot.press("P")
        await seen(pilot, "Plan it")
        await pilot.press("right", "enter")
        await until(pilot, lambda: len(console.runs.requests) == 2)
    ordinary, upgrading = console.runs.requests
    assert upgrading == replace(ordinary, upgrade=True)


async def test_an_upgrade_that_touches_no_resource_is_kept_only_when_it_is_approved():
    upgraded = scoped(upgrade=True, provider_changes=["hashicorp/aws 5.99.0 -> 5.100.0"])
    kept = upgraded.model_copy(update={"status": RunStatus.NO_CHANGES})
    console = with_review(record=kept, plan=plan(()))
    async with opened(console) as (app, pilot):
        app.open_plan(PlanRequest(STAGING, upgrade=True))
        await seen(pilot, "The lock file changes:", "hashicorp/aws 5.99.0 -> 5.100.0.", "Keep…")
        await pilot.press("enter")
        await seen(pilot, "Keep the upgrade of replaydash/staging", "Lock file: hashicorp/aws 5.99.0 -> 5.100.0")
        assert console.runs.approvals == []
        await pilot.press("tab", "enter")
        await told(pilot, "Kept: hashicorp/aws 5.99.0 -> 5.100.0.")
    assert len(console.runs.approvals) == 1


async def test_a_partial_plan_says_so_on_the_preview_and_in_the_approval():
    console = with_review(record=scoped(targets=["module.cache"]))
    async with opened(console) as (app, pilot):
        app.open_plan(PlanRequest(STAGING, targets=("module.cache",)))
        await seen(pilot, "PARTIAL: only module.cache", "PARTIAL #15")
        await pilot.press("A")
        await seen(pilot, "PARTIAL: only module.cache and what they depend on", "Cancel")
    (request,) = console.runs.requests
    assert request.targets == ("module.cache",)


async def test_a_refresh_only_plan_lists_what_it_takes_over():
    drift = change("aws_route53_record.api", Action.CHANGE, before={"ttl": 60}, after={"ttl": 300})
    shown = replace(plan((), drift=(drift,)), refresh_only=True, applyable=True)
    console = with_review(record=scoped(refresh_only=True), plan=shown)
    async with opened(console) as (app, pilot):
        app.open_plan(PlanRequest(STAGING, refresh_only=True))
        await seen(pilot, "REFRESH ONLY", "aws_route53_record.api", "60 -> 300", "1 changed outside", "Approve")


async def test_a_plan_again_of_a_preview_of_its_own_is_the_same_plan():
    console = with_review(record=scoped(targets=["module.cache"]))
    async with opened(console) as (app, pilot):
        app.open_plan(PlanRequest(STAGING, targets=("module.cache",)))
        await seen(pilot, "Approve")
        console.runs.records = [console.runs.reviewed.record]
        await pilot.press("r")
        await until(pilot, lambda: len(console.runs.requests) == 2)
    assert console.runs.requests[0] == console.runs.requests[1]


async def test_a_plan_that_failed_shows_what_helps_beside_its_reason():
    console = FakeConsole()
    console.runs.error = TerraformError("The plan failed: reading.", detail="is not authorized to perform: ecs:List")
    async with opened(console) as (app, pilot):
        app.open_preview(STAGING)
        await seen(pilot, "There is no plan", "Hint, access denied: IAM refused ecs:List.", "infra-console doctor")


async def test_the_key_of_a_hint_leads_to_its_screen(monkeypatch):
    console = FakeConsole()
    console.runs.error = TerraformError("The plan failed: waiting for ECS Service (x): not in a steady state.")
    async with opened(console) as (app, pilot):
        went = []
        monkeypatch.setattr(app, "open_place", lambda place, name: went.append((place, str(name))))
        app.open_preview(STAGING)
        await seen(pilot, "Hint, tasks do not start", "h: ECS")
        await pilot.press("h")
        assert went == [("ecs", "replaydash/staging")]


async def test_where_no_screen_helps_no_key_is_offered():
    console = FakeConsole()
    console.runs.error = LockedError("The plan failed: Rate exceeded.")
    async with opened(console) as (app, pilot):
        app.open_preview(STAGING)
        await seen(pilot, "Hint, throttled")
        assert isinstance(app.screen, PreviewScreen)
        assert app.screen.check_action("remedy", ()) is False


async def test_a_failed_run_shows_the_hints_of_its_record():
    console = FakeConsole()
    console.runs.records = [
        record("replaydash/staging", 9, RunStatus.FAILED, error="The apply failed.", hints=["quota", "no such hint"])
    ]
    async with opened(console) as (app, pilot):
        app.open_run("replaydash/staging#9")
        await seen(pilot, "How it ended")
        session = app.session_of("replaydash/staging#9")
        session.record = console.runs.records[0]
        app.screen._show()
        await seen(pilot, "Hint, quota: The account has reached a quota")
