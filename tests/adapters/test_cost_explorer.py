"""What an environment really cost, asked with the real boto3 of a Cost Explorer on a loopback port."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from console.domain.environment import Backend, Preset, Protection
from console.errors import AwsError
from console.services.actual_costs import ActualCosts
from tests.fakes.cloud import FakeCloud
from tests.fakes.json_server import JsonServer, refusal

TODAY = date(2026, 11, 20)


class CostExplorerServer(JsonServer):
    """A bill of 2 USD of ECS and 1 USD of RDS a day since `begun`, in pages of ten days."""

    def __init__(self, begun: date) -> None:
        self.begun = begun
        self.unit = "USD"
        super().__init__()

    def answer(self, asked: dict[str, Any]) -> tuple[int, str]:
        first, until = (date.fromisoformat(asked["TimePeriod"][key]) for key in ("Start", "End"))
        days = [first + timedelta(days=number) for number in range((until - first).days)]
        begin = int(asked.get("NextPageToken", "0"))
        more = {"NextPageToken": str(begin + 10)} if begin + 10 < len(days) else {}
        return 200, json.dumps({"ResultsByTime": [self._day(day) for day in days[begin : begin + 10]]} | more)

    def _day(self, day: date) -> dict[str, Any]:
        figures = {"Amazon Elastic Container Service": "2.0000000001", "Amazon Relational Database Service": "1"}
        groups = [
            {"Keys": [service], "Metrics": {"UnblendedCost": {"Amount": amount, "Unit": self.unit}}}
            for service, amount in figures.items()
        ]
        period = {"Start": day.isoformat(), "End": (day + timedelta(days=1)).isoformat()}
        return {"TimePeriod": period, "Total": {}, "Groups": groups if day >= self.begun else [], "Estimated": True}


@pytest.fixture
def server() -> Iterator[CostExplorerServer]:
    server = CostExplorerServer(date(2026, 1, 1))
    yield server
    server.close()


def costs(server: CostExplorerServer, taken_in: str = "") -> ActualCosts:
    return ActualCosts(FakeCloud(variables=server.environment), {taken_in: "root"}.get, lambda: TODAY)


def preset(**changes: Any) -> Preset:
    given = {"system": "mtk", "environment": "qa-us-west-2", "description": "x", "region": "us-west-2",
             "protection": Protection.OPEN, "backend": Backend(type="local"),
             "values": {"environment": "qa"}}  # fmt: skip
    return Preset(**(given | changes))


def test_the_last_thirty_whole_days_are_asked_by_the_tags_of_our_configurations(server: CostExplorerServer):
    costs(server).of(preset())
    asked = server.requests[0]
    assert asked["target"] == "AWSInsightsIndexService.GetCostAndUsage"
    assert asked["TimePeriod"] == {"Start": "2026-10-20", "End": "2026-11-19"}
    assert asked["Filter"]["And"][:3] == [
        {"Tags": {"Key": "Project", "Values": ["mtk"]}},
        {"Tags": {"Key": "Environment", "Values": ["qa"]}},
        {"Dimensions": {"Key": "REGION", "Values": ["us-west-2", "global", "NoRegion"]}},
    ]
    assert asked["Filter"]["And"][3] == {
        "Not": {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Credit", "Refund", "Tax"]}}
    }


def test_every_page_counts_and_a_month_is_as_long_as_that_of_an_estimate(server: CostExplorerServer):
    actual = costs(server).of(preset())
    assert (actual.days, actual.usd) == (30, Decimal("90.0000000030"))
    assert actual.by_service["Amazon Relational Database Service"] == Decimal(30)
    assert round(actual.monthly, 2) == Decimal("91.25")  # 3 a day x 365 / 12
    assert len(server.requests) == 3


def test_an_environment_of_a_few_days_is_not_spread_over_the_days_before_it(server: CostExplorerServer):
    server.begun = date(2026, 11, 9)
    actual = costs(server).of(preset())
    assert (actual.first, actual.until, actual.days) == (date(2026, 11, 9), date(2026, 11, 19), 10)
    assert round(actual.monthly, 2) == Decimal("91.25")


def test_no_cost_at_all_is_no_figure_of_zero(server: CostExplorerServer):
    server.begun = date(2027, 1, 1)
    with pytest.raises(AwsError, match=r"no cost of Project=mtk, Environment=qa .* activated as cost allocation tags"):
        costs(server).of(preset())


def test_another_currency_is_not_taken_for_dollars(server: CostExplorerServer):
    server.unit = "CNY"
    with pytest.raises(AwsError, match="billed in CNY"):
        costs(server).of(preset())


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (refusal("AccessDeniedException", "no"), "may not do ce:GetCostAndUsage"),
        (refusal("DataUnavailableException", "Data is not available yet"), "Data is not available yet"),
        ((200, "<html>"), "is not AWS"),
        ((200, "{}"), "is not AWS"),
        ((200, json.dumps({"ResultsByTime": [{"TimePeriod": {"Start": "2026-10-20", "End": "x"},
                                              "Groups": [{"Keys": []}]}]})), "cannot read"),
    ],
)  # fmt: skip
def test_where_it_does_not_answer_that_is_said_in_one_sentence(server: CostExplorerServer, answer, words):
    server.always = answer
    with pytest.raises(AwsError) as caught:
        costs(server).of(preset())
    assert words in caught.value.message
    assert "\n" not in caught.value.message


def test_the_sandbox_bills_nothing_and_is_not_asked(server: CostExplorerServer):
    with pytest.raises(AwsError, match="sandbox bills nothing"):
        ActualCosts(FakeCloud(sandbox=True, variables=server.environment), lambda _: None).of(preset())
    assert server.requests == []


def test_the_tags_of_somebody_elses_configuration_are_not_known(server: CostExplorerServer):
    with pytest.raises(AwsError, match="tags of mtk"):
        costs(server, "mtk").of(preset())
    assert server.requests == []
