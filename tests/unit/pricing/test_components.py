"""Every component, by figures worked out by hand from the price book's numbers (730 hours a month)."""

import pytest
from priced_plans import (
    ALB,
    AURORA,
    CAPACITY,
    GATEWAY,
    INDEX,
    NLB,
    TRANSITIONS,
    book,
    cache,
    database,
    flat,
    line,
    machine,
    priced,
    resource,
    service,
    span,
    table,
    task,
)

from console.domain.cost import Amount, Standing

FAST = {"metric": [{"period": 10}]}
COMPONENTS = [
    # what, resources, component, usage, USD a month
    ("NAT gateway 0.045 x 730", [GATEWAY], "hours", {}, flat("32.85")),
    ("NAT data 0.045 x 100 GB", [GATEWAY], "data processed", {"nat_gb": (10, 100, 1000)}, span("0.45", "4.5", "45")),
    ("Elastic IP 0.005 x 730", [resource("aws_eip.a")], "address", {}, flat("3.65")),
    ("ALB 0.0225 x 730", [ALB], "hours", {}, flat("16.425")),
    ("0.5 LCU x 0.008 x 730", [ALB], "capacity units", {"alb_lcu": 0.5}, flat("2.92")),
    ("an address for each of 2 ALB subnets", [ALB], "public IPv4", {}, flat("7.3")),
    ("1,000 GB out x 0.09", [ALB], "data out", {"data_out_gb": 1000}, flat("90")),
    ("NLB 0.0225 x 730", [NLB], "hours", {}, flat("16.425")),
    (
        "interface endpoint in 2 zones 0.01 x 2 x 730",
        [resource("aws_vpc_endpoint.a", {"vpc_endpoint_type": "Interface", "subnet_ids": ["a", "b"]})],
        "hours",
        {},
        flat("14.6"),
    ),
    (
        "interface endpoint data 0.01 x 50 GB",
        [resource("aws_vpc_endpoint.a", {"vpc_endpoint_type": "Interface", "subnet_ids": ["a", "b"]})],
        "data processed",
        {"endpoint_gb": 50},
        flat("0.5"),
    ),
    (
        "IPAM 100 addresses x 0.00027 x 730",
        [resource("aws_vpc_ipam.a", {"tier": "advanced"})],
        "active addresses",
        {"ipam_active_ips": 100},
        flat("19.71"),
    ),
    ("ARM vCPU 2 x 0.5 x 0.03238 x 730", [task(), service()], "vCPU", {}, flat("23.6374")),
    ("ARM memory 2 x 1 x 0.00356 x 730", [task(), service()], "memory", {}, flat("5.1976")),
    ("x86 vCPU 2 x 0.5 x 0.04048 x 730", [task(runtime_platform=[]), service()], "vCPU", {}, flat("29.5504")),
    ("x86 memory 2 x 1 x 0.004445 x 730", [task(runtime_platform=[]), service()], "memory", {}, flat("6.4897")),
    (
        "30 GB of ephemeral storage above 20: 2 x 30 x 0.000111 x 730",
        [task(ephemeral_storage=[{"size_in_gib": 50}]), service()],
        "ephemeral storage",
        {},
        flat("4.8618"),
    ),
    (
        "tasks with public addresses 2 x 0.005 x 730",
        [task(), service(network_configuration=[{"assign_public_ip": True}])],
        "public IPv4",
        {},
        flat("7.3"),
    ),
    (
        "a volume of 10 GB for each of 2 tasks x 0.08",
        [task(), service(volume_configuration=[{"managed_ebs_volume": [{"size_in_gb": 10, "volume_type": "gp3"}]}])],
        "volumes",
        {},
        flat("1.6"),
    ),
    ("RDS db.t4g.medium Single-AZ 0.065 x 730", [database()], "instance", {}, flat("47.45")),
    ("RDS db.t4g.medium Multi-AZ 0.129 x 730", [database(multi_az=True)], "instance", {}, flat("94.17")),
    ("RDS gp3 Single-AZ 20 x 0.115", [database()], "storage", {}, flat("2.3")),
    ("RDS gp3 Multi-AZ 20 x 0.23", [database(multi_az=True)], "storage", {}, flat("4.6")),
    ("RDS gp2 20 x 0.115", [database(storage_type="gp2")], "storage", {}, flat("2.3")),
    ("RDS gp2 Multi-AZ 20 x 0.23", [database(storage_type="gp2", multi_az=True)], "storage", {}, flat("4.6")),
    (
        "RDS storage that grows to 100 GB",
        [database(max_allocated_storage=100)],
        "storage",
        {},
        span("2.3", "2.3", "11.5"),
    ),
    (
        "RDS gp3 2,000 IOPS above 12,000 Multi-AZ x 0.04",
        [database(allocated_storage=400, iops=14000, multi_az=True)],
        "IOPS",
        {},
        flat("80"),
    ),
    ("RDS 10 GB of backups x 0.095", [database()], "backups", {"rds_backup_extra_gb": 10}, flat("0.95")),
    ("RDS master secret", [database()], "master secret", {}, flat("0.4")),
    (
        "Performance Insights for 24 months, 2 vCPU x 2.95",
        [
            database(
                instance_class="db.t3.large",
                performance_insights_enabled=True,
                performance_insights_retention_period=731,
            )
        ],
        "Performance Insights",
        {},
        flat("5.9"),
    ),
    (
        "PostgreSQL 12 extended support 2 vCPU x 0.1 x 730",
        [database(engine_version="12.19")],
        "extended support",
        {},
        flat("146"),
    ),
    ("Redis 2 x 0.016 x 730", [cache()], "nodes", {}, flat("23.36")),
    ("Valkey 2 x 0.8 x 0.016 x 730", [cache(engine="valkey")], "nodes", {}, flat("18.688")),
    (
        "Redis cluster 3 shards x 2 nodes x 0.016 x 730",
        [cache(num_cache_clusters=None, num_node_groups=3, replicas_per_node_group=1)],
        "nodes",
        {},
        flat("70.08"),
    ),
    ("Redis snapshots 10 x 0.085", [cache()], "snapshots", {"cache_backup_gb": 10}, flat("0.85")),
    ("on-demand writes 3 M x 0.625, and to 1 index", [table()], "writes", {"dynamodb_writes_million": 3}, flat("3.75")),
    ("on-demand reads 8 M x 0.125", [table()], "reads", {"dynamodb_reads_million": 8}, flat("1")),
    ("table storage 50 x 0.25", [table()], "storage", {"dynamodb_gb": 50}, flat("12.5")),
    (
        "point-in-time recovery 50 x 0.2",
        [table(point_in_time_recovery=[{"enabled": True}])],
        "recovery",
        {"dynamodb_gb": 50},
        flat("10"),
    ),
    (
        "replica in us-west-1: 3 M x 0.697, and to 1 index",
        [table(replica=[{"region_name": "us-west-1"}])],
        "writes to us-west-1",
        {"dynamodb_writes_million": 3},
        flat("4.182"),
    ),
    ("20 WCU x 0.00065 x 730", [resource("aws_dynamodb_table.t", CAPACITY)], "writes", {}, flat("9.49")),
    ("30 RCU x 0.00013 x 730", [resource("aws_dynamodb_table.t", CAPACITY)], "reads", {}, flat("2.847")),
    (
        "30 + 10 RCU of an index x 0.00013 x 730",
        [resource("aws_dynamodb_table.t", CAPACITY | {"global_secondary_index": [INDEX]})],
        "reads",
        {},
        flat("3.796"),
    ),
    ("S3 100 x 0.023", [resource("aws_s3_bucket.b")], "standard storage", {"s3_gb": 100}, flat("2.3")),
    ("S3 20,000 PUT x 0.005/1000", [resource("aws_s3_bucket.b")], "writes", {"s3_puts_thousand": 20}, flat("0.1")),
    ("S3 20,000 GET x 0.0004/1000", [resource("aws_s3_bucket.b")], "reads", {"s3_gets_thousand": 20}, flat("0.008")),
    ("S3 IA 100 x 0.0125", [TRANSITIONS], "STANDARD_IA storage", {"s3_ia_gb": 100}, flat("1.25")),
    ("S3 Glacier 100 x 0.0036", [TRANSITIONS], "GLACIER storage", {"s3_glacier_gb": 100}, flat("0.36")),
    ("S3 Deep Archive 100 x 0.00099", [TRANSITIONS], "DEEP_ARCHIVE storage", {"s3_deep_gb": 100}, flat("0.099")),
    ("ECR 5 x 0.1", [resource("aws_ecr_repository.r")], "images", {"ecr_gb": 5}, flat("0.5")),
    ("alarm", [resource("aws_cloudwatch_metric_alarm.a", {"period": 60})], "alarm", {}, flat("0.1")),
    ("alarm every 10 s", [resource("aws_cloudwatch_metric_alarm.a", {"period": 10})], "alarm", {}, flat("0.3")),
    (
        "alarm on an expression of 2 metrics",
        [
            resource(
                "aws_cloudwatch_metric_alarm.a",
                {"metric_query": [{"metric": [{"period": 60}]}, {"metric": [{"period": 60}]}, {"expression": "a/b"}]},
            )
        ],
        "alarm",
        {},
        flat("0.2"),
    ),
    (
        "anomaly alarm",
        [resource("aws_cloudwatch_metric_alarm.a", {"threshold_metric_id": "band"})],
        "alarm",
        {},
        flat("0.3"),
    ),
    (
        "dashboard of an account that has three",
        [resource("aws_cloudwatch_dashboard.d")],
        "dashboard",
        {"account_dashboards": 3},
        flat("3"),
    ),
    (
        "anomaly alarm every 10 s: 3 metrics",
        [resource("aws_cloudwatch_metric_alarm.a", {"threshold_metric_id": "band", "metric_query": [FAST]})],
        "alarm",
        {},
        flat("0.9"),
    ),
    (
        "10 surplus vCPU-hours of a t3 x 0.05",
        [machine()],
        "CPU credits",
        {"t_surplus_vcpu_hours": (0, 10, 100)},
        span("0", "0.5", "5"),
    ),
    ("1,000 GB out of a machine x 0.09", [machine()], "data out", {"data_out_gb": 1000}, flat("90")),
    ("1,000 GB out of tasks x 0.09", [task(), service()], "data out", {"data_out_gb": 1000}, flat("90")),
    (
        "between 2 zones: 100 GB x 2 directions x 0.01",
        [resource("aws_vpc.v"), *(resource(f"aws_subnet.{z}", {"availability_zone": z}) for z in "ab")],
        "data between zones",
        {"cross_az_gb": 100},
        flat("2"),
    ),
    (
        "to us-east-2: 100 GB x 0.01",
        [table(replica=[{"region_name": "us-east-2"}])],
        "data to us-east-2",
        {"inter_region_gb": 100},
        flat("1"),
    ),
    (
        "to us-west-2: 100 GB x 0.02",
        [table(replica=[{"region_name": "us-west-2"}])],
        "data to us-west-2",
        {"inter_region_gb": 100},
        flat("2"),
    ),
    ("public RDS 0.005 x 730", [database(publicly_accessible=True)], "public IPv4", {}, flat("3.65")),
    (
        "public RDS Multi-AZ: the standby may have an address, too",
        [database(publicly_accessible=True, multi_az=True)],
        "public IPv4",
        {},
        span("3.65", "3.65", "7.3"),
    ),
    (
        "stream reads 2 M x 0.2",
        [table(stream_enabled=True)],
        "streams",
        {"dynamodb_stream_reads_million": 2},
        flat("0.4"),
    ),
    (
        "Intelligent-Tiering watches 100,000 objects x 0.0025/1000",
        [
            resource(
                "aws_s3_bucket_lifecycle_configuration.b",
                {"rule": [{"status": "Enabled", "transition": [{"storage_class": "INTELLIGENT_TIERING"}]}]},
            )
        ],
        "Intelligent-Tiering monitoring",
        {"s3_int_objects_thousand": 100},
        flat("0.25"),
    ),
    (
        "S3 IA of a bucket with rules of its own 100 x 0.0125",
        [resource("aws_s3_bucket.b", {"lifecycle_rule": [{"transition": [{"storage_class": "STANDARD_IA"}]}]})],
        "STANDARD_IA storage",
        {"s3_ia_gb": 100},
        flat("1.25"),
    ),
    (
        "logs read by queries 10 x 0.005",
        [resource("aws_cloudwatch_log_group.g")],
        "queries",
        {"log_insights_gb": 10},
        flat("0.05"),
    ),
    (
        "KMS key that rotates: 1 USD, later 3",
        [resource("aws_kms_key.k", {"enable_key_rotation": True})],
        "key",
        {},
        span("1", "1", "3"),
    ),
    ("KMS replica key", [resource("aws_kms_replica_key.k")], "key", {}, flat("1")),
    (
        "50,000 mails x 2/100,000",
        [resource("aws_sns_topic_subscription.s", {"protocol": "email"})],
        "deliveries",
        {"sns_emails_100k": "0.5"},
        flat("1"),
    ),
    (
        "100,000 calls x 0.06/100,000",
        [resource("aws_sns_topic_subscription.s", {"protocol": "https"})],
        "deliveries",
        {"sns_http_100k": 1},
        flat("0.06"),
    ),
    (
        "zone of a private namespace",
        [resource("aws_service_discovery_private_dns_namespace.n")],
        "zone",
        {},
        flat("0.5"),
    ),
    (
        "Aurora backups 10 x 0.021",
        [resource("aws_rds_cluster.c", AURORA)],
        "backups",
        {"aurora_backup_extra_gb": 10},
        flat("0.21"),
    ),
    (
        "Aurora Performance Insights for 24 months, 2 vCPU x 2.95",
        [
            resource("aws_rds_cluster.c", AURORA),
            resource(
                "aws_rds_cluster_instance.i",
                AURORA
                | {
                    "instance_class": "db.t3.large",
                    "performance_insights_enabled": True,
                    "performance_insights_retention_period": 731,
                },
            ),
        ],
        "Performance Insights",
        {},
        flat("5.9"),
    ),
    (
        "Aurora PostgreSQL 13 extended support 2 vCPU x 0.1 x 730",
        [
            resource("aws_rds_cluster.c", AURORA),
            resource(
                "aws_rds_cluster_instance.i", AURORA | {"instance_class": "db.t3.large", "engine_version": "13.9"}
            ),
        ],
        "extended support",
        {},
        flat("146"),
    ),
    (
        "I/O-Optimized storage 100 x 0.23",
        [resource("aws_rds_cluster.c", AURORA | {"storage_type": "aurora-iopt1"})],
        "storage",
        {"aurora_gb": 100},
        flat("23"),
    ),
    (
        "Serverless v2 I/O-Optimized 1 ACU x 0.16 x 730",
        [
            resource(
                "aws_rds_cluster.c",
                AURORA
                | {
                    "storage_type": "aurora-iopt1",
                    "serverlessv2_scaling_configuration": [{"min_capacity": 1, "max_capacity": 1}],
                },
            ),
            resource("aws_rds_cluster_instance.i", AURORA | {"instance_class": "db.serverless"}),
        ],
        "instance",
        {},
        flat("116.8"),
    ),
    (
        "PostgreSQL 13 Multi-AZ extended support 2 x 2 vCPU x 0.1 x 730",
        [database(engine_version="13.16", multi_az=True)],
        "extended support",
        {},
        flat("292"),
    ),
    (
        "replica in us-east-2: 3 M x 0.625, and to 1 index",
        [table(replica=[{"region_name": "us-east-2"}])],
        "writes to us-east-2",
        {"dynamodb_writes_million": 3},
        flat("3.75"),
    ),
    ("logs 10 x 0.5", [resource("aws_cloudwatch_log_group.g")], "ingestion", {"log_ingest_gb": 10}, flat("5")),
    ("logs kept 10 x 0.03", [resource("aws_cloudwatch_log_group.g")], "storage", {"log_store_gb": 10}, flat("0.3")),
    ("KMS key", [resource("aws_kms_key.k")], "key", {}, flat("1")),
    (
        "KMS 20,000 requests x 0.03/10,000",
        [resource("aws_kms_key.k")],
        "requests",
        {"kms_requests_10k": 2},
        flat("0.06"),
    ),
    ("secret", [resource("aws_secretsmanager_secret.s")], "secret", {}, flat("0.4")),
    ("secret in 2 Regions", [resource("aws_secretsmanager_secret.s", {"replica": [{}]})], "secret", {}, flat("0.8")),
    ("secret calls", [resource("aws_secretsmanager_secret.s")], "calls", {"secret_calls_10k": 2}, flat("0.1")),
    ("hosted zone", [resource("aws_route53_zone.z")], "zone", {}, flat("0.5")),
    ("5 M queries x 0.4", [resource("aws_route53_zone.z")], "queries", {"dns_queries_million": 5}, flat("2")),
    ("SNS 2 M x 0.5", [resource("aws_sns_topic.t")], "publishes", {"sns_publishes_million": 2}, flat("1")),
    ("EC2 t3.medium 0.0416 x 730", [machine()], "instance", {}, flat("30.368")),
    ("root volume 30 x 0.08", [machine()], "volumes", {}, flat("2.4")),
    ("automatic address 0.005 x 730", [machine()], "public IPv4", {}, flat("3.65")),
    ("EBS gp2 50 x 0.1", [resource("aws_ebs_volume.v", {"size": 50, "type": "gp2"})], "volume", {}, flat("5")),
    ("Aurora storage 100 x 0.1", [resource("aws_rds_cluster.c", AURORA)], "storage", {"aurora_gb": 100}, flat("10")),
    ("Aurora I/O 5 M x 0.2", [resource("aws_rds_cluster.c", AURORA)], "I/O", {"aurora_io_million": 5}, flat("1")),
    (
        "Aurora db.t3.medium 0.082 x 730",
        [
            resource("aws_rds_cluster.c", AURORA),
            resource("aws_rds_cluster_instance.i", AURORA | {"instance_class": "db.t3.medium"}),
        ],
        "instance",
        {},
        flat("59.86"),
    ),
    (
        "Serverless v2 from 0.5 to 4 ACU x 0.12 x 730",
        [
            resource(
                "aws_rds_cluster.c",
                AURORA | {"serverlessv2_scaling_configuration": [{"min_capacity": 0.5, "max_capacity": 4}]},
            ),
            resource("aws_rds_cluster_instance.i", AURORA | {"instance_class": "db.serverless"}),
        ],
        "instance",
        {"aurora_acu": 1},
        span("43.8", "87.6", "350.4"),
    ),
]


