"""CloudWatch in memory: metrics that wave, alarms, and what goes wrong with them."""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from console.domain.alarms import Alarm, AlarmEvent
from console.domain.environment import EnvironmentName
from console.domain.metrics import Answer, Metric, Query, Series, Standing
from console.errors import AwsError
from console.services.applied_resources import AppliedResource
from console.services.monitoring import Monitoring
from console.services.own_metrics import OwnMetrics
from tests.fakes.overview import NOW, preset

NAME = EnvironmentName("replaydash", "dev")
BALANCER = "app/replaydash-dev-alb/50dc6c495c0c9188"
GROUP = "targetgroup/replaydash-dev-3000/0123456789abcdef"
CPU = Metric.of(
    "AWS/ECS", "CPUUtilization", {"ClusterName": "replaydash-dev-cluster", "ServiceName": "replaydash-dev-api"}.items()
)
LATENCY = Metric.of(
    "AWS/ApplicationELB", "TargetResponseTime", {"LoadBalancer": BALANCER, "TargetGroup": GROUP}.items()
)


def resource(type_: str, number: int = 0, **values: Any) -> AppliedResource:
    """A resource of the state."""
    return AppliedResource(f"{type_}.this[{number}]", type_, "", values)


def alarm_resource(name: str, metric: Metric, threshold: float, **changes: Any) -> AppliedResource:
    given = {
        "alarm_name": name,
        "namespace": metric.namespace,
        "metric_name": metric.name,
        "dimensions": dict(metric.dimensions),
        "statistic": "Average",
        "threshold": threshold,
        "period": 300,
        "comparison_operator": "GreaterThanThreshold",
    }
    return resource("aws_cloudwatch_metric_alarm", **(given | changes))


def state() -> tuple[AppliedResource, ...]:
    """What CloudWatch measures of replaydash/dev."""
    return (
        resource("aws_lb", name="replaydash-dev-alb", arn="lb", arn_suffix=BALANCER, load_balancer_type="application"),
        resource("aws_lb_target_group", name="replaydash-dev-3000", arn="tg", arn_suffix=GROUP),
        resource("aws_ecs_service", name="replaydash-dev-api", cluster="arn:aws:ecs:x:0:c/replaydash-dev-cluster"),
        resource("aws_db_instance", identifier="replaydash-dev-postgres"),
        resource("aws_s3_bucket", bucket="replaydash-dev-uploads"),
        alarm_resource("replaydash-dev-ecs-cpu", CPU, 70),
        alarm_resource("replaydash-dev-alb-latency", LATENCY, 1, statistic=None, extended_statistic="p95"),
    )  # fmt: skip


def alarm(name: str = "replaydash-dev-ecs-cpu", state: str = "OK", **changes: Any) -> Alarm:
    given: dict[str, Any] = {
        "reason": "Threshold Crossed: 2 datapoints were not greater than the threshold (70.0).",
        "since": NOW - timedelta(hours=2),
        "description": "CPU use of the tasks in percent",
        "metric": CPU,
        "statistic": "Average",
        "operator": "GreaterThanThreshold",
        "threshold": 70.0,
        "period": 300,
        "periods": 2,
        "missing": "notBreaching",
    }
    return Alarm(name, state, **(given | changes))


def wave(metric: Metric, at: float) -> float:
    """The same for the same metric and time."""
    phase = zlib.crc32(str(metric).encode()) % 628 / 100
    height = {"TargetResponseTime": 0.35, "FreeStorageSpace": 17e9, "FreeableMemory": 900e6, "BucketSizeBytes": 3.2e9,
              "HTTPCode_Target_5XX_Count": 3.0, "RequestCount": 1500.0}.get(metric.name, 60.0)  # fmt: skip
    return round(height * (0.7 + 0.3 * math.sin(at / 1800 + phase)), 6)


@dataclass
class FakeMetrics:
    """What CloudWatch would say."""

    standing: tuple[Alarm, ...] = (
        alarm(
            "replaydash-dev-alb-latency", "ALARM", statistic="p95", threshold=1.0, metric=LATENCY,
            reason="Threshold Crossed: 2 datapoints [1.4, 1.6] were greater than the threshold (1.0).",
            since=NOW - timedelta(minutes=7),
        ),
        alarm(),
    )  # fmt: skip
    silent: set[str] = field(default_factory=set)
    """Names of metrics without data."""
    gap: tuple[float, float] | None = None
    """Seconds before the end between which nothing was measured."""
    standings: dict[str, Standing] = field(default_factory=dict)
    events: tuple[AlarmEvent, ...] = (
        AlarmEvent(NOW - timedelta(minutes=7), "StateUpdate", "Alarm updated from OK to ALARM"),
    )
    error: AwsError | None = None
    alarm_error: AwsError | None = None
    asked: list[tuple[Query, ...]] = field(default_factory=list)
    refusing: set[str] = field(default_factory=set)
    """Regions that refuse."""
    regions: list[str] = field(default_factory=list)
    """Those that were asked for points, in this order."""
    histories: list[tuple[str, str]] = field(default_factory=list)
    """Region and name of each alarm whose history was asked for."""

    def data(self, region: str, queries: Sequence[Query], start: float, end: float) -> Answer:
        if self.error is not None:
            raise self.error
        if region in self.refusing:
            raise AwsError("These credentials may not look there.")
        self.asked.append(tuple(queries))
        self.regions.append(region)
        found = {query: self._series(query, start, end) for query in queries}
        return Answer(found, -(-len(queries) // 500))

    def _series(self, query: Query, start: float, end: float) -> Series:
        standing = self.standings.get(query.metric.name, Standing.COMPLETE)
        if query.metric.name in self.silent:
            return Series((), standing)
        times = [start + step * query.period for step in range(int((end - start) // query.period))]
        kept = [at for at in times if self.gap is None or not self.gap[1] <= end - at <= self.gap[0]]
        return Series(tuple((at, wave(query.metric, at)) for at in kept), standing)

    def alarms(self, region: str, names: Sequence[str]) -> tuple[Alarm, ...]:
        if self.alarm_error is not None:
            raise self.alarm_error
        return tuple(each for each in self.standing if each.name in names)

    def history(self, region: str, alarm: str) -> tuple[AlarmEvent, ...]:
        self.histories.append((region, alarm))
        return self.events

    def metrics(self, region: str, namespace: str | None = None) -> tuple[Metric, ...]:
        known = (CPU, LATENCY, Metric.of("AWS/SQS", "NumberOfMessagesSent", [("QueueName", "jobs")]))
        return tuple(each for each in known if namespace in (None, each.namespace))


def monitoring(
    fake: FakeMetrics,
    home: Path,
    resources: tuple[AppliedResource, ...] | None = None,
    now: float = NOW.timestamp(),
) -> Monitoring:
    """The real service over the fake, with the clock standing still."""
    return Monitoring(
        lambda _: state() if resources is None else resources,
        lambda name: preset(name.system, name.environment),
        fake,
        OwnMetrics(home),
        sandbox=True,
        now=lambda: now,
    )
