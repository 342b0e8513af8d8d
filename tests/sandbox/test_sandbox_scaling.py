"""Autoscaling in the sandbox acts: services, groups and tables follow their metrics, and say why."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Cloud, wait_until
from fargate import Fargate
from test_sandbox_autoscaling import group

from console.sandbox.dial import LoadDial

OnlyInSandbox = Callable[[Callable[[Cloud], Any], Any], None]


@pytest.fixture
def dial(sandbox_home: Path) -> Iterator[LoadDial]:
    """The load dial of the sandbox; it is where it was, and its past forgotten, afterwards."""
    found = LoadDial(sandbox_home)
    yield found
    found.turn(100, minutes_ago=60 * 24 * 3)


def scaled(fargate: Fargate, least: int = 1, most: int = 5) -> tuple[Any, dict[str, str]]:
    """Application Auto Scaling with the service of the cluster as its target."""
    client = fargate.cloud.client("application-autoscaling")
    target = {
        "ServiceNamespace": "ecs",
        "ResourceId": f"service/{fargate.name}/api",
        "ScalableDimension": "ecs:service:DesiredCount",
    }
    client.register_scalable_target(MinCapacity=least, MaxCapacity=most, **target)
    return client, target


def track(client: Any, target: dict[str, str], metric: str = "ECSServiceAverageCPUUtilization", **settings: Any) -> Any:
    configuration = {
        "TargetValue": 60.0,
        "PredefinedMetricSpecification": {"PredefinedMetricType": metric},
        "ScaleOutCooldown": 60,
        "ScaleInCooldown": 60,
    }
    return client.put_scaling_policy(
        PolicyName=f"track-{metric}",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration=configuration | settings,
        **target,
    )


def described(cloud: Cloud, name: str) -> Any:
    (found,) = cloud.client("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"]
    return found


def test_a_policy_has_the_alarms_of_its_target(fargate: Fargate) -> None:
    fargate.serve(count=1)
    client, target = scaled(fargate)
    names = [each["AlarmName"] for each in track(client, target)["Alarms"]]
    alarms = [described(fargate.cloud, name) for name in names]
    assert [(each["Threshold"], each["EvaluationPeriods"], each["Period"]) for each in alarms] == [
        (60.0, 3, 60),
        (54.0, 15, 60),
    ]
    only_out = track(client, target, "ECSServiceAverageMemoryUtilization", DisableScaleIn=True)["Alarms"]
    assert len(only_out) == 1


def test_a_service_grows_with_its_load_and_says_why(fargate: Fargate, dial: LoadDial) -> None:
    fargate.serve(count=2)
    fargate.settle(2)
    client, target = scaled(fargate)
    alarm = track(client, target)["Alarms"][0]["AlarmName"]
    dial.turn(300, minutes_ago=10)
    wait_until(lambda: fargate.service()["desiredCount"] == 4, "two tasks at their end become four")
    assert described(fargate.cloud, alarm)["StateValue"] == "ALARM"
    (activity,) = client.describe_scaling_activities(**target)["ScalingActivities"]
    assert activity["Description"] == "Setting desired count to 4."
    assert activity["Cause"] == (
        f"monitor alarm {alarm} in state ALARM triggered policy track-ECSServiceAverageCPUUtilization"
    )
    assert activity["StatusCode"] == "Successful"
    fargate.settle(4)


def test_a_service_shrinks_when_little_is_asked_of_it(fargate: Fargate, dial: LoadDial) -> None:
    fargate.serve(count=4)
    fargate.settle(4)
    client, target = scaled(fargate, least=2)
    track(client, target)
    dial.turn(10, minutes_ago=30)
    wait_until(lambda: fargate.service()["desiredCount"] == 2, "four tasks with little to do become the fewest allowed")


def test_all_policies_must_agree_before_a_service_shrinks(fargate: Fargate, dial: LoadDial) -> None:
    fargate.serve(count=4)
    fargate.settle(4)
    client, target = scaled(fargate)
    low = track(client, target)["Alarms"][1]["AlarmName"]
    track(client, target, "ECSServiceAverageMemoryUtilization", TargetValue=40.0, DisableScaleIn=False)
    dial.turn(10, minutes_ago=30)
    wait_until(lambda: described(fargate.cloud, low)["StateValue"] == "ALARM", "the CPU is low")
    fargate.cloud.client("cloudwatch").set_alarm_state(AlarmName=low, StateValue="ALARM", StateReason="again")
    assert fargate.service()["desiredCount"] >= 4, "the memory is not"


def test_a_suspended_target_stays_as_it_is(fargate: Fargate, dial: LoadDial) -> None:
    fargate.serve(count=1)
    fargate.settle(1)
    client, target = scaled(fargate)
    client.register_scalable_target(SuspendedState={"DynamicScalingOutSuspended": True}, **target)
    alarm = track(client, target)["Alarms"][0]["AlarmName"]
    dial.turn(400, minutes_ago=10)
    wait_until(lambda: described(fargate.cloud, alarm)["StateValue"] == "ALARM", "the alarm goes off")
    assert fargate.service()["desiredCount"] == 1
    assert client.describe_scaling_activities(**target)["ScalingActivities"] == []


def test_a_step_policy_takes_the_step_of_its_alarm(fargate: Fargate) -> None:
    fargate.serve(count=1)
    fargate.settle(1)
    client, target = scaled(fargate)
    steps = [
        {"MetricIntervalLowerBound": 0, "MetricIntervalUpperBound": 5, "ScalingAdjustment": 1},
        {"MetricIntervalLowerBound": 5, "ScalingAdjustment": 3},
    ]
    policy = client.put_scaling_policy(
        PolicyName="steps",
        PolicyType="StepScaling",
        StepScalingPolicyConfiguration={"AdjustmentType": "ChangeInCapacity", "StepAdjustments": steps, "Cooldown": 60},
        **target,
    )
    fargate.cloud.client("cloudwatch").put_metric_alarm(
        AlarmName="step-alarm",
        Namespace="AWS/ECS",
        MetricName="CPUUtilization",
        Dimensions=[{"Name": "ClusterName", "Value": fargate.name}, {"Name": "ServiceName", "Value": "api"}],
        Statistic="Average",
        Period=60,
        EvaluationPeriods=1,
        Threshold=10.0,
        ComparisonOperator="GreaterThanThreshold",
        AlarmActions=[policy["PolicyARN"]],
    )
    wait_until(lambda: fargate.service()["desiredCount"] == 4, "more than five percent above is a step of three")


def test_new_bounds_move_the_capacity_into_them(only_in_sandbox: OnlyInSandbox) -> None:
    def moved(cloud: Cloud) -> Any:
        cluster = Fargate(cloud, "bounds")
        cluster.serve(count=1)
        client, target = scaled(cluster, least=3)
        activities = client.describe_scaling_activities(**target)["ScalingActivities"]
        return cluster.service()["desiredCount"], [each["Cause"] for each in activities]

    only_in_sandbox(moved, (3, ["minimum capacity was set to 3"]))


def test_a_group_grows_by_the_step_of_its_alarm(sandbox: Cloud, dial: LoadDial) -> None:
    autoscaling = group(sandbox, "growing")
    policy = autoscaling.put_scaling_policy(
        AutoScalingGroupName="growing",
        PolicyName="growing-out",
        PolicyType="StepScaling",
        AdjustmentType="ChangeInCapacity",
        EstimatedInstanceWarmup=60,
        StepAdjustments=[{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}],
    )
    sandbox.client("cloudwatch").put_metric_alarm(
        AlarmName="growing-high",
        Namespace="AWS/EC2",
        MetricName="CPUUtilization",
        Dimensions=[{"Name": "AutoScalingGroupName", "Value": "growing"}],
        Statistic="Average",
        Period=300,
        EvaluationPeriods=2,
        Threshold=70.0,
        ComparisonOperator="GreaterThanThreshold",
        AlarmActions=[policy["PolicyARN"]],
    )

    def desired() -> int:
        (found,) = autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=["growing"])["AutoScalingGroups"]
        return int(found["DesiredCapacity"])

    assert desired() == 2
    dial.turn(300, minutes_ago=30)
    wait_until(lambda: desired() == 3, "the group has grown by one")
    causes = [
        each["Cause"] for each in autoscaling.describe_scaling_activities(AutoScalingGroupName="growing")["Activities"]
    ]
    assert any("monitor alarm growing-high in state ALARM triggered policy growing-out" in cause for cause in causes)


def test_a_table_follows_what_is_consumed(sandbox: Cloud, dial: LoadDial) -> None:
    dynamodb = sandbox.client("dynamodb")
    dynamodb.create_table(
        TableName="busy",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
    )
    client = sandbox.client("application-autoscaling")
    target = {
        "ServiceNamespace": "dynamodb",
        "ResourceId": "table/busy",
        "ScalableDimension": "dynamodb:table:WriteCapacityUnits",
    }
    client.register_scalable_target(MinCapacity=5, MaxCapacity=40, **target)
    specification = {"PredefinedMetricType": "DynamoDBWriteCapacityUtilization"}
    policy = client.put_scaling_policy(
        PolicyName="busy",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={"TargetValue": 70, "PredefinedMetricSpecification": specification},
        **target,
    )
    high = next(each["AlarmName"] for each in policy["Alarms"] if "AlarmHigh" in each["AlarmName"])
    before = described(sandbox, high)
    assert (before["MetricName"], before["Threshold"]) == ("ConsumedWriteCapacityUnits", 5 * 60 * 0.7)
    dial.turn(300, minutes_ago=10)

    def units() -> int:
        return int(dynamodb.describe_table(TableName="busy")["Table"]["ProvisionedThroughput"]["WriteCapacityUnits"])

    wait_until(lambda: units() == 8, "what is consumed is seventy percent of eight")
    assert described(sandbox, high)["Threshold"] == pytest.approx(8 * 60 * 0.7)


def test_a_group_policy_answers_with_its_arn_and_the_alarms_of_its_target(only_in_sandbox: OnlyInSandbox) -> None:
    def answered(cloud: Cloud) -> Any:
        autoscaling = group(cloud, "tracked")
        policy = autoscaling.put_scaling_policy(
            AutoScalingGroupName="tracked",
            PolicyName="tracked-cpu",
            PolicyType="TargetTrackingScaling",
            TargetTrackingConfiguration={
                "PredefinedMetricSpecification": {"PredefinedMetricType": "ASGAverageCPUUtilization"},
                "TargetValue": 50.0,
            },
        )
        found = cloud.client("cloudwatch").describe_alarms(AlarmNamePrefix="TargetTracking-tracked-")["MetricAlarms"]
        autoscaling.delete_policy(AutoScalingGroupName="tracked", PolicyName="tracked-cpu")
        after = cloud.client("cloudwatch").describe_alarms(AlarmNamePrefix="TargetTracking-tracked-")["MetricAlarms"]
        own = {each["AlarmName"] for each in policy["Alarms"]} == {each["AlarmName"] for each in found}
        return policy["PolicyARN"].endswith("policyName/tracked-cpu"), own, [a["Threshold"] for a in found], after

    only_in_sandbox(answered, (True, True, [50.0, 45.0], []))
