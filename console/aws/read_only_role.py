"""The role of a read-only console: sessions that AWS itself holds to the list."""

from __future__ import annotations

import getpass
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from console.aws.read_only import session_policy
from console.aws.refusals import asking

_NOT_IN_A_NAME = re.compile(r"[^\w+=,.@-]", re.ASCII)


class Role(NamedTuple):
    """A role, and where it is asked for: the address of the sandbox, or None for AWS."""

    arn: str
    region: str
    endpoint: str | None


_credentials: dict[Role, Any] = {}
"""Those of one role are shared by all clients, and renew themselves: it is assumed once an hour."""


def session_of(role: Role, of_operator: Callable[[], Any], config: Any) -> Any:
    """A boto3 session of the role; its first call raises AwsError where the role may not be assumed.

    `of_operator` makes a session with what the role is assumed with, each time anew: what was switched is noticed.
    """
    import boto3
    import botocore.session
    from botocore.credentials import DeferredRefreshableCredentials

    def take() -> dict[str, str]:
        with asking("sts", f"the role {role.arn}"):
            sts = of_operator().client("sts", region_name=role.region, endpoint_url=role.endpoint, config=config)
            given = sts.assume_role(RoleArn=role.arn, RoleSessionName=_session_name(), Policy=session_policy())
        keys = given["Credentials"]
        return {
            "access_key": keys["AccessKeyId"],
            "secret_key": keys["SecretAccessKey"],
            "token": keys["SessionToken"],
            "expiry_time": keys["Expiration"].isoformat(),
        }

    if role not in _credentials:
        _credentials[role] = DeferredRefreshableCredentials(refresh_using=take, method="assume-role")
    session: Any = botocore.session.get_session()
    # botocore has no public way to give a session credentials that renew themselves.
    session._credentials = _credentials[role]
    return boto3.session.Session(botocore_session=session, region_name=role.region)


def _session_name() -> str:
    """Who watches, as CloudTrail shows it: at most 64 characters of those that AWS allows."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = "unknown"
    return _NOT_IN_A_NAME.sub("-", f"infra-console-{user}")[:64]
