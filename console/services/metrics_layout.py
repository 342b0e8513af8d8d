"""The dashboard of an environment, laid out from what was applied: charts by resource, alarms drawn into them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from console.domain.alarms import sign_of
from console.domain.metrics import Chart, Metric, Threshold
from console.domain.metrics_catalogue import CATALOGUE, Kind, Shown
from console.services.applied_resources import AppliedResource
from console.services.metrics_regions import Regions, with_replicas

_ALARMS = "aws_cloudwatch_metric_alarm"
_COMPOSITES = "aws_cloudwatch_composite_alarm"
_Thresholds = dict[tuple[str, Metric], list[Threshold]]
"""By Region and metric."""
ALARMED = "Also watched by alarms"
"""The group of the charts that are there only because an alarm watches their metric."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The charts in the order of the catalogue, and the names of the environment's alarms."""

    region: str
    """The environment's; a chart of a resource in another one says so itself."""
    charts: tuple[Chart, ...]
    alarms_in: Mapping[str, tuple[str, ...]]
    """Names of alarms by the Region in which they are; no Region without any."""

    @property
    def alarms(self) -> tuple[str, ...]:
        """The names of all of them."""
        return tuple(name for names in self.alarms_in.values() for name in names)


def lay_out(region: str, resources: Sequence[AppliedResource]) -> Layout:
    """The dashboard of these resources; those without anything to watch are left out."""
    regions = Regions(region, resources)
    thresholds: _Thresholds = {}
    names: dict[str, tuple[str, ...]] = {}
    for one in resources:
        if one.type not in (_ALARMS, _COMPOSITES):
            continue
        there = regions.of(one.values)
        names[there] = (*names.get(there, ()), str(one.values["alarm_name"]))
        if one.type == _ALARMS and (watched := _watched(one.values)) is not None:
            thresholds.setdefault((there, watched[0]), []).append(watched[1])
    charts = [_placed(chart, there, region) for chart, there in _charts(with_replicas(resources), regions)]
    seen = {(chart.region or region, metric) for chart in charts for metric in chart.metrics}
    charts += [
        _placed(Chart(ALARMED, metric.name, (metric,), lines[0].statistic, slot=f"alarm.{metric.name}"), there, region)
        for (there, metric), lines in sorted(thresholds.items())
        if (there, metric) not in seen
    ]
    drawn = tuple(replace(chart, thresholds=_lines(chart, region, thresholds)) for chart in charts)
    return Layout(region, drawn, names)


def _placed(chart: Chart, there: str, home: str) -> Chart:
    """The chart as one of another Region, where it is of one."""
    return chart if there == home else replace(chart, group=f"{chart.group} in {there}", region=there)


def _lines(chart: Chart, home: str, thresholds: _Thresholds) -> tuple[Threshold, ...]:
    """None for what is added up: an alarm watches one of the parts."""
    return tuple(thresholds.get((chart.region or home, chart.metrics[0]), ())) if len(chart.metrics) == 1 else ()


def _charts(resources: Sequence[AppliedResource], regions: Regions) -> Iterator[tuple[Chart, str]]:
    """Every chart with the Region in which its metrics are."""
    surroundings = _Surroundings(resources)
    done: set[str] = set()
    for kind in CATALOGUE:
        if kind.type in done:
            continue
        done.add(kind.type)
        # All kinds of one type, resource by resource: what belongs to a resource stands together.
        kinds = [each for each in CATALOGUE if each.type == kind.type]
        for number, resource in enumerate(one for one in resources if one.type == kind.type):
            for each in kinds:
                for chart in _of_resource(each, resource, number, surroundings):
                    yield chart, regions.of(resource.values)


def _of_resource(kind: Kind, resource: AppliedResource, number: int, surroundings: _Surroundings) -> Iterator[Chart]:
    values = surroundings.completed(resource)
    if not all(_fits(values.get(name), begin) for name, begin in kind.where.items()):
        return
    for member, dimensions in enumerate(_dimensions(kind, values)):
        name = next(iter(dimensions.values())) if _listed(kind) else str(values.get(kind.named) or resource.address)
        for shown in kind.shown:
            yield Chart(
                group=f"{kind.label} {name}",
                title=shown.title,
                metrics=tuple(_metrics(kind, shown, dimensions)),
                statistic=shown.statistic,
                unit=shown.unit,
                slot=f"{kind.type}.{number}.{member}.{shown.name}",
                daily=kind.daily,
            )


