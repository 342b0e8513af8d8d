"""A bake: its thresholds, the comparison with before, alarms, missing data, restarts and clocks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from console.domain.alarms import Alarm, AlarmEvent
from console.domain.metrics import Answer, Metric, Query, Series
from console.domain.rollout import Finding, RolloutStage, StageStatus
from console.domain.rollout_file import Bake as BakeGates
from console.domain.rollout_file import Gates, Watched
from console.errors import AwsError, InputError, RunStoppedError
from console.services.applied_resources import AppliedResource
from console.services.monitoring import Monitoring
from console.services.own_metrics import OwnMetrics
from console.services.rollouts.bake import Bake
from tests.fakes.gates import NOW, Hours, MemoryStore, Stage, preset

CPU = "AWS/ECS CPUUtilization"
KEY = "bake/tiny@3/tiny/dev.json"
SERVICE = AppliedResource("aws_ecs_service.this", "aws_ecs_service", "", {"name": "api", "cluster": "main"})
ALARM = AppliedResource("aws_cloudwatch_metric_alarm.a", "aws_cloudwatch_metric_alarm", "", {"alarm_name": "slow"})
APPLIED = NOW.timestamp() - 600


class CloudWatch:
    """One value a minute: `before` until the apply, then those of `after`, and from there on the last one."""

    def __init__(self, after: Sequence[float | None], *, before: float | None = 50.0) -> None:
        self.after, self.before = list(after), before
        self.during: float | None = None
        """The value while the apply ran."""
        self.standing: tuple[Alarm, ...] = ()
        self.refusals: list[bool] = []
        self.calls = 0

    def data(self, region: str, queries: Sequence[Query], start: float, end: float) -> Answer:
        self.calls += 1
        if self.refusals and self.refusals.pop(0):
            raise AwsError("AWS asks to wait.")
        times = [start + 60 * step for step in range(int((end - start) // 60))]
        points = [(at, value) for at in times if (value := self._value(at)) is not None]
        return Answer({query: Series(tuple(points)) for query in queries}, 1)

    def _value(self, at: float) -> float | None:
        if at < APPLIED:
            return self.before
        minute = int((at - NOW.timestamp()) // 60)
        return self.during if minute < 0 else self.after[min(minute, len(self.after) - 1)]

    def alarms(self, region: str, names: Sequence[str]) -> tuple[Alarm, ...]:
        return self.standing

    def history(self, region: str, alarm: str) -> tuple[AlarmEvent, ...]:
        raise NotImplementedError

    def metrics(self, region: str, namespace: str | None = None) -> tuple[Metric, ...]:
        raise NotImplementedError


class Baking:
    """A bake under way in time that passes only while it waits."""

    def __init__(self, home: Path, reader: CloudWatch, *, store: MemoryStore | None = None, **gates: Any) -> None:
        given: dict[str, Any] = {"minutes": Decimal(5), "watch": (Watched(metric=CPU, above=Decimal(80)),)}
        self.stage = Stage(gates=Gates(bake=BakeGates(**(given | gates))))
        self.stage.begun(RolloutStage.APPLY, NOW - timedelta(minutes=10))
        self.stage.part.stage(RolloutStage.APPLY).ended_at = NOW
        self.hours = Hours(self._passed)
        self.stage.cancelled = self.hours
        self.store = store or MemoryStore()
        self.resources: tuple[AppliedResource, ...] = (SERVICE, ALARM)
        self.monitoring = Monitoring(
            lambda _: self.resources, lambda _: preset(), reader, OwnMetrics(home), sandbox=False,
            now=self._now,
        )  # fmt: skip

    def _now(self) -> float:
        return self.stage.now.timestamp()

    def _passed(self, seconds: float) -> None:
        self.stage.now = NOW + timedelta(seconds=seconds)

    def __call__(self) -> StageStatus:
        bake = Bake(self.monitoring, lambda: self.store, clock=self.hours.clock)  # type: ignore[arg-type,return-value]
        return bake(self.stage.context)

    @property
    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.store.documents[KEY])
        return found

    def of(self, check: str) -> tuple[Finding, str]:
        told = self.stage.one(check)
        return told.finding, told.text


def chart(baking: Baking) -> str:
    """The check of the watched chart."""
    return str(baking.document["series"][0]["title"])


def test_a_change_that_does_well_passes_after_its_time_and_its_values_are_kept(tmp_path: Path) -> None:
    baking = Baking(tmp_path, CloudWatch([40, 60, 55]))
    assert baking() is StageStatus.PASSED
    assert baking.hours.seconds == 300
    assert baking.of(chart(baking)) == (Finding.PASSED, "40 % to 60 %, 50 % on average before.")
    [series] = baking.document["series"]
    assert [value for _, value in series["after"]][:3] == [40, 60, 55]
    assert {value for _, value in series["before"]} == {50}
    assert (series["above"], series["metric"]) == (80, CPU)


def test_all_metrics_of_a_look_are_one_call(tmp_path: Path) -> None:
    reader = CloudWatch([40])
    watch = tuple(
        Watched(metric=f"AWS/ECS {name}", above=Decimal(80)) for name in ("CPUUtilization", "MemoryUtilization")
    )
    baking = Baking(tmp_path, reader, watch=watch)
    assert baking() is StageStatus.PASSED
    assert len(baking.document["series"]) == 2
    assert reader.calls == baking.document["looks"] + 1, "one for the time before, and one a look"


def test_bad_values_one_after_the_other_fail_it_at_once(tmp_path: Path) -> None:
    baking = Baking(tmp_path, CloudWatch([40, 90, 95, 91, 40]), minutes=Decimal(60))
    assert baking() is StageStatus.FAILED
    assert baking.hours.seconds == 240
    assert baking.of(chart(baking)) == (Finding.FAILED, "91 % is over 80 %, 3 values one after the other.")


def test_bad_values_with_good_ones_between_do_not(tmp_path: Path) -> None:
    baking = Baking(tmp_path, CloudWatch([90, 95, 40, 90, 95, 40]), minutes=Decimal(7))
    assert baking() is StageStatus.PASSED
    assert "at most 2 bad one after the other" in baking.of(chart(baking))[1]


@pytest.mark.parametrize("between", ["slow looks", "refused looks"])
def test_bad_values_between_two_looks_count_as_well(tmp_path: Path, between: str) -> None:
    cloudwatch = CloudWatch([40, 95, 95, 95, 40, 40])
    if between == "refused looks":
        # The layout's look at what was before, one look, and then AWS is away for three minutes.
        cloudwatch.refusals = [False, False, True, True, True]
    baking = Baking(tmp_path, cloudwatch, every_seconds=180 if between == "slow looks" else 60)
    assert baking() is StageStatus.FAILED
    assert baking.of(chart(baking)) == (Finding.FAILED, "95 % is over 80 %, 3 values one after the other.")


def test_a_value_that_is_looked_at_twice_counts_once(tmp_path: Path) -> None:
    baking = Baking(tmp_path, CloudWatch([90, 40]), minutes=Decimal(2), every_seconds=10)
    assert baking() is StageStatus.PASSED
    assert baking.document["series"][0]["worst_bad"] == 1


@pytest.mark.parametrize(
    ("watched", "after", "said"),
    [
        ({"below": Decimal(10)}, [5], "5 % is under 10 %"),
        ({"worse_by_percent": Decimal(20)}, [61], "61 % is more than 20 % over before, which is 60 %"),
    ],
)
def test_each_kind_of_limit_fails_it(tmp_path: Path, watched: dict[str, Any], after: list[float], said: str) -> None:
    baking = Baking(tmp_path, CloudWatch(after), watch=(Watched(metric=CPU, **watched),))
    assert baking() is StageStatus.FAILED
    assert baking.of(chart(baking))[1].startswith(said)


def test_within_what_was_before_it_is_not_worse(tmp_path: Path) -> None:
    baking = Baking(tmp_path, CloudWatch([60]), watch=(Watched(metric=CPU, worse_by_percent=Decimal(20)),))
    assert baking() is StageStatus.PASSED


@pytest.mark.parametrize(("required", "status"), [(True, StageStatus.INCONCLUSIVE), (False, StageStatus.PASSED)])
def test_fault_75_no_data_is_not_good_data(tmp_path: Path, *, required: bool, status: StageStatus) -> None:
    watch = (Watched(metric=CPU, above=Decimal(80), required=required),)
    baking = Baking(tmp_path, CloudWatch([None]), watch=watch)
    assert baking() is status
    assert baking.of(chart(baking))[1] == "CloudWatch had no value of it since the apply."


def test_a_late_first_value_is_waited_for_beyond_the_time(tmp_path: Path) -> None:
    baking = Baking(tmp_path, CloudWatch([None, None, 40]), minutes=Decimal("0.2"))
    assert baking() is StageStatus.PASSED
    assert 12 < baking.hours.seconds < 240


def test_data_that_stops_coming_is_inconclusive(tmp_path: Path) -> None:
    baking = Baking(tmp_path, CloudWatch([40, 40, None]), minutes=Decimal(30))
    assert baking() is StageStatus.INCONCLUSIVE
    assert baking.of(chart(baking))[1].startswith("No value came in the last")


def test_nothing_of_before_to_compare_with_is_inconclusive(tmp_path: Path) -> None:
    watch = (Watched(metric=CPU, worse_by_percent=Decimal(20)),)
    baking = Baking(tmp_path, CloudWatch([40], before=None), watch=watch)
    assert baking() is StageStatus.INCONCLUSIVE
    assert baking.of(chart(baking))[1] == "There is no value of before the apply to compare it with."


def test_a_metric_that_no_chart_draws_is_inconclusive(tmp_path: Path) -> None:
    baking = Baking(tmp_path, CloudWatch([40]), watch=(Watched(metric="AWS/RDS CPUUtilization", above=Decimal(1)),))
    assert baking() is StageStatus.INCONCLUSIVE
    assert baking.of("AWS/RDS CPUUtilization")[0] is Finding.UNKNOWN


def going_off(since: timedelta) -> Alarm:
    return Alarm("slow", "ALARM", since=NOW + since)


def test_an_alarm_that_goes_off_after_the_apply_fails_it(tmp_path: Path) -> None:
    reader = CloudWatch([40])
    reader.standing = (going_off(timedelta(0)),)
    baking = Baking(tmp_path, reader, minutes=Decimal(60))
    assert baking() is StageStatus.FAILED
    assert baking.of("alarms") == (Finding.FAILED, "Going off, 3 looks one after the other: slow.")
    assert baking.hours.seconds == 120


def test_an_alarm_of_before_the_apply_is_not_this_changes(tmp_path: Path) -> None:
    reader = CloudWatch([40])
    reader.standing = (going_off(timedelta(hours=-1)),)
    assert Baking(tmp_path, reader)() is StageStatus.PASSED
    reader.standing = (going_off(timedelta(0)),)
    assert Baking(tmp_path, reader, alarms=False)() is StageStatus.PASSED


def test_fault_74_a_refused_look_is_no_measurement_and_recovers(tmp_path: Path) -> None:
    reader = CloudWatch([40])
    reader.refusals = [True, True, False, False, True]
    assert Baking(tmp_path, reader)() is StageStatus.PASSED
    reader.refusals = [False] + [True] * 50
    baking = Baking(tmp_path, reader)
    assert baking() is StageStatus.INCONCLUSIVE
    assert baking.of("measurement") == (Finding.UNKNOWN, "The last look failed: AWS asks to wait.")


def test_it_is_cancelled_at_once_and_goes_on_with_the_time_that_is_left(tmp_path: Path) -> None:
    baking = Baking(tmp_path, CloudWatch([40]), minutes=Decimal(10))
    baking.hours._on_wait = lambda seconds: (baking._passed(seconds), seconds >= 180 and baking.hours.set())
    with pytest.raises(RunStoppedError):
        baking()
    assert baking.document["elapsed_seconds"] == 180
    assert not [each for each in baking.stage.told if each.finding is not Finding.NOTED]
    again = Baking(tmp_path, CloudWatch([40]), minutes=Decimal(10), store=baking.store)
    assert again() is StageStatus.PASSED
    assert again.hours.seconds == 420


def test_a_bake_of_another_run_is_not_gone_on_with(tmp_path: Path) -> None:
    baking = Baking(tmp_path, CloudWatch([40]))
    baking()
    again = Baking(tmp_path, CloudWatch([40]), store=baking.store)
    again.stage.part.run = "tiny/dev#8"
    assert again() is StageStatus.PASSED
    assert again.hours.seconds == 300
    # Two machines count their runs alike: the plan tells them apart.
    other = Baking(tmp_path, CloudWatch([40]), store=baking.store)
    other.stage.part.run, other.stage.part.plan_sha256 = "tiny/dev#8", "5b" * 32
    other()
    assert other.hours.seconds == 300


def test_fault_94_a_clock_that_is_set_back_makes_a_bake_neither_shorter_nor_endless(tmp_path: Path) -> None:
    baking = Baking(tmp_path, CloudWatch([40]))
    jumps = {60.0: timedelta(hours=-2), 120.0: timedelta(hours=3)}

    def passed(seconds: float) -> None:
        baking.stage.now = NOW + timedelta(seconds=seconds) + jumps.get(seconds, timedelta())

    baking.hours._on_wait = passed
    assert baking() is StageStatus.PASSED
    assert baking.hours.seconds == 300


def test_what_was_measured_while_the_apply_ran_is_not_of_the_bake(tmp_path: Path) -> None:
    reader = CloudWatch([40])
    reader.during = 99
    baking = Baking(tmp_path, reader)
    assert baking() is StageStatus.PASSED
    assert {value for _, value in baking.document["series"][0]["after"]} == {40}


def test_what_the_apply_made_is_watched_though_the_screen_was_looked_at_before(tmp_path: Path) -> None:
    baking = Baking(tmp_path, CloudWatch([40]))
    whole, baking.resources = baking.resources, (ALARM,)
    baking.monitoring.layout(baking.stage.context.name)
    baking.resources = whole
    assert baking() is StageStatus.PASSED
    assert len(baking.document["series"]) == 1


def test_where_there_was_nothing_to_apply_it_is_watched_from_the_bake_on(tmp_path: Path) -> None:
    baking = Baking(tmp_path, CloudWatch([40]))
    apply = baking.stage.part.stage(RolloutStage.APPLY)
    apply.started_at = apply.ended_at = None
    baking.stage.begun(RolloutStage.BAKE)
    assert baking() is StageStatus.PASSED
    assert min(at for at, _ in baking.document["series"][0]["after"]) >= NOW.timestamp()


def test_without_minutes_nothing_is_baked(tmp_path: Path) -> None:
    baking = Baking(tmp_path, CloudWatch([40]), minutes=Decimal(0))
    assert baking() is StageStatus.SKIPPED
    assert baking.store.documents == {}


def test_where_nothing_is_measured_time_alone_passes_and_a_required_metric_is_inconclusive(tmp_path: Path) -> None:
    baking = Baking(tmp_path, CloudWatch([40]), watch=())
    baking.resources = ()
    assert baking() is StageStatus.PASSED
    baking = Baking(tmp_path, CloudWatch([40]))
    baking.resources = ()
    assert baking() is StageStatus.INCONCLUSIVE


def test_an_environment_without_an_apply_is_inconclusive(tmp_path: Path) -> None:
    baking = Baking(tmp_path, CloudWatch([40]))

    def nothing(_: object) -> tuple[AppliedResource, ...]:
        raise InputError("tiny/dev was not applied yet.")

    baking.monitoring._resources = nothing
    assert baking() is StageStatus.INCONCLUSIVE
