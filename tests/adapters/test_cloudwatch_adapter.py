"""CloudWatch as boto3 answers it: many metrics in a call, pages to their end, what is missing stays missing."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber

from console.aws.cloudwatch import CloudWatchLooks
from console.aws.ecs import Clients
from console.domain.metrics import Metric, Query, Standing
from console.errors import AwsError

START, END = datetime(2026, 5, 4, 9, tzinfo=UTC).timestamp(), datetime(2026, 5, 4, 10, tzinfo=UTC).timestamp()


class Stubbed(Clients):
    """A client whose answers are queued; a call that was not expected fails."""

    def __init__(self) -> None:
        super().__init__(lambda: None)
        self.client = boto3.client(
            "cloudwatch", region_name="us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing"
        )
        self.stub = Stubber(self.client)
        self.stub.activate()

    def of(self, service: str, region: str) -> Any:
        return self.client


@pytest.fixture
def clients() -> Iterator[Stubbed]:
    made = Stubbed()
    yield made
    made.stub.assert_no_pending_responses()


def query(number: int = 0) -> Query:
    return Query(Metric.of("AWS/EC2", "CPUUtilization", [("InstanceId", f"i-{number}")]), "p95", 60)


def result(number: int, *points: tuple[int, float], status: str = "Complete", **more: Any) -> dict[str, Any]:
    """Points by the minute after nine."""
    times = [datetime(2026, 5, 4, 9, minute, tzinfo=UTC) for minute, _ in points]
    values = [value for _, value in points]
    return {"Id": f"m{number}", "Timestamps": times, "Values": values, "StatusCode": status} | more


def answering(clients: Stubbed, *pages: dict[str, Any], expected: dict[str, Any] | None = None) -> None:
    for page in pages:
        clients.stub.add_response("get_metric_data", page, expected)


def test_metrics_are_asked_for_with_their_dimensions_statistic_and_period(clients: Stubbed):
    dimensions = [{"Name": "InstanceId", "Value": "i-0"}]
    metric = {"Namespace": "AWS/EC2", "MetricName": "CPUUtilization", "Dimensions": dimensions}
    asked = {"Id": "m0", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "p95"}, "ReturnData": True}
    times = {"StartTime": datetime(2026, 5, 4, 9, tzinfo=UTC), "EndTime": datetime(2026, 5, 4, 10, tzinfo=UTC)}
    expected = {"MetricDataQueries": [asked], "ScanBy": "TimestampAscending"} | times
    answering(clients, {"MetricDataResults": [result(0, (1, 5.0))]}, expected=expected)
    answer = CloudWatchLooks(clients).data("us-east-1", [query()], START, END)
    assert answer.series[query()].points == ((START + 60, 5.0),)


@pytest.mark.parametrize(("count", "calls"), [(1, 1), (500, 1), (501, 2), (1001, 3)])
def test_fault_75_five_hundred_metrics_go_into_one_call(clients: Stubbed, count: int, calls: int):
    for first in range(0, count, 500):
        found = [result(number, (1, float(first + number))) for number in range(min(500, count - first))]
        answering(clients, {"MetricDataResults": found})
    answer = CloudWatchLooks(clients).data("us-east-1", [query(number) for number in range(count)], START, END)
    assert answer.calls == calls
    assert [answer.series[query(number)].last for number in range(count)] == [float(n) for n in range(count)]


def test_points_of_several_pages_are_one_line_and_the_last_status_counts(clients: Stubbed):
    answering(
        clients,
        {"MetricDataResults": [result(0, (1, 1.0), status="PartialData")], "NextToken": "more"},
        {"MetricDataResults": [result(0, (2, 2.0))]},
    )
    series = CloudWatchLooks(clients).data("us-east-1", [query()], START, END).series[query()]
    assert [value for _, value in series.points] == [1.0, 2.0]
    assert series.standing is Standing.COMPLETE


@pytest.mark.parametrize(
    ("status", "standing"),
    [("PartialData", Standing.PARTIAL), ("InternalError", Standing.FAILED), ("Forbidden", Standing.FAILED)],
)
def test_fault_76_what_cloudwatch_could_not_give_is_known(clients: Stubbed, status: str, standing: Standing):
    said = [{"Code": status, "Value": "try again later"}]
    answering(clients, {"MetricDataResults": [result(0, (1, 1.0), status=status, Messages=said)]})
    series = CloudWatchLooks(clients).data("us-east-1", [query()], START, END).series[query()]
    assert (series.standing, series.said) == (standing, "try again later")


def test_fault_75_no_data_is_an_empty_line_and_not_zero(clients: Stubbed):
    answering(clients, {"MetricDataResults": [result(0)]})
    series = CloudWatchLooks(clients).data("us-east-1", [query()], START, END).series[query()]
    assert (series.points, series.last) == ((), None)


def test_fault_75_what_is_no_number_and_what_lies_in_the_future_is_left_out(clients: Stubbed):
    later = result(0, (1, float("nan")), (2, 3.0))
    later["Timestamps"].append(datetime(2026, 5, 4, 11, tzinfo=UTC))
    later["Values"].append(9.0)
    answering(clients, {"MetricDataResults": [later]})
    series = CloudWatchLooks(clients).data("us-east-1", [query()], START, END).series[query()]
    assert [value for _, value in series.points] == [3.0]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("AccessDenied", "may not do cloudwatch:GetMetricData"),
        ("Throttling", r"asks to wait \(too many cloudwatch:GetMetricData calls\)"),
        ("RequestTimeTooSkewed", "check this machine's clock"),
        ("InternalServiceFault", "AWS refused cloudwatch:GetMetricData"),
    ],
)
def test_a_refusal_is_one_sentence_that_names_the_action(clients: Stubbed, code: str, words: str):
    clients.stub.add_client_error("get_metric_data", code, "no")
    with pytest.raises(AwsError, match=words):
        CloudWatchLooks(clients).data("us-east-1", [query()], START, END)


def test_fault_74_a_page_that_does_not_come_is_no_half_answer(clients: Stubbed):
    answering(clients, {"MetricDataResults": [result(0, (1, 1.0), status="PartialData")], "NextToken": "more"})
    clients.stub.add_client_error("get_metric_data", "Throttling", "slow down")
    with pytest.raises(AwsError, match="asks to wait"):
        CloudWatchLooks(clients).data("us-east-1", [query()], START, END)


def metric_alarm(name: str, state: str, **changes: Any) -> dict[str, Any]:
    given = {
        "AlarmName": name, "StateValue": state, "StateReason": "because", "MetricName": "CPUUtilization",
        "Namespace": "AWS/EC2", "Dimensions": [{"Name": "InstanceId", "Value": "i-0"}], "Statistic": "Average",
        "ComparisonOperator": "GreaterThanThreshold", "Threshold": 80.0, "Period": 300, "EvaluationPeriods": 3,
        "DatapointsToAlarm": 2, "StateUpdatedTimestamp": datetime(2026, 5, 4, 9, tzinfo=UTC),
    }  # fmt: skip
    return given | changes


def test_alarms_come_the_worst_first_with_composite_ones_among_them(clients: Stubbed):
    composite = {"AlarmName": "any", "StateValue": "INSUFFICIENT_DATA", "AlarmRule": "ALARM(a) OR ALARM(b)"}
    answer = {"MetricAlarms": [metric_alarm("a", "OK"), metric_alarm("b", "ALARM")], "CompositeAlarms": [composite]}
    clients.stub.add_response("describe_alarms", answer)
    found = CloudWatchLooks(clients).alarms("us-east-1", ["a", "b", "any"])
    assert [alarm.name for alarm in found] == ["b", "any", "a"]
    assert found[0].words == "Average over 80 % for 2 of 3 x 5 min"
    assert found[1].words == "ALARM(a) OR ALARM(b)"


def test_more_than_a_hundred_alarms_are_asked_for_in_several_calls(clients: Stubbed):
    names = [f"alarm-{number:03}" for number in range(101)]
    for some in (names[:100], names[100:]):
        expected = {"AlarmNames": some, "AlarmTypes": ANY, "MaxRecords": 100}
        answer = {"MetricAlarms": [metric_alarm(name, "OK") for name in some]}
        clients.stub.add_response("describe_alarms", answer, expected)
    assert len(CloudWatchLooks(clients).alarms("us-east-1", names)) == 101


def test_the_history_of_an_alarm_comes_newest_first(clients: Stubbed):
    items = [
        {"AlarmName": "a", "Timestamp": datetime(2026, 5, hour, tzinfo=UTC), "HistoryItemType": "StateUpdate",
         "HistorySummary": f"{hour}"}
        for hour in (1, 3, 2)
    ]  # fmt: skip
    clients.stub.add_response("describe_alarm_history", {"AlarmHistoryItems": items})
    assert [event.summary for event in CloudWatchLooks(clients).history("us-east-1", "a")] == ["3", "2", "1"]


def test_metrics_of_a_namespace_are_listed_to_the_last_page(clients: Stubbed):
    def listed(name: str) -> dict[str, Any]:
        return {"Namespace": "AWS/EC2", "MetricName": name, "Dimensions": [{"Name": "InstanceId", "Value": "i-0"}]}

    pages = ({"Metrics": [listed("B")], "NextToken": "more"}, {"Metrics": [listed("A"), listed("B")]})
    for page in pages:
        clients.stub.add_response("list_metrics", page)
    assert [metric.name for metric in CloudWatchLooks(clients).metrics("us-east-1", "AWS/EC2")] == ["A", "B"]


def test_what_only_looks_calls_nothing_that_changes():
    source = inspect.getsource(CloudWatchLooks)
    changing = (".put_", ".set_", ".delete_", ".enable_", ".disable_", ".start_", ".stop_", ".tag_")
    assert not [word for word in changing if word in source]
