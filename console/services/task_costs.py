"""What the tasks of a service cost a month, by how many there are: the live service, priced by the price engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from console.domain.cost import CostLine, Estimate
from console.domain.ecs import Service, TaskDefinition
from console.domain.environment import Preset, UsageRange
from console.domain.money import signed
from console.errors import ConsoleError

EstimateOfState = Callable[[Mapping[str, Any], str, Mapping[str, UsageRange]], Estimate]
"""Resources, their region and the usage of the environment; raises ConsoleError."""

_OF_A_TASK = frozenset({"vCPU", "memory", "ephemeral storage", "public IPv4"})
"""The components of a service's cost that follow the number of its tasks."""
_SPOT = "FARGATE_SPOT"


@dataclass(frozen=True, slots=True)
class TaskCost:
    """Two numbers of tasks in USD a month, if they run all month; None where that is not known."""

    before: Decimal | None
    after: Decimal | None
    note: str = ""
    """Why it is not known."""
    at_most: bool = False
    """The price is the one on demand, which Fargate Spot never exceeds."""

    @property
    def difference(self) -> Decimal | None:
        if self.before is None or self.after is None:
            return None
        return self.after - self.before

    @property
    def words(self) -> str:
        """`+14.42 USD a month`, or why it is not known."""
        if self.difference is None:
            return f"not known: {self.note}" if self.note else "not known"
        text = f"{signed(self.difference)} USD a month if it stays so all month"
        return f"{text}, at the price on demand, which Spot never exceeds" if self.at_most else text


def cost_of_tasks(
    estimate: EstimateOfState, preset: Preset, service: Service, definitions: tuple[TaskDefinition, TaskDefinition],
    counts: tuple[int, int],
) -> TaskCost:  # fmt: skip
    """The tasks before and after a change, each with its task definition and its number."""
    figures: list[Decimal | None] = []
    note = ""
    for definition, count in zip(definitions, counts, strict=True):
        try:
            figure, why = _monthly(estimate(_priced(service, definition, count), preset.region, preset.usage))
        except ConsoleError as error:
            figure, why = None, error.message
        figures.append(figure)
        note = note or why
    return TaskCost(figures[0], figures[1], note, at_most=_SPOT in service.launch)


def _monthly(estimate: Estimate) -> tuple[Decimal | None, str]:
    lines: list[CostLine] = [
        line
        for cost in estimate.resources
        if cost.type == "aws_ecs_service"
        for line in cost.lines
        if line.component in _OF_A_TASK
    ]
    unknown = next((line for line in lines if not line.standing.known), None)
    if unknown is not None:
        return None, unknown.note or f"{unknown.component} has no price"
    return sum((line.monthly.expected for line in lines if line.monthly is not None), Decimal(0)), ""


def _priced(service: Service, definition: TaskDefinition, count: int) -> dict[str, dict[str, Any]]:
    """The live service with so many tasks, in the shape of a state's resources; Spot at the price on demand."""
    on_fargate = [name for name in service.launch if name.startswith("FARGATE")]
    entries: dict[str, dict[str, Any]] = {
        "aws_ecs_task_definition": {
            "arn": definition.arn,
            "family": definition.family,
            "cpu": None if definition.vcpu is None else str(definition.vcpu * 1024),
            "memory": None if definition.gb is None else str(definition.gb * 1024),
            "runtime_platform": [
                {"cpu_architecture": definition.architecture, "operating_system_family": definition.system}
            ],
        },
        "aws_ecs_service": {
            "name": service.address.name,
            "cluster": service.address.cluster,
            "task_definition": definition.arn,
            "desired_count": count,
            "launch_type": "FARGATE" if on_fargate else "EC2",
            "network_configuration": [_network(service)],
        },
    }
    return {f"{type_}.running": {"type": type_, "name": "running", "values": v} for type_, v in entries.items()}


def _network(service: Service) -> dict[str, Any]:
    addresses = service.network.get("awsvpcConfiguration")
    public = isinstance(addresses, dict) and addresses.get("assignPublicIp") == "ENABLED"
    return {"assign_public_ip": public}
