"""What of a cost is not known, each with its reason: the total is at least what is shown."""

from __future__ import annotations

from textual.content import Content

from console.domain.cost import CostOfPlan
from console.ui.format import plural
from console.ui.gate import styled

SHOWN = 200


def unknown_content(cost: CostOfPlan) -> Content:
    """Every resource whose cost is not wholly known, with its components and why."""
    unknown = cost.after.unknown
    if not unknown:
        return styled("[$text-success]Everything of this cost is known[/], on the assumptions beside.")
    new = {resource.address for resource in cost.newly_unknown}
    head = "Of $count not all is known, so that every total is [b]at least[/] what is shown."
    parts = [styled(head, count=plural(len(unknown), "resource"))]
    for resource in unknown[:SHOWN]:
        parts.append(Content())
        mark = "  [$text-warning]new with this plan[/]" if resource.address in new and cost.before.resources else ""
        parts.append(styled(f"[$text-secondary]?[/] [b]$service[/]  $address{mark}",
                            service=resource.service, address=resource.address))  # fmt: skip
        for line in resource.lines:
            if not line.standing.known:
                parts.append(styled("    $component: $standing", component=line.component, standing=line.standing))
                if line.note:
                    parts.append(styled("    [$foreground-muted]$note[/]", note=line.note))
    if len(unknown) > SHOWN:
        parts.append(styled("\nand $count more", count=len(unknown) - SHOWN))
    return Content("\n").join(parts)
