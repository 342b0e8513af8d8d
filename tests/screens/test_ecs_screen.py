"""ECS: what runs is seen, changes are shown before they are made, and a verdict is told as it is."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from textual.widgets import Button, Input, OptionList

from console.app import ConsoleApp
from console.errors import AwsError
from screens.ecs import EcsScreen
from screens.modals.autoscale import AutoscaleScreen
from screens.modals.confirm import ConfirmScreen
from screens.modals.pick import PickScreen
from screens.modals.scale import ScaleScreen
from screens.preview import PreviewScreen
from tests.fakes.console import FakeConsole
from tests.fakes.ecs import (
    ADDRESS,
    NAME,
    REPOSITORY,
    FakeEcs,
    arn,
    definition,
    deployment,
    ecs,
    failed_task,
    line,
    service,
    task,
)
from tests.fakes.hostile import HOSTILE
from tests.fakes.pilot import opened, screen_text, seen, told, until
from tests.fakes.variables import NUMBER, FakeField, FakeVariables, variable


def console(fake: FakeEcs, variables: FakeVariables | None = None) -> FakeConsole:
    made = FakeConsole(ecs=ecs(fake, variables=variables))
    if variables is not None:
        made.variables = variables
    return made


async def on_screen(app: ConsoleApp, pilot) -> EcsScreen:
    app.open_place("ecs", NAME)
    await seen(pilot, ADDRESS.name, "Tasks 2")
    screen = app.screen
    assert isinstance(screen, EcsScreen)
    return screen


async def question(pilot, app: ConsoleApp, *texts: str) -> str:
    await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
    text = await seen(pilot, *texts)
    assert app.focused is app.screen.query_one("#no"), "the safe answer has the focus"
    return text


async def test_it_is_opened_from_the_environments_and_from_the_outputs():
    async with opened(console(FakeEcs())) as (app, pilot):
        await until(pilot, lambda: app.focused is not None)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, EcsScreen))
        await pilot.press("escape")
        app.open_outputs(NAME)
        await seen(pilot, "Outputs")
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, EcsScreen))


async def test_services_tasks_deployments_and_events_are_seen():
    async with opened(console(FakeEcs())) as (app, pilot):
        await on_screen(app, pilot)
        await seen(pilot, "2 of 2 run", "1 to 4 tasks: CPU at 70", "2 of 2 targets", "on, rolls back", "us-east-1b")
        await pilot.press("right")
        await seen(pilot, "ecs-svc/2", "COMPLETED")
        await pilot.press("right")
        await seen(pilot, "has reached a steady state.")


async def test_a_stopped_task_says_why_and_what_to_do():
    crash = failed_task("f" * 32, 3, "CannotPullContainerError: failed to resolve ref x:v3: not found")
    async with opened(console(FakeEcs(ended=(crash,)))) as (app, pilot):
        await on_screen(app, pilot)
        await pilot.press("left")
        await seen(pilot, "! Stopped 1", "The image does not exist.", "Push it, or deploy", "ECS says: CannotPull")


async def test_what_others_wrote_is_harmless():
    hostile = replace(failed_task("f" * 32, 3, HOSTILE), containers=())
    said = (replace(service().events[0], message=HOSTILE),)
    fake = FakeEcs(ended=(hostile,), now=service(events=said, deployments=(replace(line(2), reason=HOSTILE),)))
    async with opened(console(fake)) as (app, pilot):
        await on_screen(app, pilot)
        for _ in range(4):
            await pilot.press("left")
            await pilot.pause()
            assert "\x1b" not in screen_text(app)
        assert isinstance(app.screen, EcsScreen)


async def test_what_cannot_be_seen_says_why():
    async with opened(console(FakeEcs(error=AwsError("These credentials may not do ecs:DescribeServices.")))) as (
        app,
        pilot,
    ):
        app.open_place("ecs", NAME)
        await seen(pilot, "ecs:DescribeServices", "Press r to look again")


async def test_what_was_seen_stays_with_its_age_when_aws_does_not_answer():
    fake = FakeEcs()
    async with opened(console(fake)) as (app, pilot):
        await on_screen(app, pilot)
        fake.error = AwsError("AWS asks to wait.")
        await pilot.press("r")
        await seen(pilot, "old: AWS asks to wait.", ADDRESS.name)


async def scaling(app: ConsoleApp, pilot) -> ScaleScreen:
    await on_screen(app, pilot)
    await pilot.press("s")
    await until(pilot, lambda: isinstance(app.screen, ScaleScreen))
    screen = app.screen
    assert isinstance(screen, ScaleScreen)
    return screen


async def test_scaling_shows_what_it_does_and_is_done_only_by_its_button():
    fake = FakeEcs()
    async with opened(console(fake)) as (app, pilot):
        screen = await scaling(app, pilot)
        assert screen.query_one("#now", Button).disabled, "the same number is nothing to do"
        await pilot.press("up", "up")
        await seen(pilot, "2 -> 4", "+14.42 USD a month", "1 to 4 tasks", "leaves the number of tasks")
        await pilot.press("enter")
        assert app.focused is screen.query_one("#cancel")
        assert fake.done == []
        await pilot.press("right", "right", "enter")
        await until(pilot, lambda: fake.done == [("scale", 4)])


async def test_enter_and_enter_again_changes_nothing():
    fake = FakeEcs()
    async with opened(console(fake)) as (app, pilot):
        await scaling(app, pilot)
        await pilot.press("up", "enter", "enter")
        await until(pilot, lambda: isinstance(app.screen, EcsScreen))
        assert fake.done == []


async def test_more_than_autoscaling_allows_is_said_to_be_undone():
    async with opened(console(FakeEcs())) as (app, pilot):
        screen = await scaling(app, pilot)
        screen.query_one("#count", Input).value = "9"
        await seen(pilot, "Outside of autoscaling's 1 to 4: its next scale-in takes it to 4.")


async def test_a_deployment_under_way_is_warned_of():
    now = service(deployments=(line(2, state="IN_PROGRESS"), line(1, status="ACTIVE")))
    async with opened(console(FakeEcs(now=now))) as (app, pilot):
        await scaling(app, pilot)
        await pilot.press("up")
        await seen(pilot, "A deployment is running")


@pytest.mark.parametrize("count", ["", "99999", "-"])
async def test_what_is_no_count_cannot_be_agreed_to(count: str):
    async with opened(console(FakeEcs())) as (app, pilot):
        screen = await scaling(app, pilot)
        screen.query_one("#count", Input).value = count
        await seen(pilot, "0 to 5000")
        assert screen.query_one("#now", Button).disabled


async def test_to_zero_wants_the_name_typed():
    fake = FakeEcs()
    async with opened(console(fake)) as (app, pilot):
        screen = await scaling(app, pilot)
        await pilot.press("down", "down")
        await seen(pilot, "to stop every task of it", "nothing answers until")
        assert screen.query_one("#now", Button).disabled
        screen.query_one("#typed", Input).value = ADDRESS.name
        await until(pilot, lambda: not screen.query_one("#now", Button).disabled)
        screen.query_one("#now", Button).press()
        await until(pilot, lambda: fake.done == [("scale", 0)])


async def test_the_durable_way_keeps_the_variables_and_plans():
    numbers = {"min_count": 1, "max_count": 4, "desired_count": 2}
    variables = FakeVariables(
        fields=tuple(FakeField(variable(name), value, True, effective=value) for name, value in numbers.items())
    )
    fake = FakeEcs()
    async with opened(console(fake, variables)) as (app, pilot):
        screen = await scaling(app, pilot)
        await pilot.press("up")
        await seen(pilot, "2 -> 3")
        screen.query_one("#durably", Button).press()
        await question(pilot, app, "min_count  1 -> 3", "desired_count  2 -> 3", "nothing is applied before you")
        await pilot.press("right", "enter")
        await until(pilot, lambda: isinstance(app.screen, PreviewScreen))
        assert fake.done == []


async def deploying(app: ConsoleApp, pilot, choice: str) -> None:
    await on_screen(app, pilot)
    await pilot.press("d")
    await until(pilot, lambda: isinstance(app.screen, PickScreen))
    await seen(pilot, "v3", "pushed", "61 MB", "1 high", "the same once more")
    app.screen.query_one(Input).value = choice
    await until(pilot, lambda: app.screen.query_one(OptionList).option_count == 1)
    await pilot.press("enter")


async def test_a_deployment_is_shown_with_its_checks_and_told_by_its_verdict():
    fake = FakeEcs(next_statuses=[deployment(3, 3, "IN_PROGRESS"), deployment(3, 3)])
    async with opened(console(fake)) as (app, pilot):
        await deploying(app, pilot, "v3")
        await question(pilot, app, "v2", "v3", "ok image", "ok secrets", "The next apply goes back")
        assert fake.done == []
        await pilot.press("right", "enter")
        await seen(pilot, "Succeeded")
        assert fake.done == [("register", "api", f"{REPOSITORY}:v3"), ("deploy", arn(3))]


async def test_a_deployment_that_was_rolled_back_is_told_as_a_failure_with_its_cause():
    fake = FakeEcs(
        next_statuses=[deployment(3, 3, "ROLLBACK_SUCCESSFUL", created_at=None)],
        ended=(failed_task("f" * 32, 3, "Essential container in task exited", exit_code=1),),
        lines=("Error: no database",),
    )
    async with opened(console(fake)) as (app, pilot):
        await deploying(app, pilot, "v3")
        await question(pilot, app)
        await pilot.press("right", "enter")
        await seen(pilot, "ROLLED BACK", "Likely cause: api exited with code 1.", "Error: no database")


async def test_a_missing_image_is_named_before_anything_is_deployed():
    fake = FakeEcs(missing={"v3"})
    async with opened(console(fake)) as (app, pilot):
        await deploying(app, pilot, "v3")
        await question(pilot, app, "NO image", "is not in its registry", "Deploy all the same")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, EcsScreen))
        assert fake.done == []


async def test_rolling_back_lists_what_ran_with_what_differs():
    fake = FakeEcs(next_statuses=[deployment(3, 1)])
    async with opened(console(fake)) as (app, pilot):
        await on_screen(app, pilot)
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, PickScreen))
        await seen(pilot, "replaydash-dev-api:1", "image replaydash-dev-api:v1")
        await pilot.press("enter")
        await question(pilot, app, "back to replaydash-dev-api:1", "ok revision")
        await pilot.press("right", "enter")
        await seen(pilot, "Succeeded")
        assert fake.done == [("deploy", arn(1))]


async def test_while_a_deployment_runs_rolling_back_stops_it():
    running = deployment(3, 3, "IN_PROGRESS")
    fake = FakeEcs(
        now=service(task_definition=arn(3), deployments=(line(3, state="IN_PROGRESS"), line(2, status="ACTIVE"))),
        next_statuses=[replace(running, status="ROLLBACK_SUCCESSFUL")],
    )
    fake.definitions[arn(3)] = definition(3, "v3")
    fake.history = [running, *fake.history]
    async with opened(console(fake)) as (app, pilot):
        await on_screen(app, pilot)
        await pilot.press("b")
        await question(pilot, app, "The deployment under way is stopped", "replaydash-dev-api:2")
        await pilot.press("right", "enter")
        await until(pilot, lambda: fake.done == [("stop", running.arn)])


async def test_nothing_to_go_back_to_is_said():
    async with opened(console(FakeEcs(history=[deployment(2, 2)]))) as (app, pilot):
        await on_screen(app, pilot)
        await pilot.press("b")
        await told(pilot, "nothing to go back to")


@pytest.mark.parametrize(("code", "words"), [(0, "Succeeded"), (3, "FAILED")])
async def test_a_one_off_task_is_told_by_its_exit_code(code: int, words: str):
    fake = FakeEcs(
        ended=(failed_task("m" * 32, 1, "Essential container in task exited", exit_code=code),), lines=("migrated",)
    )
    migration = definition(1, "v1", arn=arn(1, "replaydash-dev-migrate"), family="replaydash-dev-migrate")
    fake.definitions[migration.arn] = migration
    async with opened(console(fake)) as (app, pilot):
        await on_screen(app, pilot)
        await pilot.press("t")
        await question(pilot, app, "replaydash-dev-migrate:1", "runs once")
        await pilot.press("right", "enter")
        await seen(pilot, words, f"exit code {code}", "migrated", "l shows all of its log", "l Task's log")


async def test_a_long_line_of_a_tasks_log_is_cut_beside_the_verdict_and_whole_by_a_key():
    command = f"command: {'export DATABASE_URL=x; ' * 12}npx prisma migrate deploy"
    fake = FakeEcs(
        ended=(failed_task("m" * 32, 1, "Essential container in task exited", exit_code=0),),
        lines=("first", "second", command, "done"),
    )
    migration = definition(1, "v1", arn=arn(1, "replaydash-dev-migrate"), family="replaydash-dev-migrate")
    fake.definitions[migration.arn] = migration
    async with opened(console(fake)) as (app, pilot):
        await on_screen(app, pilot)
        assert app.screen.check_action("task_log", ()) is False, "nothing has ended yet"
        await pilot.press("t")
        await question(pilot, app, "replaydash-dev-migrate:1", "runs once")
        await pilot.press("right", "enter")
        text = await seen(pilot, "Succeeded", "| done", "l shows all of its log")
        assert "npx prisma" not in text
        await pilot.press("l")
        await seen(pilot, "Log of ", "first", "npx prisma migrate deploy")


async def test_leaving_the_screen_leaves_the_deployment_to_itself():
    fake = FakeEcs(next_statuses=[deployment(3, 3, "IN_PROGRESS")])
    async with opened(console(fake)) as (app, pilot):
        await deploying(app, pilot, "v3")
        await question(pilot, app)
        await pilot.press("right", "enter")
        await seen(pilot, "IN_PROGRESS")
        screen = app.screen
        assert isinstance(screen, EcsScreen)
        await pilot.press("escape")
        await until(pilot, screen.leaving.is_set)
        assert not any(done[0] == "stop" for done in fake.done)


async def test_a_service_on_spot_shows_the_cost_as_an_upper_limit():
    async with opened(
        console(FakeEcs(now=service(launch=("FARGATE_SPOT",)), running=(task("a" * 32), task("b" * 32))))
    ) as (
        app,
        pilot,
    ):
        await scaling(app, pilot)
        await pilot.press("up")
        await seen(pilot, "which Spot never exceeds")
        assert Decimal("7.2") < (app.screen._plan.cost.difference or 0) < Decimal("7.3")


async def test_where_no_shell_can_be_opened_its_command_is_copied(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "")
    async with opened(console(FakeEcs(now=service(takes_shells=True)))) as (app, pilot):
        await on_screen(app, pilot)
        await pilot.press("down", "x")
        await told(pilot, "lacks aws and session-manager-plugin", "bbbbbbbb")
        assert app.clipboard.startswith("aws ecs execute-command --region us-east-1")


async def test_a_shell_where_ecs_exec_is_off_says_how_to_turn_it_on():
    async with opened(console(FakeEcs())) as (app, pilot):
        await on_screen(app, pilot)
        await pilot.press("x")
        await told(pilot, "ECS Exec is off")


async def bounds(pilot, app: ConsoleApp, **values: str) -> AutoscaleScreen:
    """The bounds opened, with these values typed."""
    await pilot.press("a")
    await until(pilot, lambda: isinstance(app.screen, AutoscaleScreen))
    screen = app.screen
    assert isinstance(screen, AutoscaleScreen)
    for name, value in values.items():
        screen.query_one(f"#{name.replace('_', '-')}", Input).value = value
    return screen


async def test_bounds_and_targets_are_shown_with_their_cost_before_they_are_set():
    fake = FakeEcs()
    async with opened(console(fake)) as (app, pilot):
        await on_screen(app, pilot)
        screen = await bounds(pilot, app)
        assert screen.query_one("#now", Button).disabled, "nothing differs yet"
        screen.query_one("#maximum", Input).value = "6"
        screen.query_one("#target-0", Input).value = "60"
        await seen(
            pilot, "1 to 4 -> 1 to 6", "CPU", "70 -> 60 %", "+14.42 USD a month", "The next apply puts back 1 to 4"
        )
        await pilot.press("enter")
        assert app.focused is screen.query_one("#cancel"), "Enter does nothing but lead to the answers"
        assert fake.done == []
        screen.query_one("#now", Button).press()
        await until(pilot, lambda: len(fake.done) == 2)
    assert fake.done == [("bounds", 1, 6), ("target", "cpu", Decimal(60))]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"minimum": "5"}, "The minimum of 5 is more than the maximum of 4"),
        ({"maximum": "9999"}, "9999 is not a number of tasks"),
        ({"maximum": ""}, "Both bounds are numbers of tasks"),
        ({"target_0": "0"}, "percentage, more than 0, at most 100"),
        ({"target_0": "-"}, "A target is a percentage"),
    ],
)
async def test_bounds_that_cannot_be_are_refused_in_words(values: dict[str, str], words: str):
    async with opened(console(FakeEcs())) as (app, pilot):
        await on_screen(app, pilot)
        screen = await bounds(pilot, app, **values)
        await seen(pilot, words)
        assert screen.query_one("#now", Button).disabled


async def test_bounds_are_kept_durably_by_their_variables():
    fields = tuple(
        FakeField(variable(name, NUMBER), effective=value) for name, value in (("min_count", 1), ("max_count", 4))
    )
    variables, fake = FakeVariables(fields), FakeEcs()
    async with opened(console(fake, variables)) as (app, pilot):
        await on_screen(app, pilot)
        screen = await bounds(pilot, app, maximum="6")
        await until(pilot, lambda: not screen.query_one("#durably", Button).disabled)
        screen.query_one("#durably", Button).press()
        await question(pilot, app, "max_count  4 -> 6")
        await pilot.press("right", "enter")
        await until(pilot, lambda: isinstance(app.screen, PreviewScreen))
    assert variables.saved["max_count"] == 6
    assert fake.done == []
