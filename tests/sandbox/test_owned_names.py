"""Tests that share a sandbox do not meet in it: what makes the same thing as another file fails, in any worker."""

from pathlib import Path

import pytest
from conftest import Cloud
from owned_names import OwnedNames, made_by


def test_two_files_that_make_the_same_are_told_apart_over_workers(tmp_path: Path) -> None:
    OwnedNames(tmp_path / "names").own("dynamodb table orders", "test_a.py")
    other_worker = OwnedNames(tmp_path / "names")
    other_worker.own("dynamodb table orders", "test_a.py")
    with pytest.raises(AssertionError, match=r"test_b\.py makes the dynamodb table orders, which test_a\.py makes too"):
        other_worker.own("dynamodb table orders", "test_b.py")


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "made"),
    [
        ("dynamodb", "CreateTable", {"TableName": "orders"}, "dynamodb table orders"),
        ("s3", "CreateBucket", {"Bucket": "kept"}, "s3 bucket kept"),
        ("rds", "CreateDBInstance", {"DBInstanceIdentifier": "x", "DBName": "y"}, "rds dbinstance x"),
        (
            "rds",
            "CreateDBInstanceReadReplica",
            {"SourceDBInstanceIdentifier": "x", "DBInstanceIdentifier": "y"},
            "rds dbinstance y",
        ),
        ("cloudwatch", "PutCompositeAlarm", {"AlarmName": "any"}, "cloudwatch alarm any"),
        ("ecs", "RegisterTaskDefinition", {"family": "api"}, "ecs taskdefinition api"),
        ("rds", "CreateDBSnapshot", {"DBInstanceIdentifier": "x", "DBSnapshotIdentifier": "s"}, "rds dbsnapshot s"),
        ("s3", "PutObject", {"Bucket": "kept", "Key": "state"}, None),
        ("dynamodb", "DescribeTable", {"TableName": "orders"}, None),
    ],
)
def test_what_a_call_makes_is_read_from_its_parameters(
    service: str, operation: str, parameters: dict[str, str], made: str | None
) -> None:
    assert made_by(service, operation, parameters) == made


def test_a_call_to_the_shared_sandbox_is_noted(sandbox: Cloud) -> None:
    assert sandbox.names is not None
    sandbox.client("sqs").create_queue(QueueName="noted")
    with pytest.raises(AssertionError, match=r"other\.py makes the sqs queue noted, which test_owned_names\.py makes"):
        sandbox.names.own("sqs queue noted", "other.py")
