"""The dashboards of the four systems, laid out from the states of their applied environments."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from console.domain.metrics import Chart, Metric
from console.domain.metrics_catalogue import CATALOGUE, OPERATIONS
from console.services.applied_resources import AppliedResource
from console.services.metrics_layout import ALARMED, Layout, lay_out
from console.services.metrics_regions import Regions
from tests.fakes.metrics import alarm_resource, resource

STATES = Path(__file__).parents[2] / "fixtures/states"


def layout(name: str) -> Layout:
    """From a state as Terraform wrote it, reduced to what is watched."""
    found = json.loads((STATES / f"{name}.json").read_text())
    return lay_out("us-east-1", [AppliedResource(one["address"], one["type"], "", one["values"]) for one in found])


def chart(found: Layout, group: str, title: str) -> Chart:
    return next(each for each in found.charts if each.group.startswith(group) and each.title == title)


def groups(found: Layout) -> list[str]:
    return list(dict.fromkeys(each.group for each in found.charts))


def test_replaydash_shows_balancer_tasks_database_cache_nat_and_buckets():
    found = layout("replaydash_dev")
    assert groups(found) == [
        "Load balancer replaydash-dev",
        "Targets replaydash-dev-3000",
        "ECS replaydash-dev-api",
        "Database replaydash-dev-postgres",
        "Cache replaydash-dev-redis-001",
        "NAT replaydash-dev-us-east-1a",
        "Bucket replaydash-dev-alb-logs-123456789012",
        "Bucket replaydash-dev-sessions-123456789012",
    ]
    assert len(found.alarms) == 12
    tasks = chart(found, "ECS", "CPU of the tasks")
    cluster = {"ClusterName": "replaydash-dev-cluster", "ServiceName": "replaydash-dev-api"}
    assert dict(tasks.metrics[0].dimensions) == cluster
    assert [line.alarm for line in tasks.thresholds] == ["replaydash-dev-ecs-cpu"]


def test_a_target_group_is_asked_for_with_its_balancer():
    answers = chart(layout("replaydash_dev"), "Targets", "Response time")
    names = dict(answers.metrics[0].dimensions)
    assert names["LoadBalancer"].startswith("app/replaydash-dev/")
    assert names["TargetGroup"].startswith("targetgroup/")
    assert answers.statistic == "p95"
    assert [(line.sign, line.statistic) for line in answers.thresholds] == [(">", "p95")]


def test_every_alarm_of_replaydash_and_muejam_has_its_line_in_a_chart():
    for name in ("replaydash_dev", "muejam_production"):
        found = layout(name)
        drawn = {line.alarm for each in found.charts for line in each.thresholds}
        assert drawn == set(found.alarms)
        assert ALARMED not in groups(found)


def test_muejam_shows_its_group_its_replicas_and_every_cache_node():
    found = layout("muejam_production")
    assert chart(found, "Group", "Instances in service").metrics[0].namespace == "AWS/AutoScaling"
    assert chart(found, "Group", "CPU").metrics[0].namespace == "AWS/EC2"
    lag = [each.group for each in found.charts if each.title == "Replica lag"]
    assert len(lag) == 2, "two replicas, and not the primary"
    assert len([group for group in groups(found) if group.startswith("Cache ")]) == 3
    assert len([group for group in groups(found) if group.startswith("NAT ")]) == 3


def test_mtk_shows_aurora_with_capacity_and_replica_lag():
    found = layout("mtk_prod")
    capacity = chart(found, "Aurora", "Capacity (ACU)")
    assert [name for name, _ in capacity.metrics[0].dimensions] == ["DBClusterIdentifier"]
    lag = [each for each in found.charts if each.metrics[0].name == "AuroraReplicaLag"]
    assert {each.unit for each in lag} == {"Milliseconds"}
    assert len(lag) == 3
    assert found.alarms == ()


def test_twitter_shows_tables_with_throttles_and_errors_and_its_instance():
    found = layout("twitter_production")
    titles = [each.title for each in found.charts if each.group.startswith("Table ")]
    assert titles == ["Consumed reads", "Consumed writes", "Throttled reads", "Throttled writes", "Server-side errors"]
    errors = chart(found, "Table", "Server-side errors")
    assert sorted(dict(each.dimensions)["Operation"] for each in errors.metrics) == sorted(OPERATIONS)
    assert chart(found, "Instance twitter", "CPU").metrics[0].dimensions[0][0] == "InstanceId"


def test_an_alarm_on_what_is_not_in_the_catalogue_gets_a_chart_of_its_own():
    found = layout("twitter_production")
    (own,) = [each for each in found.charts if each.group == ALARMED]
    assert own.metrics[0] == Metric("AWS/DynamoDB", "UserErrors")
    assert own.thresholds


def test_what_is_measured_daily_is_known_as_such():
    assert {each.group.split()[0] for each in layout("muejam_production").charts if each.daily} == {"Bucket"}


def test_a_resource_whose_name_is_not_known_is_left_out():
    found = lay_out("us-east-1", [resource("aws_instance"), resource("aws_nat_gateway", id="nat-1")])
    assert groups(found) == ["NAT nat-1"]


@pytest.mark.parametrize(("setting", "count"), [("enhanced", 4), ("enabled", 4), ("disabled", 2)])
def test_container_insights_are_shown_where_the_cluster_has_them(setting: str, count: int):
    cluster = resource("aws_ecs_cluster", arn="c/x", setting=[{"name": "containerInsights", "value": setting}])
    service = resource("aws_ecs_service", name="api", cluster="c/x")
    assert len(lay_out("us-east-1", [cluster, service]).charts) == count


def test_of_two_balancers_the_one_that_the_listener_names_is_taken():
    two = [
        resource("aws_lb", n, name=f"b{n}", arn=f"arn:{n}", arn_suffix=f"app/b{n}/1", load_balancer_type="application")
        for n in (1, 2)
    ]
    group = resource("aws_lb_target_group", name="t", arn="arn:t", arn_suffix="targetgroup/t/1")
    action = [{"type": "forward", "target_group_arn": "arn:t"}]
    listener = resource("aws_lb_listener", load_balancer_arn="arn:2", default_action=action)
    assert not [each for each in lay_out("r", [*two, group]).charts if each.group == "Targets t"], "which is not known"
    found = lay_out("r", [*two, group, listener])
    assert dict(chart(found, "Targets", "Response time").metrics[0].dimensions)["LoadBalancer"] == "app/b2/1"


def test_a_composite_alarm_and_one_on_an_expression_are_named_without_a_line():
    composite = resource("aws_cloudwatch_composite_alarm", alarm_name="any")
    expression = alarm_resource("rate", Metric("A", "x"), 1, metric_name="")
    found = lay_out("us-east-1", [composite, expression])
    assert (found.alarms, found.charts) == (("any", "rate"), ())


def test_a_replica_of_a_table_is_charted_in_its_own_region_and_the_table_in_its():
    arn = "arn:aws:dynamodb:us-east-1:1:table/users"
    table = resource("aws_dynamodb_table", name="users", arn=arn, replica=[{"region_name": "us-west-2"}])
    found = lay_out("us-east-1", [table])
    assert groups(found) == ["Table users", "Table users in us-west-2"]
    here, there = chart(found, "Table users", "Consumed reads"), chart(found, "Table users in", "Consumed reads")
    assert (here.region, there.region, here.metrics == there.metrics) == ("", "us-west-2", True)
    assert len({each.slot for each in found.charts}) == len({each.key for each in found.charts}) == len(found.charts)


@pytest.mark.parametrize(
    "known",
    [
        {"arn": "arn:aws:rds:eu-west-1:1:db:x"},
        {"id": "arn:aws:ecs:eu-west-1:1:service/c/x"},
        {"region": "eu-west-1", "arn": "arn:aws:s3:::x"},
    ],
)
def test_the_region_of_a_resource_is_read_from_what_it_says_itself(known: dict[str, str]):
    assert Regions("us-east-1", []).of(known) == "eu-west-1"


def test_a_nat_gateway_is_where_its_subnet_is():
    subnet = resource("aws_subnet", id="subnet-1", arn="arn:aws:ec2:eu-west-1:1:subnet/subnet-1")
    found = lay_out("us-east-1", [subnet, resource("aws_nat_gateway", id="nat-1", subnet_id="subnet-1")])
    assert {each.region for each in found.charts} == {"eu-west-1"}
    assert groups(found) == ["NAT nat-1 in eu-west-1"]


def test_what_does_not_say_where_it_is_is_where_its_environment_is():
    assert Regions("us-east-1", []).of({"arn": "arn:aws:s3:::x", "id": "x"}) == "us-east-1"


def test_an_alarm_of_another_region_watches_the_metric_there():
    metric = Metric.of("AWS/DynamoDB", "ConsumedReadCapacityUnits", [("TableName", "users")])
    table = resource("aws_dynamodb_table", name="users", replica=[{"region_name": "us-west-2"}])
    alarm = alarm_resource("reads", metric, 5, arn="arn:aws:cloudwatch:us-west-2:1:alarm:reads")
    found = lay_out("us-east-1", [table, alarm])
    assert found.alarms_in == {"us-west-2": ("reads",)}
    assert [each.group for each in found.charts if each.thresholds] == ["Table users in us-west-2"]


def test_the_catalogue_names_every_chart_of_a_type_once():
    for kind in CATALOGUE:
        titles = [each.title for other in CATALOGUE if other.type == kind.type and other.where == kind.where
                  for each in other.shown]  # fmt: skip
        assert len(titles) == len(set(titles)), kind.type
