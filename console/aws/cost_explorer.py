"""Cost Explorer: what AWS billed by tag. Every request to it costs USD 0.01, so that it is asked on purpose only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from console.aws.refusals import asking
from console.aws.session import service_client
from console.domain.actual_cost import ActualCost
from console.errors import AwsError

_REGION = "us-east-1"
"""Where it is asked, whatever region it is asked about."""
_WORLDWIDE = ("global", "NoRegion")
"""The regions of services that have none."""
_NOT_USAGE = ("Credit", "Refund", "Tax")


def read_actual(
    tags: Mapping[str, str], region: str, first: date, until: date, variables: Mapping[str, str] | None
) -> ActualCost:
    """What resources with all of these tags cost from `first` to the day before `until`.

    Raises AwsError with one sentence: refused, unreachable, in another currency, or nothing found.
    """
    with asking("ce", "the actual cost"):
        days = list(
            _days(service_client("ce", _REGION, variables), _question(tags, (region, *_WORLDWIDE), first, until))
        )
    named = ", ".join(f"{key}={value}" for key, value in tags.items())
    by_service: dict[str, Decimal] = {}
    begun: date | None = None
    try:
        for day in days:
            for group in day["Groups"]:
                usd = _usd(group["Metrics"]["UnblendedCost"])
                if usd:
                    begun = begun or date.fromisoformat(day["TimePeriod"]["Start"])
                    service = str(group["Keys"][0])
                    by_service[service] = by_service.get(service, Decimal(0)) + usd
    except (KeyError, IndexError, TypeError, ValueError, InvalidOperation) as error:
        raise AwsError(
            "Cost Explorer answered with something that this console cannot read.", detail=repr(error)
        ) from None
    if begun is None:
        raise AwsError(
            f"Cost Explorer has no cost of {named} from {first} to {until}: it shows one a day after the tags were "
            "activated as cost allocation tags (Billing, Cost allocation tags)."
        )
    return ActualCost(sum(by_service.values(), Decimal(0)), begun, until, by_service, tags)


def _question(tags: Mapping[str, str], regions: Sequence[str], first: date, until: date) -> dict[str, Any]:
    wanted = [{"Tags": {"Key": key, "Values": [value]}} for key, value in tags.items()]
    return {
        "TimePeriod": {"Start": first.isoformat(), "End": until.isoformat()},
        "Granularity": "DAILY",
        "Metrics": ["UnblendedCost"],
        "GroupBy": [{"Type": "DIMENSION", "Key": "SERVICE"}],
        "Filter": {
            "And": [
                *wanted,
                {"Dimensions": {"Key": "REGION", "Values": list(regions)}},
                {"Not": {"Dimensions": {"Key": "RECORD_TYPE", "Values": list(_NOT_USAGE)}}},
            ]
        },
    }


def _days(client: Any, question: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    token: dict[str, str] = {}
    while True:
        answer = client.get_cost_and_usage(**question, **token)
        yield from answer["ResultsByTime"]
        if not answer.get("NextPageToken"):
            return
        token = {"NextPageToken": answer["NextPageToken"]}


def _usd(metric: Mapping[str, str]) -> Decimal:
    if metric["Unit"] != "USD":
        raise AwsError(f"This account is billed in {metric['Unit']}, and the estimate is in USD: they do not compare.")
    return Decimal(metric["Amount"])
