"""AWS/ApplicationELB: requests, their answers and their times, and the targets."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from moto.elbv2.models import elbv2_backends

from console.sandbox.metrics.measured import Measured
from console.sandbox.metrics.scenery import UNHEALTHY, healthy_targets
from console.sandbox.metrics.signals import Moment, Sheet, durations, events
from console.sandbox.metrics.work import Work, behind

NAMESPACE = "AWS/ApplicationELB"
_REQUESTS = 600.0
"""Requests a minute on an ordinary day."""
_SECONDS = 0.085
_SLOW_DATABASE_SECONDS = 1.4
_BYTES = 5200.0


def add_series(sheet: Sheet, account: str, region: str) -> None:
    """The series of every application load balancer and of its target groups."""
    backend = elbv2_backends[account][region]
    for arn, balancer in backend.load_balancers.items():
        if balancer.type != "application":
            continue
        own = {"LoadBalancer": arn.partition(":loadbalancer/")[2]}
        groups = [group for group in backend.target_groups.values() if arn in group.load_balancer_arns]
        works = [behind(sheet.scene, account, region, group.arn) for group in groups]
        for group, work in zip(groups, works, strict=True):
            both = {"TargetGroup": group.arn.rpartition(":")[2], **own}
            _add_targets(sheet, both, work)
            _add_health(sheet, both, group.arn, healthy_targets(account, region, group))
        if works:
            _add_targets(sheet, own, works[0])
        _add_balancer(sheet, own, works)


def _requests(moment: Moment, _wobble: float = 0.0) -> float:
    return _REQUESTS * moment.demand


def _served(work: Work, moment: Moment) -> float:
    return _requests(moment) if work.running(moment) else 0.0


def _add_targets(sheet: Sheet, dimensions: dict[str, str], work: Work) -> None:
    add = partial(sheet.add, NAMESPACE)
    shares: dict[str, Callable[[Moment], float]] = {
        "2XX": lambda moment: 0.965 - _failing(work, moment),
        "3XX": lambda _moment: 0.012,
        "4XX": lambda _moment: 0.022,
        "5XX": lambda moment: 0.0002 + _failing(work, moment),
    }
    add("RequestCount", dimensions, "Count", lambda moment, wobble: events(_served(work, moment), moment, wobble))
    for code, share in shares.items():
        add(f"HTTPCode_Target_{code}_Count", dimensions, "Count", partial(_answers, work, share))
    add("TargetResponseTime", dimensions, "Seconds", partial(_response_time, work))
    if "TargetGroup" in dimensions:
        group = {"TargetGroup": dimensions["TargetGroup"]}
        for each in (group, dimensions):
            add("RequestCountPerTarget", each, "Count", partial(_per_target, work))


def _answers(work: Work, share: Callable[[Moment], float], moment: Moment, wobble: float) -> Measured | None:
    return events(_served(work, moment) * share(moment), moment, wobble)


def _failing(work: Work, moment: Moment) -> float:
    return min(0.4, work.overload(moment) * 0.25) + (0.02 if moment.slow else 0.0)


def _response_time(work: Work, moment: Moment, wobble: float) -> Measured | None:
    busy = min(work.wanted(moment) or 0.0, 100.0) / 100.0
    seconds = _SECONDS * (1 + 0.6 * busy**3 + 12 * work.overload(moment)) * (1 + 0.12 * wobble)
    seconds += _SLOW_DATABASE_SECONDS * (1 + 0.2 * wobble) if moment.slow else 0.0
    return durations(seconds, int(_served(work, moment) * moment.minutes))


def _per_target(work: Work, moment: Moment, _wobble: float) -> Measured | None:
    running = work.running(moment)
    if not running:
        return None
    each = _requests(moment) / running * moment.minutes
    return Measured(_requests(moment) * moment.minutes, each, each, each)


def _add_health(sheet: Sheet, dimensions: dict[str, str], arn: str, healthy: int) -> None:
    for name, key, otherwise in (("HealthyHostCount", "healthy:", healthy), ("UnHealthyHostCount", UNHEALTHY, 0)):
        history = sheet.scene.history(f"{key}{arn}", float(otherwise))
        sheet.add(NAMESPACE, name, dimensions, "Count", lambda moment, _, h=history: h.at(moment.seen))  # type: ignore[misc]


def _add_balancer(sheet: Sheet, own: dict[str, str], works: list[Work]) -> None:
    add = partial(sheet.add, NAMESPACE)

    def refused(moment: Moment, wobble: float) -> Measured | None:
        """Answers of the balancer itself: nothing to ask, or no answer in time."""
        if not any(work.running(moment) for work in works):
            return events(_requests(moment), moment, wobble)
        late = max((work.overload(moment) for work in works), default=0.0) - 0.3
        return events(_requests(moment) * min(0.3, late * 0.1), moment, wobble) if late > 0 else None

    add("HTTPCode_ELB_5XX_Count", own, "Count", refused)
    add("HTTPCode_ELB_4XX_Count", own, "Count", lambda m, wobble: events(_requests(m) * 0.001, m, wobble))
    add("ActiveConnectionCount", own, "Count", lambda m, wobble: events(_requests(m) * 0.12 * (1 + 0.1 * wobble), m, 0))
    add("NewConnectionCount", own, "Count", lambda m, wobble: events(_requests(m) * 0.3 * (1 + 0.1 * wobble), m, 0))
    add("ProcessedBytes", own, "Bytes", lambda m, wobble: events(_requests(m), m, 0, _BYTES * (1 + 0.05 * wobble)))
    add("ConsumedLCUs", own, "Count", lambda m, wobble: _requests(m) / 1500 * (1 + 0.05 * wobble))
