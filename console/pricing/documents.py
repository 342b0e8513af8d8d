"""Puts the documents' cost tables beside today's prices: pure, from a table and a price book."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from console.domain.cost import Amount
from console.domain.cost_documents import (
    STILL_RIGHT_WITHIN,
    ComparedLine,
    DocumentComparison,
    DocumentLine,
    DocumentTable,
    PricedTerm,
    Verdict,
)
from console.pricing.book import PriceBook
from console.pricing.findings import plain


def compare(table: DocumentTable, book: PriceBook | None) -> DocumentComparison:
    """The table line by line. A line that the book cannot price keeps the comparison from being complete."""
    lines = tuple(_compared(line, book) for line in table.lines)
    documented = _amount(table.low, table.high)
    today = _sum(line.today for line in lines if line.verdict is not Verdict.LEFT_OUT)
    return DocumentComparison(
        title=table.title,
        document=table.document,
        environment=table.environment,
        profile=table.profile,
        lines=lines,
        documented=documented,
        today=today,
        left_out=_sum(line.today for line in lines if line.verdict is Verdict.LEFT_OUT),
        verdict=verdict_of(documented, today) if documented is not None else Verdict.LEFT_OUT,
        complete=all(line.today is not None for line in lines),
        reason=table.reason,
    )


def verdict_of(documented: Amount, today: Amount) -> Verdict:
    """Still right where both ends are within five percent; otherwise whether the document says too much or too little.

    A range whose one end is too low and whose other end is too high is judged by its upper end.
    """
    if _near(documented.low, today.low) and _near(documented.high, today.high):
        return Verdict.RIGHT
    wrong_at_the_top = not _near(documented.high, today.high)
    said, found = (documented.high, today.high) if wrong_at_the_top else (documented.low, today.low)
    return Verdict.TOO_LOW if said < found else Verdict.TOO_HIGH


def _compared(line: DocumentLine, book: PriceBook | None) -> ComparedLine:
    documented = _amount(line.low, line.high)
    if not line.terms:
        return ComparedLine(line.says, documented, documented, Verdict.CARRIED, "", line.reason)
    today, how = _today(line.terms, book)
    verdict = Verdict.LEFT_OUT if line.left_out else Verdict.PART
    if documented is not None and today is not None:
        verdict = verdict_of(documented, today)
    return ComparedLine(line.says, documented, today, verdict, how, line.reason)


def _today(terms: Sequence[PricedTerm], book: PriceBook | None) -> tuple[Amount | None, str]:
    """What the terms cost, and how: None where one of them has no price."""
    found = [(term, book.price(term.price) if book else None) for term in terms]
    missing = [term.price for term, price in found if price is None]
    if missing:
        return None, f"no price of {', '.join(missing)}"
    priced = [(term, price) for term, price in found if price is not None]
    low = sum((term.quantity * price.usd for term, price in priced), Decimal(0))
    high = sum(((term.quantity if term.most is None else term.most) * price.usd for term, price in priced), Decimal(0))
    how = " + ".join(f"{_quantity(term)} x {price.usd} USD/{price.unit}" for term, price in priced)
    return Amount(low, low, high), how


def _quantity(term: PricedTerm) -> str:
    return plain(term.quantity) + (f"..{plain(term.most)}" if term.most is not None else "")


def _amount(low: Decimal | None, high: Decimal | None) -> Amount | None:
    return None if low is None else Amount(low, low, low if high is None else high)


def _near(said: Decimal, found: Decimal) -> bool:
    return abs(said - found) <= STILL_RIGHT_WITHIN * said


def _sum(amounts: Iterable[Amount | None]) -> Amount:
    total = Amount()
    for amount in amounts:
        total = total if amount is None else total + amount
    return total
