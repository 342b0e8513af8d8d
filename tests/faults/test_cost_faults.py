"""Faults 44, 45 and 85 to 91: what an estimate does with what it does not know, and with what it is given wrong."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from console.domain.cost import Amount, CostOfPlan, Standing
from console.domain.cost_figures import CostFigures
from console.domain.environment import UsageRange
from console.domain.money import usd
from console.domain.plan import Plan, PlanCounts
from console.errors import InputError, PriceBookError
from console.pricing.assumptions import usage_from
from console.pricing.book import DATA, PriceBook, checksum
from console.pricing.estimator import estimate
from console.services.cost_files import read_usage
from console.services.costs import Costs
from console.services.price_books import PriceBooks
from tests.unit.pricing.priced_plans import (
    ALB,
    GATEWAY,
    book,
    database,
    flat,
    line,
    machine,
    no_traffic,
    priced,
    resource,
    service,
    task,
)

ADDRESS = ("aws_eip", {})
UNSUPPORTED = ("aws_msk_cluster", {})
POSTGRES = {
    "engine": "postgres",
    "engine_version": "16",
    "multi_az": False,
    "storage_type": "gp3",
    "allocated_storage": 20,
    "instance_class": "db.t3.large",
}


def section(resources: dict[str, tuple[str, dict]]) -> dict[str, Any]:
    return {address: {"type": type_, "values": values} for address, (type_, values) in resources.items()}


def cost(before: dict, after: dict, budget: str | None = None) -> CostOfPlan:
    plan = Plan("1.2", "1.11.4", (), (), (), PlanCounts(), 0, True, False, True, section(before), section(after))
    return Costs().of_resources(plan, "us-east-1", {}, Decimal(budget) if budget else None)


def test_fault_44_an_increase_over_the_budget_is_to_be_acknowledged():
    two, three = {"aws_eip.a": ADDRESS, "aws_eip.b": ADDRESS}, dict.fromkeys(("aws_eip.a", "aws_eip.b", "x"), ADDRESS)
    assert CostFigures.of(cost({}, two)).goes_over(Decimal(5))
    assert not CostFigures.of(cost({}, two)).goes_over(Decimal("7.30"))
    assert not CostFigures.of(cost(three, two)).goes_over(Decimal(5))


def test_fault_44_an_unknown_component_is_named_and_never_shown_as_zero():
    found = cost({}, {"aws_msk_cluster.m": UNSUPPORTED, "aws_eip.a": ADDRESS})
    assert CostFigures.of(found).newly_unknown == ["aws_msk_cluster.m"]
    assert found.over_budget is None
    (unknown,) = found.after.unknown
    assert unknown.monthly is None
    assert all(one.monthly is None for one in unknown.lines)
    kept = cost({"aws_msk_cluster.m": UNSUPPORTED}, {"aws_msk_cluster.m": UNSUPPORTED})
    assert CostFigures.of(kept).newly_unknown == []


def test_fault_45_a_price_book_older_than_ninety_days_is_outdated():
    found = priced(GATEWAY)
    assert found.book_date is not None
    assert not found.outdated(found.book_date + timedelta(days=90))
    assert found.outdated(found.book_date + timedelta(days=91))
    assert not estimate([GATEWAY], None, {}, region="eu-west-1").outdated(date(2030, 1, 1))


@pytest.mark.parametrize(
    ("one", "component", "key"),
    [
        (machine(instance_type="x9.mega"), "instance", "ec2.linux.x9.mega"),
        (database(engine="oracle-se2"), "instance", "rds.oracle-se2.db.t4g.medium.single"),
        (database(instance_class="db.x9.mega"), "instance", "rds.postgres.db.x9.mega.single"),
    ],
)
def test_fault_85_an_unknown_type_or_engine_has_no_price_and_the_total_is_at_least(one: Any, component: str, key: str):
    found = priced(one, GATEWAY)
    gap = line(found, component)
    assert (gap.standing, gap.monthly, gap.price_key) == (Standing.NO_PRICE, None, key)
    assert not found.complete
    assert found.monthly.expected >= Decimal("32.85")


def test_fault_85_a_region_without_a_book_has_no_prices():
    found = estimate([GATEWAY, resource("aws_iam_role.r")], None, {}, region="mars-north-1")
    assert [one.standing for one in found.resources] == [Standing.FREE, Standing.NO_PRICE]
    assert "mars-north-1 has no price book" in line(found, "hours").note


@pytest.mark.parametrize(
    ("one", "component"),
    [
        (resource("aws_instance.a", {}, unknown={"instance_type": True}), "instance"),
        (resource("aws_ecs_service.s", {"launch_type": "FARGATE", "task_definition": "api:1", "cluster": "c"},
                  unknown={"desired_count": True}), "vCPU"),
        (resource("aws_autoscaling_group.g", {"launch_template": [{"id": "l"}]}, unknown={"min_size": True}),
         "instances"),
    ],
)  # fmt: skip
def test_fault_86_a_value_known_only_after_the_apply_makes_its_component_unknown(one: Any, component: str):
    template = resource("aws_launch_template.l", {"id": "l", "instance_type": "t3.large"})
    found = priced(task(), template, one)
    gap = line(found, component, one.address)
    assert (gap.standing, gap.monthly) == (Standing.UNKNOWN, None)
    assert "known after the apply" in gap.note or "has no value" in gap.note
    assert not found.complete


def test_fault_87_multi_az_doubles_once_and_a_replicas_storage_is_single_az():
    replica = resource(
        "aws_db_instance.replica",
        {
            "replicate_source_db": "main",
            "instance_class": "db.t4g.medium",
            "storage_type": "gp3",
            "multi_az": False,
            "engine": "postgres",
            "engine_version": "16.4",
            "allocated_storage": 20,
        },
    )
    found = priced(database(identifier="main", multi_az=True), replica)
    assert line(found, "instance", "aws_db_instance.main").monthly == flat("94.17")  # 0.129 x 730, not twice that
    assert line(found, "storage", "aws_db_instance.main").monthly == flat("4.6")  # 20 x 0.23
    assert line(found, "storage", replica.address).monthly == flat("2.3")  # 20 x 0.115


def test_fault_87_endpoints_cost_by_zone_and_by_number():
    interface = {"vpc_endpoint_type": "Interface", "subnet_ids": ["a", "b", "c"]}
    found = estimate([resource(f"aws_vpc_endpoint.e[{n}]", interface) for n in range(4)], book(), no_traffic())
    assert found.monthly == flat("87.6")  # 4 endpoints x 3 zones x 0.01 x 730


def test_fault_87_every_subnet_of_a_load_balancer_every_gateway_and_every_elastic_ip_has_an_address():
    found = priced(ALB, GATEWAY, resource("aws_eip.nat"), resource("aws_eip.server"))
    addresses = [
        one
        for cost in found.resources
        for one in cost.lines
        if one.price_key == "ipv4.hour" and one.monthly is not None
    ]
    assert sum((one.monthly.expected for one in addresses if one.monthly), Decimal(0)) == Decimal("14.6")  # 4 x 3.65


def test_fault_87_tasks_on_arm_and_on_x86_have_prices_of_their_own():
    arm, x86 = priced(task(), service()), priced(task(runtime_platform=[]), service())
    assert line(arm, "vCPU").price_key == "fargate.arm.vcpu"
    assert line(x86, "vCPU").price_key == "fargate.x86.vcpu"


def test_fault_87_an_alarm_costs_by_the_metrics_it_reads_and_three_dashboards_are_free():
    reads = {"metric_query": [{"metric": [{"period": 60}]}] * 4}
    assert priced(resource("aws_cloudwatch_metric_alarm.a", reads)).monthly == flat("0.4")
    boards = [resource(f"aws_cloudwatch_dashboard.d{number}") for number in range(4)]
    assert priced(*boards[:3]).monthly.expected == 0
    assert priced(*boards).monthly.expected == 3


def test_fault_88_a_plan_that_only_changes_has_the_difference_once():
    small, large = ("aws_db_instance", POSTGRES), ("aws_db_instance", POSTGRES | {"instance_class": "db.m6g.large"})
    found = cost({"aws_db_instance.a": small}, {"aws_db_instance.a": large})
    assert found.difference == flat("10.22")  # (0.159 - 0.145) x 730
    assert [one.difference for one in found.changes] == [Decimal("10.22")]
    assert cost({"aws_db_instance.a": large}, {}).difference.expected == Decimal("-118.37")  # 0.159 x 730 + 2.30
    assert cost({"aws_db_instance.a": large}, {"aws_db_instance.a": large}).difference == Amount()


def test_fault_89_lines_are_exact_and_only_what_is_shown_is_rounded():
    thirds = [resource(f"aws_secretsmanager_secret.s{number}") for number in range(3)]
    found = estimate(thirds, book(), no_traffic(secret_calls_10k="0.1"))
    shown = [usd(cost.monthly.expected) for cost in found.resources if cost.monthly]
    assert shown == ["0.40", "0.40", "0.40"]
    assert found.monthly.expected == Decimal("1.205")  # 3 x 0.4 + 0.1 x 0.05, to the last digit
    assert usd(found.monthly.expected) == "1.21"
    assert sum((one.monthly.expected for cost in found.resources for one in cost.lines if one.monthly), Decimal(0)) == (
        found.monthly.expected
    )


@pytest.mark.parametrize("figure", ["-1", "NaN", "Infinity"])
def test_fault_90_usage_that_is_no_amount_is_refused(figure: str):
    with pytest.raises(ValidationError):
        UsageRange(low=Decimal(figure), expected=Decimal(figure), high=Decimal(figure))
    unchecked = UsageRange.model_construct(low=Decimal(figure), expected=Decimal(figure), high=Decimal(figure))
    with pytest.raises(InputError, match="nat_gb must be numbers from 0 up"):
        usage_from({"nat_gb": unchecked})


def test_fault_90_zero_is_an_amount_of_a_range_and_costs_nothing():
    assert line(priced(GATEWAY, nat_gb=0), "data processed").monthly == Amount()


@pytest.mark.parametrize("text", ["nat_gb: 0\n", "nat_gb: {low: 0, expected: 0, high: 0}\n"])
def test_fault_90_a_usage_file_does_not_make_a_cost_certain_with_zeros(tmp_path: Path, text: str):
    path = tmp_path / "usage.yaml"
    path.write_text(text)
    with pytest.raises(InputError, match="the usage of nat_gb is at most 0, which nobody knows: give a high end above"):
        read_usage(path)
    path.write_text("nat_gb: {low: 0, expected: 0, high: 10}\n")
    assert read_usage(path)["nat_gb"].high == 10


def test_fault_90_a_usage_file_with_a_key_that_means_nothing_is_refused(tmp_path: Path):
    path = tmp_path / "usage.yaml"
    path.write_text("nat_gbs: 3\n")
    with pytest.raises(InputError, match="'nat_gbs' means nothing to the estimate; did you mean nat_gb"):
        estimate([GATEWAY], book(), read_usage(path))


def altered_book(**changes: object) -> str:
    content = json.loads((DATA / "us-east-1.json").read_text())
    content["prices"]["nat.hour"]["usd"] = "0.001"
    content |= changes
    if "schema" in changes:
        content["checksum"] = checksum(content)
    return json.dumps(content)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (altered_book(), "its checksum differs"),
        ("{ not json", "not readable JSON"),
        (altered_book(schema=99), "schema 99"),
    ],
    ids=["tampered", "corrupt", "newer schema"],
)
def test_fault_91_a_damaged_book_is_refused_and_the_one_brought_along_is_used_and_said(
    tmp_path: Path, text: str, said: str
):
    own = tmp_path / "prices" / "us-east-1.json"
    own.parent.mkdir()
    own.write_text(text)
    with pytest.raises(PriceBookError, match=said):
        PriceBook.load(own)
    found = Costs(PriceBooks(tmp_path).shelved).of_state(section({"aws_nat_gateway.n": ("aws_nat_gateway", {})}),
                                                         "us-east-1", {})  # fmt: skip
    assert line(found, "hours").monthly == flat("32.85")
    assert said in found.book_note
    assert "the book that the console brings is used" in found.book_note
