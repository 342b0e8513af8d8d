"""NAT gateways, public addresses, VPC endpoints, IPAM."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from console.domain.cost import HOURS_PER_MONTH, Amount, Standing
from console.pricing.findings import MONTH, Basis, Charge, Finding, Free, Gap, Rule, hours, no_price, span
from console.pricing.resource import PricedResource

_MONTH_WORDS = "730 h"
_AMAZONS = "amazon"
"""The pool of addresses that are not one's own."""
_ENDPOINTS = ("aws_vpc_endpoint",)


def _nat_hours(nat: PricedResource, _basis: Basis) -> Iterator[Finding]:
    if nat.value("availability_mode", default="zonal") == "regional":
        yield Gap(Standing.UNKNOWN, "a regional gateway is paid for in each zone that it spreads to")
        return
    private = nat.value("connectivity_type", default="public") == "private"
    note = "private: it has no public address" if private else "its public address is priced with its Elastic IP"
    yield Charge("nat.hour", MONTH, _MONTH_WORDS, note)


def _nat_data(nat: PricedResource, basis: Basis) -> Iterator[Finding]:
    yield basis.shared("nat.gb", "nat_gb", nat, basis.landscape.of_type("aws_nat_gateway"))


def _address(eip: PricedResource, _basis: Basis) -> Iterator[Finding]:
    if eip.value("public_ipv4_pool", default=_AMAZONS) not in (_AMAZONS, ""):
        yield Free("an address that one brought oneself costs nothing")
        return
    yield Charge("ipv4.hour", MONTH, _MONTH_WORDS, "public IPv4, in use or idle")


def is_interface(endpoint: PricedResource) -> bool:
    return str(endpoint.value("vpc_endpoint_type", default="Gateway")) == "Interface"


def _endpoint_hours(endpoint: PricedResource, basis: Basis) -> Iterator[Finding]:
    kind = endpoint.value("vpc_endpoint_type", default="Gateway")
    if kind == "Gateway":
        yield Free("gateway endpoints (S3, DynamoDB) cost nothing")
    elif kind == "Interface":
        zones, origin = basis.landscape.count(endpoint, "subnet_ids")
        quantity, words = hours(Amount.flat(Decimal(zones)), "zones")
        yield Charge("vpce.if.hour", quantity, words, origin)
    else:
        yield no_price(f"{kind} endpoints are not in the price book")


def _endpoint_data(endpoint: PricedResource, basis: Basis) -> Iterator[Finding]:
    if is_interface(endpoint):
        yield basis.shared("vpce.if.gb", "endpoint_gb", endpoint, basis.landscape.sharers(_ENDPOINTS, is_interface))


def _ipam(ipam: PricedResource, basis: Basis) -> Iterator[Finding]:
    if ipam.value("tier", default="advanced") == "free":
        yield Free("the free tier of IPAM costs nothing")
        return
    addresses = basis.assume("ipam_active_ips")
    yield Charge(
        "ipam.advanced.ip",
        addresses * HOURS_PER_MONTH,
        f"{span(addresses)} addresses x 730 h",
        f"assumes ipam_active_ips = {span(addresses)}",
        usage=True,
    )


RULES = {
    "aws_nat_gateway": Rule("NAT gateway", {"hours": _nat_hours, "data processed": _nat_data}),
    "aws_eip": Rule("Public IPv4", {"address": _address}),
    "aws_vpc_endpoint": Rule("VPC endpoints", {"hours": _endpoint_hours, "data processed": _endpoint_data}),
    "aws_vpc_ipam": Rule("IPAM", {"active addresses": _ipam}),
}
