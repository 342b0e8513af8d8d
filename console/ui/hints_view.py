"""What helps with a failure, on a screen: the words, and the key or the command that leads to the remedy."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from console.domain.environment import EnvironmentName
from console.domain.hints import Hint
from console.ui.gate import styled
from console.ui.places import PLACES

REMEDY_KEY = "h"
"""Opens the first remedy that is a screen."""


def remedy_place(hints: Sequence[Hint]) -> str:
    """The place of the first hint that leads to one, empty where none does."""
    return next((hint.place for hint in hints if hint.place in PLACES), "")


def hints_content(hints: Sequence[Hint], environment: EnvironmentName | str) -> list[Content]:
    """A paragraph for each hint."""
    leads_to = remedy_place(hints)
    return [_hint(hint, environment, keyed=bool(leads_to) and hint.place == leads_to) for hint in hints]


def _hint(hint: Hint, environment: EnvironmentName | str, *, keyed: bool) -> Content:
    ways = [f"{REMEDY_KEY}: {PLACES[hint.place].title}"] if keyed else []
    if hint.command:
        ways.append(hint.command_for(environment))
    way = f"  [{'  or  '.join(ways)}]" if ways else ""
    return styled(
        "[b $text-primary]Hint, $name:[/] $words[$foreground-muted]$way[/]", name=hint.name, words=hint.words, way=way
    )
