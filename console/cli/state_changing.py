"""`infra-console state mv|rm|taint|untaint|unlock`: shown, agreed to, done, and looked at afterwards."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from console.bootstrap import Console
from console.cli.printing import print_json, printable, say
from console.cli.questions import agreed
from console.cli.state_looking import lock_document, mark_document, print_lock
from console.domain.environment import EnvironmentName
from console.errors import InputError, RunStoppedError
from console.services.state_changes import StateChange, StateChanged

_MOST_LINES = 20


def move(services: Console, options: argparse.Namespace) -> int:
    """Exit 0 when the state has it under the other address."""
    changes = services.states.changes
    return _change(services, options, changes.move(_name(options), options.source, options.destination))


def remove(services: Console, options: argparse.Namespace) -> int:
    """Exit 0 when the state has it no more."""
    return _change(services, options, services.states.changes.remove(_name(options), options.address))


def taint(services: Console, options: argparse.Namespace) -> int:
    """Exit 0 when it is tainted."""
    return _change(services, options, services.states.changes.taint(_name(options), options.address))


def untaint(services: Console, options: argparse.Namespace) -> int:
    """Exit 0 when it is not tainted any more."""
    return _change(services, options, services.states.changes.untaint(_name(options), options.address))


def unlock(services: Console, options: argparse.Namespace) -> int:
    """Exit 0 when the lock is released; its ID is given by --id, or typed."""
    name, locks = _name(options), services.states.locks
    view = locks.view(name)
    print_lock(view, quiet=options.json)
    typed = options.id
    if view.lock is not None and not view.against and typed is None:
        typed = _ask(options, "Type the lock's ID to release it, anything else to leave it: ", "--id ID")
    locks.release(name, typed or "")
    after = locks.view(name)
    if options.json:
        print_json(lock_document(after) | {"released": view.lock.holder.id if view.lock else None})
    else:
        say("The lock is released. Plan before you apply: what its holder was doing may be half done.")
    return 0


def approved(options: argparse.Namespace, wanted: str | None, deed: str, command: str) -> str | None:
    """The consent to a change that was shown: the name as typed where it is wanted, else --yes or a yes.

    Raises InputError where nobody can be asked, RunStoppedError where the answer is no.
    """
    if wanted is None:
        agreed(options, deed, command)
        return None
    if options.approve is not None:
        return str(options.approve)
    return _ask(
        options, f"{wanted} is protected. Type its name to {deed}, anything else to leave it: ", "--approve ENV"
    )


def print_done(done: StateChanged, *, quiet: bool) -> None:
    """What a change left behind."""
    kept = f"; the state before is backup {done.backup.id}" if done.backup is not None else ""
    say(f"Done: the state has serial {done.mark.serial}{kept}.", quiet=quiet)


def done_document(done: StateChanged) -> dict[str, Any]:
    """What a change left behind, as JSON."""
    return {"done": True, "backup": done.backup.id if done.backup else None, "state": mark_document(done.mark)}


def _change(services: Console, options: argparse.Namespace, change: StateChange) -> int:
    _show(change, quiet=options.json)
    typed = approved(options, change.typed, f"change the state of {change.environment}", f"state {change.deed}")
    done = services.states.changes.carry_out(change, typed)
    if options.json:
        print_json(_document(change) | done_document(done))
    else:
        print_done(done, quiet=False)
    return 0


def _show(change: StateChange, *, quiet: bool) -> None:
    where = "SANDBOX: " if change.sandbox else ""
    say(f"{where}{change.environment}, state serial {change.mark.serial}: {printable(change.title)}", quiet=quiet)
    for old, new in change.moves[:_MOST_LINES]:
        after = "is forgotten" if new is None else f"-> {printable(new)}"
        if old != new:
            say(f"  {printable(old)} {after}", quiet=quiet)
    if len(change.moves) > _MOST_LINES:
        say(f"  and {len(change.moves) - _MOST_LINES} more", quiet=quiet)
    for label, sentences in (
        ("then: ", change.forecast.next_plan),
        ("back: ", change.forecast.way_back),
        ("! ", change.forecast.warnings),
    ):
        for words in sentences:
            say(f"  {label}{printable(words)}", quiet=quiet)
    say("  A backup is kept first.", quiet=quiet)


def _document(change: StateChange) -> dict[str, Any]:
    return {
        "environment": str(change.environment),
        "sandbox": change.sandbox,
        "action": change.deed.value,
        "moves": [{"from": old, "to": new} for old, new in change.moves],
        "next_plan": list(change.forecast.next_plan),
        "way_back": list(change.forecast.way_back),
        "warnings": list(change.forecast.warnings),
        "serial_before": change.mark.serial,
    }


def _name(options: argparse.Namespace) -> EnvironmentName:
    return EnvironmentName.parse(options.environment)


def _ask(options: argparse.Namespace, question: str, flag: str) -> str:
    if not sys.stdin.isatty() or options.json:
        raise InputError(f"Nothing was done: add {flag}, or run it at a terminal.")
    say(question)
    try:
        typed = input().strip()
    except EOFError:
        typed = ""
    if not typed:
        raise RunStoppedError("Nothing was done.")
    return typed
