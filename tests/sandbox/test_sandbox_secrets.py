"""Rotation of a secret that RDS manages ends when it is asked to."""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from tests.sandbox.conftest import Cloud


def test_rotation_without_a_function_can_be_switched_off(
    only_in_sandbox: Callable[[Callable[[Cloud], Any], Any], None],
) -> None:
    def probe(cloud: Cloud) -> Any:
        secrets = cloud.client("secretsmanager")
        arn = secrets.create_secret(Name="rds!db-1", SecretString="x")["ARN"]
        secrets.rotate_secret(SecretId=arn, RotationRules={"AutomaticallyAfterDays": 90})
        try:
            secrets.cancel_rotate_secret(SecretId=arn)
        except ClientError as error:
            return error.response["Error"]["Code"]
        return secrets.describe_secret(SecretId=arn).get("RotationEnabled", False)

    only_in_sandbox(probe, False)
