"""What an environment really cost, in words and as JSON."""

from datetime import date
from decimal import Decimal

from console.cli.actual_text import actual_document
from console.domain.actual_cost import ActualCost, actual_words

BILLED = ActualCost(
    usd=Decimal("30.0000001"),
    first=date(2026, 11, 9),
    until=date(2026, 11, 19),
    by_service={"ECS": Decimal(10), "RDS": Decimal(20)},
    tags={"Project": "mtk", "Environment": "qa"},
)


def test_the_figure_says_what_it_is_made_of_and_how_late_it_is():
    first, delay, *services = actual_words(BILLED)
    assert first.startswith("Actual cost: 91.25 USD/month, from 30.00 USD in the 10 days from 2026-11-09 to 2026-11-19")
    assert "24 hours behind" in delay
    assert [line.strip() for line in services] == ["RDS: 20.00 USD", "ECS: 10.00 USD"]


def test_no_figure_is_a_reason_and_never_zero():
    assert actual_words("The sandbox bills nothing.") == ["Actual cost: not known: The sandbox bills nothing."]
    assert actual_document("The sandbox bills nothing.") == {
        "monthly_usd": None,
        "unavailable": "The sandbox bills nothing.",
    }


def test_the_document_has_the_month_the_period_and_the_tags():
    document = actual_document(BILLED)
    assert (document["monthly_usd"], document["usd"], document["days"]) == ("91.25", "30.00", 10)
    assert document["tags"] == {"Project": "mtk", "Environment": "qa"}
    assert document["services"] == {"ECS": "10.00", "RDS": "20.00"}
