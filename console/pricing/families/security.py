"""KMS keys, Secrets Manager, SSM parameters, certificates."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from console.domain.cost import Amount
from console.pricing.findings import Basis, Charge, Finding, Free, Rule, no_price
from console.pricing.resource import PricedResource


def _key(key: PricedResource, _basis: Basis) -> Iterator[Finding]:
    if key.value("enable_key_rotation", default=False) is True:
        versions = Amount(Decimal(1), Decimal(1), Decimal(3))
        yield Charge(
            "kms.key", versions, "1 key, later with 2 rotations", "each of its first two rotations is paid for"
        )
    else:
        yield Charge("kms.key", words="1 key")


def _key_requests(key: PricedResource, basis: Basis) -> Iterator[Finding]:
    yield basis.shared("kms.req", "kms_requests_10k", key, basis.landscape.of_type(key.type))


def _secret(secret: PricedResource, _basis: Basis) -> Iterator[Finding]:
    copies = len(secret.blocks("replica"))
    words = f"1 secret and {copies} replicas" if copies else "1 secret"
    yield Charge("secrets.secret", Amount.flat(Decimal(1 + copies)), words)


def _secret_calls(secret: PricedResource, basis: Basis) -> Iterator[Finding]:
    yield basis.shared("secrets.api", "secret_calls_10k", secret, basis.landscape.of_type(secret.type))


def _parameter(parameter: PricedResource, _basis: Basis) -> Iterator[Finding]:
    tier = parameter.value("tier", default="Standard")
    if tier == "Standard":
        yield Free("standard parameters cost nothing")
    else:
        yield no_price(f"parameters of the tier {tier} are not in the price book")


def _certificate(certificate: PricedResource, _basis: Basis) -> Iterator[Finding]:
    if certificate.value("certificate_authority_arn", default=""):
        yield no_price("private certificates are not in the price book")
    else:
        yield Free("public certificates cost nothing")


RULES = {
    "aws_kms_key": Rule("KMS", {"key": _key, "requests": _key_requests}),
    "aws_kms_replica_key": Rule("KMS", {"key": _key}),
    "aws_kms_external_key": Rule("KMS", {"key": _key}),
    "aws_secretsmanager_secret": Rule("Secrets Manager", {"secret": _secret, "calls": _secret_calls}),
    "aws_ssm_parameter": Rule("SSM", {"parameter": _parameter}),
    "aws_acm_certificate": Rule("ACM", {"certificate": _certificate}),
}
