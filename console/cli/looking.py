"""Commands that only look: environments, render, output, doctor."""

from __future__ import annotations

import argparse
import json
from typing import Any

from console.bootstrap import Console
from console.cli.printing import print_json, printable, say, table
from console.cli.values import overrides
from console.domain.environment import EnvironmentName
from console.domain.money import usd
from console.domain.overview import EnvironmentSummary
from console.errors import InputError
from console.services.cost_json import figure


def environments(services: Console, options: argparse.Namespace) -> int:
    """List the environments."""
    summaries = services.environments.list()
    if options.json:
        print_json({"sandbox": services.cloud.sandbox, "environments": [_document(s) for s in summaries]})
        return 0
    if services.cloud.sandbox:
        say("SANDBOX: everything below is in the simulated AWS.")
    rows = [
        (
            str(summary.name),
            str(summary.state) + (f" ({summary.note})" if summary.note else ""),
            "-" if summary.resources is None else str(summary.resources),
            _cost(summary),
            _budget(summary),
            _last_run(summary),
        )
        for summary in summaries
    ]
    say(table(("ENVIRONMENT", "STATE", "RESOURCES", "USD/MONTH", "BUDGET", "LAST RUN"), rows, right=(2, 3, 4)))
    for summary in summaries:
        if summary.problem:
            say(f"! {printable(summary.name)}: {printable(summary.problem)}")
    return 0


def _last_run(summary: EnvironmentSummary) -> str:
    run = summary.last_run
    return "-" if run is None else f"#{run.number} {run.deed}, {run.status}"


def _budget(summary: EnvironmentSummary) -> str:
    budget = summary.preset.budget_usd if summary.preset else None
    return "-" if budget is None else usd(budget)


def _cost(summary: EnvironmentSummary) -> str:
    if summary.monthly_usd is None:
        return "-"
    dated = f" (prices of {summary.prices_of})" if summary.prices_of else ""
    return f"{'' if summary.monthly_complete else 'at least '}{usd(summary.monthly_usd)}{dated}"


def _document(summary: EnvironmentSummary) -> dict[str, Any]:
    preset = summary.preset
    return {
        "name": str(summary.name),
        "problem": summary.problem or None,
        "description": preset.description if preset else None,
        "state": summary.state,
        "note": summary.note,
        "region": preset.region if preset else None,
        "protection": preset.protection if preset else None,
        "budget_usd": preset.budget_usd if preset else None,
        "resources": summary.resources,
        "monthly_usd": None if summary.monthly_usd is None else figure(summary.monthly_usd),
        "monthly_complete": summary.monthly_complete,
        "prices_of": summary.prices_of,
        "overlay": summary.overlay,
        "last_run": summary.last_run.model_dump(mode="json") if summary.last_run else None,
    }


def render(services: Console, options: argparse.Namespace) -> int:
    """Print the tfvars."""
    name = EnvironmentName.parse(options.environment)
    services.environments.preset(name)
    changed = overrides(services, name, options.assignments)
    secret = [f.variable.name for f in services.variables.form(name).fields if f.variable.sensitive]
    services.variables.refuse(name, changed, given=secret)
    text = services.variables.render(name, changed)
    if options.json:
        print_json({"environment": str(name), "sandbox": services.cloud.sandbox, "tfvars": text})
    else:
        say(text.rstrip("\n"))
    return 0


def output(services: Console, options: argparse.Namespace) -> int:
    """Print outputs, one output's value, or the next steps."""
    name = EnvironmentName.parse(options.environment)
    services.environments.preset(name)
    if options.next_steps:
        return _next_steps(services, name, as_json=options.json)
    outputs = services.outputs.read(name, reveal=options.reveal)
    note = services.outputs.note(name)
    if options.name:
        outputs = tuple(item for item in outputs if item.name == options.name)
        if not outputs:
            raise InputError(f"{name} has no output {options.name!r}: `infra-console output {name}` lists them.")
    if options.json:
        values = {
            item.name: {"value": item.value, "sensitive": item.sensitive, "description": item.description}
            for item in outputs
        }
        print_json({"environment": str(name), "sandbox": services.cloud.sandbox, "note": note, "outputs": values})
        return 0
    if note:
        # Beside the values, not among them: the value of one output is taken as it stands.
        say(f"note: {printable(note)}", quiet=True)
    if options.name:
        item = outputs[0]
        if item.sensitive and not options.reveal:
            raise InputError(f"The output {item.name} is sensitive: add --reveal to print it.")
        say(item.value if isinstance(item.value, str) else json.dumps(item.value))
        return 0
    if services.cloud.sandbox:
        say("SANDBOX: these are values of the simulated AWS.")
    rows = [
        (item.name, "(sensitive)" if item.sensitive and not options.reveal else _text(item.value)) for item in outputs
    ]
    say(table(("OUTPUT", "VALUE"), rows))
    return 0


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _next_steps(services: Console, name: EnvironmentName, *, as_json: bool) -> int:
    steps, note = services.outputs.next_steps(name), services.outputs.note(name)
    if as_json:
        document = {"environment": str(name), "sandbox": services.cloud.sandbox, "note": note}
        print_json(document | {"next_steps": [step.model_dump() for step in steps]})
        return 0
    if services.cloud.sandbox:
        say("SANDBOX: the values are of the simulated AWS; what the commands call would be the real one.")
    if note:
        say(f"note: {printable(note)}", quiet=True)
    for number, step in enumerate(steps, 1):
        say(f"{number}. {printable(step.title)}" + (f" ({printable(step.when)})" if step.when else ""))
        say("   " + printable(step.text, lines=True).strip().replace("\n", "\n   "))
        for command in step.commands:
            say("     $ " + printable(command, lines=True).replace("\n", "\n       "))
    return 0


def doctor(services: Console, options: argparse.Namespace) -> int:
    """Say what there is and what is missing; exit 1 where something needed is missing."""
    checks = services.doctor.checks()
    missing = any(check.ok is False for check in checks)
    if options.json:
        fields = ("name", "ok", "found", "remedy", "source")
        print_json({"ok": not missing, "checks": [{f: getattr(c, f) for f in fields} for c in checks]})
        return 1 if missing else 0
    words = {True: "ok", False: "MISSING", None: "-"}
    for check in checks:
        source = f"  [{printable(check.source)}]" if check.source else ""
        say(f"{words[check.ok]:8} {check.name:16} {printable(check.found)}{source}")
        if check.remedy:
            say(f"{'':25} {printable(check.remedy)}")
    return 1 if missing else 0
