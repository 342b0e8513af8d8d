"""Guards over what a plan does: whether it is whole, what it destroys, how much it touches, what it met."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from console.domain.environment import Protection
from console.domain.plan import Action, ResourceChange
from console.domain.rollout import Finding
from console.domain.stateful import STATEFUL
from console.services.approval_guards import data_refused
from console.services.rollouts.checks import Seen, failed, noted, passed
from console.services.rollouts.stage import StageContext

DATA_LOSS = "data loss"
BLAST_RADIUS = "blast radius"
DRIFT = "drift"
PROVIDERS = "other providers"
PARTIAL = "partial plan"

_COUNTED = (Action.CREATE, Action.CHANGE, Action.REPLACE, Action.DESTROY, Action.FORGET)
_NAMED = 3


def whole(context: StageContext) -> Seen:
    """The engine finished its plan, and nothing of it was put off."""
    plan = context.reviewed().plan
    if plan.errored:
        return failed("The plan met an error and is not whole: it cannot be applied. Mend it and plan again.")
    if not plan.complete:
        return failed("The engine put changes off to a later plan: apply what it plans by hand until nothing is left.")
    if not plan.applyable and not plan.empty:
        return failed("The engine says that this plan cannot be applied: plan again.")
    return passed(f"The plan is complete: {plan.counts}.")


def partial(context: StageContext) -> Seen:
    """A plan that was confined to some addresses says nothing of the rest."""
    record = context.reviewed().record
    if not record.partial:
        return passed("It is of everything.")
    said = f"It is confined to {', '.join(record.targets)}: what else differs is neither seen nor changed."
    if context.preset.protection is Protection.PROTECTED:
        return failed(f"{said} {context.name} is protected and takes whole plans only.")
    return Seen(Finding.FAILED, said, PARTIAL)


def data(context: StageContext) -> Seen:
    """What holds data, or an address that others rely on, and would be destroyed, replaced or forgotten."""
    reviewed = context.reviewed()
    lost = [each for each in reviewed.plan.destructive if each.type in STATEFUL]
    if not lost:
        return passed("Nothing that holds data is destroyed, replaced or forgotten.")
    refused = data_refused(reviewed.record, context.preset)
    if refused:
        return failed(refused)
    deeds = ", ".join(f"{each.address} ({_deed(each)})" for each in lost[:_NAMED])
    more = f" and {len(lost) - _NAMED} more" if len(lost) > _NAMED else ""
    return Seen(
        Finding.FAILED,
        f"What holds data or an address would go: {deeds}{more}; the approval has to type each address.",
        DATA_LOSS,
    )


def destruction(context: StageContext) -> Iterator[Seen]:
    """Everything else that goes, and what only moves, with Terraform's reasons in words."""
    plan = context.reviewed().plan
    going = [each for each in plan.destructive if each.type not in STATEFUL]
    if not going:
        yield passed("Nothing else is destroyed or replaced.")
    for each in going[:_NAMED]:
        yield noted(f"{each.address}: {_deed(each)}.")
    if len(going) > _NAMED:
        yield noted(f"{len(going) - _NAMED} more are destroyed or replaced: the plan lists them.")
    moved = [each for each in plan.changes if each.previous_address not in (None, each.address)]
    if moved:
        more = f" and {len(moved) - 1} more" if len(moved) > 1 else ""
        yield noted(f"{moved[0].previous_address} is called {moved[0].address} from now on{more}.")


def blast_radius(context: StageContext) -> Iterator[Seen]:
    """How much one plan touches, against the limits of the gates. See `Limits`."""
    plan, limits = context.reviewed().plan, context.part.gates.limits
    touched = [each for each in plan.changes if each.mode == "managed" and each.action in _COUNTED]
    standing = sum(1 for each in plan.prior_state.values() if each.get("mode") == "managed")
    old = sum(1 for each in touched if each.action is not Action.CREATE)
    gone = sum(1 for each in touched if each.destructive)
    share = Decimal(100) * old / standing if standing else None
    over = []
    if limits.changed is not None and len(touched) > limits.changed:
        over.append(f"{len(touched)} resources are touched, more than {limits.changed}")
    if limits.changed_percent is not None and share is not None and share > limits.changed_percent:
        over.append(f"{share:.0f} % of the {standing} resources that stand are, more than {limits.changed_percent} %")
    if limits.destroyed is not None and gone > limits.destroyed:
        over.append(f"{gone} are destroyed or replaced, more than {limits.destroyed}")
    for each in over:
        yield Seen(Finding.FAILED, f"{each[:1].upper()}{each[1:]}.", BLAST_RADIUS)
    if not over:
        of = f" ({share:.0f} % of what stands)" if share is not None else ""
        yield passed(f"Resources touched: {len(touched)}{of}; destroyed or replaced: {gone}.")


def drift(context: StageContext) -> Seen:
    """What was changed outside of Terraform, and would be brought back by this plan."""
    found = context.reviewed().plan.drift
    if not found:
        return passed("The plan found nothing changed outside.")
    names = ", ".join(each.address for each in found[:_NAMED])
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return Seen(Finding.FAILED, f"Changed outside of Terraform, and brought back by this plan: {names}{more}.", DRIFT)


def lock_file(context: StageContext) -> Seen:
    """The providers are those that the environment is locked to."""
    changes = context.reviewed().record.provider_changes
    if not changes:
        return passed("The providers are those of the lock file.")
    return Seen(Finding.FAILED, f"The lock file changes: {', '.join(changes)}.", PROVIDERS)


def _deed(change: ResourceChange) -> str:
    """`replaced: the change cannot be made in place`"""
    done = {Action.REPLACE: "replaced", Action.DESTROY: "destroyed", Action.FORGET: "forgotten: it stands and costs on"}
    words = done.get(change.action, change.action.value)
    if change.deposed:
        words += ", left behind by a replacement that failed"
    return f"{words}: {change.reason}" if change.reason else words
