"""`infra-console rollout start|promote|resume`: drive a rollout until it ends or waits for a person."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from console.bootstrap import Console
from console.cli.printing import print_json, printable, say
from console.cli.rollout_text import RolloutLive, exit_code, print_unreadable, rollout_document
from console.cli.values import secrets
from console.domain.environment import Protection
from console.domain.rollout import EnvironmentRollout, RolloutRecord, RolloutStage, RolloutStatus
from console.errors import InputError, ProtectedError, RefusedError
from console.services.rollouts.approvals import ApprovalRequest


def start(services: Console, options: argparse.Namespace) -> int:
    """Begin a rollout and drive it."""
    environments = services.rollouts.chosen(options.names)
    given = secrets(services, environments[0], options.secrets)
    record = services.rollouts.start(options.names, assigned(options.assignments), options.why, given)
    where = "SANDBOX: " if record.sandbox else ""
    say(f"{where}{record.id} through {', '.join(map(str, environments))}", quiet=options.json)
    print_unreadable(services.rollouts.survey(record.system).unreadable, quiet=options.json)
    return _drive(services, options, record, given)


def go_on(services: Console, options: argparse.Namespace) -> int:
    """Drive one that waits, was paused, or lost its console."""
    record = services.rollouts.of(options.names)
    given = secrets(services, record.environments[0].name, options.secrets)
    act = services.rollouts.resume if options.action == "resume" else services.rollouts.promote
    return _drive(services, options, act(record.id, options.why), given)


def assigned(assignments: list[str]) -> dict[str, str]:
    """The texts of `--set NAME=VALUE`; raises InputError."""
    values = {}
    for assignment in assignments:
        name, separator, text = assignment.partition("=")
        if not separator or not name:
            raise InputError(f"--set {printable(assignment)!r} is no assignment: write --set NAME=VALUE.")
        values[name.strip()] = text
    return values


def _drive(services: Console, options: argparse.Namespace, record: RolloutRecord, given: Mapping[str, str]) -> int:
    with RolloutLive(record, quiet=options.json) as live:
        while True:
            record = services.rollouts.drive(record.id, live.rollout_update, live.cancel, given)
            if record.status is not RolloutStatus.HELD or not _approved_alone(services, options, record):
                break
    if options.json:
        print_json(rollout_document(services, record))
    else:
        say(
            f"{'SANDBOX: ' if record.sandbox else ''}{record.id} is {str(record.status).upper()}. "
            f"{printable(record.reason)}"
        )
    return exit_code(record, stopped=live.cancel.is_set())


def _approved_alone(services: Console, options: argparse.Namespace, record: RolloutRecord) -> bool:
    """Approve the plan that waits with --yes, where it is nobody else's to approve; whether that opened the gate."""
    part = record.current
    if not options.yes or part is None or part.current is None or part.current.stage is not RolloutStage.APPROVAL:
        return False
    if services.environments.preset(part.name).protection is Protection.PROTECTED:
        return False
    request = ApprovalRequest(
        why=options.why,
        typed_name=_typed(options, part),
        acknowledged=tuple(options.acknowledge),
        destroys=tuple(options.destroys),
    )
    try:
        services.rollouts.approve(record.id, part.environment, request)
        return services.rollouts.standing(record.id, part.environment).missing == 0
    except (RefusedError, ProtectedError) as error:
        say(printable(error.message), quiet=options.json)
        return False


def _typed(options: argparse.Namespace, part: EnvironmentRollout) -> str:
    """The environment's name where it was typed, which naming its system is not."""
    return part.environment if part.environment in options.names else ""
