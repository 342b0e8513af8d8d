"""What a bake measured, as its document in the store keeps it, for the charts of a report."""

from __future__ import annotations

from pydantic import ValidationError

from console.errors import ConsoleError
from console.services.rollouts.bake_document import BakeDocument, BakedSeries
from console.services.rollouts.report_pictures import WatchedChart


def charts_of(kept: bytes | None) -> tuple[WatchedChart, ...]:
    """The charts in the document's order; none where nothing was kept. Raises ConsoleError for what cannot be read."""
    if kept is None:
        return ()
    try:
        document = BakeDocument.model_validate_json(kept)
    except ValidationError as error:
        raise ConsoleError("it was written by a later console, or damaged.", detail=str(error)) from None
    return tuple(_chart(each) for each in document.series)


def _chart(series: BakedSeries) -> WatchedChart:
    # The stricter of both is the one that fails a bake.
    above = min((limit for limit in (series.above, series.limit) if limit is not None), default=None)
    return WatchedChart(
        f"{series.metric} {series.title}", series.unit, series.before, series.after, above, series.below
    )
