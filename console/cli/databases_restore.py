"""`infra-console databases restore ENV --snapshot ID|--at TIME --to NEW`: what follows from it first, then the deed."""

from __future__ import annotations

import argparse
from typing import Any

from console.bootstrap import Console
from console.cli.databases_status import database_document
from console.cli.live import Live
from console.cli.printing import print_json, printable, say
from console.cli.questions import agreed
from console.domain.databases import Database, Kind
from console.domain.environment import EnvironmentName
from console.services.databases_restores import RestoreEnd, RestorePlan, read_moment

LEAVING = ("Leaving; the restore goes on.", "Leaving; the restore goes on.")


def restore(services: Console, options: argparse.Namespace) -> int:
    """Exit 0 when it was begun (with --wait: when it is available), 1 when not or failed, 130 interrupted."""
    name = EnvironmentName.parse(options.environment)
    restores = services.databases.restores
    at = read_moment(options.at) if options.at is not None else None
    plan = restores.plan(name, options.database, options.to, snapshot=options.snapshot, at=at)
    _show(plan, quiet=options.json)
    agreed(options, f"make {plan.restore.to}", "databases restore")
    restores.start(plan)
    end = _waited(services, plan, options) if options.wait else None
    if options.json:
        print_json(_document(plan) | _end_document(end))
    elif end is None:
        say(f"{printable(plan.restore.to)} is begun (--wait waits for its verdict).")
        if plan.restore.source.address.kind is Kind.AURORA:
            say("  Without --wait the cluster gets no instance, and answers nobody before it has one.")
    else:
        _print(end, sandbox=plan.sandbox)
    return 0 if end is None or end.good else 1


def _waited(services: Console, plan: RestorePlan, options: argparse.Namespace) -> RestoreEnd:
    said = ""

    def tell(found: Database | None) -> None:
        nonlocal said
        status = "not shown yet" if found is None else found.status
        lacks = f", without {', '.join(found.parts)}" if found and found.parts else ""
        line = f"  {printable(status)}{printable(lacks)}"
        if line != said:
            said = line
            say(line, quiet=options.json)

    with Live(quiet=options.json, sandbox=plan.sandbox, interrupted=LEAVING) as live:
        return services.databases.restores.wait(
            plan.restore, on_change=tell, cancel=live.cancel, timeout_seconds=options.timeout * 60
        )


def _show(plan: RestorePlan, *, quiet: bool) -> None:
    where, source = ("SANDBOX: " if plan.sandbox else ""), plan.restore.source.address
    say(f"{where}restore {printable(source)} to a new database; the original stays as it is", quiet=quiet)
    for name, value in plan.makes:
        say(f"  {name}: {printable(value)}", quiet=quiet)
    for lack in plan.not_taken:
        say(f"  - not taken over: {printable(lack)}", quiet=quiet)
    say(f"  cost: {printable(plan.cost.words)}", quiet=quiet)
    for warning in plan.warnings:
        say(f"  ! {printable(warning)}", quiet=quiet)
    say("  What follows:", quiet=quiet)
    for number, step in enumerate(plan.steps, 1):
        say(f"  {number}. {printable(step.words)}", quiet=quiet)
        for command in step.commands:
            say(f"       {printable(command)}", quiet=quiet)


def _print(end: RestoreEnd, *, sandbox: bool) -> None:
    where = " in the sandbox" if sandbox else ""
    name = printable(end.database.address)
    if end.good:
        at = f" at {printable(end.database.endpoint)}" if end.database.endpoint else ""
        say(f"Available{where}: {name}{at}.")
    else:
        say(f"FAILED{where}: {name} is {printable(end.database.status)}.")


def _document(plan: RestorePlan) -> dict[str, Any]:
    restore = plan.restore
    return {
        "environment": str(plan.environment),
        "sandbox": plan.sandbox,
        "source": restore.source.address.name,
        "from": restore.words,
        "to": restore.to,
        "makes": dict(plan.makes),
        "not_taken_over": list(plan.not_taken),
        "monthly_usd": plan.cost.usd,
        "cost": plan.cost.words,
        "warnings": list(plan.warnings),
        "steps": [{"words": step.words, "commands": list(step.commands)} for step in plan.steps],
    }


def _end_document(end: RestoreEnd | None) -> dict[str, Any]:
    if end is None:
        return {"verdict": None}
    return {"verdict": str(end.verdict), "database": database_document(end.database)}
