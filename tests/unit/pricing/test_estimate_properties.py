"""What holds for every estimate, whatever the resources and the usage."""

from decimal import Decimal
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st
from priced_plans import (
    ALB,
    CACHE,
    CAPACITY,
    DATABASE,
    LIFECYCLE,
    MACHINE,
    NLB,
    SERVICE,
    TABLE,
    TASK,
    book,
    resource,
)

from console.domain.cost import Amount, Standing
from console.domain.environment import UsageRange
from console.pricing.assumptions import ASSUMPTIONS, usage_from
from console.pricing.estimator import estimate
from console.pricing.resource import PricedResource

KINDS: list[tuple[str, dict]] = [
    ("aws_nat_gateway", {}),
    ("aws_eip", {}),
    ("aws_lb", dict(ALB.values or {})),
    ("aws_lb", dict(NLB.values or {})),
    ("aws_vpc_endpoint", {"vpc_endpoint_type": "Interface", "subnet_ids": ["a", "b", "c"]}),
    ("aws_vpc_endpoint", {"vpc_endpoint_type": "Gateway"}),
    ("aws_ecs_task_definition", TASK),
    ("aws_ecs_service", SERVICE),
    ("aws_db_instance", DATABASE),
    ("aws_db_instance", DATABASE | {"multi_az": True, "max_allocated_storage": 200}),
    ("aws_elasticache_replication_group", CACHE),
    ("aws_dynamodb_table", TABLE),
    ("aws_dynamodb_table", CAPACITY),
    ("aws_s3_bucket", {}),
    ("aws_ecr_repository", {}),
    ("aws_cloudwatch_metric_alarm", {"period": 60}),
    ("aws_cloudwatch_dashboard", {}),
    ("aws_cloudwatch_log_group", {"retention_in_days": 30}),
    ("aws_kms_key", {}),
    ("aws_secretsmanager_secret", {}),
    ("aws_route53_zone", {}),
    ("aws_sns_topic", {}),
    ("aws_instance", MACHINE),
    ("aws_rds_cluster", {"engine": "aurora-postgresql", "cluster_identifier": "main"}),
    ("aws_vpc", {}),
    ("aws_subnet", {"id": "s-1", "availability_zone": "a", "map_public_ip_on_launch": True}),
    ("aws_subnet", {"id": "s-2", "availability_zone": "b", "map_public_ip_on_launch": False}),
    ("aws_launch_template", {"id": "lt-1", "instance_type": "t3.large", "network_interfaces": [],
                             "block_device_mappings": [{"ebs": [{"volume_size": 20, "volume_type": "gp3"}]}]}),
    ("aws_autoscaling_group", {"min_size": 1, "max_size": 3, "vpc_zone_identifier": [],
                               "launch_template": [{"id": "lt-1"}]}),
    ("aws_s3_bucket_lifecycle_configuration", LIFECYCLE),
    ("aws_dynamodb_table", TABLE | {"stream_enabled": True, "replica": [{"region_name": "us-west-1"}]}),
    ("aws_sns_topic_subscription", {"protocol": "email"}),
    ("aws_sns_topic_subscription", {"protocol": "https"}),
    ("aws_db_instance", DATABASE | {"engine_version": "12.1", "publicly_accessible": True}),
    ("aws_kms_key", {"enable_key_rotation": True}),
    ("aws_iam_role", {}),
    ("aws_msk_cluster", {}),
]  # fmt: skip


def numbered(kinds: list[tuple[str, dict]]) -> list[PricedResource]:
    """Each under its own address; task definitions under families of their own, as AWS has them."""
    numbers = count()
    return [
        resource(f"{type_}.r{number}", values | ({"family": f"f{number}"} if "task_definition" in type_ else {}))
        for number, (type_, values) in zip(numbers, kinds, strict=False)
    ]


few = settings(max_examples=50)
some_resources = st.lists(st.sampled_from(KINDS), max_size=12).map(numbered)
figure = st.decimals(0, 10_000, places=3)


@st.composite
def some_usage(draw: st.DrawFn) -> dict[str, UsageRange]:
    keys = draw(st.lists(st.sampled_from(sorted(ASSUMPTIONS)), unique=True, max_size=8))
    spans = {}
    for key in keys:
        low, expected, high = sorted(draw(st.tuples(figure, figure, figure)))
        spans[key] = UsageRange(low=low, expected=expected, high=high)
    return spans


