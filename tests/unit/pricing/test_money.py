"""Money as it is shown."""

from decimal import Decimal

import pytest

from console.domain.money import signed, usd
from console.services.cost_json import figure


@pytest.mark.parametrize(
    ("value", "shown", "with_sign"),
    [
        ("1750.655", "1,750.66", "+1,750.66"),
        ("0", "0.00", "0.00"),
        ("-0.001", "0.00", "0.00"),
        ("0.004", "0.00", "0.00"),
        ("-3", "-3.00", "-3.00"),
        ("-1234567.895", "-1,234,567.90", "-1,234,567.90"),
        ("16.425", "16.43", "+16.43"),
    ],
)
def test_figures_have_two_decimals_halves_go_up_and_a_rounded_zero_has_no_sign(value: str, shown: str, with_sign: str):
    assert (usd(Decimal(value)), signed(Decimal(value))) == (shown, with_sign)


def test_a_document_rounds_half_a_cent_as_the_screens_do():
    half = Decimal("1760.085")
    assert figure(half) == usd(half).replace(",", "") == "1760.09"
    assert figure(Decimal("-0.004")) == "0.00"
