"""Backups and restores of DynamoDB tables, as AWS documents them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError
from conftest import Cloud, wait_until

OnlyInSandbox = Callable[[Callable[[Cloud], Any], Any], None]


def table(cloud: Cloud, name: str, *, recovery: bool = False) -> Any:
    dynamodb = cloud.client("dynamodb")
    dynamodb.create_table(
        TableName=name,
        AttributeDefinitions=[{"AttributeName": "PK", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    for number in range(3):
        dynamodb.put_item(TableName=name, Item={"PK": {"S": f"item-{number}"}, "text": {"S": "x" * 100}})
    if recovery:
        wanted = {"PointInTimeRecoveryEnabled": True}
        dynamodb.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification=wanted)
    return dynamodb


def described(dynamodb: Any, name: str) -> Any:
    return dynamodb.describe_table(TableName=name)["Table"]


def active(dynamodb: Any, name: str) -> Any:
    wait_until(lambda: described(dynamodb, name)["TableStatus"] == "ACTIVE", f"{name} is active")
    return described(dynamodb, name)


def test_a_backup_takes_a_moment_and_has_the_size_of_its_table(only_in_sandbox: OnlyInSandbox) -> None:
    def kept(cloud: Cloud) -> Any:
        dynamodb = table(cloud, "kept")
        first = dynamodb.create_backup(TableName="kept", BackupName="before")["BackupDetails"]

        def now() -> Any:
            return dynamodb.list_backups(TableName="kept")["BackupSummaries"][0]

        wait_until(lambda: now()["BackupStatus"] == "AVAILABLE", "the backup is available")
        same = now()["BackupSizeBytes"] == described(dynamodb, "kept")["TableSizeBytes"]
        return first["BackupStatus"], same, now()["BackupSizeBytes"] > 300

    only_in_sandbox(kept, ("CREATING", True, True))


def test_a_restored_table_takes_a_moment_and_is_paid_as_the_original(only_in_sandbox: OnlyInSandbox) -> None:
    def restored(cloud: Cloud) -> Any:
        dynamodb = table(cloud, "paid")
        arn = dynamodb.create_backup(TableName="paid", BackupName="before")["BackupDetails"]["BackupArn"]
        answer = dynamodb.restore_table_from_backup(TargetTableName="paid-copy", BackupArn=arn)["TableDescription"]
        begun = answer["TableStatus"], answer["RestoreSummary"]["RestoreInProgress"]
        copy = active(dynamodb, "paid-copy")
        return begun, copy["BillingModeSummary"]["BillingMode"], copy["RestoreSummary"]["RestoreInProgress"]

    only_in_sandbox(restored, (("CREATING", True), "PAY_PER_REQUEST", False))


def test_the_window_of_recovery_goes_on(only_in_sandbox: OnlyInSandbox) -> None:
    def grows(cloud: Cloud) -> Any:
        dynamodb = table(cloud, "windowed", recovery=True)

        def window() -> Any:
            answer = dynamodb.describe_continuous_backups(TableName="windowed")["ContinuousBackupsDescription"]
            return answer["PointInTimeRecoveryDescription"]

        first = window()
        later = first["EarliestRestorableDateTime"] + timedelta(seconds=1.5)
        wait_until(lambda: datetime.now(UTC) > later, "a moment has gone by")
        return window()["LatestRestorableDateTime"] > first["LatestRestorableDateTime"]

    only_in_sandbox(grows, True)


def restored_at(cloud: Cloud, name: str, moment: datetime | None) -> str:
    dynamodb = cloud.client("dynamodb")
    wanted: dict[str, Any] = {"RestoreDateTime": moment} if moment else {"UseLatestRestorableTime": True}
    try:
        dynamodb.restore_table_to_point_in_time(SourceTableName=name, TargetTableName=f"{name}-copy", **wanted)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return str(active(dynamodb, f"{name}-copy")["BillingModeSummary"]["BillingMode"])


def test_a_moment_outside_of_the_window_is_refused(only_in_sandbox: OnlyInSandbox) -> None:
    def refused(cloud: Cloud) -> str:
        table(cloud, "too-early", recovery=True)
        return restored_at(cloud, "too-early", datetime.now(UTC) - timedelta(days=1))

    only_in_sandbox(refused, "InvalidRestoreTimeException")


def test_a_table_without_recovery_has_no_moments(only_in_sandbox: OnlyInSandbox) -> None:
    def refused(cloud: Cloud) -> str:
        table(cloud, "unrecovered")
        return restored_at(cloud, "unrecovered", None)

    only_in_sandbox(refused, "PointInTimeRecoveryUnavailableException")


def test_the_latest_moment_is_restored_as_the_original_is_paid(only_in_sandbox: OnlyInSandbox) -> None:
    def restored(cloud: Cloud) -> str:
        table(cloud, "latest", recovery=True)
        return restored_at(cloud, "latest", None)

    only_in_sandbox(restored, "PAY_PER_REQUEST")
