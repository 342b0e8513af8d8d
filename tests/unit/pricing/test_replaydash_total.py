"""ReplayDash in production as its document lists it, at list prices and without traffic: 213.61 USD a month."""

from decimal import Decimal

from priced_plans import CACHE, DATABASE, SERVICE, TASK, book, no_traffic, resource

from console.domain.money import usd
from console.pricing.estimator import estimate
from console.pricing.resource import PricedResource

ZONES = ["subnet-a", "subnet-b"]
SERVICES = ("ecr.api", "ecr.dkr", "logs", "secretsmanager")


def replaydash() -> list[PricedResource]:
    """Two ARM tasks, one NAT gateway, a single-AZ database; the database keeps one of the two secrets."""
    endpoints = {"vpc_endpoint_type": "Interface", "subnet_ids": ZONES}
    balancer = {"load_balancer_type": "application", "internal": False, "subnets": ZONES}
    return [
        resource("module.network.aws_nat_gateway.this[0]"),
        resource("module.network.aws_eip.nat[0]"),
        *(resource(f'module.network.aws_vpc_endpoint.interface["{name}"]', endpoints) for name in SERVICES),
        resource("module.network.aws_vpc_endpoint.gateway", {"vpc_endpoint_type": "Gateway"}),
        resource("module.alb.aws_lb.this", balancer),
        resource("module.database.aws_db_instance.this", DATABASE),
        resource("module.cache.aws_elasticache_replication_group.this", CACHE | {"num_cache_clusters": 1}),
        resource("module.api.aws_ecs_task_definition.this", TASK),
        resource("module.api.aws_ecs_service.this", SERVICE),
        resource("module.api.aws_cloudwatch_log_group.this", {"retention_in_days": 30}),
        resource("module.secret.aws_secretsmanager_secret.this"),
        resource("module.sessions.aws_s3_bucket.this"),
        *(resource(f"module.monitoring.aws_cloudwatch_metric_alarm.this[{number}]") for number in range(10)),
    ]


def test_the_document_costs_213_61_at_list_prices_line_by_line():
    found = estimate(replaydash(), book(), no_traffic(alb_lcu="0.5"))
    figures: dict[str, Decimal] = {}
    for cost in found.resources:
        for line in cost.lines:
            amount = line.monthly.expected if line.monthly else Decimal(0)
            figures[line.price_key] = figures.get(line.price_key, Decimal(0)) + amount
    assert {key: usd(figure) for key, figure in figures.items() if figure} == {
        "nat.hour": "32.85",
        "alb.hour": "16.43",
        "alb.lcu": "2.92",
        "rds.postgres.db.t4g.medium.single": "47.45",
        "rds.gp3.single.gb": "2.30",
        "elasticache.redis.cache.t4g.micro": "11.68",
        "fargate.arm.vcpu": "23.64",
        "fargate.arm.gb": "5.20",
        "ipv4.hour": "10.95",
        "secrets.secret": "0.80",
        "cw.alarm.std": "1.00",
        "vpce.if.hour": "58.40",
    }
    assert usd(found.monthly.expected) == "213.61"
    assert usd(found.monthly.expected - figures["vpce.if.hour"]) == "155.21"
    assert found.complete


def test_x86_tasks_and_a_second_zone_of_the_database_cost_what_the_review_found():
    x86 = [
        resource(one.address, TASK | {"runtime_platform": []}) if "task" in one.type else one for one in replaydash()
    ]
    both = [resource(one.address, DATABASE | {"multi_az": True}) if "db_instance" in one.type else one for one in x86]
    totals = [estimate(one, book(), no_traffic()).monthly.expected for one in (replaydash(), x86, both)]
    assert usd(totals[1] - totals[0]) == "7.21"  # 36.04 for x86, 28.84 for ARM
    assert usd(totals[2] - totals[1]) == "49.02"  # 46.72 for the standby, 2.30 for its storage
