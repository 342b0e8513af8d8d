"""`infra-console ecs deploy ENV --image TAG`: shows and checks it, does it, waits, and exits with the verdict."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import Any

from console.bootstrap import Console
from console.cli.ecs_verdict import outcome_document, wait_for_verdict
from console.cli.printing import print_json, printable, say, table
from console.cli.questions import agreed
from console.domain.ecs_images import Image, change_of
from console.domain.environment import EnvironmentName
from console.services.deploy_checks import Check
from console.services.deployments import DeployPlan

_SIGNS = {True: "ok", False: "NO", None: "?"}


def images(services: Console, options: argparse.Namespace) -> int:
    """List the images of the service's repository, newest first."""
    name = EnvironmentName.parse(options.environment)
    found = services.ecs.deployments.images(name, options.service)
    if options.json:
        print_json({"environment": str(name), "images": [_image_document(each) for each in found]})
        return 0
    if not found:
        say("The service's registry has no images, or is not ECR.")
        return 0
    rows = [
        (
            ", ".join(each.tags) or "-",
            f"{each.pushed_at:%Y-%m-%d %H:%M}" if each.pushed_at else "-",
            each.size,
            each.found,
            each.digest[:19],
        )
        for each in found
    ]
    say(table(("TAGS", "PUSHED", "SIZE", "FINDINGS", "DIGEST"), rows, right=(2,)))
    return 0


def _image_document(image: Image) -> dict[str, Any]:
    return {
        "tags": list(image.tags),
        "digest": image.digest,
        "pushed_at": image.pushed_at,
        "size_bytes": image.size_bytes,
        "findings": image.findings,
    }


def deploy(services: Console, options: argparse.Namespace) -> int:
    """Exit 0 when the deployment succeeded (with --no-wait: was started), 1 when not, 130 interrupted."""
    name = EnvironmentName.parse(options.environment)
    deployments = services.ecs.deployments
    plan = deployments.plan(name, options.image, options.service)
    _show(plan, quiet=options.json)
    if not plan.hindrances or options.despite_checks:
        agreed(
            options,
            f"deploy {plan.image.short if plan.image else plan.definition.name} to {plan.service.address}",
            "ecs deploy",
        )
    watched = deployments.start(plan, despite_checks=options.despite_checks)
    if options.no_wait:
        if options.json:
            print_json(_document(plan) | {"verdict": None, "task_definition": watched.definition})
        else:
            say("Started; `infra-console ecs status` shows how it goes.")
        return 0
    outcome = wait_for_verdict(services, watched, options)
    if options.json:
        print_json(_document(plan) | outcome_document(outcome) | {"task_definition": watched.definition})
    return outcome.exit_code


def _show(plan: DeployPlan, *, quiet: bool) -> None:
    where = "SANDBOX: " if plan.sandbox else ""
    if plan.image is None:
        what = f"{plan.definition.name} once more, image {plan.image_before.short}"
    else:
        what = change_of(plan.image_before, plan.image)
    say(f"{where}{printable(plan.service.address)}: {printable(what)}", quiet=quiet)
    show_checks(plan.checks, plan.warnings, quiet=quiet)


def show_checks(checks: Iterable[Check], warnings: Iterable[str], *, quiet: bool) -> None:
    """What was looked at, and what to know before."""
    for check in checks:
        say(f"  {_SIGNS[check.fits]:3} {check.name}: {printable(check.words)}", quiet=quiet)
    for warning in warnings:
        say(f"  ! {printable(warning)}", quiet=quiet)


def _document(plan: DeployPlan) -> dict[str, Any]:
    return {
        "environment": str(plan.environment),
        "sandbox": plan.sandbox,
        "service": str(plan.service.address),
        "container": plan.container,
        "image_before": str(plan.image_before),
        "image": None if plan.image is None else str(plan.image),
        "checks": [{"name": each.name, "fits": each.fits, "words": each.words} for each in plan.checks],
        "warnings": list(plan.warnings),
    }
