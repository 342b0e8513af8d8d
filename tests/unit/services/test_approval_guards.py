"""Every check before an apply, with the sentence that it refuses with."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from console.domain.cost_figures import CostFigures
from console.domain.environment import Backend, Preset, Protection
from console.domain.run import Identity, RunKind, RunRecord, RunStatus
from console.errors import ConsoleError, InputError, PlanRefusedError, ProtectedError
from console.services.approval_guards import (
    OVER_BUDGET,
    UNKNOWN_COST,
    Approval,
    check_approval,
    check_identity,
    check_plan,
    check_secrets,
)
from console.services.run_folder import RunFolder
from console.terraform.workspace import configuration_hash, file_hash

LIFETIME = timedelta(minutes=30)
IDENTITY = Identity(
    environment="tiny/dev", account="111122223333", region="us-east-1", backend="local", workspace="default",
    sandbox=False, engine="terraform 1.11.4", configuration="c", variables="v",
)  # fmt: skip


def preset(**changes: object) -> Preset:
    given: dict[str, object] = {
        "system": "tiny",
        "environment": "dev",
        "description": "",
        "region": "us-east-1",
        "protection": Protection.OPEN,
        "backend": Backend(type="local"),
    }
    return Preset(**(given | changes))  # type: ignore[arg-type]


def record(**changes: object) -> RunRecord:
    given: dict[str, object] = {
        "number": 7,
        "environment": "tiny/dev",
        "kind": RunKind.APPLY,
        "status": RunStatus.PLANNED,
        "created_at": datetime.now(UTC),
        "planned_at": datetime.now(UTC),
        "by": "tester@here",
        "identity": IDENTITY,
        "cost": CostFigures(complete=True),
    }
    return RunRecord(**(given | changes))  # type: ignore[arg-type]


@pytest.fixture
def reviewed(tmp_path: Path) -> tuple[RunRecord, RunFolder]:
    """A planned run whose folder holds just what was reviewed."""
    folder = RunFolder(tmp_path)
    folder.plan_file.write_bytes(b"plan")
    folder.tfvars.write_text("x = 1\n")
    folder.configuration.mkdir()
    (folder.configuration / "main.tf").write_text("")
    identity = IDENTITY.model_copy(
        update={"configuration": configuration_hash(folder.configuration), "variables": file_hash(folder.tfvars)}
    )
    return record(identity=identity, plan_sha256=file_hash(folder.plan_file)), folder


def refusal(error: type[ConsoleError], call: object, *arguments: object) -> str:
    """The one sentence that the call is refused with."""
    with pytest.raises(error) as refused:
        call(*arguments)  # type: ignore[operator]
    return refused.value.message


def test_a_plan_as_it_was_reviewed_passes(reviewed: tuple[RunRecord, RunFolder]) -> None:
    check_plan(*reviewed, LIFETIME)
    check_identity(record(), IDENTITY)
    check_approval(record(), preset(), Approval("tester@here"))


@pytest.mark.parametrize("status", [s for s in RunStatus if s is not RunStatus.PLANNED])
def test_only_a_planned_run_can_be_applied(reviewed: tuple[RunRecord, RunFolder], status: RunStatus) -> None:
    planned, folder = reviewed
    said = refusal(PlanRefusedError, check_plan, planned.model_copy(update={"status": status}), folder, LIFETIME)
    assert said == f"Run tiny/dev#7 has no plan to apply: it is {status}. Plan again."


def test_a_plan_file_that_is_gone_is_refused(reviewed: tuple[RunRecord, RunFolder]) -> None:
    planned, folder = reviewed
    folder.plan_file.unlink()
    said = refusal(PlanRefusedError, check_plan, planned, folder, LIFETIME)
    assert said == "The plan file of run tiny/dev#7 is gone: plan again."


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("plan.tfplan", "The plan file of run tiny/dev#7 is not the one that was reviewed: plan again."),
        ("environment.tfvars", "The variables of run tiny/dev#7 were edited after the review: plan again."),
        ("configuration/new.tf", "The frozen configuration of run tiny/dev#7 was edited after the review: plan again."),
    ],
)
def test_what_was_edited_is_refused(reviewed: tuple[RunRecord, RunFolder], name: str, said: str) -> None:
    planned, folder = reviewed
    (folder.path / name).write_text("edited")
    assert refusal(PlanRefusedError, check_plan, planned, folder, LIFETIME) == said


@pytest.mark.parametrize("age", [timedelta(minutes=31), timedelta(days=400), -timedelta(minutes=1)])
def test_a_plan_of_no_good_age_is_refused(reviewed: tuple[RunRecord, RunFolder], age: timedelta) -> None:
    planned, folder = reviewed
    aged = planned.model_copy(update={"planned_at": datetime.now(UTC) - age})
    said = refusal(PlanRefusedError, check_plan, aged, folder, LIFETIME)
    assert said == "The plan of run tiny/dev#7 is older than its 30 minutes: plan again."


@pytest.mark.parametrize("field", sorted(Identity.model_fields))
def test_fault_23_each_field_of_the_identity_is_compared(field: str) -> None:
    other = IDENTITY.model_copy(update={field: not getattr(IDENTITY, field) if field == "sandbox" else "other"})
    said = refusal(PlanRefusedError, check_identity, record(), other)
    planned, now = getattr(IDENTITY, field), getattr(other, field)
    assert said == f"The plan of run tiny/dev#7 was made for {field} {planned!r}, but this is {now!r}: plan again."


def test_a_run_without_an_identity_is_refused() -> None:
    said = refusal(PlanRefusedError, check_identity, record(identity=None), IDENTITY)
    assert said == "Run tiny/dev#7 does not say what its plan belongs to: plan again."


@pytest.mark.parametrize("protection", [Protection.CONFIRM, Protection.PROTECTED])
@pytest.mark.parametrize("typed", [None, "", "dev", "tiny/dev ", "TINY/DEV"])
def test_a_protected_environment_wants_its_name_typed(protection: Protection, typed: str | None) -> None:
    said = refusal(ProtectedError, check_approval, record(), preset(protection=protection), Approval("t", typed))
    assert said == "tiny/dev is protected: type its name, tiny/dev, to go on."
    check_approval(record(), preset(protection=protection), Approval("t", "tiny/dev"))


def test_a_destroy_wants_the_name_typed_wherever_it_is() -> None:
    said = refusal(ProtectedError, check_approval, record(kind=RunKind.DESTROY), preset(), Approval("t"))
    assert said == "Destroying tiny/dev wants its name typed: tiny/dev."
    check_approval(record(kind=RunKind.DESTROY), preset(), Approval("t", "tiny/dev"))


def test_a_protected_environment_is_not_destroyed_though_its_name_is_typed() -> None:
    said = refusal(
        ProtectedError,
        check_approval,
        record(kind=RunKind.DESTROY),
        preset(protection=Protection.PROTECTED),
        Approval("t", "tiny/dev"),
    )
    assert said == "tiny/dev is protected and is not destroyed: lower its protection first."


def test_a_plan_over_the_budget_wants_that_acknowledged() -> None:
    costly = record(cost=CostFigures(after=Decimal("120.5"), complete=True))
    budget = preset(budget_usd=Decimal(100))
    said = refusal(InputError, check_approval, costly, budget, Approval("t"))
    assert said == (
        "The plan costs 120.50 USD a month, over the budget of 100.00: "
        "acknowledge that to go on (--acknowledge-over-budget)."
    )
    check_approval(costly, budget, Approval("t", acknowledged=(OVER_BUDGET,)))
    check_approval(costly, preset(), Approval("t"))
    cheaper = record(cost=CostFigures(before=Decimal(130), after=Decimal("120.5"), complete=True))
    check_approval(cheaper, budget, Approval("t"))
    check_approval(costly.model_copy(update={"kind": RunKind.DESTROY}), budget, Approval("t", "tiny/dev"))


def test_fault_26_ephemeral_values_are_named_when_they_are_missing() -> None:
    said = refusal(InputError, check_secrets, record(ephemeral=["one", "two"]), {"two"})
    assert said == "one must be given again to apply run tiny/dev#7: ephemeral values are kept nowhere."
    check_secrets(record(ephemeral=["one", "two"], sensitive=["one", "two", "three"]), {"one", "two"})


def test_fault_44_a_plan_that_brings_costs_nobody_knows_wants_that_acknowledged() -> None:
    unknown = record(cost=CostFigures(after=Decimal(5), newly_unknown=["aws_msk_cluster.m", "aws_emr_cluster.e"]))
    said = refusal(InputError, check_approval, unknown, preset(), Approval("t"))
    assert said == (
        "The cost of aws_msk_cluster.m and 1 more is not wholly known: "
        "acknowledge that to go on (--acknowledge-unknown-cost)."
    )
    check_approval(unknown, preset(), Approval("t", acknowledged=(UNKNOWN_COST,)))
    check_approval(unknown.model_copy(update={"kind": RunKind.DESTROY}), preset(), Approval("t", "tiny/dev"))


def test_fault_44_a_plan_without_any_cost_wants_that_acknowledged() -> None:
    unpriced = record(cost=None)
    said = refusal(InputError, check_approval, unpriced, preset(), Approval("t"))
    assert said.startswith("What this plan costs is not known: acknowledge that")
    check_approval(unpriced, preset(), Approval("t", acknowledged=(UNKNOWN_COST,)))


def test_fault_31_what_holds_data_is_destroyed_only_with_its_address() -> None:
    losing = record(data_lost=["aws_db_instance.this", "aws_eip.nat[0]"])
    said = refusal(ProtectedError, check_approval, losing, preset(), Approval("t", "tiny/dev"))
    assert said == (
        "The plan destroys or replaces aws_db_instance.this, which holds data or an address: type its address to go on "
        "(--destroys 'aws_db_instance.this') (1 more)."
    )
    one = Approval("t", destroys=("aws_db_instance.this",))
    assert "aws_eip.nat[0], which" in refusal(ProtectedError, check_approval, losing, preset(), one)
    check_approval(losing, preset(), Approval("t", destroys=("aws_eip.nat[0]", "aws_db_instance.this")))


def test_fault_31_a_protected_environment_loses_no_data_whatever_is_typed() -> None:
    losing, protected = record(data_lost=["aws_db_instance.this"]), preset(protection=Protection.PROTECTED)
    consent = Approval("t", "tiny/dev", destroys=("aws_db_instance.this",))
    said = refusal(ProtectedError, check_approval, losing, protected, consent)
    assert said == (
        "The plan destroys or replaces aws_db_instance.this, which holds data or an address, and tiny/dev is "
        "protected: set `protection: confirm` in its preset first, and plan again."
    )
