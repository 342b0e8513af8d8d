"""The read-only console: the same bundle without anything that plans, applies, changes, locks or writes down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from console.bootstrap import Console
from console.services.looking import Looking, NoChanges

if TYPE_CHECKING:
    from console.domain.team_place import TeamPlace
    from console.ports import Cloud, TeamStore
    from console.services.cost_files import CostFiles
    from console.services.state_access import StateAccess

T = TypeVar("T")

LOOKS: dict[str, tuple[str, ...]] = {
    "sandbox": ("status", "begun_at", "environment", "healthy"),
    "load_dial": ("percent", "history"),
    "faults": ("on", "since"),
    "added": ("root", "presets"),
    "store": ("home", "base", "sandbox", "environment", "folder", "records", "survey", "holder"),
    "variables": (
        "form", "parse", "show", "check", "check_all", "refuse", "overlay", "compare", "render", "parse_assignment",
    ),
    "usage": ("path", "choice", "of_plan", "repricing", "priced", "savings"),
    "price_books": ("__call__", "shelved", "regions"),
    "state_backends": ("name_for", "preset"),
    "state_copies": ("folder", "list", "read"),
    "reviewing": ("review",),
    "ending": ("settle", "settle_if_ended"),
    "room": ("engine", "show", "plan_events"),
    "errored_states": ("refuse", "view"),
    "earlier_runs": ("chosen", "values", "differing"),
    "runs": ("review", "attach", "list", "unreadable", "get", "log", "expected_seconds"),
    "tasks": ("of",),
    "monitoring": ("layout", "look", "alarms", "history", "listed", "sandbox"),
    "rollouts": ("file", "chosen", "survey", "get", "driver", "of", "wanted", "standing", "kept_review", "approvals"),
    "states": ("read", "resource", "backups", "copies", "errored", "sources", "locks"),
}  # fmt: skip
"""Service of the bundle -> what a read-only console keeps of it. What is not named is refused, also what is new."""

STORE = ("shared", "place", "read", "list", "kept", "entries", "newest")
"""What a read-only console keeps of the store; it is opened for reading alone."""


def _half(name: str) -> Any:
    """The looking half of the service that the bundle has under this name."""

    def build(self: WatchingConsole) -> object:
        return Looking(getattr(super(WatchingConsole, self), name), LOOKS[name])

    return cached_property(build)


class WatchingConsole(Console):
    """What `--read-only` gets."""

    read_only: ClassVar[bool] = True

    sandbox = _half("sandbox")
    load_dial = _half("load_dial")
    faults = _half("faults")
    added = _half("added")
    store = _half("store")
    variables = _half("variables")
    usage = _half("usage")
    price_books = _half("price_books")
    state_backends = _half("state_backends")
    state_copies = _half("state_copies")
    errored_states = _half("errored_states")
    earlier_runs = _half("earlier_runs")
    reviewing = _half("reviewing")
    tasks = _half("tasks")
    monitoring = _half("monitoring")
    states = _half("states")

    def changer(self, area: str, build: Callable[[], T]) -> T:
        """Not built."""
        return cast(T, NoChanges())

    @cached_property
    def own_store(self) -> TeamStore:
        from console.store.sqlite import SqliteLooks

        return cast("TeamStore", Looking(SqliteLooks(self.store_file), STORE))

    def shared_store(self, place: TeamPlace) -> TeamStore:
        from console.aws.ecs import Clients
        from console.aws.team_store import DynamoLooks

        return cast("TeamStore", Looking(DynamoLooks(Clients(self.cloud.engine_variables), place), STORE))

    def start_sandbox(self) -> None:
        """A sandbox that does not run is not there: starting it is for a console that may."""

    @cached_property
    def cloud(self) -> Cloud:
        from console.services.watched_cloud import WatchedCloud

        return WatchedCloud(super().cloud)

    @cached_property
    def _scratch(self) -> TemporaryDirectory[str]:
        """Where the engine's own files go: the console home stays as it is. Gone with this console."""
        return TemporaryDirectory(prefix="infra-console-")

    @cached_property
    def room(self) -> Any:
        """An engine that shows saved plans."""
        from console.services.engine_room import EngineRoom
        from console.terraform.engine import find_engine

        settings = self.settings
        home = Path(self._scratch.name)
        room = EngineRoom(lambda: find_engine(settings.engine), self.cloud, home, settings.provider_mirror)
        return Looking(room, LOOKS["room"])

    @cached_property
    def cost_files(self) -> CostFiles:
        from console.services.cost_files import CostFiles

        return CostFiles(self.costs, lambda: self.engine, Path(self._scratch.name), self.settings.provider_mirror)

    @cached_property
    def state_access(self) -> StateAccess:
        from console.services.watched_state import WatchedStateAccess

        return WatchedStateAccess(self.store, self.room, self.environments.preset, self.read_object)

    @cached_property
    def ending(self) -> Any:
        from console.services.durations import Durations
        from console.services.watched_runs import WatchedEnding

        ending = WatchedEnding(self.store, self.room, self.variables, Durations(self.store), lambda: self.reviewing)
        return Looking(ending, LOOKS["ending"])

    state_care: Any = cached_property(lambda self: NoChanges())
    planning: Any = cached_property(lambda self: NoChanges())
    applying: Any = cached_property(lambda self: NoChanges())

    @cached_property
    def runs(self) -> Any:
        """Runs as they move: they are begun and ended elsewhere."""
        from console.services.watched_runs import WatchedRuns

        return Looking(WatchedRuns(self.run_parts), LOOKS["runs"])

    @cached_property
    def rollouts(self) -> Any:
        """Rollouts as they move: nothing that drives, approves, tells or goes back is built."""
        from console.services.rollouts.consents import Consents
        from console.services.rollouts.files import RolloutFiles
        from console.services.rollouts.records import Records
        from console.services.rollouts.rollouts_seen import RolloutLooks
        from console.services.rollouts.seats import Seats

        records, preset = Records(lambda: self.team_store), self.environments.preset
        none: Any = NoChanges()
        consents = Consents(
            records,
            none,
            lambda part: self.runs.get(part.run or ""),
            preset,
            none,
            none,
            none,
            lambda: datetime.now(UTC),
        )
        rollouts = RolloutLooks(
            RolloutFiles(self.settings.presets, lambda: self.presets),
            records,
            Seats(lambda: self.team_store, self.settings.home / "rollouts" / self.store.base.name),
            consents,
            sandbox=self.cloud.sandbox,
        )
        return Looking(rollouts, LOOKS["rollouts"])
