"""Cut a plan's JSON down to what the estimate reads of it: a fixture for tests/unit/pricing/test_environment_totals.py.

    terraform show -json PLAN | python scripts/plan_fixture.py > tests/fixtures/plans/costs/SYSTEM_ENVIRONMENT.json

Which values those are is found by pricing the plan and noting what was asked for. What may be secret, and everything
that costs nothing whatever its values, stays out. The fixture gives the same estimate as the plan, or this fails.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from console.domain.configured import without_keys
from console.domain.cost import Estimate, Standing
from console.pricing import resource as priced_resource
from console.pricing.book import book_for
from console.pricing.estimator import estimate
from console.pricing.resource import PricedResource, read_resources
from console.terraform.plan_json import read_plan

ALWAYS = ("arn", "region")


def asked_for(document: Mapping[str, Any]) -> tuple[dict[str, set[str]], Estimate]:
    """By address without keys, the arguments that pricing reads; and the estimate."""
    asked: dict[str, set[str]] = defaultdict(lambda: set(ALWAYS))
    walk, reference = PricedResource._walk, PricedResource.reference

    def noting_walk(self: PricedResource, path: tuple[Any, ...]) -> Any:
        asked[without_keys(self.address)].add(str(path[0]))
        return walk(self, path)

    def noting_reference(self: PricedResource, *path: str) -> Any:
        asked[without_keys(self.address)].add(".".join(path).partition(".")[0])
        return reference(self, *path)

    priced_resource.PricedResource._walk = noting_walk  # type: ignore[method-assign]
    priced_resource.PricedResource.reference = noting_reference  # type: ignore[method-assign]
    try:
        return asked, priced(document)
    finally:
        priced_resource.PricedResource._walk = walk  # type: ignore[method-assign]
        priced_resource.PricedResource.reference = reference  # type: ignore[method-assign]


def priced(document: Mapping[str, Any]) -> Estimate:
    """The plan at the usage that is assumed by default."""
    return estimate(read_resources(read_plan(document).planned_values), book_for("us-east-1"), {})


class Trimming:
    """A plan with what was asked for."""

    def __init__(self, asked: Mapping[str, set[str]], whole: Estimate) -> None:
        self._asked = asked
        self._costly = {without_keys(cost.address) for cost in whole.resources if cost.standing is not Standing.FREE}

    def plan(self, document: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "format_version": document["format_version"],
            "terraform_version": document["terraform_version"],
            "planned_values": {"root_module": self._values(document["planned_values"]["root_module"])},
            "resource_changes": [
                _named(one) | {"change": self._change(one["address"], one["change"])}
                for one in document["resource_changes"]
                if self._matters(one, one["address"])
            ],
            "configuration": {"root_module": self._configured(document["configuration"]["root_module"], "")},
            "complete": document.get("complete", True),
            "errored": document.get("errored", False),
            "applyable": document.get("applyable", True),
        }

    def _values(self, module: Mapping[str, Any]) -> dict[str, Any]:
        resources = [
            _named(one) | {"values": self._kept(one["address"], one.get("values"))}
            for one in module.get("resources") or ()
            if self._matters(one, one["address"])
        ]
        children = [self._values(child) for child in module.get("child_modules") or ()]
        found: dict[str, Any] = {"address": module["address"]} if "address" in module else {}
        return (
            found | ({"resources": resources} if resources else {}) | ({"child_modules": children} if children else {})
        )

    def _configured(self, module: Mapping[str, Any], path: str) -> dict[str, Any]:
        resources = [
            _named(one) | {"expressions": self._kept(path + one["address"], one.get("expressions"))}
            for one in module.get("resources") or ()
            if self._matters(one, path + one["address"])
        ]
        calls = {
            name: {
                "expressions": call.get("expressions") or {},
                "module": self._configured(call.get("module") or {}, f"{path}module.{name}."),
            }
            for name, call in (module.get("module_calls") or {}).items()
        }
        outputs = {
            name: {"expression": _references_only(output.get("expression") or {})}
            for name, output in (module.get("outputs") or {}).items()
        }
        return {"resources": resources, "module_calls": calls, "outputs": outputs}

    def _change(self, address: str, change: Mapping[str, Any]) -> dict[str, Any]:
        return {"actions": change["actions"], "after_unknown": self._kept(address, change.get("after_unknown"))}

    def _kept(self, address: str, values: Any) -> Any:
        if not isinstance(values, Mapping):
            return values
        names = self._asked.get(without_keys(address), set(ALWAYS))
        return {name: value for name, value in values.items() if name in names and value not in (None, [], {})}

    def _matters(self, one: Mapping[str, Any], address: str) -> bool:
        """It costs something, or its values are read."""
        place = without_keys(address)
        costs = place in self._costly or len(self._asked.get(place, ALWAYS)) > len(ALWAYS)
        return one["mode"] == "managed" and costs


def _named(one: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one[name] for name in ("address", "mode", "type", "name", "index") if name in one}


def _references_only(expression: Mapping[str, Any]) -> dict[str, Any]:
    return {"references": expression["references"]} if "references" in expression else {}


def main() -> int:
    """Read the plan from standard input, write the fixture to standard output."""
    document = json.load(sys.stdin)
    asked, whole = asked_for(document)
    fixture = Trimming(asked, whole).plan(document)
    cut = priced(fixture)
    if (cut.monthly, cut.complete, cut.assumptions) != (whole.monthly, whole.complete, whole.assumptions):
        print("The fixture does not give the plan's estimate.", file=sys.stderr)
        return 1
    json.dump(fixture, sys.stdout, separators=(",", ":"), sort_keys=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
