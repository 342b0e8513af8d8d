"""The preview: what will happen, what it costs, and nothing secret, before anything happens."""

from __future__ import annotations

import dataclasses
import re
from datetime import timedelta
from typing import Any

from textual.widgets import TextArea

from console.domain.events import DiagnosticSeen
from console.domain.plan import Action, OutputChange, Special
from console.domain.progress import Progress
from console.domain.run import RunKind, RunRecord, RunStatus, Stage, StageName
from console.errors import BackendMissingError, TerraformError
from console.ui.plan_view.review import ReviewPanes
from screens.preview import PreviewScreen
from tests.fakes.console import FakeConsole
from tests.fakes.overview import NOW, record
from tests.fakes.pilot import opened, screen_text, seen, until
from tests.fakes.runs import FakeRuns, FakeRunUpdate
from tests.screens.material import STAGING, change, changes, cost, plan, reviewed
from tests.screens.run_material import AT, ERROR


def look(app: Any, shown: Any, kind: RunKind = RunKind.APPLY) -> None:
    app.push_screen(PreviewScreen(STAGING, kind, reviewed=shown))


def everything(app: Any) -> str:
    """Every row of the tree, seen or not."""
    tree = app.screen.query_one(ReviewPanes).changes
    return "\n".join("".join(span.text for span in tree.row(index, 150)) for index in range(tree.row_count()))


async def test_a_plan_shows_its_modules_actions_and_attributes_in_words():
    async with opened() as (app, pilot):
        look(app, reviewed())
        await seen(pilot, "plan #15", "+3 ~2 ±1 -0", "expires in 28 min", "module.service", "~ change", "± replace")
        rows = everything(app)
        assert "+ create  aws_elasticache_subnet_group.this" in rows
        assert "desired_count 2 -> 3" in rows
        assert '"registry/api:1.4.0" -> "registry/api:1.5.0"  forces replacement' in rows
        assert "because cannot be updated in place, the new one is made first" in rows


async def test_sensitive_values_are_masked_and_unknown_ones_named_also_in_a_picture():
    async with opened() as (app, pilot):
        look(app, reviewed())
        await seen(pilot, "module.cache")
        await pilot.press("a")
        text = await seen(pilot, "(sensitive)", "(known after apply)")
        assert "canary" not in text
        assert "canary" not in everything(app)
        assert "canary" not in app.export_screenshot()


async def test_a_picture_of_a_sensitive_value_in_full_stays_masked():
    async with opened() as (app, pilot):
        look(app, reviewed())
        await seen(pilot, "module.cache")
        await pilot.press("down", "space", "down", "down", "v")
        await seen(pilot, "auth_token of", "(sensitive)")
        assert "canary" not in app.export_screenshot()


async def test_the_cost_is_before_and_after_by_resource_with_the_unknown_named():
    async with opened() as (app, pilot):
        look(app, reviewed())
        text = await seen(pilot, "151.40 -> 175.80 USD/month  (+24.40)", "at least: 1 cost is not wholly known")
        assert re.search(r"ECS Fargate ARM +s\S+ +43\.25 +\+14\.41", text)
        assert re.search(r"S3 .*\? +\?", text)
        assert text.index("RDS") < text.index("ECS Fargate") < text.index("ElastiCache") < text.index("S3 ")


async def test_the_budget_reads_within_near_and_over_in_words():
    for budget, words in (("400.00", "44 % within"), ("190.00", "93 % near"), ("170.00", "103 % over")):
        async with opened() as (app, pilot):
            look(app, reviewed(cost=cost(budget=budget, complete=True)))
            await seen(pilot, words)


async def test_an_incomplete_cost_within_its_budget_is_not_called_within():
    async with opened() as (app, pilot):
        look(app, reviewed(cost=cost(budget="400.00")))
        await seen(pilot, "44 % within so far")


async def test_the_tabs_hold_outputs_guards_and_assumptions():
    drift = (change("module.service.aws_ecs_service.this", Action.CHANGE),)
    shown = reviewed(plan=plan(drift=drift), findings=("The sandbox prepared the state bucket.",))
    async with opened() as (app, pilot):
        look(app, shown)
        await seen(pilot, "Outputs 3", "Guards ! 1")
        await pilot.press("]")
        await seen(pilot, "redis_endpoint", "(known after apply)", "database_url", "(sensitive)")
        await pilot.press("]")
        await seen(pilot, "1 replacement", "None of them holds data", "Changed outside Terraform (1)", "state bucket")
        await pilot.press("]")
        await seen(pilot, "us-east-1 of 2026-04-30", "ecs_average_tasks", "2.4", "preset")


async def test_a_replaced_database_is_named_as_holding_data():
    shown = reviewed(plan=plan((*changes(), change("module.db.aws_db_instance.this", Action.REPLACE))))
    async with opened() as (app, pilot):
        look(app, shown)
        await seen(pilot, "2 replacements, 1 holds data")
        await pilot.press("]", "]")
        await seen(pilot, "1 holds data or an address", "module.db.aws_db_instance.this")


