"""The lists of the rollout screen: the rollouts of a system, the environments of one, and what is known of it."""

from __future__ import annotations

from datetime import datetime

from rich.text import Text

from console.domain.rollout import EnvironmentRollout, RolloutRecord
from console.domain.rollout_file import Gates
from console.ui.facts import Fact
from console.ui.format import age, duration, plural, usd, when
from console.ui.gate import cell, content, styled
from console.ui.rollout_view.words import STATUS_MARKS, part_standing, took
from console.ui.row_table import Column

Row = tuple[str, tuple[Text, ...]]

ROLLOUTS = (
    Column("#", 4, right=True),
    Column("STANDS", 13),
    Column("FOR", 8, grows=True),
    Column("BEGAN", 10, right=True),
)
ENVIRONMENTS = (
    Column("ENVIRONMENT", 13),
    Column("STANDS", 16, grows=True),
    Column("TOOK", 8, right=True),
)


class Painter:
    """Draws rows in the theme's colours; words come first, colours only underline them."""

    def __init__(self, colours: dict[str, str], now: datetime) -> None:
        self._colours = colours
        self._now = now

    def rollouts(self, records: tuple[RolloutRecord, ...]) -> list[Row]:
        return [(record.id, self._rollout(record)) for record in records]

    def _rollout(self, record: RolloutRecord) -> tuple[Text, ...]:
        mark, colour = STATUS_MARKS[record.status]
        return (
            cell(record.number, right=True),
            cell(f"{mark} {record.status.value}", self._colours[colour]),
            cell(record.why or ", ".join(f"{name}={value}" for name, value in record.values.items()) or "-"),
            cell(age(record.started_at, self._now), right=True),
        )

    def environments(self, record: RolloutRecord) -> list[Row]:
        return [(part.environment, self._environment(part, record)) for part in record.environments]

    def _environment(self, part: EnvironmentRollout, record: RolloutRecord) -> tuple[Text, ...]:
        mark, words, colour = part_standing(part, record)
        begins = [stage.started_at for stage in part.stages if stage.started_at]
        ends = [stage.ended_at for stage in part.stages if stage.ended_at]
        over = part.current is None or record.status.ended
        end = max(ends, default=None) if over else None
        return (
            cell(part.name.environment, "bold"),
            cell(f"{mark} {words}", self._colours.get(colour, "")),
            cell(took(min(begins, default=None), end, self._now), right=True),
        )


def rollout_facts(record: RolloutRecord, now: datetime) -> list[Fact]:
    """Why it stands so, what it changes, who."""
    facts: list[Fact] = []
    if record.reason:
        facts.append(("", styled("[b]$r[/]", r=record.reason)))
    if record.why:
        facts.append(("For", record.why))
    if record.values:
        facts.append(("Changes", content("\n".join(f"{name} = {value}" for name, value in record.values.items()))))
    facts.append(("Began", f"{when(record.started_at)} by {record.started_by}"))
    ended = took(record.started_at, record.ended_at, now)
    facts.append(("Took" if record.ended_at else "So far", ended))
    if record.images:
        facts.append(("Images", content("\n".join(f"{tag} {digest[:19]}" for tag, digest in record.images.items()))))
    if record.driver and not record.status.ended:
        facts.append(("Driver", record.driver))
    return facts


def gate_words(gates: Gates) -> str:
    """The gates of an environment in a sentence or two."""
    parts = []
    if gates.mfa:
        parts.append("a second factor")
    if gates.rehearsal:
        parts.append("a rehearsal on a sandbox")
    if gates.approvals:
        people = plural(gates.approvals, "approval")
        parts.append(f"{people} of somebody else" if gates.second_person else people)
    limits = gates.limits
    limited = [
        f"{limits.changed} changed" if limits.changed is not None else "",
        f"{limits.changed_percent} % changed" if limits.changed_percent is not None else "",
        f"{limits.destroyed} destroyed" if limits.destroyed is not None else "",
        f"{usd(limits.cost_increase_usd, sign=True)} USD/month" if limits.cost_increase_usd is not None else "",
        f"{limits.cost_increase_percent} % dearer" if limits.cost_increase_percent is not None else "",
    ]
    if any(limited):
        parts.append(f"at most {', '.join(each for each in limited if each)}")
    parts.extend(f"not {window.begin} to {window.end} {window.timezone}" for window in gates.freeze)
    watched = f", {plural(len(gates.bake.watch), 'metric')}" if gates.bake.watch else ""
    alarms = ", alarms" if gates.bake.alarms else ""
    parts.append(f"bake {duration(float(gates.bake.minutes) * 60)}{watched}{alarms}")
    return f"{'; '.join(parts)}. On failure: {gates.on_failure.value}."
