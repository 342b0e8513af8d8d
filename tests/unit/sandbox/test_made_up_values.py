"""Made-up metrics: the same each time, following the load, the faults and the capacity, without gaps of their own."""

from typing import Any

import pytest

from console.sandbox.metrics import scenery
from console.sandbox.metrics.history import History
from console.sandbox.metrics.made_up import databases
from console.sandbox.metrics.measured import Measured
from console.sandbox.metrics.scenery import record_capacity, scene_of
from console.sandbox.metrics.signals import DAY, HOUR, MINUTE, Moment, Scene, Sheet, durations, noise
from console.sandbox.metrics.statistics import statistic
from console.sandbox.metrics.store import MetricStore
from console.sandbox.metrics.work import Work

NOW = 1_800_000_000


def scene(now: float = NOW, load: float = 100.0, slow: Any = ()) -> Scene:
    return Scene(now, NOW, History.of((), load), History.of(slow, 0.0), {})


def series(given: Scene, step: int = MINUTE, formula: Any = lambda moment, _: moment.demand) -> Any:
    sheet = Sheet(given)
    sheet.add("Space", "Name", {"One": "two"}, "Count", formula, step)
    return next(iter(sheet.values()))


def points(found: Any, start: int, end: int) -> dict[int, Measured]:
    return dict(found.measured(start, end, values=False))


def test_a_minute_is_shown_once_it_is_over() -> None:
    assert max(points(series(scene(NOW + 59)), NOW - 600, NOW + 600)) == NOW - MINUTE
    assert max(points(series(scene(NOW + 60)), NOW - 600, NOW + 600)) == NOW


def test_the_past_becomes_coarser_and_then_ends() -> None:
    found = series(scene())
    assert len(points(found, NOW - HOUR, NOW)) == 60
    assert len(points(found, NOW - 8 * HOUR, NOW - 7 * HOUR)) == 12
    later = series(scene(NOW + 4 * DAY))
    assert len(points(later, NOW, NOW + 12 * HOUR)) == 12
    assert min(points(found, NOW - 30 * DAY, NOW)) == NOW - 3 * DAY


def test_what_is_counted_is_the_same_at_each_fineness() -> None:
    def each_minute(moment: Moment, _wobble: float) -> Measured:
        return Measured(moment.minutes, 10.0 * moment.minutes, 10.0, 10.0)

    found = series(scene(), formula=each_minute)
    hours = (points(found, NOW - hours * HOUR, NOW - (hours - 1) * HOUR) for hours in (1, 8))
    assert [sum(each.total for each in hour.values()) for hour in hours] == [600.0, 600.0]


def test_the_load_holds_from_the_time_at_which_it_was_turned() -> None:
    turned = Scene(NOW, NOW, History.of([(NOW - 600.0, 300.0)], 100.0), History.of((), 0.0), {})
    values = [each.total for each in points(series(turned), NOW - 1200, NOW).values()]
    assert 2.5 < min(values[10:]) / max(values[:10]) < 3.5


def test_noise_is_the_same_each_time_and_has_no_direction() -> None:
    values = [noise(1, at) for at in range(0, 10 * DAY, MINUTE)]
    assert values == [noise(1, at) for at in range(0, 10 * DAY, MINUTE)]
    assert all(-1 <= value <= 1 for value in values)
    assert abs(sum(values) / len(values)) < 0.05


def test_work_is_shared_by_what_runs() -> None:
    moment = Moment(NOW, NOW, 1, 1.0, slow=False)
    two, four = (Work(History([0.0, 1.0], [2.0, count])).wanted(moment) for count in (2.0, 4.0))
    assert two == pytest.approx(45.0)
    assert four == pytest.approx(24.0)
    assert Work(History([0.0, 1.0], [2.0, 0.0])).wanted(moment) is None, "nothing runs: no data, and no zero"


