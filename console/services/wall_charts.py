"""Which charts of an environment matter from across a room: those of its alarms first, then one of each kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from console.domain.metrics import Chart

MATTERS = (
    ("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count"),
    ("AWS/ApplicationELB", "TargetResponseTime"),
    ("AWS/ECS", "CPUUtilization"),
    ("AWS/ECS", "MemoryUtilization"),
    ("AWS/RDS", "CPUUtilization"),
    ("AWS/RDS", "DatabaseConnections"),
    ("ECS/ContainerInsights", "RunningTaskCount"),
    ("ECS/ContainerInsights", "DesiredTaskCount"),
    ("AWS/AutoScaling", "GroupInServiceInstances"),
    ("AWS/AutoScaling", "GroupDesiredCapacity"),
    ("AWS/EC2", "CPUUtilization"),
    ("AWS/ElastiCache", "EngineCPUUtilization"),
    ("AWS/ElastiCache", "DatabaseMemoryUsagePercentage"),
    ("AWS/DynamoDB", "ReadThrottleEvents"),
    ("AWS/DynamoDB", "WriteThrottleEvents"),
    ("AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count"),
    ("AWS/ApplicationELB", "RequestCount"),
    ("AWS/SQS", "ApproximateAgeOfOldestMessage"),
    ("AWS/Lambda", "Errors"),
    ("AWS/NetworkELB", "ActiveFlowCount"),
)
"""Namespace and name, the most telling first."""


def that_matter(charts: Sequence[Chart], in_alarm: Collection[str], most: int) -> tuple[Chart, ...]:
    """At most so many charts: whose alarm (by name) went off, then one of each kind, then second ones of a kind."""
    seen: Counter[tuple[str, str]] = Counter()
    ranked: list[tuple[bool, int, int, Chart]] = []
    for chart in charts:
        kind = (chart.metrics[0].namespace, chart.metrics[0].name)
        alarmed = any(line.alarm in in_alarm for line in chart.thresholds)
        if kind not in MATTERS and not (alarmed or chart.own):
            continue
        rank = MATTERS.index(kind) if kind in MATTERS else len(MATTERS)
        ranked.append((not alarmed, seen[kind], rank, chart))
        seen[kind] += 1
    return tuple(chart for *_, chart in sorted(ranked, key=lambda each: each[:3])[:most])
