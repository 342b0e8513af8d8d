"""The metrics that AWS makes for its resources are made up for those that stand in the sandbox."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import Cloud, wait_until
from fargate import Fargate

from console.sandbox.dial import LoadDial
from console.sandbox.faults import FaultSwitches


@pytest.fixture
def dial(sandbox_home: Path) -> Iterator[LoadDial]:
    """The load dial of the sandbox; it is where it was, and its past forgotten, afterwards."""
    found = LoadDial(sandbox_home)
    yield found
    found.turn(100, minutes_ago=60 * 24 * 3)


class Look:
    """Asks one cloud for a metric."""

    def __init__(self, cloud: Cloud) -> None:
        self.client = cloud.client("cloudwatch")

    def values(
        self, namespace: str, name: str, stat: str = "Average", hours: float = 1, period: int = 60, **dimensions: str
    ) -> list[float]:
        metric = {
            "Namespace": namespace,
            "MetricName": name,
            "Dimensions": [{"Name": key, "Value": value} for key, value in dimensions.items()],
        }
        end = datetime.fromtimestamp(int(time.time()) // 3600 * 3600 + 3600, UTC)
        answer = self.client.get_metric_data(
            MetricDataQueries=[{"Id": "a", "MetricStat": {"Metric": metric, "Period": period, "Stat": stat}}],
            StartTime=end - timedelta(hours=hours + 1),
            EndTime=end,
            ScanBy="TimestampAscending",
        )
        return list(answer["MetricDataResults"][0]["Values"])

    def listed(self, **which: Any) -> set[tuple[str, tuple[str, ...]]]:
        pages = self.client.get_paginator("list_metrics").paginate(**which)
        return {
            (metric["MetricName"], tuple(sorted(each["Name"] for each in metric["Dimensions"])))
            for page in pages
            for metric in page["Metrics"]
        }


@pytest.fixture
def look(sandbox: Cloud) -> Look:
    return Look(sandbox)


def test_a_service_has_its_metrics_with_hours_of_the_past(fargate: Fargate, look: Look) -> None:
    fargate.serve(count=2)
    fargate.settle(2)
    own = {"ClusterName": fargate.name, "ServiceName": "api"}
    values = wait_until(lambda: look.values("AWS/ECS", "CPUUtilization", hours=5, **own), "metrics of the service")
    assert len(values) > 4 * 60
    assert all(20 < value < 70 for value in values)
    assert len(set(values)) > 100, "the values move"
    assert look.values("AWS/ECS", "CPUUtilization", hours=5, **own)[:200] == values[:200], "and are always the same"
    assert Look(fargate.cloud).listed(Namespace="AWS/ECS") >= {
        ("CPUUtilization", ("ClusterName", "ServiceName")),
        ("MemoryUtilization", ("ClusterName", "ServiceName")),
    }


def test_container_insights_are_there_where_they_are_enabled(fargate: Fargate, look: Look) -> None:
    fargate.serve(count=1)
    own = {"ClusterName": fargate.name, "ServiceName": "api"}
    assert look.values("ECS/ContainerInsights", "RunningTaskCount", **own) == []
    settings = [{"name": "containerInsights", "value": "enabled"}]
    fargate.ecs.update_cluster(cluster=fargate.name, settings=settings)
    fargate.settle(1)
    values = wait_until(lambda: look.values("ECS/ContainerInsights", "RunningTaskCount", **own), "insights")
    assert set(values) == {1.0}


def test_more_load_makes_a_service_busier(fargate: Fargate, look: Look, dial: LoadDial) -> None:
    fargate.serve(count=2)
    fargate.settle(2)
    own = {"ClusterName": fargate.name, "ServiceName": "api"}
    wait_until(lambda: look.values("AWS/ECS", "CPUUtilization", **own), "metrics of the service")
    dial.turn(300, minutes_ago=20)
    values = look.values("AWS/ECS", "CPUUtilization", **own)
    assert max(values[:30]) < 70
    assert min(values[-15:]) > 90
    dial.turn(0, minutes_ago=20)
    assert max(look.values("AWS/ECS", "CPUUtilization", **own)[-15:]) < 5


def test_a_service_at_rest_has_gaps_and_no_zeros(fargate: Fargate, look: Look) -> None:
    fargate.serve(count=0)
    assert look.values("AWS/ECS", "CPUUtilization", ClusterName=fargate.name, ServiceName="api") == []


def balanced(cloud: Cloud) -> tuple[dict[str, str], dict[str, str]]:
    """A load balancer and its target group, as the dimensions of their metrics."""
    elbv2 = cloud.client("elbv2")
    subnets = cloud.client("ec2").describe_subnets()["Subnets"][:2]
    balancer = elbv2.create_load_balancer(Name="watched", Subnets=[subnet["SubnetId"] for subnet in subnets])
    group = elbv2.create_target_group(
        Name="watched", Protocol="HTTP", Port=80, VpcId=subnets[0]["VpcId"], TargetType="ip"
    )
    group_arn = group["TargetGroups"][0]["TargetGroupArn"]
    arn = balancer["LoadBalancers"][0]["LoadBalancerArn"]
    forward = [{"Type": "forward", "TargetGroupArn": group_arn}]
    elbv2.create_listener(LoadBalancerArn=arn, Protocol="HTTP", Port=80, DefaultActions=forward)
    elbv2.register_targets(TargetGroupArn=group_arn, Targets=[{"Id": "10.0.0.9", "Port": 80}])
    own = {"LoadBalancer": arn.partition(":loadbalancer/")[2]}
    return own, {"TargetGroup": group_arn.rpartition(":")[2], **own}


TIME = ("TargetResponseTime", "p95")


def test_a_load_balancer_has_requests_times_and_targets(sandbox: Cloud, look: Look, dial: LoadDial) -> None:
    own, both = balanced(sandbox)
    space = "AWS/ApplicationELB"
    wait_until(lambda: look.values(space, "HealthyHostCount", "Maximum", **both), "the targets are counted")
    requests, times = (look.values(space, name, stat, **both) for name, stat in (("RequestCount", "Sum"), TIME))
    assert min(requests) > 300
    assert 0.02 < min(times) <= max(times) < 0.5
    median, high = (look.values(space, "TargetResponseTime", stat, **both)[0] for stat in ("p50", "p99"))
    assert median < high
    assert len(look.values(space, "HTTPCode_ELB_5XX_Count", "Sum", **own)) == 0, "no answer of that kind: no data"
    dial.turn(600, minutes_ago=10)
    assert look.values(space, "HTTPCode_Target_5XX_Count", "Sum", **own)[-1] > 50
    assert look.values(space, "TargetResponseTime", "p95", **both)[-1] > 1


def test_a_database_and_its_replica_have_their_metrics(sandbox: Cloud, look: Look) -> None:
    rds = sandbox.client("rds")
    rds.create_db_instance(
        DBInstanceIdentifier="watched",
        DBInstanceClass="db.t4g.medium",
        Engine="postgres",
        AllocatedStorage=20,
        BackupRetentionPeriod=1,
        MaxAllocatedStorage=100,
        MasterUsername="root",
        MasterUserPassword="long-enough",
    )
    rds.create_db_instance_read_replica(DBInstanceIdentifier="watched-replica", SourceDBInstanceIdentifier="watched")
    space, own = "AWS/RDS", {"DBInstanceIdentifier": "watched"}
    assert max(look.values(space, "CPUUtilization", **own)) < 60
    assert look.values(space, "ReplicaLag", **own) == [], "a primary has no lag"
    assert max(look.values(space, "ReplicaLag", DBInstanceIdentifier="watched-replica")) < 1
    assert 4 * 1024**3 < look.values(space, "FreeStorageSpace", **own)[-1] < 20 * 1024**3


def test_other_resources_have_the_metrics_that_aws_names(sandbox: Cloud, look: Look) -> None:
    dynamodb = sandbox.client("dynamodb")
    dynamodb.create_table(
        TableName="watched",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
    )
    sandbox.client("elasticache").create_replication_group(
        ReplicationGroupId="watched",
        ReplicationGroupDescription="w",
        NumCacheClusters=2,
        CacheNodeType="cache.t4g.micro",
    )
    sandbox.client("s3").create_bucket(Bucket="watched")
    ec2 = sandbox.client("ec2")
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    instance = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, InstanceType="t3.micro")["Instances"][0]
    gateway = ec2.create_nat_gateway(
        SubnetId=ec2.describe_subnets()["Subnets"][0]["SubnetId"], ConnectivityType="private"
    )
    table, node = {"TableName": "watched"}, {"CacheClusterId": "watched-001"}
    units = look.values("AWS/DynamoDB", "ConsumedReadCapacityUnits", "Sum", **table)
    assert 0 < min(units) <= max(units) <= 5 * 60
    assert set(look.values("AWS/DynamoDB", "ProvisionedReadCapacityUnits", **table)) == {5.0}
    assert look.values("AWS/DynamoDB", "ReadThrottleEvents", "Sum", **table) == []
    assert look.values("AWS/DynamoDB", "SuccessfulRequestLatency", Operation="GetItem", **table)
    assert look.values("AWS/ElastiCache", "EngineCPUUtilization", **node)
    assert set(look.values("AWS/ElastiCache", "Evictions", "Sum", **node)) == {0.0}
    daily = look.values(
        "AWS/S3", "BucketSizeBytes", hours=24 * 10, period=86400, BucketName="watched", StorageType="StandardStorage"
    )
    assert 9 <= len(daily) <= 11
    basic = look.values("AWS/EC2", "CPUUtilization", InstanceId=instance["InstanceId"])
    assert 12 <= len(basic) <= 24, "without detailed monitoring there is a value each five minutes"
    assert look.values(
        "AWS/NATGateway", "BytesOutToDestination", "Sum", NatGatewayId=gateway["NatGateway"]["NatGatewayId"]
    )


def test_aurora_has_its_capacity_and_its_lag(sandbox: Cloud, look: Look) -> None:
    rds = sandbox.client("rds")
    rds.create_db_cluster(
        DBClusterIdentifier="watched-aurora",
        Engine="aurora-postgresql",
        MasterUsername="root",
        MasterUserPassword="long-enough",
        ServerlessV2ScalingConfiguration={"MinCapacity": 0.5, "MaxCapacity": 4},
    )
    for name in ("watched-writer", "watched-reader"):
        rds.create_db_instance(
            DBInstanceIdentifier=name,
            DBClusterIdentifier="watched-aurora",
            DBInstanceClass="db.serverless",
            Engine="aurora-postgresql",
        )
    capacity = look.values("AWS/RDS", "ServerlessDatabaseCapacity", DBInstanceIdentifier="watched-writer")
    assert 0.5 <= min(capacity) <= max(capacity) <= 4
    assert look.values("AWS/RDS", "ACUUtilization", DBClusterIdentifier="watched-aurora")
    assert look.values("AWS/RDS", "AuroraReplicaLag", DBInstanceIdentifier="watched-writer") == []
    assert look.values("AWS/RDS", "AuroraReplicaLag", DBInstanceIdentifier="watched-reader")


def test_nothing_is_made_up_on_bare_moto(bare_moto: Cloud) -> None:
    assert Look(bare_moto).listed(Namespace="AWS/EC2") == set(), "moto makes metrics by now"


def test_a_database_that_has_been_slow_for_some_minutes_shows_it(
    sandbox: Cloud, look: Look, switches: FaultSwitches
) -> None:
    sandbox.client("rds").create_db_instance(
        DBInstanceIdentifier="slow",
        DBInstanceClass="db.t4g.medium",
        Engine="postgres",
        AllocatedStorage=20,
        MasterUsername="root",
        MasterUserPassword="long-enough",
    )
    switches.switch("slow-database", on=True, minutes_ago=15)

    def is_slow() -> bool:
        return min(look.values("AWS/RDS", "CPUUtilization", DBInstanceIdentifier="slow")[-10:]) > 70

    wait_until(is_slow, "the last ten minutes are slow")
    assert look.values("AWS/RDS", "CPUUtilization", DBInstanceIdentifier="slow")[0] < 60
