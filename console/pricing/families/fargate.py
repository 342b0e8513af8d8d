"""ECS services on Fargate: tasks x vCPU and memory, by architecture and capacity provider."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from console.domain.cost import HOURS_PER_MONTH, Amount
from console.domain.money import usd
from console.pricing.families.data_transfer import data_out
from console.pricing.findings import Basis, Finding, Free, Rule, Running, free, hours, no_price, plain, running, span
from console.pricing.landscape import Landscape
from console.pricing.resource import NoPriceError, PricedResource, UnknownInputError

_INCLUDED_GB = Decimal(20)
_MIB_PER_GB = Decimal(1024)
_FAMILIES = {"X86_64": "fargate.x86", "ARM64": "fargate.arm"}


@dataclass(frozen=True, slots=True)
class _Task:
    """What one task of a definition takes."""

    vcpu: Decimal
    gb: Decimal
    extra_gb: Decimal
    """Ephemeral storage above what is included."""
    prices: str
    """The book's family: `fargate.arm`."""


@dataclass(frozen=True, slots=True)
class _Provider:
    """One entry of a capacity provider strategy."""

    name: str
    base: Decimal
    weight: Decimal


def _vcpu(service: PricedResource, basis: Basis) -> Iterator[Finding]:
    yield from _compute(service, basis, "vcpu")


def _memory(service: PricedResource, basis: Basis) -> Iterator[Finding]:
    yield from _compute(service, basis, "gb")


def _compute(service: PricedResource, basis: Basis, part: str) -> Iterator[Finding]:
    if not basis.landscape.once(_on_fargate, service):
        if part == "vcpu":
            yield Free("its tasks run on EC2 instances, which are priced on their own")
        return
    task = basis.landscape.once(_task, service)
    size = task.vcpu if part == "vcpu" else task.gb
    unit = "vCPU" if part == "vcpu" else "GB"
    tasks = _tasks(service, basis)
    on_demand, spot = _split(tasks.count, basis.landscape.once(_strategy, service))
    if on_demand.high > 0 or spot.high == 0:
        quantity = on_demand * size * HOURS_PER_MONTH
        words = f"{span(on_demand)} tasks x {plain(size)} {unit} x 730 h"
        yield tasks.charge(f"{task.prices}.{part}", quantity, words)
    if spot.high > 0:
        yield no_price(_spot_note(spot, size, f"{task.prices}.{part}", unit, basis))


def _spot_note(spot: Amount, size: Decimal, key: str, unit: str, basis: Basis) -> str:
    said = f"{span(spot)} tasks x {plain(size)} {unit} on Fargate Spot, whose price moves and is not in the price book"
    price = basis.book.price(key) if basis.book else None
    if price is None:
        return said
    most = (spot * size * HOURS_PER_MONTH * price.usd).expected
    return f"{said}; on demand, which Spot never exceeds, the expected tasks cost {usd(most)} USD"


def _storage(service: PricedResource, basis: Basis) -> Iterator[Finding]:
    if not basis.landscape.once(_on_fargate, service):
        return
    task = basis.landscape.once(_task, service)
    if task.extra_gb > 0:
        tasks = _tasks(service, basis)
        words = f"{span(tasks.count)} tasks x {plain(task.extra_gb)} GB above 20 x 730 h"
        yield tasks.charge("fargate.ephemeral.gb", tasks.count * task.extra_gb * HOURS_PER_MONTH, words)


def _volumes(service: PricedResource, basis: Basis) -> Iterator[Finding]:
    """EBS volumes that ECS makes for each task."""
    for index in range(len(service.blocks("volume_configuration"))):
        path = ("volume_configuration", index, "managed_ebs_volume", 0)
        kind = str(service.value(*path, "volume_type", default="gp3"))
        size = service.number(*path, "size_in_gb")
        tasks = _tasks(service, basis)
        if kind in ("gp2", "gp3"):
            words = f"{span(tasks.count)} tasks x {plain(size)} GB {kind}"
            yield tasks.charge(f"ebs.{kind}.gb", tasks.count * size, words)
        else:
            yield no_price(f"{kind} volumes are not in the price book")


def _addresses(service: PricedResource, basis: Basis) -> Iterator[Finding]:
    """Tasks with a public address pay for it; load balancers and NAT gateways have their own."""
    if not basis.landscape.once(_on_fargate, service) or not service.blocks("network_configuration"):
        return
    if service.value("network_configuration", 0, "assign_public_ip", default=False) is True:
        tasks = _tasks(service, basis)
        yield tasks.charge("ipv4.hour", *hours(tasks.count, "public IPv4"))


def _on_fargate(service: PricedResource, landscape: Landscape) -> bool:
    strategy = landscape.once(_strategy, service)
    if strategy:
        return all(provider.name.startswith("FARGATE") for provider in strategy)
    if service.knows("launch_type"):
        return bool(service.value("launch_type") == "FARGATE")
    compatible = _definition(service, landscape).value("requires_compatibilities", default=())
    if list(compatible) == ["FARGATE"]:
        return True
    service.value("launch_type", default="EC2")
    return False


def _strategy(service: PricedResource, landscape: Landscape) -> tuple[_Provider, ...]:
    """The service's capacity provider strategy, else its cluster's default one where it has no launch type."""
    own = _providers(service, "capacity_provider_strategy")
    if own or service.knows("launch_type"):
        return own
    for attached in landscape.of_type("aws_ecs_cluster_capacity_providers"):
        if attached.module == service.module:
            return _providers(attached, "default_capacity_provider_strategy")
    return ()


