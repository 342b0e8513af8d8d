"""`infra-console ecs autoscale ENV --min N --max N --target CPU=60`: shows what it does and costs, then does it."""

from __future__ import annotations

import argparse
from decimal import Decimal, InvalidOperation
from typing import Any

from console.bootstrap import Console
from console.cli.printing import print_json, printable, say
from console.cli.questions import agreed
from console.domain.environment import EnvironmentName
from console.errors import InputError
from console.services.autoscaling import AutoscalingPlan


def autoscale(services: Console, options: argparse.Namespace) -> int:
    """Exit 0 when it was set or is so already."""
    name = EnvironmentName.parse(options.environment)
    targets = dict(map(_target, options.target))
    if options.minimum is None and options.maximum is None and not targets:
        raise InputError("Say what to set: --min, --max or --target.")
    plan = services.ecs.autoscaling.plan(name, options.minimum, options.maximum, targets, options.service)
    durable = services.ecs.durable.bounds(name, plan.before, plan.minimum, plan.maximum)
    command = None if durable is None else durable.command + (" --sandbox" if plan.sandbox else "")
    _show(plan, command, quiet=options.json)
    if plan.changes:
        agreed(options, f"set the autoscaling of {plan.service.address}", "ecs autoscale")
        services.ecs.autoscaling.carry_out(plan)
    if options.json:
        print_json(_document(plan) | {"done": plan.changes, "durable_command": command})
    else:
        say("Done." if plan.changes else "Nothing to do: it is so already.")
    return 0


def _target(text: str) -> tuple[str, Decimal]:
    metric, _, value = text.partition("=")
    try:
        percent = Decimal(value)
    except InvalidOperation:
        percent = Decimal("NaN")
    if not metric or not percent.is_finite():
        raise InputError(f"{text[:40]!r} is no target: write METRIC=PERCENT, for example CPU=60.")
    return metric, percent


def _show(plan: AutoscalingPlan, durable: str | None, *, quiet: bool) -> None:
    where, before = "SANDBOX: " if plan.sandbox else "", plan.before
    say(
        f"{where}{printable(plan.service.address)}: {before.minimum} to {before.maximum} tasks -> "
        f"{plan.minimum} to {plan.maximum}",
        quiet=quiet,
    )
    for policy, target in plan.policies:
        say(f"  {printable(policy.metric)}: {policy.target} -> {target}", quiet=quiet)
    say(f"  at the minimum: {printable(plan.least_cost.words)}", quiet=quiet)
    say(f"  at the maximum: {printable(plan.most_cost.words)}", quiet=quiet)
    for warning in plan.warnings:
        say(f"  ! {printable(warning)}", quiet=quiet)
    if durable is not None:
        say(f"  durably, by a plan: {printable(durable)}", quiet=quiet)


def _document(plan: AutoscalingPlan) -> dict[str, Any]:
    return {
        "environment": str(plan.environment),
        "sandbox": plan.sandbox,
        "service": str(plan.service.address),
        "before": {"minimum": plan.before.minimum, "maximum": plan.before.maximum},
        "after": {"minimum": plan.minimum, "maximum": plan.maximum},
        "targets": [
            {"policy": policy.name, "metric": policy.metric, "before": policy.target, "after": target}
            for policy, target in plan.policies
        ],
        "monthly_usd_at_minimum": plan.least_cost.difference,
        "monthly_usd_at_maximum": plan.most_cost.difference,
        "warnings": list(plan.warnings),
    }
