"""The cost of a plan: before, after, by resource, against the budget."""

import time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.cli.cost_text import budget_words
from console.domain.configured import Reference
from console.domain.cost import Amount, CostOfPlan, Standing
from console.domain.environment import Backend, Preset, Protection, UsageRange
from console.domain.plan import Action, Plan, PlanCounts, ResourceChange
from console.errors import InputError
from console.services.costs import Costs
from console.ui.cost_view.budget import budget_word

NAT = ("aws_nat_gateway", {})
ADDRESS = ("aws_eip", {})
SMALL = ("aws_db_instance", {"engine": "postgres", "engine_version": "16", "instance_class": "db.t4g.small",
         "multi_az": False, "storage_type": "gp3", "allocated_storage": 20})  # fmt: skip
LARGE = (SMALL[0], SMALL[1] | {"instance_class": "db.t4g.medium"})
UNSUPPORTED = ("aws_msk_cluster", {})


def preset(*, budget: str | None = None, region: str = "us-east-1", usage: dict[str, Any] | None = None) -> Preset:
    return Preset(
        system="replaydash",
        environment="dev",
        description="A test",
        region=region,
        budget_usd=Decimal(budget) if budget else None,
        protection=Protection.OPEN,
        backend=Backend(type="local"),
        usage={key: UsageRange(low=figure, expected=figure, high=figure) for key, figure in (usage or {}).items()},
    )


def section(resources: dict[str, tuple[str, dict]]) -> dict[str, Any]:
    """As the reader of `terraform show -json` fills prior_state and planned_values."""
    return {
        address: {
            "type": type_,
            "name": address.split(".")[-1],
            "module": address.rpartition(f".{type_}.")[0],
            "mode": "managed",
            "values": values,
            "unknown": False,
        }
        for address, (type_, values) in resources.items()
    }


def plan(before: dict[str, tuple[str, dict]], after: dict[str, tuple[str, dict]], *changes: ResourceChange) -> Plan:
    return Plan("1.2", "1.11.4", changes, (), (), PlanCounts(), 0, True, False, True, section(before), section(after))


def cost(before: dict, after: dict, *changes: ResourceChange, **kind: Any) -> CostOfPlan:
    return Costs().of_plan(preset(**({"usage": {"nat_gb": 0}} | kind)), plan(before, after, *changes))


def test_new_changed_kept_and_destroyed_resources_each_have_their_difference():
    found = cost(
        {"aws_db_instance.main": SMALL, "aws_nat_gateway.old": NAT, "aws_eip.kept": ADDRESS},
        {"aws_db_instance.main": LARGE, "aws_eip.kept": ADDRESS, "aws_eip.new": ADDRESS},
    )
    assert {change.address: change.difference for change in found.changes} == {
        "aws_db_instance.main": Decimal("24.09"),  # (0.065 - 0.032) x 730, once though it may be replaced
        "aws_eip.kept": Decimal(0),
        "aws_eip.new": Decimal("3.65"),
        "aws_nat_gateway.old": Decimal("-32.85"),
    }
    assert found.difference == Amount.flat(Decimal("-5.11"))
    assert found.before.monthly.expected + found.difference.expected == found.after.monthly.expected


def test_a_moved_resource_keeps_its_cost_under_its_new_address():
    moved = ResourceChange("module.a.aws_eip.x", "module.a", "aws_eip", "x", None, "managed", Action.MOVE, False,
                           previous_address="aws_eip.x")  # fmt: skip
    found = cost({"aws_eip.x": ADDRESS}, {"module.a.aws_eip.x": ADDRESS}, moved)
    (change,) = found.changes
    assert (change.address, change.difference) == ("module.a.aws_eip.x", Decimal(0))
    assert change.before is not None
    assert change.before.address == "aws_eip.x"


def test_data_sources_cost_nothing_and_are_not_listed():
    kept = plan({}, {"aws_eip.x": ADDRESS})
    kept.planned_values["data.aws_ami.x"] = {"type": "aws_ami", "mode": "data", "values": {}}  # type: ignore[index]
    found = Costs().of_plan(preset(), kept)
    assert [change.address for change in found.changes] == ["aws_eip.x"]


def test_a_side_that_is_not_known_has_no_difference():
    found = cost({"aws_msk_cluster.m": UNSUPPORTED}, {})
    assert found.changes[0].difference is None
    assert not found.before.complete
    assert found.after.complete


@pytest.mark.parametrize(
    ("budget", "after", "over"),
    [
        (None, {"aws_eip.x": ADDRESS}, None),
        ("3.65", {"aws_eip.x": ADDRESS}, False),
        ("3.64", {"aws_eip.x": ADDRESS}, True),
        ("3.64", {"aws_eip.x": ADDRESS, "aws_msk_cluster.m": UNSUPPORTED}, True),
        ("100", {"aws_eip.x": ADDRESS, "aws_msk_cluster.m": UNSUPPORTED}, None),
    ],
)
def test_within_the_budget_is_said_only_when_nothing_unknown_could_exceed_it(budget, after, over):
    assert cost({}, after, budget=budget).over_budget is over


