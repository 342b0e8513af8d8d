"""The documents' cost tables beside today's prices: what is still right, what is not, and why."""

from decimal import Decimal
from pathlib import Path

import pytest
from priced_plans import book

from console.domain.cost import Amount
from console.domain.cost_documents import DocumentComparison, DocumentLine, DocumentTable, Verdict
from console.domain.environment import EnvironmentName
from console.domain.money import usd
from console.errors import PresetError
from console.pricing.documents import compare, verdict_of
from console.services.cost_documents import document_comparisons
from console.services.presets import load_costs, load_preset

PRESETS = Path(__file__).parents[3] / "presets"
RIGHT, LOW, HIGH = Verdict.RIGHT, Verdict.TOO_LOW, Verdict.TOO_HIGH
PART, LEFT_OUT, CARRIED = Verdict.PART, Verdict.LEFT_OUT, Verdict.CARRIED

# The figures were worked out by hand from the price list; each row: line, document, today, verdict.
TABLES = {
    ("twitter/staging", "Staging, on demand, 10,000 users"): (
        ("Writes", "18.75", "9.38", HIGH),
        ("Reads", "0.75", "0.38", HIGH),
        ("Storage", "0.50", "0.50", RIGHT),
        ("total", "20.00", "10.25", HIGH),
        ("left out", None, "0.00", LEFT_OUT),
    ),
    ("twitter/staging", "Current setup (staging), light usage"): (
        ("DynamoDB", None, "10.25", PART),
        ("EC2 t3.medium", None, "30.37", LEFT_OUT),
        ("Elastic IP", None, "3.65", LEFT_OUT),
        ("20 GB gp3", None, "1.60", LEFT_OUT),
        ("total", "20.00", "10.25", HIGH),
        ("left out", None, "35.62", LEFT_OUT),
    ),
    ("twitter/production", "Production, on demand, 1M users"): (
        ("Writes", "1,875.00", "937.50", HIGH),
        ("Reads", "75.00", "37.50", HIGH),
        ("Storage", "12.50", "12.50", RIGHT),
        ("Point-in-time", None, "10.00", LEFT_OUT),
        ("total", "1,962.50", "987.50", HIGH),
        ("left out", None, "10.00", LEFT_OUT),
    ),
    ("replaydash/production", "Estimated monthly cost: production environment with 2 ECS tasks"): (
        ("One NAT gateway", None, "32.85", PART),
        ("Application Load Balancer", None, "16.43", PART),
        ("Half a capacity unit", None, "2.92", PART),
        ("PostgreSQL", None, "47.45", PART),
        ("20 GB gp3", None, "2.30", PART),
        ("Redis", None, "11.68", PART),
        ("2 ARM tasks", None, "28.84", PART),
        ("3 public IPv4", None, "10.95", PART),
        ("2 secrets", None, "0.80", PART),
        ("10 alarms", None, "1.00", PART),
        ("4 VPC endpoints", None, "58.40", PART),
        ("total", "100.00..150.00", "213.61", LOW),
        ("left out", None, "0.00", LEFT_OUT),
    ),
    ("muejam/dev", "Development"): (
        ("EC2", "15.00", "15.18", RIGHT),
        ("RDS", "25.00", "37.78", LOW),
        ("ElastiCache", "15.00", "24.82", LOW),
        ("S3", "5.00", "5.00", CARRIED),
        ("3 NAT", None, "98.55", LEFT_OUT),
        ("Application", None, "16.43", LEFT_OUT),
        ("6 public IPv4", None, "21.90", LEFT_OUT),
        ("total", "60.00", "82.78", LOW),
        ("left out", None, "136.88", LEFT_OUT),
    ),
    ("muejam/staging", "Staging"): (
        ("EC2", "60.00", "60.74", RIGHT),
        ("RDS", "100.00", "158.41", LOW),
        ("ElastiCache", "60.00", "99.28", LOW),
        ("S3", "10.00", "10.00", CARRIED),
        ("100 GB gp3", None, "34.50", LEFT_OUT),
        ("3 NAT", None, "98.55", LEFT_OUT),
        ("Application", None, "16.43", LEFT_OUT),
        ("6 public IPv4", None, "21.90", LEFT_OUT),
        ("total", "230.00", "328.43", LOW),
        ("left out", None, "171.38", LEFT_OUT),
    ),
    ("muejam/production", "Production"): (
        ("EC2", "120.00..600.00", "121.47..607.36", RIGHT),
        ("RDS", "600.00", "984.77", LOW),
        ("ElastiCache", "300.00", "451.14", LOW),
        ("S3", "50.00", "50.00", CARRIED),
        ("ALB", "20.00", "19.35", RIGHT),
        ("Data Transfer", "100.00", "100.00", CARRIED),
        ("100 GB gp3", None, "46.00", LEFT_OUT),
        ("3 NAT", None, "98.55", LEFT_OUT),
        ("6 public IPv4", None, "21.90", LEFT_OUT),
        ("total", "1,190.00..1,670.00", "1,726.73..2,212.62", LOW),
        ("left out", None, "166.45", LEFT_OUT),
    ),
    ("mtk/prod", "What runs in any case"): (
        ("One Aurora", None, "43.80", PART),
        ("IPAM", None, "19.71", PART),
        ("total", None, "63.51", LEFT_OUT),
        ("left out", None, "0.00", LEFT_OUT),
    ),
}


