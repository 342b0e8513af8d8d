"""Day two of ReplayDash's database: kept, restored from a snapshot and from a moment, deleted again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3

from console.sandbox.control import Sandbox
from tests.e2e.conftest import DAY_TWO, CommandLine

ENVIRONMENT = "replaydash/dev"
DATABASE = "replaydash-dev-postgres"
pytestmark = DAY_TWO


@contextmanager
def cleaned_up(command_line: CommandLine, *names: str) -> Iterator[Any]:
    """A client of the sandbox's RDS; the restored databases are deleted in the end, as an operator does."""
    variables = Sandbox(command_line.home).environment()
    client: Any = boto3.client(
        "rds",
        region_name="us-east-1",
        endpoint_url=variables["AWS_ENDPOINT_URL"],
        aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
    )
    yield client
    for name in names:
        client.delete_db_instance(DBInstanceIdentifier=name, SkipFinalSnapshot=True)


def test_the_database_is_kept_and_restored_beside_itself(day_two: CommandLine) -> None:
    (database,) = day_two.document("databases", "list", ENVIRONMENT)["databases"]
    assert (database["kind"], database["name"], database["status"]) == ("RDS", DATABASE, "available")
    assert database["restorable"]["earliest"] <= database["restorable"]["latest"]

    made = day_two.document("databases", "snapshot", ENVIRONMENT, "--name", "before-migration", "--yes", "--wait")
    assert made["status"] == "available"
    assert "USD per GB-month" in made["cost"]
    (found,) = day_two.document("databases", "snapshots", ENVIRONMENT)["databases"]
    kept = {each["name"]: each["automatic"] for each in found["snapshots"]}
    assert kept["before-migration"] is False
    assert True in kept.values(), "the automatic ones are listed, too"

    refused = day_two.run("databases", "restore", ENVIRONMENT, "--at", "latest", "--to", DATABASE, "--yes")
    assert refused.returncode == 1
    assert "nothing is restored over one" in refused.stderr
    too_early = day_two.run("databases", "restore", ENVIRONMENT, "--at", "2020-01-01T00:00:00Z", "--to", "old", "--yes")
    assert too_early.returncode == 1
    assert "cannot be restored: every moment from" in too_early.stderr

    with cleaned_up(day_two, "from-snapshot", "from-moment") as rds:
        for source, name in (
            (("--snapshot", "before-migration"), "from-snapshot"),
            (("--at", "latest"), "from-moment"),
        ):
            restored = day_two.document("databases", "restore", ENVIRONMENT, *source, "--to", name, "--yes", "--wait")
            assert (restored["verdict"], restored["database"]["name"]) == ("available", name)
            assert restored["monthly_usd"] is not None
            (original,) = rds.describe_db_instances(DBInstanceIdentifier=DATABASE)["DBInstances"]
            (copy,) = rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"]
            for part in ("DBInstanceClass", "VpcSecurityGroups", "StorageEncrypted", "DBParameterGroups"):
                assert copy[part] == original[part], part
            assert copy["DBSubnetGroup"]["DBSubnetGroupName"] == original["DBSubnetGroup"]["DBSubnetGroupName"]
            address = restored["steps"][2]["commands"][2]
            assert f"state import {ENVIRONMENT} module." in address
        (still,) = day_two.document("databases", "list", ENVIRONMENT)["databases"]
        assert still["name"] == DATABASE, "Terraform's state knows of no copy"

    untyped = day_two.run("databases", "delete-snapshot", ENVIRONMENT, "--snapshot", "before-migration", "--yes")
    assert untyped.returncode == 1
    deleted = day_two.document(
        "databases", "delete-snapshot", ENVIRONMENT, "--snapshot", "before-migration",
        "--type-name", "before-migration", "--yes",
    )  # fmt: skip
    assert deleted["deleted"] == "before-migration"
    assert "before-migration" not in json.dumps(day_two.document("databases", "snapshots", ENVIRONMENT))
