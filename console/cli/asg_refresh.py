"""`infra-console asg refresh ENV`: replaces the instances of a group, or cancels that; the verdict as it is."""

from __future__ import annotations

import argparse
from typing import Any

from console.bootstrap import Console
from console.cli.asg_status import refresh_document, refresh_words
from console.cli.live import Live
from console.cli.printing import print_json, printable, say
from console.cli.questions import agreed
from console.domain.asg import GroupAddress, InstanceRefresh
from console.domain.environment import EnvironmentName
from console.services.asg_refresh import RefreshPlan, verdict_words

LEAVING = ("Leaving; the instance refresh goes on.", "Leaving; the instance refresh goes on.")


def refresh(services: Console, options: argparse.Namespace) -> int:
    """Exit 0 when it was begun (with --wait: when it succeeded), 1 when not, 130 interrupted."""
    name = EnvironmentName.parse(options.environment)
    if options.cancel:
        return _cancel(services, name, options)
    refreshes = services.asg.refreshes
    plan = refreshes.plan(name, options.min_healthy, options.group)
    _show(plan, quiet=options.json)
    agreed(options, f"replace the instances of {plan.group.address}", "asg refresh")
    begun = refreshes.start(plan)
    end = _waited(services, plan.group.address, begun, options) if options.wait else None
    document = _document(plan) | {"id": begun}
    if options.json:
        print_json(document | ({"refresh": refresh_document(end)} if end else {"refresh": None}))
    elif end is None:
        say("The instance refresh is begun (--wait waits for its verdict).")
    return 0 if end is None or end.succeeded else 1


def _cancel(services: Console, name: EnvironmentName, options: argparse.Namespace) -> int:
    """Exit 0 when the cancelling was begun (with --wait: when it is cancelled)."""
    address, running = services.asg.refreshes.running(name, options.group)
    where = "SANDBOX: " if services.cloud.sandbox else ""
    say(f"{where}cancel the instance refresh of {printable(address)}: {refresh_words(running)}", quiet=options.json)
    say("  What was replaced stays so; nothing goes back to the instances from before.", quiet=options.json)
    agreed(options, f"cancel the instance refresh of {address}", "asg refresh --cancel")
    services.asg.refreshes.cancel(address)
    end = _waited(services, address, running.id, options) if options.wait else None
    if options.json:
        print_json({"environment": str(name), "group": address.name, "refresh": refresh_document(end or running)})
    elif end is None:
        say("It is being cancelled.")
    return 0 if end is None or end.status == "Cancelled" else 1


def _waited(services: Console, address: GroupAddress, begun: str, options: argparse.Namespace) -> InstanceRefresh:
    said = ""

    def tell(found: InstanceRefresh) -> None:
        nonlocal said
        line = f"  {printable(refresh_words(found))}"
        if line != said:
            said = line
            say(line, quiet=options.json)

    with Live(quiet=options.json, sandbox=services.cloud.sandbox, interrupted=LEAVING) as live:
        end = services.asg.refreshes.wait(
            address, begun, on_change=tell, cancel=live.cancel, timeout_seconds=options.timeout * 60
        )
    where = " in the sandbox" if services.cloud.sandbox else ""
    say(f"The instance refresh of {printable(address)}{where} {printable(verdict_words(end))}.", quiet=options.json)
    return end


def _show(plan: RefreshPlan, *, quiet: bool) -> None:
    where, group = ("SANDBOX: " if plan.sandbox else ""), plan.group
    say(f"{where}{printable(group.address)}: replace {len(group.instances)} instances", quiet=quiet)
    version = group.latest_version or group.template_version or "?"
    template = f"{printable(group.template or '?')}, version {printable(version)}"
    say(f"  launch template: {template}; {len(group.outdated)} instances are of another version", quiet=quiet)
    say(f"  {plan.minimum_healthy} % stay in service: at most {plan.at_once} are replaced at a time", quiet=quiet)
    for warning in plan.warnings:
        say(f"  ! {printable(warning)}", quiet=quiet)


def _document(plan: RefreshPlan) -> dict[str, Any]:
    return {
        "environment": str(plan.environment),
        "sandbox": plan.sandbox,
        "group": plan.group.address.name,
        "instances": len(plan.group.instances),
        "outdated_instances": [each.id for each in plan.group.outdated],
        "minimum_healthy_percent": plan.minimum_healthy,
        "at_once": plan.at_once,
        "warnings": list(plan.warnings),
    }