def shown(amount: Amount | None) -> str | None:
    if amount is None:
        return None
    return usd(amount.low) if amount.low == amount.high else f"{usd(amount.low)}..{usd(amount.high)}"


def comparison(name: str, title: str) -> DocumentComparison:
    found = document_comparisons(PRESETS, EnvironmentName.parse(name))
    return next(one for one in found if one.title == title)


@pytest.mark.parametrize(("where", "expected"), TABLES.items(), ids=[f"{name}: {title}" for name, title in TABLES])
def test_each_line_of_a_document_stands_beside_todays_price(where: tuple, expected: tuple):
    found = comparison(*where)
    rows = [(line.says, shown(line.documented), shown(line.today), line.verdict) for line in found.lines]
    rows.append(("total", shown(found.documented), shown(found.today), found.verdict))
    rows.append(("left out", None, shown(found.left_out), LEFT_OUT))
    assert len(rows) == len(expected)
    for row, (begins, *figures) in zip(rows, expected, strict=True):
        assert row[0].startswith(begins)
        assert list(row[1:]) == figures, row
    assert found.complete


def test_every_table_of_every_system_is_in_the_review():
    named = {
        (f"{folder.name}/{table.environment}", table.title)
        for folder in PRESETS.iterdir()
        for table in load_costs(folder).documents
    }
    assert named == set(TABLES)


def test_every_line_that_is_no_longer_right_has_its_reason():
    for where in TABLES:
        found = comparison(*where)
        unsaid = [line.says for line in found.lines if line.verdict not in (RIGHT, PART) and not line.reason]
        assert not unsaid
        assert found.reason or found.verdict is RIGHT


def test_todays_figure_can_be_followed_to_the_price_book():
    (staging, _) = document_comparisons(PRESETS, EnvironmentName("twitter", "staging"))
    assert staging.lines[0].how == "15 x 0.625 USD/1M WRU"
    production = comparison("muejam/production", "Production")
    assert production.lines[0].how == "1,460..7,300 x 0.0832 USD/hour"


def test_a_line_without_a_price_has_no_figure_and_leaves_the_total_at_least():
    table = DocumentTable(
        title="t",
        document="000",
        environment="dev",
        low=Decimal(10),
        lines=(DocumentLine(says="mails", low=Decimal(1), terms=({"price": "ses.email", "quantity": 1},)),),
    )
    found = compare(table, book())
    assert (found.lines[0].today, found.lines[0].how, found.complete) == (None, "no price of ses.email", False)
    assert not compare(table, None).complete


@pytest.mark.parametrize(
    ("said", "today", "verdict"),
    [
        (("15", "15"), ("15.75", "15.75"), RIGHT),
        (("15", "15"), ("15.76", "15.76"), LOW),
        (("20", "20"), ("18.99", "18.99"), HIGH),
        (("100", "150"), ("100", "213"), LOW),
        (("100", "150"), ("50", "150"), HIGH),
    ],
)
def test_a_rounded_figure_is_still_right_within_five_percent(said: tuple, today: tuple, verdict: Verdict):
    def amount(low: str, high: str) -> Amount:
        return Amount(Decimal(low), Decimal(low), Decimal(high))

    assert verdict_of(amount(*said), amount(*today)) is verdict


def test_the_documents_scenarios_are_usage_profiles_of_both_environments():
    for environment in ("staging", "production"):
        preset = load_preset(PRESETS / "twitter" / f"{environment}.yaml")
        assert sorted(preset.usage_profiles) == ["10k-users", "1m-users"]
        assert preset.usage_of("1m-users")["dynamodb_writes_million"].expected == 1500
        assert preset.usage_of("10k-users")["dynamodb_writes_million"].expected == 15
        assert preset.usage_of("1m-users")["ecr_gb"] == preset.usage["ecr_gb"]
        assert preset.usage_of() == preset.usage


def test_a_profile_in_costs_yaml_that_is_wrong_is_refused_by_its_file_and_key(tmp_path: Path):
    (tmp_path / "costs.yaml").write_text("usage_profiles:\n  x: {description: d, usage: {nat_gb: {low: 2}}}\n")
    with pytest.raises(PresetError, match=r"costs.yaml: usage_profiles.x.usage.nat_gb.expected is required"):
        load_costs(tmp_path)
