"""Plans and states as `terraform show -json` prints them, built from a few resources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

NAT = ("aws_nat_gateway", {})
ADDRESS = ("aws_eip", {})
UNSUPPORTED = ("aws_msk_cluster", {})
US_EAST_1 = {"aws": {"name": "aws", "expressions": {"region": {"constant_value": "us-east-1"}}}}

Resources = Mapping[str, tuple[str, dict[str, Any]]]


def values(resources: Resources) -> dict[str, Any]:
    """A `values` representation of root resources; `name` is the part of the address after the type."""
    return {
        "root_module": {
            "resources": [
                {
                    "address": address,
                    "mode": "managed",
                    "type": type_,
                    "name": address.partition(".")[2].partition("[")[0],
                    "values": content,
                }
                for address, (type_, content) in resources.items()
            ]
        }
    }


def plan_json(
    after: Resources, before: Resources | None = None, provider: dict[str, Any] | None = None, **changed: Any
) -> dict[str, Any]:
    """A plan's document of format 1.2."""
    before = before or {}
    entries = []
    for address, (type_, content) in (before | after).items():  # type: ignore[operator]
        actions = ["delete"] if address not in after else ["no-op"] if address in before else ["create"]
        change = {"actions": actions, "before": content if address in before else None, "after": content,
                  "after_unknown": {}}  # fmt: skip
        entries.append({"address": address, "mode": "managed", "type": type_, "name": "x", "change": change})
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": values(after),
        "prior_state": {"format_version": "1.0", "values": values(before)},
        "resource_changes": entries,
        "configuration": {"provider_config": US_EAST_1 if provider is None else provider},
        "complete": True,
        "errored": False,
    } | changed


def state_raw(*resources: dict[str, Any]) -> dict[str, Any]:
    """A state of version 4, as an engine keeps it."""
    return {"version": 4, "terraform_version": "1.11.4", "serial": 3, "lineage": "l", "resources": list(resources)}


def kept(type_: str, name: str, *instances: dict[str, Any], module: str = "", mode: str = "managed") -> dict[str, Any]:
    """One resource of a raw state."""
    place = {"module": module} if module else {}
    return place | {"mode": mode, "type": type_, "name": name, "instances": list(instances),
                    "provider": 'provider["registry.terraform.io/hashicorp/aws"]'}  # fmt: skip
