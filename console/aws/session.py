"""The one place where AWS clients are made: short timeouts, few retries, and an address for the sandbox.

A process is read-only or it is not: once `look_only` was called, no client of this process, made before or after,
sends an operation that is not on the list of `console.aws.read_only`. There is no way back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from console.aws.read_only import refuse

if TYPE_CHECKING:
    from mypy_boto3_sts import STSClient

CONNECT_SECONDS = 5
READ_SECONDS = 10


@dataclass(slots=True)
class _Mode:
    looking: bool = False
    role: str | None = None


_MODE = _Mode()


def look_only(role: str | None = None) -> None:
    """From now on this process only looks at AWS; as `role` (an ARN), where one is given."""
    _MODE.looking, _MODE.role = True, role
    _sandbox_client.cache_clear()


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
    session = _guarded(boto3.session.Session, region)
    return session.client(service, region_name=region, config=_config(attempts))


@lru_cache(maxsize=64)
def _sandbox_client(service: Any, region: str, attempts: int, access_key: str, secret_key: str, endpoint: str) -> Any:
    """Kept, since the sandbox's credentials never change and a client takes 50 ms to make."""
    import boto3

    keys = partial(boto3.session.Session, aws_access_key_id=access_key, aws_secret_access_key=secret_key)
    session = _guarded(keys, region, endpoint)
    return session.client(service, region_name=region, endpoint_url=endpoint, config=_config(attempts, own_hosts=False))


def _guarded(of_operator: Callable[[], Any], region: str, endpoint: str | None = None) -> Any:
    """A session whose clients ask the mode before each call, presigned addresses among them."""
    if _MODE.role is None:
        session = of_operator()
    else:
        from console.aws.read_only_role import Role, session_of

        config = _config(2, own_hosts=endpoint is None)
        session = session_of(Role(_MODE.role, region, endpoint), of_operator, config)
    session.events.register_first("provide-client-params", _ask_mode)
    return session


def _ask_mode(model: Any, **_: Any) -> None:
    if _MODE.looking:
        refuse(model.service_model.service_name, model.name)


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
