"""Savings of what runs: ARM, gp3, Valkey, Spot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from console.domain.cost import Amount
from console.domain.cost_savings import Saving
from console.domain.money import usd
from console.pricing.resource import PricedResource
from console.pricing.situation import Situation, with_values

_FAMILIES = {"t3": "t4g", "t3a": "t4g", "m5": "m6g", "m6i": "m6g", "r5": "r6g", "r6i": "r6g"}
"""Families on x86 and the ARM family that takes their place, size by size."""
_TASKS = (
    "aws_ecs_service",
    "aws_ecs_task_definition",
    "aws_ecs_cluster",
    "aws_ecs_cluster_capacity_providers",
    "aws_appautoscaling_target",
)
_MACHINES = ("aws_instance", "aws_launch_template", "aws_autoscaling_group")
_CACHES = ("aws_elasticache_replication_group", "aws_elasticache_cluster")
_ARM_MACHINES = "the image and everything on it have to be built for arm64, and the machines are replaced"
_ARM_DATABASES = "changing the class restarts the database; from t3 to t4g its CPU credits start anew"


def arm(found: Situation) -> Iterator[Saving | None]:
    yield found.changed(
        "arm-fargate",
        "Run the tasks on ARM (Graviton)",
        "images have to be built for arm64, and every library in them has to exist for it",
        _TASKS,
        _task_on_arm,
    )
    for key, title, types, argument, prefix, drawback in (
        ("arm-ec2", "Run the machines on ARM (Graviton)", _MACHINES, "instance_type", "", _ARM_MACHINES),
        ("arm-rds", "Run the databases on ARM (Graviton)", ("aws_db_instance",), "instance_class", "db.",
         _ARM_DATABASES),
        ("arm-cache", "Run the caches on ARM (Graviton)", _CACHES, "node_type", "cache.",
         "changing the node type replaces the nodes one by one"),
    ):  # fmt: skip
        yield found.changed(key, title, drawback, types, _on_arm(argument, prefix))


def _task_on_arm(one: PricedResource) -> PricedResource:
    if one.type != "aws_ecs_task_definition" or not one.knows("requires_compatibilities"):
        return one
    if "FARGATE" not in one.value("requires_compatibilities"):
        return one
    platform = one.blocks("runtime_platform") if one.knows("runtime_platform") else ()
    system = str((platform[0] if platform else {}).get("operating_system_family") or "LINUX")
    architecture = str((platform[0] if platform else {}).get("cpu_architecture") or "X86_64")
    if system != "LINUX" or architecture != "X86_64":
        return one
    return with_values(one, {"runtime_platform": [{"operating_system_family": system, "cpu_architecture": "ARM64"}]})


def _on_arm(argument: str, prefix: str) -> Callable[[PricedResource], PricedResource]:
    def change(one: PricedResource) -> PricedResource:
        if not one.knows(argument):
            return one
        family, _, size = str(one.value(argument)).removeprefix(prefix).partition(".")
        other = _FAMILIES.get(family)
        return with_values(one, {argument: f"{prefix}{other}.{size}"}) if other else one

    return change


def gp3(found: Situation) -> Iterator[Saving | None]:
    yield found.changed(
        "gp3",
        "gp3 volumes instead of gp2",
        "a gp2 volume of more than 1 TB has more than the 3,000 IOPS that gp3 includes, and would have to buy them",
        (*_MACHINES, "aws_ebs_volume"),
        _on_gp3,
    )


def _on_gp3(one: PricedResource) -> PricedResource:
    if one.type == "aws_ebs_volume":
        return with_values(one, {"type": "gp3"}) if one.knows("type") and one.value("type") == "gp2" else one
    if one.type == "aws_instance":
        known = [name for name in ("root_block_device", "ebs_block_device") if one.knows(name)]
        changed = {name: _gp3_blocks(one.blocks(name)) for name in known}
        return with_values(one, changed) if any(changed[name] != list(one.blocks(name)) for name in known) else one
    if one.type == "aws_launch_template" and one.knows("block_device_mappings"):
        mappings = one.blocks("block_device_mappings")
        moved = [{**mapping, "ebs": _gp3_blocks(mapping.get("ebs") or ())} for mapping in mappings]
        return with_values(one, {"block_device_mappings": moved}) if moved != list(mappings) else one
    return one


def _gp3_blocks(blocks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {**block, "volume_type": "gp3", "iops": None, "throughput": None}
        if block.get("volume_type") == "gp2"
        else dict(block)
        for block in blocks
    ]


def valkey(found: Situation) -> Iterator[Saving | None]:
    yield found.changed(
        "valkey",
        "Valkey instead of Redis",
        "another engine, compatible with Redis OSS 7.2: clients and modules have to be tested with it",
        _CACHES[:1],
        _on_valkey,
    )


def _on_valkey(one: PricedResource) -> PricedResource:
    return with_values(one, {"engine": "valkey"}) if one.knows("engine") and one.value("engine") == "redis" else one


def spot(found: Situation) -> Iterator[Saving | None]:
    """Tasks on Fargate Spot: AWS names no fixed price, so only what they cost on demand is known."""
    if found.production:
        return
    lines = [
        (cost.address, line.monthly)
        for cost in found.now.resources
        if cost.type == "aws_ecs_service"
        for line in cost.lines
        if line.price_key.startswith("fargate.") and line.component in ("vCPU", "memory") and line.monthly
    ]
    if not lines:
        return
    most = sum((amount for _, amount in lines), Amount())
    yield Saving(
        key="spot",
        title="Run the tasks on Fargate Spot",
        addresses=tuple(dict.fromkeys(address for address, _ in lines)),
        monthly=None,
        how=f"Spot's price moves and is not in the price book; on demand the tasks cost {usd(most.expected)} USD",
        drawback="AWS stops tasks with two minutes' notice, and at times has none to give",
    )
