"""Alarms of the sandbox are evaluated, change their state with a reason, and act."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import Cloud, outcome, wait_until

OnlyInSandbox = Callable[[Callable[[Cloud], Any], Any], None]
ABOVE = {"Statistic": "Average", "Period": 60, "EvaluationPeriods": 1, "Threshold": 80.0}
GREATER = "GreaterThanThreshold"


def put(client: Any, namespace: str, minutes_ago: dict[int, float]) -> None:
    """Put values of so many minutes ago."""
    now = datetime.now(UTC)
    client.put_metric_data(
        Namespace=namespace,
        MetricData=[
            {"MetricName": "Used", "Timestamp": now - timedelta(minutes=minutes), "Value": value}
            for minutes, value in minutes_ago.items()
        ],
    )


def alarm(client: Any, name: str, **settings: Any) -> None:
    watched = {"Namespace": name, "MetricName": "Used", "ComparisonOperator": GREATER}
    client.put_metric_alarm(AlarmName=name, **(watched | ABOVE | settings))


def described(client: Any, name: str, kind: str = "Metric") -> Any:
    (found,) = client.describe_alarms(AlarmNames=[name], AlarmTypes=[f"{kind}Alarm"])[f"{kind}Alarms"]
    return found


def reaches(client: Any, name: str, state: str, kind: str = "Metric") -> Any:
    """The alarm once it is in the state."""

    def found() -> Any:
        now = described(client, name, kind)
        return now if now["StateValue"] == state else None

    return wait_until(found, f"{name} is in {state}")


def test_an_alarm_begins_without_data(only_in_sandbox: OnlyInSandbox) -> None:
    def first(cloud: Cloud) -> Any:
        client = cloud.client("cloudwatch")
        alarm(client, "begun", TreatMissingData="ignore")
        found = described(client, "begun")
        return found["StateValue"], found["StateReason"]

    only_in_sandbox(first, ("INSUFFICIENT_DATA", "Unchecked: Initial alarm creation"))


def test_a_breach_is_an_alarm_with_its_datapoint_as_the_reason(sandbox: Cloud, bare_moto: Cloud) -> None:
    client = sandbox.client("cloudwatch")
    put(client, "breached", {3: 10.0, 2: 20.0, 1: 95.5})
    alarm(client, "breached")
    found = reaches(client, "breached", "ALARM")
    assert found["StateReason"].startswith("Threshold Crossed: 1 out of the last 1 datapoints [95.5 (")
    assert found["StateReason"].endswith(
        "was greater than the threshold (80.0) (minimum 1 datapoint for OK -> ALARM transition)."
    )
    assert found["StateUpdatedTimestamp"] >= found["AlarmConfigurationUpdatedTimestamp"]
    bare = bare_moto.client("cloudwatch")
    put(bare, "breached", {1: 95.5})
    alarm(bare, "breached")
    assert described(bare, "breached")["StateValue"] == "OK", "moto never evaluates"


def test_the_way_back_is_a_state_of_its_own(sandbox: Cloud) -> None:
    client = sandbox.client("cloudwatch")
    alarm(client, "back", EvaluationPeriods=5, DatapointsToAlarm=2)
    put(client, "back", dict.fromkeys(range(1, 7), 99.0))
    reaches(client, "back", "ALARM")
    alarm(client, "back", EvaluationPeriods=5, DatapointsToAlarm=2, Threshold=200.0)
    found = reaches(client, "back", "OK")
    assert "were not greater than the threshold (200.0)" in found["StateReason"]
    assert "(minimum 4 datapoints for ALARM -> OK transition)" in found["StateReason"]


TREATMENTS = [("notBreaching", "OK", "NonBreaching"), ("breaching", "ALARM", "Breaching")]


@pytest.mark.parametrize(("treatment", "state", "word"), TREATMENTS)
def test_missing_data_is_treated_as_told(sandbox: Cloud, treatment: str, state: str, word: str) -> None:
    client = sandbox.client("cloudwatch")
    alarm(client, f"missing-{treatment}", TreatMissingData=treatment, EvaluationPeriods=2)
    found = reaches(client, f"missing-{treatment}", state)
    assert found["StateReason"] == (
        "Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as "
        f"[{word}]."
    )


def test_a_percentile_alarm_is_evaluated(sandbox: Cloud) -> None:
    client = sandbox.client("cloudwatch")
    at = datetime.now(UTC) - timedelta(minutes=1)
    datum = {"MetricName": "Used", "Timestamp": at, "Values": [float(value) for value in range(1, 101)]}
    client.put_metric_data(Namespace="percentile", MetricData=[datum])
    client.put_metric_alarm(
        AlarmName="percentile",
        Namespace="percentile",
        MetricName="Used",
        ExtendedStatistic="p95",
        Period=60,
        EvaluationPeriods=1,
        Threshold=94.0,
        ComparisonOperator=GREATER,
    )
    assert "[95.05 (" in reaches(client, "percentile", "ALARM")["StateReason"]


def test_a_metric_math_alarm_is_evaluated(sandbox: Cloud) -> None:
    client = sandbox.client("cloudwatch")
    put(client, "math", {1: 30.0, 2: 30.0})
    stat = {"Metric": {"Namespace": "math", "MetricName": "Used"}, "Period": 60, "Stat": "Sum"}
    client.put_metric_alarm(
        AlarmName="math",
        EvaluationPeriods=1,
        Threshold=50.0,
        ComparisonOperator=GREATER,
        Metrics=[
            {"Id": "total", "Expression": "SUM(METRICS())", "ReturnData": True},
            *({"Id": name, "MetricStat": stat, "ReturnData": False} for name in ("one", "two")),
        ],
    )
    assert "60.0" in reaches(client, "math", "ALARM")["StateReason"]


def test_an_alarm_on_what_is_not_simulated_says_so(sandbox: Cloud) -> None:
    client = sandbox.client("cloudwatch")
    stat = {"Metric": {"Namespace": "band", "MetricName": "Used"}, "Period": 60, "Stat": "Sum"}
    client.put_metric_alarm(
        AlarmName="band",
        EvaluationPeriods=1,
        Threshold=1.0,
        ComparisonOperator=GREATER,
        Metrics=[
            {"Id": "band", "Expression": "ANOMALY_DETECTION_BAND(m)", "ReturnData": True},
            {"Id": "m", "MetricStat": stat, "ReturnData": False},
        ],
    )
    client.set_alarm_state(AlarmName="band", StateValue="OK", StateReason="set")
    found = reaches(client, "band", "INSUFFICIENT_DATA")
    assert "does not simulate the function ANOMALY_DETECTION_BAND" in found["StateReason"]


def test_a_composite_alarm_follows_its_rule(sandbox: Cloud) -> None:
    client = sandbox.client("cloudwatch")
    for name, value in (("child-bad", 99.0), ("child-good", 1.0)):
        put(client, name, {1: value, 2: value})
        alarm(client, name)
    rule = 'ALARM("child-bad") AND NOT ALARM(child-good)'
    client.put_composite_alarm(AlarmName="parent", AlarmRule=rule)
    found = reaches(client, "parent", "ALARM", "Composite")
    assert "transitioned to" in found["StateReason"]
    client.put_composite_alarm(AlarmName="parent", AlarmRule="FALSE")
    reaches(client, "parent", "OK", "Composite")


@pytest.mark.parametrize("rule", ["ALARM(nobody)", "ALARM(", "MAYBE(child)", "TRUE OR"])
def test_a_rule_that_is_none_is_refused(sandbox: Cloud, rule: str) -> None:
    with pytest.raises(ClientError, match="ValidationError"):
        sandbox.client("cloudwatch").put_composite_alarm(AlarmName="refused", AlarmRule=rule)


def test_an_update_keeps_the_state_and_the_history(only_in_sandbox: OnlyInSandbox) -> None:
    def kept(cloud: Cloud) -> Any:
        client = cloud.client("cloudwatch")
        alarm(client, "kept", TreatMissingData="ignore")
        client.set_alarm_state(AlarmName="kept", StateValue="ALARM", StateReason="by hand")
        alarm(client, "kept", TreatMissingData="ignore", Threshold=90.0)
        found = described(client, "kept")
        return found["StateValue"], found["StateReason"], found["Threshold"]

    only_in_sandbox(kept, ("ALARM", "by hand", 90.0))


def test_the_history_tells_what_happened_newest_first(only_in_sandbox: OnlyInSandbox) -> None:
    def told(cloud: Cloud) -> Any:
        client = cloud.client("cloudwatch")
        alarm(client, "told", TreatMissingData="ignore")
        client.set_alarm_state(AlarmName="told", StateValue="ALARM", StateReason="by hand")
        entries = client.describe_alarm_history(AlarmName="told")["AlarmHistoryItems"]
        updates = client.describe_alarm_history(AlarmName="told", HistoryItemType="StateUpdate", MaxRecords=1)
        return [entry["HistorySummary"] for entry in entries], len(updates["AlarmHistoryItems"])

    summaries = ["Alarm updated from INSUFFICIENT_DATA to ALARM", 'Alarm "told" created']
    only_in_sandbox(told, (summaries, 1))


def test_a_topic_hears_of_a_change_once(sandbox: Cloud) -> None:
    topic = sandbox.client("sns").create_topic(Name="heard")["TopicArn"]
    queue = sandbox.client("sqs").create_queue(QueueName="heard")["QueueUrl"]
    target = "arn:aws:sqs:us-east-1:123456789012:heard"
    sandbox.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=target)
    client = sandbox.client("cloudwatch")
    alarm(client, "heard", AlarmActions=[topic, "arn:aws:ssm:us-east-1:123456789012:opsitem:1"])
    put(client, "heard", {1: 99.0, 2: 99.0})
    reaches(client, "heard", "ALARM")
    received = sandbox.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    assert len(received) == 1
    assert "NewStateValue" in received[0]["Body"]
    actions = client.describe_alarm_history(AlarmName="heard", HistoryItemType="Action")["AlarmHistoryItems"]
    assert {entry["HistorySummary"].split(" action ")[0] for entry in actions} == {
        "Successfully executed",
        "Failed to execute",
    }


def test_alarms_are_listed_by_type_state_and_page(only_in_sandbox: OnlyInSandbox) -> None:
    def listed(cloud: Cloud) -> Any:
        client = cloud.client("cloudwatch")
        for number in range(3):
            alarm(client, f"listed-{number}", TreatMissingData="ignore")
        client.put_composite_alarm(AlarmName="listed-all", AlarmRule="ALARM(listed-0)")
        page = client.describe_alarms(AlarmNamePrefix="listed-", MaxRecords=2)
        rest = client.describe_alarms(AlarmNamePrefix="listed-", MaxRecords=2, NextToken=page["NextToken"])
        bad = client.describe_alarms(AlarmNamePrefix="listed-", StateValue="ALARM")
        names = [[each["AlarmName"] for each in answer["MetricAlarms"]] for answer in (page, rest, bad)]
        return names, [answer["CompositeAlarms"] for answer in (page, rest)]

    only_in_sandbox(listed, ([["listed-0", "listed-1"], ["listed-2"], []], [[], []]))


def test_alarms_of_a_metric_are_those_of_its_dimensions(only_in_sandbox: OnlyInSandbox) -> None:
    def found(cloud: Cloud) -> Any:
        client = cloud.client("cloudwatch")
        for host in ("one", "two"):
            alarm(client, f"of-{host}", Namespace="dimensioned", Dimensions=[{"Name": "Host", "Value": host}])
        answer = client.describe_alarms_for_metric(
            Namespace="dimensioned", MetricName="Used", Dimensions=[{"Name": "Host", "Value": "two"}]
        )
        return [each["AlarmName"] for each in answer["MetricAlarms"]]

    only_in_sandbox(found, ["of-two"])


def test_a_state_that_there_is_not_cannot_be_set(sandbox: Cloud) -> None:
    def wrong(cloud: Cloud) -> Any:
        return cloud.client("cloudwatch").set_alarm_state(AlarmName="none", StateValue="OK", StateReason="r")

    assert "ResourceNotFound" in str(outcome(wrong, sandbox))
