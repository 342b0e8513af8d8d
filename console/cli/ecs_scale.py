"""`infra-console ecs scale ENV --desired N`: shows what it does and costs, does it, and waits if asked to."""

from __future__ import annotations

import argparse
from typing import Any

from console.bootstrap import Console
from console.cli.ecs_status import scaling_in_words
from console.cli.live import Live
from console.cli.printing import print_json, printable, say
from console.cli.questions import agreed
from console.domain.ecs import Service
from console.domain.environment import EnvironmentName
from console.errors import InputError
from console.services.scaling import ScalePlan

LEAVING = ("Leaving; the service goes on.", "Leaving; the service goes on.")


def scale(services: Console, options: argparse.Namespace) -> int:
    """Exit 0 when the count was set (with --wait: when as many tasks run), 1 when not, 130 interrupted."""
    name = EnvironmentName.parse(options.environment)
    scaling = services.ecs.scaling
    plan = scaling.plan(name, options.desired, options.service)
    durable = _durable(services, plan)
    _show(plan, durable, quiet=options.json)
    document = _document(plan) | {"durable_command": durable}
    if plan.changes:
        agreed(options, f"scale {plan.service.address} to {plan.desired}", "ecs scale")
        scaling.carry_out(plan, typed=options.type_name)
    service = _waited(services, plan, options) if options.wait else None
    if options.json:
        running = None if service is None else service.running
        print_json(document | {"done": plan.changes, "running": running})
    elif not plan.changes:
        say("Nothing to do: the service wants as many tasks already.")
    elif service is None:
        say(f"The desired count is {plan.desired}; ECS works on it (--wait waits for it).")
    return 0


def _waited(services: Console, plan: ScalePlan, options: argparse.Namespace) -> Service:
    said = ""

    def tell(service: Service) -> None:
        nonlocal said
        line = f"  {service.running} running, {service.pending} pending of {service.desired}"
        if line != said:
            said = line
            say(line, quiet=options.json)

    with Live(quiet=options.json, sandbox=services.cloud.sandbox, interrupted=LEAVING) as live:
        service = services.ecs.scaling.wait(
            plan.service.address,
            plan.desired,
            on_change=tell,
            cancel=live.cancel,
            timeout_seconds=options.timeout * 60,
        )
    say(f"{printable(plan.service.address)} runs {service.running} tasks.", quiet=options.json)
    return service


def _durable(services: Console, plan: ScalePlan) -> str | None:
    """The command that changes the variables instead; None where none is known to, or the count does not fit them."""
    try:
        command = services.ecs.durable.scaling(plan.environment, plan.desired, plan.autoscaling).command
    except InputError:
        return None
    return f"{command} --sandbox" if plan.sandbox else command


def _show(plan: ScalePlan, durable: str | None, *, quiet: bool) -> None:
    where = "SANDBOX: " if plan.sandbox else ""
    say(f"{where}{printable(plan.service.address)}: desired {plan.service.desired} -> {plan.desired}", quiet=quiet)
    say(f"  cost: {printable(plan.cost.words)}", quiet=quiet)
    say(f"  autoscaling: {scaling_in_words(plan.autoscaling)}", quiet=quiet)
    for warning in plan.warnings:
        say(f"  ! {printable(warning)}", quiet=quiet)
    say(f"  the next apply {plan.next_apply}", quiet=quiet)
    if durable is not None:
        say(f"  durably, by a plan: {printable(durable)}", quiet=quiet)


def _document(plan: ScalePlan) -> dict[str, Any]:
    return {
        "environment": str(plan.environment),
        "sandbox": plan.sandbox,
        "service": str(plan.service.address),
        "desired_before": plan.service.desired,
        "desired": plan.desired,
        "monthly_usd_difference": plan.cost.difference,
        "monthly_usd_at_most": plan.cost.at_most,
        "warnings": list(plan.warnings),
        "next_apply": plan.next_apply,
    }
