"""`infra-console asg scale ENV --desired N`: shows what it does and costs, does it, and waits if asked to."""

from __future__ import annotations

import argparse
from typing import Any

from console.bootstrap import Console
from console.cli.live import Live
from console.cli.printing import print_json, printable, say
from console.cli.questions import agreed
from console.domain.asg import Group
from console.domain.environment import EnvironmentName
from console.errors import InputError
from console.services.asg_scaling import CapacityPlan

LEAVING = ("Leaving; the group goes on.", "Leaving; the group goes on.")


def scale(services: Console, options: argparse.Namespace) -> int:
    """Exit 0 when the capacity was set (with --wait: when as many instances serve), 1 when not, 130 interrupted."""
    name = EnvironmentName.parse(options.environment)
    capacity = services.asg.capacity
    plan = capacity.plan(name, options.desired, options.group)
    durable = _durable(services, plan)
    _show(plan, durable, quiet=options.json)
    if plan.changes:
        agreed(options, f"scale {plan.group.address} to {plan.desired}", "asg scale")
        capacity.carry_out(plan, typed=options.type_name)
    group = _waited(services, plan, options) if options.wait else None
    if options.json:
        serving = None if group is None else group.serving
        print_json(_document(plan) | {"durable_command": durable, "done": plan.changes, "in_service": serving})
    elif not plan.changes:
        say("Nothing to do: the group wants as many instances already.")
    elif group is None:
        say(f"The desired capacity is {plan.desired}; the group works on it (--wait waits for it).")
    return 0


def _waited(services: Console, plan: CapacityPlan, options: argparse.Namespace) -> Group:
    said = ""

    def tell(group: Group) -> None:
        nonlocal said
        line = f"  {group.serving} in service, {len(group.instances)} there, of {group.desired}"
        if line != said:
            said = line
            say(line, quiet=options.json)

    with Live(quiet=options.json, sandbox=plan.sandbox, interrupted=LEAVING) as live:
        group = services.asg.capacity.wait(
            plan.group.address,
            plan.desired,
            on_change=tell,
            cancel=live.cancel,
            timeout_seconds=options.timeout * 60,
        )
    say(f"{printable(group.address)} has {group.serving} instances in service.", quiet=options.json)
    return group


def _durable(services: Console, plan: CapacityPlan) -> str | None:
    """The command that changes the variables instead; None where none is known to, or the number does not fit them."""
    try:
        command = services.asg.durably(plan.environment, plan.desired, plan.group).command
    except InputError:
        return None
    return f"{command} --sandbox" if plan.sandbox else command


def _show(plan: CapacityPlan, durable: str | None, *, quiet: bool) -> None:
    where, group = ("SANDBOX: " if plan.sandbox else ""), plan.group
    say(f"{where}{printable(group.address)}: desired {group.desired} -> {plan.desired}", quiet=quiet)
    say(f"  cost: {printable(plan.cost_words)}", quiet=quiet)
    say(f"  bounds: {group.minimum} to {group.maximum}", quiet=quiet)
    for warning in plan.warnings:
        say(f"  ! {printable(warning)}", quiet=quiet)
    say(f"  the next apply {plan.next_apply}", quiet=quiet)
    if durable is not None:
        say(f"  durably, by a plan: {printable(durable)}", quiet=quiet)


def _document(plan: CapacityPlan) -> dict[str, Any]:
    return {
        "environment": str(plan.environment),
        "sandbox": plan.sandbox,
        "group": plan.group.address.name,
        "desired_before": plan.group.desired,
        "desired": plan.desired,
        "minimum": 0 if plan.lowers_minimum else plan.group.minimum,
        "maximum": plan.group.maximum,
        "monthly_usd_difference": plan.cost.difference,
        "warnings": list(plan.warnings),
        "next_apply": plan.next_apply,
    }
