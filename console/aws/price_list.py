"""The AWS Price List through its query API: every page of what matches, and its refusals as sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from console.aws.session import pricing_client
from console.errors import AwsError

if TYPE_CHECKING:
    from botocore.exceptions import ClientError

_PAGE = 100
_KEPT = "the price book stays as it was"


class PriceList:
    """The Price List as the operator's own credentials, or the sandbox's `variables`, reach it."""

    def __init__(self, variables: Mapping[str, str] | None) -> None:
        self._variables = variables
        self._client: Any = None

    def products(self, service: str, filters: Sequence[tuple[str, str]]) -> Iterator[str]:
        """The JSON texts of all products that match every filter; raises AwsError, one sentence."""
        from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError
        from botocore.parsers import ResponseParserError

        try:
            if self._client is None:
                self._client = pricing_client(self._variables)
            pages = self._client.get_paginator("get_products").paginate(
                ServiceCode=service,
                Filters=[{"Type": "TERM_MATCH", "Field": name, "Value": value} for name, value in filters],
                PaginationConfig={"PageSize": _PAGE},
            )
            for page in pages:
                yield from page["PriceList"]
        except NoCredentialsError:
            raise AwsError(
                "There are no AWS credentials to ask the Price List with: configure credentials (`aws configure`, "
                f"`aws sso login` or AWS_PROFILE); {_KEPT}."
            ) from None
        except ClientError as error:
            raise AwsError(_refusal(error), detail=str(error)) from None
        except BotoCoreError as error:
            raise AwsError(
                f"The AWS Price List cannot be reached ({type(error).__name__}): check the network; {_KEPT}.",
                detail=str(error),
            ) from None
        except (ResponseParserError, KeyError, TypeError) as error:
            raise AwsError(
                f"What answered is not the AWS Price List: check the network (a sign-in page?) and AWS_ENDPOINT_URL; "
                f"{_KEPT}.",
                detail=str(error),
            ) from None


def _refusal(error: ClientError) -> str:
    answer = error.response.get("Error", {})
    code, words = str(answer.get("Code", "an error")), str(answer.get("Message", ""))
    if "is not simulated" in words:
        return f"The sandbox simulates no Price List: refresh the prices without --sandbox; {_KEPT}."
    if code in ("ThrottlingException", "Throttling", "TooManyRequestsException"):
        return f"The AWS Price List asks to wait (it answered too many questions): try again in a minute; {_KEPT}."
    if code in ("AccessDeniedException", "UnauthorizedException"):
        return f"These credentials may not ask the Price List: they need pricing:GetProducts; {_KEPT}."
    if code in ("ExpiredTokenException", "ExpiredToken"):
        return f"The AWS credentials have expired: refresh them and try again; {_KEPT}."
    return f"The AWS Price List refused to answer ({code}); {_KEPT}."
