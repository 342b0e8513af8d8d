"""Where rehearsals take place: a console home in the console home, with its own sandbox, gone when it is over."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from console.domain.environment import Preset
from console.errors import ConsoleError
from console.services.data_files import write_data_file
from console.services.rollouts.checks import stop_if_cancelled
from console.services.rollouts.stage import StageContext
from console.services.run_folder import refusals_of_the_disk
from console.services.run_store import take_lock
from console.services.runs import Runs

_SHARED = ("providers", "providers.lock")
"""The provider cache of the home is used as it is: hundreds of megabytes, and nothing in it belongs to a run."""
_WAIT_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Script:
    """What one run froze: its configuration, its values, and stand-ins for what is secret."""

    run: str
    root: Path
    """The frozen root configuration."""
    preset: Preset
    values: Mapping[str, Any]
    placeholders: Mapping[str, str] = field(repr=False)
    """Texts for the sensitive variables that have to be given."""


class Stage(Protocol):
    """A console on a sandbox of its own."""

    @property
    def runs(self) -> Runs: ...


Opening = Callable[[Path, Path, Path], Stage]
"""A console on the sandbox of this home, for this frozen root configuration and this folder of presets."""


class Place:
    """One rehearsal's home."""

    def __init__(self, home: Path, opening: Opening) -> None:
        self.home = home
        self._opening = opening
        self._opened: dict[str, Stage] = {}

    def runs(self, script: Script) -> Runs:
        """The runs of this home with the configuration and values of the script; raises ConsoleError."""
        if script.run not in self._opened:
            presets = self.home / "presets" / str(len(self._opened))
            name = script.preset.name
            write_data_file(
                presets / name.system / f"{name.environment}.yaml",
                _document(script),
                comment=f"As {script.run} froze it.",
            )
            self._opened[script.run] = self._opening(self.home, script.root, presets)
        return self._opened[script.run].runs


class RehearsalPlaces:
    """`home/rehearsals/`: one at a time; what a console that died left there is cleared away by the next."""

    def __init__(self, home: Path, opening: Opening, stop_sandbox: Callable[[Path], object]) -> None:
        """`stop_sandbox` ends the sandbox of a home, where there is one."""
        self._home = home
        self._folder = home / "rehearsals"
        self._opening = opening
        self._stop = stop_sandbox

    @contextmanager
    def taken(self, context: StageContext) -> Iterator[Place]:
        """A place for one rehearsal; raises RunStoppedError where the rollout is stopped while it waits for one."""
        with refusals_of_the_disk(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(self._folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            while not take_lock(descriptor):
                context.cancelled.wait(_WAIT_SECONDS)
                stop_if_cancelled(context)
            for left in [path for path in self._folder.iterdir() if path.is_dir()]:
                self._clear(left)
            home = self._folder / f"{context.rollout.id}-{context.name.environment}"
            try:
                self._furnish(home, context)
                yield Place(home, self._opening)
            finally:
                self._clear(home)
        finally:
            os.close(descriptor)

    def _furnish(self, home: Path, context: StageContext) -> None:
        """What the environment's own runs would find here: the provider cache, and the lock of its providers."""
        with refusals_of_the_disk(home):
            home.mkdir(mode=0o700)
            (self._home / "providers").mkdir(exist_ok=True)
            (self._home / "providers.lock").touch(mode=0o600)
            for name in _SHARED:
                (home / name).symlink_to(self._home / name)
            locks = self._home / "locks" / str(context.name)
            if locks.is_dir():
                shutil.copytree(locks, home / "locks" / str(context.name))

    def _clear(self, home: Path) -> None:
        # A sandbox that cannot be ended is no finding about the change; its process ends with its folder's lock.
        with suppress(ConsoleError):
            self._stop(home)
        shutil.rmtree(home, ignore_errors=True)


def _document(script: Script) -> dict[str, Any]:
    """The preset of a rehearsal: the values as they were frozen, the state in the rehearsal's own home."""
    preset = script.preset
    return {
        "system": preset.system,
        "environment": preset.environment,
        "description": f"A rehearsal of {script.run}",
        "region": preset.region,
        "protection": "open",
        "backend": {"type": "local"},
        "values": dict(script.values),
    }
