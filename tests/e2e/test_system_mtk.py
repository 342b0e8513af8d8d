"""The MTK Backend in its environments and in two regions: real Terraform, the real AWS provider, the sandbox."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import CommandLine
from tests.e2e.lifecycle import (
    PRESETS,
    change,
    changed,
    end,
    options,
    outputs_of,
    refused_while_protected,
    unprotected_presets,
)

CLUSTER = "module.aurora[0].aws_rds_cluster.this"
TABLE = "module.user_locations[0].aws_dynamodb_table.this"
GLOBAL = "aurora_global_database=true"
pytestmark = pytest.mark.e2e


@pytest.mark.xdist_group("mtk-dev")
def test_development_of_mtk_lives_from_its_first_plan_to_its_end(command_line: CommandLine) -> None:
    environment = "mtk/dev"
    planned = change(command_line, environment)
    assert planned["counts"]["create"] == sum(planned["counts"].values())
    assert command_line.document("plan", environment)["empty"] is True

    outputs = outputs_of(command_line, environment)
    assert outputs["vpc_cidr"] == "10.64.0.0/16"
    assert outputs["user_locations_table_name"] == "dev_us-east-1_us-east-1a_user_locations"
    assert outputs["aurora_instance_identifiers"] == ["dev-us-east-1-us-east-1a-aurora-instance"]

    settings = ("aurora_max_capacity=4", "aurora_backup_retention_days=3", "log_retention_days=14")
    resized = change(command_line, environment, *settings)
    assert resized["counts"]["replace"] == resized["counts"]["destroy"] == resized["counts"]["create"] == 0
    assert "backup_retention_period" in changed(resized, CLUSTER)
    assert any("max_capacity" in path for path in changed(resized, CLUSTER))
    assert command_line.document("plan", environment, *options(settings))["empty"] is True

    replaced = change(command_line, environment, *settings, "aurora_database_name=locations")
    assert replaced["counts"]["replace"] >= 1
    assert "database_name" in changed(replaced, CLUSTER)
    assert outputs_of(command_line, environment)["aurora_database_name"] == "locations"
    assert end(command_line, environment, PRESETS)["applied"]["destroy"] == planned["counts"]["create"]


@pytest.mark.xdist_group("mtk-qa")
def test_the_same_configuration_serves_a_second_region_of_qa(command_line: CommandLine) -> None:
    """Primary first; then the second region finds the replica of the table, and reads the primary's database."""
    first, second = "mtk/qa", "mtk/qa-us-west-2"
    change(command_line, first)
    assert command_line.document("plan", first)["empty"] is True
    replicas = outputs_of(command_line, first)["user_locations_replica_arns"]
    assert replicas["us-west-2"].endswith(":table/qa_us-east-1_us-east-1a_user_locations")

    joined = change(command_line, first, GLOBAL)
    assert joined["counts"]["replace"] == joined["counts"]["destroy"] == 0
    assert command_line.document("plan", first, *options((GLOBAL,)))["empty"] is True
    change(command_line, second, GLOBAL)
    assert command_line.document("plan", second, *options((GLOBAL,)))["empty"] is True

    there = outputs_of(command_line, second)
    assert there["region_role"] == "secondary"
    assert there["aurora_global_cluster_identifier"] == "qa-us-east-1-aurora-global"
    assert there["aurora_cluster_identifier"] == "qa-us-west-2-us-west-2a-aurora-cluster"
    assert "user_locations_table_name" not in there
    end(command_line, second, PRESETS)
    end(command_line, first, PRESETS)


@pytest.mark.xdist_group("mtk-prod")
def test_production_of_mtk_is_destroyed_only_when_its_protection_is_lifted(
    command_line: CommandLine, tmp_path: Path
) -> None:
    environment = "mtk/prod"
    planned = change(command_line, environment)
    assert command_line.document("plan", environment)["empty"] is True
    assert len(outputs_of(command_line, environment)["aurora_instance_identifiers"]) == 3

    refused_while_protected(command_line, environment)
    lifted = change(command_line, environment, "deletion_protection=false", "aurora_max_capacity=32")
    assert lifted["counts"]["replace"] == lifted["counts"]["destroy"] == 0
    assert "deletion_protection" in changed(lifted, CLUSTER)
    assert "deletion_protection_enabled" in changed(lifted, TABLE)
    destroyed = end(command_line, environment, unprotected_presets(tmp_path, environment))
    assert destroyed["applied"]["destroy"] == planned["counts"]["create"]
