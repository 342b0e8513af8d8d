"""Logs: the groups of an environment, lines of several in the order of time, files of ones own, queries that end."""

from __future__ import annotations

import json
import threading

import pytest

from console.domain.logs_queries import QueryAnswer, SavedQuery
from console.errors import AwsError, ConsoleError, InputError
from console.services import logs_asking
from console.services.applied_resources import AppliedResource
from console.services.logs import save_lines
from console.services.logs_groups import groups_in
from tests.fakes.logs import API, DATABASE, NAME, NOW_MS, FakeLogs, line, logs, state


def resource(kind: str, **values) -> AppliedResource:
    return AppliedResource(f"{kind}.this", kind, "", values)


def test_groups_are_those_of_the_state_and_those_that_its_resources_write_to():
    arn = "arn:aws:logs:eu-west-1:1:log-group:"
    container = {"logConfiguration": {"options": {"awslogs-group": "/ecs/shop"}}}
    found = groups_in(
        [
            resource("aws_cloudwatch_log_group", name="/trail", arn=f"{arn}/trail"),
            resource("aws_ecs_task_definition", family="shop", container_definitions=json.dumps([container])),
            resource("aws_rds_cluster", cluster_identifier="db", enabled_cloudwatch_logs_exports=["postgresql"]),
            resource("aws_lambda_function", function_name="resize", logging_config=[]),
            resource("aws_lambda_function", function_name="mail", logging_config=[{"log_group": "/own"}]),
            resource("aws_flow_log", log_destination=f"{arn}/flow:*"),
            resource("aws_flow_log", log_destination="arn:aws:s3:::bucket"),
            resource("aws_apigatewayv2_stage", access_log_settings=[{"destination_arn": f"{arn}/api:*"}]),
            resource("aws_elasticache_replication_group", log_delivery_configuration=[
                {"destination_type": "cloudwatch-logs", "destination": "/slow"},
                {"destination_type": "kinesis-firehose", "destination": "stream"},
            ]),
            resource("aws_ecs_task_definition", family="odd", container_definitions="not json"),
        ],
        "us-east-1",
    )  # fmt: skip
    assert [(group.name, group.of) for group in found] == [
        ("/api", "API requests"),
        ("/aws/lambda/resize", "Lambda resize"),
        ("/aws/rds/cluster/db/postgresql", "RDS db postgresql"),
        ("/ecs/shop", "ECS shop"),
        ("/flow", "VPC flow log"),
        ("/own", "Lambda mail"),
        ("/slow", "ElastiCache"),
        ("/trail", ""),
    ]
    assert {group.region for group in found if group.name == "/trail"} == {"eu-west-1"}


def test_a_group_is_chosen_by_a_part_of_its_name_or_of_what_writes_to_it():
    finder = logs(FakeLogs()).groups
    assert [group.name for group in finder.choose(NAME, ())] == [DATABASE, API]
    assert [group.name for group in finder.choose(NAME, ("ecs",))] == [API]
    assert [group.name for group in finder.choose(NAME, (API, "RDS replaydash"))] == [API, DATABASE]
    with pytest.raises(InputError, match=r"has no log group 'cache': it has /aws/rds"):
        finder.choose(NAME, ("cache",))


def test_an_environment_that_logs_nothing_says_so():
    with pytest.raises(InputError, match="replaydash/dev has no log group"):
        logs(FakeLogs(), ()).groups.of(NAME)


def test_who_may_not_describe_groups_still_sees_them():
    fake = FakeLogs(error=AwsError("These credentials may not do logs:DescribeLogGroups."))
    service = logs(fake)
    (first, _) = service.described(service.groups.of(NAME))
    assert (first.name, first.exists, first.stored_bytes) == (DATABASE, None, None)


def test_lines_of_several_groups_are_read_page_by_page_in_the_order_of_time():
    fake = FakeLogs(kept=[line(60 - number, str(number), group=(API, DATABASE)[number % 2]) for number in range(30)])
    fake.page_size = 4
    service = logs(fake)
    groups = service.groups.of(NAME)
    found, more = service.read(groups, "", NOW_MS - 3_600_000, None, 100)
    assert [each.message for each in found] == [str(number) for number in range(30)]
    assert not more
    first, more = service.read(groups, "", NOW_MS - 3_600_000, None, 5)
    assert ([each.message for each in first], more) == (["0", "1", "2", "3", "4"], True)


def test_a_file_is_new_and_for_its_owner_only(tmp_path):
    path = tmp_path / "lines.log"
    assert save_lines(path, [line(0, "\x1b[31mas it was logged")]) == 1
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text().endswith("\x1b[31mas it was logged\n")
    with pytest.raises(ConsoleError, match="is there already"):
        save_lines(path, [])
    with pytest.raises(ConsoleError, match="could not be written"):
        save_lines(tmp_path / "no" / "folder", [])


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs_asking, "FIRST_PAUSE_SECONDS", 0.001)


@pytest.mark.usefixtures("fast")
def test_a_query_is_waited_for_until_it_is_over():
    done = QueryAnswer("Complete", ("n",), (("1",),))
    fake = FakeLogs(answers=[QueryAnswer("Scheduled"), QueryAnswer("Running"), done])
    service = logs(fake)
    meanwhile: list[str] = []
    found = service.insights.ask(
        service.groups.of(NAME), "stats count(*)", 1, 2, on_answer=lambda answer: meanwhile.append(answer.status)
    )
    assert (found, meanwhile) == (done, ["Scheduled", "Running"])


@pytest.mark.usefixtures("fast")
def test_a_query_that_nobody_waits_for_any_more_is_stopped():
    service = logs(fake := FakeLogs(answers=[QueryAnswer("Running")]))
    cancel = threading.Event()
    cancel.set()
    assert service.insights.ask(service.groups.of(NAME), "limit 1", 1, 2, cancel=cancel).status == "Cancelled"
    assert ("stop", "query-1") in fake.asked


@pytest.mark.usefixtures("fast")
def test_a_query_is_stopped_where_its_answer_cannot_be_read():
    refused = AwsError("The AWS credentials have expired: refresh them and try again.")
    service = logs(fake := FakeLogs(answers=[refused]))
    with pytest.raises(AwsError, match="expired"):
        service.insights.ask(service.groups.of(NAME), "limit 1", 1, 2)
    assert ("stop", "query-1") in fake.asked


def test_groups_of_two_regions_and_an_empty_query_are_refused_before_aws_is_asked():
    far = resource("aws_cloudwatch_log_group", name="/far", arn="arn:aws:logs:eu-west-1:1:log-group:/far")
    service = logs(fake := FakeLogs(), (*state(), far))
    with pytest.raises(InputError, match="groups of one region"):
        service.insights.ask(service.groups.of(NAME), "limit 1", 1, 2)
    with pytest.raises(InputError, match="There is no query"):
        service.insights.ask(service.groups.choose(NAME, (API,)), "  ", 1, 2)
    assert fake.asked == []


def test_queries_that_were_kept_with_these_groups_come_first():
    kept = (SavedQuery("a", "limit 1"), SavedQuery("b", "limit 2", (API,)))
    service = logs(FakeLogs(queries=kept))
    assert [query.name for query in service.insights.saved(service.groups.of(NAME))] == ["b", "a"]
