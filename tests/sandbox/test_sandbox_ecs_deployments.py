"""Service deployments on Fargate: their record, the circuit breaker, rollbacks, and how tasks fail."""

from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import Cloud, outcome, wait_until
from fargate import Fargate

from console.sandbox.faults import FaultSwitches

BREAKER = {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}


def target(fargate: Fargate, **settings: Any) -> str:
    """A service with one task behind a target group, in a steady state; the ARN of the group."""
    elbv2 = fargate.cloud.client("elbv2")
    name = f"t{abs(hash(fargate.name))}"[:30]
    created = elbv2.create_target_group(Name=name, Protocol="HTTP", Port=3001, VpcId=fargate.vpc, TargetType="ip")
    group = str(created["TargetGroups"][0]["TargetGroupArn"])
    balancer = {"targetGroupArn": group, "containerName": "api", "containerPort": 3001}
    fargate.serve(count=1, loadBalancers=[balancer], **settings)
    fargate.settle(1)
    return group


def ended(fargate: Fargate) -> Any:
    """The newest service deployment, once it is over."""

    def over() -> Any:
        newest = fargate.deployments()[0]
        return newest if newest["status"] in ("SUCCESSFUL", "STOPPED") or "ROLLBACK_S" in newest["status"] else None

    return wait_until(over, "the deployment is over")


def test_a_deployment_is_recorded_from_its_source_to_its_target_revision(fargate: Fargate, bare_moto: Cloud) -> None:
    fargate.serve(count=1)
    fargate.settle(1)
    first = fargate.deployments()[0]
    definition = fargate.register("v2")
    fargate.update(taskDefinition=definition)
    assert fargate.deployments()[0]["status"] == "IN_PROGRESS"
    newest = ended(fargate)
    assert newest["status"] == "SUCCESSFUL"
    assert [each["arn"] for each in newest["sourceServiceRevisions"]] == [first["targetServiceRevision"]["arn"]]
    revision = fargate.revision(newest["targetServiceRevision"]["arn"])
    assert revision["taskDefinition"] == definition
    assert revision["containerImages"][0]["image"] == "registry.example/api:v2"
    assert newest["finishedAt"] >= newest["startedAt"]

    bare = Fargate(bare_moto, "recorded")
    bare.serve(count=1)
    assert isinstance(outcome(lambda _: bare.deployments(), bare_moto), str), "bare moto has no service deployments"


def test_deployments_are_listed_by_status_and_in_pages(fargate: Fargate) -> None:
    fargate.serve(count=1)
    fargate.settle(1)
    fargate.update(forceNewDeployment=True)
    ended(fargate)
    listed = fargate.ecs.list_service_deployments
    page = listed(cluster=fargate.name, service="api", maxResults=1)
    rest = listed(cluster=fargate.name, service="api", nextToken=page["nextToken"])
    assert (len(page["serviceDeployments"]), len(rest["serviceDeployments"])) == (1, 1)
    assert page["serviceDeployments"] != rest["serviceDeployments"]
    assert listed(cluster=fargate.name, service="api", status=["STOPPED"])["serviceDeployments"] == []


def test_scaling_starts_no_service_deployment(fargate: Fargate) -> None:
    fargate.serve(count=1)
    fargate.settle(1)
    fargate.update(desiredCount=2)
    wait_until(lambda: fargate.service()["runningCount"] == 2, "two tasks run")
    assert len(fargate.deployments()) == 1


FAILING = [
    ("missing-image", "TaskFailedToStart", "CannotPullContainerError", None),
    ("missing-secret", "TaskFailedToStart", "ResourceInitializationError: unable to pull secrets", None),
    ("no-route", "TaskFailedToStart", "Check your task network configuration", None),
    ("crash-on-start", "EssentialContainerExited", "Essential container in task exited", 1),
    ("out-of-memory", "EssentialContainerExited", "OutOfMemoryError", 137),
]


@pytest.mark.parametrize(("fault", "code", "reason", "exit_code"), FAILING)
def test_failing_tasks_let_the_circuit_breaker_roll_back(
    fargate: Fargate, switches: FaultSwitches, fault: str, code: str, reason: str, exit_code: int | None
) -> None:
    cluster = Fargate(fargate.cloud, f"fails-{fault}")
    cluster.serve(count=1, deploymentConfiguration=BREAKER)
    cluster.settle(1)
    good, (kept,) = cluster.service()["taskDefinition"], cluster.tasks()
    switches.switch(fault, on=True)
    cluster.update(taskDefinition=cluster.register("v2"))
    newest = ended(cluster)
    assert newest["status"] == "ROLLBACK_SUCCESSFUL"
    assert newest["deploymentCircuitBreaker"] == {"status": "TRIGGERED", "failureCount": 3, "threshold": 3}
    assert newest["rollback"]["serviceRevisionArn"] == newest["sourceServiceRevisions"][0]["arn"]
    assert cluster.service()["taskDefinition"] == good
    assert cluster.tasks() == [kept], "what served goes on serving"
    assert cluster.rollout() == ("COMPLETED", 1), "the service is stable, although its deployment failed"
    stopped = wait_until(cluster.stopped, "tasks have stopped")[0]
    assert (stopped["stopCode"], stopped["containers"][0].get("exitCode")) == (code, exit_code)
    assert reason in stopped["stoppedReason"]
    said = [event["message"] for event in cluster.service()["events"]]
    assert any("deployment failed: tasks failed to start." in message for message in said)
    assert any("rolling back to deployment ecs-svc/" in message for message in said)


