"""ECS as boto3 answers it: refusals as sentences, pages to their end, nothing changed by what only looks."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError, NoCredentialsError
from botocore.stub import Stubber

from console.aws.ecs import Clients, EcsLooks
from console.aws.ecs_changes import EcsChanges
from console.aws.ecs_surroundings import EcsSurroundings
from console.aws.refusals import NotThereError, asking
from console.domain.ecs import ServiceAddress
from console.domain.ecs_images import ImageReference
from console.errors import AwsError

ADDRESS = ServiceAddress("us-east-1", "cluster", "api")
ARN = "arn:aws:ecs:us-east-1:000000000000"


class Stubbed(Clients):
    """Clients whose answers are queued; a call that was not expected fails."""

    def __init__(self) -> None:
        super().__init__(lambda: None)
        self.stubs: dict[str, Stubber] = {}

    def of(self, service: str, region: str) -> Any:
        return self.expecting(service).client

    def expecting(self, service: str) -> Stubber:
        if service not in self.stubs:
            client = boto3.client(
                service, region_name="us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing"
            )
            self.stubs[service] = Stubber(client)
            self.stubs[service].activate()
        return self.stubs[service]


@pytest.fixture
def clients() -> Iterator[Stubbed]:
    made = Stubbed()
    yield made
    for stub in made.stubs.values():
        stub.assert_no_pending_responses()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("AccessDeniedException", "These credentials may not do ecs:DescribeServices on the service cluster/api"),
        ("ExpiredTokenException", "have expired: refresh them"),
        ("ThrottlingException", "asks to wait (too many ecs:DescribeServices calls)"),
        ("SlowDown", "asks to wait (too many ecs:DescribeServices calls)"),
        ("RequestTimeTooSkewed", "check this machine's clock"),
        ("ClusterNotFoundException", "AWS does not know the service cluster/api: it is gone"),
        ("ServerException", "AWS refused ecs:DescribeServices for the service cluster/api: it is gone"),
    ],
)
def test_a_refusal_is_one_sentence_that_names_the_action(clients: Stubbed, code: str, words: str):
    clients.expecting("ecs").add_client_error("describe_services", code, "it is gone")
    with pytest.raises(AwsError) as raised:
        EcsLooks(clients).service(ADDRESS)
    assert words in raised.value.message
    assert "\n" not in raised.value.message


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (NoCredentialsError(), "no AWS credentials"),
        (EndpointConnectionError(endpoint_url="https://ecs"), "cannot be reached"),
        (KeyError("services"), "is not AWS"),
    ],
)
def test_what_is_no_answer_is_one_sentence(error: Exception, words: str):
    with pytest.raises(AwsError, match=words), asking("ecs", "the service api"):
        raise error


def test_a_service_that_was_deleted_is_not_there(clients: Stubbed):
    gone = {"serviceName": "api", "status": "INACTIVE"}
    clients.expecting("ecs").add_response("describe_services", {"services": [gone], "failures": []})
    with pytest.raises(NotThereError, match="There is no ECS service cluster/api"):
        EcsLooks(clients).service(ADDRESS)


def test_deployments_are_read_to_the_last_page_and_sorted(clients: Stubbed):
    def listed(number: int) -> dict[str, Any]:
        return {"serviceDeploymentArn": f"{ARN}:service-deployment/cluster/api/{number}"}

    def described(number: int) -> dict[str, Any]:
        return listed(number) | {"status": "SUCCESSFUL", "createdAt": datetime(2026, 5, number, tzinfo=UTC)}

    stub = clients.expecting("ecs")
    where = {"cluster": "cluster", "service": "api"}
    stub.add_response("list_service_deployments", {"serviceDeployments": [listed(1)], "nextToken": "more"}, where)
    stub.add_response("list_service_deployments", {"serviceDeployments": [listed(2)]}, where | {"nextToken": "more"})
    both = [f"{ARN}:service-deployment/cluster/api/{number}" for number in (1, 2)]
    stub.add_response(
        "describe_service_deployments",
        {"serviceDeployments": [described(1), described(2)]},
        {"serviceDeploymentArns": both},
    )
    assert [each.arn[-1] for each in EcsLooks(clients).deployments(ADDRESS)] == ["2", "1"]


IMAGE = ImageReference.parse("000000000000.dkr.ecr.us-east-1.amazonaws.com/api:v1")


@pytest.mark.parametrize(
    ("code", "there"), [("ImageNotFoundException", False), ("AccessDeniedException", None), ("ServerException", None)]
)
def test_an_image_that_may_not_be_looked_up_is_unknown_and_not_missing(clients: Stubbed, code: str, there: bool | None):
    clients.expecting("ecr").add_client_error("describe_images", code, "no")
    assert EcsSurroundings(clients).image(IMAGE) is there


def test_images_come_with_what_tells_an_index_and_tasks_with_what_they_pulled(clients: Stubbed):
    digests, base = ["sha256:" + letter * 64 for letter in "12"], "application/vnd.docker.distribution.manifest"
    details = [
        {"imageDigest": digests[0], "imageTags": ["v1"], "imageManifestMediaType": f"{base}.list.v2+json"},
        {"imageDigest": digests[1], "imageManifestMediaType": f"{base}.v2+json"},
    ]
    clients.expecting("ecr").add_response("describe_images", {"imageDetails": details})
    assert {one.digest: one.index for one in EcsSurroundings(clients).images(IMAGE)} == {
        digests[0]: True, digests[1]: False,
    }  # fmt: skip
    task = {
        "taskArn": f"{ARN}:task/cluster/1", "lastStatus": "RUNNING", "desiredStatus": "RUNNING",
        "taskDefinitionArn": f"{ARN}:task-definition/api:1",
        "containers": [{"name": "api", "imageDigest": digests[1]}, {"name": "log"}],
    }  # fmt: skip
    clients.expecting("ecs").add_response("describe_tasks", {"tasks": [task]})
    found = EcsLooks(clients).task("us-east-1", "cluster", "1")
    assert {each.name: each.digest for each in found.containers} == {"api": digests[1], "log": ""}


def test_an_image_of_another_registry_is_unknown(clients: Stubbed):
    assert EcsSurroundings(clients).image(ImageReference.parse("public.example/api:v1")) is None


def test_a_secret_is_looked_up_without_reading_it(clients: Stubbed):
    arn = "arn:aws:secretsmanager:us-east-1:000000000000:secret:db-aBcDeF"
    clients.expecting("secretsmanager").add_response("describe_secret", {"ARN": arn}, {"SecretId": arn})
    assert EcsSurroundings(clients).secret("us-east-1", f"{arn}:password::") is True


def test_a_new_revision_differs_in_its_image_only(clients: Stubbed):
    container = {"name": "api", "image": "old", "cpu": 256, "secrets": [{"name": "S", "valueFrom": "arn"}]}
    definition = {
        "taskDefinitionArn": f"{ARN}:task-definition/api:1", "family": "api", "revision": 1, "status": "ACTIVE",
        "containerDefinitions": [container], "cpu": "256", "memory": "512", "networkMode": "awsvpc",
        "registeredAt": datetime(2026, 5, 1, tzinfo=UTC), "compatibilities": ["FARGATE"],
    }  # fmt: skip
    stub = clients.expecting("ecs")
    tags = [{"key": "Project", "value": "replaydash"}]
    stub.add_response("describe_task_definition", {"taskDefinition": definition, "tags": tags})
    stub.add_response(
        "register_task_definition",
        {"taskDefinition": definition | {"taskDefinitionArn": f"{ARN}:task-definition/api:2"}},
        {
            "family": "api", "containerDefinitions": [container | {"image": "new"}], "cpu": "256", "memory": "512",
            "networkMode": "awsvpc", "tags": tags,
        },
    )  # fmt: skip
    made = EcsChanges(clients).register_with_image(ADDRESS, f"{ARN}:task-definition/api:1", "api", "new")
    assert made == f"{ARN}:task-definition/api:2"


def test_a_one_off_task_that_was_not_placed_is_a_failure(clients: Stubbed):
    from tests.fakes.ecs import service

    failures = [{"arn": "x", "reason": "RESOURCE:MEMORY"}]
    clients.expecting("ecs").add_response("run_task", {"tasks": [], "failures": failures})
    with pytest.raises(AwsError, match="ECS did not start migrate:1: RESOURCE:MEMORY"):
        EcsChanges(clients).run_task(service(), f"{ARN}:task-definition/migrate:1", (), "api")


def test_a_target_is_set_and_the_rest_of_its_policy_stays(clients: Stubbed):
    scaled = {"ServiceNamespace": "ecs", "ScalableDimension": "ecs:service:DesiredCount"}
    where = scaled | {"ResourceId": "service/cluster/api"}
    settings = {"TargetValue": 70.0, "ScaleInCooldown": 300, "ScaleOutCooldown": 60}

    def policy(name: str) -> dict[str, Any]:
        return where | {
            "PolicyARN": "arn", "PolicyName": name, "PolicyType": "TargetTrackingScaling",
            "TargetTrackingScalingPolicyConfiguration": settings, "CreationTime": datetime(2026, 5, 1, tzinfo=UTC),
        }  # fmt: skip

    stub = clients.expecting("application-autoscaling")
    stub.add_response("describe_scaling_policies", {"ScalingPolicies": [policy("memory"), policy("cpu")]}, where)
    stub.add_response(
        "put_scaling_policy",
        {"PolicyARN": "arn"},
        where
        | {
            "PolicyName": "cpu", "PolicyType": "TargetTrackingScaling",
            "TargetTrackingScalingPolicyConfiguration": settings | {"TargetValue": 60.0},
        },
    )  # fmt: skip
    EcsChanges(clients).set_target(ADDRESS, "cpu", Decimal(60))


CHANGING = ("update_", "create_", "delete_", "register_", "run_", "stop_", "put_", "deregister_")


@pytest.mark.parametrize("adapter", [EcsLooks, EcsSurroundings])
def test_what_only_looks_calls_nothing_that_changes(adapter: type):
    source = inspect.getsource(adapter)
    assert not [word for word in CHANGING if f".{word}" in source]
