"""The MTK Backend in its environments and in two regions: real Terraform, the real AWS provider, the sandbox."""

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
    options,
    outputs_of,
    refused_while_protected,
    unchanged,
    unprotected_presets,
    watched,
)

CLUSTER = "module.aurora[0].aws_rds_cluster.this"
PARAMETERS = "module.aurora[0].aws_rds_cluster_parameter_group.this"
LOGS = 'module.aurora[0].aws_cloudwatch_log_group.this["postgresql"]'
TABLE = "module.user_locations[0].aws_dynamodb_table.this"
GLOBAL = "aurora_global_database=true"
NEXT_MAJOR = ("aurora_engine_version=17", "apply_immediately=true")
pytestmark = pytest.mark.e2e


@pytest.mark.xdist_group("mtk-dev")
def test_development_of_mtk_lives_from_its_first_plan_to_its_end(command_line: CommandLine) -> None:
    environment = "mtk/dev"
    begin(command_line, environment)
    outputs = outputs_of(command_line, environment)
    assert outputs["vpc_cidr"] == "10.64.0.0/16"
    assert outputs["user_locations_table_name"] == "dev_us-east-1_us-east-1a_user_locations"
    assert outputs["aurora_instance_identifiers"] == ["dev-us-east-1-us-east-1a-aurora-instance"]
    watched(command_line, environment, "Aurora", "Table", "NAT", alarms=0)

    # In place, a resize of the table, and another database in place of the first one.
    settings = (
        "log_retention_days=14",
        "dynamodb_billing_mode=PROVISIONED",
        'dynamodb_capacity={"min_read": 10, "max_read": 40, "min_write": 5, "max_write": 20}',
        "aurora_database_name=locations",
    )
    planned = change(command_line, environment, *settings)
    assert "retention_in_days" in changed(planned, LOGS)
    assert "billing_mode" in changed(planned, TABLE)
    assert "max_capacity" in changed(planned, 'module.user_locations[0].aws_appautoscaling_target.this["read"]')
    assert action(planned, CLUSTER) == "replace"
    assert "database_name" in changed(planned, CLUSTER)
    assert outputs_of(command_line, environment)["aurora_database_name"] == "locations"
    unchanged(command_line, environment, *settings)
    end(command_line, environment)


@pytest.mark.xdist_group("mtk-qa")
def test_the_same_configuration_serves_a_second_region_of_qa(command_line: CommandLine) -> None:
    """Primary first; then the second region finds the replica of the table, and reads the primary's database."""
    first, second = "mtk/qa", "mtk/qa-us-west-2"
    begin(command_line, first)
    replicas = outputs_of(command_line, first)["user_locations_replica_arns"]
    assert replicas["us-west-2"].endswith(":table/qa_us-east-1_us-east-1a_user_locations")
    begin(command_line, second)
    assert "user_locations_table_name" not in outputs_of(command_line, second)

    settings = (GLOBAL, *NEXT_MAJOR, "aurora_max_capacity=8", "log_retention_days=14")
    joined = change(command_line, first, *settings)
    assert joined["counts"]["destroy"] == 0
    assert "retention_in_days" in changed(joined, LOGS)
    assert any("max_capacity" in path for path in changed(joined, CLUSTER))
    assert (action(joined, CLUSTER), action(joined, PARAMETERS)) == ("change", "replace")
    unchanged(command_line, first, *settings)

    # The reader comes with two NAT gateways instead of one, and with another zone in place of the second one.
    moved = (*settings, "nat_gateways=per_zone", 'availability_zones=["us-west-2a", "us-west-2c"]', 'tags={"a": "b"}')
    reader = change(command_line, second, *moved)
    assert action(reader, CLUSTER) == action(reader, "module.network.aws_nat_gateway.this[1]") == "create"
    assert action(reader, "module.network.aws_subnet.database[1]") == "replace"
    assert action(reader, "module.network.aws_vpc.this") == "change"
    unchanged(command_line, second, *moved)
    there = outputs_of(command_line, second)
    assert there["region_role"] == "secondary"
    assert there["aurora_global_cluster_identifier"] == "qa-us-east-1-aurora-global"
    assert there["aurora_cluster_identifier"] == "qa-us-west-2-us-west-2a-aurora-cluster"
    end(command_line, second)
    end(command_line, first)


@pytest.mark.xdist_group("mtk-prod")
def test_production_of_mtk_is_destroyed_only_when_its_protection_is_lifted(
    command_line: CommandLine, tmp_path: Path
) -> None:
    environment = "mtk/prod"
    begin(command_line, environment)
    assert len(outputs_of(command_line, environment)["aurora_instance_identifiers"]) == 3

    refused_while_protected(command_line, environment)
    settings = (*NEXT_MAJOR, "deletion_protection=false", "aurora_max_capacity=32", "log_retention_days=120")
    lifted = change(command_line, environment, *settings)
    assert lifted["counts"]["replace"] == 1
    assert lifted["counts"]["destroy"] == 0
    assert "retention_in_days" in changed(lifted, LOGS)
    assert {"deletion_protection", "engine_version"} <= changed(lifted, CLUSTER)
    assert any("max_capacity" in path for path in changed(lifted, CLUSTER))
    assert action(lifted, PARAMETERS) == "replace"
    assert "deletion_protection_enabled" in changed(lifted, TABLE)
    unchanged(command_line, environment, *settings)
    end(command_line, environment, unprotected_presets(tmp_path, environment))


@pytest.mark.xdist_group("mtk-prod-us-west-2")
def test_the_second_region_of_production_is_a_network_until_the_database_is_global(
    command_line: CommandLine, tmp_path: Path
) -> None:
    environment = "mtk/prod-us-west-2"
    planned = begin(command_line, environment)
    assert not [change["address"] for change in planned["changes"] if "aurora" in change["address"]]
    assert outputs_of(command_line, environment)["vpc_cidr"] == "10.74.0.0/16"

    refused_while_protected(command_line, environment)
    settings = (
        "nat_gateways=single",
        'availability_zones=["us-west-2a", "us-west-2b", "us-west-2d"]',
        'tags={"a": "b"}',
    )
    losing = command_line.document("plan", environment, *options(settings), expect=2)["run"]
    assert "module.network.aws_eip.nat[1]" in losing["data_lost"]
    lost = [part for address in losing["data_lost"] for part in ("--destroys", address)]
    consent = ("--approve", environment, "--acknowledge-unknown-cost", *lost)
    refused = command_line.run("apply", losing["id"], *consent)
    assert refused.returncode == 1
    assert "mtk/prod-us-west-2 is protected: set `protection: confirm` in its preset first" in refused.stderr

    presets = unprotected_presets(tmp_path, environment)
    moved = change(command_line, environment, *settings, presets=presets)
    assert action(moved, "module.network.aws_nat_gateway.this[1]") == "destroy"
    assert action(moved, "module.network.aws_subnet.database[2]") == "replace"
    assert action(moved, "module.network.aws_vpc.this") == "change"
    unchanged(command_line, environment, *settings)
    end(command_line, environment, presets)
