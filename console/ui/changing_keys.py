"""The keys with which an operator does more than look: a read-only console does not have them.

Data, by the ids of the bindings; a test goes through the bindings of every screen, so that a new one is here or looks.
"""

from __future__ import annotations

from textual.binding import Binding
from textual.dom import DOMNode

CHANGING = frozenset(
    {
        "environments.plan",
        "environments.destroy",
        "variables.go_on",
        "variables.go_on_from_field",
        "variables.reset",
        "variables.save",
        "preview.approve",
        "preview.keep_upgrade",
        "preview.mark",
        "preview.mark_replaced",
        "preview.plan_marked",
        "preview.upgrade",
        "preview.plan",
        "preview.bootstrap",
        "preview.stop",
        "usage.profile",
        "usage.more",
        "usage.less",
        "usage.edit",
        "usage.take_back",
        "usage.take_back_all",
        "cost_compare.plan",
        "run.plan",
        "run.stop",
        "runs.rollback",
        "runs.keep",
        "outputs.reveal",
        "outputs.plan",
        "metrics.add",
        "metrics.drop",
        "metrics.write",
        "logs.save",
        "ecs.scale",
        "ecs.autoscale",
        "ecs.deploy",
        "ecs.rollback",
        "ecs.task",
        "ecs.shell",
        "asg.scale",
        "asg.refresh",
        "asg.cancel",
        "audit.export",
        "databases.snapshot",
        "databases.restore",
        "databases.moment",
        "databases.delete",
        "state.move",
        "state.remove",
        "state.replace",
        "state.untaint",
        "state.import",
        "state.backups",
        "state.drift",
        "drift.plan",
        "drift.accept",
        "tasks.done",
        "rollout.start",
        "rollout.approve",
        "rollout.go_on",
        "rollout.pause",
        "rollout.abort",
        "rollout.roll_back",
        "rollout.report",
        "rollout_review.approve",
    }
)
"""Among them what writes files (`audit.export`, `logs.save`), and what hands out secrets (`outputs.reveal`)."""


def changes(node: DOMNode, action: str) -> bool:
    """Whether a key of the node (a screen or a widget) does more than look with this action (`tab('usage')`)."""
    return any(binding.id in CHANGING and _name(binding.action) == _name(action) for binding in _bindings(node))


def _bindings(node: DOMNode) -> list[Binding]:
    listed = [each for kind in type(node).__mro__ for each in kind.__dict__.get("BINDINGS", ())]
    return [each for each in listed if isinstance(each, Binding)]


def _name(action: str) -> str:
    """`screen.tab('usage')` is `tab`."""
    return action.partition("(")[0].rpartition(".")[2]
