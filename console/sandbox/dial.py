"""The load dial: how much the made-up users of the sandbox ask for, in percent of an ordinary day, and since when.

A file that any process may change. It keeps its own history, since the metrics of the past follow what it said then.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

from console.errors import InputError
from console.sandbox.files import SandboxFiles, replace_file

ORDINARY = 100
MOST = 1000
_KEPT = 500


class LoadDial:
    """The dial of one console home; it holds until it is turned again, also over a restart."""

    def __init__(self, home: Path) -> None:
        self._files = SandboxFiles.of_home(home)
        self._read: tuple[int, list[tuple[float, float]]] = (0, [])

    @property
    def percent(self) -> int:
        """What the dial says now."""
        history = self.history()
        return int(history[-1][1]) if history else ORDINARY

    def history(self) -> list[tuple[float, float]]:
        """When the dial was turned, in seconds since the epoch, and to which percentage; oldest first."""
        try:
            changed = self._files.load.stat().st_mtime_ns
            if changed != self._read[0]:
                turns = json.loads(self._files.load.read_text("utf-8"))
                self._read = changed, [(float(at), float(percent)) for at, percent in turns]
        except (OSError, ValueError, TypeError):
            return []
        return self._read[1]

    def turn(self, percent: int, *, minutes_ago: int = 0) -> None:
        """Turn the dial, now or as if that had been some minutes ago.

        Raises InputError outside of 0 to 1000 percent.
        """
        if not 0 <= percent <= MOST:
            raise InputError(f"The load must be from 0 to {MOST} percent, and not {percent}.")
        if minutes_ago < 0:
            raise InputError("A load cannot begin in the future: give 0 or more minutes.")
        since = time.time() - minutes_ago * 60
        turns = [turn for turn in self.history() if turn[0] < since] + [(since, float(percent))]
        self._files.create_folder()
        replace_file(self._files.load, json.dumps(turns[-_KEPT:]).encode())
