"""What a plan could save: suggestions an operator may follow, never applied by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from console.domain.cost import Amount


@dataclass(frozen=True, slots=True)
class BreakEven:
    """From which volume a month on an option pays for itself."""

    volume: Decimal
    unit: str
    words: str
    """What the volume is of, and what is assumed now."""


@dataclass(frozen=True, slots=True)
class Saving:
    """One option: what it changes, what it saves, and what it costs in other ways."""

    key: str
    """`arm`, `single-nat`, `gp3`, `spot`, `endpoints`, ..."""
    title: str
    addresses: tuple[str, ...]
    """The resources it concerns."""
    monthly: Amount | None
    """USD saved a month: at least, most likely, at most; negative where it would cost more, None where not known."""
    how: str
    """The figures it stands on, so that a reviewer can follow it to the price book."""
    drawback: str
    break_even: BreakEven | None = None

    @property
    def worth(self) -> Decimal:
        """What it saves most likely, for sorting; what is not known comes last."""
        return self.monthly.expected if self.monthly is not None else Decimal("-Infinity")
