"""EC2 instances with their volumes and addresses, and EBS volumes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from console.domain.cost import Amount
from console.pricing.families.data_transfer import data_out
from console.pricing.findings import (
    MONTH,
    Basis,
    Charge,
    Finding,
    Free,
    Rule,
    Running,
    assumed,
    free,
    no_price,
    plain,
    span,
)
from console.pricing.resource import NoPriceError, PricedResource, UnknownInputError

_GP3_IOPS, _GP3_THROUGHPUT = Decimal(3000), Decimal(125)
"""What every gp3 volume includes: IOPS, MiB/s."""
LINUX = "priced as Linux"
_ONE = Running(Amount.flat(Decimal(1)))
_CREDITS_BY_DEFAULT = {"t2": "standard", "t3": "unlimited", "t3a": "unlimited", "t4g": "unlimited"}
"""Burstable families, and how they are launched where nothing is said."""


def _instance_hours(instance: PricedResource, basis: Basis) -> Iterator[Finding]:
    size = _size(instance, basis)
    refuse_other_markets(instance)
    yield Charge(f"ec2.linux.{size}", MONTH, "730 h", LINUX)


def _size(instance: PricedResource, basis: Basis) -> str:
    """Its own type, or that of the launch template it is made from."""
    if not instance.knows("instance_type") and instance.reference("launch_template.id"):
        template = basis.landscape.one(instance, "launch_template.id", "aws_launch_template")
        if template is None:
            raise UnknownInputError("instance_type comes from a launch template that is not among these resources")
        return str(template.value("instance_type"))
    return str(instance.value("instance_type"))


def refuse_other_markets(resource: PricedResource) -> None:
    """Raises NoPriceError for dedicated machines and Spot."""
    places = ((), ("placement", 0))
    if any(resource.value(*place, "tenancy", default="default") in ("dedicated", "host") for place in places):
        raise NoPriceError("dedicated tenancy is not in the price book")
    if resource.blocks("instance_market_options"):
        raise NoPriceError("Spot moves its price; it is not in the price book")


def _instance_credits(instance: PricedResource, basis: Basis) -> Iterator[Finding]:
    yield from cpu_credits(instance, _size(instance, basis), _ONE, basis)


def cpu_credits(resource: PricedResource, size: str, machines: Running, basis: Basis) -> Iterator[Finding]:
    """Surplus CPU of burstable machines in unlimited mode; in standard mode they slow down instead of costing more."""
    family = size.partition(".")[0]
    usual = _CREDITS_BY_DEFAULT.get(family)
    if usual is None or resource.value("credit_specification", 0, "cpu_credits", default=usual) != "unlimited":
        return
    surplus = basis.assume("t_surplus_vcpu_hours")
    said = assumed("t_surplus_vcpu_hours", surplus)
    if surplus.high == 0:
        yield Free(f"{said}: it stays within its CPU credits")
        return
    quantity = Amount(
        machines.count.low * surplus.low, machines.count.expected * surplus.expected, machines.count.high * surplus.high
    )
    yield Charge(f"ec2.{family}.unlimited_credit", quantity, f"{span(quantity)} vCPU-hours", said, usage=True)


def _instance_volumes(instance: PricedResource, _basis: Basis) -> Iterator[Finding]:
    if not instance.knows("root_block_device") or not instance.blocks("root_block_device"):
        raise UnknownInputError("the size of the root volume comes from the image and is known after the apply")
    for index in range(len(instance.blocks("root_block_device"))):
        yield from volume(instance, ("root_block_device", index), _ONE)
    for index in range(len(instance.blocks("ebs_block_device"))):
        yield from volume(instance, ("ebs_block_device", index), _ONE)


def volume(resource: PricedResource, path: tuple[str | int, ...], machines: Running) -> Iterator[Finding]:
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


def _ebs_volume(disk: PricedResource, _basis: Basis) -> Iterator[Finding]:
    size, kind = disk.number("size"), str(disk.value("type", default="gp2"))
    yield _sized(kind, Charge(f"ebs.{kind}.gb", Amount.flat(size), f"{plain(size)} GB {kind}"))
    if kind == "gp3":
        yield from _gp3_extras(disk)


def _snapshot(_snapshot_: PricedResource, _basis: Basis) -> Iterator[Finding]:
    yield no_price("EBS snapshots are not in the price book")


RULES = {
    "aws_instance": Rule(
        "EC2",
        {
            "instance": _instance_hours,
            "CPU credits": _instance_credits,
            "volumes": _instance_volumes,
            "public IPv4": _instance_address,
            "detailed monitoring": _detailed_monitoring,
            "data out": data_out,
        },
    ),
    "aws_ebs_volume": Rule("EBS", {"volume": _ebs_volume}),
    "aws_ebs_snapshot": Rule("EBS", {"snapshot": _snapshot}),
    "aws_launch_template": free("EC2", "priced with the scaling groups and instances that use it"),
}
