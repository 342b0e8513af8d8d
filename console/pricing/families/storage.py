"""S3 buckets with their lifecycle, and container images in ECR."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from console.pricing.findings import Basis, Finding, Free, Rule, no_price
from console.pricing.resource import PricedResource

_BUCKET, _LIFECYCLE = "aws_s3_bucket", "aws_s3_bucket_lifecycle_configuration"
_CLASSES = {
    "STANDARD_IA": ("s3.ia.gb", "s3_ia_gb"),
    "GLACIER": ("s3.glacier.gb", "s3_glacier_gb"),
    "DEEP_ARCHIVE": ("s3.deep.gb", "s3_deep_gb"),
}
"""Storage classes a lifecycle may move objects to: price and assumption."""


def _standard(bucket: PricedResource, basis: Basis) -> Iterator[Finding]:
    yield basis.shared("s3.std.gb", "s3_gb", bucket, basis.landscape.of_type(_BUCKET))


def _writes(bucket: PricedResource, basis: Basis) -> Iterator[Finding]:
    yield basis.shared("s3.std.put", "s3_puts_thousand", bucket, basis.landscape.of_type(_BUCKET))


def _reads(bucket: PricedResource, basis: Basis) -> Iterator[Finding]:
    yield basis.shared("s3.std.get", "s3_gets_thousand", bucket, basis.landscape.of_type(_BUCKET))


def _classes(lifecycle: PricedResource) -> set[str]:
    """The storage classes that the enabled rules move objects to; old buckets have the rules themselves."""
    rules = "lifecycle_rule" if lifecycle.type == _BUCKET else "rule"
    return {
        str(lifecycle.value(rules, index, kind, number, "storage_class"))
        for index, rule in enumerate(lifecycle.blocks(rules))
        if rule.get("status") != "Disabled" and rule.get("enabled") is not False
        for kind in ("transition", "noncurrent_version_transition")
        for number in range(len(rule.get(kind) or ()))
    }


def _fills(storage_class: str) -> Callable[[PricedResource], bool]:
    return lambda lifecycle: storage_class in _classes(lifecycle)


_FILLS = {storage_class: _fills(storage_class) for storage_class in _CLASSES}


def _transitions(lifecycle: PricedResource, basis: Basis) -> Iterator[Finding]:
    """What a lifecycle has moved to cheaper classes, priced with the lifecycle that moves it.

    Buckets of old configurations hold their lifecycle themselves, and show a separate one as their own besides.
    """
    movers = (_LIFECYCLE,) if basis.landscape.of_type(_LIFECYCLE) else (_BUCKET,)
    if lifecycle.type not in movers:
        return
    found = _classes(lifecycle)
    if not found and lifecycle.type != _BUCKET:
        yield Free("it deletes objects and moves none to another storage class")
    for storage_class in sorted(found):
        if storage_class in _CLASSES:
            price, usage = _CLASSES[storage_class]
            sharers = basis.landscape.sharers(movers, _FILLS[storage_class])
            charge = basis.shared(price, usage, lifecycle, sharers)
            yield replace(charge, name=f"{storage_class} storage")
        elif storage_class == "INTELLIGENT_TIERING":
            sharers = basis.landscape.sharers(movers, _watches)
            charge = basis.shared("s3.int.monitor", "s3_int_objects_thousand", lifecycle, sharers)
            yield replace(charge, name="Intelligent-Tiering monitoring")
            yield no_price("what Intelligent-Tiering stores in each of its tiers is not in the price book")
        else:
            yield no_price(f"the storage class {storage_class} is not in the price book")


def _watches(lifecycle: PricedResource) -> bool:
    return "INTELLIGENT_TIERING" in _classes(lifecycle)


def _request_metrics(_metric: PricedResource, _basis: Basis) -> Iterator[Finding]:
    yield no_price("request metrics are custom metrics, which are not in the price book")


def _images(repository: PricedResource, basis: Basis) -> Iterator[Finding]:
    yield basis.shared("ecr.gb", "ecr_gb", repository, basis.landscape.of_type("aws_ecr_repository"))


RULES = {
    _BUCKET: Rule(
        "S3",
        {"standard storage": _standard, "writes": _writes, "reads": _reads, "moved objects": _transitions},
    ),
    "aws_s3_bucket_metric": Rule("S3", {"metrics": _request_metrics}),
    _LIFECYCLE: Rule("S3", {"moved objects": _transitions}),
    "aws_ecr_repository": Rule("ECR", {"images": _images}),
}
