"""What a change of capacity and an instance refresh would do, and how a refresh ended."""

from __future__ import annotations

from textual.content import Content

from console.domain.asg import InstanceRefresh
from console.services.asg_refresh import RefreshPlan, verdict_words
from console.services.asg_scaling import CapacityPlan
from console.ui.gate import styled


def capacity_content(plan: CapacityPlan) -> Content:
    """What a desired capacity would do."""
    group = plan.group
    lines = [
        styled("Instances   [b]$a -> $b[/]", a=group.desired, b=plan.desired),
        styled("Cost        $words", words=plan.cost_words),
        styled("Bounds      $low to $high", low=group.minimum, high=group.maximum),
        styled("Next apply  $words", words=plan.next_apply),
    ]
    return Content("\n").join([*lines, *_warnings(plan.warnings)])


def refresh_content(plan: RefreshPlan) -> Content:
    """What an instance refresh would do."""
    group = plan.group
    lines = [
        styled(
            "Every one of [b]$count[/] instances is ended and started anew from [b]$template[/], version $version.",
            count=len(group.instances),
            template=group.template or "its launch template",
            version=group.latest_version or group.template_version or "?",
        ),
        styled("$count of them are of another version now.", count=len(group.outdated)),
        styled(
            "$percent % stay in service: at most $once at a time, each given its warm-up.",
            percent=plan.minimum_healthy,
            once=plan.at_once,
        ),
    ]
    return Content("\n").join([*lines, *_warnings(plan.warnings)])


def verdict_content(refresh: InstanceRefresh) -> Content:
    """How a refresh ended."""
    tint = "$text-success" if refresh.succeeded else "$text-error"
    words = verdict_words(refresh)
    return styled(f"[b {tint}]The instance refresh $words.[/] $reason", words=words, reason=refresh.reason)


def _warnings(warnings: tuple[str, ...]) -> list[Content]:
    return [styled("[$text-warning]! $w[/]", w=warning) for warning in warnings]
