"""Resources as a plan or a state gives them, and the one line of an estimate that a test is about."""

from decimal import Decimal
from typing import Any

from console.domain.cost import Amount, CostLine, Estimate
from console.domain.environment import UsageRange
from console.pricing.book import PriceBook, book_for
from console.pricing.estimator import estimate
from console.pricing.resource import PricedResource

NO_TRAFFIC = (
    "nat_gb endpoint_gb data_out_gb dns_queries_million s3_gb s3_ia_gb s3_puts_thousand s3_gets_thousand ecr_gb "
    "log_ingest_gb log_store_gb kms_requests_10k secret_calls_10k sns_publishes_million dynamodb_gb "
    "dynamodb_writes_million dynamodb_reads_million aurora_gb aurora_io_million"
).split()


def book() -> PriceBook:
    found = book_for("us-east-1")
    assert found is not None
    return found


def resource(address: str, values: dict[str, Any] | None = None, **more: Any) -> PricedResource:
    """`aws_nat_gateway.this`, `module.network.aws_eip.nat[0]`: type, name and module are read from the address."""
    module, _, own = address.rpartition(".aws_")
    own = f"aws_{own}" if module else address
    type_, _, name = own.partition(".")
    return PricedResource(address, type_, name.split("[")[0], module, values or {}, **more)


def usage(**figures: object) -> dict[str, UsageRange]:
    """`alb_lcu=2` or `alb_lcu=(0, 1, 4)`."""
    spans = {key: figure if isinstance(figure, tuple) else (figure,) * 3 for key, figure in figures.items()}
    return {key: UsageRange(low=span[0], expected=span[1], high=span[2]) for key, span in spans.items()}


def no_traffic(**figures: object) -> dict[str, UsageRange]:
    return usage(**(dict.fromkeys(NO_TRAFFIC, 0) | figures))


def priced(*resources: PricedResource, **figures: object) -> Estimate:
    return estimate(resources, book(), usage(**figures))


def line(found: Estimate, component: str, address: str | None = None) -> CostLine:
    lines = [
        one
        for cost in found.resources
        if address in (None, cost.address)
        for one in cost.lines
        if one.component == component
    ]
    assert len(lines) == 1, [(cost.address, [one.component for one in cost.lines]) for cost in found.resources]
    return lines[0]


def flat(text: str) -> Amount:
    return Amount.flat(Decimal(text))


def span(low: str, expected: str, high: str) -> Amount:
    return Amount(Decimal(low), Decimal(expected), Decimal(high))


GATEWAY = resource("aws_nat_gateway.this")
ALB = resource("aws_lb.web", {"load_balancer_type": "application", "internal": False, "subnets": ["s-1", "s-2"]})
NLB = resource("aws_lb.tcp", {"load_balancer_type": "network", "internal": True, "subnets": ["s-1"]})
TASK = {
    "family": "api",
    "cpu": "512",
    "memory": "1024",
    "requires_compatibilities": ["FARGATE"],
    "runtime_platform": [{"cpu_architecture": "ARM64", "operating_system_family": "LINUX"}],
}
SERVICE = {"name": "api", "cluster": "main", "task_definition": "api:7", "desired_count": 2, "launch_type": "FARGATE"}
DATABASE = {
    "engine": "postgres",
    "engine_version": "16.4",
    "instance_class": "db.t4g.medium",
    "multi_az": False,
    "storage_type": "gp3",
    "allocated_storage": 20,
    "backup_retention_period": 7,
    "performance_insights_enabled": False,
    "manage_master_user_password": True,
}
CACHE = {"engine": "redis", "node_type": "cache.t4g.micro", "num_cache_clusters": 2, "snapshot_retention_limit": 5}
TABLE = {"name": "t", "billing_mode": "PAY_PER_REQUEST", "global_secondary_index": [{"name": "a"}]}
CAPACITY = {"billing_mode": "PROVISIONED", "read_capacity": 30, "write_capacity": 20}
INDEX = {"name": "a", "read_capacity": 10, "write_capacity": 5}
MACHINE = {
    "instance_type": "t3.medium",
    "associate_public_ip_address": True,
    "root_block_device": [{"volume_size": 30, "volume_type": "gp3", "iops": 3000, "throughput": 125}],
    "ebs_block_device": [],
}
LIFECYCLE = {
    "rule": [
        {
            "status": "Enabled",
            "transition": [{"storage_class": "STANDARD_IA"}, {"storage_class": "GLACIER"}],
            "noncurrent_version_transition": [{"storage_class": "DEEP_ARCHIVE"}],
        }
    ]
}
AURORA = {"cluster_identifier": "main", "engine": "aurora-postgresql"}
TRANSITIONS = resource("aws_s3_bucket_lifecycle_configuration.b", LIFECYCLE)


def task(**more: Any) -> PricedResource:
    return resource("aws_ecs_task_definition.api", TASK | more)


def service(**more: Any) -> PricedResource:
    return resource("aws_ecs_service.api", SERVICE | more)


def database(**more: Any) -> PricedResource:
    return resource("aws_db_instance.main", DATABASE | more)


def cache(**more: Any) -> PricedResource:
    return resource("aws_elasticache_replication_group.main", CACHE | more)


def table(**more: Any) -> PricedResource:
    return resource("aws_dynamodb_table.t", TABLE | more)


def machine(**more: Any) -> PricedResource:
    return resource("aws_instance.a", MACHINE | more)
