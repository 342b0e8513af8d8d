"""The wall: few calls, alarms of all environments, charts that matter, old answers with their age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from console.domain.alarms import Alarm
from console.domain.environment import EnvironmentName, EnvironmentState
from console.domain.metrics import Chart, Metric, Standing, Threshold
from console.domain.rollout import EnvironmentRollout, RolloutRecord, RolloutStatus
from console.domain.rollout_file import Gates
from console.errors import AwsError, PresetError
from console.services.applied_resources import AppliedResource
from console.services.rollouts.records import UnreadableRollout
from console.services.wall import Wall
from console.services.wall_charts import that_matter
from tests.fakes.metrics import CPU, alarm, alarm_resource, resource
from tests.fakes.overview import NOW, record, summary
from tests.fakes.wall import DEV, EXPIRED, STAGING, FakeWall, alarm_of, standing

EVERY = 9.0
DENIED = AwsError("These credentials may not do ecs:DescribeServices on the services: have that action allowed.")


def four() -> tuple:
    names = ("replaydash/dev", "replaydash/staging", "twitter/staging", "muejam/production")
    return tuple(summary(name, last_run=record(name, 3)) for name in names)


def look(fake: FakeWall, wall, shown=None, names=(), most=6, seconds=EVERY):
    return wall.look(names, shown, most=most, seconds=seconds)


def test_the_alarms_of_all_environments_of_a_region_are_one_call():
    fake = FakeWall(summaries=four())
    asked = []
    answer = fake.metrics.alarms
    fake.metrics.alarms = lambda region, names: asked.append((region, names)) or answer(region, names)
    found = look(fake, fake.build())
    assert [region for region, _ in asked] == ["us-east-1"]
    assert {alarm_of(STAGING), "replaydash-dev-ecs-cpu"} <= set(asked[0][1])
    assert found.rows[0].in_alarm == {"replaydash-dev-alb-latency"}
    assert not found.rows[1].in_alarm


def test_a_refresh_of_four_environments_takes_three_calls():
    fake = FakeWall(summaries=four())
    wall = fake.build()
    assert look(fake, wall, DEV).calls == 3
    fake.now += 10
    assert look(fake, wall, DEV).calls == 3


def test_what_is_not_due_is_not_asked_again():
    fake = FakeWall(summaries=four())
    wall = fake.build()
    look(fake, wall, DEV)
    fake.now += 5
    turned = look(fake, wall, STAGING)
    assert turned.calls == 2, "points and services of the other environment, no alarms"
    assert look(fake, wall, DEV).calls == 0
    assert look(fake, wall, DEV, seconds=0).calls == 3


def test_only_points_of_the_environment_that_is_shown_and_of_as_many_charts_as_fit_are_asked():
    fake = FakeWall(summaries=four())
    found = look(fake, fake.build(), STAGING, most=2)
    assert found.detail is not None
    assert found.detail.name == STAGING
    assert [len(queries) for queries in fake.metrics.asked] == [2]
    assert [len(addresses) for addresses in fake.services.asked] == [1]


def test_the_state_is_read_again_after_a_run_and_not_before():
    fake = FakeWall(summaries=four())
    wall = fake.build()
    for _ in range(3):
        look(fake, wall)
        fake.now += 10
    assert fake.read.count(DEV) == 1
    fake.summaries = (summary("replaydash/dev", last_run=record("replaydash/dev", 4)), *four()[1:])
    look(fake, wall)
    assert fake.read.count(DEV) == 2
    assert fake.read.count(STAGING) == 1


def test_expired_credentials_leave_what_was_seen_with_its_age_and_recover_by_themselves():
    fake = FakeWall(summaries=four())
    wall = fake.build()
    first = look(fake, wall, DEV)
    fake.metrics.error = fake.metrics.alarm_error = fake.services.error = EXPIRED
    fake.now += 180
    lost = look(fake, wall, DEV)
    assert lost.detail is not None
    for datum in (lost.rows[0].alarms, lost.rows[1].alarms, lost.detail.look, lost.detail.services):
        assert datum.problem == EXPIRED.message
        assert datum.at == first.at
    assert lost.rows[0].in_alarm == first.rows[0].in_alarm
    assert lost.detail.look.value == first.detail.look.value
    fake.metrics.error = fake.metrics.alarm_error = fake.services.error = None
    fake.now += 2 * EVERY
    back = look(fake, wall, DEV)
    assert not back.rows[0].alarms.problem
    assert back.detail.look.at == fake.now
    assert not back.detail.look.problem


def test_what_fails_is_asked_later_each_time_and_holds_up_nothing_else():
    fake = FakeWall(summaries=four())
    wall = fake.build()
    fake.services.error = DENIED
    for _ in range(40):
        found = look(fake, wall, DEV)
        fake.now += 10
    assert len(fake.services.asked) < 10
    assert len(fake.metrics.asked) == 40
    assert found.detail.services.problem == DENIED.message
    assert not found.detail.look.problem


def test_a_state_that_cannot_be_read_is_said_and_asked_again_after_a_minute():
    fake = FakeWall(summaries=four()[:1])
    wall = fake.build()
    fake.broken = EXPIRED
    found = look(fake, wall)
    assert found.rows[0].alarms.problem == EXPIRED.message
    fake.broken = None
    fake.now += 30
    assert look(fake, wall).rows[0].alarms.problem == EXPIRED.message
    fake.now += 31
    again = look(fake, wall)
    assert not again.rows[0].alarms.problem
    assert again.rows[0].in_alarm


def test_environments_of_which_nothing_stands_are_left_out_unless_they_are_named():
    production = EnvironmentName("replaydash", "production")
    fake = FakeWall(summaries=(*four(), summary("replaydash/production", EnvironmentState.NEVER_APPLIED)))
    wall = fake.build()
    assert production not in [row.name for row in look(fake, wall).rows]
    named = look(fake, wall, names=(production,))
    assert [row.name for row in named.rows] == [production]
    assert not named.rows[0].watched
    assert named.calls == 0
    assert production not in fake.read


def test_what_was_destroyed_is_forgotten():
    fake = FakeWall(summaries=four())
    wall = fake.build()
    look(fake, wall, DEV, names=(DEV,))
    fake.summaries = (summary("replaydash/dev", EnvironmentState.DESTROYED, last_run=record("replaydash/dev", 9)),)
    gone = look(fake, wall, DEV, names=(DEV,))
    assert gone.detail is not None
    assert gone.detail.look.value is None
    assert not gone.rows[0].in_alarm


def test_presets_that_cannot_be_read_leave_the_rows_that_were_there():
    fake = FakeWall(summaries=four())
    wall = fake.build()
    look(fake, wall)

    def broken():
        raise PresetError("presets/ is gone.")

    wall._environments = broken
    fake.now += 10
    found = look(fake, wall)
    assert len(found.rows) == 4
    assert found.problem == "presets/ is gone."


def test_a_rollout_under_way_stands_beside_its_environments_and_an_ended_one_does_not():
    part = EnvironmentRollout(environment="replaydash/staging", gates=Gates())
    under_way = RolloutRecord(
        system="replaydash", number=3, environments=[part], started_by="ana@laptop", started_at=NOW, sandbox=True
    )
    fake = FakeWall(summaries=four(), rollouts=(under_way,))
    rows = look(fake, fake.build()).rows
    assert rows[0].rollout is None
    assert rows[1].rollout == under_way
    fake.rollouts = (under_way.model_copy(update={"status": RolloutStatus.DONE}),)
    assert look(fake, fake.build()).rows[1].rollout is None


def test_a_rollout_that_cannot_be_read_is_said_beside_those_that_can():
    part = EnvironmentRollout(environment="replaydash/staging", gates=Gates())
    under_way = RolloutRecord(
        system="replaydash", number=3, environments=[part], started_by="ana@laptop", started_at=NOW, sandbox=True
    )
    damaged = UnreadableRollout("replaydash@4", "The record replaydash@4 cannot be read.")
    fake = FakeWall(summaries=four(), rollouts=(under_way,), unreadable=(damaged,))
    seen = look(fake, fake.build())
    assert (seen.rows[1].rollout, seen.problem) == (under_way, damaged.problem)


def test_the_alarm_of_one_environment_is_no_alarm_of_another():
    fake = FakeWall(summaries=four())
    fake.metrics.standing = (standing(STAGING, "ALARM"),)
    rows = {row.name: row for row in look(fake, fake.build()).rows}
    assert rows[STAGING].in_alarm == {alarm_of(STAGING)}
    assert all(not row.in_alarm for name, row in rows.items() if name != STAGING)


def chart(namespace: str, name: str, group: str = "one", alarm: str = "") -> Chart:
    lines = (Threshold(alarm, ">", 1.0, "Average", 60),) if alarm else ()
    return Chart(group, name, (Metric.of(namespace, name, [("Of", group)]),), "Average", thresholds=lines)


def test_charts_of_alarms_that_went_off_come_first_then_one_of_each_kind():
    cpu, second = chart("AWS/ECS", "CPUUtilization"), chart("AWS/ECS", "CPUUtilization", "two")
    errors = chart("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count")
    disk = chart("AWS/RDS", "FreeStorageSpace", alarm="disk")
    size = chart("AWS/S3", "BucketSizeBytes")
    charts = (cpu, second, disk, errors, size)
    assert that_matter(charts, {"disk"}, 9) == (disk, errors, cpu, second)
    assert that_matter(charts, set(), 2) == (errors, cpu)
    assert that_matter((replace(size, own=True),), set(), 2) == (replace(size, own=True),)


def test_old_is_told_by_when_it_was_answered():
    fake = FakeWall(summaries=four())
    wall = fake.build()
    first = look(fake, wall, DEV)
    assert first.detail.look.at == NOW.timestamp()
    fake.now += timedelta(minutes=1).total_seconds()
    assert look(fake, wall, DEV).detail.look.at == fake.now


ABROAD = ("eu-west-1", "eu-central-1", "ap-south-1")


class Abroad(FakeWall):
    """One environment with databases and alarms in three more Regions than its own, and every call that is made."""

    def resources(self, name: EnvironmentName) -> tuple[AppliedResource, ...]:
        elsewhere = [
            one
            for region in ABROAD
            for one in (
                resource("aws_db_instance", identifier=f"replica-{region}", region=region),
                alarm_resource(f"cpu-{region}", CPU, 80, region=region),
            )
        ]
        return (*super().resources(name), *elsewhere)

    def watch(self) -> Wall:
        self.alarms_of: list[str] = []
        answer = self.metrics.alarms

        def alarms(region: str, names: Sequence[str]) -> tuple[Alarm, ...]:
            self.alarms_of.append(region)
            return answer(region, names)

        self.metrics.alarms = alarms  # type: ignore[method-assign]
        return self.build()


def test_alarms_of_other_regions_are_asked_there_and_say_where_they_are():
    fake = Abroad(summaries=four()[:1])
    fake.metrics.standing = (alarm("cpu-eu-west-1", "ALARM"), alarm("replaydash-dev-ecs-cpu"))
    found = look(fake, fake.watch())
    assert set(fake.alarms_of) == {"us-east-1", *ABROAD}
    assert [(each.name, each.region) for each in found.rows[0].alarms.value] == [
        ("cpu-eu-west-1", "eu-west-1"), ("replaydash-dev-ecs-cpu", ""),
    ]  # fmt: skip
    assert found.rows[0].in_alarm == {"cpu-eu-west-1"}


@pytest.mark.parametrize("count", [1, 4])
def test_a_refresh_takes_at_most_four_calls_an_environment_however_many_regions_there_are(count):
    fake = Abroad(summaries=four()[:count])
    wall = fake.watch()
    first = look(fake, wall, DEV, most=12)
    assert set(fake.metrics.regions) == set(fake.alarms_of) == {"us-east-1", *ABROAD}, "the first look asks them all"
    fake.alarms_of.clear()
    fake.metrics.regions.clear()
    taken = []
    for _ in range(6):
        fake.now += 10
        found = look(fake, wall, DEV, most=12)
        taken.append(found.calls)
        assert found.rows[0].alarms.at is not None
        assert found.detail.look.value.series.keys() == first.detail.look.value.series.keys()
        assert all(series.points for series in found.detail.look.value.series.values())
    assert max(taken) <= 4 * count
    assert fake.alarms_of.count("us-east-1") == fake.metrics.regions.count("us-east-1") == 6, "its own every time"
    assert all(fake.alarms_of.count(region) >= 1 for region in ABROAD), "the others by turns"
    assert all(fake.metrics.regions.count(region) >= 1 for region in ABROAD)


def test_what_was_not_asked_again_yet_says_how_old_it_is():
    fake = Abroad(summaries=four()[:1])
    wall = fake.watch()
    look(fake, wall, DEV, most=12)
    fake.now += 10
    assert look(fake, wall, DEV, most=12).rows[0].alarms.at == fake.now - 10, "as old as the oldest of its answers"


def test_a_region_that_refuses_does_not_take_the_charts_of_the_others():
    fake = Abroad(summaries=four()[:1])
    fake.metrics.refusing = {"eu-west-1"}
    found = look(fake, fake.watch(), DEV, most=12).detail.look
    assert not found.problem
    refused = [chart for chart in found.value.charts if chart.region == "eu-west-1"]
    assert refused
    assert {found.value.series[chart.key].standing for chart in refused} == {Standing.FAILED}
    assert all(series.points for key, series in found.value.series.items() if key not in {c.key for c in refused})
    assert found.value.said == ("eu-west-1: These credentials may not look there.",)


def test_a_region_whose_charts_are_new_to_the_wall_is_asked_at_once():
    fake = Abroad(summaries=four()[:1])
    wall = fake.watch()
    few = look(fake, wall, DEV, most=4).detail.look.value
    fake.now += 10
    more = look(fake, wall, DEV, most=12).detail.look.value
    assert len(more.charts) > len(few.charts)
    assert all(more.series[chart.key].points for chart in more.charts)
