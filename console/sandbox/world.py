"""The simulated resources as one thing: one thread at a time touches them, and changes are counted.

moto is not thread-safe, and under Python's lock parallel requests would gain nothing. With requests, the ECS scheduler
and the snapshot taking turns, each sees the resources at rest.
"""

from __future__ import annotations

import threading
import time


class World:
    """The turn to touch the resources, and the count of changes to them."""

    def __init__(self) -> None:
        self.turn = threading.RLock()
        self._condition = threading.Condition()
        self._changes = 0
        self._changed_at = 0.0
        self._closed = False

    @property
    def changes(self) -> int:
        """How often the resources have changed."""
        return self._changes

    @property
    def closed(self) -> bool:
        """Whether the process is about to end."""
        return self._closed

    def mark_changed(self) -> None:
        """Say that the resources have changed."""
        with self._condition:
            self._changes += 1
            self._changed_at = time.monotonic()
            self._condition.notify_all()

    def wait_for_change(self, seen: int, timeout_seconds: float | None = None) -> None:
        """Wait until there are more changes than seen, the time is over, or the process is about to end."""
        with self._condition:
            self._condition.wait_for(lambda: self._changes > seen or self._closed, timeout_seconds)

    def wait_until_settled(self, quiet_seconds: float, longest_seconds: float) -> None:
        """Wait until nothing has changed for a while, at the longest for the time given."""
        deadline = time.monotonic() + longest_seconds
        with self._condition:
            while not self._closed:
                now = time.monotonic()
                wait = min(self._changed_at + quiet_seconds, deadline) - now
                if wait <= 0:
                    return
                self._condition.wait(wait)

    def close(self) -> None:
        """Wake everybody who waits: the process is about to end."""
        with self._condition:
            self._closed = True
            self._condition.notify_all()
