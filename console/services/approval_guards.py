"""What must hold before a reviewed plan is applied. Each check refuses with one sentence, before anything changes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from console.domain.environment import Preset, Protection
from console.domain.money import usd
from console.domain.run import Identity, RunKind, RunRecord, RunStatus
from console.errors import InputError, PlanRefusedError, ProtectedError
from console.services.run_folder import RunFolder
from console.terraform.workspace import configuration_hash, file_hash

OVER_BUDGET = "over budget"
"""The acknowledgement that a plan over its budget wants."""
UNKNOWN_COST = "cost not wholly known"
"""The acknowledgement that the console asks for where a plan brings costs that nobody knows."""


@dataclass(frozen=True, slots=True)
class Approval:
    """An operator's consent to one plan: who, the environment's name as typed, and what was acknowledged."""

    by: str
    typed_name: str | None = None
    acknowledged: tuple[str, ...] = ()
    destroys: tuple[str, ...] = ()
    """Addresses, as typed, of what holds data and may be destroyed or replaced."""


def check_plan(record: RunRecord, folder: RunFolder, lifetime: timedelta) -> None:
    """The plan is there, reviewed, unchanged and not too old; raises PlanRefusedError."""
    if record.status is not RunStatus.PLANNED or record.identity is None or record.planned_at is None:
        raise PlanRefusedError(f"Run {record.id} has no plan to apply: it is {record.status}. Plan again.")
    if not folder.plan_file.exists():
        raise PlanRefusedError(f"The plan file of run {record.id} is gone: plan again.")
    if file_hash(folder.plan_file) != record.plan_sha256:
        raise PlanRefusedError(f"The plan file of run {record.id} is not the one that was reviewed: plan again.")
    age = datetime.now(UTC) - record.planned_at
    # A clock that was set back makes a plan look unborn; its true age is then unknown, so it counts as too old.
    if age > lifetime or age < timedelta(seconds=-5):
        minutes = int(lifetime.total_seconds() // 60)
        raise PlanRefusedError(f"The plan of run {record.id} is older than its {minutes} minutes: plan again.")
    if configuration_hash(folder.configuration) != record.identity.configuration:
        raise PlanRefusedError(f"The frozen configuration of run {record.id} was edited after the review: plan again.")
    if file_hash(folder.tfvars) != record.identity.variables:
        raise PlanRefusedError(f"The variables of run {record.id} were edited after the review: plan again.")


def check_identity(record: RunRecord, now: Identity) -> None:
    """The plan belongs to this environment, account, region, backend, target and engine; raises PlanRefusedError."""
    if record.identity is None:
        raise PlanRefusedError(f"Run {record.id} does not say what its plan belongs to: plan again.")
    for field, planned in record.identity:
        present = getattr(now, field)
        if planned != present:
            raise PlanRefusedError(
                f"The plan of run {record.id} was made for {field} {planned!r}, but this is {present!r}: plan again."
            )


def check_approval(record: RunRecord, preset: Preset, approval: Approval) -> None:
    """The consent fits the environment's protection and the plan's cost; raises ProtectedError or InputError."""
    if preset.protection is not Protection.OPEN and approval.typed_name != record.environment:
        raise ProtectedError(f"{record.environment} is protected: type its name, {record.environment}, to go on.")
    if record.kind is RunKind.DESTROY:
        if approval.typed_name != record.environment:
            raise ProtectedError(f"Destroying {record.environment} wants its name typed: {record.environment}.")
        if preset.protection is Protection.PROTECTED:
            raise ProtectedError(f"{record.environment} is protected and is not destroyed: lower its protection first.")
        return
    _check_data(record, preset, approval)
    cost, budget = record.cost, preset.budget_usd
    if cost is not None and cost.after is not None and budget is not None and cost.goes_over(budget):
        _acknowledged(
            OVER_BUDGET,
            f"The plan costs {usd(cost.after)} USD a month, over the budget of {usd(budget)}",
            "--acknowledge-over-budget",
            approval,
        )
    unknown = unknown_cost(None if cost is None else cost.newly_unknown)
    if unknown:
        said = f"{unknown[:1].upper()}{unknown[1:]}"
        _acknowledged(UNKNOWN_COST, said, "--acknowledge-unknown-cost", approval)


def _check_data(record: RunRecord, preset: Preset, approval: Approval) -> None:
    """What holds data is not lost in passing: nowhere without its address, and not at all where that is protected."""
    if refused := data_refused(record, preset):
        raise ProtectedError(refused)
    lost = [address for address in record.data_lost if address not in approval.destroys]
    if lost:
        more = f" ({len(lost) - 1} more)" if len(lost) > 1 else ""
        raise ProtectedError(
            f"The plan destroys or replaces {lost[0]}, which holds data or an address: type its address to go on "
            f"(--destroys '{lost[0]}'){more}."
        )


def data_refused(record: RunRecord, preset: Preset) -> str:
    """Why a plan that loses data is not applied to a protected environment; empty where it may be."""
    if not record.data_lost or preset.protection is not Protection.PROTECTED:
        return ""
    return (
        f"The plan destroys or replaces {record.data_lost[0]}, which holds data or an address, and "
        f"{record.environment} is protected: set `protection: confirm` in its preset first, and plan again."
    )


def _acknowledged(what: str, said: str, flag: str, approval: Approval) -> None:
    """Raises InputError where this was not acknowledged."""
    if what not in approval.acknowledged:
        raise InputError(f"{said}: acknowledge that to go on ({flag}).")


def unknown_cost(addresses: Sequence[str] | None) -> str:
    """What a plan costs that nobody knows, in words, of the resources it makes less known; empty where there is none.

    None stands for a plan that could not be priced at all.
    """
    if addresses is None:
        return "what this plan costs is not known"
    if not addresses:
        return ""
    more = f" and {len(addresses) - 1} more" if len(addresses) > 1 else ""
    return f"the cost of {addresses[0]}{more} is not wholly known"


def check_secrets(record: RunRecord, given: Collection[str]) -> None:
    """Ephemeral variables are given again before the engine starts; raises InputError naming them."""
    missing = [name for name in record.ephemeral if name not in given]
    if missing:
        raise InputError(
            f"{', '.join(missing)} must be given again to apply run {record.id}: ephemeral values are kept nowhere."
        )