def _metrics(kind: Kind, shown: Shown, dimensions: Mapping[str, str]) -> Iterator[Metric]:
    if shown.each is None:
        yield Metric.of(kind.namespace, shown.name, dimensions.items())
        return
    name, values = shown.each
    for value in values:
        yield Metric.of(kind.namespace, shown.name, [*dimensions.items(), (name, value)])


def _listed(kind: Kind) -> bool:
    return any(source.endswith("[]") for source in kind.dimensions.values())


def _fits(value: object, begin: str) -> bool:
    return bool(value) and str(value).startswith(begin)


def _dimensions(kind: Kind, values: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Once, or once for each element of a list; not at all where a value is not there."""
    sources = kind.dimensions
    lists = [source[:-2] for source in sources.values() if source.endswith("[]")]
    for element in sorted(values.get(lists[0]) or ()) if lists else (None,):
        found = {name: element if source.endswith("[]") else _value(source, values) for name, source in sources.items()}
        if all(found.values()):
            yield {name: str(value) for name, value in found.items()}


def _value(source: str, values: Mapping[str, Any]) -> object:
    if source.startswith("="):
        return source[1:]
    if source.endswith("/"):
        return str(values.get(source[:-1]) or "").rsplit("/", 1)[-1]
    return values.get(source)


def _watched(values: Mapping[str, Any]) -> tuple[Metric, Threshold] | None:
    """The metric of an alarm and where it goes off; None for alarms on an expression."""
    if not values.get("metric_name") or values.get("threshold") is None:
        return None
    metric = Metric.of(str(values["namespace"]), str(values["metric_name"]), (values.get("dimensions") or {}).items())
    statistic = str(values.get("statistic") or values.get("extended_statistic") or "")
    sign = sign_of(str(values.get("comparison_operator") or ""))
    name = str(values["alarm_name"])
    return metric, Threshold(name, sign, float(values["threshold"]), statistic, int(values.get("period") or 0))


class _Surroundings:
    """What a resource's own attributes do not say: names from tags, a target group's balancer, Container Insights."""

    def __init__(self, resources: Iterable[AppliedResource]) -> None:
        self._resources = tuple(resources)

    def completed(self, resource: AppliedResource) -> dict[str, Any]:
        values = dict(resource.values)
        values["@name"] = (values.get("tags_all") or values.get("tags") or {}).get("Name") or values.get("id")
        if resource.type == "aws_lb_target_group":
            values["@load_balancer"] = self._balancer(values)
        if resource.type == "aws_ecs_service":
            values["@insights"] = self._insights(str(values.get("cluster") or ""))
        return values

    def _balancer(self, group: Mapping[str, Any]) -> str | None:
        """`app/name/id` of the balancer that a listener connects the group with, else of the only one there is."""
        balancers = {str(one.values.get("arn")): one.values.get("arn_suffix") for one in self._of("aws_lb")}
        for listener in self._of("aws_lb_listener"):
            if str(group.get("arn")) in str(listener.values.get("default_action")):
                return balancers.get(str(listener.values.get("load_balancer_arn")))
        for arn in group.get("load_balancer_arns") or ():
            return balancers.get(str(arn))
        return next(iter(balancers.values())) if len(balancers) == 1 else None

    def _insights(self, cluster: str) -> str:
        """`enabled` where the service's cluster has Container Insights, also the enhanced ones."""
        for one in self._of("aws_ecs_cluster"):
            if cluster in (one.values.get("arn"), one.values.get("name"), one.values.get("id")):
                settings = {each.get("name"): each.get("value") for each in one.values.get("setting") or ()}
                return "enabled" if settings.get("containerInsights") in ("enabled", "enhanced") else "disabled"
        return "disabled"

    def _of(self, type_: str) -> Iterator[AppliedResource]:
        return (one for one in self._resources if one.type == type_)
