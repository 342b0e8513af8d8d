"""The figures of the system's documents beside today's, with the reason for every difference."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from console.domain.cost import Amount
from console.domain.cost_documents import ComparedLine, DocumentComparison, Verdict
from console.ui.format import UNKNOWN, usd
from console.ui.gate import styled

_COLOURS = {
    Verdict.RIGHT: "$text-success", Verdict.TOO_LOW: "$text-warning", Verdict.LEFT_OUT: "$text-warning",
    Verdict.TOO_HIGH: "$text-warning",
}  # fmt: skip


def documents_content(comparisons: Sequence[DocumentComparison]) -> Content:
    """A table for each cost table of the documents."""
    if not comparisons:
        return styled("[$foreground-muted]No document of this system has a cost table of this environment.[/]")
    return Content("\n\n").join([_comparison(comparison) for comparison in comparisons])


def _comparison(comparison: DocumentComparison) -> Content:
    profile = f", profile {comparison.profile}" if comparison.profile else ""
    parts = [
        styled("[b $text-accent]$title[/]  [$foreground-muted]document $number$profile[/]",
               title=comparison.title, number=comparison.document, profile=profile),
        styled("[$foreground-muted]USD a month: the document -> today[/]"),
    ]  # fmt: skip
    for line in comparison.lines:
        parts.append(_line(line))
    least = "" if comparison.complete else "at least "
    parts.append(styled("[b]total[/]  ") + _figures(comparison.documented, comparison.today, least, comparison.verdict))
    if comparison.left_out.high:
        parts.append(styled("and what it left out: [b]$usd[/]", usd=amount_words(comparison.left_out)))
    if comparison.reason:
        parts.append(styled("[$foreground-muted]$reason[/]", reason=comparison.reason))
    return Content("\n").join(parts)


def _line(line: ComparedLine) -> Content:
    text = styled("• $says\n  ", says=line.says) + _figures(line.documented, line.today, "", line.verdict)
    if line.how:
        text += styled("\n  [$foreground-muted]= $how[/]", how=line.how)
    if line.reason:
        text += styled("\n  [$foreground-muted]$reason[/]", reason=line.reason)
    return text


def _figures(documented: Amount | None, today: Amount | None, least: str, verdict: Verdict) -> Content:
    colour = _COLOURS.get(verdict, "$foreground-muted")
    return styled(f"$before -> [b]$least$after[/]  [{colour}]$verdict[/]",
                  before=amount_words(documented), least=least, after=amount_words(today),
                  verdict=verdict.value)  # fmt: skip


def amount_words(amount: Amount | None) -> str:
    """`20.00`, `15.00 to 20.00`, `-` where there is none."""
    if amount is None:
        return UNKNOWN
    return usd(amount.expected) if amount.low == amount.high else f"{usd(amount.low)} to {usd(amount.high)}"
