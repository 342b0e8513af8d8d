"""Plans, costs and runs to draw: real domain objects, as the services give them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from console.domain.cost import Amount, CostChange, CostLine, CostOfPlan, Estimate, ResourceCost, Standing
from console.domain.environment import EnvironmentName
from console.domain.plan import Action, OutputChange, Plan, PlanCounts, ResourceChange, Special
from console.domain.run import Counts, RunKind, RunStatus
from console.domain.stateful import STATEFUL
from console.services.reviewing import Reviewed
from tests.fakes.overview import NOW, preset, record

STAGING = EnvironmentName("replaydash", "staging")

TFVARS = """\
# Network: address range of the VPC.
vpc_cidr = "10.20.0.0/16"

# How many tasks run when nothing scales.
desired_count = 3
scaling = {
  min = 1
  max = 4
}
"""


def change(address: str, action: Action, *, index: str | int | None = None, **given: Any) -> ResourceChange:
    """A change of the plan; module, type and name are read from the address."""
    module, _, local = address.rpartition("aws_")
    kind, _, name = f"aws_{local}".partition(".")
    values: dict[str, Any] = {
        "module": module.rstrip("."),
        "type": kind,
        "name": name.partition("[")[0],
        "index": index,
        "mode": "managed",
        "destructive": action in (Action.DESTROY, Action.REPLACE, Action.FORGET),
    }
    return ResourceChange(address=address, action=action, **(values | given))


def changes() -> tuple[ResourceChange, ...]:
    """The changes of the sketch."""
    container = '[{{"name":"api","image":"registry/api:{tag}","cpu":512}}]'
    return (
        change("module.service.aws_ecs_service.this", Action.CHANGE,
               before={"desired_count": 2, "name": "api"}, after={"desired_count": 3, "name": "api"}),
        change("module.service.aws_ecs_task_definition.this", Action.REPLACE, create_before_destroy=True,
               reason="cannot be updated in place", replace_paths=(("container_definitions",),),
               before={"container_definitions": container.format(tag="1.4.0"), "revision": 7, "cpu": "512"},
               after={"container_definitions": container.format(tag="1.5.0"), "cpu": "512"},
               after_unknown={"revision": True}),
        change("module.cache.aws_elasticache_replication_group.this", Action.CREATE,
               after={"node_type": "cache.t4g.micro", "auth_token": "canary-secret", "port": 6379},
               after_unknown={"primary_endpoint_address": True}, after_sensitive={"auth_token": True}),
        change("module.cache.aws_elasticache_subnet_group.this", Action.CREATE, after={"name": "replaydash-staging"}),
        change('module.monitoring.aws_cloudwatch_metric_alarm.this["cpu-high"]', Action.CHANGE, index="cpu-high",
               before={"threshold": 80}, after={"threshold": 70}),
        change("aws_route53_record.api", Action.CREATE, after={"name": "api.staging.replaydash.example", "type": "A"}),
    )  # fmt: skip


def plan(shown: tuple[ResourceChange, ...] | None = None, **given: Any) -> Plan:
    """A plan of these changes, the sketch's by default."""
    shown = changes() if shown is None else shown

    def count(action: Action) -> int:
        return sum(1 for each in shown if each.action is action)

    values: dict[str, Any] = {
        "format_version": "1.2",
        "engine_version": "1.11.4",
        "changes": shown,
        "drift": (),
        "outputs": (
            OutputChange("redis_endpoint", Action.CREATE, Special.ABSENT, Special.UNKNOWN),
            OutputChange("task_definition_arn", Action.CHANGE, "arn:aws:ecs:us-east-1:0:task-definition/api:7",
                         Special.UNKNOWN),
            OutputChange("database_url", Action.CHANGE, Special.SENSITIVE, Special.SENSITIVE),
        ) if shown else (),
        "counts": PlanCounts(create=count(Action.CREATE), change=count(Action.CHANGE),
                             replace=count(Action.REPLACE), destroy=count(Action.DESTROY)),
        "unchanged": 105,
        "complete": True,
        "errored": False,
        "applyable": bool(shown),
        "planned_values": {"module.network.aws_vpc.this": {"mode": "managed", "type": "aws_vpc"}},
    }  # fmt: skip
    return Plan(**(values | given))


