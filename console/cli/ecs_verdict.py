"""Waiting for a deployment at the command line, and its verdict in words and as JSON."""

from __future__ import annotations

import argparse
from typing import Any

from console.bootstrap import Console
from console.cli.live import Live
from console.cli.printing import printable, say
from console.domain.ecs import short_name
from console.services.following_deployments import Outcome, Progress, Watched

LEAVING = ("Leaving; the deployment goes on.", "Leaving; the deployment goes on.")


def wait_for_verdict(services: Console, watched: Watched, options: argparse.Namespace) -> Outcome:
    """Print events and counts until the deployment is over, then its verdict; raises RunStoppedError on Ctrl-C."""
    said = ""

    def tell(progress: Progress) -> None:
        nonlocal said
        for event in progress.events:
            say(f"  {event.at:%H:%M:%S} {printable(event.message)}", quiet=options.json)
        service, status = progress.service, progress.deployment.status if progress.deployment else "not seen yet"
        line = f"  {status}: {service.running} running, {service.pending} pending of {service.desired}"
        if line != said:
            said = line
            say(printable(line), quiet=options.json)

    with Live(quiet=options.json, sandbox=services.cloud.sandbox, interrupted=LEAVING) as live:
        outcome = services.ecs.following.follow(watched, tell, cancel=live.cancel, timeout_seconds=options.timeout * 60)
    _print(outcome, quiet=options.json, sandbox=services.cloud.sandbox)
    return outcome


def _print(outcome: Outcome, *, quiet: bool, sandbox: bool) -> None:
    service = outcome.service
    where = " in the sandbox" if sandbox else ""
    runs = f"{printable(service.address)} runs {printable(short_name(service.task_definition))}{where}"
    verdict = str(outcome.verdict)
    say(f"{verdict.capitalize() if outcome.good else verdict.upper()}: {runs}.", quiet=quiet)
    if outcome.deployment.reason and not outcome.good:
        say(f"  {printable(outcome.deployment.reason)}", quiet=quiet)
    if outcome.cause is not None:
        say(f"  likely cause: {printable(outcome.cause.words)} {printable(outcome.cause.hint)}", quiet=quiet)
    if outcome.failed_task is not None:
        task = outcome.failed_task
        say(f"  task {printable(task.id)}: {printable(task.stopped_reason)}", quiet=quiet)
    for line in outcome.log:
        say(f"    | {printable(line)}", quiet=quiet)


def outcome_document(outcome: Outcome) -> dict[str, Any]:
    """The verdict as JSON."""
    cause, task = outcome.cause, outcome.failed_task
    return {
        "verdict": str(outcome.verdict),
        "deployment": outcome.deployment.arn,
        "deployment_status": outcome.deployment.status,
        "reason": outcome.deployment.reason or None,
        "running_task_definition": outcome.service.task_definition,
        "cause": None if cause is None else {"kind": cause.kind, "words": cause.words, "hint": cause.hint},
        "failed_task": None if task is None else {"id": task.id, "reason": task.stopped_reason},
        "log": list(outcome.log),
    }
