"""A plan of 5,000 resources priced, after it was read: what an operator waits for beside the plan itself."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Iterator, Mapping
from typing import Any

from bench.figures import Figure, absolute, measurement
from console.domain.plan import Plan
from console.services.costs import Costs
from console.terraform.plan_json import read_plan

RESOURCES = 5_000
LIMIT_MS = 300
ZONES = ("us-east-1a", "us-east-1b", "us-east-1c")
INTERFACE = {"vpc_endpoint_type": "Interface", "service_name": "com.amazonaws.us-east-1.logs"}
TASK = {"cpu": "512", "memory": "1024", "requires_compatibilities": ["FARGATE"]}
DATABASE = {
    "engine": "postgres",
    "engine_version": "16.4",
    "instance_class": "db.t4g.medium",
    "multi_az": True,
    "storage_type": "gp3",
    "allocated_storage": 100,
    "max_allocated_storage": 500,
    "backup_retention_period": 7,
}
LIFECYCLE = {"rule": [{"status": "Enabled", "transition": [{"storage_class": "STANDARD_IA", "days": 30}]}]}


def _team(number: int) -> dict[str, dict[str, Any]]:
    """What one team has: every kind of resource that the systems of this console have, 25 of them."""
    name = f"team-{number}"
    subnets = [f"subnet-{number}-{zone}" for zone in range(3)]
    return {
        **{
            f"aws_subnet.public[{zone}]": {"id": subnets[zone], "availability_zone": ZONES[zone]} for zone in range(3)
        },
        "aws_vpc.this": {"id": f"vpc-{number}"},
        "aws_nat_gateway.this": {"allocation_id": f"eipalloc-{number}"},
        "aws_eip.nat": {"id": f"eipalloc-{number}"},
        "aws_vpc_endpoint.logs": INTERFACE | {"subnet_ids": subnets},
        "aws_lb.this": {"load_balancer_type": "application", "internal": False, "subnets": subnets},
        "aws_ecs_task_definition.this": TASK | {"family": name, "arn": f"arn:aws:ecs:us-east-1:0:task/{name}:1"},
        "aws_ecs_service.this": {
            "name": name,
            "cluster": name,
            "task_definition": f"{name}:1",
            "desired_count": 2,
            "launch_type": "FARGATE",
        },
        "aws_appautoscaling_target.this": {
            "resource_id": f"service/{name}/{name}",
            "min_capacity": 1,
            "max_capacity": 4,
        },
        "aws_db_instance.this": DATABASE | {"identifier": name},
        "aws_elasticache_replication_group.this": {"engine": "redis", "node_type": "cache.t4g.micro",
                                                   "num_cache_clusters": 2, "snapshot_retention_limit": 5},
        "aws_dynamodb_table.this": {"name": name, "billing_mode": "PAY_PER_REQUEST", "stream_enabled": True},
        "aws_s3_bucket.this": {"bucket": name},
        "aws_s3_bucket_lifecycle_configuration.this": LIFECYCLE,
        "aws_cloudwatch_log_group.this": {"retention_in_days": 30},
        "aws_cloudwatch_metric_alarm.this": {"period": 60},
        "aws_cloudwatch_dashboard.this": {"dashboard_name": name},
        "aws_secretsmanager_secret.this": {"name": name},
        "aws_kms_key.this": {"enable_key_rotation": True},
        "aws_sns_topic.this": {"name": name},
        "aws_security_group.this": {"name": name},
        "aws_iam_role.this": {"name": name},
        "aws_instance.this": {"instance_type": "t3.medium", "associate_public_ip_address": False,
                              "root_block_device": [{"volume_size": 20, "volume_type": "gp3"}]},
    }  # fmt: skip


def plan_of(count: int) -> Plan:
    """A read plan of that many resources, of which the state before has every second team."""
    modules = []
    made = 0
    for number in range(count):
        values = _team(number)
        modules.append({"address": f"module.team[{number}]", "resources": _resources(number, values, count - made)})
        made += len(values)
        if made >= count:
            break
    prior = {"values": {"root_module": {"child_modules": modules[::2]}}}
    document = {
        "format_version": "1.2",
        "planned_values": {"root_module": {"child_modules": modules}},
        "prior_state": prior,
        "resource_changes": [],
    }
    return read_plan(json.dumps(document).encode())


def _resources(number: int, values: Mapping[str, dict[str, Any]], most: int) -> list[dict[str, Any]]:
    return [
        {
            "address": f"module.team[{number}].{address}",
            "mode": "managed",
            "type": address.partition(".")[0],
            "name": address.partition(".")[2].partition("[")[0],
            "values": arguments,
        }
        for address, arguments in list(values.items())[:most]
    ]


@measurement
def pricing() -> Iterator[Figure]:
    """In seconds of processor time: nothing is waited for, and the wall clock would measure what else runs here."""
    plan = plan_of(RESOURCES)
    costs = Costs()
    durations = []
    for _ in range(7):
        begin = time.process_time()
        found = costs.of_resources(plan, "us-east-1", {})
        durations.append(time.process_time() - begin)
        assert len(found.after.resources) == RESOURCES
        assert found.after.complete
    name = "the cost of a plan of 5,000 resources and its change, after it is read"
    yield absolute(name, statistics.median(durations) * 1000, LIMIT_MS, "ms")
