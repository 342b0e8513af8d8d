"""The AWS region of a plan or a state of any configuration: what its provider is set to, or where its resources are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from console.domain.plan import Plan


def region_of_plan(document: Mapping[str, Any], plan: Plan) -> str | None:
    """The region of the plan's default `aws` provider, else the commonest of its resources; None where neither says."""
    return _provider_region(document) or region_of_resources({**plan.prior_state, **plan.planned_values})


def region_of_resources(resources: Mapping[str, Any]) -> str | None:
    """The commonest region of the resources' own values; None where none has one."""
    found = Counter(region for entry in resources.values() for region in _regions(entry.get("values") or {}))
    return found.most_common(1)[0][0] if found else None


def has_aws(resources: Mapping[str, Any]) -> bool:
    """Whether any managed resource is one of AWS."""
    return any(
        entry["type"].startswith("aws_") and entry.get("mode", "managed") == "managed" for entry in resources.values()
    )


def _provider_region(document: Mapping[str, Any]) -> str | None:
    configuration = document.get("configuration") or {}
    for provider in (configuration.get("provider_config") or {}).values():
        if provider.get("name") != "aws" or provider.get("alias") or provider.get("module_address"):
            continue
        expression = (provider.get("expressions") or {}).get("region") or {}
        value = expression.get("constant_value")
        for reference in expression.get("references") or ():
            kind, _, name = reference.partition(".")
            if kind == "var" and value is None:
                value = ((document.get("variables") or {}).get(name) or {}).get("value")
        if isinstance(value, str):
            return value
    return None


def _regions(values: Mapping[str, Any]) -> Iterator[str]:
    """Where one resource says that it is; version 6 of the provider has a `region`, all have an ARN or a zone."""
    region, zone, arn = values.get("region"), values.get("availability_zone"), values.get("arn")
    if isinstance(region, str) and region:
        yield region
    elif isinstance(arn, str) and arn.count(":") >= 5 and arn.split(":")[3]:
        yield arn.split(":")[3]
    elif isinstance(zone, str) and zone[-1:].isalpha():
        yield zone[:-1]
