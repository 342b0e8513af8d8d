"""What was asked for and when: an answer stays, with its age, while newer ones do not come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Generic, TypeVar

T = TypeVar("T")

MOST_PATIENT = 8
"""How many times as long it is waited at most before something is asked again that could not be had."""


@dataclass(frozen=True, slots=True)
class Datum(Generic[T]):
    """The last answer. `problem` is one sentence while asking again fails. Times are seconds since 1970."""

    value: T
    at: float | None = None
    """When it was answered; None: not yet, and `value` stands for nothing."""
    problem: str = ""
    tried: float | None = None
    """When it was asked for in vain last."""
    failures: int = 0
    """How often in a row."""

    def missed(self, problem: str, now: float) -> Datum[T]:
        """The same answer, and why there is no newer one."""
        return replace(self, problem=problem, tried=now, failures=self.failures + 1)

    def due(self, now: float, seconds: float) -> bool:
        """Whether it is to be asked again that is asked every so many seconds: later each time that it fails."""
        last = self.at if self.tried is None else self.tried
        return last is None or now - last >= seconds * min(2**self.failures, MOST_PATIENT)
