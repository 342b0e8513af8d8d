"""How something that metrics follow has been over time: the load, a fault, the tasks that run."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

_KEPT = 1000


@dataclass
class History:
    """A value that holds from one time, in seconds since the epoch, to the next; the first one also held before."""

    times: list[float] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    @classmethod
    def of(cls, turns: Iterable[tuple[float, float]], before: float) -> History:
        """The history of these turns, with what held before them."""
        history = cls([0.0], [before])
        for at, value in turns:
            history.times.append(at)
            history.values.append(value)
        return history

    def at(self, moment: float) -> float:
        """The value at the moment."""
        return self.values[max(bisect_right(self.times, moment) - 1, 0)]

    def forget_from(self, moment: float) -> None:
        """Forget what was recorded of the moment and later."""
        kept = bisect_left(self.times, moment)
        del self.times[kept:], self.values[kept:]

    def record(self, moment: float, value: float) -> bool:
        """Say what the value is at the moment; True where that is new."""
        if self.values and self.values[-1] == value:
            return False
        self.times.append(moment)
        self.values.append(value)
        del self.times[:-_KEPT], self.values[:-_KEPT]
        return True
