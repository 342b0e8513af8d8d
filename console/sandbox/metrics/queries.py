"""The queries of GetMetricData: statistics of metrics, and expressions on each other's results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from moto.cloudwatch.exceptions import ValidationError

from console.sandbox.metrics import functions, syntax
from console.sandbox.metrics.functions import ExpressionError, Line, Lines, NoDataError, Value
from console.sandbox.metrics.measured import Measured, Metric, Series
from console.sandbox.metrics.search import SearchError, search
from console.sandbox.metrics.statistics import check_statistic, is_percentile, statistic
from console.sandbox.metrics.store import DAY, HOUR, MINUTE

_Nodes = Sequence[syntax.Node]
_SHORT_PERIODS = (1, 5, 10, 20, 30)
_COARSER = ((63 * DAY, HOUR), (15 * DAY, 300), (3 * HOUR, MINUTE))
"""Points that are so old are there in periods of a multiple of so many seconds only."""


class Catalog(Protocol):
    """All metrics that there are."""

    def find(self, metric: Metric) -> Series | None:
        """The series of a metric; None where there is none."""

    def metrics(self) -> Iterable[Metric]:
        """Every metric."""


@dataclass(frozen=True)
class Window:
    """What a request asks for: from start until before end, as seen now; seconds since the epoch."""

    start: int
    end: int
    now: float

    @classmethod
    def of(cls, start: float, end: float, now: float, shortest_period: int = MINUTE) -> Window:
        """The window with its start rounded down as CloudWatch does it, more coarsely the older it is."""
        fineness = min(shortest_period, MINUTE)
        fineness = next((step for age, step in _COARSER[:2] if now - start > age), fineness)
        return cls(int(start) // fineness * fineness, int(end) if end == int(end) else int(end) + 1, now)


def check_period(period: int) -> None:
    """Raises CloudWatch's error for a period that it does not take."""
    if period in _SHORT_PERIODS or (period > 0 and period % MINUTE == 0):
        return
    raise ValidationError(
        f"The value {period} for parameter Period is not valid: it must be 1, 5, 10, 20, 30 or a multiple of 60."
    )


def buckets(series: Series, window: Window, period: int, *, values: bool) -> dict[int, Measured]:
    """What was measured in each period of the window, by the time at which the period begins; none without data."""
    found: dict[int, Measured] = {}
    for at, measured in series.measured(window.start, window.end, values=values):
        age = window.now - at
        if any(age > old and period % step for old, step in _COARSER):
            continue
        slot = window.start + (at - window.start) // period * period
        if slot in found:
            found[slot].take_in(measured)
        else:
            found[slot] = measured.copy()
    return found


