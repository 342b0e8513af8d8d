"""Actions of a plan as words and symbols before colours: `+ create`, `~ change`, `± replace`, `- destroy`."""

from __future__ import annotations

from console.domain.plan import Action

_STYLES = {
    Action.CREATE: "$text-success",
    Action.CHANGE: "$text-warning",
    Action.REPLACE: "$text-error",
    Action.DESTROY: "$text-error",
    Action.FORGET: "$text-error",
}
UNKNOWN_WORD = "? unknown"


def action_word(action: Action) -> str:
    """`+ create`"""
    return f"{action.symbol} {action.value}"


def action_style(action: Action) -> str:
    """The Content style of an action, a theme variable; empty for those that change nothing."""
    return _STYLES.get(action, "")
