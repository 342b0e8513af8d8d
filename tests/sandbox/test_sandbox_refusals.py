"""The sandbox refuses calls as AWS does: throttled, with credentials that have expired, or not at all."""

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError
from conftest import Cloud

from console.sandbox.faults import FaultSwitches

LOOKS: list[tuple[str, Callable[[Any], Any], str, str]] = [
    ("ecs", lambda client: client.list_clusters(), "ThrottlingException", "ExpiredTokenException"),
    ("cloudwatch", lambda client: client.describe_alarms(), "ThrottlingException", "ExpiredTokenException"),
    ("rds", lambda client: client.describe_db_instances(), "Throttling", "ExpiredToken"),
    ("ec2", lambda client: client.describe_vpcs(), "RequestLimitExceeded", "RequestExpired"),
    ("s3", lambda client: client.list_buckets(), "SlowDown", "ExpiredToken"),
]


def code_of(look: Callable[[Any], Any], client: Any) -> str | None:
    """The code of the error with which a call is refused; None where it is answered."""
    try:
        look(client)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return None


@pytest.mark.parametrize(("service", "look", "code", "_expired"), LOOKS, ids=[each[0] for each in LOOKS])
def test_three_of_four_calls_that_look_are_throttled(
    sandbox: Cloud, switches: FaultSwitches, service: str, look: Callable[[Any], Any], code: str, _expired: str
) -> None:
    client = sandbox.client(service)
    assert code_of(look, client) is None
    switches.switch("throttle", on=True)
    codes = [code_of(look, client) for _ in range(8)]
    assert sorted(codes, key=str) == sorted([None, None, *[code] * 6], key=str)


def test_an_sdk_comes_through_with_its_retries(sandbox: Cloud, switches: FaultSwitches) -> None:
    switches.switch("throttle", on=True)
    keys = {"aws_access_key_id": "sandbox", "aws_secret_access_key": "sandbox"}
    patient = Config(retries={"total_max_attempts": 5, "mode": "standard"})
    client = boto3.client("ecs", endpoint_url=sandbox.endpoint, region_name="us-east-1", config=patient, **keys)
    assert "clusterArns" in client.list_clusters()


def test_terraform_and_what_changes_something_are_not_throttled(sandbox: Cloud, switches: FaultSwitches) -> None:
    switches.switch("throttle", on=True)
    agent = "APN/1.0 HashiCorp/1.0 Terraform/1.11.4 (+https://www.terraform.io) terraform-provider-aws/5.100.0"
    keys = {"aws_access_key_id": "sandbox", "aws_secret_access_key": "sandbox"}
    settings = Config(user_agent=agent, retries={"total_max_attempts": 1})
    terraform = boto3.client("ecs", endpoint_url=sandbox.endpoint, region_name="us-east-1", config=settings, **keys)
    assert [code_of(lambda client: client.list_clusters(), terraform) for _ in range(8)] == [None] * 8
    changes = sandbox.client("ecs")
    assert [code_of(lambda client: client.create_cluster(clusterName="made"), changes) for _ in range(8)] == [None] * 8


@pytest.mark.parametrize(("service", "look", "_code", "expired"), LOOKS, ids=[each[0] for each in LOOKS])
def test_expired_credentials_are_refused_everywhere(
    sandbox: Cloud, switches: FaultSwitches, service: str, look: Callable[[Any], Any], _code: str, expired: str
) -> None:
    client = sandbox.client(service)
    switches.switch("expired-credentials", on=True)
    assert code_of(look, client) == expired
    switches.switch("expired-credentials", on=False)
    assert code_of(look, client) is None


def test_a_lost_network_closes_every_connection_until_it_is_back(sandbox: Cloud, switches: FaultSwitches) -> None:
    client = sandbox.client("ecs")
    switches.switch("lost-network", on=True)
    with pytest.raises(ConnectionClosedError):
        client.list_clusters()
    switches.switch("lost-network", on=False)
    assert code_of(lambda each: each.list_clusters(), client) is None
