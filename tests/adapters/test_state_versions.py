"""The object that keeps a state, through the real boto3: versions, lock file, lock table, and no way to lose it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from moto.server import ThreadedMotoServer

from console.aws.ecs import Clients
from console.aws.session import service_client
from console.aws.state_versions import StateObjectChanges, StateObjectLooks
from console.domain.environment import Backend
from console.errors import AwsError, InputError, RefusedError

TABLE = "states-locks"
BACKEND = Backend(type="s3", bucket="states", key="dev/terraform.tfstate", region="us-east-1", dynamodb_table=TABLE)
LOCK = {
    "ID": "9b1c7a52-0000-4000-8000-000000000001",
    "Operation": "OperationTypeApply",
    "Who": "ada@desk",
    "Version": "1.11.4",
    "Created": "2026-01-01T10:00:00.123456789Z",
    "Path": "states/dev/terraform.tfstate",
}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def variables(endpoint: str) -> Iterator[dict[str, str]]:
    """An empty AWS with a versioned bucket and a lock table."""
    found = {"AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
    s3, dynamodb = (service_client(name, "us-east-1", found) for name in ("s3", "dynamodb"))
    s3.create_bucket(Bucket="states")
    s3.put_bucket_versioning(Bucket="states", VersioningConfiguration={"Status": "Enabled"})
    dynamodb.create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "LockID", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "LockID", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    yield found
    for kind in ("Versions", "DeleteMarkers"):
        for one in s3.list_object_versions(Bucket="states").get(kind, ()):
            s3.delete_object(Bucket="states", Key=one["Key"], VersionId=one["VersionId"])
    s3.delete_bucket(Bucket="states")
    dynamodb.delete_table(TableName=TABLE)


@pytest.fixture
def looks(variables: dict[str, str]) -> StateObjectLooks:
    return StateObjectLooks(Clients(lambda: variables))


def s3(variables: dict[str, str]) -> Any:
    return service_client("s3", "us-east-1", variables)


def put(variables: dict[str, str], serial: int) -> None:
    body = json.dumps({"version": 4, "terraform_version": "1.11.4", "serial": serial, "lineage": "a-lineage"})
    s3(variables).put_object(Bucket="states", Key=BACKEND.key, Body=body)


def test_versions_are_listed_newest_first_with_serial_and_size(
    looks: StateObjectLooks, variables: dict[str, str]
) -> None:
    for serial in (3, 4):
        put(variables, serial)
    s3(variables).put_object(Bucket="states", Key=f"{BACKEND.key}.tflock", Body=b"{}")
    found = looks.versions(BACKEND, 10)
    assert [(one.serial, one.lineage, one.current, one.size > 50) for one in found] == [
        (4, "a-lineage", True, True),
        (3, "a-lineage", False, True),
    ]
    assert len(looks.versions(BACKEND, 1)) == 1
    assert json.loads(looks.content(BACKEND, found[1].id))["serial"] == 3
    assert json.loads(looks.current(BACKEND))["serial"] == 4
    with pytest.raises(InputError, match="has no version"):
        looks.content(BACKEND, "00000000-0000-0000-0000-000000000000")


def test_a_bucket_without_a_state_has_no_versions_and_no_lock(looks: StateObjectLooks) -> None:
    assert looks.versions(BACKEND, 10) == ()
    assert looks.lock(BACKEND) is None
    with pytest.raises(AwsError, match="versions of"):
        looks.versions(BACKEND.model_copy(update={"bucket": "nobody-has-this"}), 10)


def test_a_lock_is_found_in_the_lock_file_and_in_the_lock_table(
    looks: StateObjectLooks, variables: dict[str, str]
) -> None:
    key = {"LockID": {"S": f"states/{BACKEND.key}"}}
    service_client("dynamodb", "us-east-1", variables).put_item(
        TableName=TABLE, Item=key | {"Info": {"S": json.dumps(LOCK)}}
    )
    held = looks.lock(BACKEND)
    assert held is not None
    assert (held.holder.who, held.holder.operation, held.where) == ("ada@desk", "apply", f"lock table {TABLE}")
    assert held.holder.created is not None
    assert held.holder.created.isoformat() == "2026-01-01T10:00:00.123456+00:00"

    s3(variables).put_object(Bucket="states", Key=f"{BACKEND.key}.tflock", Body=json.dumps(LOCK | {"Who": "bob@ci"}))
    found = looks.lock(BACKEND)
    assert found is not None
    assert (found.holder.who, found.host, found.where.startswith("lock file")) == ("bob@ci", "ci", True)


def test_a_lock_that_cannot_be_read_is_still_a_lock(looks: StateObjectLooks, variables: dict[str, str]) -> None:
    s3(variables).put_object(Bucket="states", Key=f"{BACKEND.key}.tflock", Body=b"not json")
    held = looks.lock(BACKEND)
    assert held is not None
    assert (held.holder.id, held.holder.created) == ("", None)


def test_the_current_version_is_covered_and_stays(looks: StateObjectLooks, variables: dict[str, str]) -> None:
    put(variables, 5)
    dynamodb = service_client("dynamodb", "us-east-1", variables)
    digest = {"LockID": {"S": f"states/{BACKEND.key}-md5"}}
    dynamodb.put_item(TableName=TABLE, Item=digest | {"Digest": {"S": "x"}})
    StateObjectChanges(Clients(lambda: variables)).delete_current(BACKEND)
    covered, kept = looks.versions(BACKEND, 10)
    assert (covered.deleted, covered.current, covered.serial, kept.serial) == (True, True, None, 5)
    assert "Item" not in dynamodb.get_item(TableName=TABLE, Key=digest)


def test_without_versions_the_state_is_not_deleted(looks: StateObjectLooks, variables: dict[str, str]) -> None:
    s3(variables).put_bucket_versioning(Bucket="states", VersioningConfiguration={"Status": "Suspended"})
    put(variables, 5)
    with pytest.raises(RefusedError, match="keeps no versions"):
        StateObjectChanges(Clients(lambda: variables)).delete_current(BACKEND)
    assert looks.versions(BACKEND, 1)[0].serial == 5