def test_a_slow_database_is_busy_late_and_full_of_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    class Instance:
        db_cluster_identifier, db_instance_class, allocated_storage, is_replica = None, "db.t4g.medium", 20, True

    backend = type("Backend", (), {"databases": {"main": Instance()}, "clusters": {}})()
    monkeypatch.setattr(databases, "rds_backends", {"account": {"region": backend}})
    sheet = Sheet(scene(slow=[(NOW - 600.0, 1.0)]))
    databases.add_series(sheet, "account", "region")
    by_name = {metric.name: found for metric, found in sheet.items()}
    for name in (
        "CPUUtilization",
        "DatabaseConnections",
        "ReadLatency",
        "WriteLatency",
        "ReplicaLag",
        "DiskQueueDepth",
    ):
        values = [each.total / each.count for each in points(by_name[name], NOW - 1200, NOW).values()]
        assert min(values[10:]) > 2 * max(values[:10]), name
    assert min(each.total for each in points(by_name["ReplicaLag"], NOW - 600, NOW).values()) > 1


def test_durations_have_a_long_end() -> None:
    measured = durations(0.1, 600)
    assert measured is not None
    median, high, most = (statistic(name, measured) for name in ("p50", "p95", "Maximum"))
    assert median < 0.1 < high < most  # type: ignore[operator]
    assert statistic("Average", measured) == pytest.approx(0.1)


def test_a_history_is_bounded_and_keeps_the_newest() -> None:
    history = History()
    for moment in range(2000):
        history.record(float(moment), float(moment))
    assert len(history.times) == 1000
    assert history.at(5000.0) == 1999.0
    assert not history.record(3000.0, 1999.0), "the same value is nothing new"


def test_what_is_told_of_the_past_replaces_what_was_recorded_of_it() -> None:
    history = History([0.0, 100.0, 200.0], [0.0, 1.0, 0.0])
    history.forget_from(50.0)
    history.record(50.0, 1.0)
    assert [history.at(moment) for moment in (49.0, 50.0, 150.0, 250.0)] == [0.0, 1.0, 1.0, 1.0]


def test_what_was_put_is_kept_more_coarsely_the_older_it_is() -> None:
    store = MetricStore()
    from datetime import UTC, datetime

    for number in range(5000):
        at = datetime.fromtimestamp(NOW - 20 * DAY + number * 345, UTC)
        store.put("Space", {"MetricName": "Used", "Value": 1.0, "Timestamp": at, "StorageResolution": 1}, NOW)
    (found,) = store.series.values()
    assert sum(each.count for each in found.points.values()) == 5000
    old = [at for at in found.points if at < NOW - 16 * DAY]
    assert old
    assert all(at % 300 == 0 for at in old)


def test_a_fault_may_have_begun_some_minutes_ago() -> None:
    account, region = "fault-account", "us-east-1"
    record_capacity(account, region, NOW, {})
    assert record_capacity(account, region, NOW + 1, {"slow-database": NOW - 600.0})
    assert not record_capacity(account, region, NOW + 2, {"slow-database": NOW - 600.0})
    slow = scene_of(account, region, NOW + 3).slow_database
    assert [slow.at(NOW - seconds) for seconds in (601, 599, 0)] == [0.0, 1.0, 1.0]
    assert record_capacity(account, region, NOW + 4, {})
    assert scene_of(account, region, NOW + 5).slow_database.at(NOW + 5) == 0.0


def test_targets_that_do_not_answer_yet_are_news_and_not_the_past(monkeypatch: pytest.MonkeyPatch) -> None:
    account, region = "targets-account", "us-east-1"
    monkeypatch.setattr(scenery, "_capacity", lambda *_: {"unhealthy:group": 2.0, "healthy:group": 3.0})
    record_capacity(account, region, NOW, {})
    found = scene_of(account, region, NOW + 60)
    unhealthy, healthy = (found.history(f"{key}:group", 9.0) for key in ("unhealthy", "healthy"))
    assert [unhealthy.at(NOW - 600), unhealthy.at(NOW)] == [0.0, 2.0]
    assert healthy.at(NOW - 600) == 3.0
