"""Savings of the network: NAT gateways, and endpoints beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from console.domain.cost import HOURS_PER_MONTH, Amount
from console.domain.cost_savings import BreakEven, Saving
from console.domain.money import usd
from console.pricing.families.network import is_interface
from console.pricing.findings import span
from console.pricing.landscape import Landscape
from console.pricing.resource import PricedResource, UnknownInputError
from console.pricing.situation import Situation

_GATEWAY_SERVICES = {"s3": ("aws_s3_bucket", "S3"), "dynamodb": ("aws_dynamodb_table", "DynamoDB")}
"""Services with an endpoint that costs nothing, and what uses them."""


def single_nat(found: Situation) -> Iterator[Saving | None]:
    """One NAT gateway instead of one for each zone; its addresses go with the others."""
    gateways = found.landscape.of_type("aws_nat_gateway")
    if found.production or len(gateways) < 2:
        return
    kept = {min((one for one in gateways if one.module == module), key=lambda one: one.address).address
            for module in {one.module for one in gateways}}  # fmt: skip
    extra = {one.address for one in gateways if one.address not in kept}
    addresses = {_address_of(one, found.landscape) for one in gateways if one.address in extra}
    gone = extra | {address for address in addresses if address}
    between = _price(found, "dt.az")
    crossing = f"; their traffic to it costs {between * 2} USD a GB more" if between is not None else ""
    yield found.changed(
        "single-nat",
        "One NAT gateway instead of one in each zone",
        f"when its zone fails, the other zones reach nothing outside{crossing}",
        ("aws_nat_gateway", "aws_eip"),
        lambda one: None if one.address in gone else one,
    )


def _address_of(gateway: PricedResource, landscape: Landscape) -> str | None:
    if gateway.knows("allocation_id"):
        named = str(gateway.value("allocation_id"))
        known = landscape.with_value("aws_eip", "allocation_id", named) or landscape.with_value("aws_eip", "id", named)
        return known[0].address if known else None
    found = landscape.one(gateway, "allocation_id", "aws_eip")
    return found.address if found is not None else None


def endpoints(found: Situation) -> Iterator[Saving | None]:
    """Interface endpoints against the NAT gateway: they pay for themselves from a volume on, and not below it."""
    gateways = found.landscape.of_type("aws_nat_gateway")
    by_gateway, by_endpoint = _price(found, "nat.gb"), _price(found, "vpce.if.gb")
    if not gateways or by_gateway is None or by_endpoint is None or by_gateway <= by_endpoint:
        return
    saved = by_gateway - by_endpoint
    there = found.landscape.sharers(("aws_vpc_endpoint",), is_interface)
    yield _without(found, there, saved) if there else _with_one(found, saved)


def _without(found: Situation, there: Sequence[PricedResource], saved: Decimal) -> Saving | None:
    """Endpoints that carry less than they cost."""
    addresses = {one.address for one in there}
    lines = [line for cost in found.now.resources if cost.address in addresses for line in cost.lines]
    hourly = [line.monthly for line in lines if line.price_key == "vpce.if.hour"]
    carried = found.now.assumptions.get("endpoint_gb")
    if not hourly or carried is None or any(amount is None for amount in hourly):
        return None
    fixed = sum((amount.expected for amount in hourly if amount is not None), Decimal(0))
    net = Amount(*(fixed - figure * saved for figure in (carried.high, carried.expected, carried.low)))
    if net.expected <= 0:
        return None
    volume = fixed / saved
    return Saving(
        key="endpoints",
        title="Send what the interface endpoints carry through the NAT gateway",
        addresses=tuple(sorted(addresses)),
        monthly=net,
        how=f"{usd(fixed)} USD a month for the endpoints, {saved} USD less for each GB they take off the NAT gateway",
        drawback="what was private then goes through the NAT gateway, and stops with it",
        break_even=BreakEven(
            volume,
            "GB a month",
            f"the endpoints pay for themselves from {volume:,.0f} GB a month on; assumed are {span(carried)} GB",
        ),
    )


def _with_one(found: Situation, saved: Decimal) -> Saving | None:
    """An endpoint for the service that most of the NAT gateway's traffic goes to."""
    hourly, carried = _price(found, "vpce.if.hour"), found.now.assumptions.get("nat_gb")
    if hourly is None or carried is None:
        return None
    zones = max(found.landscape.zones(), 1)
    fixed = hourly * HOURS_PER_MONTH * zones
    volume = fixed / saved
    if carried.high <= volume:
        return None
    most = Amount(*(figure * saved - fixed for figure in (carried.low, carried.expected, carried.high)))
    return Saving(
        key="endpoints",
        title="An interface endpoint for the service that most NAT traffic goes to",
        addresses=tuple(one.address for one in found.landscape.of_type("aws_nat_gateway")),
        monthly=None,
        how=f"{usd(fixed)} USD a month in {zones} zones, {saved} USD less for each GB it takes off the NAT gateway: at "
        f"most {usd(most.expected)} USD a month, if all of it went there",
        drawback="each endpoint serves one service, and costs the same whether it is used or not",
        break_even=BreakEven(
            volume,
            "GB a month",
            f"one endpoint pays for itself from {volume:,.0f} GB a month on; assumed are {span(carried)} GB by NAT",
        ),
    )


def gateway_endpoints(found: Situation) -> Iterator[Saving | None]:
    """S3 and DynamoDB have endpoints that cost nothing and take their traffic off the NAT gateway."""
    carried, price = found.now.assumptions.get("nat_gb"), _price(found, "nat.gb")
    if carried is None or price is None:
        return
    for service, (type_, name) in _GATEWAY_SERVICES.items():
        if not found.landscape.of_type(type_) or _has_endpoint(found.landscape, service):
            continue
        yield Saving(
            key=f"gateway-{service}",
            title=f"A gateway endpoint for {name}",
            addresses=tuple(one.address for one in found.landscape.of_type("aws_nat_gateway")),
            monthly=Amount(Decimal(0), Decimal(0), carried.high * price),
            how=f"the endpoint costs nothing and saves {price} USD for each GB to {name}; how much of the "
            f"{span(carried)} GB by NAT that is, nobody has said",
            drawback=f"policies that name a source address of {name} requests have to name the endpoint instead",
            break_even=BreakEven(Decimal(0), "GB a month", "it pays for itself from the first GB on"),
        )


def _has_endpoint(landscape: Landscape, service: str) -> bool:
    """Whether one is there, or may be: a name that is not known yet may be this service's."""
    try:
        names = [str(one.value("service_name")) for one in landscape.of_type("aws_vpc_endpoint")]
    except UnknownInputError:
        return True
    return any(name.rsplit(".", 1)[-1] == service for name in names)


def _price(found: Situation, key: str) -> Decimal | None:
    price = found.book.price(key) if found.book is not None else None
    return price.usd if price is not None else None
