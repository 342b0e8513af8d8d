"""Target tracking: which metric a policy follows, and the alarms that it makes for itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from moto.cloudwatch.models import CloudWatchBackend
from moto.moto_api._internal import mock_random

_HIGH_PERIODS, _LOW_PERIODS = 3, 15
_LOW_SHARE = 0.9
"""Scaling in begins where the metric is a tenth below its target for a quarter of an hour."""


@dataclass(frozen=True)
class Followed:
    """A metric that a policy follows."""

    namespace: str
    name: str
    dimensions: list[dict[str, str]]
    statistic: str = "Average"
    unit: str | None = None


_OF_SERVICES = {
    "ECSServiceAverageCPUUtilization": "CPUUtilization",
    "ECSServiceAverageMemoryUtilization": "MemoryUtilization",
}
_OF_GROUPS = {
    "ASGAverageCPUUtilization": "CPUUtilization",
    "ASGAverageNetworkIn": "NetworkIn",
    "ASGAverageNetworkOut": "NetworkOut",
}


def followed(configuration: Mapping[str, Any], dimensions: dict[str, str]) -> Followed | None:
    """The metric of a configuration, for a service or group of these dimensions; None for one that is not simulated."""
    own = [{"Name": name, "Value": value} for name, value in dimensions.items()]
    if custom := configuration.get("CustomizedMetricSpecification"):
        if "MetricName" not in custom:
            return None
        given = list(custom.get("Dimensions") or [])
        return Followed(custom["Namespace"], custom["MetricName"], given, custom["Statistic"], custom.get("Unit"))
    specification = configuration.get("PredefinedMetricSpecification") or {}
    kind = specification.get("PredefinedMetricType", "")
    if kind in _OF_SERVICES:
        return Followed("AWS/ECS", _OF_SERVICES[kind], own)
    if kind in _OF_GROUPS:
        return Followed("AWS/EC2", _OF_GROUPS[kind], own)
    if kind == "ALBRequestCountPerTarget":
        group = specification.get("ResourceLabel", "").partition("/targetgroup/")[2]
        target = [{"Name": "TargetGroup", "Value": f"targetgroup/{group}"}]
        return Followed("AWS/ApplicationELB", "RequestCountPerTarget", target, "Sum")
    return None


def put_alarms(
    backend: CloudWatchBackend, label: str, metric: Followed, configuration: Mapping[str, Any], arn: str
) -> list[Any]:
    """Make the alarms of a policy that follows the metric: one to scale out and one, unless disabled, to scale in."""
    target = float(configuration["TargetValue"])
    wanted = [("AlarmHigh", "GreaterThanThreshold", target, _HIGH_PERIODS)]
    if str(configuration.get("DisableScaleIn", False)).lower() != "true":
        wanted.append(("AlarmLow", "LessThanThreshold", target * _LOW_SHARE, _LOW_PERIODS))
    return [
        backend.put_metric_alarm(
            name=f"TargetTracking-{label}-{kind}-{mock_random.uuid4()}",
            namespace=metric.namespace,
            metric_name=metric.name,
            metric_data_queries=[],
            comparison_operator=comparison,
            evaluation_periods=periods,
            period=60,
            threshold=threshold,
            unit=metric.unit,
            statistic=metric.statistic,
            description=f"DO NOT EDIT OR DELETE. For TargetTrackingScaling policy {arn}.",
            dimensions=metric.dimensions,
            alarm_actions=[arn],
        )
        for kind, comparison, threshold, periods in wanted
    ]
