"""The session factory of a read-only process: over the whole model of every service, only what is listed is sent."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import botocore.session
import pytest
from botocore import xform_name
from botocore.exceptions import BotoCoreError
from moto.server import ThreadedMotoServer

from console.aws import session
from console.aws.read_only import allowed_services, session_policy
from console.errors import AwsError, ReadOnlyError
from tests.e2e.recording_proxy import RecordingProxy
from tests.fakes.cloud import AccountServer

ROOT = Path(__file__).resolve().parents[2]
CHANGED = ("sns", "service-quotas", "sqs", "iam", "kms", "ssm", "lambda", "elasticache", "pricing", "route53", "ecr")
"""Services that a console may only look at in part or not at all, beside those of the list."""
SERVICES = sorted({*allowed_services(), *CHANGED})
LOOKS = re.compile("(Describe|Get|List|Filter)[A-Z]")
REVIEWED = {"Query", "StartQuery", "StopQuery", "StartLiveTail"}
"""Called otherwise and still only looking; the list says why."""
LEAKS = re.compile(
    "(Batch)?GetSecretValue|GetParameter.*|GetAuthorizationToken|GetSessionToken|GetFederationToken|AssumeRole.*|Decrypt|"
    "GetPasswordData|GetCredential.*|GetClusterCredentials.*|GenerateDataKey.*|GetFunction|GetLoginProfile|GetAccessKey.*"
)
AWS_ELSEWHERE = {
    "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
}


@pytest.fixture(scope="module")
def models() -> dict[str, Any]:
    found = botocore.session.get_session()
    return {service: found.get_service_model(service) for service in SERVICES}


def client_of(service: str, sent: list[str]) -> Any:
    """A client whose requests are written down in place of being sent."""
    client = session.service_client(service, "us-east-1", AWS_ELSEWHERE)

    def send(request: Any, event_name: str, **_: Any) -> None:
        sent.append(event_name)
        raise ConnectionRefusedError

    client.meta.events.register("before-send", send, unique_id="recorded")
    return client


@pytest.mark.parametrize("service", SERVICES)
def test_every_operation_of_a_service_is_on_the_list_or_never_leaves_this_process(
    service: str, models: dict[str, Any]
) -> None:
    session.look_only()
    sent: list[str] = []
    client, looks = client_of(service, sent), allowed_services()[service].looks if service in allowed_services() else {}
    refused = set()
    for operation in models[service].operation_names:
        try:
            getattr(client, xform_name(operation))()
        except ReadOnlyError:
            refused.add(operation)
        except Exception:  # noqa: BLE001 - parameters are missing, or nobody answers: it was let through
            pass
    assert refused == set(models[service].operation_names) - set(looks)
    assert {each.rpartition(".")[2] for each in sent} <= set(looks)


def test_what_is_listed_only_looks_and_hands_out_no_secret(models: dict[str, Any]) -> None:
    for service, entry in allowed_services().items():
        for operation, reason in entry.looks.items():
            assert operation in models[service].operation_names, f"{service} has no {operation}"
            assert LOOKS.match(operation) or operation in REVIEWED, f"{service} {operation}"
            assert not LEAKS.fullmatch(operation), f"{service} {operation}"
            assert len(reason) > 15
            if models[service].metadata["protocol"].startswith("rest"):
                assert models[service].operation_model(operation).http["method"] in ("GET", "HEAD")


def test_the_list_is_what_the_console_calls_to_look_and_nothing_more(models: dict[str, Any]) -> None:
    called = _names_called(path for path in (ROOT / "console/aws").glob("*.py") if "_changes" not in path.name)
    for service, entry in allowed_services().items():
        unused = [operation for operation in entry.looks if xform_name(operation) not in called]
        assert not unused, f"{service}: on the list and never asked for: {unused}"


def _names_called(paths: Iterable[Path]) -> set[str]:
    found = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute):
                found.add(node.attr)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def test_a_client_that_was_made_before_is_refused_as_well() -> None:
    sent: list[str] = []
    client = client_of("ecs", sent)
    session.look_only()
    with pytest.raises(ReadOnlyError):
        client.delete_service(cluster="c", service="s")
    assert not sent


def test_a_presigned_address_of_a_change_is_not_made() -> None:
    client = client_of("s3", [])
    session.look_only()
    with pytest.raises(ReadOnlyError):
        client.generate_presigned_url("put_object", Params={"Bucket": "b", "Key": "k"})


def test_a_console_that_may_change_is_not_in_the_way() -> None:
    sent: list[str] = []
    with suppress(ConnectionRefusedError, BotoCoreError):
        client_of("ecs", sent).delete_service(cluster="c", service="s")
    assert sent == ["before-send.ecs.DeleteService"]


MAKES_CLIENTS = {"client", "resource", "create_client", "Session", "get_session"}
LOOKS_AT_CREDENTIALS = {"console/aws/second_factor.py": {"Session"}}
SIGNS_PAST_THE_GUARD = {"generate_presigned_post", "generate_presigned_url", "generate_db_auth_token"}


def test_clients_are_made_in_one_place_only() -> None:
    """Another session, or an address signed elsewhere, would not ask the guard."""
    found = []
    for path in [*(ROOT / "console").rglob("*.py"), *(ROOT / "screens").rglob("*.py")]:
        place = str(path.relative_to(ROOT))
        if place in ("console/aws/session.py", "console/aws/read_only_role.py"):
            continue
        made = MAKES_CLIENTS - LOOKS_AT_CREDENTIALS.get(place, set())
        tree = ast.parse(path.read_text())
        imports_it = any(
            name.partition(".")[0] in ("boto3", "botocore") and not name.startswith("botocore.exceptions")
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in ([alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""])
        )
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and (
                node.attr in SIGNS_PAST_THE_GUARD or (imports_it and node.attr in made)
            ):
                found.append(f"{place}:{node.lineno} {node.attr}")
    assert not found


def test_the_session_policy_allows_the_list_whole_and_nothing_by_a_wildcard() -> None:
    policy = session_policy()
    assert len(policy) <= 2048
    assert '*",' not in policy.partition('"Resource"')[0]
    assert '"ecs:DescribeServices"' in policy
    assert '"elasticloadbalancing:DescribeTargetHealth"' in policy
    for named in ("s3:ListBucketVersions", "s3:GetObjectVersion", "s3:ListBucket"):
        assert f'"{named}"' in policy
    assert "Update" not in policy
    assert "PutObject" not in policy


ROLE = "arn:aws:iam::111122223333:role/watcher"


@pytest.fixture(scope="module")
def aws() -> Iterator[RecordingProxy]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    with RecordingProxy("http://{}:{}".format(*server.get_host_and_port())) as proxy:
        yield proxy
    server.stop()


def variables_of(aws: RecordingProxy) -> dict[str, str]:
    return AWS_ELSEWHERE | {"AWS_ENDPOINT_URL": aws.endpoint}


def test_with_a_role_every_call_is_the_roles_and_the_role_is_held_to_the_list(aws: RecordingProxy) -> None:
    session.look_only(ROLE)
    session.service_client("cloudwatch", "us-east-1", variables_of(aws)).describe_alarms()
    session.service_client("logs", "us-east-1", variables_of(aws)).describe_log_groups()
    (assumed,) = [each for each in aws.requests if each.operation == "AssumeRole"]
    asked = parse_qs(assumed.body.decode())
    assert asked["RoleArn"] == [ROLE]
    assert json.loads(asked["Policy"][0]) == json.loads(session_policy())
    assert assumed.access_key == "testing"
    rest = [each for each in aws.requests if each.operation != "AssumeRole"]
    assert {each.operation for each in rest} == {"DescribeAlarms", "DescribeLogGroups"}
    assert all(each.access_key != "testing" and each.headers["x-amz-security-token"] for each in rest)
    assert [each for each in aws.changing() if "AssumeRole" not in each] == []


def test_a_role_that_may_not_be_assumed_is_named() -> None:
    server = AccountServer()
    server.refuse("AccessDenied", "no")
    session.look_only(ROLE)
    client = session.service_client(
        "ecs", "us-east-1", AWS_ELSEWHERE | {"AWS_ENDPOINT_URL": server.environment["AWS_ENDPOINT_URL"]}
    )
    try:
        with pytest.raises(AwsError, match="sts:AssumeRole on the role arn:aws:iam::111122223333:role/watcher"):
            client.list_tasks()
    finally:
        server.close()
