"""The wall: turns, holds still, turns to what is in alarm at once, tells ages, and never overlaps its looks."""

from __future__ import annotations

import threading
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from console.domain.ecs import Deployment, ServiceAddress
from console.domain.environment import EnvironmentState
from console.domain.rollout import EnvironmentRollout, RolloutRecord
from console.domain.rollout_file import Gates
from console.errors import AwsError
from screens.metrics import MetricsScreen
from screens.modals.pick import PickScreen
from screens.wall import WallScreen
from tests.fakes.console import FakeConsole
from tests.fakes.ecs import arn, service
from tests.fakes.hostile import HOSTILE, got_through
from tests.fakes.metrics import CPU, alarm, alarm_resource, resource
from tests.fakes.overview import NOW, record, summary
from tests.fakes.pilot import opened, screen_text, seen, until
from tests.fakes.wall import EXPIRED, STAGING, FakeWall, alarm_of, standing


class Clock:
    """Seconds of the screen's own clock, moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def on_wall(fake: FakeWall, names=(), size=(120, 40)):
    """The wall with its first look taken and its clock in our hands."""
    console = FakeConsole(wall=fake.build())
    async with opened(console, size) as (app, pilot):
        app.open_wall(names)
        await until(pilot, lambda: isinstance(app.screen, WallScreen))
        screen, clock = app.screen, Clock()
        screen._clock = screen._turns._clock = clock
        screen._turns._since = screen._looked_at = clock.now
        await until(pilot, lambda: screen.looks > 0)
        yield app, pilot, screen, clock


async def test_it_is_opened_by_its_key_and_left_with_escape():
    async with opened(FakeConsole()) as (app, pilot):
        await seen(pilot, "replaydash")
        await until(pilot, lambda: app.focused is not None)
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, WallScreen))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, WallScreen))


async def test_all_environments_stand_on_a_line_each_and_one_of_them_in_full():
    async with on_wall(FakeWall()) as (_, pilot, _, _):
        text = await seen(
            pilot, "replaydash/dev", "! 1 in alarm", "replaydash/staging", "! changed outside", "twitter/staging",
            "96.12 USD/month", "replaydash-dev-alb-latency", "since 7 min", "2 of 2 running", "steady",
            "Memory of the tasks", "CPU of the tasks", "Response time", "as of 10:04:00", "turns every 15 s",
        )  # fmt: skip
        assert "replaydash/production" not in text, "nothing of it stands"


async def test_it_turns_after_15_seconds_and_shows_the_next_ones_charts():
    async with on_wall(FakeWall()) as (_, pilot, screen, clock):
        clock.now += 15
        await until(pilot, lambda: screen._turns.shown == STAGING)
        await seen(pilot, "Database replaydash-staging-postg", "> replaydash/staging")


async def test_space_holds_it_and_n_p_and_o_turn_it_by_hand():
    async with on_wall(FakeWall()) as (app, pilot, screen, clock):
        await pilot.press("space")
        await seen(pilot, "paused")
        clock.now += 60
        await until(pilot, lambda: screen.looks > 1)
        assert str(screen._turns.shown) == "replaydash/dev"
        await pilot.press("n")
        await seen(pilot, "> replaydash/staging")
        await pilot.press("p", "p")
        await seen(pilot, "> mtk/qa")
        await pilot.press("o")
        await until(pilot, lambda: isinstance(app.screen, PickScreen))
        await pilot.press(*"twitter", "enter")
        await until(pilot, lambda: screen._turns.shown is not None and screen._turns.shown.system == "twitter")


async def test_an_alarm_that_goes_off_elsewhere_is_turned_to_at_once():
    fake = FakeWall()
    async with on_wall(fake) as (_, pilot, screen, clock):
        fake.metrics.standing = (*fake.metrics.standing, standing(STAGING, "ALARM"))
        fake.now += 10
        clock.now += 10
        await until(pilot, lambda: screen._turns.shown == STAGING)
        await seen(pilot, f"! {alarm_of(STAGING)}", "> replaydash/staging")


async def test_expired_credentials_are_told_with_the_age_and_go_away_by_themselves():
    fake = FakeWall()
    async with on_wall(fake, size=(160, 50)) as (app, pilot, screen, clock):
        fake.metrics.error = fake.metrics.alarm_error = fake.services.error = EXPIRED
        fake.now += 180
        clock.now += 10
        app.now = lambda: NOW + timedelta(seconds=180)
        await until(pilot, lambda: screen.looks > 1)
        await seen(
            pilot,
            "! as of 10:04:00, 3m 00s ago: The AWS credentials have expired",
            "! 1 in alarm, old",
            "2 of 2 running",
        )
        fake.metrics.error = fake.metrics.alarm_error = fake.services.error = None
        fake.now += 30
        clock.now += 10
        app.now = lambda: NOW + timedelta(seconds=210)
        await until(pilot, lambda: "credentials" not in screen_text(app))
        await seen(pilot, "as of 10:07:30")


async def test_where_nothing_was_ever_answered_the_sentence_stands_and_no_quiet_is_claimed():
    fake = FakeWall()
    fake.metrics.error = fake.metrics.alarm_error = fake.services.error = EXPIRED
    async with on_wall(fake) as (_, pilot, _, _):
        text = await seen(pilot, "? not known", "credentials have expired")
        assert "no alarm" not in text


async def test_looks_do_not_overlap():
    fake = FakeWall()
    gate, running, most = threading.Event(), [], []

    def slow() -> tuple:
        running.append(1)
        most.append(len(running))
        gate.wait(5)
        running.pop()
        return fake.summaries

    wall = fake.build()
    wall._environments = slow
    async with opened(FakeConsole(wall=wall)) as (app, pilot):
        app.open_wall()
        await until(pilot, lambda: isinstance(app.screen, WallScreen) and running)
        for _ in range(5):
            await pilot.press("r")
        gate.set()
        await until(pilot, lambda: app.screen.looks == 2, "one more look for all that were asked for meanwhile")
        assert set(most) == {1}


async def test_it_does_not_look_while_another_screen_is_on_top():
    async with on_wall(FakeWall()) as (app, pilot, screen, clock):
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, MetricsScreen))
        clock.now += 600
        await pilot.pause(1.2)
        assert screen.looks == 1
        await pilot.press("escape")
        await until(pilot, lambda: screen.looks > 1)


async def test_a_deployment_under_way_and_a_failed_one_are_told():
    moving = Deployment("d", "PRIMARY", "IN_PROGRESS", "", arn(3), 2, 1, 1, 1, NOW - timedelta(seconds=42))
    failed = Deployment("d", "PRIMARY", "FAILED", "tasks failed to start", arn(3), 2, 0, 0, 3, NOW)
    fake = FakeWall()
    fake.services.found = (service(running=1, deployments=(moving,)), service(deployments=(failed,)))
    async with on_wall(fake, size=(200, 60)) as (_, pilot, _, _):
        await seen(pilot, "1 of 2 running", "* deploying 1 of 2 new, for 42 s, 1 failed task")
        await seen(pilot, "! deployment failed tasks failed to start")


async def test_a_rollout_under_way_is_told_with_its_stage():
    part = EnvironmentRollout(environment="replaydash/dev", gates=Gates())
    rollout = RolloutRecord(
        system="replaydash", number=3, environments=[part], started_by="ana@laptop", started_at=NOW, sandbox=True
    )
    async with on_wall(FakeWall(rollouts=(rollout,))) as (_, pilot, _, _):
        await seen(pilot, "* rollout replaydash@3: preflight, not begun")


async def test_nothing_to_watch_says_what_would_be_here():
    fake = FakeWall(summaries=(summary("replaydash/dev", EnvironmentState.NEVER_APPLIED),))
    async with on_wall(fake) as (_, pilot, _, _):
        await seen(pilot, "Nothing stands that could be watched")


async def test_only_the_environments_that_were_named_are_on_it():
    async with on_wall(FakeWall(), names=(STAGING,)) as (_, pilot, screen, _):
        text = await seen(pilot, "1 environment", "> replaydash/staging")
        assert "twitter" not in text
        assert screen.check_action("turn", (1,)) is None


async def test_the_panes_of_the_charts_stay_when_it_turns():
    async with on_wall(FakeWall()) as (app, pilot, screen, _):
        await seen(pilot, "CPU of the tasks")
        before = len(app.screen.query("ChartPane"))
        for _ in range(6):
            await pilot.press("n")
        await until(pilot, lambda: not screen._looking)
        assert len(app.screen.query("ChartPane")) == before


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_the_shown_environment_the_overview_and_a_chart_fit_every_size(size):
    async with on_wall(FakeWall(), size=size) as (app, pilot, _, _):
        text = await seen(pilot, "> replaydash/dev", "! 1 in alarm", "Response time")
        assert max(map(len, text.splitlines())) <= size[0]
        charts = [pane for pane in app.screen.query("ChartPane") if pane.display]
        assert charts
        assert all(pane.region.height >= 7 for pane in charts)


async def test_names_that_others_wrote_do_nothing():
    fake = FakeWall(summaries=(summary("replaydash/staging", last_run=record("replaydash/staging", 1)),))
    fake.resources = lambda _: (
        resource("aws_ecs_service", name=HOSTILE, cluster="arn:aws:ecs:x:0:c/c"),
        resource("aws_db_instance", identifier=HOSTILE),
        alarm_resource(HOSTILE, CPU, 80),
    )
    fake.metrics.standing = (alarm(HOSTILE, "ALARM", rule=HOSTILE),)
    evil = Deployment("d", "PRIMARY", "FAILED", HOSTILE, HOSTILE, 2, 0, 0, 3, NOW)
    fake.services.found = (service(address=ServiceAddress("r", "c", HOSTILE), deployments=(evil,)),)
    async with on_wall(fake, size=(200, 60)) as (app, pilot, _, clock):
        await seen(pilot, "> replaydash/staging", "! deployment failed")
        assert got_through(app) == []
        fake.metrics.error = fake.services.error = AwsError(HOSTILE)
        fake.now += 60
        clock.now += 60
        await seen(pilot, "ago: ")
        assert got_through(app) == []
