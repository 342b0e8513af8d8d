"""What a plan could save: each option with its figure and its drawback, and none where there is nothing to save."""

from decimal import Decimal
from typing import Any

import pytest
from priced_plans import (
    ALB,
    GATEWAY,
    TASK,
    book,
    cache,
    database,
    flat,
    machine,
    resource,
    service,
    span,
    task,
    usage,
)

from console.domain.cost import Amount
from console.domain.cost_savings import Saving
from console.pricing.estimator import estimate
from console.pricing.resource import PricedResource
from console.pricing.savings import savings

X86 = task(runtime_platform=[])
ENDPOINTS = [
    resource(f"aws_vpc_endpoint.{name}", {"vpc_endpoint_type": "Interface", "subnet_ids": ["a", "b"]})
    for name in ("api", "dkr", "logs", "secrets")
]
GP2 = [{"volume_size": 50, "volume_type": "gp2", "iops": 150, "throughput": 0}]


def suggested(*resources: PricedResource, production: bool = False, **figures: Any) -> dict[str, Saving]:
    def price(changed: Any) -> Any:
        return estimate(changed, book(), usage(**figures))

    return {one.key: one for one in savings(resources, price, book(), production=production)}


CASES = [
    # option, resources, USD saved a month
    ("arm-fargate", [X86, service()], flat("7.2051")),  # 36.0401 - 28.8350
    ("arm-ec2", [machine()], flat("5.84")),  # (0.0416 - 0.0336) x 730
    ("arm-rds", [database(instance_class="db.t3.medium")], flat("5.11")),  # (0.072 - 0.065) x 730
    ("arm-cache", [cache(node_type="cache.t3.micro")], flat("1.46")),  # 2 x (0.017 - 0.016) x 730
    ("gp3", [resource("aws_ebs_volume.v", {"size": 50, "type": "gp2"})], flat("1")),  # 50 x (0.1 - 0.08)
    ("gp3", [machine(root_block_device=GP2)], flat("1")),
    ("valkey", [cache()], flat("4.672")),  # 2 x 0.016 x 0.2 x 730
]


@pytest.mark.parametrize(("key", "resources", "saved"), CASES, ids=[f"{case[0]}-{case[1][0].type}" for case in CASES])
def test_an_option_saves_what_the_book_says(key: str, resources: list, saved: Amount):
    found = suggested(*resources)[key]
    assert found.monthly == saved
    assert found.addresses
    assert found.drawback
    assert " -> " in found.how


def test_machines_of_a_scaling_group_save_by_their_template():
    disk = [{"device_name": "/dev/xvda", "ebs": [{"volume_size": 20, "volume_type": "gp2"}]}]
    template = resource(
        "aws_launch_template.t", {"id": "l", "instance_type": "t3.large", "block_device_mappings": disk}
    )
    sizes = {"min_size": 2, "max_size": 4, "launch_template": [{"id": "l"}], "vpc_zone_identifier": []}
    found = suggested(template, resource("aws_autoscaling_group.g", sizes))
    assert found["gp3"].monthly == span("0.8", "0.8", "1.6")  # 2..4 x 20 x 0.02
    assert found["arm-ec2"].monthly == span("23.36", "23.36", "46.72")  # 2..4 x (0.0832 - 0.0672) x 730


def test_one_nat_gateway_is_suggested_outside_production_with_the_addresses_that_go():
    zones = [
        one
        for zone in "abc"
        for one in (
            resource(f"aws_nat_gateway.{zone}", {"allocation_id": f"eip-{zone}"}),
            resource(f"aws_eip.{zone}", {"id": f"eip-{zone}"}),
        )
    ]
    found = suggested(*zones)["single-nat"]
    assert found.monthly == flat("73")  # 2 x (0.045 + 0.005) x 730
    assert found.addresses == ("aws_nat_gateway.b", "aws_nat_gateway.c", "aws_eip.b", "aws_eip.c")
    assert found.drawback.endswith("reach nothing outside; their traffic to it costs 0.02 USD a GB more")
    assert "single-nat" not in suggested(*zones, production=True)
    assert "single-nat" not in suggested(*zones[:2])


def test_spot_is_suggested_outside_production_without_a_figure_that_nobody_knows():
    found = suggested(task(), service())["spot"]
    assert found.monthly is None
    assert "28.84 USD" in found.how
    assert "spot" not in suggested(task(), service(), production=True)
    assert "spot" not in suggested(machine())


def test_endpoints_that_carry_too_little_are_named_with_their_break_even_volume():
    found = suggested(GATEWAY, *ENDPOINTS, endpoint_gb=(0, 20, 200))["endpoints"]
    assert found.monthly == span("51.4", "57.7", "58.4")  # 58.40 - GB x 0.035
    assert found.break_even is not None
    assert round(found.break_even.volume) == 1669  # 58.40 / (0.045 - 0.01)
    assert len(found.addresses) == 4


def test_endpoints_that_pay_for_themselves_are_left_alone():
    assert "endpoints" not in suggested(GATEWAY, *ENDPOINTS, endpoint_gb=1669)
    assert "endpoints" not in suggested(*ENDPOINTS, endpoint_gb=1)


def test_an_endpoint_is_suggested_where_the_nat_gateway_carries_more_than_it_costs():
    subnets = [resource(f"aws_subnet.{zone}", {"availability_zone": zone}) for zone in "ab"]
    found = suggested(GATEWAY, *subnets, nat_gb=(10, 500, 2000))["endpoints"]
    assert found.monthly is None
    assert found.break_even is not None
    assert round(found.break_even.volume) == 417  # 14.60 / 0.035
    assert "at most 2.90 USD" in found.how  # 500 x 0.035 - 14.60
    assert "endpoints" not in suggested(GATEWAY, *subnets, nat_gb=400)


def test_free_endpoints_are_suggested_for_what_the_plan_uses_and_does_not_have():
    bucket, table = resource("aws_s3_bucket.b"), resource("aws_dynamodb_table.t", {"billing_mode": "PAY_PER_REQUEST"})
    there = resource(
        "aws_vpc_endpoint.s3", {"vpc_endpoint_type": "Gateway", "service_name": "com.amazonaws.us-east-1.s3"}
    )
    found = suggested(GATEWAY, bucket, table, there, nat_gb=(0, 10, 100))
    assert found["gateway-dynamodb"].monthly == span("0", "0", "4.5")
    assert "gateway-s3" not in found
    assert "gateway-s3" not in suggested(bucket, nat_gb=100)


def test_nothing_is_suggested_for_which_the_book_has_no_price():
    assert "arm-rds" not in suggested(database(instance_class="db.m5.large"))
    assert "arm-ec2" not in suggested(machine(instance_type="t3.xlarge"))  # t4g.xlarge has no price
    assert "arm-fargate" not in suggested(task(), service())
    windows = [{"operating_system_family": "WINDOWS_SERVER_2022_CORE", "cpu_architecture": "X86_64"}]
    assert "arm-fargate" not in suggested(task(runtime_platform=windows), service())


def test_the_largest_saving_comes_first_and_what_has_no_figure_last():
    found = list(suggested(X86, service(), cache(), ALB))
    assert found == ["arm-fargate", "valkey", "spot"]


def test_suggesting_changes_nothing():
    resources = [X86, service(), GATEWAY, *ENDPOINTS]
    kept = [dict(one.values or {}) for one in resources]
    suggested(*resources)
    assert [one.values for one in resources] == kept
    assert TASK["runtime_platform"][0]["cpu_architecture"] == "ARM64"
    assert estimate(resources, book(), {}).monthly.expected > Decimal(0)
