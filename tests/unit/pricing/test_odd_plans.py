"""Plans of every shape that Terraform writes: deep modules, odd keys, no resources, several regions, large ones."""

from __future__ import annotations

import json
import time
from decimal import Decimal
from typing import Any

import pytest

from console.domain.cost import CostOfPlan, Standing
from console.errors import StreamError
from console.services.costs import Costs
from console.terraform.plan_json import read_plan

CREATE = ["create"]


def entry(address: str, values: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    type_, name = address.removeprefix("module.m[0].").partition("[")[0].split(".")[-2:]
    return {"address": address, "mode": "managed", "type": type_, "name": name, "values": values or {}, **more}


def document(root: dict[str, Any], changes: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": root},
        "resource_changes": changes or [],
        "complete": True,
        "errored": False,
        **more,
    }


def cost(plan: dict[str, Any] | bytes, **regions: Any) -> CostOfPlan:
    return Costs(**regions).of_resources(read_plan(plan), "us-east-1", {})


def test_resources_of_modules_eight_deep_are_priced_under_their_full_address():
    module: dict[str, Any] = {"resources": []}
    address = ".".join(f"module.m{depth}" for depth in range(8))
    module = {"address": address, "resources": [entry(f"{address}.aws_eip.deep")]}
    for depth in range(7, 0, -1):
        module = {"address": ".".join(f"module.m{n}" for n in range(depth)), "child_modules": [module]}
    found = cost(document({"child_modules": [module]})).after
    assert [(one.address, one.module) for one in found.resources] == [(f"{address}.aws_eip.deep", address)]
    assert found.monthly.expected == Decimal("3.65")


KEYS = [
    '[0]',
    '["plain"]',
    '["with.dots.aws_eip.x"]',
    '["brackets[0]"]',
    '["quote\\"d"]',
    '["data.aws_eip.x"]',
    '["x.data.y"]',
    '["ключ 鍵 🔑"]',
    '["${each.key}"]',
    '["\\u001b]0;x"]',
    '[""]',
]  # fmt: skip


@pytest.mark.parametrize("key", KEYS)
def test_a_count_or_for_each_key_of_any_characters_is_a_part_of_the_address(key: str):
    address = f"aws_eip.a{key}"
    (found,) = cost(document({"resources": [entry(address)]})).after.resources
    assert (found.address, found.type) == (address, "aws_eip")
    assert found.monthly is not None
    assert found.monthly.expected == Decimal("3.65")


def test_a_plan_without_resources_costs_nothing_and_is_whole():
    found = cost(document({}))
    assert (found.after.monthly.expected, found.after.complete, found.changes) == (Decimal(0), True, ())


def test_data_sources_cost_nothing_and_are_no_lines():
    source = entry("data.aws_vpc.main", mode="data")
    assert cost(document({"resources": [source]})).after.resources == ()


def test_what_another_provider_makes_is_not_priced_in_this_region():
    configuration = {
        "provider_config": {
            "aws": {"name": "aws", "expressions": {"region": {"constant_value": "us-east-1"}}},
            "aws.west": {"name": "aws", "alias": "west", "expressions": {"region": {"references": ["var.second"]}}},
            "aws.lost": {"name": "aws", "alias": "lost", "expressions": {"region": {"references": ["local.x"]}}},
        },
        "root_module": {
            "resources": [
                {"address": "aws_eip.here", "mode": "managed", "provider_config_key": "aws", "expressions": {}},
                {"address": "aws_eip.there", "mode": "managed", "provider_config_key": "aws.west", "expressions": {}},
            ],
            "module_calls": {
                "m": {
                    "module": {
                        "resources": [
                            {"address": "aws_eip.x", "mode": "managed", "provider_config_key": "aws.lost"},
                        ]
                    }
                }
            },
        },
    }
    root = {
        "resources": [entry("aws_eip.here"), entry("aws_eip.there")],
        "child_modules": [{"address": "module.m[0]", "resources": [entry("module.m[0].aws_eip.x")]}],
    }
    plan = document(root, configuration=configuration, variables={"second": {"value": "eu-west-1"}})
    notes = {one.address: one.lines[0].note for one in cost(plan).after.resources}
    assert notes["aws_eip.here"] == "public IPv4, in use or idle"
    assert notes["aws_eip.there"].startswith("eu-west-1 has no price book")
    assert notes["module.m[0].aws_eip.x"].startswith("the region of the provider aws.lost has no price book")


def test_what_is_in_another_region_by_its_arn_is_not_priced_in_this_one():
    arn = "arn:aws:ec2:ap-south-1:000000000000:elastic-ip/eipalloc-1"
    (found,) = cost(document({"resources": [entry("aws_eip.a", {"arn": arn})]})).after.resources
    assert found.standing is Standing.NO_PRICE


def test_an_object_that_a_plan_forgets_still_costs_what_it_cost():
    prior = {"values": {"root_module": {"resources": [entry("aws_eip.a")]}}}
    forgotten = {
        "address": "aws_eip.a",
        "mode": "managed",
        "type": "aws_eip",
        "name": "a",
        "change": {"actions": ["forget"], "before": {}, "after": None},
    }
    plan = document({"resources": [entry("aws_eip.a")]}, [forgotten], prior_state=prior)
    assert cost(plan).difference.expected == 0


def test_a_replacement_counts_once():
    prior = {"values": {"root_module": {"resources": [entry("aws_eip.a")]}}}
    for actions in (["delete", "create"], ["create", "delete"]):
        replaced = {
            "address": "aws_eip.a",
            "mode": "managed",
            "type": "aws_eip",
            "name": "a",
            "change": {"actions": actions, "before": {}, "after": {}},
        }
        found = cost(document({"resources": [entry("aws_eip.a")]}, [replaced], prior_state=prior))
        assert (found.difference.expected, found.after.monthly.expected) == (Decimal(0), Decimal("3.65"))


def test_an_object_that_a_failed_replacement_left_behind_costs_until_it_is_deleted():
    left = entry("aws_eip.a") | {"deposed_key": "00c0ffee"}
    prior = {"values": {"root_module": {"resources": [entry("aws_eip.a"), left]}}}
    delete = {
        "address": "aws_eip.a",
        "mode": "managed",
        "type": "aws_eip",
        "name": "a",
        "deposed": "00c0ffee",
        "change": {"actions": ["delete"], "before": {}, "after": None},
    }
    found = cost(document({"resources": [entry("aws_eip.a")]}, [delete], prior_state=prior))
    assert {one.address: one.difference for one in found.changes} == {
        "aws_eip.a": Decimal(0),
        "aws_eip.a (deposed 00c0ffee)": Decimal("-3.65"),
    }


def test_a_format_that_is_not_known_is_one_sentence():
    with pytest.raises(StreamError, match=r"has format 9\.0, this console reads format 1"):
        read_plan(json.dumps(document({}) | {"format_version": "9.0"}).encode())


def test_a_plan_of_55_megabytes_is_priced_like_a_small_one():
    policy = "x" * 9_000
    resources = [
        entry(f"{('aws_eip.a', 'aws_subnet.s')[number % 2]}[{number}]", {"policy": policy}) for number in range(6_200)
    ]
    data = json.dumps(document({"resources": resources})).encode()
    assert len(data) > 55_000_000
    plan = read_plan(data)
    begin = time.process_time()
    found = Costs().of_resources(plan, "us-east-1", {})
    assert time.process_time() - begin < 2
    assert found.after.monthly.expected == Decimal("3.65") * 3_100
