"""An operator's consent to one plan: given by options, or asked for at the terminal after the plan was shown."""

from __future__ import annotations

import argparse
import sys

from console.cli.printing import printable, say
from console.domain.run import RunKind, RunRecord
from console.errors import InputError, RunStoppedError
from console.services.approval_guards import OVER_BUDGET, UNKNOWN_COST, Approval, unknown_cost
from console.services.reviewing import Reviewed
from console.services.run_store import whoami


def consent(options: argparse.Namespace, reviewed: Reviewed) -> Approval:
    """The consent given by --approve, or asked for; raises InputError or RunStoppedError where it is withheld."""
    record, typed = reviewed.record, options.approve
    acknowledged = [OVER_BUDGET] if options.acknowledge_over_budget else []
    acknowledged += [UNKNOWN_COST] if options.acknowledge_unknown_cost else []
    destroys = list(options.destroys)
    if typed is None:
        if not sys.stdin.isatty() or options.json:
            raise InputError(
                f"Nothing was applied: approve the plan of run {record.id} with "
                f"`infra-console {_command(record)} ... --approve {record.environment}`, or at a terminal."
            )
        unknown = unknown_cost(None if record.cost is None else record.cost.newly_unknown)
        if unknown and record.kind is not RunKind.DESTROY:
            say(f"! {printable(unknown)}")
            # Who types the name after reading this has acknowledged it.
            acknowledged.append(UNKNOWN_COST)
        for address in record.data_lost:
            _ask(address, f"agree that what it holds is lost with plan #{record.number}")
            destroys.append(address)
        _ask(record.environment, f"{record.kind} this")
    elif typed.partition("#")[0] != record.environment:
        raise InputError(
            f"Nothing was applied: --approve names {printable(typed)!r}, and this is {record.environment}. The plan of "
            f"run {record.id} stays as it is."
        )
    return Approval(
        by=whoami(), typed_name=record.environment, acknowledged=tuple(acknowledged), destroys=tuple(destroys)
    )


def _ask(wanted: str, what: str) -> None:
    """Raises RunStoppedError unless exactly this is typed: anything else is a no, and no mistake."""
    say(f"Type {printable(wanted)} to {what}, anything else to leave it: ")
    try:
        typed = input().strip()
    except EOFError:
        typed = ""
    if typed != wanted:
        raise RunStoppedError(
            f"Nothing was applied: {printable(typed)!r} is not {printable(wanted)}. The plan stays as it is."
        )


def _command(record: RunRecord) -> str:
    return record.kind.value if record.rollback_to is None else "rollback"
