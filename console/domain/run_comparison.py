"""Two runs side by side: what they were made from, what they did, what they cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from console.domain.run import RunRecord

UNKNOWN = "?"
ABSENT = "-"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing of two runs, as text; `-` where one of them has none of it, `?` where it is not known."""

    what: str
    left: str
    right: str

    @property
    def same(self) -> bool:
        return self.left == self.right


@dataclass(frozen=True, slots=True)
class RunComparison:
    """What `left` and `right` have in common and what not."""

    left: RunRecord
    right: RunRecord
    facts: tuple[Difference, ...]
    """Result, configuration, engine, counts, cost: all of them, also those that are the same."""
    files: tuple[Difference, ...]
    """The frozen files that differ, with their hashes."""
    variables: tuple[Difference, ...]
    """The frozen variables that differ, as HCL."""


def facts_of(left: RunRecord, right: RunRecord) -> tuple[Difference, ...]:
    """What the records say, side by side."""
    one, other = _facts(left), _facts(right)
    return tuple(Difference(what, one[what], other[what]) for what in one)


def differing(left: Mapping[str, str], right: Mapping[str, str]) -> tuple[Difference, ...]:
    """The names whose texts are not the same on both sides."""
    return tuple(
        Difference(name, left.get(name, ABSENT), right.get(name, ABSENT))
        for name in sorted({*left, *right})
        if left.get(name) != right.get(name)
    )


def _facts(record: RunRecord) -> dict[str, str]:
    identity, cost = record.identity, record.cost
    least = "" if cost is None or cost.complete else ">="
    return {
        "result": f"{record.deed} {record.status}",
        "kind": record.scope or "ordinary",
        "configuration": identity.configuration[:12] if identity else UNKNOWN,
        "variables": identity.variables[:12] if identity else UNKNOWN,
        "engine": identity.engine if identity else UNKNOWN,
        "account": f"{identity.account} {identity.region}" if identity else UNKNOWN,
        "planned": str(record.planned) if record.planned is not None else UNKNOWN,
        "applied": str(record.applied) if record.applied is not None else ABSENT,
        "resources": str(record.resources_after) if record.resources_after is not None else UNKNOWN,
        "USD/month": f"{least}{cost.after:.2f}" if cost is not None and cost.after is not None else UNKNOWN,
    }


def comparison_text(compared: RunComparison, width: int = 60) -> str:
    """The comparison for a person: what is the same, `~` before what differs; values cut after `width` characters."""
    parts = [_table("", compared, compared.facts, width)]
    parts += [
        _table(f"{title}: {len(rows) or 'none'}", compared, rows, width)
        for title, rows in (("Variables that differ", compared.variables), ("Frozen files that differ", compared.files))
    ]
    return "\n\n".join(parts)


def _table(title: str, compared: RunComparison, rows: tuple[Difference, ...], width: int) -> str:
    head = [title] if title else []
    if not rows:
        return title
    cells = [("", compared.left.id, compared.right.id)]
    cells += [(f"{' ' if row.same else '~'} {row.what}", _cut(row.left, width), _cut(row.right, width)) for row in rows]
    widths = [max(len(cell[column]) for cell in cells) for column in range(3)]
    lines = ["  ".join(text.ljust(size) for text, size in zip(cell, widths, strict=True)).rstrip() for cell in cells]
    return "\n".join([*head, *lines])


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 3] + "..."
