"""Scaling groups of launch templates: machines from minimum to maximum, with their volumes and addresses."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from console.domain.cost import Standing
from console.pricing.families.compute import LINUX, cpu_credits, refuse_other_markets, volume
from console.pricing.families.data_transfer import data_out
from console.pricing.findings import Basis, Finding, Gap, Rule, Running, hours, no_price, running
from console.pricing.resource import NoPriceError, PricedResource, UnknownInputError

_MIXED = ("mixed_instances_policy", 0)
_TEMPLATE = ("launch_template", 0)
_MIXED_TEMPLATE = (*_MIXED, "launch_template", 0)
_MIXED_NAME = "mixed_instances_policy.launch_template.launch_template_specification.launch_template_id"


def _machine_hours(group: PricedResource, basis: Basis) -> Iterator[Finding]:
    refuse_other_markets(_template(group, basis))
    machines = _machines(group, basis)
    yield machines.charge(f"ec2.linux.{_size(group, basis)}", *hours(machines.count, "instances"), LINUX)


def _size(group: PricedResource, basis: Basis) -> str:
    """The type of its machines; raises NoPriceError where they may be of several types or on Spot."""
    usual = _template(group, basis).value("instance_type", default="")
    sizes = {usual}
    if _mixed(group):
        _refuse_spot(group)
        overrides = group.value(*_MIXED_TEMPLATE, "override", default=())
        sizes = {override.get("instance_type") or usual for override in overrides} or {usual}
    if len(sizes) > 1:
        raise NoPriceError(f"which of {', '.join(sorted(sizes))} runs is decided when they start")
    (size,) = sizes
    if not size:
        raise UnknownInputError("its launch template names no instance_type")
    return str(size)


def _refuse_spot(group: PricedResource) -> None:
    share = group.number(*_MIXED, "instances_distribution", 0, "on_demand_percentage_above_base_capacity", default=_ALL)
    if share < _ALL:
        raise NoPriceError("a part of it runs on Spot, whose price moves and is not in the price book")


_ALL = Decimal(100)


def _credits(group: PricedResource, basis: Basis) -> Iterator[Finding]:
    machines = _machines(group, basis)
    yield from cpu_credits(_template(group, basis), _size(group, basis), machines, basis)


def _volumes(group: PricedResource, basis: Basis) -> Iterator[Finding]:
    template = _template(group, basis)
    machines = _machines(group, basis)
    mappings = template.blocks("block_device_mappings")
    if not mappings:
        raise UnknownInputError("the size of the root volume comes from the image")
    for index in range(len(mappings)):
        yield from volume(template, ("block_device_mappings", index, "ebs", 0), machines)


def _addresses(group: PricedResource, basis: Basis) -> Iterator[Finding]:
    """The launch template says whether machines get a public address; where it does not, their subnets do."""
    template = _template(group, basis)
    said = {
        str(template.value("network_interfaces", index, "associate_public_ip_address", default="")).lower()
        for index in range(len(template.blocks("network_interfaces")))
    } - {""}
    if not said and not _subnets_give_addresses(group, basis):
        return
    if said and "true" not in said:
        return
    machines = _machines(group, basis)
    yield machines.charge("ipv4.hour", *hours(machines.count, "public IPv4"))


def _subnets_give_addresses(group: PricedResource, basis: Basis) -> bool:
    """Whether they do, where all the subnets it may be in agree."""
    subnets = basis.landscape.targets(group, "vpc_zone_identifier", "aws_subnet") or ()
    answers = {bool(subnet.value("map_public_ip_on_launch", default=False)) for subnet in subnets}
    if not answers or (len(answers) > 1 and not group.knows("vpc_zone_identifier")):
        raise UnknownInputError("whether its subnets give public addresses is known after the apply")
    return any(answers)


def _detailed_monitoring(group: PricedResource, basis: Basis) -> Iterator[Finding]:
    if _template(group, basis).value("monitoring", 0, "enabled", default=False) is True:
        yield no_price("detailed monitoring of its instances is not in the price book")


def _warm_pool(group: PricedResource, _basis: Basis) -> Iterator[Finding]:
    if group.blocks("warm_pool"):
        yield Gap(Standing.UNKNOWN, "how many machines wait in its warm pool, the group decides while it runs")


def _template(group: PricedResource, basis: Basis) -> PricedResource:
    named = group.value("launch_configuration") if group.knows("launch_configuration") else ""
    if named or group.reference("launch_configuration"):
        raise NoPriceError("launch configurations are not priced; use a launch template")
    specification = (*_MIXED_TEMPLATE, "launch_template_specification", 0) if _mixed(group) else _TEMPLATE
    for argument, key in (
        ("id", "id"),
        ("launch_template_id", "id"),
        ("name", "name"),
        ("launch_template_name", "name"),
    ):
        if group.knows(*specification, argument):
            known = basis.landscape.with_value("aws_launch_template", key, str(group.value(*specification, argument)))
            if known:
                return known[0]
    found = basis.landscape.one(group, _MIXED_NAME if _mixed(group) else "launch_template.id", "aws_launch_template")
    if found is None:
        raise UnknownInputError("its launch template is not among these resources")
    return found


def _mixed(group: PricedResource) -> bool:
    return bool(group.blocks("mixed_instances_policy"))


def _machines(group: PricedResource, basis: Basis) -> Running:
    low, high = group.number("min_size"), group.number("max_size")
    desired = group.number("desired_capacity", default=low)
    return running(low, high, (desired, "desired_capacity"), "asg_average_instances", basis)


RULES = {
    "aws_autoscaling_group": Rule(
        "EC2",
        {
            "instances": _machine_hours,
            "CPU credits": _credits,
            "volumes": _volumes,
            "public IPv4": _addresses,
            "warm pool": _warm_pool,
            "detailed monitoring": _detailed_monitoring,
            "data out": data_out,
        },
    ),
}
