"""CloudWatch's metric queries, as its documentation describes them, on metrics that were put."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import Cloud, outcome

OnlyInSandbox = Callable[[Callable[[Cloud], Any], Any], None]
HOUR = datetime.fromtimestamp(int(time.time()) // 3600 * 3600 - 3600, UTC)
"""The beginning of the last full hour."""


def put(cloud: Cloud, namespace: str, values: dict[int, list[float]], name: str = "Used", **settings: Any) -> Any:
    """Put values by the minutes after the hour."""
    client = cloud.client("cloudwatch")
    client.put_metric_data(
        Namespace=namespace,
        MetricData=[
            {"MetricName": name, "Timestamp": HOUR + timedelta(minutes=minute), "Values": numbers, **settings}
            for minute, numbers in values.items()
        ],
    )
    return client


def stat(query_id: str, namespace: str, statistic: str = "Sum", period: int = 60, **settings: Any) -> dict[str, Any]:
    metric = {"Namespace": namespace, "MetricName": settings.pop("name", "Used")}
    return {"Id": query_id, "MetricStat": {"Metric": metric, "Period": period, "Stat": statistic}, **settings}


def ask(client: Any, *queries: dict[str, Any], minutes: tuple[float, float] = (0, 60), **settings: Any) -> Any:
    return client.get_metric_data(
        MetricDataQueries=list(queries),
        StartTime=HOUR + timedelta(minutes=minutes[0]),
        EndTime=HOUR + timedelta(minutes=minutes[1]),
        **({"ScanBy": "TimestampAscending"} | settings),
    )


def points(answer: Any, query_id: str) -> dict[int, float]:
    """The values of a query by the minutes after the hour."""
    (found,) = [result for result in answer["MetricDataResults"] if result["Id"] == query_id]
    minutes = [int((at - HOUR).total_seconds() // 60) for at in found["Timestamps"]]
    return dict(zip(minutes, found["Values"], strict=True))


def computed(client: Any, expression: str, *queries: dict[str, Any]) -> dict[int, float]:
    hidden = [query | {"ReturnData": False} for query in queries]
    return points(ask(client, *hidden, {"Id": "result", "Expression": expression}), "result")


def test_percentiles_are_interpolated(only_in_sandbox: OnlyInSandbox) -> None:
    def percentiles(cloud: Cloud) -> Any:
        client = put(cloud, "Percentiles", {0: [float(value) for value in range(1, 101)]})
        answer = ask(
            client, *(stat(f"p{n}", "Percentiles", f"p{n}") for n in (50, 90, 99)), stat("top", "Percentiles", "p99.9")
        )
        return [round(points(answer, query)[0], 3) for query in ("p50", "p90", "p99", "top")]

    only_in_sandbox(percentiles, [50.5, 90.1, 99.01, 99.901])


def test_the_same_percentile_is_in_metric_statistics(only_in_sandbox: OnlyInSandbox) -> None:
    def percentile(cloud: Cloud) -> Any:
        client = put(cloud, "Extended", {0: [1.0, 2.0, 3.0]})
        found = client.get_metric_statistics(
            Namespace="Extended",
            MetricName="Used",
            StartTime=HOUR,
            EndTime=HOUR + timedelta(minutes=5),
            Period=300,
            ExtendedStatistics=["p50"],
        )
        return [point["ExtendedStatistics"] for point in found["Datapoints"]]

    only_in_sandbox(percentile, [{"p50": 2.0}])


def test_every_plain_statistic_of_a_period(sandbox: Cloud) -> None:
    client = put(sandbox, "Plain", {0: [4.0, 8.0], 1: [3.0]})
    names = ("Average", "Sum", "Minimum", "Maximum", "SampleCount")
    answer = ask(client, *(stat(name.lower(), "Plain", name, 300) for name in names))
    assert [points(answer, name.lower()) for name in names] == [{0: 5.0}, {0: 15.0}, {0: 3.0}, {0: 8.0}, {0: 3.0}]


def test_a_percentile_of_statistics_alone_is_no_data(sandbox: Cloud) -> None:
    client = sandbox.client("cloudwatch")
    known = {"SampleCount": 3, "Sum": 9, "Minimum": 1, "Maximum": 5}
    datum = {"MetricName": "Used", "Timestamp": HOUR, "StatisticValues": known}
    client.put_metric_data(Namespace="Sets", MetricData=[datum])
    answer = ask(client, stat("p", "Sets", "p90"), stat("most", "Sets", "Maximum"))
    assert (points(answer, "p"), points(answer, "most")) == ({}, {0: 5.0})


MATH = [
    ("a + b", {0: 11.0, 1: 22.0}),
    ("a - b * 2", {0: -19.0, 1: -38.0}),
    ("(a + b) / a", {0: 11.0, 1: 11.0}),
    ("(0 - a) ^ 2", {0: 1.0, 1: 4.0, 2: 9.0}),
    ("100 * a / SUM([a, b])", {0: 100 / 11, 1: 200 / 22, 2: 100.0}),
    ("SUM(METRICS())", {0: 11.0, 1: 22.0, 2: 3.0}),
    ("MAX(METRICS('b'))", {0: 10.0, 1: 20.0}),
    ("AVG([a, b])", {0: 5.5, 1: 11.0, 2: 3.0}),
    ("MIN([a, b])", {0: 1.0, 1: 2.0, 2: 3.0}),
    ("a - MIN(a)", {0: 0.0, 1: 1.0, 2: 2.0}),
    ("IF(a > 1, b, 0)", {0: 0.0, 1: 20.0}),
    ("IF(a >= 2 AND a < 3, 1, 0)", {0: 0.0, 1: 1.0, 2: 0.0}),
    ("RATE(a) * PERIOD(a)", {1: 1.0, 2: 1.0}),
    ("DIFF(b)", {1: 10.0}),
    ("CEIL(a / 2)", {0: 1.0, 1: 1.0, 2: 2.0}),
    ("RUNNING_SUM(a)", {0: 1.0, 1: 3.0, 2: 6.0}),
    ("a / (b - 10)", {1: 0.2}),
    ("a * METRIC_COUNT(METRICS())", {0: 2.0, 1: 4.0, 2: 6.0}),
]


@pytest.mark.parametrize(("expression", "expected"), MATH)
def test_metric_math(sandbox: Cloud, expression: str, expected: dict[int, float]) -> None:
    client = put(sandbox, "MathA", {0: [1.0], 1: [2.0], 2: [3.0]})
    put(sandbox, "MathB", {0: [10.0], 1: [20.0]})
    # Values are summed up with those of the other parameters, which put the same: the average stays.
    found = computed(client, expression, stat("a", "MathA", "Average"), stat("b", "MathB", "Average"))
    assert found == pytest.approx(expected)


def test_metric_math_gives_nothing_on_bare_moto(bare_moto: Cloud) -> None:
    client = put(bare_moto, "Math", {0: [1.0]})
    assert computed(client, "a + 1", stat("a", "Math", "Average")) == {}, "moto computes by now"


FILLED = [("0", [1.0, 0.0, 0.0, 4.0]), ("REPEAT", [1.0, 1.0, 1.0, 4.0]), ("LINEAR", [1.0, 2.0, 3.0, 4.0])]


@pytest.mark.parametrize(("filler", "expected"), FILLED)
def test_gaps_are_filled_only_where_it_is_asked_for(sandbox: Cloud, filler: str, expected: list[float]) -> None:
    client = put(sandbox, "Gaps", {0: [1.0], 3: [4.0]})
    queries = stat("a", "Gaps", "Average"), {"Id": "filled", "Expression": f"FILL(a, {filler})"}
    answer = ask(client, *queries, minutes=(0, 4))
    assert points(answer, "a") == {0: 1.0, 3: 4.0}
    assert points(answer, "filled") == dict(enumerate(expected))


WRONG = [
    ("NOSUCH(a)", "does not simulate the function NOSUCH"),
    ("ANOMALY_DETECTION_BAND(a)", "does not simulate"),
    ("a +", "Unexpected"),
    ("a + missing", "no metric with the id 'missing'"),
    ("5", "must be a time series"),
    ("SELECT AVG(Used) FROM Wrong", "Unexpected"),
    ("result + 1", "refers to itself"),
]


@pytest.mark.parametrize(("expression", "message"), WRONG)
def test_an_expression_that_is_not_understood_is_refused(sandbox: Cloud, expression: str, message: str) -> None:
    with pytest.raises(ClientError, match=message) as refused:
        computed(sandbox.client("cloudwatch"), expression, stat("a", "Wrong"))
    assert refused.value.response["Error"]["Code"] == "ValidationError"


def test_search_finds_metrics_by_schema_and_name(sandbox: Cloud) -> None:
    for host in ("one", "two"):
        put(sandbox, "Found", {0: [1.0]}, Dimensions=[{"Name": "Host", "Value": host}])
    put(sandbox, "Found", {0: [1.0]}, name="Other", Dimensions=[{"Name": "Host", "Value": "one"}])
    put(sandbox, "Found", {0: [1.0]})
    searched = """SEARCH('{Found,Host} MetricName="Used" NOT Host="two"', 'Sum', 60)"""
    answer = ask(sandbox.client("cloudwatch"), {"Id": "found", "Expression": searched})
    assert [result["Label"] for result in answer["MetricDataResults"]] == ["one Used"]
    everywhere = ask(
        sandbox.client("cloudwatch"), {"Id": "sum", "Expression": "SUM(SEARCH('{Found,Host} Used', 'Sum', 60))"}
    )
    assert points(everywhere, "sum") == {0: 2.0}


def test_periods_begin_at_the_start_time_rounded_down_to_the_minute(sandbox: Cloud) -> None:
    client = put(sandbox, "Aligned", {minute: [1.0] for minute in range(10)})
    answer = ask(client, stat("a", "Aligned", "Sum", 300), minutes=(2.7, 20))
    assert points(answer, "a") == {2: 5.0, 7: 3.0}


def test_the_end_time_is_left_out(sandbox: Cloud) -> None:
    client = put(sandbox, "Ended", {0: [1.0], 5: [1.0]})
    assert points(ask(client, stat("a", "Ended"), minutes=(0, 5)), "a") == {0: 1.0}


def test_the_newest_comes_first_unless_asked_otherwise(only_in_sandbox: OnlyInSandbox) -> None:
    def order(cloud: Cloud) -> Any:
        client = put(cloud, "Ordered", {0: [1.0], 1: [2.0]})
        answers = [
            ask(client, stat("a", "Ordered"), ScanBy=f"Timestamp{order}") for order in ("Descending", "Ascending")
        ]
        with_default = ask(client, stat("a", "Ordered"), ScanBy="TimestampDescending", MaxDatapoints=1)
        return [answer["MetricDataResults"][0]["Values"] for answer in (*answers, with_default)]

    only_in_sandbox(order, [[2.0, 1.0], [1.0, 2.0], [2.0]])


def test_results_come_in_pages_that_say_that_they_are_partial(only_in_sandbox: OnlyInSandbox) -> None:
    def paged(cloud: Cloud) -> Any:
        client = put(cloud, "Paged", {minute: [float(minute)] for minute in range(5)})
        seen, token = [], {}
        while True:
            answer = ask(client, stat("a", "Paged"), stat("b", "Paged"), MaxDatapoints=4, **token)
            results = answer["MetricDataResults"]
            seen.append([(result["StatusCode"], result["Values"]) for result in results])
            if "NextToken" not in answer:
                return seen
            token = {"NextToken": answer["NextToken"]}

    only_in_sandbox(
        paged,
        [
            [("PartialData", [0.0, 1.0]), ("PartialData", [0.0, 1.0])],
            [("PartialData", [2.0, 3.0]), ("PartialData", [2.0, 3.0])],
            [("Complete", [4.0]), ("Complete", [4.0])],
        ],
    )


def test_a_token_of_another_request_is_refused(sandbox: Cloud) -> None:
    client = put(sandbox, "Tokens", {0: [1.0], 1: [2.0]})
    token = ask(client, stat("a", "Tokens"), MaxDatapoints=1)["NextToken"]
    with pytest.raises(ClientError, match="InvalidNextToken"):
        ask(client, stat("b", "Tokens"), MaxDatapoints=1, NextToken=token)


def test_no_data_is_an_empty_series_and_no_zero(sandbox: Cloud) -> None:
    (result,) = ask(sandbox.client("cloudwatch"), stat("a", "Nothing"))["MetricDataResults"]
    assert (result["Values"], result["Timestamps"], result["StatusCode"]) == ([], [], "Complete")


def test_dimensions_must_be_all_of_a_metrics(only_in_sandbox: OnlyInSandbox) -> None:
    def without_dimensions(cloud: Cloud) -> Any:
        client = put(cloud, "Dimensioned", {0: [1.0]}, Dimensions=[{"Name": "Host", "Value": "one"}])
        return points(ask(client, stat("a", "Dimensioned")), "a")

    only_in_sandbox(without_dimensions, {})


REFUSED = [
    ([stat(f"q{number}", "Refused") for number in range(501)], "size greater than 500"),
    ([stat("a", "Refused"), stat("a", "Refused")], "not unique"),
    ([stat("Upper", "Refused")], "invalid"),
    ([stat("a", "Refused", period=45)], "Period"),
    ([stat("a", "Refused", "TM(10%:90%)")], "not supported"),
    ([stat("a", "Refused", "p101")], "not supported"),
    ([{"Id": "a"}], "MetricStat is required"),
    ([stat("a", "Refused", ReturnData=False)], "must return data"),
]


@pytest.mark.parametrize(("queries", "message"), REFUSED)
def test_a_request_that_cloudwatch_refuses_is_refused(sandbox: Cloud, queries: list[Any], message: str) -> None:
    assert message in str(outcome(lambda cloud: ask(cloud.client("cloudwatch"), *queries), sandbox))


def test_five_hundred_queries_are_one_call(sandbox: Cloud) -> None:
    client = put(sandbox, "Many", {0: [1.0]})
    answer = ask(client, *(stat(f"q{number}", "Many") for number in range(500)))
    assert [len(result["Values"]) for result in answer["MetricDataResults"]] == [1] * 500


def test_metric_statistics_have_at_most_1440_points(sandbox: Cloud) -> None:
    with pytest.raises(ClientError, match="exceeds the limit of 1,440"):
        sandbox.client("cloudwatch").get_metric_statistics(
            Namespace="Any",
            MetricName="Used",
            StartTime=HOUR - timedelta(days=2),
            EndTime=HOUR,
            Period=60,
            Statistics=["Sum"],
        )


def test_metrics_are_listed_by_dimension_and_in_pages(sandbox: Cloud) -> None:
    client = sandbox.client("cloudwatch")
    for start in range(0, 600, 300):
        client.put_metric_data(
            Namespace="Listed",
            MetricData=[
                {"MetricName": "Used", "Value": 1.0, "Dimensions": [{"Name": "Host", "Value": f"{start + number:03}"}]}
                for number in range(300)
            ],
        )
    page = client.list_metrics(Namespace="Listed")
    rest = client.list_metrics(Namespace="Listed", NextToken=page["NextToken"])
    assert (len(page["Metrics"]), len(rest["Metrics"]), "NextToken" in rest) == (500, 100, False)
    assert len(client.list_metrics(Namespace="Listed", Dimensions=[{"Name": "Host"}])["Metrics"]) == 500
    (one,) = client.list_metrics(Namespace="Listed", Dimensions=[{"Name": "Host", "Value": "042"}])["Metrics"]
    assert one["Dimensions"] == [{"Name": "Host", "Value": "042"}]


def test_seconds_are_kept_for_three_hours_of_a_high_resolution_metric(sandbox: Cloud) -> None:
    client = sandbox.client("cloudwatch")
    now = datetime.fromtimestamp(int(time.time()) // 60 * 60 - 60, UTC)
    for age, value in ((timedelta(0), 1.0), (timedelta(hours=5), 2.0)):
        datum = {
            "MetricName": "Used",
            "Timestamp": now - age + timedelta(seconds=10),
            "Value": value,
            "StorageResolution": 1,
        }
        client.put_metric_data(Namespace="Fine", MetricData=[datum])
    answer = client.get_metric_data(
        MetricDataQueries=[stat("a", "Fine", period=10)],
        StartTime=now - timedelta(hours=6),
        EndTime=now + timedelta(minutes=1),
    )
    assert answer["MetricDataResults"][0]["Values"] == [1.0], "older seconds are gone: only minutes are left"