class Queries:
    """The queries of one request, each computed at most once."""

    def __init__(self, catalog: Catalog, queries: Sequence[dict[str, Any]], window: Window) -> None:
        self._catalog = catalog
        self._queries = {query["Id"]: query for query in queries}
        self._window = window
        self._values: dict[str, Value | None] = {}
        self._open: list[str] = []

    def results(self, query_id: str) -> list[Line]:
        """The series that a query gives, with their labels; raises ValidationError for an expression without one."""
        query = self._queries[query_id]
        value = self.value(query_id)
        if value is None:
            return [Line({}, 0, query.get("Label") or query_id)]
        if isinstance(value, float):
            raise ValidationError(f"Error in expression '{query_id}': the result must be a time series, not a number.")
        lines = value.lines if isinstance(value, Lines) else [value]
        label = query.get("Label")
        if isinstance(value, Lines):
            return [
                Line(line.points, line.period, f"{label} {line.label}" if label else line.label or query_id)
                for line in lines
            ]
        default = query["MetricStat"]["Metric"]["MetricName"] if "MetricStat" in query else query_id
        return [Line(value.points, value.period, label or default)]

    def value(self, query_id: str) -> Value | None:
        """What a query gives; None where a number was wanted and there was no data."""
        if query_id not in self._values:
            if query_id in self._open:
                raise ValidationError(f"Error in expression '{query_id}': it refers to itself.")
            self._open.append(query_id)
            self._values[query_id] = self._compute(self._queries[query_id])
            self._open.pop()
        return self._values[query_id]

    def _compute(self, query: dict[str, Any]) -> Value | None:
        if "MetricStat" in query:
            asked = query["MetricStat"]
            metric = asked["Metric"]
            key = Metric.of(metric["Namespace"], metric["MetricName"], metric.get("Dimensions") or ())
            return self._line(key, int(asked["Period"]), asked["Stat"], asked.get("Unit"))
        try:
            return self._evaluate(syntax.parse(query["Expression"]), query)
        except NoDataError:
            return None
        except (ExpressionError, SearchError) as error:
            raise ValidationError(f"Error in expression '{query['Id']}': {error}.") from None

    def _line(self, metric: Metric, period: int, stat: str, unit: str | None = None) -> Line:
        check_period(period)
        check_statistic(stat)
        series = self._catalog.find(metric)
        if series is None or (unit and unit != series.unit):
            return Line({}, period, metric.name)
        found = buckets(series, self._window, period, values=is_percentile(stat))
        values = ((at, statistic(stat, measured)) for at, measured in found.items())
        points = {at: value for at, value in values if value is not None}
        return Line(points, period, " ".join([*(value for _, value in metric.dimensions), metric.name]))

    def _evaluate(self, node: syntax.Node, query: dict[str, Any]) -> Value:
        if isinstance(node, syntax.Number):
            return node.value
        if isinstance(node, syntax.Name):
            return self._named(node.value)
        if isinstance(node, syntax.List):
            return Lines([line for item in node.items for line in _lines(self._evaluate(item, query))])
        if isinstance(node, syntax.Text):
            raise ExpressionError(f"a text, {node.value!r}, is no value")
        if node.name in functions.OPERATORS:
            left, right = (self._evaluate(argument, query) for argument in node.arguments)
            return functions.operate(node.name, left, right)
        return self._call(node, query)

    def _named(self, name: str) -> Value:
        if name not in self._queries:
            raise ExpressionError(f"there is no metric with the id {name!r}")
        value = self.value(name)
        if value is None:
            raise NoDataError
        return value

    def _call(self, node: syntax.Call, query: dict[str, Any]) -> Value:
        special = {
            "METRICS": self._all_metrics,
            "SEARCH": self._search,
            "FILL": self._fill,
            "IF": self._if,
            "PERIOD": self._period,
            "METRIC_COUNT": self._metric_count,
        }
        if node.name in special:
            return special[node.name](node.arguments, query)
        if node.name not in functions.UNARY:
            raise ExpressionError(f"the sandbox does not simulate the function {node.name}")
        arguments = node.arguments
        if len(arguments) > 1 and node.name in ("SUM", "AVG", "MIN", "MAX"):
            arguments = (syntax.List(arguments),)
        return functions.UNARY[node.name](self._arguments(node.name, arguments, query, 1)[0])

    def _arguments(self, name: str, nodes: _Nodes, query: dict[str, Any], *counts: int) -> list[Value]:
        if len(nodes) not in counts:
            raise ExpressionError(f"{name} takes {' or '.join(map(str, counts))} arguments")
        return [self._evaluate(node, query) for node in nodes]

    def _fill(self, nodes: _Nodes, query: dict[str, Any]) -> Value:
        word = nodes[1].value.upper() if len(nodes) == 2 and isinstance(nodes[1], syntax.Name) else ""
        if word in ("REPEAT", "LINEAR"):
            return functions.fill(self._evaluate(nodes[0], query), word, self._grid)
        value, wanted = self._arguments("FILL", nodes, query, 2)
        return functions.fill(value, wanted, self._grid)

    def _if(self, nodes: _Nodes, query: dict[str, Any]) -> Value:
        condition, yes, *rest = self._arguments("IF", nodes, query, 2, 3)
        return functions.choose(condition, yes, rest[0] if rest else None)

    def _period(self, nodes: _Nodes, query: dict[str, Any]) -> Value:
        (value,) = self._arguments("PERIOD", nodes, query, 1)
        return float(max((line.period for line in _lines(value)), default=0))

    def _metric_count(self, nodes: _Nodes, query: dict[str, Any]) -> Value:
        (value,) = self._arguments("METRIC_COUNT", nodes, query, 1)
        return float(len(_lines(value)))

    def _all_metrics(self, nodes: _Nodes, _query: dict[str, Any]) -> Value:
        part = _text(nodes[0]) if nodes else ""
        found = Lines()
        for query_id, query in self._queries.items():
            if "MetricStat" in query and part in query_id:
                found.lines.extend(_lines(self._named(query_id)))
        return found

    def _search(self, arguments: _Nodes, query: dict[str, Any]) -> Value:
        if not 2 <= len(arguments) <= 3:
            raise ExpressionError("SEARCH takes what to look for, a statistic, and perhaps a period")
        what, stat = _text(arguments[0]), _text(arguments[1])
        period = query.get("Period")
        if len(arguments) == 3:
            given = self._evaluate(arguments[2], query)
            period = given if isinstance(given, float) else None
        found = search(what, self._catalog.metrics())
        return Lines([self._line(metric, int(period or 300), stat) for metric in found])

    def _grid(self, period: int) -> list[int]:
        return list(range(self._window.start, self._window.end, period)) if period else []


def _lines(value: Value) -> list[Line]:
    if isinstance(value, Lines):
        return value.lines
    if isinstance(value, Line):
        return [value]
    raise ExpressionError("a number stands where a time series is wanted")


def _text(node: syntax.Node) -> str:
    if not isinstance(node, syntax.Text):
        raise ExpressionError("a text in quotes is wanted")
    return node.value
