"""CloudWatch alarms: what they watch, how they stand, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from console.domain.metrics import Metric
from console.domain.metrics_catalogue import unit_of
from console.domain.metrics_units import shown
from console.domain.metrics_window import period_words

STATES = {"ALARM": "in alarm", "INSUFFICIENT_DATA": "not enough data", "OK": "ok"}
"""CloudWatch's states, the worst first, in words."""
_SIGNS = {
    "GreaterThanThreshold": ("over", ">"),
    "GreaterThanOrEqualToThreshold": ("at or over", ">="),
    "LessThanThreshold": ("under", "<"),
    "LessThanOrEqualToThreshold": ("at or under", "<="),
}


@dataclass(frozen=True, slots=True)
class Alarm:
    """A metric alarm, or a composite one (which has a rule and no metric)."""

    name: str
    state: str
    reason: str = ""
    since: datetime | None = None
    description: str = ""
    metric: Metric | None = None
    """None for composite alarms and for those on an expression."""
    statistic: str = ""
    operator: str = ""
    threshold: float | None = None
    period: int = 0
    """Seconds."""
    periods: int = 0
    datapoints: int = 0
    missing: str = ""
    """How missing data counts: breaching, notBreaching, ignore, missing."""
    rule: str = ""
    actions: bool = True
    """Whether its actions are on."""
    region: str = ""
    """Where it is; empty: in the environment's own Region."""

    @property
    def key(self) -> str:
        """Tells it from every other alarm of the environment: `cpu-high`, `cpu-high in us-west-2`."""
        return f"{self.name} in {self.region}" if self.region else self.name

    @property
    def words(self) -> str:
        """`Average over 80 % for 3 of 3 x 5 min`, or the rule of a composite alarm."""
        if self.rule:
            return self.rule
        if self.threshold is None:
            return "by an expression"
        comparison = _SIGNS.get(self.operator, (self.operator, ""))[0]
        span = f"{self.datapoints or self.periods} of {self.periods} x {period_words(self.period)}"
        limit = shown(self.threshold, unit_of(self.metric) if self.metric else "")
        return f"{self.statistic} {comparison} {limit} for {span}"


@dataclass(frozen=True, slots=True)
class AlarmStanding:
    """How the alarms of an environment stood when they were asked."""

    at: float
    """Seconds since 1970."""
    alarms: tuple[Alarm, ...]
    """The worst first."""


def sign_of(operator: str) -> str:
    """`>` for GreaterThanThreshold; the operator itself where it is another."""
    return _SIGNS.get(operator, ("", operator))[1]


@dataclass(frozen=True, slots=True)
class AlarmEvent:
    """One line of an alarm's history, newest first where there are several."""

    at: datetime
    kind: str
    """StateUpdate, ConfigurationUpdate or Action."""
    summary: str


def counted(alarms: Sequence[Alarm]) -> str:
    """`1 in alarm, 9 ok`; `no alarms`."""
    counts = [(sum(alarm.state == state for alarm in alarms), words) for state, words in STATES.items()]
    return ", ".join(f"{count} {words}" for count, words in counts if count) or "no alarms"


def worst_first(alarm: Alarm) -> tuple[int, str]:
    """The order in which alarms are listed."""
    return (list(STATES).index(alarm.state) if alarm.state in STATES else -1, alarm.name)
