"""ECS services and tasks on Fargate: settings kept, tasks started and stopped, deployments brought to an end."""

from collections.abc import Callable
from typing import Any

from conftest import Cloud, outcome, wait_until
from fargate import Fargate

OnlyInSandbox = Callable[[Callable[[Cloud], Any], Any], None]


def test_the_settings_of_a_service_are_kept(only_in_sandbox: OnlyInSandbox) -> None:
    def settings(cloud: Cloud) -> Any:
        fargate = Fargate(cloud, "settings")
        fargate.serve(
            count=0,
            capacityProviderStrategy=[{"capacityProvider": "FARGATE_SPOT", "weight": 1, "base": 0}],
            deploymentConfiguration={"deploymentCircuitBreaker": {"enable": True, "rollback": True}},
            enableECSManagedTags=True,
            enableExecuteCommand=True,
            healthCheckGracePeriodSeconds=60,
        )
        service = fargate.service()
        return (
            service["capacityProviderStrategy"][0]["capacityProvider"],
            service["deploymentConfiguration"]["deploymentCircuitBreaker"]["rollback"],
            service["enableECSManagedTags"],
            service["enableExecuteCommand"],
            service["healthCheckGracePeriodSeconds"],
            service.get("launchType"),
        )

    only_in_sandbox(settings, ("FARGATE_SPOT", True, True, True, 60, None))


def test_a_service_without_a_launch_type_takes_the_strategy_of_its_cluster(fargate: Fargate) -> None:
    spot = [{"capacityProvider": "FARGATE_SPOT", "weight": 1, "base": 0}]
    providers = {"capacityProviders": ["FARGATE", "FARGATE_SPOT"], "defaultCapacityProviderStrategy": spot}
    fargate.ecs.put_cluster_capacity_providers(cluster=fargate.name, **providers)
    fargate.ecs.create_service(
        cluster=fargate.name,
        serviceName="api",
        taskDefinition=fargate.name,
        desiredCount=1,
        networkConfiguration=fargate.network,
    )
    assert fargate.service()["capacityProviderStrategy"] == spot
    (task,) = wait_until(fargate.tasks, "the task is started")
    (found,) = fargate.ecs.describe_tasks(cluster=fargate.name, tasks=[task])["tasks"]
    assert found["capacityProviderName"] == "FARGATE_SPOT"


def test_a_new_service_reaches_a_steady_state(fargate: Fargate, bare_moto: Cloud) -> None:
    fargate.serve(count=2)
    assert fargate.rollout() == ("IN_PROGRESS", 0), "it must not claim to run before it does"
    wait_until(lambda: fargate.rollout() == ("COMPLETED", 2), "the first deployment is completed")
    assert len(fargate.tasks(serviceName="api")) == 2
    assert fargate.service()["events"][0]["message"] == "(service api) has reached a steady state."

    bare = Fargate(bare_moto, "steady")
    bare.serve(count=2)
    assert bare.rollout() == ("IN_PROGRESS", 0), "bare moto starts no tasks, however long one waits"
    assert bare.tasks() == []


def test_the_running_count_follows_the_desired_count(fargate: Fargate, bare_moto: Cloud) -> None:
    fargate.serve(count=1)
    wait_until(lambda: fargate.rollout() == ("COMPLETED", 1), "the service runs")
    fargate.update(desiredCount=3)
    assert fargate.service()["runningCount"] == 1
    wait_until(lambda: fargate.service()["runningCount"] == 3, "two more tasks run")
    fargate.update(desiredCount=0)
    wait_until(lambda: not fargate.tasks(), "all tasks are stopped")
    assert fargate.service()["runningCount"] == 0

    bare = Fargate(bare_moto, "follows")
    bare.serve(count=1)
    bare.update(desiredCount=3)
    assert bare.service()["runningCount"] == 3, "bare moto claims them as running at once"


def test_a_new_revision_replaces_the_tasks_in_a_deployment_of_its_own(fargate: Fargate, bare_moto: Cloud) -> None:
    fargate.serve(count=1)
    wait_until(lambda: fargate.rollout() == ("COMPLETED", 1), "the service runs")
    first, revision = fargate.tasks(), fargate.register("v2")
    fargate.update(taskDefinition=revision)
    statuses = [(d["status"], d["rolloutState"]) for d in fargate.service()["deployments"]]
    assert statuses == [("PRIMARY", "IN_PROGRESS"), ("ACTIVE", "COMPLETED")]
    wait_until(lambda: fargate.rollout()[0] == "COMPLETED", "the second deployment is completed")
    (deployment,) = fargate.service()["deployments"]
    assert deployment["taskDefinition"] == revision
    wait_until(lambda: len(fargate.tasks()) == 1, "only the new task is left")
    assert fargate.tasks() != first

    bare = Fargate(bare_moto, "revision")
    bare.serve(count=1)
    bare.update(taskDefinition=bare.register("v2"))
    assert len(bare.service()["deployments"]) == 1


def test_a_forced_deployment_replaces_the_tasks(fargate: Fargate) -> None:
    fargate.serve(count=1)
    wait_until(lambda: fargate.rollout() == ("COMPLETED", 1), "the service runs")
    first = fargate.tasks()
    fargate.update(forceNewDeployment=True)
    wait_until(lambda: fargate.tasks() and not set(first) & set(fargate.tasks()), "the first task is replaced")
    assert fargate.rollout()[0] == "COMPLETED"


