"""docs/cost.md names every key of the documents that `cost` and `prices` print."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from console.cli.actual_text import actual_document
from console.cli.cost_beside import savings_document
from console.cli.cost_compare import compare_document
from console.domain.actual_cost import ActualCost
from console.domain.cost_savings import Saving
from console.pricing.book import book_for
from console.services.cost_json import cost_document
from console.services.costs import Costs
from console.terraform.plan_json import read_plan
from tests.fakes.plan_files import ADDRESS, UNSUPPORTED, plan_json

DOCUMENTED = set(re.findall(r"`([a-z_]+)`", (Path(__file__).parents[3] / "docs" / "cost.md").read_text("utf-8")))
TODAY = date(2026, 11, 20)
FREE_KEYS = ("assumptions", "tags", "services", "prices")
"""Objects whose keys are data."""


def keys(document: Any) -> Iterator[str]:
    if isinstance(document, dict):
        for key, value in document.items():
            yield key
            if key not in FREE_KEYS or isinstance(value, list):
                yield from keys(value)
    elif isinstance(document, list | tuple):
        for value in document:
            yield from keys(value)


def undocumented(document: Any) -> set[str]:
    return set(keys(document)) - DOCUMENTED - {"low", "expected", "high"}


def test_every_key_of_a_cost_is_documented():
    plan = read_plan(plan_json({"aws_eip.x": ADDRESS, "aws_msk_cluster.m": UNSUPPORTED}))
    cost = Costs().of_resources(plan, "us-east-1", {}, Decimal(10))
    document = cost_document(cost, TODAY)
    assert undocumented(document) == set()
    assert undocumented(compare_document(cost.after, "x/y", cost.before, TODAY)) == set()


def test_every_key_beside_a_cost_is_documented():
    actual = ActualCost(Decimal(1), date(2026, 11, 1), TODAY, {"ECS": Decimal(1)}, {"Project": "x"})
    assert undocumented(actual_document(actual)) == set()
    assert undocumented(actual_document("no")) == set()
    assert undocumented(savings_document([Saving("k", "t", (), None, "h", "d")])) == set()


def test_every_key_of_a_price_book_is_documented():
    book = book_for("us-east-1")
    assert book is not None
    content = book.content()
    assert set(content) | set(content["prices"]["nat.hour"]) <= DOCUMENTED