def _providers(resource: PricedResource, block: str) -> tuple[_Provider, ...]:
    none = Decimal(0)
    return tuple(
        _Provider(
            str(resource.value(block, index, "capacity_provider")),
            resource.number(block, index, "base", default=none),
            resource.number(block, index, "weight", default=none),
        )
        for index in range(len(resource.blocks(block)))
    )


def _definition(service: PricedResource, landscape: Landscape) -> PricedResource:
    if not service.knows("task_definition"):
        found = landscape.one(service, "task_definition", "aws_ecs_task_definition")
        if found is None:
            raise UnknownInputError("which task definition it runs is known after the apply")
        return found
    named = str(service.value("task_definition"))
    exact = landscape.with_value("aws_ecs_task_definition", "arn", named)
    family = named.rsplit("/", 1)[-1].split(":", 1)[0]
    found_by_name = exact or landscape.with_value("aws_ecs_task_definition", "family", family)
    if len(found_by_name) != 1:
        raise UnknownInputError(f"the task definition {family} is not among these resources")
    return found_by_name[0]


def _task(service: PricedResource, landscape: Landscape) -> _Task:
    definition = _definition(service, landscape)
    architecture = definition.value("runtime_platform", 0, "cpu_architecture", default="X86_64")
    system = str(definition.value("runtime_platform", 0, "operating_system_family", default="LINUX"))
    if system != "LINUX" or architecture not in _FAMILIES:
        raise NoPriceError(f"tasks on {system} {architecture} are not in the price book")
    size = definition.number("ephemeral_storage", 0, "size_in_gib", default=_INCLUDED_GB)
    return _Task(
        vcpu=definition.number("cpu") / _MIB_PER_GB,
        gb=definition.number("memory") / _MIB_PER_GB,
        extra_gb=max(size - _INCLUDED_GB, Decimal(0)),
        prices=_FAMILIES[architecture],
    )


def _tasks(service: PricedResource, basis: Basis) -> Running:
    """How many tasks run: the desired count, or from autoscaling's minimum to its maximum."""
    desired, limits = basis.landscape.once(_counts, service)
    if limits is None:
        return Running(Amount.flat(desired))
    return running(*limits, (desired, "desired_count"), "ecs_average_tasks", basis)


def _counts(service: PricedResource, landscape: Landscape) -> tuple[Decimal, tuple[Decimal, Decimal] | None]:
    """The desired count, and autoscaling's minimum and maximum where there is one."""
    desired = service.number("desired_count", default=Decimal(0))
    scaling = _scaling(service, landscape)
    return desired, None if scaling is None else (scaling.number("min_capacity"), scaling.number("max_capacity"))


def _scaling(service: PricedResource, land: Landscape) -> PricedResource | None:
    referring = land.referrers(service, "aws_appautoscaling_target", "resource_id")
    if referring:
        return referring[0]
    cluster = _cluster_name(service, land)
    if cluster is None or not service.knows("name"):
        return None
    named = land.with_value("aws_appautoscaling_target", "resource_id", f"service/{cluster}/{service.value('name')}")
    return named[0] if named else None


def _cluster_name(service: PricedResource, land: Landscape) -> str | None:
    if service.knows("cluster"):
        return str(service.value("cluster")).rsplit("/", 1)[-1]
    cluster = land.one(service, "cluster", "aws_ecs_cluster")
    return str(cluster.value("name")) if cluster is not None and cluster.knows("name") else None


def _split(count: Amount, strategy: tuple[_Provider, ...]) -> tuple[Amount, Amount]:
    """Tasks on demand and tasks on Spot, on average: bases first, the rest by weight."""
    on_demand = Amount(*(_on_demand(figure, strategy) for figure in (count.low, count.expected, count.high)))
    return on_demand, count - on_demand


def _on_demand(tasks: Decimal, strategy: tuple[_Provider, ...]) -> Decimal:
    spot = [provider for provider in strategy if provider.name == "FARGATE_SPOT"]
    if not spot:
        return tasks
    none = Decimal(0)
    by_base = min(tasks, sum((provider.base for provider in strategy), none))
    weights = sum((provider.weight for provider in strategy), none)
    spot_weight = sum((provider.weight for provider in spot), none)
    base_on_demand = none if any(provider.base for provider in spot) else by_base
    return base_on_demand + ((tasks - by_base) * (weights - spot_weight) / weights if weights else none)


def _insights(cluster: PricedResource, _basis: Basis) -> Iterator[Finding]:
    for setting in cluster.blocks("setting"):
        if setting.get("name") == "containerInsights" and setting.get("value") != "disabled":
            yield no_price("Container Insights sends metrics and logs whose price is not in the price book")


def _cluster(_resource: PricedResource, _basis: Basis) -> Iterator[Finding]:
    yield Free("a cluster costs nothing; its tasks are priced with their services")


RULES = {
    "aws_ecs_service": Rule(
        "ECS",
        {
            "vCPU": _vcpu,
            "memory": _memory,
            "ephemeral storage": _storage,
            "volumes": _volumes,
            "public IPv4": _addresses,
            "data out": data_out,
        },
    ),
    "aws_ecs_task_definition": free(
        "ECS", "its tasks are priced with the service that runs them; one-off tasks by the second"
    ),
    "aws_ecs_cluster": Rule("ECS", {"cluster": _cluster, "Container Insights": _insights}),
    "aws_ecs_cluster_capacity_providers": free("ECS", "capacity providers cost nothing; tasks do"),
}
