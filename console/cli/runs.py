"""`infra-console runs [list|show|attach|stop]`."""

from __future__ import annotations

import argparse

from console.bootstrap import Console
from console.cli.changing import exit_code
from console.cli.hints import print_hint
from console.cli.live import LEAVING, Live
from console.cli.printing import print_json, printable, say, table
from console.cli.runs_elsewhere import elsewhere
from console.domain.environment import EnvironmentName
from console.domain.hints import hints_named
from console.domain.run import RunRecord
from console.errors import InputError
from console.services.review_documents import record_document


def runs(services: Console, options: argparse.Namespace) -> int:
    """Dispatch to the action."""
    if options.action == "list":
        return _list(services, options)
    if not options.run:
        raise InputError(f"Say which run: `infra-console runs {options.action} system/environment#number`.")
    return {"show": _show, "attach": _attach, "stop": _stop}[options.action](services, options)


def _list(services: Console, options: argparse.Namespace) -> int:
    of = EnvironmentName.parse(options.run) if options.run else None
    records, unreadable = services.runs.list(of), services.runs.unreadable(of)
    others = elsewhere(services, of)
    if options.json:
        document = {
            "sandbox": services.cloud.sandbox,
            "runs": [record_document(record) for record in records],
            "unreadable": [run._asdict() for run in unreadable],
            "elsewhere": [record_document(record) for record in others.records],
            "elsewhere_unknown": others.problem or None,
        }
        print_json(document)
        return 0
    if services.cloud.sandbox:
        say("SANDBOX: these runs went to the simulated AWS.")
    rows = [
        (
            record.id + others.where(record),
            record.deed,
            record.status,
            str(record.applied or record.planned or "-"),
            f"{record.created_at.astimezone():%Y-%m-%d %H:%M}",
            record.by,
            record.why,
        )
        for record in others.among(records)
    ]
    say(table(("RUN", "KIND", "STATUS", "CHANGES", "STARTED", "BY", "WHY"), rows) if rows else "There are no runs yet.")
    for run in unreadable:
        say(f"! {printable(run.id)}: {printable(run.problem)}")
    others.warn()
    return 0


def _show(services: Console, options: argparse.Namespace) -> int:
    record = services.runs.get(options.run)
    if options.json:
        print_json(record_document(record))
    else:
        print_record(services, record)
    return 0


def print_record(services: Console, record: RunRecord) -> None:
    """Everything that the record of a run says, where its logs are, and what helps where it failed."""
    where = "in the sandbox" if record.sandbox else "on AWS"
    say(f"{record.id}: {record.deed} {where}, {record.status}")
    for label, value in _facts(record):
        if value:
            say(f"  {label:12} {printable(value, lines=True)}")
    for stage in record.stages:
        took = f"{stage.seconds:.1f} s" if stage.seconds is not None else "-"
        code = "unknown" if stage.exit_code is None else str(stage.exit_code)
        say(f"  stage {stage.name:6} {took:>9}  exit {code}  log {services.runs.log(record.id, stage.name)}")
    for hint in hints_named(record.hints, record.error or ""):
        print_hint(hint, record.environment)


def _facts(record: RunRecord) -> list[tuple[str, str]]:
    identity = record.identity
    return [
        ("started", f"{record.created_at.astimezone():%Y-%m-%d %H:%M:%S} by {record.by}"),
        ("why", record.why),
        ("scope", record.scope),
        ("account", f"{identity.account}, {identity.region}, {identity.engine}" if identity else ""),
        ("planned", str(record.planned or "")),
        ("lock file", ", ".join(record.provider_changes)),
        ("approved by", record.approved_by or ""),
        ("acknowledged", ", ".join(record.acknowledged)),
        ("applied", str(record.applied or "")),
        ("error", record.error or ""),
        ("uncertain", "\n".join(record.uncertain)),
    ]


def _attach(services: Console, options: argparse.Namespace) -> int:
    with Live(quiet=options.json, sandbox=services.cloud.sandbox, interrupted=LEAVING) as live:
        record = services.runs.attach(options.run, live.update, leave=live.cancel)
    if options.json:
        print_json(record_document(record))
    else:
        say(f"{record.id}: {record.status}" + (f": {printable(record.error)}" if record.error else ""))
    return 0 if record.status.active else exit_code(record)


def _stop(services: Console, options: argparse.Namespace) -> int:
    if options.force:
        services.runs.force_stop(options.run, options.force)
    else:
        services.runs.stop(options.run)
    if options.json:
        print_json(record_document(services.runs.get(options.run)))
    else:
        say(f"{options.run} was asked to stop; `infra-console runs attach {options.run}` follows it to its end.")
    return 0
