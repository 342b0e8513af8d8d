"""How one run reads in a list: status in words, counts, who, when, how long."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from console.domain.hints import hints_named
from console.domain.run import RunStatus
from console.ui.cost_view.basis import prices_words, usage_words
from console.ui.format import UNKNOWN, age, duration, plural, usd, when
from console.ui.gate import cell, styled
from console.ui.hints_view import hints_content
from console.ui.row_table import Column

if TYPE_CHECKING:
    from rich.text import Text

    from console.domain.run import RunRecord
    from console.ui.facts import Fact
    from console.ui.ports import UnreadableRun
    from console.ui.run_session import RunSession

COLUMNS = (
    Column("RUN", 4, right=True),
    Column("ENVIRONMENT", 16, grows=True),
    Column("RESULT", 20),
    Column("RESOURCES", 11),
    Column("TOOK", 6, right=True),
    Column("AGE", 6, right=True),
)
_MARKS = {
    RunStatus.DONE: (" ", "success"),
    RunStatus.NO_CHANGES: (" ", "success"),
    RunStatus.FAILED: ("!", "error"),
    RunStatus.UNCLEAN: ("!", "error"),
    RunStatus.STOPPED: ("!", "warning"),
    RunStatus.PLANNED: (" ", ""),
    RunStatus.DISCARDED: (" ", ""),
}


def standing(record: RunRecord, session: RunSession | None) -> tuple[str, str]:
    """What it came to and its status, with a sign, and a theme colour."""
    if session is not None and not session.ended:
        return f"* {session.note()}", "primary"
    if record.status.active:
        return f"* {record.kind.value}, {record.status.value}", "primary"
    mark, colour = _MARKS[record.status]
    return f"{mark} {record.deed} {record.status.value}", colour


def seconds(record: RunRecord) -> float | None:
    """How long the run's processes took; None while a stage's time is not known."""
    if not record.stages or any(stage.seconds is None for stage in record.stages):
        return None
    return sum(stage.seconds or 0.0 for stage in record.stages)


def run_row(
    record: RunRecord, session: RunSession | None, now: datetime, colours: dict[str, str], *, elsewhere: bool = False
) -> tuple[Text, ...]:
    """One line of the list; `elsewhere`: on another machine, where its number counts."""
    words, colour = standing(record, session)
    counts = record.applied or record.planned
    return (
        cell(f"#{record.number}", right=True),
        cell(record.environment, "" if elsewhere else "bold"),
        cell(words, colours.get(colour, "")),
        # In the narrowest list there is room for one of the two; the counts stand beside the list, too.
        cell(f"on {record.host}" if elsewhere else counts if counts is not None else UNKNOWN),
        cell(duration(seconds(record)), right=True),
        cell(age(record.ended_at or record.created_at, now).removesuffix(" ago"), right=True),
    )


def elsewhere_words(record: RunRecord) -> str:
    """Where a run of another machine can be opened."""
    return f"on {record.host}: `infra-console runs show {record.id}` there opens it, with its plan and its log"


def unreadable_row(run: UnreadableRun) -> tuple[Text, ...]:
    environment, _, number = run.id.partition("#")
    unknown = cell(UNKNOWN, right=True)
    return (
        cell(f"#{number}", right=True), cell(environment, "bold"), cell("! unreadable"), cell(UNKNOWN), unknown, unknown
    )  # fmt: skip


def unreadable_facts(run: UnreadableRun) -> list[Fact]:
    return [("Problem", styled("[$text-error]$e[/]", e=run.problem))]


def run_facts(record: RunRecord, session: RunSession | None) -> list[Fact]:
    """Everything the run's record says: what came of it and why, then the order in which it happened."""
    words, colour = standing(record, session)
    tint = f"$text-{colour}" if colour else "$foreground"
    facts: list[Fact] = [("Result", styled(f"[{tint}]$w[/]", w=words.strip()))]
    if record.error:
        facts.append(("Because", styled("[$text-error]$e[/]", e=record.error)))
    hints = hints_content(hints_named(record.hints, record.error or ""), record.environment)
    facts += [("", hint) for hint in hints]
    facts += [
        ("Begun", f"{when(record.created_at)} by {record.by}"),
    ]
    if record.why:
        facts.append(("Why", record.why))
    if record.scope:
        facts.append(("Kind", styled("[$text-warning]$s[/]", s=record.scope)))
    facts.extend(("Lock file", text) for text in record.provider_changes)
    facts.append(("Planned", str(record.planned) if record.planned is not None else "no plan"))
    if record.cost is not None:
        least = "" if record.cost.complete else " at least"
        facts.append(("Cost", f"{usd(record.cost.before)} -> {usd(record.cost.after)} USD/month{least}"))
        if record.cost.assumptions:
            facts.append(("", f"on {usage_words(record.cost)}"))
        if record.cost.prices_of is not None:
            facts.append(("", f"prices {prices_words(record.cost)}"))
    if record.approved_by:
        facts.append(("Approved", f"{when(record.approved_at)} by {record.approved_by}"))
    facts.extend(("", f"acknowledged: {text}") for text in record.acknowledged)
    if record.applied is not None:
        facts.append(("Applied", str(record.applied)))
    facts.extend((stage.name.value.capitalize(), _stage(stage.seconds, stage.exit_code)) for stage in record.stages)
    facts.append(("Ended", when(record.ended_at) if record.ended_at else "not yet"))
    facts.append(("Target", "sandbox" if record.sandbox else _target(record)))
    if record.uncertain:
        held = plural(len(record.uncertain), "resource")
        facts += [("", Content("")), ("", styled("[$text-warning]$h in flight when it stopped may exist:[/]", h=held))]
        facts.extend(("", f"? {address}") for address in record.uncertain)
    return facts


def _stage(took: float | None, exit_code: int | None) -> str:
    return f"{duration(took)}, {'exit code ' + str(exit_code) if exit_code is not None else 'end not known'}"


def _target(record: RunRecord) -> str:
    return f"{record.identity.account} {record.identity.region}" if record.identity else UNKNOWN