@few
@given(some_resources, st.sampled_from(KINDS), some_usage())
def test_adding_a_resource_never_lowers_a_total(resources: list, kind: tuple, usage: dict):
    before = estimate(resources, book(), usage).monthly
    after = estimate([*resources, resource(f"{kind[0]}.added", kind[1])], book(), usage).monthly
    assert after.low >= before.low
    assert after.expected >= before.expected
    assert after.high >= before.high


@few
@given(some_resources.flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))), some_usage())
def test_the_order_of_resources_changes_nothing(orders: tuple, usage: dict):
    assert estimate(orders[0], book(), usage) == estimate(orders[1], book(), usage)


@few
@given(some_resources, some_usage())
def test_the_total_is_the_exact_sum_of_the_lines_and_each_figure_goes_up(resources: list, usage: dict):
    found = estimate(resources, book(), usage)
    total = Amount()
    for cost in found.resources:
        for line in cost.lines:
            if line.monthly is not None:
                assert Decimal(0) <= line.monthly.low <= line.monthly.expected <= line.monthly.high
                total = total + line.monthly
    assert found.monthly == total


@few
@given(some_resources, st.data())
def test_an_input_that_becomes_unknown_never_becomes_zero(resources: list, data: st.DataObject):
    known = [one for one in resources if one.values]
    if not known:
        return
    one = data.draw(st.sampled_from(known))
    lost = data.draw(st.sampled_from(sorted(one.values)))
    values = {key: value for key, value in one.values.items() if key != lost}
    hidden = PricedResource(one.address, one.type, one.name, one.module, values, {lost: True})
    before = estimate(resources, book(), {})
    after = estimate([hidden if other is one else other for other in resources], book(), {})
    assert after.monthly.expected >= before.monthly.expected or not after.complete


@few
@given(some_resources, some_usage())
def test_what_is_not_known_has_no_figure_and_makes_the_estimate_incomplete(resources: list, usage: dict):
    found = estimate(resources, book(), usage)
    for cost in found.resources:
        for line in cost.lines:
            assert (line.monthly is None) is (not line.standing.known)
    assert found.complete is all(line.standing.known for cost in found.resources for line in cost.lines)


@few
@given(some_resources.filter(bool), st.tuples(figure, figure))
def test_usage_that_is_split_adds_up(resources: list, parts: tuple):
    """Twice the traffic costs what both halves cost, where a price has no tiers."""
    whole = {"data_out_gb", "account_dashboards"}
    keys = [key for key, row in ASSUMPTIONS.items() if row.default is not None and key not in whole]

    def cost_of(value: Decimal) -> Decimal:
        usage = {key: UsageRange(low=value, expected=value, high=value) for key in keys}
        lines = [line for cost in estimate(resources, book(), usage).resources for line in cost.lines]
        figures = [line.monthly.expected for line in lines if line.standing is Standing.USAGE and line.monthly]
        return sum(figures, Decimal(0))

    outgoing = sum(
        (
            line.monthly.expected
            for cost in estimate(resources, book(), {}).resources
            for line in cost.lines
            if line.price_key.startswith("dt.out") and line.monthly
        ),
        Decimal(0),
    )
    assert cost_of(parts[0] + parts[1]) + outgoing == cost_of(parts[0]) + cost_of(parts[1])


def test_every_default_is_used_by_some_resource():
    classes = ("STANDARD_IA", "GLACIER", "DEEP_ARCHIVE", "INTELLIGENT_TIERING")
    moves = {"rule": [{"status": "Enabled", "transition": [{"storage_class": name} for name in classes]}]}
    found = estimate(
        [
            *numbered(KINDS),
            resource("aws_vpc_ipam.i"),
            resource("aws_vpc.v"),
            *(resource(f"aws_subnet.{zone}", {"availability_zone": zone}) for zone in "ab"),
            resource("aws_s3_bucket_lifecycle_configuration.l", moves),
            resource("aws_sns_topic_subscription.mail", {"protocol": "email"}),
            resource("aws_sns_topic_subscription.http", {"protocol": "https"}),
            resource(
                "aws_dynamodb_table.g", TABLE | {"stream_enabled": True, "replica": [{"region_name": "us-west-1"}]}
            ),
        ],
        book(),
        {},
    )
    assert set(found.assumptions) == set(usage_from({}))
