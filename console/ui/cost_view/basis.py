"""What a run's cost stands on, in words: usage profile, the operator's own figures, the prices' date."""

from __future__ import annotations

from console.domain.cost_figures import CostFigures
from console.ui.cost_view.assumptions import number
from console.ui.format import plural

NAMED = 3


def usage_words(figures: CostFigures) -> str:
    """`18 assumptions of the preset, profile 1m-users, nat_gb 70 of yours`."""
    count = len(figures.assumptions)
    if not count:
        return "no usage assumed"
    parts = [plural(count, "assumption")]
    if figures.usage_profile:
        parts.append(f"profile {figures.usage_profile}")
    own = figures.edited
    if own:
        named = ", ".join(f"{key} {number(figures.assumptions[key].expected)}" for key in own[:NAMED])
        more = f" and {len(own) - NAMED} more" if len(own) > NAMED else ""
        parts.append(f"yours: {named}{more}")
    return ", ".join(parts)


def prices_words(figures: CostFigures) -> str:
    """`us-east-1 of 2026-05-01`; empty where no book was used."""
    return f"{figures.region} of {figures.prices_of}" if figures.prices_of is not None else ""
