"""`infra-console state list|show|lock`: what looks and changes nothing."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from typing import Any

from console.bootstrap import Console
from console.cli.printing import print_json, printable, say, table
from console.domain.environment import EnvironmentName
from console.domain.plan import Special
from console.domain.run import StateMark
from console.domain.state import StateResource
from console.services.state_locks import LockView
from console.services.states import StateView
from console.ui.filter import matches
from console.ui.format import duration


def list_resources(services: Console, options: argparse.Namespace) -> int:
    """Every resource by address, or those that a filter leaves."""
    view = services.states.read(EnvironmentName.parse(options.environment))
    found = [one for one in view.document.resources if matches(options.filter, one.address, one.id)]
    if options.json:
        print_json(_head(view) | {"resources": [_row(one) for one in found]})
        return 0
    mark = view.document.mark
    say(f"{_where(view)}: serial {mark.serial}, {mark.resources} resources, written by {view.document.engine or '-'}")
    for one in found:
        say(f"  {printable(one.address)}{_marks(one)}")
    if not found:
        say("Nothing in the state has these words." if options.filter else "The state is empty.")
    return 0


def show(services: Console, options: argparse.Namespace) -> int:
    """One resource whole; what is sensitive is masked, in JSON as well."""
    view = services.states.read(EnvironmentName.parse(options.environment))
    resource = services.states.resource(view, options.address)
    values = view.shown(resource)
    if options.json:
        details = {"provider": resource.provider, "depends_on": list(resource.depends_on), "attributes": values}
        print_json(_head(view) | _row(resource) | details)
        return 0
    say(f"{printable(resource.address)}{_marks(resource)}")
    width = max((len(name) for name in values), default=0)
    for name, value in sorted(values.items()):
        say(f"  {printable(name).ljust(width)}  {printable(value_text(value))}")
    for used in resource.depends_on:
        say(f"  depends on {printable(used)}")
    return 0


def lock(services: Console, options: argparse.Namespace) -> int:
    """Who holds the state's lock."""
    view = services.states.locks.view(EnvironmentName.parse(options.environment))
    if options.json:
        print_json(lock_document(view))
        return 0
    print_lock(view)
    return 0


def print_lock(view: LockView, *, quiet: bool = False) -> None:
    """A lock in words: who, since when, what for, and what speaks against releasing it."""
    if view.console is not None:
        say(f"{view.environment} is worked on by {printable(view.console)} with this console home.", quiet=quiet)
    if view.lock is None:
        say(f"The state of {view.environment} is not locked.", quiet=quiet)
        return
    holder = view.lock.holder
    age = view.lock.age_seconds(datetime.now(UTC))
    since = "since when it does not say" if age is None else f"for {duration(age)}, since {holder.created}"
    say(f"The state of {view.environment} is locked by {printable(holder.who or 'somebody')} {since}.", quiet=quiet)
    said = {"operation": holder.operation, "ID": holder.id, "engine": holder.version, "kept in": view.lock.where}
    rows = [(name, value) for name, value in said.items() if value]
    say(table(("", ""), rows).partition("\n")[2], quiet=quiet)
    for reason in view.against:
        say(f"  ! not to be released: {printable(reason)}", quiet=quiet)
    for note in view.notes:
        say(f"  ! {printable(note)}", quiet=quiet)


def lock_document(view: LockView) -> dict[str, Any]:
    """A lock as JSON."""
    holder = view.lock.holder if view.lock else None
    return {
        "environment": str(view.environment),
        "locked": holder is not None,
        "id": holder.id if holder else None,
        "who": holder.who if holder else None,
        "operation": holder.operation if holder else None,
        "created": holder.created if holder else None,
        "where": view.lock.where if view.lock else None,
        "console": view.console,
        "against_release": list(view.against),
        "notes": list(view.notes),
    }


def mark_document(mark: StateMark) -> dict[str, Any]:
    """Which state it is, as JSON."""
    return {"lineage": mark.lineage, "serial": mark.serial, "resources": mark.resources}


def value_text(value: Any, *, limit: int | None = None) -> str:
    """A masked value on one line: strings as they are, the rest as JSON."""
    if isinstance(value, Special):
        return value.value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=_special)
    return text if limit is None or len(text) <= limit else text[: limit - 3] + "..."


def _head(view: StateView) -> dict[str, Any]:
    return {
        "environment": str(view.environment),
        "sandbox": view.sandbox,
        "backend": view.where,
        "engine": view.document.engine,
        **mark_document(view.document.mark),
    }


def _where(view: StateView) -> str:
    return f"{'SANDBOX: ' if view.sandbox else ''}state of {view.environment}, {printable(view.where)}"


def _row(resource: StateResource) -> dict[str, Any]:
    return {
        "address": resource.address,
        "type": resource.type,
        "module": resource.module,
        "mode": resource.mode,
        "id": resource.id,
        "tainted": resource.tainted,
        "deposed": resource.deposed,
    }


def _marks(resource: StateResource) -> str:
    tainted = "  (tainted: the next plan replaces it)" if resource.tainted else ""
    return f"{tainted}  (deposed {resource.deposed})" if resource.deposed else tainted


def _special(value: Any) -> str:
    return value.value if isinstance(value, Special) else str(value)
