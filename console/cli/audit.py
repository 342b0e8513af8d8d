"""`infra-console audit [ENV] [--verify] [--since TIME] [--csv]`: who changed what, and whether the log is whole."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime

from console.bootstrap import Console
from console.cli.printing import print_json, printable, say, table
from console.domain.audit import AuditEntry
from console.domain.logs_times import moment
from console.errors import InputError
from console.services.audit import Verification
from console.services.audit_files import as_csv


def audit(services: Console, options: argparse.Namespace) -> int:
    """List the log, oldest first, or verify it: exit 1 with the number of the entry at which it does not hold."""
    if options.csv and (options.json or options.verify):
        raise InputError("--csv lists the log: leave --json and --verify out.")
    if options.verify:
        return _verify(services, options)
    since = moment(options.since, datetime.now().astimezone()) if options.since else None
    entries = [
        entry
        for entry in services.audit.entries()
        if (since is None or entry.at >= since) and (not options.subject or entry.concerns(options.subject))
    ]
    if options.json:
        print_json({"store": services.team_store.place, "entries": [each.model_dump(mode="json") for each in entries]})
    elif options.csv:
        sys.stdout.write(as_csv(entries))
    else:
        _print(services, entries)
    return 0


def _verify(services: Console, options: argparse.Namespace) -> int:
    found: Verification = services.audit.verify()
    if options.json:
        document = {"entries": found.entries, "broken": found.broken, "problem": found.problem}
        print_json({"store": services.team_store.place, "whole": not found.problem, **document})
    elif found.problem:
        say(f"BROKEN at entry {found.broken}: {printable(found.problem)}")
    else:
        say(f"The audit log in {services.team_store.place} is whole: {found.entries} entries.")
    return 1 if found.problem else 0


def _print(services: Console, entries: list[AuditEntry]) -> None:
    if services.cloud.sandbox:
        say("SANDBOX: what was changed in the simulated AWS.")
    if not entries:
        say("The audit log has no such entry yet: it begins with the first apply.")
        return
    rows = [
        (
            str(entry.number),
            f"{entry.at.astimezone():%Y-%m-%d %H:%M:%S}",
            entry.by,
            entry.action,
            entry.subject,
            entry.outcome or "begins",
            entry.text,
        )
        for entry in entries
    ]
    say(table(("ENTRY", "AT", "BY", "ACTION", "SUBJECT", "OUTCOME", "TEXT"), rows, right=(0,)))
