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


def regions_of_aliases(document: Mapping[str, Any]) -> dict[str, str]:
    """Resource address without keys -> region, for what another `aws` provider than the default one makes.

    Where the plan does not tell that provider's region, words stand in its place that no price book is called by: its
    resources never get the prices of the default region.
    """
    configuration = document.get("configuration") or {}
    others = {
        key: _region_set(provider, document) or f"the region of the provider {key}"
        for key, provider in (configuration.get("provider_config") or {}).items()
        if provider.get("name") == "aws" and (provider.get("alias") or provider.get("module_address"))
    }
    return dict(_made_by(others, configuration.get("root_module") or {}, "")) if others else {}


def _made_by(others: Mapping[str, str], module: Mapping[str, Any], path: str) -> Iterator[tuple[str, str]]:
    for resource in module.get("resources") or ():
        region = others.get(resource.get("provider_config_key"))
        if region is not None:
            yield path + resource["address"], region
    for name, call in (module.get("module_calls") or {}).items():
        yield from _made_by(others, call.get("module") or {}, f"{path}module.{name}.")


def _provider_region(document: Mapping[str, Any]) -> str | None:
    configuration = document.get("configuration") or {}
    for provider in (configuration.get("provider_config") or {}).values():
        if provider.get("name") == "aws" and not provider.get("alias") and not provider.get("module_address"):
            return _region_set(provider, document)
    return None


def _region_set(provider: Mapping[str, Any], document: Mapping[str, Any]) -> str | None:
    """What a provider's `region` is set to, by itself or by a variable of the root module."""
    expression = (provider.get("expressions") or {}).get("region") or {}
    value = expression.get("constant_value")
    for reference in expression.get("references") or ():
        kind, _, name = reference.partition(".")
        if kind == "var" and value is None and not provider.get("module_address"):
            value = ((document.get("variables") or {}).get(name) or {}).get("value")
    return value if isinstance(value, str) else None


def _regions(values: Mapping[str, Any]) -> Iterator[str]:
    """Where one resource says that it is; version 6 of the provider has a `region`, all have an ARN or a zone."""
    region, zone, arn = values.get("region"), values.get("availability_zone"), values.get("arn")
    if isinstance(region, str) and region:
        yield region
    elif isinstance(arn, str) and arn.count(":") >= 5 and arn.split(":")[3]:
        yield arn.split(":")[3]
    elif isinstance(zone, str) and zone[-1:].isalpha():
        yield zone[:-1]
