"""Every key of every screen is known: it looks, or a read-only console does not have it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

from textual.binding import Binding
from textual.dom import DOMNode

import screens
from console import ui
from console.app import ConsoleApp
from console.ui.changing_keys import CHANGING

LOOKING = {
    "asg": {"back", "look"},
    "audit": {"back", "environment", "filter", "newer", "older", "open", "refresh"},
    "compare": {"back", "filter", "other", "same", "swap"},
    "cost": {
        "assumptions", "back", "billed", "compare", "documents", "group", "next_tab", "previous_tab", "savings", "sort",
        "toggle", "unknown",
    },
    "cost_compare": {"back", "others"},
    "databases": {"back", "refresh"},
    "drift": {"back", "leave", "refresh"},
    "ecs": {"back", "refresh", "task_log"},
    "environments": {
        "asg", "compare", "databases", "ecs", "escape", "filter", "metrics", "open", "outputs", "refresh", "rollouts",
        "runs", "tasks", "variables", "wall",
    },
    "help": set(),
    "insights": {"ask", "back", "saved", "since", "stop"},
    "logs": {
        "back", "filter", "follow", "groups", "hide", "insights", "level", "next", "pattern", "pause", "previous",
        "refresh", "time", "unfold",
    },
    "metrics": {
        "alarms", "back", "earlier", "enlarge", "later", "move", "now", "over", "pause", "refresh", "span", "statistic",
        "zoom",
    },
    "outputs": {"back", "copy", "ecs", "refresh"},
    "palette": set(),
    "preview": {
        "assume", "attributes", "back", "cost", "destructive", "filter", "next_tab", "outputs", "previous_tab", "raw",
        "remedy", "run", "tfvars", "unchanged",
    },
    "quit": {"anywhere"},
    "rollout": {"back", "plan", "refresh", "run", "toggle"},
    "rollout_review": {"attributes", "back", "destructive", "filter", "next_tab", "previous_tab"},
    "run": {"back", "leave", "outputs", "raw", "remedy", "wrap"},
    "runs": {"back", "compare", "environment", "filter", "log", "open", "plan", "refresh", "remedy"},
    "state": {"back", "filter", "full", "lock", "refresh", "toggle"},
    "tabs": {"left", "right"},
    "tasks": {"back", "copy", "refresh"},
    "tree": {"toggle", "value"},
    "variables": {"back", "compare", "edit", "filter", "only_changed"},
    "wall": {"back", "charts", "next", "pause", "pick", "previous", "refresh"},
}  # fmt: skip
"""Keys that look, by the part of the id before the point. `variables.edit` folds groups, and says why it edits none."""
ASKED_FIRST = "screens.modals."
"""Dialogs: read-only, none is opened that does more than look."""
ALSO_DIALOGS = ("screens.logs_prompts", "screens.tfvars", "screens.help", "console.ui.variable_editor")


def places() -> Iterator[str]:
    for package in (ui, screens):
        yield from (found.name for found in walk_packages(package.__path__, f"{package.__name__}."))


def bindings() -> Iterator[tuple[str, Binding]]:
    """Every key that is declared, with the module it is declared in."""
    for place in [*places(), "console.app"]:
        module = import_module(place)
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, DOMNode) and kind.__module__ == place:
                yield from ((place, each) for each in kind.__dict__.get("BINDINGS", ()) if isinstance(each, Binding))


def test_every_key_looks_or_is_one_that_a_read_only_console_does_not_have() -> None:
    unknown = []
    for place, binding in bindings():
        if place.startswith(ASKED_FIRST) or place in ALSO_DIALOGS:
            continue
        area, _, key = (binding.id or "").partition(".")
        looks = area == "go" or key in LOOKING.get(area, ()) or (area in LOOKING and not key) or not area
        if looks == (binding.id in CHANGING):
            unknown.append(f"{place}: {binding.id} ({binding.description})")
    assert not unknown


def test_no_key_is_named_that_is_not_there() -> None:
    assert not CHANGING - {binding.id for _, binding in bindings()}


def test_keys_without_a_name_only_move() -> None:
    """What is in no footer, help or palette has no id, and is not asked about."""
    nameless = {b.action.partition("(")[0] for place, b in bindings() if not b.id and not place.startswith(ASKED_FIRST)}
    assert nameless <= {
        "cursor",
        "page",
        "edge",
        "open",
        "page_up",
        "page_down",
        "scroll_home",
        "scroll_end",
        "move",
        "span",
        "zoom",
    }


def test_the_app_has_no_key_that_changes_something() -> None:
    assert not CHANGING & {each.id for each in ConsoleApp.BINDINGS if isinstance(each, Binding)}
