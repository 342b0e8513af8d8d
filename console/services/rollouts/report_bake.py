"""What a bake measured, as its document in the store keeps it, for the charts of a report."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from console.errors import ConsoleError
from console.services.rollouts.report_pictures import WatchedChart


class _Series(BaseModel):
    model_config = ConfigDict(extra="ignore")

    title: str
    unit: str = ""
    above: float | None = None
    below: float | None = None
    before: list[tuple[float, float]] = Field(default_factory=list)
    after: list[tuple[float, float]] = Field(default_factory=list)


class _Document(BaseModel):
    model_config = ConfigDict(extra="ignore")

    series: list[_Series] = Field(default_factory=list)


def charts_of(kept: bytes | None) -> tuple[WatchedChart, ...]:
    """The charts in the document's order; none where nothing was kept. Raises ConsoleError for what cannot be read."""
    if kept is None:
        return ()
    try:
        document = _Document.model_validate_json(kept)
    except ValidationError as error:
        raise ConsoleError("it was written by a later console, or damaged.", detail=str(error)) from None
    return tuple(
        WatchedChart(each.title, each.unit, each.before, each.after, each.above, each.below) for each in document.series
    )