async def test_the_filter_finds_by_address_and_escape_brings_all_back():
    async with opened() as (app, pilot):
        look(app, reviewed())
        await seen(pilot, "6 changes")
        await pilot.press("slash", *"ecs_task")
        await seen(pilot, "1 of 6 changes")
        assert "elasticache" not in everything(app)
        await pilot.press("escape")
        await seen(pilot, "6 changes", "elasticache")
        assert "[Preview]" in screen_text(app)


async def test_only_the_destructive_changes_can_be_shown():
    async with opened() as (app, pilot):
        look(app, reviewed())
        await seen(pilot, "6 changes")
        await pilot.press("f")
        await seen(pilot, "1 of 6 changes, only destructive")
        assert "aws_ecs_task_definition" in everything(app)
        assert "route53" not in everything(app)


async def test_modules_close_and_open_from_the_keyboard():
    async with opened() as (app, pilot):
        look(app, reviewed())
        await seen(pilot, "replication_group")
        await pilot.press("left")
        await until(pilot, lambda: "replication_group" not in everything(app))
        await pilot.press("right")
        await until(pilot, lambda: "replication_group" in everything(app))


async def test_what_stays_as_it_is_is_listed_on_request():
    async with opened() as (app, pilot):
        look(app, reviewed())
        await seen(pilot, "6 changes")
        await pilot.press("x")
        await until(pilot, lambda: "No change (1)" in everything(app))
        assert "module.network.aws_vpc.this" in everything(app)


async def test_an_empty_plan_says_so_and_enter_goes_to_the_outputs():
    async with opened() as (app, pilot):
        look(app, reviewed(plan=plan(())))
        await seen(pilot, "No changes.", "105 resources stay as they are", "no changes")
        await pilot.press("enter")
        await seen(pilot, "[Outputs]")


async def test_a_plan_that_changes_only_outputs_can_be_approved():
    only = plan((), outputs=(OutputChange("a", Action.CREATE, Special.ABSENT, 1),), applyable=True)
    async with opened() as (app, pilot):
        look(app, reviewed(plan=only))
        await seen(pilot, "Only 1 output change")
        await pilot.press("enter")
        await seen(pilot, "Apply plan #15")


async def test_a_destroy_plan_says_destroy_in_words():
    gone = tuple(dataclasses.replace(each, action=Action.DESTROY, destructive=True) for each in changes())
    async with opened() as (app, pilot):
        look(app, reviewed(plan=plan(gone), kind=RunKind.DESTROY), RunKind.DESTROY)
        await seen(pilot, "DESTROY #15", "- destroy", "6 destroyed")
        await pilot.press("]", "]")
        await seen(pilot, "DESTROY: this plan destroys 6 resources")


async def test_an_expired_plan_is_not_offered_for_approval():
    async with opened() as (app, pilot):
        look(app, reviewed(expires_at=NOW - timedelta(seconds=1)))
        await seen(pilot, "expired: r plans again")
        await pilot.press("enter")
        await seen(pilot, "too old to be applied")


async def test_a_plan_that_met_an_error_is_not_offered_for_approval():
    async with opened() as (app, pilot):
        look(app, reviewed(plan=plan(errored=True, applyable=False)))
        await seen(pilot, "6 changes")
        await pilot.press("enter")
        await seen(pilot, "cannot be applied")


async def test_the_tfvars_are_shown_as_terraform_reads_them():
    async with opened() as (app, pilot):
        look(app, reviewed())
        await seen(pilot, "6 changes")
        await pilot.press("t")
        await seen(pilot, "terraform.tfvars of replaydash/staging", 'vpc_cidr = "10.20.0.0/16"')
        area = app.screen.query_one(TextArea)
        assert area.read_only
        assert area.language == "hcl"
        await pilot.press("c")
        await until(pilot, lambda: "desired_count = 3" in app.clipboard)


async def test_hostile_addresses_reasons_and_values_are_shown_as_text():
    evil = 'aws_x.this["[@click=app.quit]\x1b]0;owned\x07[/]"]'
    bad = change(evil, Action.REPLACE, reason="[/] \x9b31m because", before={"[/a": "\x1b[2J"}, after={"[/a": "[/b]"})
    shown = reviewed(plan=plan((bad,)), findings=("[link=x]\x1b]52;c;aGk=\x07[/",), tfvars='a = "[/] \x1b[2J"')
    async with opened(size=(200, 60)) as (app, pilot):
        look(app, shown)
        await seen(pilot, "[@click=app.quit][/]")
        await pilot.press("a", "]", "]")
        text = await seen(pilot, "[link=x]")
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text + everything(app))
        await pilot.press("t")
        assert "\x1b" not in await seen(pilot, 'a = "[/]')


