"""What an operator approves, in one text: counts, destructive changes in full, cost, where."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from textual.content import Content

from console.domain.context import Context
from console.domain.cost_figures import CostFigures
from console.domain.environment import Protection
from console.domain.plan import Action
from console.domain.run import RunKind
from console.services.approval_guards import unknown_cost
from console.ui.actions import action_style
from console.ui.cost_view.budget import age_line, budget_word, standing_line
from console.ui.cost_view.summary import line_content
from console.ui.format import usd
from console.ui.gate import content, styled
from console.ui.plan_view.guards import change_content, destructive_words, losses_content, stateful
from console.ui.ports import Reviewed
from console.ui.top_line import mode_words, where


def counts_content(reviewed: Reviewed) -> Content:
    """`+3 create  ~2 change  ±1 replace  -0 destroy`, and what is rarer only where it is."""
    counts = reviewed.plan.counts
    shown = [
        (Action.CREATE, counts.create), (Action.CHANGE, counts.change),
        (Action.REPLACE, counts.replace), (Action.DESTROY, counts.destroy),
    ]  # fmt: skip
    rare = [(Action.MOVE, counts.move), (Action.IMPORT, counts.imported), (Action.FORGET, counts.forget)]
    parts = []
    for action, count in [*shown, *((action, count) for action, count in rare if count)]:
        style = action_style(action) if count else "$foreground-muted"
        parts.append(styled(f"[{style}]$sign$count $word[/]" if style else "$sign$count $word",
                            sign=action.symbol, count=count, word=action.value))  # fmt: skip
    return Content("   ").join(parts)


def cost_content(reviewed: Reviewed, today: date) -> Content:
    """The cost after the apply, what it stands on where that is not the preset, and the budget, in words."""
    cost = reviewed.cost
    if cost is None:
        return styled("[$text-warning]The monthly cost is not known.[/]")
    least = "" if cost.after.complete else "at least "
    text = styled(
        "$least$before -> [b]$after[/] USD/month ($difference)",
        least=least, before=usd(cost.before.monthly.expected), after=usd(cost.after.monthly.expected),
        difference=usd(cost.difference.expected, sign=True),
    )  # fmt: skip
    if cost.budget is not None:
        word, style = budget_word(cost)
        colour = {"good": "$text-success", "warning": "$text-warning", "bad": "b $text-error"}[style]
        text += styled(f"   budget $budget: [{colour}]$word[/]", budget=usd(cost.budget), word=word)
    for line in (standing_line(cost), age_line(cost.after, today)):
        if line:
            text += Content("\n") + line_content(line)
    return text


def where_content(reviewed: Reviewed, context: Context | None) -> Content:
    """Mode in words, account and region: from the plan's own identity where it is known."""
    identity = reviewed.record.identity
    place = f"{identity.account} {identity.region}" if identity else where(context)
    production = reviewed.preset.protection is Protection.PROTECTED or reviewed.record.name.environment == "production"
    words = mode_words(Context(sandbox=reviewed.record.sandbox), production)
    return words + content(f"  {place}") if words.plain else content(place)


def destructive_content(reviewed: Reviewed) -> Content:
    """The sentence, then every destructive change; what holds data stands first."""
    plan = reviewed.plan
    holding = stateful(plan.destructive)
    others = [change for change in plan.destructive if change not in holding]
    lines: Sequence[Content] = [change_content(change) for change in (*holding, *others)]
    return Content("\n").join([*losses_content(reviewed), destructive_words(plan, reviewed.record.kind), *lines])


def question(reviewed: Reviewed) -> str:
    """The button's word."""
    if reviewed.record.only_upgrades:
        return "Keep"
    return "Destroy" if reviewed.record.kind is RunKind.DESTROY else "Apply"


def over_budget_words(reviewed: Reviewed) -> str:
    """What is to be acknowledged; empty where the plan does not take the environment over its budget."""
    cost = reviewed.cost
    if reviewed.record.kind is RunKind.DESTROY or cost is None or cost.budget is None:
        return ""
    if not CostFigures.of(cost).goes_over(cost.budget):
        return ""
    return f"this is over budget: {usd(cost.after.monthly.expected)} of {usd(cost.budget)} USD per month"


def unknown_cost_words(reviewed: Reviewed) -> str:
    """What is to be acknowledged where the plan brings costs that nobody knows; else empty."""
    if reviewed.record.kind is RunKind.DESTROY:
        return ""
    cost = reviewed.cost
    return unknown_cost(None if cost is None else [resource.address for resource in cost.newly_unknown])


def plan_note(reviewed: Reviewed, seconds_left: float, *, narrow: bool) -> Content:
    """`plan #15   +3 ~2 ±1 -0   expires in 28 min`, for the walk's line; without its words where that is `narrow`."""
    record, plan = reviewed.record, reviewed.plan
    word = "[b $text-error]DESTROY[/] " if record.kind is RunKind.DESTROY else "" if narrow else "plan "
    if record.scope and not narrow:
        word = "[b $text-warning]$kind[/] "
    counts = "no changes" if plan.empty else str(plan.counts)
    if plan.refresh_only and plan.drift:
        counts = f"{len(plan.drift)} changed outside"
    expires = "" if plan.empty else expiry_words(seconds_left, narrow=narrow)
    gap = "  " if narrow else "   "
    return styled(
        f"{word}[b]#$number[/]{gap}$counts{gap}$expires",
        number=record.number, counts=counts, expires=expires, kind=record.scope.partition(":")[0].partition(" ")[0],
    )  # fmt: skip


def expiry_words(seconds: float, *, narrow: bool = False) -> str:
    """`expires in 28 min`, `expires in 41 s`, `expired`."""
    if seconds <= 0:
        return "expired" if narrow else "expired: r plans again"
    left = f"{int(seconds // 60)} min" if seconds >= 60 else f"{int(seconds)} s"
    return left if narrow else f"expires in {left}"