def priced(address: str, service: str, usd: str | None, *, unknown: str = "") -> ResourceCost:
    """One resource at this price a month; `unknown` names a component that has none."""
    lines = []
    if usd is not None:
        lines.append(CostLine("hours", Standing.PRICED, Amount.flat(Decimal(usd)), "1 x 730 h", Decimal("0.045"), "h"))
    if unknown:
        lines.append(CostLine("data transfer", Standing.UNKNOWN, note=unknown))
    standing = Standing.UNKNOWN if unknown else Standing.PRICED
    kind = address.rpartition("aws_")[2].partition(".")[0]
    return ResourceCost(
        address, f"aws_{kind}", address.rpartition(".aws_")[0], service, standing, tuple(lines),
        None if usd is None else Amount.flat(Decimal(usd)),
    )  # fmt: skip


def cost(*, budget: str | None = "200.00", complete: bool = False) -> CostOfPlan:
    """The cost of the sketch: 151.40 before, 175.80 after, one part not known."""
    pairs = [
        ("module.network.aws_nat_gateway.this[0]", "NAT gateway", "32.85", "32.85"),
        ("module.service.aws_ecs_service.this", "ECS Fargate ARM", "28.84", "43.25"),
        ("module.database.aws_db_instance.this", "RDS PostgreSQL", "49.75", "49.75"),
        ("module.alb.aws_lb.this", "ALB", "39.96", "39.96"),
        ("module.cache.aws_elasticache_replication_group.this", "ElastiCache", None, "9.99"),
    ]
    listed = [
        CostChange(
            address, "", service, priced(address, service, now) if now else None, priced(address, service, after)
        )
        for address, service, now, after in pairs
    ]
    if not complete:
        gap = priced("module.storage.aws_s3_bucket.media", "S3", None, unknown="requests have no assumption")
        listed.append(CostChange(gap.address, gap.type, "S3", gap, gap))

    def estimate(total: str, sides: list[ResourceCost | None]) -> Estimate:
        return Estimate(
            tuple(side for side in sides if side is not None),
            Amount(Decimal(total), Decimal(total), Decimal(total) + 20),
            complete, "us-east-1", date(2026, 4, 30),
            {"alb_lcu": Amount(Decimal(1), Decimal(1), Decimal(3)),
             "ecs_average_tasks": Amount(Decimal(2), Decimal("2.4"), Decimal(6)),
             "nat_gb": Amount(Decimal(5), Decimal(20), Decimal(100))},
        )  # fmt: skip

    return CostOfPlan(
        estimate("151.40", [each.before for each in listed]),
        estimate("175.80", [each.after for each in listed]),
        tuple(listed),
        Decimal(budget) if budget else None,
    )


def reviewed(name: EnvironmentName = STAGING, **given: Any) -> Reviewed:
    """A plan under review, run #15."""
    kind = given.pop("kind", RunKind.APPLY)
    shown = given.pop("plan", None) or plan()
    run = given.pop("record", None) or record(
        str(name), 15, RunStatus.NO_CHANGES if shown.empty else RunStatus.PLANNED, kind=kind, stages=[], ended_at=None,
        planned_at=NOW, sandbox=True,
        data_lost=[each.address for each in shown.destructive if each.type in STATEFUL and kind is RunKind.APPLY],
        planned=Counts(create=shown.counts.create, change=shown.counts.change, replace=shown.counts.replace,
                       destroy=shown.counts.destroy),
    )  # fmt: skip
    values: dict[str, Any] = {
        "record": run,
        "preset": preset(name.system, name.environment),
        "plan": shown,
        "cost": cost(),
        "tfvars": TFVARS,
        "expires_at": NOW + timedelta(minutes=28),
        "findings": (),
    }
    return Reviewed(**(values | given))
