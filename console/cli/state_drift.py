"""`infra-console state drift ENV`: what was changed outside, and both ways out: bring it back, or accept it."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from console.bootstrap import Console
from console.cli.changing import carry_out
from console.cli.live import Live
from console.cli.printing import print_json, printable, say
from console.cli.state_looking import value_text
from console.cli.values import overrides, secrets
from console.domain.environment import EnvironmentName
from console.services.planning import PlanRequest
from console.services.reviewing import Reviewed
from console.services.state_drift import DriftedResource, drift_of, other_changes

DRIFT_PRESENT = 2
_MOST_ATTRIBUTES = 12


def drift(services: Console, options: argparse.Namespace) -> int:
    """Exit 0 where nothing was changed outside, 2 where something was; with --accept the exit code of that run."""
    name = EnvironmentName.parse(options.environment)
    given = secrets(services, name, options.secrets)
    if options.accept:
        return carry_out(services, options, _plan(services, options, name, given, refresh_only=True), given)
    reviewed = _plan(services, options, name, given, refresh_only=False)
    found, others = drift_of(reviewed.plan), other_changes(reviewed.plan)
    if options.json:
        print_json(_document(reviewed, found, others))
    else:
        _print(reviewed, found, others)
    return DRIFT_PRESENT if found else 0


def _plan(
    services: Console,
    options: argparse.Namespace,
    name: EnvironmentName,
    given: Mapping[str, str],
    *,
    refresh_only: bool,
) -> Reviewed:
    why = "accept what was changed outside" if refresh_only else "look for drift"
    values = overrides(services, name, options.assignments)
    request = PlanRequest(name, overrides=values, secrets=given, why=why, refresh_only=refresh_only)
    with Live(quiet=options.json, sandbox=services.cloud.sandbox) as live:
        return services.runs.plan(request, live.update, live.cancel)


def _print(reviewed: Reviewed, found: tuple[DriftedResource, ...], others: int) -> None:
    record = reviewed.record
    target = " --sandbox" if record.sandbox else ""
    where = "SANDBOX: " if record.sandbox else ""
    if not found:
        say(f"{where}{record.environment}: nothing was changed outside that the next apply would bring back.")
    else:
        say(f"{where}{record.environment}: {len(found)} changed outside of Terraform")
    for one in found:
        say(f"  {'- ' if one.gone else '~ '}{printable(one.address)}{'  was deleted outside' if one.gone else ''}")
        for each in one.attributes[:_MOST_ATTRIBUTES]:
            recorded, there = (printable(value_text(value, limit=60)) for value in (each.before, each.after))
            say(f"        {printable(each.path)}: {recorded} (state) -> {there} (found)")
    if others:
        say(f"  The plan makes {others} other changes as well: the configuration or its variables have changed.")
    if found:
        name = record.environment
        say(f"  bring back: infra-console apply {record.id} --approve {name}{target}")
        say(f"  accept:     infra-console state drift {name} --accept --approve {name}{target}")
        say("  Accepting changes the state alone: the next plan brings back what the configuration says otherwise.")


def _document(reviewed: Reviewed, found: tuple[DriftedResource, ...], others: int) -> dict[str, Any]:
    return {
        "environment": reviewed.record.environment,
        "sandbox": reviewed.record.sandbox,
        "run": reviewed.record.id,
        "drifted": [
            {
                "address": one.address,
                "type": one.type,
                "gone": one.gone,
                "attributes": [{"path": a.path, "state": a.before, "found": a.after} for a in one.attributes],
            }
            for one in found
        ],
        "other_changes": others,
    }
