"""Data that leaves: to the Internet, between availability zones, to other Regions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from console.domain.cost import Amount, Standing
from console.pricing.findings import Basis, Charge, Finding, Free, Gap, Rule, assumed, plain, span
from console.pricing.resource import PricedResource

BALANCERS = ("aws_lb", "aws_alb")
_COMPUTE = ("aws_instance", "aws_autoscaling_group", "aws_ecs_service")
_EGRESS_TIERS = (
    ("dt.out.10tb", Decimal(10_240)),
    ("dt.out.40tb", Decimal(40_960)),
    ("dt.out.100tb", Decimal(102_400)),
    ("dt.out.150tb+", Decimal("Infinity")),
)
"""Data transfer to the Internet: price and width of each tier in GB a month."""
_NEIGHBOURS = {"us-east-1", "us-east-2"}
"""Two Regions with a price of their own between them."""
_FREE_GB = "the first 100 GB of an account each month are free and are not taken off"


def is_public(balancer: PricedResource) -> bool:
    """Whether a load balancer faces the Internet."""
    return balancer.value("internal", default=False) is False


def data_out(resource: PricedResource, basis: Basis) -> Iterator[Finding]:
    """A sender's part of what goes to the Internet: public load balancers send it, without any machines and tasks do.

    Tiers are filled by the whole environment, not by each sender.
    """
    balancers = basis.landscape.sharers(BALANCERS, is_public)
    if resource.type in BALANCERS:
        if not is_public(resource):
            return
    elif balancers:
        return
    senders = balancers or basis.landscape.sharers(_COMPUTE)
    sent = basis.assume("data_out_gb")
    start = Decimal(0)
    for key, width in _EGRESS_TIERS:
        tier = Amount(*(_within(figure, start, width) for figure in (sent.low, sent.expected, sent.high)))
        if start == 0 or tier.high > 0:
            part = basis.part(f"data_out_gb {key}", tier, resource, senders)
            note = f"{assumed('data_out_gb', sent, len(senders))}; {_FREE_GB}"
            yield Charge(key, part, f"{span(part)} GB", note, usage=True)
        start += width


def _within(figure: Decimal, start: Decimal, width: Decimal) -> Decimal:
    return min(max(figure - start, Decimal(0)), width)


def _between_zones(vpc: PricedResource, basis: Basis) -> Iterator[Finding]:
    """Data between the zones of a network with subnets in several: paid for in each direction."""
    if basis.landscape.zones() < 2:
        yield Free("networks, routes and firewall rules cost nothing; gateways, addresses and data do")
        return
    charge = basis.shared("dt.az", "cross_az_gb", vpc, basis.landscape.of_type(vpc.type))
    quantity = charge.quantity * Decimal(2)
    words = f"{plain(charge.quantity.expected)} GB x 2 directions"
    yield Charge(charge.key, quantity, words, charge.note, usage=True)


def to_region(table: PricedResource, region: str, basis: Basis) -> Charge:
    """The data that a table sends to its replica in `region`; each replica gets all of it."""
    key = "dt.region" if {basis.region, region} == _NEIGHBOURS else "dt.region.other"
    charge = basis.shared(key, "inter_region_gb", table, basis.landscape.sharers((table.type,), _replicates))
    return replace(charge, name=f"data to {region}")


def _replicates(table: PricedResource) -> bool:
    return bool(table.blocks("replica"))


def _replicated_objects(_replication: PricedResource, _basis: Basis) -> Iterator[Finding]:
    yield Gap(Standing.UNKNOWN, "the Region of the bucket that objects are copied to is not in its ARN")


RULES = {
    "aws_vpc": Rule("VPC", {"data between zones": _between_zones}),
    "aws_s3_bucket_replication_configuration": Rule("S3", {"copies": _replicated_objects}),
}
