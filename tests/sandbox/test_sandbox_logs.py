"""CloudWatch Logs of the sandbox against what AWS documents: filter patterns, paging, Insights, live tail."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from conftest import Cloud, wait_until

OnlyInSandbox = Callable[[Callable[[Cloud], Any], Any], None]

LINES = [
    "[ERROR 400] BAD REQUEST",
    "[WARN] slow: 812 ms",
    "[INFO] INTERNAL SERVER ERROR seen",
    "[ERROR 419] MISSING ARGUMENTS",
    json.dumps({"level": "error", "status": 500, "user": {"id": 7, "name": "ana"}, "tags": ["a", "b"], "gone": None}),
    json.dumps({"level": "info", "status": 200, "user": {"id": 8}, "ok": True}),
    '10.0.0.1 - ana [10/Oct/2026:13:25:15] "GET /index.html HTTP/1.0" 404 1534',
    '10.0.0.2 - bob [10/Oct/2026:13:25:16] "GET /a.gif HTTP/1.0" 200 12',
]


def filled(cloud: Cloud, name: str, lines: list[str] = LINES) -> Any:
    """A client, with the group and one stream filled: one line a second."""
    logs = cloud.client("logs")
    logs.create_log_group(logGroupName=name)
    logs.create_log_stream(logGroupName=name, logStreamName="one")
    begin = int(time.time() * 1000) - 1000 * len(lines)
    events = [{"timestamp": begin + 1000 * number, "message": line} for number, line in enumerate(lines)]
    logs.put_log_events(logGroupName=name, logStreamName="one", logEvents=events)
    return logs


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("ERROR ARGUMENTS", [3]),
        ("?ARGUMENTS ?WARN", [1, 3]),
        ("ERROR -ARGUMENTS", [0, 2]),
        ('"INTERNAL SERVER ERROR"', [2]),
        ('ERROR -"BAD REQUEST" -ARGUMENTS', [2]),
        ("?WARN ERROR", [0, 2, 3]),
        ("%ERROR 4[0-9]{2}%", [0, 3]),
        ('{ $.level = "error" }', [4]),
        ("{ $.status >= 500 }", [4]),
        ("{ $.status != 500 }", [5]),
        ('{ ($.level = "error" && $.user.id = 7) || $.ok IS TRUE }', [4, 5]),
        ("{ $.user.name NOT EXISTS }", [5]),
        ("{ $.gone IS NULL }", [4]),
        ('{ $.tags[1] = "b" }', [4]),
        ('{ $.user.name = "a*" }', [4]),
        ("{ $.level = %err|warn% }", [4]),
        ("[ip, id, user, stamp, request, status=4*, size]", [6]),
        ("[..., status, size > 1000]", [6]),
        ("[ip, id, user = ana || user = bob, ...]", [6, 7]),
    ],
)  # fmt: skip
def test_a_filter_pattern_finds_what_its_documentation_says(
    sandbox: Cloud, bare_moto: Cloud, pattern: str, found: list[int], request: pytest.FixtureRequest
) -> None:
    name = f"/patterns/{abs(hash(pattern))}"

    def numbers(cloud: Cloud) -> list[int]:
        answer = filled(cloud, name).filter_log_events(logGroupName=name, filterPattern=pattern)
        return [LINES.index(event["message"]) for event in answer["events"]]

    assert numbers(sandbox) == found
    if pattern not in ("ERROR ARGUMENTS", '"INTERNAL SERVER ERROR"'):
        assert numbers(bare_moto) != found, "bare moto does this by now: the patch can go"


@pytest.mark.parametrize("pattern", ["not:a:word", "{ $.level }", "{ level = 1 }", "[a, b", "{ $.a > x }", "%(%"])
def test_a_pattern_that_is_none_is_refused(only_in_sandbox: OnlyInSandbox, pattern: str) -> None:
    name = f"/refused/{abs(hash(pattern))}"

    def code(cloud: Cloud) -> str:
        try:
            filled(cloud, name).filter_log_events(logGroupName=name, filterPattern=pattern)
        except ClientError as error:
            return str(error.response["Error"]["Code"])
        return "accepted"

    only_in_sandbox(code, "InvalidParameterException")


def test_streams_are_interleaved_by_time_and_read_page_by_page(only_in_sandbox: OnlyInSandbox) -> None:
    def read(cloud: Cloud) -> list[str]:
        logs = cloud.client("logs")
        logs.create_log_group(logGroupName="/pages")
        begin = int(time.time() * 1000) - 60_000
        for number, stream in enumerate(("a", "b")):
            logs.create_log_stream(logGroupName="/pages", logStreamName=stream)
            events = [{"timestamp": begin + 20 * i + 10 * number, "message": f"{stream}{i}"} for i in range(3)]
            logs.put_log_events(logGroupName="/pages", logStreamName=stream, logEvents=events)
        pages = logs.get_paginator("filter_log_events").paginate(
            logGroupName="/pages", PaginationConfig={"PageSize": 2}
        )
        return [event["message"] for page in pages for event in page["events"]]

    only_in_sandbox(read, ["a0", "b0", "a1", "b1", "a2", "b2"])


def test_streams_can_be_chosen_by_what_they_begin_with(only_in_sandbox: OnlyInSandbox) -> None:
    def read(cloud: Cloud) -> list[str]:
        logs = filled(cloud, "/prefixes", ["kept"])
        logs.create_log_stream(logGroupName="/prefixes", logStreamName="two")
        now = int(time.time() * 1000)
        event = {"timestamp": now, "message": "other"}
        logs.put_log_events(logGroupName="/prefixes", logStreamName="two", logEvents=[event])
        arn = logs.describe_log_groups(logGroupNamePrefix="/prefixes")["logGroups"][0]["logGroupArn"]
        answer = logs.filter_log_events(logGroupIdentifier=arn, logStreamNamePrefix="on")
        return [event["message"] for event in answer["events"]]

    only_in_sandbox(read, ["kept"])


def test_what_a_stream_keeps_is_bounded(sandbox: Cloud) -> None:
    logs = filled(sandbox, "/bounded", ["first"])
    now = int(time.time() * 1000)
    for _ in range(2):
        events = [{"timestamp": now, "message": f"line {number}"} for number in range(3_000)]
        logs.put_log_events(logGroupName="/bounded", logStreamName="one", logEvents=events)
    assert len(logs.filter_log_events(logGroupName="/bounded")["events"]) == 5_000


# --- Insights ---


def asked(cloud: Cloud, name: str, query: str) -> list[dict[str, str]]:
    """The rows of a query over what was filled, without the pointer to the event."""
    logs = cloud.client("logs")
    now = int(time.time())
    started = logs.start_query(logGroupName=name, startTime=now - 3600, endTime=now + 60, queryString=query)

    def done() -> Any:
        answer = logs.get_query_results(queryId=started["queryId"])
        return answer if answer["status"] == "Complete" else None

    answer = wait_until(done, "the query is complete")
    return [{f["field"]: f["value"] for f in row if f["field"] != "@ptr"} for row in answer["results"]]


@pytest.fixture(scope="module")
def insights(sandbox: Cloud) -> Callable[[str], list[dict[str, str]]]:
    filled(sandbox, "/insights")
    return lambda query: asked(sandbox, "/insights", query)


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ('fields status | filter level = "error"', [{"status": "500"}]),
        ("fields status | filter status >= 200 and status < 500 | sort status", [{"status": "200"}]),
        ("filter @message like /ERROR 4\\d\\d/ | stats count(*) as n", [{"n": "2"}]),
        ('filter @message like "INTERNAL" | stats count(*)', [{"count(*)": "1"}]),
        (
            "filter ispresent(level) | stats count(*) as n, avg(status) as mean by level | sort level desc",
            [{"level": "info", "n": "1", "mean": "200"}, {"level": "error", "n": "1", "mean": "500"}],
        ),
        ("stats min(status) as least, max(status) as most", [{"least": "200", "most": "500"}]),
        ("fields user.name | filter user.id in [7, 9]", [{"user.name": "ana"}]),
        ('parse "[* *] *" as kind, code, rest | filter kind = "ERROR" | stats count(*) as n by kind', [
            {"kind": "ERROR", "n": "2"}
        ]),
        ("parse /(?<method>GET) (?<path>\\S+)/ | filter ispresent(path) | fields path | sort path", [
            {"path": "/a.gif"}, {"path": "/index.html"}
        ]),
        ("fields @message | sort @timestamp asc | limit 1", [{"@message": LINES[0]}]),
        ("filter not ispresent(level) | stats count(*) as n | fields n * 2 + 1 as more | display more", [
            {"more": "13"}
        ]),
    ],
)  # fmt: skip
def test_an_insights_query_answers_what_was_asked(
    insights: Callable[[str], list[dict[str, str]]], query: str, rows: list[dict[str, str]]
) -> None:
    assert insights(query) == rows


def test_without_fields_insights_shows_time_and_message_newest_first(
    insights: Callable[[str], list[dict[str, str]]],
) -> None:
    rows = insights("limit 2")
    assert [row["@message"] for row in rows] == [LINES[-1], LINES[-2]]
    assert len(rows[0]["@timestamp"]) == len("2026-05-04 10:04:00.000")


def test_lines_are_counted_by_bins_of_time(insights: Callable[[str], list[dict[str, str]]]) -> None:
    rows = insights("stats count(*) as n by bin(1h)")
    assert sum(int(row["n"]) for row in rows) == len(LINES)
    assert rows[0]["bin(1h)"].endswith(":00:00.000")


@pytest.mark.parametrize("query", ["fieldz @message", "filter status >", "stats median by x", "limit 0", "fields @a |"])
def test_a_query_that_is_none_is_refused(only_in_sandbox: OnlyInSandbox, query: str) -> None:
    name = f"/malformed/{abs(hash(query))}"

    def code(cloud: Cloud) -> str:
        logs = filled(cloud, name)
        try:
            logs.start_query(logGroupName=name, startTime=0, endTime=int(time.time()), queryString=query)
        except ClientError as error:
            return str(error.response["Error"]["Code"])
        return "accepted"

    only_in_sandbox(code, "MalformedQueryException")


def test_filtering_in_insights_filters(only_in_sandbox: OnlyInSandbox) -> None:
    def found(cloud: Cloud) -> int:
        filled(cloud, "/insights-filter")
        return len(asked(cloud, "/insights-filter", 'fields @message | filter level = "error"'))

    only_in_sandbox(found, 1)


def test_a_query_can_be_stopped(only_in_sandbox: OnlyInSandbox) -> None:
    def stopped(cloud: Cloud) -> Any:
        logs = filled(cloud, "/stopped")
        query = logs.start_query(logGroupName="/stopped", startTime=0, endTime=1, queryString="limit 1")["queryId"]
        return logs.stop_query(queryId=query)["success"], logs.get_query_results(queryId=query)["status"]

    only_in_sandbox(stopped, (True, "Cancelled"))


# --- Live tail ---


def live(cloud: Cloud) -> Any:
    """A client as the console makes it for a loopback address."""
    config = Config(inject_host_prefix=False, retries={"total_max_attempts": 1}, read_timeout=10)
    return boto3.client(
        "logs",
        endpoint_url=cloud.endpoint,
        region_name="us-east-1",
        aws_access_key_id="sandbox",
        aws_secret_access_key="sandbox",
        config=config,
    )


def group_arn(name: str) -> str:
    return f"arn:aws:logs:us-east-1:000000000000:log-group:{name}"


def test_live_tail_sends_lines_as_they_come(only_in_sandbox: OnlyInSandbox) -> None:
    def heard(cloud: Cloud) -> list[str]:
        logs = filled(cloud, "/live", ["before"])
        stream = live(cloud).start_live_tail(logGroupIdentifiers=[group_arn("/live")], logEventFilterPattern="-quiet")
        found: list[str] = []
        for event in stream["responseStream"]:
            if "sessionStart" in event:
                now = int(time.time() * 1000)
                lines = [{"timestamp": now, "message": text} for text in ("one", "quiet", "two")]
                logs.put_log_events(logGroupName="/live", logStreamName="one", logEvents=lines)
            else:
                found += [each["message"] for each in event["sessionUpdate"]["sessionResults"]]
            if found:
                break
        stream["responseStream"].close()
        return found

    only_in_sandbox(heard, ["one", "two"])


def test_live_tail_says_when_it_leaves_lines_out(sandbox: Cloud) -> None:
    logs = filled(sandbox, "/sampled", ["before"])
    stream = live(sandbox).start_live_tail(logGroupIdentifiers=[group_arn("/sampled")])["responseStream"]
    for event in stream:
        if "sessionStart" in event:
            now = int(time.time() * 1000)
            lines = [{"timestamp": now, "message": str(number)} for number in range(700)]
            logs.put_log_events(logGroupName="/sampled", logStreamName="one", logEvents=lines)
        elif event["sessionUpdate"]["sessionResults"]:
            break
    stream.close()
    assert event["sessionUpdate"]["sessionMetadata"]["sampled"] is True
    assert len(event["sessionUpdate"]["sessionResults"]) == 500


def test_live_tail_of_a_group_that_is_not_there_is_refused(sandbox: Cloud) -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        live(sandbox).start_live_tail(logGroupIdentifiers=[group_arn("/nowhere")])


# --- What runs writes lines ---


def test_a_running_task_logs_lines_of_all_kinds(sandbox: Cloud, fargate: Any) -> None:
    logs = sandbox.client("logs")
    group = f"/ecs/{fargate.name}"
    logs.create_log_group(logGroupName=group)
    fargate.serve(4)

    def messages() -> list[str]:
        found = [event["message"] for event in logs.filter_log_events(logGroupName=group)["events"]]
        return found if len(found) > 12 else []

    said = wait_until(messages, "the tasks have logged")
    documents = [json.loads(line) for line in said if line.startswith("{")]
    assert {"level", "status", "duration_ms", "request_id"} <= documents[0].keys()
    assert any(not line.startswith("{") for line in said)
