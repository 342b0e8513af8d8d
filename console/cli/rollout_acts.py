"""`infra-console rollout approve|pause|abort|rollback|report`."""

from __future__ import annotations

import argparse
import shlex
from contextlib import suppress

from console.bootstrap import Console
from console.cli.plan_text import print_review
from console.cli.printing import print_json, printable, say
from console.cli.questions import agreed
from console.cli.review_text import print_document
from console.cli.rollout_text import WAITS_FOR_A_PERSON, RolloutLive, exit_code, print_rollout, rollout_document
from console.cli.values import secrets
from console.domain.rollout import (
    EnvironmentRollout,
    Finding,
    RollBackRequest,
    RolloutRecord,
    RolloutStage,
    RolloutStatus,
)
from console.domain.rollout_file import OnFailure
from console.domain.run import RunRecord, RunStatus
from console.errors import ConsoleError, InputError, RefusedError, RunNotFoundError
from console.services.review_documents import plan_document
from console.services.review_documents import read as read_document
from console.services.rollouts.approvals import ApprovalRequest, Wanted
from console.services.rollouts.own_runs import goes_on_with
from console.services.rollouts.telling import Telling


def approve(services: Console, options: argparse.Namespace) -> int:
    """Show the plan that waits and approve it as oneself; exit 0 once that is written down."""
    record = services.rollouts.of(options.names)
    part = _named(record, options.names)
    wanted = services.rollouts.wanted(record.id, part.environment)
    if not options.json:
        _show(services, record, part, wanted)
    agreed(options, f"approve the plan of {part.environment} in {record.id}", "rollout approve")
    given = services.rollouts.approve(
        record.id,
        part.environment,
        ApprovalRequest(
            why=options.why,
            typed_name=part.environment if part.environment in options.names else "",
            acknowledged=tuple(options.acknowledge),
            destroys=tuple(options.destroys),
            plan_sha256=part.plan_sha256 or "",
        ),
    )
    missing = services.rollouts.standing(record.id, part.environment).missing
    if options.json:
        print_json({"rollout": record.id, "missing": missing, "approval": given.model_dump(mode="json")})
        return 0
    say(f"Approved by {printable(given.by)} until {given.expires_at:%H:%M} UTC.")
    if missing:
        say(f"{missing} more wanted.")
    else:
        say(printable(goes_on_with(record, part, own=_made_here(services, part))))
    return 0


def _named(record: RolloutRecord, names: list[str]) -> EnvironmentRollout:
    """The environment named, else the one that the change is in; raises InputError."""
    if len(names) > 1:
        raise InputError("Name one environment: each plan is looked at and approved on its own.")
    named = next((part for part in record.environments if part.environment == names[0]), None)
    part = named or record.current
    if part is None:
        raise InputError(f"{record.id} is {record.status}: nothing waits for an approval.")
    return part


def _show(services: Console, record: RolloutRecord, part: EnvironmentRollout, wanted: Wanted) -> None:
    """Raises RefusedError where the plan cannot be shown: nobody approves what they have not seen."""
    try:
        _print_plan(services, part)
    except ConsoleError as error:
        end = f"`{Telling.command(record, 'abort', record.id)}` ends the rollout"
        elsewhere = f"approve it on the machine of {part.planned_by}, where it was made"
        raise RefusedError(
            f"The plan of {part.environment} cannot be shown here, and was not approved: {error.message.rstrip('.')}; "
            f"{end if _made_here(services, part) else elsewhere}."
        ) from error
    for stage in (RolloutStage.PREFLIGHT, RolloutStage.GUARDS, RolloutStage.REHEARSAL):
        for each in part.stage(stage).evidence:
            if each.finding is not Finding.PASSED:
                say(f"  {stage}: {printable(each.text)}")
    if wanted.acknowledgements:
        say(f"  to be acknowledged: {printable(', '.join(wanted.acknowledgements))}")


def _print_plan(services: Console, part: EnvironmentRollout) -> None:
    """The plan as this machine made it, or as another one of the team kept it."""
    run_id, plan = part.run or "", part.plan_sha256 or ""
    if _made_here(services, part):
        print_review(services.runs.review(run_id))
    else:
        print_document(read_document(services.team_store, run_id, plan))


