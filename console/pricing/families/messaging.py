"""SNS topics and their subscriptions, Route 53 zones, Cloud Map."""

from __future__ import annotations

from collections.abc import Iterator

from console.pricing.findings import Basis, Charge, Finding, Free, Rule, no_price
from console.pricing.resource import PricedResource


def _publishes(topic: PricedResource, basis: Basis) -> Iterator[Finding]:
    yield basis.shared("sns.publish", "sns_publishes_million", topic, basis.landscape.of_type(topic.type))


def _deliveries(subscription: PricedResource, basis: Basis) -> Iterator[Finding]:
    protocol = str(subscription.value("protocol"))
    if protocol in _PAID_PROTOCOLS:
        price, usage, chosen, note = _PAID_PROTOCOLS[protocol]
        yield basis.shared(price, usage, subscription, basis.landscape.sharers((subscription.type,), chosen), note)
    elif protocol in ("sqs", "lambda"):
        yield Free(f"deliveries to {protocol} cost nothing")
    else:
        yield no_price(f"deliveries by {protocol} are not in the price book")


def _by_mail(subscription: PricedResource) -> bool:
    return str(subscription.value("protocol")) in ("email", "email-json")


def _by_http(subscription: PricedResource) -> bool:
    return str(subscription.value("protocol")) in ("http", "https")


_MAIL = ("sns.email", "sns_emails_100k", _by_mail, "the first 1,000 mails of a month are free")
_HTTP = ("sns.http", "sns_http_100k", _by_http, "the first 100,000 calls of a month are free")
_PAID_PROTOCOLS = {"email": _MAIL, "email-json": _MAIL, "http": _HTTP, "https": _HTTP}


def _health_check(_check: PricedResource, _basis: Basis) -> Iterator[Finding]:
    yield no_price("health checks are not in the price book")


def _zone(_zone_: PricedResource, _basis: Basis) -> Iterator[Finding]:
    yield Charge("r53.zone", words="1 zone", note="each of an account's first 25 zones")


def _queries(zone: PricedResource, basis: Basis) -> Iterator[Finding]:
    note = "queries to aliases of AWS resources are free"
    yield basis.shared("r53.query", "dns_queries_million", zone, basis.landscape.of_type(zone.type), note)


RULES = {
    "aws_sns_topic": Rule("SNS", {"publishes": _publishes}),
    "aws_sns_topic_subscription": Rule("SNS", {"deliveries": _deliveries}),
    "aws_service_discovery_private_dns_namespace": Rule("Cloud Map", {"zone": _zone}),
    "aws_service_discovery_public_dns_namespace": Rule("Cloud Map", {"zone": _zone}),
    "aws_route53_health_check": Rule("Route 53", {"checks": _health_check}),
    "aws_route53_zone": Rule("Route 53", {"zone": _zone, "queries": _queries}),
}
