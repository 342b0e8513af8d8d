"""The AWS Price List through its query API: every page of what matches, and its refusals as sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from console.aws.refusals import asking
from console.aws.session import service_client
from console.errors import AwsError

_REGION = "us-east-1"
"""Where the Price List is asked, whatever region it is asked about."""
_PAGE = 100
_NOT_SIMULATED = "is not simulated"


class PriceList:
    """The Price List as the operator's own credentials, or the sandbox's `variables`, reach it."""

    def __init__(self, variables: Mapping[str, str] | None) -> None:
        self._variables = variables
        self._client: Any = None

    def products(self, service: str, filters: Sequence[tuple[str, str]]) -> Iterator[str]:
        """The JSON texts of all products that match every filter; raises AwsError, one sentence."""
        try:
            with asking("pricing", "the AWS Price List"):
                if self._client is None:
                    self._client = service_client("pricing", _REGION, self._variables)
                pages = self._client.get_paginator("get_products").paginate(
                    ServiceCode=service,
                    Filters=[{"Type": "TERM_MATCH", "Field": name, "Value": value} for name, value in filters],
                    PaginationConfig={"PageSize": _PAGE},
                )
                for page in pages:
                    yield from page["PriceList"]
        except AwsError as error:
            said = "The sandbox simulates no Price List: refresh the prices without --sandbox"
            reason = said if _NOT_SIMULATED in error.detail else error.message.rstrip(".")
            raise AwsError(f"{reason}; the price book stays as it was.", detail=error.detail) from None