def _made_here(services: Console, part: EnvironmentRollout) -> bool:
    """Each machine counts its runs for itself: one of that number may be of another plan."""
    with suppress(RunNotFoundError):
        return services.runs.get(part.run or "").plan_sha256 == part.plan_sha256
    return False


def pause(services: Console, options: argparse.Namespace) -> int:
    """Exit 0 once it stands still, or its driver was told."""
    record = services.rollouts.pause(services.rollouts.of(options.names).id, options.why)
    _say_wish(services, options, record, "no new stage begins; an apply under way goes on to its end")
    return 0


def abort(services: Console, options: argparse.Namespace) -> int:
    """Exit 0 once it has ended, or its driver was told."""
    record = services.rollouts.abort(services.rollouts.of(options.names).id, options.why)
    _say_wish(services, options, record, "its driver was told, and ends it")
    return 0


def _say_wish(services: Console, options: argparse.Namespace, record: RolloutRecord, told: str) -> None:
    if options.json:
        print_json(rollout_document(services, record))
    elif record.status in (RolloutStatus.PAUSED, RolloutStatus.ABORTED):
        print_rollout(services, record)
    else:
        say(f"{record.id} is driven by {printable(record.driver)}: {told}.")


def rollback(services: Console, options: argparse.Namespace) -> int:
    """Exit 0 once the environment is back, 1 where that failed, 3 where it waits for a person."""
    record = services.rollouts.changing(options.names)
    environment = next((name for name in options.names if "/" in name), None)
    how = OnFailure.ROLL_BACK_INFRASTRUCTURE if options.infrastructure else OnFailure.ROLL_BACK_SERVICE
    given = secrets(services, record.environments[0].name, options.secrets)
    looked_at = ""
    if options.infrastructure:
        with RolloutLive(record, quiet=options.json) as live:
            planned = services.rollouts.plan_back(record.id, environment, live.rollout_update, given)
        looked_at = planned.id
        if planned.status is RunStatus.PLANNED and not options.json:
            print_review(services.runs.review(planned.id))
        elif planned.status is RunStatus.PLANNED and not options.yes:
            # Nobody can be asked: what was planned is the answer, with the command that applies it.
            next_command = _agrees_command(record, planned)
            plan = plan_document(services.runs.review(planned.id))
            print_json({"rollout": record.id, "exit_code": WAITS_FOR_A_PERSON, "next_command": next_command} | plan)
            return WAITS_FOR_A_PERSON
    agreed(options, f"{how} in {environment or record.id}", "rollout rollback")
    request = RollBackRequest(
        how=how,
        why=options.why,
        typed_name=environment or "",
        acknowledged=tuple(options.acknowledge),
        destroys=tuple(options.destroys),
        run=looked_at,
    )
    with RolloutLive(record, quiet=options.json) as live:
        record = services.rollouts.roll_back(record.id, environment, request, live.rollout_update, given)
    if options.json:
        print_json(rollout_document(services, record))
    else:
        print_rollout(services, record)
    return 0 if record.status is RolloutStatus.ROLLED_BACK else exit_code(record)


def _agrees_command(record: RolloutRecord, planned: RunRecord) -> str:
    """What is typed by who has looked at the plan of the way back and agrees."""
    words = [f"--destroys {shlex.quote(address)}" for address in planned.data_lost]
    words += [f"--secret {name}" for name in planned.ephemeral]
    return Telling.command(record, "rollback", " ".join((planned.environment, "--infrastructure", "--yes", *words)))


def report(services: Console, options: argparse.Namespace) -> int:
    """Print the report, or write it to a new file with its pictures beside it."""
    record = services.rollouts.of(options.names)
    form = "json" if options.json else options.format
    if options.out is None:
        print(services.rollout_reports.text(record, form), end="")
        return 0
    for path in services.rollout_reports.write(record, form, options.out):
        say(f"Written: {printable(path)}")
    return 0
