"""What the environments screen and `infra-console environments` show of one environment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from console.domain.environment import EnvironmentName, EnvironmentState, Preset
from console.domain.run import RunRecord


@dataclass(frozen=True, slots=True)
class EnvironmentSummary:
    """One environment and what its runs say of it; read from the console home only, without a network."""

    name: EnvironmentName
    preset: Preset | None
    """None where it cannot be read; `problem` then says why."""
    state: EnvironmentState
    note: str = ""
    """Beside the state: `applying 63/91`, `held by ana@laptop since 10:04`, `2 changes outside`."""
    resources: int | None = None
    monthly_usd: Decimal | None = None
    monthly_complete: bool = False
    prices_of: date | None = None
    """The date of the prices that the cost stands on, where they are so old that it has to be said beside it."""
    last_run: RunRecord | None = None
    overlay: int = 0
    """How many variables the operator's overlay changes."""
    outputs: int | None = None
    problem: str = ""
    """What of it cannot be read, and what to do about that, in one sentence."""
