"""SNS topics and Route 53 zones."""

from __future__ import annotations

from collections.abc import Iterator

from console.pricing.findings import Basis, Charge, Finding, Rule
from console.pricing.resource import PricedResource


def _publishes(topic: PricedResource, basis: Basis) -> Iterator[Finding]:
    note = "deliveries by e-mail are free up to 1,000 a month"
    yield basis.shared("sns.publish", "sns_publishes_million", topic, basis.landscape.of_type(topic.type), note)


def _zone(_zone_: PricedResource, _basis: Basis) -> Iterator[Finding]:
    yield Charge("r53.zone", words="1 zone", note="each of an account's first 25 zones")


def _queries(zone: PricedResource, basis: Basis) -> Iterator[Finding]:
    note = "queries to aliases of AWS resources are free"
    yield basis.shared("r53.query", "dns_queries_million", zone, basis.landscape.of_type(zone.type), note)


RULES = {
    "aws_sns_topic": Rule("SNS", {"publishes": _publishes}),
    "aws_route53_zone": Rule("Route 53", {"zone": _zone, "queries": _queries}),
}
