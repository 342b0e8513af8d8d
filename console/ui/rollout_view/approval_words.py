"""What the question of an approval says of the plan, wherever the plan was made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textual.content import Content

from console.services.approval_guards import OVER_BUDGET, UNKNOWN_COST
from console.ui.plan_view.summary import (
    cost_content,
    counts_content,
    destructive_content,
    over_budget_words,
    unknown_cost_words,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from console.ui.ports import Reviewed


@dataclass(frozen=True, slots=True)
class Shown:
    """The plan in a few lines."""

    counts: Content
    cost: Content
    destructive: Content
    words: Mapping[str, str] = field(default_factory=dict)
    """What a word to be acknowledged stands for, where that is longer than the word."""


def shown_of(reviewed: Reviewed, today: date) -> Shown:
    """Of a plan of this machine."""
    words = {OVER_BUDGET: over_budget_words(reviewed), UNKNOWN_COST: unknown_cost_words(reviewed)}
    return Shown(
        counts_content(reviewed),
        cost_content(reviewed, today),
        destructive_content(reviewed),
        {word: said for word, said in words.items() if said},
    )
