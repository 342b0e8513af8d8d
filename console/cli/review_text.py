"""The review of a plan that another machine of the team made, from its document in the team's store."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from console.cli.plan_text import MOST_ATTRIBUTES
from console.cli.printing import printable, say
from console.domain.plan import Action


def print_document(document: Mapping[str, Any]) -> None:
    """What will happen, what it costs, and what to know before approving, as it was shown where it was planned."""
    run = document["run"]
    say(f"{printable(run['id'])}  {run['kind']}  planned by {printable(run['by'])}, on another machine")
    if document["scope"]:
        say(f"  *** {printable(document['scope'])} ***")
    for loss in document["losses"]:
        say(f"  ! cannot come back: {printable(loss)}")
    for finding in document["findings"]:
        say(f"  note: {printable(finding)}")
    if document["drift"]:
        say(f"Changed outside Terraform: {len(document['drift'])}")
    for change in (*document["drift"], *document["changes"]):
        _print_change(change)
    counts = document["counts"]
    say(
        f"Plan: {counts['create']} to create, {counts['change']} to change, {counts['replace']} to replace, "
        f"{counts['destroy']} to destroy, {document['unchanged']} unchanged."
    )
    _print_cost(document["cost"])


def _print_change(change: Mapping[str, Any]) -> None:
    action = Action(change["action"])
    reason = f"  ({printable(change['reason'])})" if change["reason"] else ""
    say(f"  {action.symbol} {action:9} {printable(change['address'])}{reason}")
    if action not in (Action.CHANGE, Action.REPLACE):
        return
    for attribute in change["attributes"][:MOST_ATTRIBUTES]:
        forces = "  # forces replacement" if attribute["forces_replacement"] else ""
        before, after = _value(attribute["before"]), _value(attribute["after"])
        say(f"        {printable(attribute['path'])}: {before} -> {after}{forces}")
    if len(change["attributes"]) > MOST_ATTRIBUTES:
        say(f"        and {len(change['attributes']) - MOST_ATTRIBUTES} more attributes")


def _value(value: Any) -> str:
    text = str(value)
    return printable(text if len(text) <= 60 else text[:57] + "...")


def _print_cost(cost: Mapping[str, Any] | None) -> None:
    if cost is None or cost["monthly_usd"] is None:
        say("Cost: not known.")
        return
    least = "" if cost["complete"] else "at least "
    change = cost["difference_usd"]
    by = f" ({Decimal(change['expected']):+} against before)" if change else ""
    over = "  OVER BUDGET" if cost["over_budget"] else ""
    say(f"Cost: {least}{cost['monthly_usd']['expected']} USD a month{by}{over}.")
