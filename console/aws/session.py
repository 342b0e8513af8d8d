"""The one place where AWS clients are made: short timeouts, few retries, and an address for the sandbox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_sts import STSClient

CONNECT_SECONDS = 5
READ_SECONDS = 10


def sts_client(region: str, variables: Mapping[str, str] | None) -> STSClient:
    """An STS client of the operator's own credentials, or of the sandbox's `variables`."""
    client: STSClient = _client("sts", region, variables, attempts=2)
    return client


def service_client(service: str, region: str, variables: Mapping[str, str] | None) -> Any:
    """A client of any service that an environment uses; throttled calls are tried again, with growing pauses."""
    return _client(service, region, variables, attempts=5)


def _client(service: Any, region: str, variables: Mapping[str, str] | None, *, attempts: int) -> Any:
    import boto3
    from botocore.config import Config

    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"total_max_attempts": attempts, "mode": "standard"},
        user_agent_extra="infra-console",
    )
    if variables is None:
        return boto3.session.Session().client(service, region_name=region, config=config)
    return boto3.session.Session(
        aws_access_key_id=variables["AWS_ACCESS_KEY_ID"], aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"]
    ).client(service, region_name=region, endpoint_url=variables["AWS_ENDPOINT_URL"], config=config)
