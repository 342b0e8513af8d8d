"""Moving a figure with one key: round figures, from 0 to very large and back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.ui.cost_view.steps import LARGEST, SMALLEST, step

FIGURES = st.decimals(min_value=0, max_value=LARGEST, allow_nan=False, allow_infinity=False, places=3)


@pytest.mark.parametrize(
    ("figure", "above", "below"),
    [("0", "0.01", "0"), ("0.01", "0.015", "0"), ("0.77", "1", "0.7"), ("1", "1.5", "0.7"), ("9", "10", "7"),
     ("10", "15", "7"), ("20", "30", "15"), ("70", "100", "50"), ("1500", "2000", "1000")],
)  # fmt: skip
def test_the_next_round_figure(figure: str, above: str, below: str) -> None:
    assert step(Decimal(figure), 1) == Decimal(above)
    assert step(Decimal(figure), -1) == Decimal(below)


@given(FIGURES)
def test_a_step_goes_where_it_is_asked_to_and_stays_a_figure(figure: Decimal) -> None:
    above, below = step(figure, 1), step(figure, -1)
    assert above > figure or figure >= LARGEST
    assert below < figure or figure == 0
    assert below >= 0
    assert above.is_finite()


@given(FIGURES)
def test_up_and_down_again_ends_at_most_at_the_round_figure_where_one_was(figure: Decimal) -> None:
    around = step(step(figure, 1), -1)
    assert around <= max(figure, SMALLEST)
    assert step(around, 1) >= figure or figure >= LARGEST
