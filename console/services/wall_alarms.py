"""The alarms of all environments of the wall, a Region at a time, in as few calls as AWS allows. Looks only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from console.domain.alarms import Alarm, worst_first
from console.domain.datum import Datum
from console.errors import ConsoleError
from console.ports import MetricsReader
from console.services.metrics_layout import Layout

_A_CALL = 100
"""Names in one DescribeAlarms call."""


class WallAlarms:
    """Keeps the last answer of each Region, with its age."""

    def __init__(self, reader: MetricsReader) -> None:
        self._reader = reader
        self._found: dict[str, Datum[tuple[Alarm, ...]]] = {}
        self._asked: dict[str, list[str]] = {}
        """Names by Region."""

    def ask(self, layouts: Iterable[Layout], now: float, seconds: float, far: int) -> tuple[int, int]:
        """Ask for what is older than `seconds`; returns how many calls that took, and how many of `far` are left.

        Those of a Region are asked together, whosever they are. Regions in which no environment is are asked as long as
        `far` lasts, the one that was asked longest ago first; one that never was is asked whatever is left.
        """
        wanted: dict[str, list[str]] = {}
        own = set()
        for layout in layouts:
            own.add(layout.region)
            for region, names in layout.alarms_in.items():
                wanted.setdefault(region, []).extend(names)
        calls = 0
        for region in sorted(wanted, key=lambda each: (each not in own, self._last(each))):
            kept, every = self._found.get(region), wanted[region]
            if kept is not None:
                changed = self._asked[region] != every and not kept.problem
                if not (changed or kept.due(now, seconds)) or (region not in own and far <= 0):
                    continue
            cost = -(-len(every) // _A_CALL)
            calls += cost
            far -= cost if kept is not None and region not in own else 0
            self._ask(region, every, now)
        return calls, max(0, far)

    def _last(self, region: str) -> float:
        kept = self._found.get(region, Datum(()))
        return max(kept.at or 0.0, kept.tried or 0.0)

    def _ask(self, region: str, names: list[str], now: float) -> None:
        self._asked[region] = names
        try:
            self._found[region] = Datum(self._reader.alarms(region, names), now)
        except ConsoleError as error:
            self._found[region] = self._found.get(region, Datum(())).missed(error.message, now)

    def of(self, layout: Layout, problem: str, now: float) -> Datum[tuple[Alarm, ...]]:
        """Those of one environment, as old as the oldest answer about them; `problem`: why its layout is not known."""
        found = []
        parts = {region: self._found.get(region, Datum(())) for region in layout.alarms_in}
        for region, datum in parts.items():
            own = frozenset(layout.alarms_in[region])
            there = "" if region == layout.region else region
            found += [replace(alarm, region=there) for alarm in datum.value if alarm.name in own]
        ages = [datum.at for datum in parts.values()]
        known = [at for at in ages if at is not None]
        at = None if len(known) < len(ages) else min(known, default=None if problem else now)
        said = next((datum.problem for datum in parts.values() if datum.problem), "") or problem
        return Datum(tuple(sorted(found, key=worst_first)), at, said)
