"""Money as an operator reads it: US dollars with two decimals. Figures are rounded when shown, and nowhere else."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def cents(value: Decimal) -> Decimal:
    """The figure in whole cents, halves away from zero; a rounded zero carries no sign."""
    rounded = value.quantize(CENT, rounding=ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)


def usd(value: Decimal) -> str:
    """`1,750.66`: whole cents, thousands separated."""
    return f"{cents(value):,}"


def signed(value: Decimal) -> str:
    """`+18.25`, `-3.00`, `0.00`: a difference; what rounds to zero carries no sign."""
    shown = usd(value)
    return f"+{shown}" if cents(value) > 0 else shown
