"""Money as an operator reads it: US dollars with two decimals. Figures are rounded when shown, and nowhere else."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def usd(value: Decimal) -> str:
    """`1,750.66`: two decimals, halves away from zero, thousands separated; a rounded zero carries no sign."""
    rounded = value.quantize(CENT, rounding=ROUND_HALF_UP)
    return f"{rounded if rounded else abs(rounded):,}"


def signed(value: Decimal) -> str:
    """`+18.25`, `-3.00`, `0.00`: a difference; what rounds to zero carries no sign."""
    shown = usd(value)
    return shown if shown.startswith("-") or not value.quantize(CENT, rounding=ROUND_HALF_UP) else f"+{shown}"