@pytest.mark.parametrize(
    ("budget", "unknown", "screen", "command"),
    [
        (None, False, "none", ""),
        ("100", False, "within", "within the budget of 100.00 USD/month"),
        ("4", False, "near", "near the budget of 4.00 USD/month"),
        ("3", True, "over", "over the budget of 3.00 USD/month"),
        ("100", True, "within so far", "within the budget of 100.00 USD/month so far, since something is unknown"),
        ("4", True, "near so far", "near the budget of 4.00 USD/month so far, since something is unknown"),
    ],
)
def test_screen_and_command_say_in_the_same_words_how_a_plan_stands_to_its_budget(budget, unknown, screen, command):
    after = {"aws_eip.x": ADDRESS} | ({"aws_msk_cluster.m": UNSUPPORTED} if unknown else {})
    found = cost({}, after, budget=budget)
    assert budget_word(found)[0] == screen
    if command:
        assert budget_words(found) == command


def test_usage_comes_from_the_preset():
    found = cost({}, {"aws_nat_gateway.n": NAT}, usage={"nat_gb": 100})
    assert found.after.monthly == Amount.flat(Decimal("37.35"))  # 32.85 + 100 x 0.045
    assert found.after.assumptions == {"nat_gb": Amount.flat(Decimal(100))}


def test_a_usage_key_that_means_nothing_is_refused():
    with pytest.raises(InputError, match="nat_gbs"):
        cost({}, {}, usage={"nat_gbs": 1})


def test_a_region_without_a_price_book_has_no_price_and_not_that_of_another_region():
    found = cost({}, {"aws_eip.x": ADDRESS}, region="eu-central-1", budget="100")
    assert found.after.resources[0].standing is Standing.NO_PRICE
    assert (found.after.monthly, found.after.complete, found.over_budget) == (Amount(), False, None)
    assert (found.after.region, found.after.book_date) == ("eu-central-1", None)


def test_what_a_first_plan_leaves_unknown_is_priced_with_its_configuration():
    subnets = {f"module.network.aws_subnet.public[{number}]": ("aws_subnet", {}) for number in range(2)}
    balancer = {"load_balancer_type": "application", "internal": False}
    made = plan({}, subnets | {"module.alb.aws_lb.this": ("aws_lb", balancer)})
    entry = made.planned_values["module.alb.aws_lb.this"]
    entry["unknown"] = {"subnets": True, "subnet_mapping": True, "ip_address_type": True}
    unknown = Costs().of_plan(preset(), made)
    entry["configured"] = {"subnets": Reference(("module.network.aws_subnet.public",), constant=False)}
    known = Costs().of_plan(preset(), made)
    assert not unknown.after.complete
    assert known.after.complete
    assert known.after.monthly.expected - unknown.after.monthly.expected == Decimal("7.3")


def test_a_state_alone_is_estimated_like_a_plan():
    found = Costs().of_state(section({"aws_eip.x": ADDRESS}), "us-east-1", {})
    assert found.monthly == Amount.flat(Decimal("3.65"))


some = st.dictionaries(
    st.sampled_from([f"aws_x.r{number}" for number in range(8)]),
    st.sampled_from([NAT, ADDRESS, SMALL, LARGE, UNSUPPORTED, ("aws_s3_bucket", {}), ("aws_iam_role", {})]),
    max_size=8,
)


@settings(max_examples=50)
@given(some, some)
def test_a_plan_and_its_inverse_cancel(before: dict, after: dict):
    there, back = cost(before, after), cost(after, before)
    assert there.difference + back.difference == Amount()
    returned = {change.address: change.difference for change in back.changes}
    for change in there.changes:
        other = returned[change.address]
        assert (change.difference is None) is (other is None)
        assert change.difference is None or change.difference + (other or Decimal(0)) == 0


def test_five_thousand_resources_are_priced_in_three_tenths_of_a_second():
    kinds = [NAT, ADDRESS, SMALL, LARGE, ("aws_s3_bucket", {}), ("aws_iam_role", {}), ("aws_subnet", {})]
    many = plan({}, {f"aws_x.r{number}": kinds[number % len(kinds)] for number in range(5000)})
    costs, where = Costs(), preset()
    taken = []
    for _ in range(3):
        begin = time.process_time()
        found = costs.of_plan(where, many)
        taken.append(time.process_time() - begin)
    assert len(found.changes) == 5000
    assert min(taken) <= 0.3
