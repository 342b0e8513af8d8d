"""MueJam Library in its three environments: real Terraform, the real AWS provider, the sandbox."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import CommandLine
from tests.e2e.lifecycle import change, changed, end, options, outputs_of, refused_while_protected, unprotected_presets

ENVIRONMENTS = [
    pytest.param(name, marks=pytest.mark.xdist_group(f"muejam-{name}"), id=name)
    for name in ("dev", "staging", "production")
]
GROUP = "module.asg.aws_autoscaling_group.this"
TEMPLATE = "module.asg.aws_launch_template.this"
TARGETS = "module.alb.aws_lb_target_group.this"
DATABASE = "module.rds.aws_db_instance.this"
REDIS = "module.elasticache.aws_elasticache_replication_group.this"
REPLICAS = {"dev": 0, "staging": 1, "production": 2}
NODES = {"dev": 1, "staging": 2, "production": 3}
SCALED = {
    "dev": (
        *("instance_type=t3.medium", "db_instance_class=db.t3.medium", "redis_node_type=cache.t3.medium"),
        *("asg_max_size=3", "redis_num_cache_nodes=2"),
    ),
    "staging": (
        *("instance_type=t3.large", "db_instance_class=db.t3.large", "redis_node_type=cache.t3.small"),
        *("asg_max_size=6", "redis_num_cache_nodes=3"),
    ),
    # The document's own examples of scaling up and out.
    "production": (
        *("instance_type=t3.xlarge", "db_instance_class=db.r6g.2xlarge", "redis_node_type=cache.r6g.xlarge"),
        *("asg_max_size=20", "db_replica_count=3", "redis_num_cache_nodes=4", "deletion_protection=false"),
    ),
}
NEW_PORT = "app_port=8080"
pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_an_environment_of_muejam_lives_from_its_first_plan_to_its_end(
    name: str, command_line: CommandLine, tmp_path: Path
) -> None:
    environment = f"muejam/{name}"
    planned = change(command_line, environment)
    assert planned["counts"]["create"] > 100
    assert planned["counts"]["change"] == planned["counts"]["replace"] == planned["counts"]["destroy"] == 0
    again = command_line.document("plan", environment)
    assert again["empty"] is True, again["changes"]

    outputs = outputs_of(command_line, environment)
    assert outputs["asg_name"] == f"{name}-muejam-asg"
    assert outputs["db_primary_endpoint"].startswith(f"{name}-muejam-db-primary.")
    assert len(outputs["db_replica_endpoints"]) == REPLICAS[name]
    assert len(outputs["nat_public_ips"]) == 3
    assert len(outputs["alarm_names"]) == 12 + 3 * REPLICAS[name] + 3 * NODES[name]

    if name == "production":
        refused_while_protected(command_line, environment)
    settings = (*SCALED[name], NEW_PORT)
    scaled = command_line.document("plan", environment, *options(settings), expect=2)
    approved = ("--approve", environment, "--acknowledge-over-budget")
    assert command_line.document("apply", scaled["run"]["id"], *approved)["status"] == "done"
    assert {"max_size"} <= changed(scaled, GROUP)
    assert {"instance_type"} <= changed(scaled, TEMPLATE)
    assert {"instance_class"} <= changed(scaled, DATABASE)
    assert {"node_type", "num_cache_clusters"} <= changed(scaled, REDIS)
    (targets,) = [c for c in scaled["changes"] if c["address"] == TARGETS]
    assert targets["action"] == "replace"
    again = command_line.document("plan", environment, *options(settings))
    assert again["empty"] is True, again["changes"]

    (state,) = [e for e in command_line.document("environments")["environments"] if e["name"] == environment]
    destroyed = end(command_line, environment, unprotected_presets(tmp_path, environment))
    assert destroyed["applied"]["destroy"] == state["resources"]
