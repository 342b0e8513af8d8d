"""`infra-console state backups|versions|diff|restore|errored`: earlier states, and bringing one back."""

from __future__ import annotations

import argparse
from typing import Any

from console.bootstrap import Console
from console.cli.printing import print_json, printable, say, table
from console.cli.state_changing import approved, done_document, print_done
from console.cli.state_looking import mark_document, value_text
from console.domain.environment import EnvironmentName
from console.domain.state import StateDifference
from console.errors import InputError
from console.services.state_errored import ErroredState
from console.services.state_restoring import Restore

DIFFERENCES_PRESENT = 2
_MOST_LINES = 20


def backups(services: Console, options: argparse.Namespace) -> int:
    """The console's own copies, newest first."""
    name = EnvironmentName.parse(options.environment)
    found = services.states.backups(name)
    if options.json:
        keys = ("id", "at", "by", "why", "lineage", "serial", "resources", "size")
        print_json({"environment": str(name), "backups": [{key: getattr(one, key) for key in keys} for one in found]})
        return 0
    if not found:
        say(f"There is no backup of the state of {name} yet: one is kept after every apply and before every change.")
        return 0
    rows = [(one.id, f"{one.at:%Y-%m-%d %H:%M}", str(one.serial), str(one.resources), one.by, one.why) for one in found]
    say(table(("BACKUP", "AT (UTC)", "SERIAL", "RESOURCES", "BY", "WHY"), rows, right=(2, 3)))
    return 0


def versions(services: Console, options: argparse.Namespace) -> int:
    """The versions of the object in S3, newest first."""
    name = EnvironmentName.parse(options.environment)
    found = services.states.sources.versions(name, options.limit)
    if options.json:
        keys = ("id", "at", "size", "serial", "lineage", "current", "deleted")
        print_json({"environment": str(name), "versions": [{key: getattr(one, key) for key in keys} for one in found]})
        return 0
    if not found:
        say(f"The bucket holds no state of {name} yet.")
        return 0
    rows = [
        (
            one.id,
            f"{one.at:%Y-%m-%d %H:%M:%S}",
            "?" if one.serial is None else str(one.serial),
            str(one.size),
            "current" if one.current else "deleted" if one.deleted else "",
        )
        for one in found
    ]
    say(table(("VERSION", "AT (UTC)", "SERIAL", "BYTES", ""), rows, right=(2, 3)))
    return 0


def diff(services: Console, options: argparse.Namespace) -> int:
    """Exit 0 where both hold the same, 2 where they differ."""
    name = EnvironmentName.parse(options.environment)
    found = services.states.sources.compare(name, options.before, options.after)
    if options.json:
        print_json({"environment": str(name), **difference_document(found)})
    else:
        say(f"serial {found.before.serial} ({options.before}) -> serial {found.after.serial} ({options.after})")
        print_difference(found, quiet=False)
    return 0 if found.nothing else DIFFERENCES_PRESENT


def restore(services: Console, options: argparse.Namespace) -> int:
    """Exit 0 when the state is the one that was asked for."""
    name = EnvironmentName.parse(options.environment)
    plan = services.states.restoring.plan(name, options.source)
    _show(plan, quiet=options.json)
    typed = approved(options, plan.typed, f"restore the state of {name}", "state restore")
    done = services.states.restoring.carry_out(plan, typed)
    if options.json:
        changes = difference_document(plan.difference)
        print_json({"environment": str(name), "source": plan.source, **changes, **done_document(done)})
    else:
        print_done(done, quiet=False)
        say("Plan before you apply: the plan says what differs from what is there.")
    return 0


def errored(services: Console, options: argparse.Namespace) -> int:
    """Exit 0 where none waits or it was dealt with, 1 where one waits."""
    name, states = EnvironmentName.parse(options.environment), services.states.errored
    if options.push and options.give_up is not None:
        raise InputError("--push writes the kept state and --give-up goes on without it: choose one.")
    view = states.view(name)
    if view is None:
        if options.json:
            print_json({"environment": str(name), "waiting": False})
        else:
            say(f"No apply of {name} left a state that could not be written.")
        return 0
    document: dict[str, Any] = _errored_document(view)
    _show_errored(view, quiet=options.json)
    if options.push:
        done = states.push(view, approved(options, view.typed, f"write the kept state of {name}", "state errored"))
        document |= {"waiting": False, **done_document(done)}
        print_done(done, quiet=options.json)
    elif options.give_up is not None:
        document |= {"waiting": False, "evidence": states.give_up(view, options.give_up)}
        say(f"Given up; it stays as evidence: {document['evidence']}", quiet=options.json)
    if options.json:
        print_json(document)
    return 1 if document["waiting"] else 0


def print_difference(found: StateDifference, *, quiet: bool) -> None:
    """What two states have otherwise, line by line."""
    for sign, addresses in (("+", found.added), ("-", found.removed)):
        for address in addresses[:_MOST_LINES]:
            say(f"  {sign} {printable(address)}", quiet=quiet)
        if len(addresses) > _MOST_LINES:
            say(f"  {sign} and {len(addresses) - _MOST_LINES} more", quiet=quiet)
    for changed in found.changed:
        say(f"  ~ {printable(changed.address)}", quiet=quiet)
        for one in changed.attributes[:_MOST_LINES]:
            before, after = (printable(value_text(value, limit=60)) for value in (one.before, one.after))
            say(f"        {printable(one.path)}: {before} -> {after}", quiet=quiet)
    if found.nothing:
        say("  They hold the same resources with the same attributes.", quiet=quiet)


def difference_document(found: StateDifference) -> dict[str, Any]:
    """What two states have otherwise, as JSON; what is sensitive is masked."""
    return {
        "before": mark_document(found.before),
        "after": mark_document(found.after),
        "added": list(found.added),
        "removed": list(found.removed),
        "changed": [
            {
                "address": one.address,
                "attributes": [{"path": a.path, "before": a.before, "after": a.after} for a in one.attributes],
            }
            for one in found.changed
        ],
    }


def _show(plan: Restore, *, quiet: bool) -> None:
    where = "SANDBOX: " if plan.sandbox else ""
    now = "cannot be read" if plan.now is None else f"has serial {plan.now.serial}"
    kept = plan.difference.after
    say(
        f"{where}{plan.environment}: the state now {now}; {printable(plan.source)} (serial {kept.serial}, "
        f"{kept.resources} resources) takes its place as serial {plan.serial} or newer.",
        quiet=quiet,
    )
    print_difference(plan.difference, quiet=quiet)
    for warning in plan.warnings:
        say(f"  ! {printable(warning)}", quiet=quiet)
    if plan.now is not None:
        say("  A backup of the state now is kept first.", quiet=quiet)


def _show_errored(view: ErroredState, *, quiet: bool) -> None:
    say(
        f"An apply of {view.environment} could not write its state (serial {view.mark.serial}, {view.mark.resources} "
        f"resources); it is kept in {view.path}.",
        quiet=quiet,
    )
    say(f"  the state that is there has serial {view.now.serial}, {view.now.resources} resources", quiet=quiet)
    if view.refusal:
        say(f"  ! it is not written over that: {view.refusal} --give-up {view.environment} goes on.", quiet=quiet)
    else:
        say("  --push writes it where it belongs; until then nothing is planned or applied.", quiet=quiet)


def _errored_document(view: ErroredState) -> dict[str, Any]:
    return {
        "environment": str(view.environment),
        "waiting": True,
        "path": view.path,
        "kept": mark_document(view.mark),
        "now": mark_document(view.now),
        "refusal": view.refusal or None,
    }
