"""What a bake measured, as the team's store keeps it: for the report, and for whoever takes the bake up again."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from console.domain.rollout import EnvironmentRollout, RolloutRecord
from console.ports import TeamStore

Point = tuple[float, float]
"""Seconds since 1970, and the value."""


class BakedSeries(BaseModel):
    """One watched chart."""

    metric: str
    """As the rollout file names it: `AWS/ECS CPUUtilization`."""
    key: str
    """The chart's."""
    title: str
    unit: str = ""
    statistic: str = ""
    above: float | None = None
    below: float | None = None
    worse_by_percent: float | None = None
    required: bool = True
    limit: float | None = None
    """What the values may reach by `worse_by_percent`; None without a measure of before."""
    before: list[Point] = Field(default_factory=list)
    """The same length of time before the apply."""
    after: list[Point] = Field(default_factory=list)
    judged: float = 0.0
    """The time of the newest value that was judged: none counts twice."""
    bad: int = 0
    """Bad values one after the other, up to now."""
    worst_bad: int = 0
    said: str = ""
    """What was wrong with the last bad value."""


class BakeDocument(BaseModel):
    """One bake of one environment."""

    model_config = ConfigDict(extra="ignore")

    rollout: str
    environment: str
    run: str | None
    plan_sha256: str | None = None
    minutes: float
    began_at: datetime
    elapsed_seconds: float = 0.0
    """Time that was watched, by a clock that is never set; what passed while no console was there does not count."""
    looks: int = 0
    alarms_bad: int = 0
    """Looks one after the other that found an alarm going off."""
    alarms_said: str = ""
    prepared: bool = False
    """What there is to watch is known, and how it did before."""
    failed_look: str = ""
    """Why the last look failed; empty where it did not."""
    series: list[BakedSeries] = Field(default_factory=list)


def document_key(rollout: RolloutRecord, environment: str) -> str:
    """`bake/replaydash@3/replaydash/staging.json`"""
    return f"bake/{rollout.id}/{environment}.json"


def kept_document(store: TeamStore, key: str, part: EnvironmentRollout) -> BakeDocument | None:
    """The bake of this very run and plan as far as it came; None where there is none. Raises ConsoleError."""
    content = store.kept(key)
    if content is None:
        return None
    try:
        found = BakeDocument.model_validate_json(content)
    except ValidationError:
        # Written by another console's version: the bake begins anew, which is the safe side.
        return None
    return found if (found.run, found.plan_sha256) == (part.run, part.plan_sha256) else None
