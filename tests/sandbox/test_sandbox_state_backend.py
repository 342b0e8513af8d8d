"""What Terraform's S3 backend needs of the sandbox: locks that only one can hold, and earlier versions of a state."""

from http.client import HTTPConnection

import pytest
from botocore.exceptions import ClientError
from conftest import Cloud


def test_a_lock_file_can_be_created_by_one_only(sandbox: Cloud) -> None:
    s3 = sandbox.client("s3")
    s3.create_bucket(Bucket="lock-files")
    lock = {"Bucket": "lock-files", "Key": "dev/terraform.tfstate.tflock"}
    s3.put_object(Body=b"first", IfNoneMatch="*", **lock)
    with pytest.raises(ClientError) as refused:
        s3.put_object(Body=b"second", IfNoneMatch="*", **lock)
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 412
    assert s3.get_object(**lock)["Body"].read() == b"first"


def test_a_lock_in_a_table_can_be_taken_by_one_only(sandbox: Cloud) -> None:
    dynamodb = sandbox.client("dynamodb")
    dynamodb.create_table(
        TableName="locks",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "LockID", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "LockID", "AttributeType": "S"}],
    )
    lock = {"TableName": "locks", "ConditionExpression": "attribute_not_exists(LockID)"}
    dynamodb.put_item(Item={"LockID": {"S": "dev"}, "Info": {"S": "first"}}, **lock)
    with pytest.raises(ClientError, match="ConditionalCheckFailedException"):
        dynamodb.put_item(Item={"LockID": {"S": "dev"}, "Info": {"S": "second"}}, **lock)


def test_earlier_states_can_be_read(sandbox: Cloud) -> None:
    s3 = sandbox.client("s3")
    s3.create_bucket(Bucket="versioned-states")
    s3.put_bucket_versioning(Bucket="versioned-states", VersioningConfiguration={"Status": "Enabled"})
    for serial in (b"1", b"2"):
        s3.put_object(Bucket="versioned-states", Key="dev", Body=serial)
    versions = s3.list_object_versions(Bucket="versioned-states", Prefix="dev")["Versions"]
    earlier = next(version["VersionId"] for version in versions if not version["IsLatest"])
    assert s3.get_object(Bucket="versioned-states", Key="dev", VersionId=earlier)["Body"].read() == b"1"


def test_an_upload_in_chunks_is_kept_whole(sandbox: Cloud) -> None:
    """Such a request has no length, and its body is read before moto sees it."""
    sandbox.client("s3").create_bucket(Bucket="in-chunks")
    connection = HTTPConnection(sandbox.endpoint.removeprefix("http://"), timeout=10)
    connection.request("PUT", "/in-chunks/state", body=iter([b"first ", b"second"]), encode_chunked=True)
    assert connection.getresponse().status == 200
    connection.close()
    assert sandbox.client("s3").get_object(Bucket="in-chunks", Key="state")["Body"].read() == b"first second"
