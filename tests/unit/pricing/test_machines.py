"""Machines of scaling groups and templates, gateways of newer kinds, the free dashboards, resources elsewhere."""

from decimal import Decimal

import pytest
from priced_plans import ALB, book, flat, line, machine, priced, resource, service, span, task, usage

from console.domain.configured import Reference
from console.domain.cost import Amount, Standing
from console.pricing.book import PriceBook
from console.pricing.estimator import estimate

DISK = [{"ebs": [{"volume_size": 20, "volume_type": "gp3"}]}]
TEMPLATE = {"id": "lt-1", "instance_type": "t3.large", "block_device_mappings": DISK, "network_interfaces": []}
PRIVATE = resource("aws_subnet.private", {"id": "s-1", "map_public_ip_on_launch": False})
PUBLIC = resource("aws_subnet.public", {"id": "s-2", "map_public_ip_on_launch": True})


def template(**more: object):
    return resource("aws_launch_template.t", TEMPLATE | more)


def group(**more: object):
    sizes = {"min_size": 2, "max_size": 4, "desired_capacity": 2, "vpc_zone_identifier": ["s-1"]}
    return resource("aws_autoscaling_group.g", sizes | {"launch_template": [{"id": "lt-1"}]} | more)


def components(*resources) -> list[str]:
    return [one.component for one in priced(*resources).resources[0].lines]


def test_machines_in_a_public_subnet_have_addresses_though_no_template_says_so():
    found = priced(template(), group(vpc_zone_identifier=["s-1", "s-2"]), PRIVATE, PUBLIC)
    assert line(found, "public IPv4").monthly == span("7.3", "7.3", "14.6")  # 2..4 x 0.005 x 730
    assert "public IPv4" not in components(group(), template(), PRIVATE, PUBLIC)


def test_a_template_that_gives_no_addresses_counts_more_than_the_subnets():
    interfaces = [{"associate_public_ip_address": "false"}]
    chosen = group(vpc_zone_identifier=["s-2"])
    assert "public IPv4" not in components(chosen, template(network_interfaces=interfaces), PUBLIC)


def test_subnets_that_are_not_known_leave_the_addresses_unknown():
    assert line(priced(template(), group(), PUBLIC), "public IPv4").standing is Standing.UNKNOWN


def test_subnets_that_do_not_exist_yet_are_followed_through_the_configuration():
    later = resource(
        "aws_autoscaling_group.g",
        {"min_size": 1, "max_size": 1, "launch_template": [{"id": "lt-1"}]},
        unknown={"vpc_zone_identifier": True},
        configured={"vpc_zone_identifier": Reference(("aws_subnet.public",), constant=False)},
    )
    assert line(priced(template(), later, PUBLIC), "public IPv4").monthly == flat("3.65")


def test_subnets_are_known_where_all_that_an_argument_is_made_from_agree():
    def later(*targets: str):
        reference = Reference(targets, exact=False, constant=False)
        return resource(
            "aws_autoscaling_group.g",
            {"min_size": 1, "max_size": 1, "launch_template": [{"id": "lt-1"}]},
            unknown={"vpc_zone_identifier": True},
            configured={"vpc_zone_identifier": reference},
        )

    private = later("aws_vpc.main", "aws_subnet.private", "aws_security_group.web")
    assert "public IPv4" not in components(private, template(), PRIVATE, PUBLIC)
    either = later("aws_subnet.private", "aws_subnet.public")
    assert line(priced(template(), either, PRIVATE, PUBLIC), "public IPv4").standing is Standing.UNKNOWN


def test_detailed_monitoring_of_a_template_has_no_price():
    found = line(priced(template(monitoring=[{"enabled": True}]), group(), PRIVATE), "detailed monitoring")
    assert found.standing is Standing.NO_PRICE


def test_machines_in_standard_mode_never_pay_for_credits():
    standard = template(credit_specification=[{"cpu_credits": "standard"}])
    assert "CPU credits" not in components(group(), standard, PRIVATE)
    found = line(priced(template(), group(), PRIVATE, t_surplus_vcpu_hours=10), "CPU credits")
    assert found.monthly == span("1", "1", "2")  # 2..4 machines x 10 x 0.05


def test_a_machine_without_surplus_credits_says_what_it_stands_on():
    found = line(priced(machine()), "CPU credits")
    assert found.standing is Standing.FREE
    assert "assumes t_surplus_vcpu_hours = 0" in found.note


def test_an_instance_takes_its_type_from_its_launch_template():
    made = resource(
        "aws_instance.a",
        {"associate_public_ip_address": False},
        unknown={"instance_type": True},
        configured={"launch_template": Reference(), "launch_template.id": Reference(("aws_launch_template.t",))},
    )
    assert line(priced(template(), made), "instance").monthly == flat("60.736")  # 0.0832 x 730


MIXED = {"launch_template_specification": [{"launch_template_id": "lt-1"}], "override": []}


