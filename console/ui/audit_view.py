"""How the audit log reads: an entry as a line and whole, and whether the chain holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from console.ui.gate import cell, styled
from console.ui.row_table import Column

if TYPE_CHECKING:
    from rich.text import Text

    from console.domain.audit import AuditEntry
    from console.services.audit import AuditPage, Verification
    from console.ui.facts import Fact

COLUMNS = (
    Column("ENTRY", 6, right=True),
    Column("TIME", 12),
    Column("WHO", 9, grows=True),
    Column("ACT", 11, grows=True),
    Column("OF WHAT", 14, grows=True),
    Column("ENDED", 8),
)
BEGINS = "begins"
_TINTS = {"": "foreground-muted", "failed": "text-error", "unknown": "text-warning"}
LOOKING = "Looking through the whole log, whether each entry still carries the hash of the one before…"


def entry_row(entry: AuditEntry, now: datetime, variables: Mapping[str, str]) -> tuple[Text, ...]:
    """One line of the list."""
    return (
        cell(entry.number, right=True),
        cell(_short(entry.at, now)),
        cell(entry.by),
        cell(entry.action, "bold"),
        cell(entry.subject),
        cell(entry.outcome or BEGINS, variables.get(_TINTS.get(entry.outcome, ""), "")),
    )


def _short(at: datetime, now: datetime) -> str:
    """`05-04 10:04` on the operator's own clock; of another year its date."""
    own = at.astimezone(now.tzinfo)
    return f"{own:%m-%d %H:%M}" if own.year == now.year else f"{own:%Y-%m-%d}"


def entry_facts(entry: AuditEntry, now: datetime) -> list[Fact]:
    """Everything that the entry says, hashes too."""
    tint = _TINTS.get(entry.outcome, "foreground")
    facts: list[Fact] = [
        ("Time", f"{entry.at.astimezone(now.tzinfo):%Y-%m-%d %H:%M:%S %Z} ({entry.at.isoformat()})"),
        ("Who", entry.by),
        ("Act", styled("[b]$a[/] of $s", a=entry.action, s=entry.subject)),
        ("Ended", styled(f"[${tint}]$o[/]", o=entry.outcome or "it begins: how it ended stands in a later entry")),
    ]
    if entry.text:
        facts.append(("Text", entry.text))
    facts += [(label.replace("_", " "), value) for label, value in sorted(entry.details.items())]
    return [*facts, ("", Content("")), ("Hash before", entry.previous), ("Hash", entry.hash)]


def words_of(entry: AuditEntry) -> tuple[str, ...]:
    """What the filter looks at; the first as letters in their order, the rest word by word."""
    at = f"{entry.at.astimezone():%Y-%m-%d %H:%M}"
    told = [text for detail in entry.details.items() for text in detail]
    return (entry.subject, f"#{entry.number}", at, entry.by, entry.action, entry.outcome or BEGINS, entry.text, *told)


def count_words(shown: int, page: AuditPage, query: str, *, begun: bool) -> str:
    """How many entries of which: `12 of 500, entries 99,501 to 100,000`; `begun`: it is the newest page."""
    count = f"{shown:,} of {len(page.entries):,}" if query else f"{shown:,} {'entry' if shown == 1 else 'entries'}"
    if page.newest is None or (begun and not page.more):
        return count
    return f"{count} among {page.oldest:,} to {page.newest:,}"


def nothing_words(page: AuditPage, of: str, query: str, *, begun: bool) -> Content:
    """What stands in place of the list."""
    if page.newest is None and begun:
        return styled(
            "No entries yet.\n\nBefore everything that changes something an entry is written here, and another one "
            "after it with how it ended: who, when, what, and the hash of the entry before. It begins with the first "
            "apply."
        )
    there = f"among entries {page.oldest or 0:,} to {page.newest or 0:,}"
    further = " Press o to look further back." if page.more else ""
    if query:
        return styled(f"Nothing {there} matches $q. Escape clears the filter.{further}", q=query)
    return styled(f"Nothing $of {there}.{further} e shows the entries of all.", of=f"of {of}")


def chain_words(found: Verification, at: datetime) -> Content:
    """Whether the whole log is as it was written."""
    if found.problem:
        return styled("[$text-error b]! BROKEN at entry $n:[/] $p", n=f"{found.broken:,}", p=found.problem)
    if not found.entries:
        return styled("[$foreground-muted]The log has no entry yet.[/]")
    of = "its one entry" if found.entries == 1 else f"all {found.entries:,} entries"
    return styled(f"[$text-success]The chain holds[/]: {of}, looked through at {at:%H:%M:%S}.")
