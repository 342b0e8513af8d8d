"""The places of day two: screens of one applied environment, each with its key, and imported when it is opened."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from textual.binding import Binding

if TYPE_CHECKING:
    from textual.screen import Screen

    from console.domain.environment import EnvironmentName


class Place(NamedTuple):
    """Where a key leads: `title` is what it is called, `tooltip` what one does there."""

    key: str
    title: str
    tooltip: str
    module: str
    screen: str


PLACES = {
    "metrics": Place(
        "2", "Metrics", "Charts of what CloudWatch measures, and alarms", "screens.metrics", "MetricsScreen"
    ),
    "logs": Place("3", "Logs", "What is logged: live, filtered, queried", "screens.logs", "LogsScreen"),
    "ecs": Place("4", "ECS", "Services, tasks, scaling, deployments", "screens.ecs", "EcsScreen"),
    "state": Place(
        "5", "State", "What Terraform knows: find, move, import, backups, lock, drift", "screens.state", "StateScreen"
    ),
    "rollouts": Place(
        "7",
        "Rollouts",
        "One change through the environments, with gates and a way back",
        "screens.rollout",
        "RolloutScreen",
    ),
    "tasks": Place("9", "Regular tasks", "What is to be done regularly", "screens.tasks", "TasksScreen"),
    "databases": Place(
        "8", "Databases", "Snapshots, and restores to new names", "screens.databases", "DatabasesScreen"
    ),
    "asg": Place("0", "EC2 groups", "Instances, capacity, instance refreshes", "screens.asg", "AsgScreen"),
}


def place_bindings() -> list[Binding]:
    """The keys that change the place from anywhere."""
    return [
        Binding(place.key, f"here('{name}')", place.title, id=f"go.{name}", show=False,
                tooltip=f"{place.tooltip}: of the environment that is highlighted or open")
        for name, place in PLACES.items()
    ]  # fmt: skip


def screen_of(place: str, name: EnvironmentName) -> Screen[Any]:
    """The screen of a place for one environment."""
    found = PLACES[place]
    screen: Screen[Any] = getattr(import_module(found.module), found.screen)(name)
    return screen
