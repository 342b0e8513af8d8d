"""SEARCH: the metrics that a text such as `{AWS/EC2,InstanceId} MetricName="CPUUtilization"` means."""

from __future__ import annotations

import re
from collections.abc import Iterable

from console.sandbox.metrics.measured import Metric

_SCHEMA = re.compile(r"\{([^{}]*)\}")
_TERM = re.compile(
    r'(?P<key>[A-Za-z_][\w:.-]*)\s*=\s*(?P<value>"[^"]*"|[^\s()]+)|(?P<quoted>"[^"]*")|(?P<sign>[()])|(?P<word>[^\s()"]+)'
)


class SearchError(Exception):
    """The search cannot be read; the message says why."""


def search(expression: str, metrics: Iterable[Metric]) -> list[Metric]:
    """The metrics that fit the expression; raises SearchError."""
    schema = _SCHEMA.search(expression)
    rest = _SCHEMA.sub(" ", expression)
    terms = list(_TERM.finditer(rest))
    namespace, dimensions = None, None
    if schema is not None:
        parts = [part.strip().strip('"') for part in schema.group(1).split(",")]
        namespace, dimensions = parts[0], set(parts[1:])
    condition = _Condition(terms)
    return [
        metric
        for metric in metrics
        if (namespace is None or metric.namespace == namespace)
        and (dimensions is None or {name for name, _ in metric.dimensions} == dimensions)
        and condition.holds(metric)
    ]


class _Condition:
    """Terms that are joined by AND (also unsaid), OR and NOT."""

    def __init__(self, terms: list[re.Match[str]]) -> None:
        self._terms = terms

    def holds(self, metric: Metric) -> bool:
        self._at = 0
        found = self._any(metric)
        if self._at != len(self._terms):
            raise SearchError("unbalanced parentheses")
        return found

    def _any(self, metric: Metric) -> bool:
        found = self._all(metric)
        while self._word() == "OR":
            self._at += 1
            found = self._all(metric) or found
        return found

    def _all(self, metric: Metric) -> bool:
        found = True
        while self._at < len(self._terms) and self._word() not in ("OR", ")"):
            if self._word() == "AND":
                self._at += 1
                continue
            found = self._one(metric) and found
        return found

    def _one(self, metric: Metric) -> bool:
        term = self._terms[self._at] if self._at < len(self._terms) else None
        if term is None:
            raise SearchError("a term is missing")
        self._at += 1
        if term.group("word") == "NOT":
            return not self._one(metric)
        if term.group("sign") == "(":
            found = self._any(metric)
            if self._word() != ")":
                raise SearchError("unbalanced parentheses")
            self._at += 1
            return found
        return _fits(term, metric)

    def _word(self) -> str | None:
        if self._at >= len(self._terms):
            return None
        term = self._terms[self._at]
        return term.group("word") or term.group("sign")


def _fits(term: re.Match[str], metric: Metric) -> bool:
    """A term with a key looks at that alone; in quotes it must be the whole value, else a part of it."""
    values = {"MetricName": metric.name, "Namespace": metric.namespace, **dict(metric.dimensions)}
    wanted = term.group("value") or term.group("quoted") or term.group("word") or ""
    exact, wanted = wanted.startswith('"'), wanted.strip('"')
    if key := term.group("key"):
        if key not in values:
            return False
        candidates = [values[key]]
    else:
        candidates = [*values.values(), *dict(metric.dimensions)]
    if exact:
        return wanted in candidates
    return any(wanted.lower() in candidate.lower() for candidate in candidates)
