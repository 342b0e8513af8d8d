"""Asking a running sandbox over plain HTTP, without boto3: its health, and the bucket and table that keep a state."""

from __future__ import annotations

import json
from collections.abc import Mapping

from console.errors import SandboxError
from console.sandbox.files import REGION


def ensure_bucket(port: int, bucket: str, region: str) -> bool:
    """Create the bucket, versioned, unless it exists; True when it was created. Raises SandboxError."""
    location = f"/{bucket}"
    if ask(port, "s3", "HEAD", location, region)[0] == 200:
        return False
    constraint = (
        ""
        if region == REGION
        else f"<CreateBucketConfiguration><LocationConstraint>{region}</LocationConstraint></CreateBucketConfiguration>"
    )
    versioning = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
    for path, body in ((location, constraint), (f"{location}?versioning", versioning)):
        answer = ask(port, "s3", "PUT", path, region, body)[0]
        if answer != 200:
            raise SandboxError(f"The sandbox refused to create the bucket {bucket} in {region} (status {answer}).")
    return True


def ensure_table(port: int, table: str, region: str, *keys: str) -> bool:
    """Create the DynamoDB table with that hash key, and range key, unless it exists; True when it was created.

    Raises SandboxError.
    """
    settings = {
        "TableName": table,
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [
            {"AttributeName": key, "KeyType": kind} for key, kind in zip(keys, ("HASH", "RANGE"), strict=False)
        ],
        "AttributeDefinitions": [{"AttributeName": key, "AttributeType": "S"} for key in keys],
    }
    target = {"X-Amz-Target": "DynamoDB_20120810.CreateTable", "Content-Type": "application/x-amz-json-1.0"}
    code, body = ask(port, "dynamodb", "POST", "/", region, json.dumps(settings), target)
    if code != 200 and b"ResourceInUseException" not in body:
        raise SandboxError(f"The sandbox refused to create the table {table} in {region} (status {code}).")
    return code == 200


def ask(
    port: int,
    service: str,
    method: str,
    path: str,
    region: str,
    body: str = "",
    headers: Mapping[str, str] | None = None,
) -> tuple[int, bytes]:
    """Status and body of an AWS request to the sandbox on that port; raises SandboxError where there is no answer."""
    # Unsigned: the sandbox reads service and region from the scope and checks no signature.
    credential = f"sandbox/20000101/{region}/{service}/aws4_request"
    scope = f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0"
    return request(port, method, path, body=body, headers={"Authorization": scope, **(headers or {})})


def request(
    port: int,
    method: str,
    path: str,
    *,
    body: str = "",
    headers: dict[str, str] | None = None,
    timeout_seconds: float = 10,
) -> tuple[int, bytes]:
    """Status and body of the answer; raises SandboxError where there is none. No proxy is asked."""
    from http.client import HTTPConnection, HTTPException  # it takes longer to import than a status takes

    connection = HTTPConnection("127.0.0.1", port, timeout=timeout_seconds)
    try:
        connection.request(method, path, body=body.encode(), headers=headers or {})
        response = connection.getresponse()
        return response.status, response.read()
    except (OSError, HTTPException) as error:
        raise SandboxError(f"The sandbox on port {port} does not answer ({error}); start it again.") from error
    finally:
        connection.close()
