"""Load balancers and the addresses of their nodes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from console.domain.cost import HOURS_PER_MONTH, Amount
from console.pricing.families.data_transfer import BALANCERS, data_out, is_public
from console.pricing.findings import MONTH, Basis, Charge, Finding, Rule, hours, no_price, span
from console.pricing.resource import PricedResource

_HOURLY = {"application": "alb.hour", "network": "nlb.hour"}
_IPV6_OUTSIDE = "dualstack-without-public-ipv4"


def _kind(balancer: PricedResource) -> str:
    return str(balancer.value("load_balancer_type", default="application"))


def _balancer_hours(balancer: PricedResource, _basis: Basis) -> Iterator[Finding]:
    key = _HOURLY.get(_kind(balancer))
    if key is None:
        yield no_price(f"{_kind(balancer)} load balancers are not in the price book")
    else:
        yield Charge(key, MONTH, "730 h")


def _capacity_units(balancer: PricedResource, basis: Basis) -> Iterator[Finding]:
    if _kind(balancer) == "application":
        units = basis.assume("alb_lcu")
        words = f"{span(units)} LCU"
        yield Charge("alb.lcu", units * HOURS_PER_MONTH, f"{words} x 730 h", f"assumes alb_lcu = {words}", usage=True)
    elif _kind(balancer) == "network":
        yield no_price("capacity units of network load balancers are not in the price book")


def _addresses(balancer: PricedResource, basis: Basis) -> Iterator[Finding]:
    """One public IPv4 for each subnet of a public load balancer; Elastic IPs it is given are priced on their own."""
    if not is_public(balancer) or balancer.value("ip_address_type", default="ipv4") == _IPV6_OUTSIDE:
        return
    mappings = balancer.blocks("subnet_mapping") if balancer.knows("subnet_mapping") else ()
    if mappings and not balancer.knows("subnets"):
        count, origin = len(mappings), ""
    else:
        count, origin = basis.landscape.count(balancer, "subnets")
    count -= sum(1 for index, block in enumerate(mappings) if _brings_address(balancer, index, block))
    if count > 0:
        quantity, words = hours(Amount.flat(Decimal(count)), "public IPv4")
        yield Charge("ipv4.hour", quantity, words, origin or "one for each subnet of a public load balancer")


def _brings_address(balancer: PricedResource, index: int, block: Mapping[str, object]) -> bool:
    if block.get("allocation_id"):
        return True
    return balancer.reference("subnet_mapping", "allocation_id") is not None and not balancer.knows(
        "subnet_mapping", index, "allocation_id"
    )


def _classic(_balancer: PricedResource, _basis: Basis) -> Iterator[Finding]:
    yield no_price("classic load balancers are not in the price book")


_BALANCER = Rule(
    "Load balancer",
    {
        "hours": _balancer_hours,
        "capacity units": _capacity_units,
        "public IPv4": _addresses,
        "data out": data_out,
    },
)

RULES = dict.fromkeys(BALANCERS, _BALANCER) | {"aws_elb": Rule("Load balancer", {"hours": _classic})}
