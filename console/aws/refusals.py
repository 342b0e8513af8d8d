"""AWS's refusals as sentences: who may not do what, what was throttled, what is not there, what cannot be reached."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from console.errors import AwsError

_DENIED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "UnauthorizedException"})
EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired"})
"""Codes of refusals for credentials that have expired."""
_THROTTLED = frozenset(
    {"Throttling", "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded", "SlowDown"}
)
_SKEWED = frozenset({"RequestTimeTooSkewed", "InvalidSignatureException", "SignatureDoesNotMatch"})


class NotThereError(AwsError):
    """What was asked for does not exist."""


@contextmanager
def asking(prefix: str, what: str) -> Iterator[None]:
    """Turn every failure of the AWS calls inside into one AwsError.

    `what` says in words what was asked for ("the service api"); `prefix` is how IAM calls the service ("ecs"), so that
    a refusal names the action that is missing.
    """
    from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError
    from botocore.parsers import ResponseParserError

    try:
        yield
    except NoCredentialsError:
        raise AwsError(
            f"There are no AWS credentials to ask for {what} with: configure them (`aws configure`, `aws sso login` or "
            "AWS_PROFILE), or use --sandbox."
        ) from None
    except ClientError as error:
        answer = error.response.get("Error", {})
        code, words = str(answer.get("Code", "an error")), str(answer.get("Message", ""))
        raise _refusal(code, words, f"{prefix}:{error.operation_name}", what, str(error)) from None
    except BotoCoreError as error:
        raise AwsError(
            f"AWS cannot be reached to ask for {what} ({type(error).__name__}): check the network and the credentials.",
            detail=str(error),
        ) from None
    except (ResponseParserError, KeyError) as error:
        raise AwsError(
            f"What answered about {what} is not AWS: check the network (a sign-in page?) and AWS_ENDPOINT_URL.",
            detail=str(error),
        ) from None


def _refusal(code: str, words: str, action: str, what: str, detail: str) -> AwsError:
    if code in _DENIED:
        return AwsError(f"These credentials may not do {action} on {what}: have that action allowed.", detail=detail)
    if code in EXPIRED:
        return AwsError("The AWS credentials have expired: refresh them and try again.", detail=detail)
    if code in _THROTTLED:
        return AwsError(f"AWS asks to wait (too many {action} calls): try again in a minute.", detail=detail)
    if code in _SKEWED:
        return AwsError(f"AWS refused the signature of {action}: check this machine's clock and keys.", detail=detail)
    said = words.rstrip(".") or code
    if code.endswith(("NotFoundException", "NotFound", "NotFoundFault", "NoSuchResourceException")):
        return NotThereError(f"AWS does not know {what}: {said}.", detail=detail)
    return AwsError(f"AWS refused {action} for {what}: {said}.", detail=detail)
