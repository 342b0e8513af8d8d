"""What is watched of which resource, as data: to watch one more, add a line.

Names, dimensions and units are those of each service's own CloudWatch reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from console.domain.metrics import Metric

OPERATIONS = (
    "BatchGetItem", "BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan", "TransactGetItems",
    "TransactWriteItems", "UpdateItem",
)  # fmt: skip
"""DynamoDB counts its own errors for each operation only."""


class Shown(NamedTuple):
    """One chart: the metric's name, what the chart is called, its statistic and CloudWatch's unit."""

    name: str
    title: str
    statistic: str
    unit: str
    each: tuple[str, tuple[str, ...]] | None = None
    """A dimension and its values, over which the metric is added up."""


class Kind(NamedTuple):
    """A type of resource and what is watched of it.

    `dimensions` say where each dimension's value comes from: an attribute (`id`), the last part of an ARN in it
    (`cluster/`), every element of a list (`member_clusters[]`), a value as it is (`=StandardStorage`), or the load
    balancer of a target group (`@load_balancer`). `where` are attributes that have to begin with a value.
    """

    type: str
    label: str
    named: str
    namespace: str
    dimensions: Mapping[str, str]
    shown: tuple[Shown, ...]
    where: Mapping[str, str] = {}
    daily: bool = False


_TASKS = {"ClusterName": "cluster/", "ServiceName": "name"}
_GROUP = {"AutoScalingGroupName": "name"}
_MACHINE = (
    Shown("CPUUtilization", "CPU", "Average", "Percent"),
    Shown("NetworkIn", "Network in", "Sum", "Bytes"),
    Shown("NetworkOut", "Network out", "Sum", "Bytes"),
    Shown("StatusCheckFailed", "Failed status checks", "Maximum", "Count"),
)
_CACHE = (
    Shown("EngineCPUUtilization", "CPU of the engine", "Average", "Percent"),
    Shown("DatabaseMemoryUsagePercentage", "Memory", "Average", "Percent"),
    Shown("CurrConnections", "Connections", "Average", "Count"),
    Shown("Evictions", "Evicted keys", "Sum", "Count"),
    Shown("CacheHits", "Hits", "Sum", "Count"),
    Shown("CacheMisses", "Misses", "Sum", "Count"),
)

CATALOGUE = (
    Kind("aws_lb", "Load balancer", "name", "AWS/ApplicationELB", {"LoadBalancer": "arn_suffix"}, (
        Shown("RequestCount", "Requests", "Sum", "Count"),
        Shown("HTTPCode_ELB_5XX_Count", "5xx of the balancer itself", "Sum", "Count"),
        Shown("ActiveConnectionCount", "Active connections", "Sum", "Count"),
        Shown("ConsumedLCUs", "Capacity units (LCU)", "Average", "Count"),
    ), {"load_balancer_type": "application"}),
    Kind("aws_lb", "Load balancer", "name", "AWS/NetworkELB", {"LoadBalancer": "arn_suffix"}, (
        Shown("ActiveFlowCount", "Active flows", "Average", "Count"),
        Shown("ProcessedBytes", "Processed", "Sum", "Bytes"),
    ), {"load_balancer_type": "network"}),
    Kind("aws_lb_target_group", "Targets", "name", "AWS/ApplicationELB",
         {"LoadBalancer": "@load_balancer", "TargetGroup": "arn_suffix"}, (
        Shown("TargetResponseTime", "Response time", "p95", "Seconds"),
        Shown("HTTPCode_Target_5XX_Count", "5xx answers", "Sum", "Count"),
        Shown("HTTPCode_Target_4XX_Count", "4xx answers", "Sum", "Count"),
        Shown("HealthyHostCount", "Healthy targets", "Minimum", "Count"),
        Shown("UnHealthyHostCount", "Unhealthy targets", "Maximum", "Count"),
    )),
    Kind("aws_ecs_service", "ECS", "name", "AWS/ECS", _TASKS, (
        Shown("CPUUtilization", "CPU of the tasks", "Average", "Percent"),
        Shown("MemoryUtilization", "Memory of the tasks", "Average", "Percent"),
    )),
    Kind("aws_ecs_service", "ECS", "name", "ECS/ContainerInsights", _TASKS, (
        Shown("RunningTaskCount", "Running tasks", "Average", "Count"),
        Shown("DesiredTaskCount", "Desired tasks", "Average", "Count"),
    ), {"@insights": "enabled"}),
    Kind("aws_autoscaling_group", "Group", "name", "AWS/AutoScaling", _GROUP, (
        Shown("GroupInServiceInstances", "Instances in service", "Average", "Count"),
        Shown("GroupDesiredCapacity", "Desired instances", "Average", "Count"),
    )),
    Kind("aws_autoscaling_group", "Group", "name", "AWS/EC2", _GROUP, _MACHINE),
    Kind("aws_instance", "Instance", "@name", "AWS/EC2", {"InstanceId": "id"}, _MACHINE),
    Kind("aws_db_instance", "Database", "identifier", "AWS/RDS", {"DBInstanceIdentifier": "identifier"}, (
        Shown("CPUUtilization", "CPU", "Average", "Percent"),
        Shown("DatabaseConnections", "Connections", "Average", "Count"),
        Shown("FreeStorageSpace", "Free storage", "Average", "Bytes"),
        Shown("FreeableMemory", "Freeable memory", "Average", "Bytes"),
        Shown("ReadLatency", "Read latency", "Average", "Seconds"),
        Shown("WriteLatency", "Write latency", "Average", "Seconds"),
    )),
    Kind("aws_db_instance", "Database", "identifier", "AWS/RDS", {"DBInstanceIdentifier": "identifier"}, (
        Shown("ReplicaLag", "Replica lag", "Average", "Seconds"),
    ), {"replicate_source_db": ""}),
    Kind("aws_rds_cluster", "Aurora", "cluster_identifier", "AWS/RDS",
         {"DBClusterIdentifier": "cluster_identifier"}, (
        Shown("ServerlessDatabaseCapacity", "Capacity (ACU)", "Average", "Count"),
        Shown("ACUUtilization", "Capacity used", "Average", "Percent"),
        Shown("DatabaseConnections", "Connections", "Sum", "Count"),
        Shown("VolumeBytesUsed", "Storage", "Average", "Bytes"),
    ), {"engine": "aurora"}),
    Kind("aws_rds_cluster_instance", "Aurora", "identifier", "AWS/RDS", {"DBInstanceIdentifier": "identifier"}, (
        Shown("CPUUtilization", "CPU", "Average", "Percent"),
        Shown("DatabaseConnections", "Connections", "Average", "Count"),
        Shown("AuroraReplicaLag", "Replica lag", "Average", "Milliseconds"),
        Shown("FreeableMemory", "Freeable memory", "Average", "Bytes"),
    )),
    Kind("aws_elasticache_replication_group", "Cache", "replication_group_id", "AWS/ElastiCache",
         {"CacheClusterId": "member_clusters[]"}, _CACHE),
    Kind("aws_elasticache_cluster", "Cache", "cluster_id", "AWS/ElastiCache", {"CacheClusterId": "cluster_id"}, _CACHE),
    Kind("aws_dynamodb_table", "Table", "name", "AWS/DynamoDB", {"TableName": "name"}, (
        Shown("ConsumedReadCapacityUnits", "Consumed reads", "Sum", "Count"),
        Shown("ConsumedWriteCapacityUnits", "Consumed writes", "Sum", "Count"),
        Shown("ReadThrottleEvents", "Throttled reads", "Sum", "Count"),
        Shown("WriteThrottleEvents", "Throttled writes", "Sum", "Count"),
        Shown("SystemErrors", "Server-side errors", "Sum", "Count", ("Operation", OPERATIONS)),
    )),
    Kind("aws_sqs_queue", "Queue", "name", "AWS/SQS", {"QueueName": "name"}, (
        Shown("ApproximateNumberOfMessagesVisible", "Waiting messages", "Average", "Count"),
        Shown("ApproximateAgeOfOldestMessage", "Oldest message", "Maximum", "Seconds"),
    )),
    Kind("aws_lambda_function", "Function", "function_name", "AWS/Lambda", {"FunctionName": "function_name"}, (
        Shown("Invocations", "Invocations", "Sum", "Count"),
        Shown("Errors", "Errors", "Sum", "Count"),
        Shown("Duration", "Duration", "p95", "Milliseconds"),
    )),
    Kind("aws_nat_gateway", "NAT", "@name", "AWS/NATGateway", {"NatGatewayId": "id"}, (
        Shown("BytesOutToDestination", "To the Internet", "Sum", "Bytes"),
        Shown("BytesInFromDestination", "From the Internet", "Sum", "Bytes"),
        Shown("ActiveConnectionCount", "Active connections", "Maximum", "Count"),
        Shown("ErrorPortAllocation", "Failed port allocations", "Sum", "Count"),
    )),
    Kind("aws_s3_bucket", "Bucket", "bucket", "AWS/S3", {"BucketName": "bucket", "StorageType": "=StandardStorage"}, (
        Shown("BucketSizeBytes", "Size", "Average", "Bytes"),
    ), daily=True),
    Kind("aws_s3_bucket", "Bucket", "bucket", "AWS/S3", {"BucketName": "bucket", "StorageType": "=AllStorageTypes"}, (
        Shown("NumberOfObjects", "Objects", "Average", "Count"),
    ), daily=True),
)  # fmt: skip


def unit_of(metric: Metric) -> str:
    """The unit of a metric of the catalogue; empty where it is not in it."""
    for kind in CATALOGUE:
        for shown in kind.shown:
            if (kind.namespace, shown.name) == (metric.namespace, metric.name):
                return shown.unit
    return ""
