"""S3 buckets with their lifecycle, and container images in ECR."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from console.pricing.findings import Basis, Finding, Free, Rule, no_price
from console.pricing.resource import PricedResource

_CLASSES = {
    "STANDARD_IA": ("s3.ia.gb", "s3_ia_gb"),
    "GLACIER": ("s3.glacier.gb", "s3_glacier_gb"),
    "DEEP_ARCHIVE": ("s3.deep.gb", "s3_deep_gb"),
}
"""Storage classes a lifecycle may move objects to: price and assumption."""


def _standard(bucket: PricedResource, basis: Basis) -> Iterator[Finding]:
    yield basis.shared("s3.std.gb", "s3_gb", bucket, basis.landscape.of_type("aws_s3_bucket"))


def _writes(bucket: PricedResource, basis: Basis) -> Iterator[Finding]:
    yield basis.shared("s3.std.put", "s3_puts_thousand", bucket, basis.landscape.of_type("aws_s3_bucket"))


def _reads(bucket: PricedResource, basis: Basis) -> Iterator[Finding]:
    yield basis.shared("s3.std.get", "s3_gets_thousand", bucket, basis.landscape.of_type("aws_s3_bucket"))


def _classes(lifecycle: PricedResource) -> set[str]:
    """The storage classes that the enabled rules move objects to."""
    return {
        str(lifecycle.value("rule", index, kind, number, "storage_class"))
        for index, rule in enumerate(lifecycle.blocks("rule"))
        if rule.get("status") != "Disabled"
        for kind in ("transition", "noncurrent_version_transition")
        for number in range(len(rule.get(kind) or ()))
    }


def _fills(storage_class: str) -> Callable[[PricedResource], bool]:
    return lambda lifecycle: storage_class in _classes(lifecycle)


_FILLS = {storage_class: _fills(storage_class) for storage_class in _CLASSES}


def _transitions(lifecycle: PricedResource, basis: Basis) -> Iterator[Finding]:
    """What a lifecycle has moved to cheaper classes, priced with the lifecycle that moves it."""
    found = _classes(lifecycle)
    if not found:
        yield Free("it deletes objects and moves none to another storage class")
    for storage_class in sorted(found):
        if storage_class in _CLASSES:
            price, usage = _CLASSES[storage_class]
            sharers = basis.landscape.sharers((lifecycle.type,), _FILLS[storage_class])
            charge = basis.shared(price, usage, lifecycle, sharers)
            yield replace(charge, name=f"{storage_class} storage")
        else:
            yield no_price(f"the storage class {storage_class} is not in the price book")


def _images(repository: PricedResource, basis: Basis) -> Iterator[Finding]:
    yield basis.shared("ecr.gb", "ecr_gb", repository, basis.landscape.of_type("aws_ecr_repository"))


RULES = {
    "aws_s3_bucket": Rule("S3", {"standard storage": _standard, "writes": _writes, "reads": _reads}),
    "aws_s3_bucket_lifecycle_configuration": Rule("S3", {"moved objects": _transitions}),
    "aws_ecr_repository": Rule("ECR", {"images": _images}),
}
