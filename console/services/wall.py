"""The wall: all environments at a glance, and one of them in full, in as few calls as AWS allows. Looks only."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from console.domain.alarms import Alarm
from console.domain.datum import Datum
from console.domain.ecs import Service, ServiceAddress, short_name
from console.domain.environment import EnvironmentName, EnvironmentState, Preset
from console.domain.metrics import Chart
from console.domain.overview import EnvironmentSummary
from console.domain.rollout import RolloutRecord
from console.errors import ConsoleError
from console.ports import MetricsReader
from console.services.applied_resources import AppliedResource
from console.services.metrics_layout import Layout, lay_out
from console.services.monitoring import Look
from console.services.rollouts.records import Survey
from console.services.wall_alarms import WallAlarms
from console.services.wall_charts import that_matter
from console.services.wall_points import WallPoints

_LAYOUT_SECONDS = 600.0
"""How long the answer of the state holds, unless a run has ended since."""
_AGAIN_SECONDS = 60.0
"""After how long the state is asked again that could not be read."""
_SERVICES_A_CALL = 10
"""Services in one DescribeServices call."""
FAR_CALLS = 1
"""How many calls a refresh makes at most for each environment to Regions that are not its own."""
_NOTHING_THERE = (EnvironmentState.NEVER_APPLIED, EnvironmentState.DESTROYED, EnvironmentState.LOST)


class ServicesReader(Protocol):
    """Many ECS services of one cluster at once; those that are not there are left out. Raises AwsError."""

    def services(self, addresses: Sequence[ServiceAddress]) -> tuple[Service, ...]: ...


@dataclass(frozen=True, slots=True)
class WallRow:
    """One environment in the overview."""

    summary: EnvironmentSummary
    alarms: Datum[tuple[Alarm, ...]]
    """The worst first."""
    watched: bool
    """Whether anything stands that could be watched."""
    rollout: RolloutRecord | None = None
    """The one that is under way through it."""

    @property
    def name(self) -> EnvironmentName:
        return self.summary.name

    @property
    def in_alarm(self) -> frozenset[str]:
        return frozenset(alarm.name for alarm in self.alarms.value if alarm.state == "ALARM")


@dataclass(frozen=True, slots=True)
class WallDetail:
    """One environment in full: its charts that matter, and its ECS services."""

    name: EnvironmentName
    look: Datum[Look | None] = field(default_factory=lambda: Datum(None))
    services: Datum[tuple[Service, ...]] = field(default_factory=lambda: Datum(()))
    has_services: bool = False


@dataclass(frozen=True, slots=True)
class WallLook:
    """What one look at the wall gave. `calls` counts the calls to AWS, `problem` says why there is no list."""

    at: float
    rows: tuple[WallRow, ...]
    detail: WallDetail | None
    calls: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Watched:
    """What there is to watch of an environment, and when that was read."""

    layout: Layout
    services: tuple[ServiceAddress, ...]
    at: float
    run: str
    """The newest run then: another one may have changed it."""
    problem: str = ""


class Wall:
    """Keeps the last answers, so that what cannot be asked now is shown with its age. `now`: seconds since 1970.

    One look at a time: callers do not overlap them.
    """

    def __init__(
        self,
        environments: Callable[[], Sequence[EnvironmentSummary]],
        resources: Callable[[EnvironmentName], tuple[AppliedResource, ...]],
        preset: Callable[[EnvironmentName], Preset],
        metrics: MetricsReader,
        ecs: ServicesReader,
        rollouts: Callable[[], Survey],
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._environments = environments
        self._resources = resources
        self._preset = preset
        self._alarms = WallAlarms(metrics)
        self._points = WallPoints(metrics)
        self._ecs = ecs
        self._rollouts = rollouts
        self._now = now
        self._summaries: Datum[tuple[EnvironmentSummary, ...]] = Datum(())
        self._moving: Datum[tuple[RolloutRecord, ...]] = Datum(())
        self._watched: dict[EnvironmentName, _Watched] = {}
        self._details: dict[EnvironmentName, WallDetail] = {}

    def look(
        self, names: Sequence[EnvironmentName], shown: EnvironmentName | None, *, most: int, seconds: float
    ) -> WallLook:
        """Ask for what is older than `seconds`: all alarms, and of `shown` at most `most` charts and its services.

        Without names: of every environment of which something stands. Nothing is raised: what could not be had says
        why, beside what was seen last. A refresh takes at most four calls for each environment: see FAR_CALLS.
        """
        now = self._now()
        summaries = self._chosen(names, now)
        watched = {one.name: found for one in summaries if (found := self._targets(one, now)) is not None}
        far = FAR_CALLS * len(watched)
        # Alarms and points of other Regions take turns where there is not enough for both.
        kept_back = min(far, 1) if self._points.waiting else 0
        layouts = [target.layout for target in watched.values()]
        calls, left = self._alarms.ask(layouts, now, seconds, far - kept_back)
        self._ask_rollouts(now, seconds)
        rows = tuple(self._row(one, watched, now) for one in summaries)
        if shown is None or all(row.name != shown for row in rows):
            shown = next((row.name for row in rows if row.watched), rows[0].name if rows else None)
        row = next((row for row in rows if row.name == shown), None)
        detail = None
        if row is not None and row.name in watched:
            detail, asked = self._detail(row, watched[row.name], now, most, seconds, left + kept_back)
            calls += asked
        elif row is not None:
            detail = WallDetail(row.name)
        return WallLook(now, rows, detail, calls, self._summaries.problem or self._moving.problem)

    # --- What is there ---

    def _chosen(self, names: Sequence[EnvironmentName], now: float) -> tuple[EnvironmentSummary, ...]:
        try:
            self._summaries = Datum(tuple(self._environments()), now)
        except ConsoleError as error:
            self._summaries = self._summaries.missed(error.message, now)
        known = {one.name: one for one in self._summaries.value}
        if names:
            return tuple(known[name] for name in names if name in known)
        return tuple(one for one in known.values() if one.state not in _NOTHING_THERE)

    def _targets(self, summary: EnvironmentSummary, now: float) -> _Watched | None:
        """None where nothing stands. What cannot be read leaves what was read before, for a minute."""
        name, kept = summary.name, self._watched.get(summary.name)
        if summary.state in _NOTHING_THERE:
            self._forget(name)
            return None
        run = f"{summary.last_run.id} {summary.last_run.status}" if summary.last_run else ""
        lasts = _AGAIN_SECONDS if kept is not None and kept.problem else _LAYOUT_SECONDS
        if kept is not None and kept.run == run and now - kept.at < lasts:
            return kept
        try:
            resources, region = self._resources(name), self._preset(name).region
            found = _Watched(lay_out(region, resources), tuple(_services(region, resources)), now, run)
        except ConsoleError as error:
            before = kept or _Watched(Layout("", (), {}), (), now, run)
            found = replace(before, at=now, run=run, problem=error.message)
        self._watched[name] = found
        return found

    def _forget(self, name: EnvironmentName) -> None:
        self._watched.pop(name, None)
        self._details.pop(name, None)
        self._points.forget(name)

    def _ask_rollouts(self, now: float, seconds: float) -> None:
        """Those under way; a team keeps them where it may cost a call."""
        if not self._moving.due(now, seconds):
            return
        try:
            there = self._rollouts()
            problem = there.unreadable[0].problem if there.unreadable else ""
            self._moving = Datum(tuple(each for each in there.records if not each.status.ended), now, problem)
        except ConsoleError as error:
            self._moving = self._moving.missed(error.message, now)

    def _row(
        self,
        summary: EnvironmentSummary,
        watched: Mapping[EnvironmentName, _Watched],
        now: float,
    ) -> WallRow:
        name, target = summary.name, watched.get(summary.name)
        alarms: Datum[tuple[Alarm, ...]] = Datum(())
        if target is not None:
            alarms = self._alarms.of(target.layout, target.problem, now)
        rollout = next(
            (each for each in self._moving.value if any(part.name == name for part in each.environments)), None
        )
        return WallRow(summary, alarms, target is not None, rollout)

    # --- What is asked ---

    def _detail(
        self, row: WallRow, target: _Watched, now: float, most: int, seconds: float, far: int
    ) -> tuple[WallDetail, int]:
        kept, calls = self._details.get(row.name, WallDetail(row.name)), 0
        charts = that_matter(target.layout.charts, row.in_alarm, most)
        before = kept.look.value.charts if kept.look.value else ()
        look, services = kept.look, kept.services
        if not charts:
            look = Datum(None, now)
        elif look.due(now, seconds) or (_keys(before) != _keys(charts) and not look.problem):
            try:
                found = self._points.ask(row.name, target.layout, charts, now, far)
                look, calls = Datum(found, now), found.calls
            except ConsoleError as error:
                look, calls = look.missed(error.message, now), 1
        if not target.services:
            services = Datum((), now)
        elif services.due(now, seconds):
            try:
                calls += _calls_for(target.services)
                services = Datum(self._ecs.services(target.services), now)
            except ConsoleError as error:
                services = services.missed(error.message, now)
        detail = WallDetail(row.name, look, services, bool(target.services))
        self._details[row.name] = detail
        return detail, calls


def _keys(charts: Iterable[Chart]) -> frozenset[str]:
    return frozenset(chart.key for chart in charts)


def _calls_for(services: Sequence[ServiceAddress]) -> int:
    clusters = Counter(address.cluster for address in services)
    return sum(-(-count // _SERVICES_A_CALL) for count in clusters.values())


def _services(region: str, resources: Iterable[AppliedResource]) -> Iterable[ServiceAddress]:
    for one in resources:
        if one.type == "aws_ecs_service":
            yield ServiceAddress(region, short_name(str(one.values["cluster"])), str(one.values["name"]))
