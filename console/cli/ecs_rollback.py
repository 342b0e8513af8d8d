"""`infra-console ecs revisions ENV` and `ecs rollback ENV [--to REVISION]`."""

from __future__ import annotations

import argparse
from typing import Any

from console.bootstrap import Console
from console.cli.ecs_deploy import show_checks
from console.cli.ecs_verdict import outcome_document, wait_for_verdict
from console.cli.printing import print_json, printable, say
from console.cli.questions import agreed
from console.domain.environment import EnvironmentName
from console.services.rollback import EarlierRevision, RollbackPlan


def revisions(services: Console, options: argparse.Namespace) -> int:
    """List the revisions that ran before."""
    name = EnvironmentName.parse(options.environment)
    found = services.ecs.rollback.revisions(name, options.service)
    if options.json:
        document = {"environment": str(name), "sandbox": services.cloud.sandbox}
        print_json(document | {"revisions": [_revision_document(each) for each in found]})
        return 0
    if not found:
        say("No earlier deployment of another revision succeeded: there is nothing to go back to.")
    for each in found:
        _show_revision(each, quiet=False)
    return 0


def rollback(services: Console, options: argparse.Namespace) -> int:
    """Exit 0 when what was wanted runs again (with --no-wait: when it was started), 1 when not, 130 interrupted."""
    name = EnvironmentName.parse(options.environment)
    plan = services.ecs.rollback.plan(name, options.to, options.service)
    _show(plan, quiet=options.json)
    if not plan.hindrances or options.despite_checks:
        agreed(options, f"roll {plan.service.address} back to {plan.revision.name}", "ecs rollback")
    watched = services.ecs.rollback.start(plan, despite_checks=options.despite_checks)
    if options.no_wait:
        if options.json:
            print_json(_document(plan) | {"verdict": None})
        else:
            say("Started; `infra-console ecs status` shows how it goes.")
        return 0
    outcome = wait_for_verdict(services, watched, options)
    if options.json:
        print_json(_document(plan) | outcome_document(outcome))
    return outcome.exit_code


def _show(plan: RollbackPlan, *, quiet: bool) -> None:
    where = "SANDBOX: " if plan.sandbox else ""
    way = "stops the deployment under way and goes" if plan.stops is not None else "goes"
    say(f"{where}{printable(plan.service.address)} {way} back to {printable(plan.revision.name)}", quiet=quiet)
    _show_revision(plan.revision, quiet=quiet)
    if plan.cost.difference != 0:
        say(f"  cost: {printable(plan.cost.words)}", quiet=quiet)
    show_checks(plan.checks, plan.warnings, quiet=quiet)


def _show_revision(revision: EarlierRevision, *, quiet: bool) -> None:
    ran = f", deployed {revision.ran_at:%Y-%m-%d %H:%M}" if revision.ran_at else ""
    state = "" if revision.definition.active else " (INACTIVE)"
    say(f"  {printable(revision.name)}{state}{ran}", quiet=quiet)
    for difference in revision.differences:
        say(f"    {printable(difference)}", quiet=quiet)


def _document(plan: RollbackPlan) -> dict[str, Any]:
    return {
        "environment": str(plan.environment),
        "sandbox": plan.sandbox,
        "service": str(plan.service.address),
        "task_definition_before": plan.service.task_definition,
        "revision": _revision_document(plan.revision),
        "monthly_usd_difference": plan.cost.difference,
        "stops_deployment": plan.stops.arn if plan.stops else None,
        "checks": [{"name": each.name, "fits": each.fits, "words": each.words} for each in plan.checks],
        "warnings": list(plan.warnings),
    }


def _revision_document(revision: EarlierRevision) -> dict[str, Any]:
    return {
        "name": revision.name,
        "task_definition": revision.definition.arn,
        "active": revision.definition.active,
        "ran_at": revision.ran_at,
        "images": [each.image for each in revision.definition.containers],
        "differences": [
            {"name": each.name, "before": each.before, "after": each.after} for each in revision.differences
        ],
    }