@pytest.mark.parametrize(
    ("resources", "component", "usage", "monthly"),
    [case[1:] for case in COMPONENTS],
    ids=[case[0] for case in COMPONENTS],
)
def test_a_component_costs_what_the_book_says(resources: list, component: str, usage: dict, monthly: Amount):
    found = line(priced(*resources, **usage), component)
    assert found.monthly == monthly
    assert found.standing in (Standing.PRICED, Standing.USAGE)
    assert found.price_key
    assert found.quantity


BY_SIZE = ("ec2.linux.", "rds.postgres.", "elasticache.redis.", "aurora.pg.")
"""Prices of sizes of the same thing: one of each kind is above."""
FREE_OR_FACTOR = {"vpce.gw", "ssm.param.std", "acm.public", "elasticache.valkey.factor"}
NEVER_CONFIGURED = {"ddb.backup.gb", "ddb.restore.gb"}
"""A backup on demand and a restore are commands, not resources."""


def test_every_price_of_the_book_is_worked_out_by_hand_above():
    asked = {
        one.price_key
        for _, resources, _, usage, _ in COMPONENTS
        for cost in priced(*resources, **usage).resources
        for one in cost.lines
    }
    tiers = {one.price_key for one in priced(ALB, data_out_gb=200_000).resources[0].lines}
    missing = book().prices.keys() - asked - tiers - FREE_OR_FACTOR - NEVER_CONFIGURED
    assert {key for key in missing if not key.startswith(BY_SIZE)} == set()
