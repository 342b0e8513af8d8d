"""How long resources took in earlier runs, and what that says about the one under way."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from console.domain.environment import EnvironmentName
from console.domain.progress import Progress, ResourceState
from console.services.run_folder import write_durably
from console.services.run_store import RunStore


class Durations:
    """Per environment: seconds of each address and action, newest run wins, and how much ran at once."""

    def __init__(self, store: RunStore) -> None:
        self._store = store

    def remember(self, name: EnvironmentName, progress: Progress, wall_seconds: float) -> None:
        """Keep what a finished apply took."""
        done = {
            f"{resource.action}:{resource.address}": round(resource.seconds, 2)
            for resource in progress.resources.values()
            if resource.state is ResourceState.DONE
        }
        if not done or wall_seconds <= 0:
            return
        known = self._read(name)
        kept = known["seconds"] | done if known else done
        # How many resources were worked on at once, on average: the wall time is the sum divided by this.
        at_once = max(1.0, sum(done.values()) / wall_seconds)
        write_durably(self._file(name), json.dumps({"seconds": kept, "at_once": at_once}))

    def expected_seconds(self, name: EnvironmentName, progress: Progress) -> float | None:
        """Seconds still to go; None where no resource of this run was seen before."""
        known = self._read(name)
        if known is None:
            return None
        seconds: Mapping[str, float] = known["seconds"]
        left, longest, seen = 0.0, 0.0, False
        for resource in progress.resources.values():
            usual = seconds.get(f"{resource.action}:{resource.address}")
            if usual is None:
                continue
            seen = True
            if resource.state in (ResourceState.WAITING, ResourceState.RUNNING):
                remaining = max(0.0, usual - resource.elapsed(progress.clock()))
                left += remaining
                longest = max(longest, remaining)
        return max(longest, left / float(known["at_once"])) if seen else None

    def _file(self, name: EnvironmentName) -> Path:
        return self._store.environment(name) / "durations.json"

    def _read(self, name: EnvironmentName) -> dict[str, Any] | None:
        try:
            known = json.loads(self._file(name).read_text(encoding="utf-8"))
            return known if isinstance(known["seconds"], dict) and known["at_once"] > 0 else None
        except (OSError, ValueError, KeyError, TypeError):
            return None
