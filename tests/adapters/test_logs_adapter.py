"""CloudWatch Logs as boto3 answers it: pages, refusals as sentences, live tail's events, nothing changed."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import EventStreamError
from botocore.stub import Stubber
from urllib3.exceptions import ReadTimeoutError

from console.aws.ecs import Clients
from console.aws.logs import LogsLooks
from console.aws.logs_insights import LogsInsights
from console.aws.session import service_client
from console.domain.logs import LogGroup
from console.errors import AwsError, InputError

GROUP = LogGroup("/ecs/api", "us-east-1", arn="arn:aws:logs:us-east-1:1:log-group:/ecs/api")
LINE = {"timestamp": 5, "ingestionTime": 9, "message": "hello\n", "logStreamName": "s", "eventId": "1"}


class Stubbed(Clients):
    """A client whose answers are queued; a call that was not expected fails."""

    def __init__(self) -> None:
        super().__init__(lambda: None)
        self.client = boto3.client("logs", region_name="us-east-1", aws_access_key_id="t", aws_secret_access_key="t")
        self.stub = Stubber(self.client)
        self.stub.activate()

    def of(self, service: str, region: str) -> Any:
        return self.client


@pytest.fixture
def clients() -> Iterator[Stubbed]:
    made = Stubbed()
    yield made
    made.stub.assert_no_pending_responses()


def test_a_page_of_lines_has_a_next_one(clients: Stubbed):
    asked = {"logGroupName": "/ecs/api", "startTime": 1, "endTime": 8, "limit": 10, "filterPattern": "x"}
    clients.stub.add_response("filter_log_events", {"events": [LINE], "nextToken": "more"}, asked)
    page = LogsLooks(clients).page(GROUP, "x", 1, 8, None, 10)
    assert (page.lines[0].message, page.lines[0].ingested_ms, page.token) == ("hello", 9, "more")


def test_a_pattern_that_aws_does_not_understand_is_the_operators_to_correct(clients: Stubbed):
    clients.stub.add_client_error("filter_log_events", "InvalidParameterException", "Invalid character(s) in term ':'")
    with pytest.raises(InputError, match=r"filter pattern 'a:b': Invalid character\(s\) in term ':'\."):
        LogsLooks(clients).page(GROUP, "a:b", 1, None, None, 10)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("AccessDeniedException", "may not do logs:FilterLogEvents on the lines of /ecs/api"),
        ("ExpiredTokenException", "credentials have expired"),
        ("ThrottlingException", "AWS asks to wait"),
        ("ResourceNotFoundException", "AWS does not know the lines of /ecs/api"),
    ],
)
def test_a_refusal_is_a_sentence_that_names_the_action(clients: Stubbed, code: str, words: str):
    clients.stub.add_client_error("filter_log_events", code, "no")
    with pytest.raises(AwsError, match=words):
        LogsLooks(clients).page(GROUP, "", 1, None, None, 10)


def test_a_group_that_aws_does_not_know_does_not_exist_though_another_begins_so(clients: Stubbed):
    other = {"logGroupName": "/ecs/api-two", "arn": "arn:aws:logs:us-east-1:1:log-group:/ecs/api-two:*"}
    clients.stub.add_response("describe_log_groups", {"logGroups": [other]})
    assert LogsLooks(clients).group(GROUP).exists is False


class Stream:
    """The events of a live tail; an exception among them is raised. `closed` once it was closed."""

    def __init__(self, *events: Any) -> None:
        self._events = events
        self.closed = False

    def __iter__(self) -> Iterator[Any]:
        for event in self._events:
            if isinstance(event, Exception):
                raise event
            yield event

    def close(self) -> None:
        self.closed = True


def live(clients: Stubbed, monkeypatch: pytest.MonkeyPatch, *events: Any) -> tuple[Iterator[Any], Stream]:
    stream = Stream({"sessionStart": {}}, *events)
    monkeypatch.setattr(clients.client, "start_live_tail", lambda **_: {"responseStream": stream})
    return LogsLooks(clients).live([GROUP], ""), stream


def update(*, sampled: bool = False) -> dict[str, Any]:
    event = {"timestamp": 5, "ingestionTime": 9, "message": "hello", "logStreamName": "s"}
    result = event | {"logGroupIdentifier": "111122223333:/ecs/api"}
    return {"sessionUpdate": {"sessionMetadata": {"sampled": sampled}, "sessionResults": [result]}}


def test_live_tail_begins_with_an_empty_update_and_names_groups_as_pages_do(clients: Stubbed, monkeypatch):
    updates, stream = live(clients, monkeypatch, update(), update(sampled=True))
    assert next(updates).lines == ()
    first, second = next(updates), next(updates)
    assert (first.lines[0].group, first.sampled, second.sampled) == ("/ecs/api", False, True)
    assert list(updates) == []
    assert stream.closed


def stream_error(code: str) -> EventStreamError:
    return EventStreamError({"Error": {"Code": code, "Message": "over"}}, "StartLiveTail")


def test_a_live_tail_that_aws_ends_after_hours_ends_without_an_error(clients: Stubbed, monkeypatch):
    updates, _ = live(clients, monkeypatch, stream_error("SessionTimeoutException"))
    assert len(list(updates)) == 1


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (stream_error("SessionStreamingException"), "AWS refused logs:StartLiveTail"),
        (ReadTimeoutError(None, None, "read timed out"), "broke: it is opened again"),  # type: ignore[arg-type]
        (ConnectionResetError("gone"), "broke: it is opened again"),
    ],
)
def test_a_live_tail_that_breaks_is_one_sentence(clients: Stubbed, monkeypatch, error: Exception, words: str):
    updates, stream = live(clients, monkeypatch, error)
    with pytest.raises(AwsError, match=words):
        list(updates)
    assert stream.closed


def test_a_group_without_an_arn_cannot_be_followed_live(clients: Stubbed):
    with pytest.raises(AwsError, match="nothing was logged to it yet"):
        next(LogsLooks(clients).live([LogGroup("/x", "us-east-1")], ""))


def test_rows_of_a_query_have_a_value_for_each_column(clients: Stubbed):
    rows = [
        [{"field": "path", "value": "/a"}, {"field": "n", "value": "2"}, {"field": "@ptr", "value": "x"}],
        [{"field": "n", "value": "1"}],
    ]
    statistics = {"recordsMatched": 3.0, "recordsScanned": 9.0, "bytesScanned": 120.0}
    answer = {"results": rows, "statistics": statistics, "status": "Complete"}
    clients.stub.add_response("get_query_results", answer, {"queryId": "q"})
    found = LogsInsights(clients).answer("us-east-1", "q")
    assert (found.columns, found.rows) == (("path", "n"), (("/a", "2"), ("", "1")))
    assert (found.scanned_records, found.scanned_bytes, found.over) == (9, 120, True)


def test_a_query_that_is_none_is_the_operators_to_correct(clients: Stubbed):
    clients.stub.add_client_error("start_query", "MalformedQueryException", "unexpected symbol found |")
    with pytest.raises(InputError, match="does not understand the query: unexpected symbol"):
        LogsInsights(clients).start([GROUP], "| x", 1, 2)


def test_saved_queries_are_read_to_the_last_page(clients: Stubbed):
    def page(name: str, **more: str) -> dict[str, Any]:
        return {"queryDefinitions": [{"name": name, "queryString": "limit 1"}]} | more

    clients.stub.add_response("describe_query_definitions", page("b", nextToken="t"), {})
    clients.stub.add_response("describe_query_definitions", page("a"), {"nextToken": "t"})
    assert [query.name for query in LogsInsights(clients).saved("us-east-1")] == ["a", "b"]


def test_the_host_of_live_tail_is_its_own_on_aws_and_the_loopback_address_in_the_sandbox():
    keys = {"AWS_ACCESS_KEY_ID": "t", "AWS_SECRET_ACCESS_KEY": "t", "AWS_ENDPOINT_URL": "http://127.0.0.1:1"}
    assert service_client("logs", "us-east-1", keys).meta.config.inject_host_prefix is False
    assert service_client("logs", "us-east-1", None).meta.config.inject_host_prefix is True


CHANGING = ("update_", "create_", "delete_", "put_", "tag_", "associate_")


@pytest.mark.parametrize("adapter", [LogsLooks, LogsInsights])
def test_what_only_looks_calls_nothing_that_changes(adapter: type):
    source = inspect.getsource(adapter)
    assert not [word for word in CHANGING if f".{word}" in source]
