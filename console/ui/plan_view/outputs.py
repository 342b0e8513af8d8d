"""The outputs that a plan changes."""

from __future__ import annotations

from textual.content import Content

from console.domain.plan import OutputChange, Plan, Special
from console.ui.actions import action_style
from console.ui.gate import styled
from console.ui.plan_view.attributes import show_value

VALUE_LIMIT = 400


def outputs_content(plan: Plan) -> Content:
    """One output in two lines: what happens to it, and its value before and after."""
    if not plan.outputs:
        return styled("[$foreground-muted]No output changes.[/]")
    return Content("\n").join([_output(output) for output in plan.outputs])


def _output(output: OutputChange) -> Content:
    style = action_style(output.action)
    symbol = styled(f"[{style}]$sign $word[/]" if style else "$sign $word",
                    sign=output.action.symbol, word=f"{output.action.value:<8}")  # fmt: skip
    if output.before is Special.ABSENT:
        value = _value(output.after)
    elif output.after is Special.ABSENT:
        value = _value(output.before) + styled(" [$foreground-muted]->[/] gone")
    else:
        value = _value(output.before) + styled(" [$foreground-muted]->[/] ") + _value(output.after)
    return symbol + styled("  [b]$name[/]\n            ", name=output.name) + value


def _value(value: object) -> Content:
    style = "i $text-secondary" if isinstance(value, Special) else ""
    return Content.styled(show_value(value, limit=VALUE_LIMIT), style)
