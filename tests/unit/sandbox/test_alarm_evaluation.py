"""The state of an alarm by its newest periods, as in the tables of the CloudWatch user guide."""

from types import SimpleNamespace
from typing import Any

import pytest

from console.sandbox.alarms.composite import holds
from console.sandbox.alarms.datapoints import Datapoints
from console.sandbox.alarms.evaluation import evaluate

TREATMENTS = ("missing", "ignore", "breaching", "notBreaching")
RETAINED = "retained"

# The periods looked at, oldest first: X breaches, 0 does not, - has no data.
THREE_OF_THREE = {
    "0-X-X": ("OK", "OK", "OK", "OK"),
    "----0": ("OK", "OK", "OK", "OK"),
    "-----": ("INSUFFICIENT_DATA", RETAINED, "ALARM", "OK"),
    "0XX-X": ("ALARM", "ALARM", "ALARM", "ALARM"),
    "--X--": ("ALARM", RETAINED, "ALARM", "OK"),
}
TWO_OF_THREE = {
    "0-X-X": ("ALARM", "ALARM", "ALARM", "ALARM"),
    "00X0X": ("ALARM", "ALARM", "ALARM", "ALARM"),
    "0-X--": ("OK", "OK", "ALARM", "OK"),
    "----0": ("OK", "OK", "ALARM", "OK"),
    "---X-": ("ALARM", RETAINED, "ALARM", "OK"),
}
CASES = [
    (periods, needed, treatment, state)
    for needed, table in ((3, THREE_OF_THREE), (2, TWO_OF_THREE))
    for periods, states in table.items()
    for treatment, state in zip(TREATMENTS, states, strict=True)
]


def alarm(treatment: str, needed: int = 1, periods: int = 3, comparison: str = "GreaterThanThreshold") -> Any:
    return SimpleNamespace(
        comparison_operator=comparison,
        evaluation_periods=periods,
        datapoints_to_alarm=needed,
        threshold=50.0,
        statistic="Average",
        treat_missing_data=treatment,
    )


def found(periods: str) -> Datapoints:
    values = {"X": 90.0, "0": 10.0}
    points = [(60 * index, values[sign]) for index, sign in enumerate(periods) if sign != "-"]
    return Datapoints(60, 0, points)


@pytest.mark.parametrize(("periods", "needed", "treatment", "state"), CASES)
def test_missing_periods_are_treated_as_documented(periods: str, needed: int, treatment: str, state: str) -> None:
    verdict = evaluate(alarm(treatment, needed), found(periods), now=300.0)
    assert (RETAINED if verdict is None else verdict.state) == state


COMPARISONS = [
    ("GreaterThanThreshold", "OK"),
    ("GreaterThanOrEqualToThreshold", "ALARM"),
    ("LessThanThreshold", "OK"),
    ("LessThanOrEqualToThreshold", "ALARM"),
]


@pytest.mark.parametrize(("comparison", "state"), COMPARISONS)
def test_a_value_at_the_threshold(comparison: str, state: str) -> None:
    verdict = evaluate(alarm("missing", 1, 1, comparison), Datapoints(60, 0, [(0, 50.0)]), now=60.0)
    assert verdict is not None
    assert verdict.state == state


def test_the_reason_counts_the_datapoints_newest_first() -> None:
    verdict = evaluate(alarm("missing", 2), found("0X0XX"), now=300.0)
    assert verdict is not None
    assert verdict.reason == (
        "Threshold Crossed: 2 out of the last 3 datapoints [90.0 (01/01/70 00:04:00), 90.0 (01/01/70 00:03:00)] were "
        "greater than the threshold (50.0) (minimum 2 datapoints for OK -> ALARM transition)."
    )


def test_unknown_data_is_said_to_be_unknown() -> None:
    verdict = evaluate(alarm("missing"), found("-----"), now=300.0)
    assert verdict is not None
    assert verdict.reason == "Insufficient Data: 3 datapoints were unknown."


RULES = [
    ("ALARM(cpu)", True),
    ('ALARM("cpu") AND OK(memory)', True),
    ("ALARM(memory) OR (ALARM(cpu) AND NOT OK(memory))", False),
    ("NOT ALARM(memory)", True),
    ("INSUFFICIENT_DATA(unknown)", True),
    ("ALARM(arn:aws:cloudwatch:us-east-1:123456789012:alarm:cpu)", True),
    ("TRUE AND FALSE", False),
    ("OK(cpu) AND OK(memory)", False),
    ("OK(memory) AND OK(cpu)", False),
]


@pytest.mark.parametrize(("rule", "expected"), RULES)
def test_the_rule_of_a_composite_alarm(rule: str, expected: bool) -> None:
    assert holds(rule, {"cpu": "ALARM", "memory": "OK"}) is expected
