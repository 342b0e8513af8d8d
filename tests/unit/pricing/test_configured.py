"""What a plan's configuration says about values that do not exist yet."""

from typing import Any

import pytest

from console.domain.configured import Reference, read_configured, without_keys


def configuration(subnets: list[str], *, argument: list[str] | None = None, output: list[str] | None = None) -> Any:
    """A root module that hands `module.network`'s output to `module.alb`, whose load balancer uses `subnets`."""
    return {
        "root_module": {
            "module_calls": {
                "network": {
                    "module": {
                        "resources": [{"mode": "managed", "address": "aws_subnet.public", "expressions": {}}],
                        "outputs": {"ids": {"expression": {"references": output or ["aws_subnet.public"]}}},
                    }
                },
                "alb": {
                    "expressions": {"subnet_ids": {"references": argument or ["module.network.ids", "module.network"]}},
                    "module": {
                        "resources": [
                            {
                                "mode": "managed",
                                "address": "aws_lb.this",
                                "expressions": {
                                    "internal": {"constant_value": False},
                                    "subnets": {"references": subnets},
                                    "access_logs": [{"bucket": {"references": ["var.bucket"]}}],
                                },
                            },
                            {"mode": "data", "address": "data.aws_region.here", "expressions": {}},
                        ]
                    },
                },
            }
        }
    }


def subnets(found: dict) -> Reference:
    reference: Reference = found["module.alb.aws_lb.this"]["subnets"]
    return reference


def test_a_reference_is_followed_through_variables_and_outputs():
    found = read_configured(configuration(["var.subnet_ids"]))
    assert subnets(found) == Reference(("module.network.aws_subnet.public",), exact=True, constant=False)


def test_managed_resources_are_listed_by_address_with_the_arguments_they_set():
    found = read_configured(configuration(["var.subnet_ids"]))
    assert set(found) == {"module.network.aws_subnet.public", "module.alb.aws_lb.this"}
    assert set(found["module.alb.aws_lb.this"]) == {"internal", "subnets", "access_logs", "access_logs.bucket"}
    assert found["module.alb.aws_lb.this"]["internal"] == Reference()
    assert found["module.alb.aws_lb.this"]["access_logs.bucket"] == Reference()


@pytest.mark.parametrize(
    ("parts", "exact", "constant"),
    [
        ({"subnets": ["var.subnet_ids[0]", "var.subnet_ids"]}, False, False),
        ({"subnets": ["var.subnet_ids", "var.extra_ids"]}, False, False),
        ({"subnets": ["var.subnet_ids", "count.index"]}, False, False),
        ({"subnets": ["local.ids"]}, False, False),
        ({"subnets": ["data.aws_subnets.all.ids", "data.aws_subnets.all"]}, False, False),
        ({"subnets": ["var.subnet_ids"], "argument": ["module.network"]}, False, False),
        ({"subnets": ["var.subnet_ids"], "argument": ["local.ids"]}, False, False),
        ({"subnets": ["var.subnet_ids"], "argument": ["module.network.gone", "module.network"]}, False, False),
        ({"subnets": ["var.subnet_ids"], "argument": ["module.network.ids[0]", "module.network.ids"]}, False, False),
        ({"subnets": ["var.subnet_ids"], "output": ["aws_subnet.public", "aws_subnet.more"]}, False, False),
        ({"subnets": ["var.subnet_ids"], "argument": ["var.of_the_root"]}, True, True),
        ({"subnets": []}, True, True),
    ],
)
def test_only_what_is_made_from_one_resource_alone_is_exact(parts: dict, exact: bool, constant: bool):
    found = subnets(read_configured(configuration(**parts)))
    assert (found.exact, found.constant) == (exact, constant)


def test_an_index_in_the_reference_names_one_instance():
    found = read_configured(
        configuration(["aws_subnet.own[1].id", "aws_subnet.own[1]", "aws_subnet.own"], argument=["var.x"])
    )
    assert subnets(found).targets == ("module.alb.aws_subnet.own[1]",)


def test_a_plan_without_configuration_sets_nothing():
    assert read_configured({}) == {}


@pytest.mark.parametrize(
    ("address", "plain"),
    [
        ("aws_eip.b", "aws_eip.b"),
        ('module.a["x.y[0]"].aws_eip.b[12]', "module.a.aws_eip.b"),
        (r'aws_eip.b["a\"]b"]', "aws_eip.b"),
    ],
)
def test_keys_of_any_characters_are_taken_off_an_address(address: str, plain: str):
    assert without_keys(address) == plain