@pytest.mark.parametrize(
    ("policy", "monthly", "note"),
    [
        ({"launch_template": [MIXED]}, span("121.472", "121.472", "242.944"), ""),
        ({"launch_template": [MIXED | {"override": [{"instance_type": "t3.medium"}]}]},
         span("60.736", "60.736", "121.472"), ""),
        ({"launch_template": [MIXED | {"override": [{"instance_type": "a"}, {"instance_type": "b"}]}]},
         None, "which of a, b runs"),
        ({"launch_template": [MIXED],
          "instances_distribution": [{"on_demand_percentage_above_base_capacity": 50}]}, None, "Spot"),
    ],
)  # fmt: skip
def test_a_mixed_policy_is_priced_where_it_leaves_one_type_on_demand(policy: dict, monthly: Amount | None, note: str):
    found = line(priced(template(), group(launch_template=[], mixed_instances_policy=[policy]), PRIVATE), "instances")
    assert found.monthly == monthly
    assert note in found.note


def test_a_launch_configuration_is_not_priced():
    found = line(priced(group(launch_template=[], launch_configuration="old")), "instances")
    assert found.standing is Standing.NO_PRICE


def test_machines_that_wait_in_a_warm_pool_are_not_forgotten():
    found = line(priced(template(), group(warm_pool=[{"min_size": 1}]), PRIVATE), "warm pool")
    assert found.standing is Standing.UNKNOWN


def test_a_state_writes_what_is_not_set_as_empty_text():
    found = priced(template(), group(launch_configuration="", mixed_instances_policy=[]), PRIVATE)
    assert line(found, "instances").monthly == span("121.472", "121.472", "242.944")


def test_gateways_that_are_private_or_spread_by_themselves():
    private = line(priced(resource("aws_nat_gateway.p", {"connectivity_type": "private"})), "hours")
    assert (private.monthly, private.note) == (flat("32.85"), "private: it has no public address")
    regional = line(priced(resource("aws_nat_gateway.r", {"availability_mode": "regional"})), "hours")
    assert regional.standing is Standing.UNKNOWN


def test_the_first_three_dashboards_are_free_and_the_fourth_is_not():
    dashboards = [resource(f"aws_cloudwatch_dashboard.d{number}") for number in range(4)]
    assert priced(*dashboards).monthly == span("3", "3", "12")
    assert priced(*dashboards[:3]).monthly == span("0", "0", "9")
    assert priced(*dashboards[:3], account_dashboards=1).monthly == flat("3")


def test_an_alarm_on_a_query_is_paid_for_by_every_metric_that_it_finds():
    query = {"metric_query": [{"expression": 'SELECT MAX(CPUUtilization) FROM SCHEMA("AWS/EC2")'}]}
    found = line(priced(resource("aws_cloudwatch_metric_alarm.a", query)), "alarm")
    assert found.standing is Standing.UNKNOWN


def test_data_out_is_counted_once_for_load_balancers_or_else_for_what_runs():
    def out(*resources) -> dict[str, Amount | None]:
        found = priced(*resources, data_out_gb=90)
        return {
            cost.address: one.monthly for cost in found.resources for one in cost.lines if one.component == "data out"
        }

    assert out(ALB, machine(), task(), service()) == {"aws_lb.web": flat("8.1")}
    assert out(machine(), task(), service()) == {"aws_instance.a": flat("4.05"), "aws_ecs_service.api": flat("4.05")}


def test_tiers_of_data_out_are_filled_by_the_environment_and_not_by_each_sender():
    two = [resource(f"aws_lb.{name}", dict(ALB.values or {})) for name in "ab"]
    lines = [
        one for cost in priced(*two, data_out_gb=20_240).resources for one in cost.lines if one.component == "data out"
    ]
    assert sum((one.monthly.expected for one in lines if one.monthly), Decimal(0)) == Decimal("1771.6")


def test_a_resource_in_another_region_never_gets_the_prices_of_this_one():
    there = resource("aws_eip.there", region="eu-west-1")
    found = estimate([resource("aws_eip.here"), there], book(), {})
    assert line(found, "address", "aws_eip.here").monthly == flat("3.65")
    assert line(found, "address", "aws_eip.there").standing is Standing.NO_PRICE
    assert line(found, "address", "aws_eip.there").note.startswith("eu-west-1 has no price book")


def test_a_resource_in_another_region_is_priced_on_the_book_of_that_region():
    def books(region: str) -> PriceBook | None:
        own = {"ipv4.hour": book().prices["ipv4.hour"]}
        return PriceBook(region, book().date, own, frozenset()) if region == "us-west-2" else None

    there = resource("aws_eip.there", region="us-west-2")
    gateway = resource("aws_nat_gateway.there", region="us-west-2")
    found = estimate([there, gateway], book(), usage(nat_gb=1), books=books)
    assert line(found, "address").monthly == flat("3.65")
    assert line(found, "hours").note.startswith("the book of us-west-2 has no price nat.hour")


@pytest.mark.parametrize(("support", "priced_lines"), [("open-source-rds-extended-support", 1),
                                                        ("open-source-rds-extended-support-disabled", 0)])  # fmt: skip
def test_a_cluster_that_opted_out_of_extended_support_does_not_pay_for_it(support: str, priced_lines: int):
    cluster = {"cluster_identifier": "main", "engine": "aurora-postgresql", "engine_version": "13.9"}
    own = cluster | {"instance_class": "db.t3.large"}
    found = priced(
        resource("aws_rds_cluster.c", cluster | {"engine_lifecycle_support": support}),
        resource("aws_rds_cluster_instance.i", own),
    )
    lines = [one for cost in found.resources for one in cost.lines if one.component == "extended support"]
    assert len(lines) == priced_lines
