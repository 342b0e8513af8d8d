"""What an operator assumes: kept beside the overlay, over preset and profile, written into the run's record."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from console.domain.cost_figures import CostFigures
from console.domain.environment import EnvironmentName, UsageProfile, UsageRange
from console.domain.plan import Plan
from console.domain.run import RunStatus
from console.domain.usage import UsageChoice, UsageSource
from console.errors import InputError, PresetError
from console.services.costs import Costs
from console.services.run_store import RunStore
from console.services.usage import UsageAssumptions
from tests.fakes.overview import preset, record
from tests.screens.material import plan

NAME = EnvironmentName("replaydash", "staging")


def span(low: str, expected: str, high: str) -> UsageRange:
    return UsageRange(low=Decimal(low), expected=Decimal(expected), high=Decimal(high))


PRESET = preset(
    "replaydash", "staging",
    usage={"nat_gb": span("5", "20", "100")},
    usage_profiles={"busy": UsageProfile(description="ten times as much", usage={"nat_gb": span("50", "200", "1000")})},
)  # fmt: skip


def nat_plan() -> Plan:
    """One NAT gateway and one service that does not scale, to be created."""
    values: dict[str, dict[str, Any]] = {
        "aws_nat_gateway.a": {"type": "aws_nat_gateway", "values": {"connectivity_type": "public"}},
    }
    planned = {
        address: {"address": address, "mode": "managed", "name": "a", "module": "", **one}
        for address, one in values.items()
    }
    return plan((), planned_values=planned, prior_state={})


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path, sandbox=True)


@pytest.fixture
def usage(tmp_path: Path, store: RunStore) -> UsageAssumptions:
    return UsageAssumptions(tmp_path, Costs(), store)


def test_nothing_is_assumed_at_first(usage: UsageAssumptions):
    assert usage.choice(NAME) == UsageChoice()


def test_what_is_assumed_is_read_back_and_taken_back_with_its_file(usage: UsageAssumptions):
    choice = UsageChoice(profile="busy").with_figure("nat_gb", span("0", "0.05", "7"))
    usage.keep(NAME, choice)
    assert usage.choice(NAME) == choice
    assert oct(usage.path(NAME).stat().st_mode & 0o777) == "0o600"
    usage.keep(NAME, UsageChoice())
    assert not usage.path(NAME).exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("usage: {nat_gb: {low: 5, expected: 2, high: 9}}", "low <= expected <= high"),
        ("usage: {nat_gb: {low: -5, expected: 2, high: 9}}", "greater than or equal to 0"),
        ("usages: {}", "is not a key"),
        ("usage: {nat_gb: {low: .nan, expected: 2, high: 9}}", "low"),
    ],
)
def test_a_file_of_assumptions_that_is_wrong_is_one_sentence_that_names_it(
    usage: UsageAssumptions, text: str, said: str
):
    usage.path(NAME).parent.mkdir(parents=True)
    usage.path(NAME).write_text(text + "\n")
    with pytest.raises(PresetError, match=said) as raised:
        usage.choice(NAME)
    assert str(usage.path(NAME)) in str(raised.value)


def test_a_plan_is_priced_on_what_the_operator_assumes(usage: UsageAssumptions):
    plain = usage.of_plan(PRESET, nat_plan())
    usage.keep(NAME, UsageChoice().with_figure("nat_gb", span("5", "120", "120")))
    moved = usage.of_plan(PRESET, nat_plan())
    # 100 GB more at 0.045 USD each.
    assert moved.after.monthly.expected - plain.after.monthly.expected == Decimal("4.5")
    assert moved.after.usage_edited == ("nat_gb",)


def test_an_assumption_that_means_nothing_names_the_file_it_is_in(usage: UsageAssumptions):
    usage.keep(NAME, UsageChoice().with_figure("nat_bg", span("1", "1", "1")))
    with pytest.raises(InputError, match=r"staging\.usage\.yaml: .*nat_bg.* did you mean nat_gb"):
        usage.of_plan(PRESET, nat_plan())


def test_each_figure_says_where_it_is_from_and_what_counts_without_the_operators_own(usage: UsageAssumptions):
    repricing = usage.repricing(PRESET, nat_plan())

    def rows(choice: UsageChoice) -> dict[str, Any]:
        return {row.key: row for row in repricing.assumed(choice, repricing.at(choice))}

    assert rows(UsageChoice())["nat_gb"].source is UsageSource.PRESET
    assert rows(UsageChoice(profile="busy"))["nat_gb"].source is UsageSource.PROFILE
    own = rows(UsageChoice(profile="busy").with_figure("nat_gb", span("1", "2", "3")))["nat_gb"]
    assert (own.source, own.amount.expected, own.otherwise.expected) == (UsageSource.EDITED, 2, 200)


def test_a_figure_stays_in_the_list_when_the_plan_does_not_use_it_so_that_it_can_be_taken_back(usage: UsageAssumptions):
    repricing = usage.repricing(PRESET, nat_plan())
    choice = UsageChoice().with_figure("ecr_gb", span("1", "2", "3"))
    assert "ecr_gb" in [row.key for row in repricing.assumed(choice, repricing.at(choice))]


def test_the_cost_goes_into_the_record_of_the_planned_run_with_what_it_stands_on(
    usage: UsageAssumptions, store: RunStore
):
    number, folder = store.create(NAME)
    folder.write(record(str(NAME), number, RunStatus.PLANNED))
    choice = UsageChoice(profile="busy").with_figure("nat_gb", span("1", "2", "3"))
    cost = usage.repricing(PRESET, nat_plan()).at(choice)
    usage.note(f"{NAME}#{number}", cost)
    kept = folder.read()
    assert kept is not None
    assert kept.cost == CostFigures.of(cost)
    assert kept.cost.usage_profile == "busy"
    assert kept.cost.edited == ("nat_gb",)
    assert kept.cost.assumptions["nat_gb"].expected == 2
    assert kept.cost.services == {"NAT gateway": cost.after.monthly.expected}


@pytest.mark.parametrize("status", [RunStatus.DONE, RunStatus.DISCARDED, RunStatus.APPLYING])
def test_the_record_of_a_run_that_is_not_to_be_applied_keeps_its_cost(
    usage: UsageAssumptions, store: RunStore, status: RunStatus
):
    number, folder = store.create(NAME)
    before = record(str(NAME), number, status)
    folder.write(before)
    cost = usage.repricing(PRESET, nat_plan()).at(UsageChoice())
    with pytest.raises(InputError, match="is not written down again"):
        usage.note(f"{NAME}#{number}", cost)
    kept = folder.read()
    assert kept is not None
    assert kept.cost == before.cost
