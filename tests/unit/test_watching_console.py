"""The read-only bundle: nothing that changes anything is built, whatever way one goes through it."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from console.bootstrap import Console, build
from console.bootstrap.watching import LOOKS, WatchingConsole
from console.domain.ecs import ServiceAddress
from console.domain.environment import EnvironmentName
from console.errors import ConsoleError, ReadOnlyError
from console.services.looking import Looking, NoChanges
from console.settings import ReadSettings, Settings
from tests.fakes.cloud import FakeCloud

ROOT = Path(__file__).resolve().parents[2]
NOT_BUILT = {
    "EcsChanges",
    "AsgChanges",
    "DatabaseChanges",
    "StateObjectChanges",
    "Planning",
    "Applying",
    "RecordedRuns",
    "RecordedStateAccess",
    "StateCare",
    "RolloutEngine",
    "ApplyStage",
    "SqliteStore",
    "DynamoStore",
    "SandboxCloud",
}
IN_PASSING = {"engine", "context", "presets", "read", "settings"}
"""What is read anew each time, and no service."""


def bundle(tmp_path: Path, *, read_only: bool) -> Console:
    settings = Settings(home=tmp_path / "home", presets=ROOT / "presets", read_only=read_only)
    return build(ReadSettings(settings, {}, tmp_path / "config.toml"), cloud=FakeCloud())


def services(console: Console) -> dict[str, Any]:
    """Every service of the bundle, and what each builds when it is first asked for."""
    found = {}
    for name in sorted({name for kind in type(console).__mro__ for name in vars(kind)} - IN_PASSING):
        if any(isinstance(vars(kind).get(name), cached_property) for kind in type(console).__mro__):
            found[name] = getattr(console, name)
    return found


def reached(start: object) -> Iterator[object]:
    """Every object of the console's own that can be reached from one, through attributes and closures."""
    seen: set[int] = set()
    waiting = [start]
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, types.MethodType):
            waiting += [one.__self__, one.__func__]
        elif isinstance(one, types.FunctionType):
            waiting += [cell.cell_contents for cell in one.__closure__ or () if _full(cell)]
        elif isinstance(one, Mapping):
            waiting += one.values()
        elif isinstance(one, list | tuple | set | frozenset):
            waiting += one
        elif type(one).__module__.startswith("console."):
            yield one
            _build_the_rest(one)
            own = object.__getattribute__(one, "__dict__") if hasattr(type(one), "__dict__") and _has_dict(one) else {}
            waiting += [*own.values(), *(getattr(one, name, None) for name in _slots(type(one)))]


def _full(cell: types.CellType) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False


def _has_dict(one: object) -> bool:
    try:
        object.__getattribute__(one, "__dict__")
    except AttributeError:
        return False
    return True


def _slots(kind: type) -> list[str]:
    return [name for each in kind.__mro__ for name in each.__dict__.get("__slots__", ()) if name != "__weakref__"]


def _build_the_rest(one: object) -> None:
    """What a service makes late is part of it."""
    for kind in type(one).__mro__:
        for name, value in vars(kind).items():
            if isinstance(value, cached_property) and kind.__module__.startswith("console.services"):
                try:
                    getattr(one, name)
                except (ConsoleError, AttributeError, OSError):
                    continue


def kinds_in(console: Console) -> set[str]:
    console.__dict__.update(services(console))
    return {_name(one) for one in reached(console)}


def _name(one: object) -> str:
    kind = type(one).__name__
    return "RolloutEngine" if type(one).__module__ == "console.services.rollouts.engine" and kind == "Engine" else kind


def test_nothing_that_changes_something_can_be_reached(tmp_path: Path) -> None:
    found = kinds_in(bundle(tmp_path, read_only=True))
    assert not found & NOT_BUILT
    assert {"EcsLooks", "CloudWatchLooks", "WatchedRuns", "WatchedStateAccess", "NoChanges"} <= found


def test_in_a_console_that_may_change_things_they_are_found(tmp_path: Path) -> None:
    """The walk above goes where they would be."""
    found = kinds_in(bundle(tmp_path, read_only=False))
    assert {
        "EcsChanges",
        "AsgChanges",
        "DatabaseChanges",
        "Planning",
        "Applying",
        "SqliteStore",
        "RolloutEngine",
    } <= found


def test_nothing_is_written_by_building_it(tmp_path: Path) -> None:
    services(bundle(tmp_path, read_only=True))
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("name", sorted(LOOKS))
def test_of_each_service_exactly_what_is_named_is_there(tmp_path: Path, name: str) -> None:
    own, whole = (getattr(bundle(tmp_path, read_only=each), name) for each in (True, False))
    assert isinstance(own, Looking)
    names = {each for each in dir(whole) if not each.startswith("_")} | set(vars(whole)) | {"__call__"}
    public = {each for each in names if not each.startswith("_") or (each == "__call__" and callable(whole))}
    assert set(LOOKS[name]) <= public, "what it keeps is there"
    for missing in public - set(LOOKS[name]):
        with pytest.raises(ReadOnlyError, match="READ-ONLY: this console only looks"):
            own() if missing == "__call__" else getattr(own, missing)


CHANGING = {
    "runs": ("plan", "apply", "stop", "force_stop", "discard", "keep_upgrade"),
    "states": ("changes", "restoring", "imports"),
    "variables": ("save_overlay",),
    "store": ("create", "locked"),
    "sandbox": ("start", "stop", "ensure_bucket"),
    "rollouts": ("start", "drive", "approve", "abort", "roll_back"),
    "tasks": ("tick",),
    "usage": ("keep", "note"),
    "monitoring": ("keep", "drop"),
    "added": ("add",),
    "price_books": ("refresh",),
    "earlier_runs": ("keep", "lay_down"),
    "errored_states": ("push", "give_up", "explain", "secure"),
}


@pytest.mark.parametrize(("name", "refused"), CHANGING.items())
def test_what_changes_something_is_refused_with_a_sentence(tmp_path: Path, name: str, refused: tuple[str, ...]) -> None:
    service = getattr(bundle(tmp_path, read_only=True), name)
    for each in refused:
        with pytest.raises(ReadOnlyError, match="to change something, open `infra-console` without read-only"):
            getattr(service, each)


def test_planning_and_applying_are_not_there(tmp_path: Path) -> None:
    console = bundle(tmp_path, read_only=True)
    assert isinstance(console, WatchingConsole)
    for service in (console.planning, console.applying, console.state_care):
        assert isinstance(service, NoChanges)
        with pytest.raises(ReadOnlyError):
            service.plan  # noqa: B018 - asking for it is what is refused
    with pytest.raises(ReadOnlyError):
        console.ecs.scaling._changer.scale(
            ServiceAddress("us-east-1", "c", "s"), 1
        )  # the one thing through which a count would be set


def test_a_sandbox_that_does_not_run_is_said_and_not_started(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", presets=ROOT / "presets", read_only=True, sandbox=True)
    console = build(ReadSettings(settings, {}, tmp_path / "config.toml"))
    assert "The sandbox is not running" in console.context.note
    assert console.context.read_only
    assert console.cloud.ready(console.presets.preset(EnvironmentName("replaydash", "dev"))) == []
    assert not (tmp_path / "home").exists()
