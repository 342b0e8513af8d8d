"""EC2 instances with their volumes and addresses, EBS volumes, scaling groups of launch templates."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from console.domain.cost import Amount
from console.pricing.findings import (
    MONTH,
    Basis,
    Charge,
    Finding,
    Free,
    Rule,
    Running,
    free,
    hours,
    no_price,
    plain,
    running,
    span,
)
from console.pricing.resource import NoPriceError, PricedResource, UnknownInputError

_GP3_IOPS, _GP3_THROUGHPUT = Decimal(3000), Decimal(125)
"""What every gp3 volume includes: IOPS, MiB/s."""
_LINUX = "priced as Linux"
_ONE = Running(Amount.flat(Decimal(1)))


def _instance_hours(instance: PricedResource, _basis: Basis) -> Iterator[Finding]:
    if instance.reference("launch_template") and not instance.knows("instance_type"):
        raise UnknownInputError("instance_type comes from the launch template and is known after the apply")
    size = instance.value("instance_type")
    _refuse_other_markets(instance)
    yield Charge(f"ec2.linux.{size}", MONTH, "730 h", _LINUX)


def _refuse_other_markets(resource: PricedResource) -> None:
    if resource.value("tenancy", default="default") in ("dedicated", "host"):
        raise NoPriceError("dedicated tenancy is not in the price book")
    if resource.blocks("instance_market_options"):
        raise NoPriceError("Spot moves its price; it is not in the price book")


def _instance_volumes(instance: PricedResource, _basis: Basis) -> Iterator[Finding]:
    if not instance.knows("root_block_device") or not instance.blocks("root_block_device"):
        raise UnknownInputError("the size of the root volume comes from the image and is known after the apply")
    for index in range(len(instance.blocks("root_block_device"))):
        yield from _volume(instance, ("root_block_device", index), _ONE)
    for index in range(len(instance.blocks("ebs_block_device"))):
        yield from _volume(instance, ("ebs_block_device", index), _ONE)


def _volume(resource: PricedResource, path: tuple[str | int, ...], machines: Running) -> Iterator[Finding]:
    """One volume for each machine: its size, and what is above gp3's included performance.

    A type that is not set is the image's, for the root volume, and only the apply tells it.
    """
    size = resource.number(*path, "volume_size")
    kind = str(resource.value(*path, "volume_type"))
    times = "" if machines is _ONE else f" x {span(machines.count)}"
    yield _sized(kind, machines.charge(f"ebs.{kind}.gb", machines.count * size, f"{plain(size)} GB {kind}{times}"))
    if kind == "gp3":
        yield from _gp3_extras(resource, *path)


def _sized(kind: str, charge: Charge) -> Finding:
    return charge if kind in ("gp2", "gp3") else no_price(f"{kind} volumes are not in the price book")


def _gp3_extras(resource: PricedResource, *path: str | int) -> Iterator[Finding]:
    for argument, included in (("iops", _GP3_IOPS), ("throughput", _GP3_THROUGHPUT)):
        if resource.number(*path, argument, default=included) > included:
            yield no_price(f"gp3 {argument} above {plain(included)} is not in the price book")


def _instance_address(instance: PricedResource, basis: Basis) -> Iterator[Finding]:
    """An automatic public address; one with an Elastic IP pays for that one instead."""
    if _has_elastic_ip(instance, basis):
        yield Free("its Elastic IP is priced on its own")
    elif _gets_address(instance, basis):
        yield Charge("ipv4.hour", MONTH, "730 h", "automatic public IPv4")


def _has_elastic_ip(instance: PricedResource, basis: Basis) -> bool:
    land = basis.landscape
    pairs = (("aws_eip", "instance"), ("aws_eip_association", "instance_id"))
    if any(land.referrers(instance, type_, argument) for type_, argument in pairs):
        return True
    known_id = str(instance.value("id")) if instance.knows("id") else ""
    return bool(known_id) and any(land.with_value(type_, argument, known_id) for type_, argument in pairs)


def _gets_address(instance: PricedResource, basis: Basis) -> bool:
    if instance.knows("associate_public_ip_address"):
        return instance.value("associate_public_ip_address") is True
    subnet = None
    if instance.knows("subnet_id"):
        known = basis.landscape.with_value("aws_subnet", "id", str(instance.value("subnet_id")))
        subnet = known[0] if known else None
    elif instance.reference("subnet_id"):
        subnet = basis.landscape.one(instance, "subnet_id", "aws_subnet")
    if subnet is None:
        raise UnknownInputError("whether its subnet gives it a public address is known after the apply")
    return bool(subnet.value("map_public_ip_on_launch", default=False))


def _detailed_monitoring(instance: PricedResource, _basis: Basis) -> Iterator[Finding]:
    if instance.value("monitoring", default=False) is True:
        yield no_price("detailed monitoring is not in the price book")


def _ebs_volume(volume: PricedResource, _basis: Basis) -> Iterator[Finding]:
    size, kind = volume.number("size"), str(volume.value("type", default="gp2"))
    yield _sized(kind, Charge(f"ebs.{kind}.gb", Amount.flat(size), f"{plain(size)} GB {kind}"))
    if kind == "gp3":
        yield from _gp3_extras(volume)


def _group_hours(group: PricedResource, basis: Basis) -> Iterator[Finding]:
    template = _template(group, basis)
    _refuse_other_markets(template)
    machines = _machines(group, basis)
    key = f"ec2.linux.{template.value('instance_type')}"
    yield machines.charge(key, *hours(machines.count, "instances"), _LINUX)


def _group_volumes(group: PricedResource, basis: Basis) -> Iterator[Finding]:
    template = _template(group, basis)
    machines = _machines(group, basis)
    mappings = template.blocks("block_device_mappings")
    if not mappings:
        raise UnknownInputError("the size of the root volume comes from the image")
    for index in range(len(mappings)):
        yield from _volume(template, ("block_device_mappings", index, "ebs", 0), machines)


def _group_addresses(group: PricedResource, basis: Basis) -> Iterator[Finding]:
    interfaces = _template(group, basis).blocks("network_interfaces")
    if any(str(block.get("associate_public_ip_address")).lower() == "true" for block in interfaces):
        machines = _machines(group, basis)
        yield machines.charge("ipv4.hour", *hours(machines.count, "public IPv4"))


def _template(group: PricedResource, basis: Basis) -> PricedResource:
    if _mixed(group):
        raise NoPriceError("a mixed instances policy is not priced")
    found: PricedResource | None = None
    if group.knows("launch_template", 0, "id"):
        known = basis.landscape.with_value("aws_launch_template", "id", str(group.value("launch_template", 0, "id")))
        found = known[0] if known else None
    else:
        found = basis.landscape.one(group, "launch_template.id", "aws_launch_template")
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
    "aws_instance": Rule(
        "EC2",
        {
            "instance": _instance_hours,
            "volumes": _instance_volumes,
            "public IPv4": _instance_address,
            "detailed monitoring": _detailed_monitoring,
        },
    ),
    "aws_ebs_volume": Rule("EBS", {"volume": _ebs_volume}),
    "aws_autoscaling_group": Rule(
        "EC2", {"instances": _group_hours, "volumes": _group_volumes, "public IPv4": _group_addresses}
    ),
    "aws_launch_template": free("EC2", "priced with the scaling groups and instances that use it"),
}
