"""Switches for what goes wrong in the sandbox, for demonstrations and tests: a file that any process may change.

The sandbox reads them when a task starts (what runs already goes on running), with each call, and once a second.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

from console.errors import InputError
from console.sandbox.files import SandboxFiles, replace_file

FAULTS = {
    "crash-on-start": "containers exit with code 1 soon after they start",
    "missing-image": "images are not found when they are pulled",
    "missing-secret": "secrets are not found when a task starts",
    "no-route": "tasks reach neither registry nor secrets from their subnet",
    "no-capacity": "Fargate has no capacity for further tasks",
    "out-of-memory": "containers are killed for using too much memory",
    "slow-health": "health checks of new tasks never succeed",
    "throttle": "three of four calls that look are refused as too many, except those of Terraform",
    "expired-credentials": "every call is refused: the credentials have expired",
    "lost-network": "every connection is closed without an answer",
    "slow-database": "databases answer slowly: latency, connections, CPU and replica lag rise",
}
"""What may be switched on, and what it does."""


class FaultSwitches:
    """The switches of one console home; they hold until they are switched off, also over a restart."""

    def __init__(self, home: Path) -> None:
        self._files = SandboxFiles.of_home(home)

    @property
    def on(self) -> frozenset[str]:
        """The names of those that are on; none where the file is missing or cannot be read."""
        return frozenset(self.since)

    @property
    def since(self) -> dict[str, float]:
        """The same with the time, in seconds since the epoch, from which each holds."""
        try:
            found = json.loads(self._files.faults.read_text("utf-8"))
            return {name: float(since) for name, since in found.items() if name in FAULTS}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def switch(self, name: str, *, on: bool, minutes_ago: int = 0) -> frozenset[str]:
        """Turn one on, now or as if that had been some minutes ago, or off; returns those that are on then.

        Raises InputError for one that there is not.
        """
        if name not in FAULTS:
            raise InputError(f"There is no fault {name!r}; there are: {', '.join(FAULTS)}.")
        if minutes_ago < 0:
            raise InputError("A fault cannot begin in the future: give 0 or more minutes.")
        since = {other: at for other, at in self.since.items() if other != name}
        if on:
            since[name] = time.time() - minutes_ago * 60
        self._files.create_folder()
        replace_file(self._files.faults, json.dumps(since).encode())
        return frozenset(since)
