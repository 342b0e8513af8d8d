"""Moving a figure with one key: up and down a series of round figures, six to each power of ten."""

from __future__ import annotations

from decimal import Decimal

SERIES = tuple(Decimal(text) for text in ("1", "1.5", "2", "3", "5", "7"))
SMALLEST = Decimal("0.01")
"""Below it comes 0."""
LARGEST = Decimal(10) ** 9


def step(figure: Decimal, direction: int) -> Decimal:
    """The next round figure above or below: 10 -> 15 -> 20; from 0 up it is 0.01, from there down it is 0."""
    if direction > 0:
        if figure < SMALLEST:
            return SMALLEST
        return min((one for one in _around(figure) if one > figure), default=figure) if figure < LARGEST else figure
    below = [one for one in _around(figure) if SMALLEST <= one < figure] if figure > SMALLEST else []
    return max(below, default=Decimal(0))


def _around(figure: Decimal) -> list[Decimal]:
    """The round figures of the powers of ten beside it."""
    power = figure.adjusted()
    return [round_ * Decimal(10) ** (power + shift) for shift in (-1, 0, 1) for round_ in SERIES]
