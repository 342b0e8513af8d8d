"""The command `cost`: what an environment, a plan file or a state file costs a month, as text, JSON or Markdown."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from console.bootstrap import Console
from console.cli.actual_text import actual_document
from console.cli.changing import plan_environment
from console.cli.cost_beside import (
    documents_document,
    documents_markdown,
    print_documents,
    print_savings,
    savings_document,
    savings_markdown,
)
from console.cli.cost_compare import compare_document, compare_markdown, print_compared
from console.cli.cost_markdown import cost_markdown
from console.cli.cost_text import least, print_cost, print_estimate
from console.cli.printing import print_json, printable, say
from console.domain.actual_cost import ActualCost, actual_words
from console.domain.cost import CostOfPlan, Estimate
from console.domain.cost_documents import DocumentComparison
from console.domain.cost_savings import Saving
from console.domain.environment import EnvironmentName, Preset
from console.domain.money import usd
from console.domain.run import RunKind, RunStatus
from console.domain.usage import UsageChoice
from console.errors import AwsError, InputError
from console.services.cost_documents import document_comparisons
from console.services.cost_files import PricedFile, read_usage
from console.services.cost_json import cost_document, estimate_document
from console.services.price_books import today
from console.services.savings import savings_of_plan

OF_AN_ENVIRONMENT = {
    "assignments": "--set", "secrets": "--secret", "why": "--why", "accept_lost_state": "--accept-lost-state",
    "profile": "--profile", "actual": "--actual",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Priced:
    """One side of the command: what was priced, and what it costs; `change` is None for a state."""

    title: str
    estimate: Estimate
    change: CostOfPlan | None
    notes: tuple[str, ...] = ()
    environment: str | None = None
    actual: ActualCost | str | None = None
    """What was billed, or why that is not known; None where nobody asked."""
    savings: tuple[Saving, ...] = ()
    documents: tuple[DocumentComparison, ...] = ()


def cost(services: Console, options: argparse.Namespace) -> int:
    """Price what is named and say it; exit 1 where the total is over --fail-over."""
    _check(options)
    limit = _limit(options.fail_over)
    priced = _priced(services, options)
    other = _environment(services, options, options.compare) if options.compare else None
    over = limit is not None and priced.estimate.monthly.expected > limit
    if options.json:
        print_json(_document(services, priced, other, limit, over=over))
    elif options.markdown:
        say(_markdown(priced, other))
    else:
        _say(services, priced, other)
    if over and limit is not None:
        figure = least(priced.estimate.monthly, priced.estimate.complete)
        words = f"{priced.title} costs {figure} USD a month, over the {usd(limit)} of --fail-over."
        print(f"infra-console: {printable(words)}", file=sys.stderr)
    return 1 if over else 0


def _check(options: argparse.Namespace) -> None:
    """Refuse options that do not go together, before anything takes time."""
    named = [name for name in ("environment", "plan_file", "state_file") if getattr(options, name)]
    if len(named) != 1:
        raise InputError("cost needs one of ENV, --plan FILE or --state FILE, for example replaydash/dev.")
    if named == ["environment"]:
        EnvironmentName.parse(options.environment)
        if options.region:
            raise InputError("--region is for a plan or a state file: an environment's region is in its preset.")
    else:
        for name, flag in OF_AN_ENVIRONMENT.items():
            if getattr(options, name):
                raise InputError(f"{flag} belongs to an environment, not to a file; leave it out.")
    if options.compare:
        EnvironmentName.parse(options.compare)
    if options.json and options.markdown:
        raise InputError("Choose one of --json and --markdown.")


def _limit(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        limit = Decimal(text)
    except InvalidOperation:
        limit = Decimal("NaN")
    if not limit.is_finite() or limit < 0:
        raise InputError(f"--fail-over needs USD a month from 0 up, for example 250, and not {text!r}.")
    return limit


def _priced(services: Console, options: argparse.Namespace) -> Priced:
    if options.environment:
        return _environment(services, options, options.environment)
    usage = read_usage(options.usage_file) if options.usage_file else {}
    path = options.plan_file or options.state_file
    read = services.cost_files.plan if options.plan_file else services.cost_files.state
    found: PricedFile = read(path, options.region, usage)
    return Priced(path.name, found.estimate, found.change, found.notes, savings=found.savings)


def _environment(services: Console, options: argparse.Namespace, name: str) -> Priced:
    """Plan an environment and price the plan; the plan is given up again."""
    preset = services.environments.preset(EnvironmentName.parse(name))
    kept = services.usage.choice(preset.name)
    file = read_usage(options.usage_file) if options.usage_file else {}
    choice = UsageChoice(profile=options.profile or kept.profile, usage=kept.usage | file)
    choice.over(preset)
    own = argparse.Namespace(**vars(options) | {"environment": name})
    if name != options.environment:
        own.assignments, own.secrets = [], []
    reviewed, _ = plan_environment(services, own, RunKind.APPLY, quiet=options.json or options.markdown)
    try:
        change = services.usage.repricing(preset, reviewed.plan).at(choice)
    finally:
        if reviewed.record.status is RunStatus.PLANNED:
            services.runs.discard(reviewed.record.id)
    notes = tuple(note for note in reviewed.findings if not note.startswith("The cost is not known"))
    assumed = preset.model_copy(update={"usage": choice.over(preset)})
    return Priced(
        title=name,
        estimate=change.after,
        change=change,
        notes=notes,
        environment=name,
        actual=_actual(services, preset) if options.actual else None,
        savings=savings_of_plan(services.costs, assumed, reviewed.plan),
        documents=document_comparisons(services.settings.presets, preset.name, services.price_books),
    )


def _actual(services: Console, preset: Preset) -> ActualCost | str:
    """What it really cost, or in words why nobody knows."""
    try:
        return services.actual_costs.of(preset)
    except AwsError as error:
        return error.message


def _document(
    services: Console, priced: Priced, other: Priced | None, limit: Decimal | None, *, over: bool
) -> dict[str, Any]:
    document = estimate_document(priced.estimate, today())
    if priced.change is not None:
        document = cost_document(priced.change, today()) or document
    document |= {
        "environment": priced.environment,
        "source": priced.title,
        "sandbox": services.cloud.sandbox if priced.environment else None,
        "notes": list(priced.notes),
    }
    document["savings"] = savings_document(priced.savings)
    if priced.environment is not None:
        document["documents"] = documents_document(priced.documents)
    if priced.actual is not None:
        document["actual"] = actual_document(priced.actual)
    if limit is not None:
        document["fail_over"] = {"usd": limit, "over": over}
    if other is not None:
        document["compare"] = compare_document(priced.estimate, other.title, other.estimate, today())
    return document


def _markdown(priced: Priced, other: Priced | None) -> str:
    actual = actual_words(priced.actual) if priced.actual is not None else []
    text = cost_markdown(priced.title, priced.estimate, priced.change, (*priced.notes, *actual), today())
    text += savings_markdown(priced.savings) + documents_markdown(priced.documents)
    if other is None:
        return text
    return f"{text}\n\n{compare_markdown(priced.title, priced.estimate, other.title, other.estimate, today())}"


def _say(services: Console, priced: Priced, other: Priced | None) -> None:
    where = " in the SANDBOX" if priced.environment and services.cloud.sandbox else ""
    say(f"{printable(priced.title)}{where}")
    for note in priced.notes:
        say(f"  note: {printable(note)}")
    if priced.change is not None:
        print_cost(priced.change, today(), every=True)
    else:
        print_estimate(priced.estimate, today())
    for words in actual_words(priced.actual) if priced.actual is not None else ():
        say(printable(words))
    print_savings(priced.savings)
    print_documents(priced.documents)
    if other is not None:
        say()
        print_compared(priced.title, priced.estimate, other.title, other.estimate, today())
