"""What stands between a plan and its approval: what it destroys, what changed outside, what it warns of."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from console.domain.plan import Action, Plan, ResourceChange
from console.domain.run import RunKind
from console.domain.stateful import STATEFUL
from console.ui.actions import action_style, action_word
from console.ui.format import plural
from console.ui.gate import styled
from console.ui.ports import Reviewed

DRIFT_SHOWN = 50


def stateful(changes: Iterable[ResourceChange]) -> list[ResourceChange]:
    """Those of the changes that take data or an address with them."""
    return [change for change in changes if change.destructive and change.type in STATEFUL]


def change_content(change: ResourceChange) -> Content:
    """`± replace  aws_db_instance.this   cannot be changed in place`, as one line of text."""
    style = action_style(change.action)
    text = styled(f"[{style}]$word[/]  $address" if style else "$word  $address",
                  word=f"{action_word(change.action):<9}", address=change.address)  # fmt: skip
    if change.deposed:
        text += styled("  [$foreground-muted](deposed object $key)[/]", key=change.deposed)
    if change.reason:
        text += styled("  [$foreground-muted]because $reason[/]", reason=change.reason)
    return text


def destructive_words(plan: Plan, kind: RunKind) -> Content:
    """One sentence: how much is destroyed or replaced, and whether anything of it holds data."""
    counts = plan.counts
    if kind is RunKind.DESTROY:
        head = styled("[b $text-error]DESTROY[/]: this plan destroys $count.", count=plural(counts.destroy, "resource"))
    elif plan.destructive:
        parts = [
            plural(number, one, many)
            for number, one, many in (
                (counts.replace, "replacement", "replacements"),
                (counts.destroy, "resource destroyed", "resources destroyed"),
                (counts.forget, "resource forgotten", "resources forgotten"),
            )
            if number
        ]
        head = styled("[b $text-warning]$parts[/].", parts=", ".join(parts) or plural(len(plan.destructive), "removal"))
    else:
        return styled("[$text-success]Nothing is destroyed or replaced.[/]")
    holding = stateful(plan.destructive)
    if holding:
        return head + styled(
            " [b $text-error]$count data or an address:[/]", count=plural(len(holding), "holds", "hold")
        )
    return head + Content(" None of them holds data.")


def losses_content(reviewed: Reviewed) -> list[Content]:
    """What a rollback cannot bring back, a line each."""
    return [styled("[b $text-error]Cannot come back:[/] $loss", loss=loss) for loss in reviewed.losses]


def guards_content(reviewed: Reviewed) -> Content:
    """The tab: destructive changes named, drift, what the services found."""
    plan = reviewed.plan
    scope = reviewed.record.scope
    parts = [styled("[b $text-warning]$scope[/]", scope=scope)] if scope else []
    parts.extend(losses_content(reviewed))
    parts.append(destructive_words(plan, reviewed.record.kind))
    parts.extend(change_content(change) for change in stateful(plan.destructive))
    if not plan.complete:
        parts.append(styled("[b $text-warning]Incomplete[/]: another plan and apply will be needed after this one."))
    if plan.errored or not (plan.applyable or plan.empty):
        parts.append(styled("[b $text-error]Not applyable[/]: Terraform met an error while it planned."))
    parts.append(Content())
    if plan.drift:
        parts.append(styled("[b $text-warning]Changed outside Terraform ($count)[/]", count=len(plan.drift)))
        parts.extend(change_content(change) for change in plan.drift[:DRIFT_SHOWN])
        if len(plan.drift) > DRIFT_SHOWN:
            parts.append(styled("and $count more", count=len(plan.drift) - DRIFT_SHOWN))
        parts.append(styled("[$foreground-muted]h: by attribute, and both ways out of it[/]"))
    else:
        parts.append(styled("[$foreground-muted]Nothing was changed outside Terraform.[/]"))
    if reviewed.findings:
        parts.extend([Content(), styled("[b]Findings[/]")])
        parts.extend(styled("[$foreground-muted]•[/] $finding", finding=finding) for finding in reviewed.findings)
    return Content("\n").join(parts)


def guard_line(reviewed: Reviewed) -> str:
    """The short form below the tree: `Guards: 1 replacement, none stateful; 2 changed outside`."""
    plan = reviewed.plan
    if not plan.destructive:
        words = "nothing destroyed"
    else:
        replaced = sum(1 for change in plan.destructive if change.action is Action.REPLACE)
        parts = [plural(replaced, "replacement")] if replaced else []
        if len(plan.destructive) > replaced:
            parts.append(f"{len(plan.destructive) - replaced} destroyed")
        holding = len(stateful(plan.destructive))
        words = f"{', '.join(parts)}, {plural(holding, 'holds data', 'hold data') if holding else 'none holds data'}"
    drift = f"; {len(plan.drift)} changed outside" if plan.drift else ""
    return f"Guards: {words}{drift}"