def test_a_circuit_breaker_without_rollback_stops_the_deployment(fargate: Fargate, switches: FaultSwitches) -> None:
    fargate.serve(count=1, deploymentConfiguration={"deploymentCircuitBreaker": {"enable": True, "rollback": False}})
    fargate.settle(1)
    switches.switch("missing-image", on=True)
    fargate.update(taskDefinition=fargate.register("v2"))
    newest = ended(fargate)
    assert (newest["status"], newest["deploymentCircuitBreaker"]["status"]) == ("STOPPED", "TRIGGERED")
    assert fargate.service()["deployments"][0]["rolloutState"] == "FAILED"


def test_without_a_circuit_breaker_a_failing_deployment_goes_on(fargate: Fargate, switches: FaultSwitches) -> None:
    fargate.serve(count=1)
    fargate.settle(1)
    switches.switch("missing-image", on=True)
    fargate.update(taskDefinition=fargate.register("v2"))
    wait_until(lambda: fargate.service()["deployments"][0]["failedTasks"] >= 4, "more tasks fail than a breaker allows")
    assert fargate.deployments()[0]["status"] == "IN_PROGRESS"
    assert fargate.service()["runningCount"] == 1
    messages = [event["message"] for event in fargate.service()["events"]]
    assert any("is unable to consistently start tasks successfully." in message for message in messages)
    switches.switch("missing-image", on=False)
    assert ended(fargate)["status"] == "SUCCESSFUL", "once the image is there it ends by itself"


def pushing(fargate: Fargate) -> tuple[str, str]:
    """A repository with an image `v1`, and that image's digest; the cluster's task definition runs it."""
    ecr = fargate.cloud.client("ecr")
    repository = ecr.create_repository(repositoryName=fargate.name)["repository"]["repositoryUri"]
    manifest = '{"schemaVersion": 2, "mediaType": "m", "config": {"digest": "sha256:1", "size": 1}, "layers": []}'
    pushed = ecr.put_image(repositoryName=fargate.name, imageTag="v1", imageManifest=manifest)
    running(fargate, f"{repository}:v1")
    return repository, pushed["image"]["imageId"]["imageDigest"]


def running(fargate: Fargate, image: str) -> str:
    container = {"name": "api", "image": image, "memory": 64}
    registered = fargate.ecs.register_task_definition(
        family=fargate.name, requiresCompatibilities=["FARGATE"], networkMode="awsvpc", cpu="256", memory="512",
        containerDefinitions=[container],
    )  # fmt: skip
    return str(registered["taskDefinition"]["taskDefinitionArn"])


def test_a_task_says_which_image_it_pulled_also_after_its_tag_was_pushed_anew(fargate: Fargate) -> None:
    _, digest = pushing(fargate)
    fargate.serve(count=1)
    fargate.settle(1)
    again = '{"schemaVersion": 2, "mediaType": "m", "config": {}, "layers": [{"digest": "sha256:2", "size": 1}]}'
    fargate.cloud.client("ecr").put_image(repositoryName=fargate.name, imageTag="v1", imageManifest=again)
    (task,) = fargate.ecs.describe_tasks(cluster=fargate.name, tasks=fargate.tasks())["tasks"]
    assert [each.get("imageDigest") for each in task["containers"]] == [digest]


def test_an_image_that_was_not_pushed_cannot_be_pulled(fargate: Fargate) -> None:
    repository, _ = pushing(fargate)
    fargate.serve(count=1, deploymentConfiguration=BREAKER)
    fargate.settle(1)
    fargate.update(taskDefinition=running(fargate, f"{repository}:v2"))
    assert ended(fargate)["status"] == "ROLLBACK_SUCCESSFUL"
    assert f"{repository}:v2: not found" in fargate.stopped()[0]["stoppedReason"]


def test_a_target_becomes_healthy_after_a_moment(fargate: Fargate, bare_moto: Cloud) -> None:
    group = target(fargate)
    elbv2 = fargate.cloud.client("elbv2")

    def states() -> list[str]:
        described = elbv2.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
        return sorted(each["TargetHealth"]["State"] for each in described)

    assert states() == ["healthy"], "a deployment is completed by healthy tasks"
    fargate.update(desiredCount=2)
    wait_until(lambda: states() == ["healthy", "initial"], "the second target is looked at first")
    wait_until(lambda: states() == ["healthy", "healthy"], "it is healthy")


