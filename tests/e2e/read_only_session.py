"""A long read-only session: every screen, every key of every screen, every entry of the palette.

The keys come from the binding tables of the app itself, those that a read-only console does not have among them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module

from textual.binding import Binding

from console.ui import places
from console.ui.changing_keys import CHANGING

BYTES = {
    "slash": "/",
    "space": " ",
    "comma": ",",
    "full_stop": ".",
    "plus": "+",
    "minus": "-",
    "equals_sign": "=",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "question_mark": "?",
    "colon": ":",
    "delete": "\x1b[3~",
    "f2": "\x1bOQ",
    "f5": "\x1b[15~",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "left": "\x1b[D",
    "right": "\x1b[C",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
} | {f"ctrl+{letter}": chr(ord(letter) - 96) for letter in "abcdefghijklmnoprstuvwxyz"}
LEAVES = ("q", "ctrl+q")
DEADLINE_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Place:
    """A screen: the keys that lead there from the list of environments, and the classes whose keys it has.

    `~words` among the keys waits until the words are seen.
    """

    way: tuple[str, ...]
    kinds: tuple[str, ...]

    def bound_keys(self) -> dict[str, bool]:
        """Every key that is bound there, those that are refused first; True where nothing but a refusal answers."""
        bound = [
            (key, each.id in CHANGING) for kind in self.kinds for each in _bindings(kind) for key in each.key.split(",")
        ]
        bound.sort(key=lambda each: not each[1])
        refused = {key: all(changes for other, changes in bound if other == key) for key, _ in bound}
        return {key: alone for key, alone in refused.items() if key not in LEAVES}


_TO_RUNS = ("6", "6")
"""Once for the place, which is as it was left, and once more for its list."""
_TO_PLAN = (*_TO_RUNS, "~apply planned", "enter", "~expires in")
PLACES = {
    "environments": Place(
        (), ("screens.environments.EnvironmentsScreen", "console.ui.environment_list.EnvironmentTable")
    ),
    "variables": Place(("v",), ("screens.variables.VariablesScreen", "console.ui.variable_list.VariableTable")),
    "outputs": Place(("u",), ("screens.outputs.OutputsScreen",)),
    "compare": Place(("c",), ("screens.compare.CompareScreen",)),
    "metrics": Place(("2",), ("screens.metrics.MetricsScreen",)),
    "logs": Place(("3",), ("screens.logs.LogsScreen",)),
    "insights": Place(("3", "i"), ("screens.logs_insights.InsightsScreen",)),
    "ecs": Place(("4",), ("screens.ecs.EcsScreen",)),
    "state": Place(("5",), ("screens.state.StateScreen",)),
    "runs": Place(_TO_RUNS, ("screens.runs.RunsScreen",)),
    "plan": Place(_TO_PLAN, ("screens.preview.PreviewScreen", "console.ui.plan_view.tree.PlanTreeView")),
    "cost": Place((*_TO_PLAN, "c"), ("screens.cost.CostScreen", "console.ui.cost_view.assumptions.AssumptionList")),
    "run": Place((*_TO_RUNS, "~apply planned", "down", "enter"), ("screens.run.RunScreen",)),
    "rollout": Place(("7",), ("screens.rollout.RolloutScreen",)),
    "databases": Place(("8",), ("screens.databases.DatabasesScreen",)),
    "tasks": Place(("9",), ("screens.tasks.TasksScreen",)),
    "asg": Place(("0",), ("screens.asg.AsgScreen",)),
    "audit": Place(("L",), ("screens.audit.AuditScreen", "screens.audit.AuditTable")),
    "wall": Place(("w",), ("screens.wall.WallScreen",)),
}


def _bindings(path: str) -> list[Binding]:
    """Those that have a name: the others, and Textual's own, move the cursor."""
    module, _, name = path.rpartition(".")
    own = [kind for kind in getattr(import_module(module), name).__mro__ if not kind.__module__.startswith("textual.")]
    listed = [each for kind in own for each in kind.__dict__.get("BINDINGS", ())]
    return [each for each in listed if isinstance(each, Binding) and each.id]


def palette_titles(environment: str) -> tuple[list[str], list[str]]:
    """What the palette offers on the list of environments, and what it would offer there if it did more than look."""
    bound = [*_bindings(PLACES["environments"].kinds[0]), *_bindings("console.app.ConsoleApp")]
    named = {each.id: each.description for each in bound if each.description}
    offered = [title for key, title in named.items() if key not in CHANGING and key not in ("quit", "quit.anywhere")]
    there = [place.title for place in places.PLACES.values()]
    doors = ["Open", *(f"{title} of" for title in ("Outputs", "Runs", "Audit log", *there))]
    refused = [named[key] for key in named if key in CHANGING]
    return [*offered, *(f"{door} {environment}" for door in doors), "Theme", "Save a picture"], refused


def press_everything(press: Callable[[str], None], settle: Callable[[], str]) -> Iterator[tuple[str, str, str]]:
    """Press every key of every screen, each from a fresh start; gives screen, key and what is seen then.

    A key that is refused leaves one where one is: the next is pressed there. `press` sends the bytes of a key, `settle`
    waits until the screen stands still and gives it as text.
    """
    for name, place in PLACES.items():
        there = False
        for key, refused in place.bound_keys().items():
            if not there:
                go_to(place, press, settle)
            press(BYTES.get(key, key))
            yield name, key, settle()
            there = refused


def go_to(place: Place, press: Callable[[str], None], settle: Callable[[], str]) -> None:
    """From wherever one is to the screen, by the list of environments."""
    for key in ("escape", "escape", "escape", "1", "1"):
        press(BYTES.get(key, key))
    # A busy machine is behind with the keys: none of the next place is pressed on the last one.
    wait_for("─ Environments", settle)
    for step in place.way:
        if step.startswith("~"):
            wait_for(step[1:], settle)
        else:
            settle()
            press(BYTES.get(step, step))
    settle()


def wait_for(words: str, settle: Callable[[], str]) -> None:
    """Until they are seen."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while words not in (text := settle()):
        if time.monotonic() > deadline:
            raise AssertionError(f"{words!r} was not shown:\n{text}")
