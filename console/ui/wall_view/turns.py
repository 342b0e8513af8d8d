"""Whose turn it is on the wall: the next environment after a while, and at once one in which an alarm goes off."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from console.domain.environment import EnvironmentName


class Turns:
    """`clock` counts seconds; an environment is shown for `seconds`."""

    def __init__(self, clock: Callable[[], float], seconds: float) -> None:
        self._clock = clock
        self.seconds = seconds
        self.order: tuple[EnvironmentName, ...] = ()
        self.shown: EnvironmentName | None = None
        self.paused = False
        self._since = clock()
        self._firing: Mapping[EnvironmentName, frozenset[str]] = {}

    def over(self, names: Sequence[EnvironmentName], first: EnvironmentName | None) -> None:
        """The environments there are now; the one that is shown stays, else it is `first`."""
        self.order = tuple(names)
        if self.shown not in self.order:
            self.go(first if first in self.order else next(iter(self.order), None))

    def go(self, name: EnvironmentName | None) -> None:
        self.shown, self._since = name, self._clock()

    def due(self) -> bool:
        return not self.paused and len(self.order) > 1 and self._clock() - self._since >= self.seconds

    def step(self, by: int) -> bool:
        """To the next, or the one before; whether that is another one."""
        if len(self.order) < 2 or self.shown not in self.order:
            return False
        self.go(self.order[(self.order.index(self.shown) + by) % len(self.order)])
        return True

    def alarmed(self, firing: Mapping[EnvironmentName, frozenset[str]]) -> bool:
        """Turn to an environment in which an alarm went off since the last time, unless held; whether it turned."""
        before, self._firing = self._firing, firing
        new = [name for name in self.order if firing.get(name, frozenset()) - before.get(name, frozenset())]
        if self.paused or not new or self.shown in new:
            return False
        self.go(new[0])
        return True