def test_tasks_that_fail_their_health_checks_fail_the_deployment(fargate: Fargate, switches: FaultSwitches) -> None:
    group = target(fargate, deploymentConfiguration=BREAKER)
    switches.switch("slow-health", on=True)
    fargate.update(taskDefinition=fargate.register("v2"))
    elbv2 = fargate.cloud.client("elbv2")

    def states() -> set[str]:
        described = elbv2.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
        return {each["TargetHealth"]["State"] for each in described}

    wait_until(lambda: states() == {"healthy", "unhealthy"}, "the new target is unhealthy beside the old one")
    assert ended(fargate)["status"] == "ROLLBACK_SUCCESSFUL"
    assert fargate.stopped()[0]["stoppedReason"] == f"Task failed ELB health checks in (target-group {group})"


def test_no_capacity_starts_no_task_and_says_so(fargate: Fargate, switches: FaultSwitches) -> None:
    fargate.serve(count=1)
    fargate.settle(1)
    switches.switch("no-capacity", on=True)
    fargate.update(desiredCount=2)
    wait_until(lambda: "Capacity is unavailable" in fargate.service()["events"][0]["message"], "it is said")
    assert fargate.service()["pendingCount"] == 0


def test_a_deployment_under_way_is_rolled_back_by_hand(fargate: Fargate, switches: FaultSwitches) -> None:
    fargate.serve(count=1)
    fargate.settle(1)
    good = fargate.service()["taskDefinition"]
    switches.switch("missing-image", on=True)
    fargate.update(taskDefinition=fargate.register("v2"))
    arn = fargate.deployments()[0]["serviceDeploymentArn"]
    fargate.ecs.stop_service_deployment(serviceDeploymentArn=arn, stopType="ROLLBACK")
    assert fargate.deployments()[0]["status"] in ("ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS", "ROLLBACK_SUCCESSFUL")
    assert ended(fargate)["status"] == "ROLLBACK_SUCCESSFUL"
    assert fargate.service()["taskDefinition"] == good
    with pytest.raises(ClientError, match="ConflictException"):
        fargate.ecs.stop_service_deployment(serviceDeploymentArn=arn, stopType="ROLLBACK")


def test_a_deployment_that_there_is_not_cannot_be_stopped(fargate: Fargate) -> None:
    arn = "arn:aws:ecs:us-east-1:123456789012:service-deployment/none/none/none"
    with pytest.raises(ClientError, match="ServiceDeploymentNotFoundException"):
        fargate.ecs.stop_service_deployment(serviceDeploymentArn=arn)
    failures = fargate.ecs.describe_service_deployments(serviceDeploymentArns=[arn])["failures"]
    assert [(each["arn"], each["reason"]) for each in failures] == [(arn, "MISSING")]


def test_a_newer_deployment_stops_the_one_under_way(fargate: Fargate, switches: FaultSwitches) -> None:
    fargate.serve(count=1)
    fargate.settle(1)
    switches.switch("missing-image", on=True)
    fargate.update(taskDefinition=fargate.register("v2"))
    switches.switch("missing-image", on=False)
    fargate.update(taskDefinition=fargate.register("v3"))
    ended(fargate)
    assert [each["status"] for each in fargate.deployments()] == ["SUCCESSFUL", "STOPPED", "SUCCESSFUL"]


def test_tasks_are_spread_over_the_subnets(fargate: Fargate) -> None:
    subnets = fargate.cloud.client("ec2").describe_subnets()["Subnets"][:2]
    network = {"awsvpcConfiguration": {"subnets": [each["SubnetId"] for each in subnets], "securityGroups": []}}
    fargate.network = network
    fargate.serve(count=2)
    fargate.settle(2)
    tasks = fargate.ecs.describe_tasks(cluster=fargate.name, tasks=fargate.tasks())["tasks"]
    assert {task["availabilityZone"] for task in tasks} == {each["AvailabilityZone"] for each in subnets}


def test_a_one_off_task_that_crashes_exits_with_its_code(fargate: Fargate, switches: FaultSwitches) -> None:
    switches.switch("crash-on-start", on=True)
    subnets = {"awsvpcConfiguration": {"subnets": [fargate.subnet]}}
    fargate.cloud.client("logs").create_log_group(logGroupName=f"/ecs/{fargate.name}")
    fargate.ecs.run_task(
        cluster=fargate.name, taskDefinition=fargate.name, launchType="FARGATE", networkConfiguration=subnets
    )
    (task,) = wait_until(lambda: [each for each in fargate.stopped() if each["lastStatus"] == "STOPPED"], "it ended")
    assert (task["containers"][0]["exitCode"], task["stopCode"]) == (1, "EssentialContainerExited")
    events = fargate.cloud.client("logs").filter_log_events(logGroupName=f"/ecs/{fargate.name}")["events"]
    assert any("required configuration is missing" in event["message"] for event in events)
