"""A plan of 5,000 resources: from the bytes of `show -json` to a tree that one moves in, and a filter over it."""

from __future__ import annotations

import io
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.figures import Figure, absolute, against, interleaved, measurement, peak_megabytes
from console.domain.plan import ResourceChange
from console.domain.plan_tree import PlanTree
from console.terraform.attribute_changes import attribute_changes
from console.terraform.plan_json import read_plan

RESOURCES = 5_000
TYPES = ("aws_ecs_service", "aws_security_group", "aws_cloudwatch_metric_alarm", "aws_ssm_parameter", "aws_s3_bucket")
ACTIONS = (["create"], ["update"], ["delete", "create"], ["no-op"], ["delete"])
KEYSTROKES = ("s", "se", "security", "module.team[7]", "destroy alarm", "ecssvc", "no such thing")


def _values(number: int, version: int) -> dict[str, Any]:
    return {
        "arn": f"arn:aws:service:us-east-1:000000000000:item/{number}",
        "id": f"item-{number:08d}",
        "name": f"item-{number}",
        "description": f"What item {number} is there for, in some words that an operator wrote.",
        "size": version,
        "enabled": True,
        "policy": json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"]}]}),
        "subnet_ids": [f"subnet-{number}-{zone}" for zone in "abc"],
        "ingress": [{"from_port": port, "to_port": port, "cidr_blocks": ["10.0.0.0/8"]} for port in (80, 443)],
        "tags": {"Environment": "production", "Team": f"team-{number % 50}", "Version": str(version)},
        "timeouts": None,
    }


def plan_bytes(count: int) -> bytes:
    """A plan's JSON of that many resources in nested modules, all actions mixed, about 2.4 kB for each resource."""
    changes: list[dict[str, Any]] = []
    planned: dict[str, list[dict[str, Any]]] = {}
    prior: dict[str, list[dict[str, Any]]] = {}
    for number in range(count):
        actions = ACTIONS[number % len(ACTIONS)]
        module = f"module.team[{number % 50}].module.{('api', 'jobs')[number % 2]}"
        entry = {
            "address": f'{module}.{TYPES[number % len(TYPES)]}.this["{number}"]',
            "module_address": module,
            "mode": "managed",
            "type": TYPES[number % len(TYPES)],
            "name": "this",
            "index": str(number),
            "provider_name": "registry.terraform.io/hashicorp/aws",
        }
        before = None if actions == ["create"] else _values(number, 1)
        after = None if actions == ["delete"] else _values(number, 1 if actions == ["no-op"] else 2)
        masks: dict[str, Any] = {
            "before_sensitive": {"tags": {}},
            "after_sensitive": {"tags": {}},
            "after_unknown": {"tags": {}},
        }
        changes.append(entry | {"change": {"actions": actions, "before": before, "after": after} | masks})
        for values, place in ((after, planned), (before, prior)):
            if values is not None:
                place.setdefault(module, []).append(entry | {"values": values, "sensitive_values": {"tags": {}}})
    document = {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": _modules(planned)},
        "resource_changes": changes,
        "prior_state": {"format_version": "1.0", "values": {"root_module": _modules(prior)}},
        "complete": True,
        "errored": False,
        "applyable": True,
    }
    return json.dumps(document, separators=(",", ":")).encode()


def _modules(resources: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    outer: dict[str, list[dict[str, Any]]] = {}
    for module, inside in resources.items():
        outer.setdefault(module.partition("].")[0] + "]", []).append({"address": module, "resources": inside})
    return {"child_modules": [{"address": name, "child_modules": inner} for name, inner in outer.items()]}


def to_tree(data: bytes) -> PlanTree:
    """What stands between the engine's output and an operator who moves: the tree, and the first row's attributes."""
    tree = PlanTree.build(read_plan(data))
    first = next(row.node for row in tree.rows() if isinstance(row.node, ResourceChange))
    attribute_changes(first)
    return tree


@measurement
def reading() -> Iterator[Figure]:
    data = plan_bytes(RESOURCES)
    measured, reference = interleaved(lambda: to_tree(data), lambda: json.load(io.BytesIO(data)))
    yield against("a plan of 5,000 resources to its tree", measured, reference, 15, "json.load alone")


@measurement
def filtering() -> Iterator[Figure]:
    tree = to_tree(plan_bytes(RESOURCES))
    slowest = 0.0
    for text in KEYSTROKES:
        durations = []
        for _ in range(7):
            begin = time.perf_counter()
            tree.filter(text)
            durations.append(time.perf_counter() - begin)
        slowest = max(slowest, statistics.median(durations))
    yield absolute("the slowest filter keystroke over 5,000 resources", slowest * 1000, 50, "ms")


@measurement
def memory() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.json"
        path.write_bytes(plan_bytes(RESOURCES))
        child = [sys.executable, "-m", "bench.plan_reading", str(path)]
        peak = float(subprocess.run(child, capture_output=True, text=True, check=True).stdout)
    yield absolute("peak memory with a plan of 5,000 resources", peak, 200, "MB")


def read_file(path: Path) -> float:
    """Read the plan as the console does and keep it and its tree; the peak memory in MB."""
    plan = read_plan(path.read_bytes())
    tree = PlanTree.build(plan)
    return peak_megabytes() if tree.filter("a") else 0.0


if __name__ == "__main__":
    print(read_file(Path(sys.argv[1])))
