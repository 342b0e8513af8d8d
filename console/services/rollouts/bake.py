"""Bake: a change is watched for a while before it goes on. Not seen is not good."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from console.domain.metrics import Chart, Series
from console.domain.metrics_window import Window
from console.domain.rollout import Finding, RolloutStage, StageStatus, verdict
from console.domain.rollout_file import Watched
from console.errors import AwsError, InputError
from console.ports import TeamStore
from console.services.monitoring import Look, Monitoring
from console.services.rollouts.bake_document import BakeDocument, BakedSeries, document_key, kept_document
from console.services.rollouts.bake_judging import (
    findings,
    gone_wrong,
    judge,
    judge_alarms,
    series_of,
    waits_for_data,
    watched_charts,
)
from console.services.rollouts.checks import stop_if_cancelled
from console.services.rollouts.stage import StageContext
from console.services.rollouts.verify_state import applied_at
from console.services.rollouts.waits import Clock

_SHORTEST_SECONDS = 300.0
"""A shorter stretch of time may hold no value of CloudWatch at all."""
_DATA_SECONDS = 240.0
"""How long a bake waits, beyond its time, for the first value of a metric that it requires."""


class Bake:
    """Measures every so often; all metrics of a look are one GetMetricData call a Region."""

    def __init__(
        self,
        monitoring: Monitoring,
        store: Callable[[], TeamStore],
        *,
        clock: Clock = time.monotonic,
        data_seconds: float = _DATA_SECONDS,
    ) -> None:
        self._monitoring = monitoring
        self._store = store
        self._clock = clock
        self._data_seconds = data_seconds

    def __call__(self, context: StageContext) -> StageStatus:
        gates = context.part.gates.bake
        if not gates.minutes:
            context.tell("bake", Finding.NOTED, "The gates ask for no bake.")
            return StageStatus.SKIPPED
        store, key = self._store(), document_key(context.rollout, context.part.environment)
        document = kept_document(store, key, context.part) or _begun(context)
        began, before = self._clock(), document.elapsed_seconds
        while True:
            self._look(context, document)
            document.elapsed_seconds = before + self._clock() - began
            store.keep(key, document.model_dump_json().encode())
            left = float(gates.minutes) * 60 - document.elapsed_seconds
            if gone_wrong(document, gates) or not self._goes_on(document, left):
                break
            context.wait_for(_waiting(document, left))
            context.cancelled.wait(min(float(gates.every_seconds), left) if left > 0 else float(gates.every_seconds))
            document.elapsed_seconds = before + self._clock() - began
            if context.cancelled.is_set():
                store.keep(key, document.model_dump_json().encode())
            stop_if_cancelled(context)
        told = [
            context.tell(each.check, each.finding, each.text)
            for each in findings(document, gates, context.now().timestamp())
        ]
        told.append(context.tell("bake", Finding.NOTED, f"Watched for {document.elapsed_seconds / 60:.1f} min."))
        return verdict(told)

    def _goes_on(self, document: BakeDocument, left: float) -> bool:
        """Until the time is over; beyond it for a first value, or a look that is not refused."""
        return left > 0 or ((waits_for_data(document) or bool(document.failed_look)) and left > -self._data_seconds)

    def _look(self, context: StageContext, document: BakeDocument) -> None:
        """One look at everything; one that fails is no measurement, and says so at the end if it was the last."""
        document.looks += 1
        began = document.began_at.timestamp()
        try:
            layout = self._monitoring.layout(context.name, fresh=document.looks == 1)
            watched = list(watched_charts(layout.charts, context.part.gates.bake.watch))
            if not document.prepared:
                document.series = self._before(context, watched)
                document.prepared = True
            window = Window(max(_SHORTEST_SECONDS, context.now().timestamp() - began + 60))
            look = self._monitoring.look(context.name, window, charts=[chart for _, chart in watched])
        except InputError:
            # Nothing of it is measured: what is required is then missing at the end.
            document.prepared = True
            return
        except AwsError as error:
            document.failed_look = error.message
            return
        document.failed_look = " ".join(look.said)
        for series in document.series:
            judge(series, _since(look, series.key, began))
        judge_alarms(document, look.alarms, applied_at(context))

    def _before(self, context: StageContext, watched: list[tuple[Watched, Chart]]) -> list[BakedSeries]:
        """What is watched, with the same length of time before the apply. Raises AwsError."""
        if not watched:
            return []
        span = max(_SHORTEST_SECONDS, float(context.part.gates.bake.minutes) * 60)
        window = Window(span, end=applied_at(context).timestamp())
        before = self._monitoring.look(context.name, window, charts=[chart for _, chart in watched])
        return [series_of(each, chart, before.series.get(chart.key, Series())) for each, chart in watched]


def _begun(context: StageContext) -> BakeDocument:
    """A bake that begins."""
    return BakeDocument(
        rollout=context.rollout.id,
        environment=context.part.environment,
        run=context.part.run,
        plan_sha256=context.part.plan_sha256,
        minutes=float(context.part.gates.bake.minutes),
        began_at=_ended_at(context),
    )


def _since(look: Look, key: str, began: float) -> Series:
    """The points whose periods reach into the time since the apply."""
    found = look.series.get(key, Series())
    return found.within(began - look.period + 1, look.at)


def _ended_at(context: StageContext) -> datetime:
    """When the apply was over; where there was nothing to apply, when the bake began."""
    ended = context.part.stage(RolloutStage.APPLY).ended_at
    return ended or context.part.stage(RolloutStage.BAKE).started_at or context.now()


def _waiting(document: BakeDocument, left: float) -> str:
    bad = max([document.alarms_bad, *(each.bad for each in document.series)], default=0)
    row = f", {bad} bad one after the other" if bad else ""
    if left <= 0:
        return f"the first value of a required metric{row}"
    return f"{left / 60:.1f} min more of the bake: {document.looks} looks{row}"
