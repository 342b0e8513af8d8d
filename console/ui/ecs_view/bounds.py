"""What a change of autoscaling's bounds and targets would do."""

from __future__ import annotations

from textual.content import Content

from console.domain.ecs import ScalingPolicy
from console.services.autoscaling import AutoscalingPlan
from console.ui.gate import styled


def metric_name(policy: ScalingPolicy) -> str:
    """`CPU`: what a policy keeps at its target."""
    return policy.metric.removeprefix("ECSServiceAverage").removesuffix("Utilization")


def autoscale_content(plan: AutoscalingPlan) -> Content:
    """Bounds and targets before and after, their cost, and who may undo them."""
    before = plan.before
    lines = [
        styled(
            "Tasks       [b]$a to $b -> $c to $d[/]",
            a=before.minimum, b=before.maximum, c=plan.minimum, d=plan.maximum,
        )
    ]  # fmt: skip
    for policy, target in plan.policies:
        words = {"name": metric_name(policy).ljust(11), "a": policy.target or "?", "b": target}
        lines.append(styled("$name [b]$a -> $b[/] %", **words))
    lines += [
        styled("At minimum  $words", words=plan.least_cost.words),
        styled("At maximum  $words", words=plan.most_cost.words),
    ]
    return Content("\n").join([*lines, *(styled("[$text-warning]! $w[/]", w=warning) for warning in plan.warnings)])