class Planning(FakeRuns):
    """A plan that is under way until it is released, then fails with a diagnostic."""

    def plan(self, request: Any, on_update: Any, cancel: Any) -> Any:
        self.requests.append(request)
        stages = [Stage(name=StageName.INIT, started_at=NOW, ended_at=NOW, seconds=2.1, exit_code=0),
                  Stage(name=StageName.PLAN, started_at=NOW)]  # fmt: skip
        running: RunRecord = record(str(STAGING), 15, RunStatus.PLANNING, stages=stages, ended_at=None)
        progress = Progress(refreshed=80)
        on_update(FakeRunUpdate(running, StageName.PLAN, progress))
        while not self.release.wait(0.02):
            if cancel.is_set():
                raise TerraformError("The plan was stopped; nothing was changed.")
        found = (DiagnosticSeen(AT, "Error", ERROR),)
        progress.fold(found)
        on_update(FakeRunUpdate(running, StageName.PLAN, progress, found))
        raise TerraformError("The plan failed (alarms.tf line 31): ValidationError.", detail="all that it said")


def planning(*, hold: bool) -> FakeConsole:
    runs = Planning()
    if hold:
        runs.hold()
    return FakeConsole(runs=runs)


async def test_planning_shows_its_stages_and_can_be_left_and_found_again():
    fake = planning(hold=True)
    async with opened(fake) as (app, pilot):
        app.open_preview(STAGING)
        text = await seen(pilot, "Making the plan of replaydash/staging", "80 resources read")
        assert re.search(r"init +done +2\.1 s", text)
        assert re.search(r"plan +running", text)
        await pilot.press("escape")
        await seen(pilot, "[Environment]")
        app.open_preview(STAGING)
        await seen(pilot, "Making the plan")
        assert len(fake.runs.requests) == 1
        fake.runs.release.set()


async def test_planning_can_be_cancelled():
    fake = planning(hold=True)
    async with opened(fake) as (app, pilot):
        app.open_preview(STAGING)
        await seen(pilot, "80 resources read")
        await pilot.press("ctrl+x")
        await seen(pilot, "There is no plan of replaydash/staging", "was stopped; nothing was changed")


async def test_a_failed_plan_shows_source_lines_and_the_raw_text_is_one_key_away():
    fake = planning(hold=False)
    async with opened(fake) as (app, pilot):
        app.open_preview(STAGING)
        await seen(pilot, "There is no plan", "alarms.tf line 31", "31 │   threshold", "is -70", "Nothing was changed")
        await pilot.press("l")
        await seen(pilot, "all that it said")
        await pilot.press("escape", "r")
        await until(pilot, lambda: len(fake.runs.requests) == 2)


async def test_going_back_and_on_again_shows_the_same_plan_without_planning_anew():
    fake = FakeConsole()
    fake.runs.reviewed = reviewed()
    async with opened(fake) as (app, pilot):
        app.open_preview(STAGING)
        await seen(pilot, "6 changes")
        await pilot.press("escape")
        await seen(pilot, "[Environment]")
        app.open_preview(STAGING)
        await seen(pilot, "6 changes")
        assert len(fake.runs.requests) == 1


async def test_a_changed_variable_makes_a_new_plan():
    fake = FakeConsole()
    fake.runs.reviewed = reviewed()
    async with opened(fake) as (app, pilot):
        app.open_preview(STAGING)
        await seen(pilot, "6 changes")
        await pilot.press("escape")
        app.drafts.of(STAGING).values["desired_count"] = 5
        app.open_preview(STAGING)
        await until(pilot, lambda: len(fake.runs.requests) == 2)
        assert fake.runs.requests[1].overrides == {"desired_count": 5}


async def test_a_change_that_was_saved_since_makes_a_new_plan_too():
    fake = FakeConsole()
    fake.runs.reviewed = reviewed()
    async with opened(fake) as (app, pilot):
        app.open_preview(STAGING)
        await seen(pilot, "6 changes")
        await pilot.press("escape")
        draft = app.drafts.of(STAGING)
        draft.values["desired_count"] = draft.saved["desired_count"] = 5
        app.open_preview(STAGING)
        await until(pilot, lambda: len(fake.runs.requests) == 2)


class WithoutBucket(FakeRuns):
    """The state bucket of the environment does not exist yet."""

    def plan(self, request: Any, on_update: Any, cancel: Any) -> Any:
        self.requests.append(request)
        raise BackendMissingError("The state bucket kept does not exist: `infra-console bootstrap x/y` makes it.")


async def test_a_missing_state_bucket_is_one_key_away_from_its_plan():
    fake = FakeConsole(runs=WithoutBucket())
    async with opened(fake) as (app, pilot):
        app.open_preview(STAGING)
        await seen(pilot, "does not exist", "Make the state bucket")
        await pilot.press("b")
        await until(pilot, lambda: [str(request.name) for request in fake.runs.requests][-1] == "bootstrap/replaydash")
