"""The one place where AWS clients are made: short timeouts, few retries, and an address for the sandbox."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
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
    if variables is not None:
        keys = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL")
        return _sandbox_client(service, region, attempts, *(variables[key] for key in keys))
    import boto3

    # A session of its own each time: credentials that were refreshed or switched meanwhile are noticed.
    return boto3.session.Session().client(service, region_name=region, config=_config(attempts))


@lru_cache(maxsize=64)
def _sandbox_client(service: Any, region: str, attempts: int, access_key: str, secret_key: str, endpoint: str) -> Any:
    """Kept, since the sandbox's credentials never change and a client takes 50 ms to make."""
    import boto3

    session = boto3.session.Session(aws_access_key_id=access_key, aws_secret_access_key=secret_key)
    return session.client(service, region_name=region, endpoint_url=endpoint, config=_config(attempts, own_hosts=False))


def _config(attempts: int, *, own_hosts: bool = True) -> Any:
    """`own_hosts`: operations may have a host of their own, as live tail has; a loopback address has no such hosts."""
    from botocore.config import Config

    return Config(
        inject_host_prefix=own_hosts,
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"total_max_attempts": attempts, "mode": "standard"},
        user_agent_extra="infra-console",
    )
