"""What AWS billed for the environment, beside the estimate; asked for only when one wants it, since that is billed."""

from __future__ import annotations

from textual.content import Content

from console.domain.actual_cost import ActualCost, actual_words
from console.ui.gate import content, styled

BEFORE = """
What AWS billed for this environment in the last 30 days stands here once you ask Cost Explorer, by the tags Project and
Environment. Each question costs 0.01 USD.

[b]b[/] asks.
""".strip()


def before_asking() -> Content:
    """What would stand here, what it costs, and the key."""
    return styled(f"[$foreground-muted]{BEFORE}[/]")


def billed_content(actual: ActualCost | str) -> Content:
    """The figure a month beside its period, delay and services, or why there is none."""
    first, *more = actual_words(actual)
    colour = "$text-warning" if isinstance(actual, str) else "b"
    return Content("\n").join([content(first, colour), *(content(line, "$foreground-muted") for line in more)])
