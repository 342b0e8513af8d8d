"""Environments by what they cost: one row each with its bar, and two of them service by service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from textual.content import Content

from console.domain.cost_figures import CostFigures
from console.domain.environment import EnvironmentName
from console.ui.cost_view.basis import prices_words, usage_words
from console.ui.format import UNKNOWN, age, bar, usd
from console.ui.gate import clean, content, styled
from console.ui.line_list import Line, LineList, Span, fit

FIGURE = 11
RANGE = 21
ROOM_FOR_RANGE = 74
SERVICE = 18
BAR = 10


@dataclass(frozen=True, slots=True)
class EnvironmentCost:
    """What the newest plan or apply of an environment said that it costs; `figures` None: none said it yet."""

    name: EnvironmentName
    figures: CostFigures | None
    of: str = ""
    """Which run says so: `plan #15`."""
    at: datetime | None = None
    note: str = ""
    """What is under way: `planning…`."""

    @property
    def after(self) -> Decimal | None:
        return self.figures.after if self.figures is not None else None


def total_words(figures: CostFigures | None) -> str:
    """`151.40`, `≥ 151.40` where not all is known, `-` where there is no figure."""
    if figures is None or figures.after is None:
        return UNKNOWN
    return usd(figures.after) if figures.complete else f"≥ {usd(figures.after)}"


def budget_standing(figures: CostFigures) -> tuple[str, str]:
    """How it stands to the budget of then, in a word, and the word's style."""
    if figures.budget is None or figures.after is None:
        return "", "muted"
    if figures.after > figures.budget:
        return "over", "bad"
    return ("near", "warning") if figures.after >= figures.budget * Decimal("0.9") else ("within", "good")


class EnvironmentCostList(LineList):
    """One row an environment: its total, its range, how it stands to its budget, and a bar."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._costs: Sequence[EnvironmentCost] = ()
        self._largest = Decimal(0)

    def show(self, costs: Sequence[EnvironmentCost]) -> None:
        """Show these, in their order."""
        self._costs = costs
        self._largest = max((cost.after for cost in costs if cost.after is not None), default=Decimal(0))
        self.rows_changed()

    @property
    def current(self) -> EnvironmentCost | None:
        return self._costs[self.cursor] if self._costs else None

    def row_count(self) -> int:
        return len(self._costs)

    def row(self, index: int, width: int) -> Line:
        cost, figures = self._costs[index], self._costs[index].figures
        ranged = width >= ROOM_FOR_RANGE
        name = width - FIGURE - 8 - BAR - 2 - (RANGE if ranged else 0)
        first = Span(fit(clean(str(cost.name)), name), "strong" if index == 0 else "")
        if cost.note:
            return first, Span(f"  {cost.note}", "running")
        if figures is None or figures.after is None:
            return first, Span("  no plan yet: p plans it", "muted")
        word, style = budget_standing(figures)
        low, high = figures.low, figures.high
        spread = f"{usd(low)} to {usd(high)}" if low is not None and high is not None and low != high else ""
        share = figures.after / self._largest if self._largest else Decimal(0)
        return (
            first,
            Span(f"{total_words(figures):>{FIGURE}}", "" if figures.complete else "unknown"),
            Span(f"{spread:>{RANGE}}" if ranged else "", "muted"),
            Span(f"  {word:<6}", style),
            Span(" " + bar(share, BAR), "running"),
        )


def side_by_side(left: EnvironmentCost, right: EnvironmentCost, now: datetime) -> Content:
    """Both, service by service, the dearest first, and below it what each of them stands on."""
    if right.figures is None:
        return styled("No plan of [b]$name[/] has said yet what it costs.\n\n[$foreground-muted]p makes one: nothing "
                      "is changed by it, and its figure is here when it is done.[/]", name=right.name)  # fmt: skip
    one, other = left.figures, right.figures
    if one is None:
        return content("")
    services = sorted(
        {*one.services, *other.services},
        key=lambda name: (-max(one.services.get(name, Decimal(0)), other.services.get(name, Decimal(0))), name),
    )
    environments = (left.name.environment, right.name.environment)
    if left.name.system != right.name.system:
        environments = (str(left.name), str(right.name))
    head = _columns("USD per month", *(fit(name, FIGURE - 1).rstrip() for name in environments), "difference")
    lines = [styled("[$foreground-muted]$line[/]", line=head)]
    for service in services:
        a, b = one.services.get(service), other.services.get(service)
        difference = (b or Decimal(0)) - (a or Decimal(0))
        lines.append(_row(service, usd(a), usd(b), difference))
    if one.after is not None and other.after is not None:
        lines.append(_row("total", total_words(one), total_words(other), other.after - one.after, strong=True))
    if not (one.complete and other.complete):
        lines.append(styled("[$foreground-muted]≥: at least, not all of it is known.[/]"))
    for cost in (left, right):
        lines.extend([Content(), basis_content(cost, now)])
    return Content("\n").join(lines)


def _columns(name: str, *figures: str) -> str:
    return fit(clean(name), SERVICE) + "".join(f"{clean(figure):>{FIGURE}}" for figure in figures)


def _row(name: str, a: str, b: str, difference: Decimal, *, strong: bool = False) -> Content:
    colour = "$text-warning" if difference > 0 else "$text-success" if difference < 0 else "$foreground-muted"
    moved = usd(difference, sign=True) if difference else "same"
    text = styled("[b]$line[/]" if strong else "$line", line=_columns(name, a, b))
    return text + styled(f"[{colour}]$moved[/]", moved=f"{moved:>{FIGURE}}")


def basis_content(cost: EnvironmentCost, now: datetime) -> Content:
    """Which plan said it, when, on whose assumptions and prices, and against which budget."""
    figures = cost.figures
    if figures is None:
        return Content()
    when = f", {age(cost.at, now)}" if cost.at is not None else ""
    text = styled("[b]$name[/] [$foreground-muted]of $of$when[/]", name=cost.name, of=cost.of, when=when)
    text += styled("\n  [$foreground-muted]usage: $words[/]", words=usage_words(figures))
    if figures.prices_of is not None:
        colour = "$text-warning" if figures.outdated(now.date()) else "$foreground-muted"
        text += styled(f"\n  [{colour}]prices: $words[/]", words=prices_words(figures))
    if figures.budget is not None:
        word, _ = budget_standing(figures)
        text += styled("\n  [$foreground-muted]budget $usd: $word[/]", usd=usd(figures.budget), word=word)
    return text
