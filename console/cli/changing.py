"""Commands that plan and change: plan, cost, apply, destroy. What is applied is what was planned and shown."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping

from console.bootstrap import Console
from console.cli.consent import consent
from console.cli.hints import print_hint
from console.cli.live import Live
from console.cli.plan_text import print_review
from console.cli.printing import print_json, printable, say
from console.cli.values import overrides, secrets
from console.domain.environment import EnvironmentName
from console.domain.hints import hints_named
from console.domain.run import RunKind, RunRecord, RunStatus
from console.errors import InputError
from console.services.planning import PlanRequest
from console.services.review_documents import plan_document, record_document
from console.services.reviewing import Reviewed
from console.services.state_backends import TEAM_STORE

CHANGES_PRESENT = 2


def plan(services: Console, options: argparse.Namespace) -> int:
    """Plan and show; exit 0 nothing to do, 2 changes."""
    reviewed, _ = plan_environment(services, options, RunKind.DESTROY if options.destroy else RunKind.APPLY)
    _show(reviewed, options)
    return 0 if reviewed.plan.empty else CHANGES_PRESENT


def apply(services: Console, options: argparse.Namespace) -> int:
    """Plan (or take a planned run), show, ask, apply."""
    if "#" in options.environment:
        _refuse_changes(options)
        reviewed = services.runs.review(options.environment)
        return carry_out(services, options, reviewed, secrets(services, reviewed.record.name, options.secrets))
    return carry_out(services, options, *plan_environment(services, options, RunKind.APPLY))


def bootstrap(services: Console, options: argparse.Namespace) -> int:
    """Plan the state bucket of an environment's system, show it, apply it on approval, move its state into it.

    With --team-store the same for what the consoles of a team share.
    """
    if options.make_team_store == bool(options.environment):
        raise InputError("Say whose state bucket is to be made (`infra-console bootstrap ENV`), or give --team-store.")
    found = TEAM_STORE if options.make_team_store else None
    options.environment = str(found or services.state_backends.name_for(EnvironmentName.parse(options.environment)))
    return carry_out(services, options, *plan_environment(services, options, RunKind.APPLY))


def _refuse_changes(options: argparse.Namespace) -> None:
    """A plan that is there is applied as it was reviewed; raises InputError for what would have to be planned."""
    given = {
        "--set": options.assignments,
        "--why": options.why,
        "--accept-lost-state": options.accept_lost_state,
        "--target": options.targets,
        "--replace": options.replacements,
        "--refresh-only": options.refresh_only,
        "--upgrade": options.upgrade,
    }
    for flag, value in given.items():
        if value:
            raise InputError(
                f"{flag} belongs to a plan, and {options.environment} is planned: leave it out, or plan again with it."
            )


def destroy(services: Console, options: argparse.Namespace) -> int:
    """Plan the destruction, show it, ask for the name, carry it out."""
    return carry_out(services, options, *plan_environment(services, options, RunKind.DESTROY))


def plan_environment(
    services: Console, options: argparse.Namespace, kind: RunKind, *, quiet: bool = False
) -> tuple[Reviewed, dict[str, str]]:
    """The plan, and the secrets it was made with: an apply wants the ephemeral ones again, an operator asks once."""
    name = EnvironmentName.parse(options.environment)
    services.environments.preset(name)
    given = secrets(services, name, options.secrets)
    request = PlanRequest(
        name=name,
        kind=kind,
        overrides=overrides(services, name, getattr(options, "assignments", ())),
        secrets=given,
        why=options.why,
        accept_lost_state=options.accept_lost_state,
        targets=tuple(getattr(options, "targets", ())),
        replace=tuple(getattr(options, "replacements", ())),
        refresh_only=getattr(options, "refresh_only", False),
        upgrade=getattr(options, "upgrade", False),
    )
    with Live(quiet=options.json or quiet, sandbox=services.cloud.sandbox) as live:
        return services.runs.plan(request, live.update, live.cancel), given


def _show(reviewed: Reviewed, options: argparse.Namespace) -> None:
    if options.json:
        print_json(plan_document(reviewed))
    else:
        print_review(reviewed)


def carry_out(services: Console, options: argparse.Namespace, reviewed: Reviewed, given: Mapping[str, str]) -> int:
    """From a shown plan to an end, and the exit code of that end."""
    if not options.json:
        print_review(reviewed)
    if reviewed.plan.empty:
        return _nothing_to_apply(services, options, reviewed)
    approval = consent(options, reviewed)
    with Live(quiet=options.json, sandbox=services.cloud.sandbox) as live:
        record = services.runs.apply(reviewed.record.id, approval, live.update, given, live.cancel)
    if options.json:
        print_json(record_document(record))
    else:
        _print_end(record)
    return exit_code(record)


def _nothing_to_apply(services: Console, options: argparse.Namespace, reviewed: Reviewed) -> int:
    """An empty plan is the end, but for an upgrade, which is kept on approval although it changes no resource."""
    record = reviewed.record
    if record.only_upgrades:
        services.runs.keep_upgrade(record.id, consent(options, reviewed))
        if not options.json:
            say(f"Kept: {printable(', '.join(record.provider_changes))}.")
    if options.json:
        print_json(plan_document(reviewed))
    return 0


def _print_end(record: RunRecord) -> None:
    where = " in the sandbox" if record.sandbox else ""
    stage = record.main_stage
    seconds = f" in {stage.seconds:.0f} s" if stage and stage.seconds is not None else ""
    words: dict[RunStatus, Callable[[], str]] = {
        RunStatus.DONE: lambda: f"Done{where}: run {record.id}, {record.applied}{seconds}.",
        RunStatus.STOPPED: lambda: f"STOPPED, not finished{where}: run {record.id}, {record.applied} done{seconds}.",
        RunStatus.UNCLEAN: lambda: f"UNCLEAN{where}: run {record.id}: what the engine did last is not known.",
    }
    say(words.get(record.status, lambda: f"FAILED{where}: run {record.id}, {record.applied} done{seconds}.")())
    if record.error:
        say(printable(record.error))
    for hint in hints_named(record.hints, record.error or ""):
        print_hint(hint, record.environment)
    for address in record.uncertain:
        say(f"  may exist, not in the state: {printable(address)}")
    for survivor in stage.survivors if stage else ():
        say(f"  still running, started by this run: {printable(survivor)}")


def exit_code(record: RunRecord) -> int:
    """0 done, 130 stopped, 1 anything else."""
    if record.status in (RunStatus.DONE, RunStatus.NO_CHANGES):
        return 0
    return 130 if record.status is RunStatus.STOPPED else 1
