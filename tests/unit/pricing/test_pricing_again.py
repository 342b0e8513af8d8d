"""Pricing the same resources at another usage gives what pricing them anew gives, whatever was priced before."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from console.domain.environment import UsageRange
from console.pricing.book import book_for
from console.pricing.estimator import Estimator, estimate
from console.pricing.resource import read_resources

KEYS = ("nat_gb", "data_out_gb", "alb_lcu", "s3_gb", "log_ingest_gb", "ecs_average_tasks", "asg_average_instances")


def resources() -> list[Any]:
    def one(address: str, **values: Any) -> tuple[str, dict[str, Any]]:
        kind, _, name = address.partition(".")
        return address, {"address": address, "mode": "managed", "type": kind, "name": name, "values": values}

    return list(
        read_resources(
            dict(
                [
                    one("aws_nat_gateway.a", connectivity_type="public"),
                    one("aws_nat_gateway.b", connectivity_type="public"),
                    one("aws_lb.web", load_balancer_type="application", internal=False, subnets=["x", "y"]),
                    one("aws_s3_bucket.media", bucket="media"),
                    one("aws_cloudwatch_log_group.api", name="api"),
                    one("aws_instance.host", instance_type="t3.micro"),
                    one("aws_autoscaling_group.web", min_size=1, max_size=4, desired_capacity=2),
                ]
            )
        )
    )


figures = st.integers(0, 10_000).map(Decimal)
spans = (
    st.tuples(figures, figures, figures)
    .map(sorted)
    .map(lambda three: UsageRange(low=three[0], expected=three[1], high=three[2]))
)
usages = st.dictionaries(st.sampled_from(KEYS), spans, max_size=4)


@settings(max_examples=60, deadline=None)
@given(st.lists(usages, min_size=2, max_size=4))
def test_an_estimate_does_not_depend_on_what_was_estimated_before(asked: list[dict[str, UsageRange]]) -> None:
    book = book_for("us-east-1")
    assert book is not None
    again = Estimator(resources(), book)
    for usage in asked:
        assert again.at(usage) == estimate(resources(), book, usage)


def test_only_what_an_assumption_concerns_is_priced_again() -> None:
    book = book_for("us-east-1")
    estimator = Estimator(resources(), book)
    before = {one.address: one for one in estimator.at({}).resources}
    after = estimator.at({"nat_gb": UsageRange(low=Decimal(1), expected=Decimal(2), high=Decimal(3))}).resources
    moved = {one.address for one in after if one is not before[one.address]}
    assert moved == {"aws_nat_gateway.a", "aws_nat_gateway.b"}


def test_a_figure_that_nobody_gave_is_named_as_one_that_could_be() -> None:
    found = Estimator(resources(), book_for("us-east-1")).at({})
    assert "asg_average_instances" in found.not_assumed
    assert "asg_average_instances" not in found.assumptions
