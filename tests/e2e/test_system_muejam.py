"""MueJam Library in its three environments: real Terraform, the real AWS provider, the sandbox."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import CommandLine
from tests.e2e.lifecycle import (
    action,
    begin,
    change,
    changed,
    end,
    outputs_of,
    refused_while_protected,
    unchanged,
    unprotected_presets,
    watched,
)

ENVIRONMENTS = [
    pytest.param(name, marks=pytest.mark.xdist_group(f"muejam-{name}"), id=name)
    for name in ("dev", "staging", "production")
]
GROUP = "module.asg.aws_autoscaling_group.this"
TEMPLATE = "module.asg.aws_launch_template.this"
TARGETS = "module.alb.aws_lb_target_group.this"
DATABASE = "module.rds.aws_db_instance.this"
REDIS = "module.elasticache.aws_elasticache_replication_group.this"
LOGS = 'module.rds.aws_cloudwatch_log_group.this["postgresql"]'
REPLICAS = {"dev": 0, "staging": 1, "production": 2}
NODES = {"dev": 1, "staging": 2, "production": 3}
SCALED = {
    "dev": ("instance_type=t3.medium", "asg_max_size=3", "redis_node_type=cache.t3.medium", "redis_num_cache_nodes=2"),
    "staging": (
        *("instance_type=t3.large", "asg_max_size=6", "redis_node_type=cache.t3.small", "redis_num_cache_nodes=3"),
        "redis_auth_token_version=2",
    ),
    # The document's own examples of scaling up and out, the database among them.
    "production": (
        *("instance_type=t3.xlarge", "asg_max_size=20", "redis_node_type=cache.r6g.xlarge", "redis_num_cache_nodes=4"),
        *("db_instance_class=db.r6g.2xlarge", "db_replica_count=3", "deletion_protection=false"),
    ),
}
# In place, and another target group in place of the first one.
CHANGED = ("log_retention_days=120", "app_port=8080")
pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_an_environment_of_muejam_lives_from_its_first_plan_to_its_end(
    name: str, command_line: CommandLine, tmp_path: Path
) -> None:
    environment = f"muejam/{name}"
    assert begin(command_line, environment)["counts"]["create"] > 100

    outputs = outputs_of(command_line, environment)
    assert outputs["asg_name"] == f"{name}-muejam-asg"
    assert outputs["db_primary_endpoint"].startswith(f"{name}-muejam-db-primary.")
    assert len(outputs["db_replica_endpoints"]) == REPLICAS[name]
    assert len(outputs["nat_public_ips"]) == 3
    kinds = ("Load", "Targets", "Group", "Database", "Cache", "NAT", "Bucket")
    watched(command_line, environment, *kinds, alarms=12 + 3 * (REPLICAS[name] + NODES[name]))
    assert len(outputs["alarm_names"]) == 12 + 3 * REPLICAS[name] + 3 * NODES[name]

    if name == "dev":
        _scaled_and_refreshed(command_line, environment)
    if name == "production":
        refused_while_protected(command_line, environment)
    settings = (*SCALED[name], *CHANGED)
    scaled = change(command_line, environment, *settings)
    assert {"retention_in_days"} <= changed(scaled, LOGS)
    assert {"max_size"} <= changed(scaled, GROUP)
    assert {"instance_type"} <= changed(scaled, TEMPLATE)
    assert {"node_type", "num_cache_clusters"} <= changed(scaled, REDIS)
    if name == "staging":
        assert "auth_token" in changed(scaled, REDIS)
    if name == "production":
        assert {"instance_class", "deletion_protection"} <= changed(scaled, DATABASE)
    assert action(scaled, TARGETS) == "replace"
    unchanged(command_line, environment, *settings)
    end(command_line, environment, unprotected_presets(tmp_path, environment))


def _scaled_and_refreshed(command_line: CommandLine, environment: str) -> None:
    """Day two of the group: scaled, its instances replaced, scaled to nothing; the next apply brings it back."""
    (group,) = command_line.document("asg", "status", environment)["groups"]
    name = group["group"]
    assert (name, group["minimum"], group["maximum"], group["in_service"]) == ("dev-muejam-asg", 1, 2, 1)
    assert group["activities"][0]["description"].startswith("Launching a new EC2 instance")

    scaled = command_line.document("asg", "scale", environment, "--desired", "2", "--yes", "--wait")
    assert (scaled["done"], scaled["in_service"]) == (True, 2)
    assert float(scaled["monthly_usd_difference"]) > 0
    assert "asg_min_size=2" in scaled["durable_command"]
    outside = command_line.run("asg", "scale", environment, "--desired", "3", "--yes")
    assert outside.returncode == 1
    assert "3 is outside of 1 to 2" in outside.stderr

    before = {each["id"] for each in command_line.document("asg", "status", environment)["groups"][0]["instances"]}
    refreshed = command_line.document("asg", "refresh", environment, "--min-healthy", "50", "--yes", "--wait")
    assert refreshed["refresh"]["status"] == "Successful"
    (after,) = command_line.document("asg", "status", environment)["groups"]
    assert before.isdisjoint({each["id"] for each in after["instances"]})
    assert after["in_service"] == 2
    assert after["activities"][0]["why"] == "An instance refresh replaced it."

    untyped = command_line.run("asg", "scale", environment, "--desired", "0", "--yes")
    assert untyped.returncode == 1
    stopped = command_line.document(
        "asg", "scale", environment, "--desired", "0", "--type-name", name, "--yes", "--wait"
    )
    assert (stopped["in_service"], stopped["minimum"]) == (0, 0)
    assert stopped["next_apply"] == "puts the minimum back to 1, and with it instances"
