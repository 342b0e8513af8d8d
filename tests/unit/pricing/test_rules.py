"""What is free, what has no price, and how resources depend on one another."""

from decimal import Decimal
from typing import Any

import pytest
from priced_plans import (
    ALB,
    AURORA,
    CAPACITY,
    NLB,
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
from console.pricing.estimator import estimate

FREE = [
    resource("aws_vpc_endpoint.s3", {"vpc_endpoint_type": "Gateway"}),
    resource("aws_vpc_ipam.a", {"tier": "free"}),
    resource("aws_ssm_parameter.p", {"tier": "Standard"}),
    resource("aws_acm_certificate.c", {"domain_name": "example.com"}),
    resource("aws_iam_role.r"),
    resource("aws_security_group.s"),
    resource("aws_subnet.s"),
    resource("aws_ecs_task_definition.t"),
    resource("aws_ecs_cluster.c", {"setting": [{"name": "containerInsights", "value": "disabled"}]}),
    resource("aws_appautoscaling_target.t"),
    resource("aws_launch_template.t"),
    resource("aws_autoscaling_notification.n"),
    resource("aws_cloudtrail.t"),
    resource("aws_ses_template.t"),
    resource("aws_vpc.v"),
    resource("aws_eip.own", {"public_ipv4_pool": "ipv4pool-ec2-012345"}),
    resource("aws_s3_object.o"),
    resource("aws_db_snapshot.s"),
    resource("aws_db_cluster_snapshot.s"),
    resource("aws_service_discovery_service.s"),
    resource("aws_sns_topic_subscription.s", {"protocol": "sqs"}),
    resource("random_password.p"),
    resource("aws_s3_bucket_lifecycle_configuration.b", {"rule": [{"status": "Enabled", "expiration": [{"days": 9}]}]}),
]


@pytest.mark.parametrize("one", FREE, ids=[one.type for one in FREE])
def test_what_is_free_says_why(one: Any):
    (found,) = priced(one).resources
    assert found.standing is Standing.FREE
    assert found.monthly == Amount()
    assert all(line.note for line in found.lines)


NO_PRICE = [
    ("Enhanced Monitoring without log groups", database(monitoring_interval=60), "Enhanced Monitoring"),
    ("EC2 type outside the book", machine(instance_type="x1e.32xlarge"), "x1e.32xlarge"),
    ("RDS engine outside the book", database(engine="mysql"), "rds.mysql.db.t4g.medium.single"),
    ("provisioned RDS storage", database(storage_type="io1", iops=3000), "io1 storage"),
    ("Single-AZ gp3 IOPS", database(allocated_storage=400, iops=14000), "rds.gp3.iops.single"),
    ("extended support in its third year", database(engine_version="11.22"), "PostgreSQL 11"),
    (
        "Memcached",
        resource("aws_elasticache_cluster.m", {"engine": "memcached", "node_type": "a", "num_cache_nodes": 1}),
        "memcached",
    ),
    ("NLB capacity units", NLB, "capacity units"),
    ("Contributor Insights", resource("aws_dynamodb_contributor_insights.c"), "Contributor Insights"),
    ("composite alarm", resource("aws_cloudwatch_composite_alarm.a"), "composite"),
    (
        "Container Insights",
        resource("aws_ecs_cluster.c", {"setting": [{"name": "containerInsights", "value": "enabled"}]}),
        "Container Insights",
    ),
    ("advanced parameter", resource("aws_ssm_parameter.p", {"tier": "Advanced"}), "Advanced"),
    (
        "storage class outside the book",
        resource(
            "aws_s3_bucket_lifecycle_configuration.b",
            {"rule": [{"status": "Enabled", "transition": [{"storage_class": "GLACIER_IR"}]}]},
        ),
        "GLACIER_IR",
    ),
    ("classic load balancer", resource("aws_elb.e"), "classic load balancers"),
    ("EBS snapshot", resource("aws_ebs_snapshot.s"), "snapshots"),
    ("Serverless v1", resource("aws_rds_cluster.c", AURORA | {"engine_mode": "serverless"}), "Serverless v1"),
    ("Aurora MySQL", resource("aws_rds_cluster.c", {"engine": "aurora-mysql"}), "aurora-mysql"),
    ("Redis 5", cache(engine_version="5.0.6"), "extended support of Redis 5"),
    ("serverless cache", resource("aws_elasticache_serverless_cache.c"), "serverless caches"),
    ("table replica", resource("aws_dynamodb_table_replica.r"), "another Region"),
    ("request metrics", resource("aws_s3_bucket_metric.m"), "request metrics"),
    ("metric stream", resource("aws_cloudwatch_metric_stream.s"), "metric streams"),
    ("health check", resource("aws_route53_health_check.h"), "health checks"),
    ("text messages", resource("aws_sns_topic_subscription.s", {"protocol": "sms"}), "deliveries by sms"),
    ("advanced Database Insights", database(database_insights_mode="advanced"), "advanced mode"),
    (
        "surplus credits of a T4g",
        machine(instance_type="t4g.small"),
        "ec2.t4g.unlimited_credit",
    ),
    (
        "Intelligent-Tiering storage",
        resource(
            "aws_s3_bucket_lifecycle_configuration.b",
            {"rule": [{"status": "Enabled", "transition": [{"storage_class": "INTELLIGENT_TIERING"}]}]},
        ),
        "each of its tiers",
    ),
    ("io2 volume", resource("aws_ebs_volume.v", {"size": 50, "type": "io2"}), "io2"),
    ("replica in another Region", table(replica=[{"region_name": "eu-west-1"}]), "eu-west-1"),
    ("global database", resource("aws_rds_global_cluster.g"), "between Regions"),
]


def test_enhanced_monitoring_is_part_of_the_logs_that_are_assumed():
    group = resource("aws_cloudwatch_log_group.g", {"retention_in_days": 7})
    watched = priced(database(monitoring_interval=60), group, log_ingest_gb=5)
    found = line(watched, "Enhanced Monitoring")
    assert (found.standing, found.monthly) == (Standing.FREE, Amount())
    assert "log_ingest_gb" in found.note


@pytest.mark.parametrize(("one", "named"), [case[1:] for case in NO_PRICE], ids=[case[0] for case in NO_PRICE])
def test_what_has_no_price_is_named_and_makes_the_total_at_least(one: Any, named: str):
    found = priced(one, t_surplus_vcpu_hours=1)
    assert not found.complete
    assert found.resources[0].standing is Standing.NO_PRICE
    gaps = [line for line in found.resources[0].lines if line.standing is Standing.NO_PRICE]
    assert all(line.monthly is None for line in gaps)
    assert any(named in line.note for line in gaps)


def test_a_type_that_nobody_priced_is_not_supported_and_makes_the_total_at_least():
    found = priced(resource("aws_msk_cluster.m"), resource("aws_eip.a"))
    assert [cost.standing for cost in found.resources] == [Standing.PRICED, Standing.NOT_SUPPORTED]
    assert found.resources[1].monthly is None
    assert found.monthly == flat("3.65")
    assert not found.complete


def test_a_bucket_that_shows_a_separate_lifecycle_as_its_own_is_priced_once():
    rule = {"transition": [{"storage_class": "STANDARD_IA"}, {"storage_class": "GLACIER_IR"}]}
    bucket = resource("aws_s3_bucket.b", {"lifecycle_rule": [rule | {"enabled": True}]})
    lifecycle = resource("aws_s3_bucket_lifecycle_configuration.b", {"rule": [rule | {"status": "Enabled"}]})
    found = priced(bucket, lifecycle, s3_ia_gb=100)
    assert [one.component for one in found.resources[0].lines] == ["standard storage", "writes", "reads"]
    assert line(found, "STANDARD_IA storage").monthly == flat("1.25")


def test_data_out_fills_its_tiers():
    found = priced(ALB, data_out_gb=200_000)
    lines = [one for one in found.resources[0].lines if one.component == "data out"]
    assert [(one.price_key, one.monthly) for one in lines] == [
        ("dt.out.10tb", flat("921.6")),  # 10,240 x 0.09
        ("dt.out.40tb", flat("3481.6")),  # 40,960 x 0.085
        ("dt.out.100tb", flat("7168")),  # 102,400 x 0.07
        ("dt.out.150tb+", flat("2320")),  # 46,400 x 0.05
    ]


def test_an_internal_load_balancer_has_no_public_address_and_sends_nothing_out():
    found = priced(resource("aws_lb.web", {"load_balancer_type": "application", "internal": True, "subnets": ["a"]}))
    assert [one.component for one in found.resources[0].lines] == ["hours", "capacity units"]


def test_a_load_balancer_that_brings_its_elastic_ips_pays_for_them_once():
    balancer = resource(
        "aws_lb.tcp",
        {
            "load_balancer_type": "network",
            "internal": False,
            "subnet_mapping": [{"allocation_id": "eipalloc-1"}, {"allocation_id": "eipalloc-2"}],
            "subnets": ["a", "b"],
        },
    )
    assert "public IPv4" not in [one.component for one in priced(balancer).resources[0].lines]


def test_an_instance_with_an_elastic_ip_pays_for_one_address():
    found = priced(machine(id="i-1"), resource("aws_eip.a", {"instance": "i-1"}))
    assert line(found, "public IPv4").standing is Standing.FREE
    assert line(found, "address").monthly == flat("3.65")


def test_a_read_replica_takes_engine_and_size_from_its_source():
    replica = resource(
        "aws_db_instance.replica",
        {"replicate_source_db": "main", "instance_class": "db.t4g.medium", "storage_type": "gp3", "multi_az": False},
        unknown={"engine": True, "allocated_storage": True},
    )
    found = priced(database(identifier="main", multi_az=True), replica)
    assert line(found, "instance", replica.address).monthly == flat("47.45")
    assert line(found, "storage", replica.address).monthly == flat("2.3")


def test_a_service_that_scales_costs_from_its_minimum_to_its_maximum():
    limits = resource(
        "aws_appautoscaling_target.t", {"resource_id": "service/main/api", "min_capacity": 1, "max_capacity": 4}
    )
    vcpu = Decimal("0.5") * Decimal("0.03238") * 730
    found = line(priced(task(), service(), limits), "vCPU")
    assert found.monthly == Amount(vcpu, 2 * vcpu, 4 * vcpu)
    assert found.standing is Standing.PRICED
    assumed = line(priced(task(), service(), limits, ecs_average_tasks=(1, 3, 4)), "vCPU")
    assert assumed.monthly == Amount(vcpu, 3 * vcpu, 4 * vcpu)
    assert assumed.standing is Standing.USAGE


@pytest.mark.parametrize(("desired", "expected"), [(0, 1), (9, 4)])
def test_a_desired_count_outside_the_scaling_bounds_is_moved_into_them(desired: int, expected: int):
    bounds = {"resource_id": "service/main/api", "min_capacity": 1, "max_capacity": 4}
    found = priced(task(), service(desired_count=desired), resource("aws_appautoscaling_target.t", bounds))
    amount = line(found, "vCPU").monthly
    assert amount is not None
    assert amount.expected == expected * Decimal("0.5") * Decimal("0.03238") * 730


def test_a_service_stopped_at_night_may_run_less_than_its_minimum_on_average():
    limits = resource(
        "aws_appautoscaling_target.t", {"resource_id": "service/main/api", "min_capacity": 1, "max_capacity": 2}
    )
    vcpu = Decimal("0.5") * Decimal("0.03238") * 730
    found = line(priced(task(), service(), limits, ecs_average_tasks=("0.4", "0.4", 2)), "vCPU")
    assert found.monthly == Amount(vcpu * Decimal("0.4"), vcpu * Decimal("0.4"), vcpu * 2)


def test_spot_has_no_price_and_names_what_it_can_cost_at_most():
    strategy = [{"capacity_provider": "FARGATE_SPOT", "weight": 1, "base": 0}]
    found = priced(task(), service(launch_type="", capacity_provider_strategy=strategy), data_out_gb=0)
    assert line(found, "vCPU").standing is Standing.NO_PRICE
    assert "on demand, which Spot never exceeds, the expected tasks cost 23.64 USD" in line(found, "vCPU").note
    assert found.monthly == Amount()
    assert not found.complete


def test_a_mix_of_on_demand_and_spot_prices_the_base_and_its_share_of_the_rest():
    strategy = [
        {"capacity_provider": "FARGATE", "weight": 1, "base": 1},
        {"capacity_provider": "FARGATE_SPOT", "weight": 3, "base": 0},
    ]
    found = priced(task(), service(desired_count=5, launch_type="", capacity_provider_strategy=strategy))
    lines = [one for one in found.resources[0].lines if one.component == "vCPU"]
    assert [one.standing for one in lines] == [Standing.PRICED, Standing.NO_PRICE]
    assert lines[0].monthly == flat("23.6374")  # (1 + 4 x 1/4) x 0.5 x 0.03238 x 730
    assert lines[1].note.startswith("3 tasks x 0.5 vCPU on Fargate Spot")


def test_a_service_without_strategy_uses_its_clusters_default_one():
    default = [{"capacity_provider": "FARGATE_SPOT", "weight": 1}]
    attached = resource("aws_ecs_cluster_capacity_providers.c", {"default_capacity_provider_strategy": default})
    plain = service(launch_type=None)
    assert line(priced(task(), plain, attached), "vCPU").standing is Standing.NO_PRICE
    assert line(priced(task(), plain), "vCPU").standing is Standing.PRICED


def test_a_scaling_group_prices_its_launch_template_from_minimum_to_maximum():
    disk = [{"ebs": [{"volume_size": 20, "volume_type": "gp3"}]}]
    template = resource(
        "aws_launch_template.t", {"id": "lt-1", "instance_type": "t3.large", "block_device_mappings": disk}
    )
    sizes = {"min_size": 2, "max_size": 10, "desired_capacity": 2}
    group = resource("aws_autoscaling_group.g", sizes | {"launch_template": [{"id": "lt-1"}]})
    found = priced(template, group, asg_average_instances=(2, 4, 8))
    assert line(found, "instances").monthly == span("121.472", "242.944", "607.36")  # 0.0832 x 730 x 2, 4, 10
    assert line(found, "volumes").monthly == span("3.2", "6.4", "16")  # 20 x 0.08 x 2, 4, 10


def test_table_capacity_ranges_over_its_autoscaling():
    table_ = resource("aws_dynamodb_table.t", CAPACITY | {"name": "t"})
    limits = resource(
        "aws_appautoscaling_target.t",
        {
            "resource_id": "table/t",
            "scalable_dimension": "dynamodb:table:WriteCapacityUnits",
            "min_capacity": 10,
            "max_capacity": 100,
        },
    )
    assert line(priced(table_, limits), "writes").monthly == span("4.745", "9.49", "47.45")
    assert line(priced(table_, limits), "reads").monthly == flat("2.847")


def test_a_region_without_a_book_prices_nothing_and_keeps_what_is_free():
    found = estimate([ALB, resource("aws_iam_role.r")], None, {}, region="eu-central-1")
    assert (found.region, found.book_date, found.complete, found.monthly) == ("eu-central-1", None, False, Amount())
    assert [cost.standing for cost in found.resources] == [Standing.FREE, Standing.NO_PRICE]
    assert found.resources[1].lines[0].note == "eu-central-1 has no price book"
