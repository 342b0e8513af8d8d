"""Usage assumptions: documented, checked, shared so that they add up."""

from decimal import Decimal
from pathlib import Path

import pytest
from priced_plans import flat, line, priced, resource, usage

from console.domain.cost import Amount
from console.domain.environment import UsageRange
from console.errors import InputError
from console.pricing.assumptions import ASSUMPTIONS, usage_from


def test_every_default_goes_up_from_low_over_expected_to_high_and_says_what_it_means():
    for row in ASSUMPTIONS.values():
        assert row.unit
        assert row.meaning
        if row.default is not None:
            assert Decimal(0) <= row.default.low <= row.default.expected <= row.default.high


def test_a_preset_overrides_the_default_and_leaves_the_others():
    found = usage_from(usage(alb_lcu=(1, 2, 3)))
    assert found["alb_lcu"] == Amount(Decimal(1), Decimal(2), Decimal(3))
    assert found["nat_gb"] == ASSUMPTIONS["nat_gb"].default
    assert "ecs_average_tasks" not in found


def test_a_key_that_means_nothing_is_refused_with_the_nearest_one():
    with pytest.raises(InputError, match=r"'alb_lcus' means nothing .* did you mean alb_lcu\?"):
        usage_from(usage(alb_lcus=1))


@pytest.mark.parametrize("figure", ["NaN", "-1", "Infinity", "sNaN"])
def test_a_figure_that_is_no_amount_of_usage_is_refused(figure: str):
    bad = UsageRange.model_construct(low=Decimal(figure), expected=Decimal(figure), high=Decimal(figure))
    with pytest.raises(InputError, match="nat_gb must be numbers from 0 up"):
        usage_from({"nat_gb": bad})


def test_figures_out_of_order_are_refused():
    bad = UsageRange.model_construct(low=Decimal(2), expected=Decimal(1), high=Decimal(3))
    with pytest.raises(InputError, match="go up from low"):
        usage_from({"nat_gb": bad})


def test_usage_of_the_whole_environment_is_shared_and_adds_up_exactly():
    gateways = [resource(f"aws_nat_gateway.this[{index}]") for index in range(3)]
    found = priced(*gateways, nat_gb=10)
    shares = [line(found, "data processed", gateway.address).monthly for gateway in gateways]
    assert sum((share.expected for share in shares if share), Decimal(0)) == Decimal(10) * Decimal("0.045")
    assert shares[1] == shares[2] == flat("0.149999985")  # 3.333333 GB x 0.045
    assert shares[0] == flat("0.15000003")  # 3.333334 GB x 0.045


def test_only_assumptions_that_were_used_are_shown_with_an_estimate():
    found = priced(resource("aws_nat_gateway.this"), nat_gb=(1, 2, 3))
    assert found.assumptions == {"nat_gb": Amount(Decimal(1), Decimal(2), Decimal(3))}


def test_the_documentation_has_every_assumption_with_its_default():
    text = (Path(__file__).parents[3] / "docs" / "pricing.md").read_text(encoding="utf-8")
    for row in ASSUMPTIONS.values():
        default = row.default
        figures = [str(one) for one in (default.low, default.expected, default.high)] if default else ["-"] * 3
        cells = [f"`{row.key}`", row.unit, *figures, row.scope.value, row.meaning]
        assert f"| {' | '.join(cells)} |" in text
