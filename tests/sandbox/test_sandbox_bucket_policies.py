"""A bucket that refuses what does not come over TLS can still be used in the sandbox."""

import json
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from tests.sandbox.conftest import Cloud

POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "DenyInsecureTransport",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": ["arn:aws:s3:::tls-only", "arn:aws:s3:::tls-only/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    ],
}


def test_a_denial_with_a_condition_does_not_lock_everybody_out(
    only_in_sandbox: Callable[[Callable[[Cloud], Any], Any], None],
) -> None:
    def probe(cloud: Cloud) -> Any:
        s3 = cloud.client("s3")
        s3.create_bucket(Bucket="tls-only")
        s3.put_bucket_policy(Bucket="tls-only", Policy=json.dumps(POLICY))
        try:
            s3.put_object(Bucket="tls-only", Key="state", Body=b"kept")
            return s3.get_object(Bucket="tls-only", Key="state")["Body"].read()
        except ClientError as error:
            return error.response["Error"]["Code"]

    only_in_sandbox(probe, b"kept")
