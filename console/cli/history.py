"""`infra-console history ENV [--compare A B]`: every run with who, when, why, plan, cost and result."""

from __future__ import annotations

import argparse
from typing import Any

from console.bootstrap import Console
from console.cli.printing import print_json, printable, say, table
from console.cli.runs import print_record
from console.cli.runs_elsewhere import elsewhere
from console.domain.environment import EnvironmentName
from console.domain.money import usd
from console.domain.run import RunRecord
from console.domain.run_comparison import Difference, RunComparison, comparison_text
from console.errors import InputError
from console.services.review_documents import record_document


def history(services: Console, options: argparse.Namespace) -> int:
    """List the runs of an environment, show one, or compare two."""
    if options.compare:
        return _compare(services, options)
    if "#" in options.environment:
        return _one(services, options)
    if options.plan:
        raise InputError("--plan is of one run: write it as system/environment#number.")
    return _list(services, options)


def _list(services: Console, options: argparse.Namespace) -> int:
    name = EnvironmentName.parse(options.environment)
    services.environments.preset(name)
    records, unreadable = services.runs.list(name), services.runs.unreadable(name)
    others = elsewhere(services, name)
    if options.json:
        print_json(
            {
                "environment": str(name),
                "sandbox": services.cloud.sandbox,
                "runs": [record_document(record) for record in records],
                "unreadable": [run._asdict() for run in unreadable],
                "elsewhere": [record_document(record) for record in others.records],
                "elsewhere_unknown": others.problem or None,
            }
        )
        return 0
    if services.cloud.sandbox:
        say("SANDBOX: these runs went to the simulated AWS.")
    if not (records or others.records):
        say(f"{name} has no runs yet: `infra-console plan {name}` makes the first.")
    else:
        rows = [(f"#{record.number}{others.where(record)}", *_row(record)) for record in others.among(records)]
        say(table(("RUN", "RESULT", "CHANGES", "USD/MONTH", "STARTED", "BY", "WHY"), rows, right=(3,)))
    for record in records:
        for text in record.acknowledged:
            say(f"  #{record.number} acknowledged: {printable(text)}")
    for run in unreadable:
        say(f"! {printable(run.id)}: {printable(run.problem)}")
    others.warn()
    return 0


def _row(record: RunRecord) -> tuple[str, ...]:
    counts = record.applied or record.planned
    back = f" to #{record.rollback_to}" if record.rollback_to is not None else ""
    return (
        f"{record.deed}{back} {record.status}",
        str(counts) if counts is not None else "-",
        cost_words(record),
        f"{record.created_at.astimezone():%Y-%m-%d %H:%M}",
        record.by,
        record.why,
    )


def cost_words(record: RunRecord) -> str:
    """What the environment costs after the run; `?` where that is not known, `>=` where it is more."""
    cost = record.cost
    if cost is None or cost.after is None:
        return "?"
    return ("" if cost.complete else ">=") + usd(cost.after)


def _one(services: Console, options: argparse.Namespace) -> int:
    record = services.runs.get(options.environment)
    text = services.histories.plan_text(record.id) if options.plan else ""
    if options.json:
        print_json(record_document(record) | ({"plan_text": text} if options.plan else {}))
        return 0
    if options.plan:
        say(printable(text, lines=True))
        return 0
    print_record(services, record)
    return 0


def _compare(services: Console, options: argparse.Namespace) -> int:
    """Side by side; exit 0 whether or not they differ."""
    left, right = (_run_id(options.environment, text) for text in options.compare)
    compared = services.histories.compare(left, right)
    if options.json:
        print_json(comparison_document(compared))
        return 0
    say(printable(comparison_text(compared), lines=True))
    return 0


def _run_id(environment: str, text: str) -> str:
    name = EnvironmentName.parse(environment.partition("#")[0])
    return text if "#" in text else f"{name}#{text}"


def comparison_document(compared: RunComparison) -> dict[str, Any]:
    """A comparison as JSON."""

    def rows(differences: tuple[Difference, ...]) -> list[dict[str, Any]]:
        return [{"what": row.what, "left": row.left, "right": row.right, "same": row.same} for row in differences]

    return {
        "left": compared.left.id,
        "right": compared.right.id,
        "facts": rows(compared.facts),
        "variables": rows(compared.variables),
        "files": rows(compared.files),
    }
