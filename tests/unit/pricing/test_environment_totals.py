"""What every environment of the four systems costs on its first plan, as it was reviewed by hand.

`tests/fixtures/plans/costs/reviewed.yaml` has, for each environment, how much of every price a month holds; times the
book's price it is the figure beside it. The plans were made by Terraform on the sandbox and cut down by
`scripts/plan_fixture.py`.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from priced_plans import book

from console.domain.cost import Estimate
from console.domain.money import usd
from console.services.costs import Costs
from console.services.presets import SHARED, load_preset
from console.terraform.plan_json import read_plan

ROOT = Path(__file__).parents[3]
PLANS = ROOT / "tests" / "fixtures" / "plans" / "costs"
REVIEWED: dict[str, dict[str, Any]] = yaml.safe_load((PLANS / "reviewed.yaml").read_text(encoding="utf-8"))


@cache
def estimated(name: str) -> Estimate:
    """The first plan of an environment, on its preset's usage."""
    system, environment = name.split("/")
    plan = read_plan(gzip.decompress((PLANS / f"{system}_{environment}.json.gz").read_bytes()))
    return Costs().of_plan(load_preset(ROOT / "presets" / system / f"{environment}.yaml"), plan).after


def test_every_environment_has_a_reviewed_total():
    there = {
        f"{path.parent.name}/{path.stem}" for path in (ROOT / "presets").glob("*/*.yaml") if path.name not in SHARED
    }
    assert set(REVIEWED) == there


@pytest.mark.parametrize("name", REVIEWED)
def test_the_total_is_the_reviewed_one(name: str):
    found, review = estimated(name), REVIEWED[name]
    total = {bound: usd(getattr(found.monthly, bound)) for bound in ("low", "expected", "high")}
    assert total == review["total"]
    assert found.complete is not bool(review["not_known"])


@pytest.mark.parametrize("name", REVIEWED)
def test_every_price_is_multiplied_by_the_reviewed_quantity(name: str):
    found: dict[str, Decimal] = defaultdict(Decimal)
    for cost in estimated(name).resources:
        for line in cost.lines:
            if line.monthly is not None and line.unit_price is not None:
                found[line.price_key] += line.monthly.expected
    figures = {key: usd(figure) for key, figure in found.items() if figure}
    assert figures == {key: figure for key, (_, figure) in review_of(name).items()}
    for key, (quantity, figure) in review_of(name).items():
        price = book().prices[key].usd
        assert usd(Decimal(str(quantity)) * price) == figure, key


def review_of(name: str) -> dict[str, list[Any]]:
    """Price -> quantity and figure."""
    return REVIEWED[name]["prices"]


@pytest.mark.parametrize("name", REVIEWED)
def test_what_is_not_known_is_the_reviewed_list(name: str):
    gaps = {
        f"{cost.service}: {line.component}"
        for cost in estimated(name).resources
        for line in cost.lines
        if not line.standing.known
    }
    assert sorted(gaps) == sorted(REVIEWED[name]["not_known"])


@pytest.mark.parametrize("name", REVIEWED)
def test_the_budget_of_the_preset_holds_the_expected_cost(name: str):
    system, environment = name.split("/")
    budget = load_preset(ROOT / "presets" / system / f"{environment}.yaml").budget_usd
    assert budget is not None
    assert estimated(name).monthly.expected <= budget