def test_a_change_that_concerns_no_task_starts_no_deployment(fargate: Fargate) -> None:
    fargate.serve(count=1)
    before = fargate.service()["deployments"][0]["id"]
    fargate.update(healthCheckGracePeriodSeconds=30, taskDefinition=fargate.name)
    assert fargate.service()["deployments"][0]["id"] == before
    assert fargate.service()["healthCheckGracePeriodSeconds"] == 30


def test_running_tasks_are_targets_of_the_load_balancer(fargate: Fargate) -> None:
    elbv2 = fargate.cloud.client("elbv2")
    created = elbv2.create_target_group(Name="api", Protocol="HTTP", Port=3001, VpcId=fargate.vpc, TargetType="ip")
    group = created["TargetGroups"][0]["TargetGroupArn"]

    def targets() -> list[Any]:
        return list(elbv2.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"])

    balancer = {"targetGroupArn": group, "containerName": "api", "containerPort": 3001}
    fargate.serve(count=1, loadBalancers=[balancer])
    (target,) = wait_until(targets, "the task is registered")
    assert target["Target"]["Port"] == 3001
    fargate.update(desiredCount=0)
    wait_until(lambda: not targets(), "the stopped task is taken out")


def test_a_task_outside_of_a_service_runs_and_exits_with_code_0(fargate: Fargate, bare_moto: Cloud) -> None:
    def run(where: Fargate) -> str:
        subnets = {"awsvpcConfiguration": {"subnets": [where.subnet]}}
        return str(
            where.ecs.run_task(
                cluster=where.name, taskDefinition=where.name, launchType="FARGATE", networkConfiguration=subnets
            )["tasks"][0]["taskArn"]
        )

    fargate.cloud.client("logs").create_log_group(logGroupName=f"/ecs/{fargate.name}")
    arn = run(fargate)

    def found() -> Any:
        return fargate.ecs.describe_tasks(cluster=fargate.name, tasks=[arn])["tasks"][0]

    wait_until(lambda: found()["lastStatus"] == "RUNNING", "the task runs")
    wait_until(lambda: found()["lastStatus"] == "STOPPED", "the task has ended")
    assert (found()["containers"][0]["exitCode"], found()["stopCode"]) == (0, "EssentialContainerExited")
    assert fargate.tasks() == []
    assert fargate.tasks(desiredStatus="STOPPED") == [arn]
    events = fargate.cloud.client("logs").filter_log_events(logGroupName=f"/ecs/{fargate.name}")["events"]
    assert "nothing runs" in events[0]["message"]

    bare = Fargate(bare_moto, "outside")
    assert "500" in outcome(lambda _: run(bare), bare_moto)


def test_a_task_that_is_stopped_by_hand_is_replaced_by_its_service(fargate: Fargate) -> None:
    fargate.serve(count=1)
    wait_until(lambda: fargate.rollout() == ("COMPLETED", 1), "the service runs")
    (first,) = fargate.tasks()
    fargate.ecs.stop_task(cluster=fargate.name, task=first, reason="by hand")
    wait_until(lambda: [task for task in fargate.tasks() if task != first], "another task is started")
    wait_until(lambda: fargate.tasks(desiredStatus="STOPPED") == [first], "the first task has stopped")
    stopped = fargate.ecs.describe_tasks(cluster=fargate.name, tasks=[first])["tasks"][0]
    assert (stopped["stoppedReason"], stopped["stopCode"]) == ("by hand", "UserInitiated")


def test_a_deleted_service_leaves_no_network_interface_behind(fargate: Fargate) -> None:
    def interfaces() -> list[Any]:
        found = fargate.cloud.client("ec2").describe_network_interfaces(
            Filters=[{"Name": "description", "Values": ["moto ECS"]}]
        )["NetworkInterfaces"]
        return [interface for interface in found if interface["PrivateIpAddress"] in addresses]

    fargate.serve(count=1)
    wait_until(lambda: fargate.rollout() == ("COMPLETED", 1), "the service runs")
    details = fargate.ecs.describe_tasks(cluster=fargate.name, tasks=fargate.tasks())["tasks"][0]["attachments"]
    addresses = {d["value"] for a in details for d in a["details"] if d["name"] == "privateIPv4Address"}
    assert len(interfaces()) == 1
    fargate.ecs.delete_service(cluster=fargate.name, service="api", force=True)
    wait_until(lambda: not interfaces(), "the interface is deleted")
    assert fargate.ecs.list_services(cluster=fargate.name)["serviceArns"] == []
    assert fargate.service()["status"] == "INACTIVE"


def test_the_cluster_counts_its_tasks(fargate: Fargate) -> None:
    fargate.serve(count=2)
    wait_until(lambda: fargate.rollout() == ("COMPLETED", 2), "the service runs")
    (cluster,) = fargate.ecs.describe_clusters(clusters=[fargate.name])["clusters"]
    counts = ("activeServicesCount", "runningTasksCount", "pendingTasksCount")
    assert [cluster[count] for count in counts] == [1, 2, 0]


def test_a_service_on_instances_says_that_there_are_none(fargate: Fargate) -> None:
    fargate.ecs.register_task_definition(
        family="on-instances", containerDefinitions=[{"name": "api", "image": "i", "memory": 8}]
    )
    fargate.ecs.create_service(
        cluster=fargate.name, serviceName="api", taskDefinition="on-instances", desiredCount=1, launchType="EC2"
    )
    events = wait_until(lambda: fargate.service()["events"], "the service says why it waits")
    assert "was unable to place a task" in events[0]["message"]
