"""Variables of every kind a form has to show, without a configuration."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from console.domain.environment import EnvironmentName
from console.domain.variables import Attribute, Problem, Rule, TypeConstraint, TypeKind, Variable
from console.errors import InputError


@dataclass(frozen=True)
class FakeField:
    variable: Variable
    preset: Any = None
    preset_set: bool = False
    overlay: Any = None
    overlay_set: bool = False
    effective: Any = None
    source: str = "default"


@dataclass(frozen=True)
class FakeForm:
    fields: tuple[FakeField, ...]
    groups: tuple[str, ...]
    unknown: tuple[str, ...] = ()

    @property
    def values(self) -> dict[str, Any]:
        return {field.variable.name: field.effective for field in self.fields}


@dataclass(frozen=True)
class FakeComparison:
    name: str
    left: Any
    right: Any
    left_source: str = "preset"
    right_source: str = "preset"

    @property
    def same(self) -> bool:
        return bool(self.left == self.right)


STRING, NUMBER, BOOL = (TypeConstraint(kind) for kind in (TypeKind.STRING, TypeKind.NUMBER, TypeKind.BOOL))
LIST = TypeConstraint(TypeKind.LIST, element=STRING)
OBJECT = TypeConstraint(TypeKind.OBJECT, attributes={"min": Attribute(NUMBER), "max": Attribute(NUMBER)})


def variable(name: str, kind: TypeConstraint = STRING, group: str = "Service", **changes: Any) -> Variable:
    """A variable as variables.tf declares it."""
    given: dict[str, Any] = {"type": kind, "description": f"What {name} is for.", "required": False, "group": group}
    return Variable(name=name, **(given | changes))


def _between(low: int, high: int) -> Rule:
    return Rule(
        f"var.desired_count >= {low} && var.desired_count <= {high}",
        f"desired_count must be {low} to {high}.",
        lambda value, _others: low <= value <= high,
    )


def sketched_fields() -> tuple[FakeField, ...]:
    """Variables of every kind a form has to show."""
    return (
        FakeField(variable("vpc_cidr", group="Network", default="10.0.0.0/16", description="Address range of the VPC."),
                  "10.20.0.0/16", True, effective="10.20.0.0/16", source="preset"),
        FakeField(variable("availability_zones", LIST, "Network", default=[], description="Zones to spread over."),
                  ["us-east-1a", "us-east-1b"], True, effective=["us-east-1a", "us-east-1b"], source="preset"),
        FakeField(variable("single_nat_gateway", BOOL, "Network", default=True,
                           description="One NAT gateway for all zones: cheaper, and a zone's outage takes all out."),
                  effective=True),
        FakeField(variable("desired_count", NUMBER, default=1, rules=(_between(0, 20),), minimum=0, maximum=20,
                           description="How many tasks run when nothing scales."),
                  2, True, 3, True, 3, "overlay"),
        FakeField(variable("cpu_architecture", default="ARM64", allowed=("ARM64", "X86_64"),
                           description="Processor of the tasks; ARM64 costs a fifth less."),
                  effective="ARM64"),
        FakeField(variable("scaling", OBJECT, default={"min": 1, "max": 4}, description="Bounds of autoscaling."),
                  effective={"min": 1, "max": 4}),
        FakeField(variable("container_image", required=True, description="Image with its tag or digest."),
                  source="missing"),
        FakeField(variable("database_password", group="Database", sensitive=True, required=True,
                           description="Password of the application user. Given for this session only."),
                  source="missing"),
        FakeField(variable("instance_class", group="Database", default="db.t4g.micro",
                           description="Size of the database."),
                  "db.t4g.small", True, effective="db.t4g.small", source="preset"),
    )  # fmt: skip


@dataclass
class FakeVariables:
    fields: tuple[FakeField, ...] = field(default_factory=sketched_fields)
    saved: dict[str, Any] = field(default_factory=lambda: {"desired_count": 3})
    comparisons: tuple[FakeComparison, ...] = ()
    error: BaseException | None = None
    checks: int = 0

    def form(self, name: EnvironmentName) -> FakeForm:
        if self.error is not None:
            raise self.error
        groups = dict.fromkeys(field.variable.group for field in self.fields)
        return FakeForm(self.fields, tuple(groups))

    def parse(self, variable: Variable, text: str) -> Any:
        """JSON stands for HCL here: what is tested is the screen."""
        import json

        try:
            match variable.type.kind:
                case TypeKind.STRING:
                    return text
                case TypeKind.NUMBER:
                    return float(text) if "." in text else int(text)
                case _:
                    return json.loads(text)
        except ValueError:
            raise InputError(f"{text!r} is not a {variable.type}.") from None

    def show(self, variable: Variable, value: Any) -> str:
        import json

        if value is None:
            return "null"
        return value if isinstance(value, str) else json.dumps(value, indent=2 if isinstance(value, dict) else None)

    def check(
        self, name: EnvironmentName, variable_name: str, value: Any, others: Mapping[str, Any]
    ) -> tuple[Problem, ...]:
        self.checks += 1
        declared = next(field.variable for field in self.fields if field.variable.name == variable_name)
        return tuple(
            Problem(variable_name, rule.message) for rule in declared.rules if rule.holds(value, others) is False
        )

    def check_all(
        self, name: EnvironmentName, overrides: Mapping[str, Any], *, given: Collection[str] = ()
    ) -> tuple[Problem, ...]:
        problems = []
        for each in self.fields:
            if each.variable.name in given:
                continue
            value = overrides.get(each.variable.name, each.preset if each.preset_set else each.variable.default)
            if value is None and each.variable.required:
                problems.append(Problem(each.variable.name, "has no value and no default."))
            elif value is not None:
                problems.extend(self.check(name, each.variable.name, value, {}))
        return tuple(problems)

    def save_overlay(self, name: EnvironmentName, values: Mapping[str, Any]) -> None:
        if self.error is not None:
            raise self.error
        self.saved = dict(values)

    def overlay(self, name: EnvironmentName) -> dict[str, Any]:
        return dict(self.saved)

    def compare(self, a: EnvironmentName, b: EnvironmentName) -> tuple[FakeComparison, ...]:
        if self.error is not None:
            raise self.error
        return self.comparisons
