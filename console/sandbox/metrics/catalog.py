"""All metrics of one account and region: those that were put, and those that AWS makes for what stands there."""

from __future__ import annotations

import time
from collections.abc import Iterable

from moto.cloudwatch.models import cloudwatch_backends

from console.sandbox.metrics.made_up import (
    buckets,
    caches,
    databases,
    gateways,
    instances,
    load_balancers,
    services,
    tables,
)
from console.sandbox.metrics.measured import Metric, Series
from console.sandbox.metrics.scenery import scene_of
from console.sandbox.metrics.signals import Sheet
from console.sandbox.metrics.store import MetricStore
from console.sandbox.patching import attached

_NAMESPACES = (load_balancers, services, instances, databases, caches, tables, buckets, gateways)


def made_up_series(account: str, region: str, now: float) -> Sheet:
    """The series of all resources that stand in the account and region."""
    sheet = Sheet(scene_of(account, region, now))
    for namespace in _NAMESPACES:
        namespace.add_series(sheet, account, region)
    return sheet


def put_metrics(account: str, region: str) -> MetricStore:
    """The store of the metrics that were put; it is saved with the other resources."""
    return attached(cloudwatch_backends[account][region], "metrics", MetricStore)


class AllMetrics:
    """The metrics as they are at one moment: made anew for each request and each evaluation of the alarms."""

    def __init__(self, account: str, region: str, now: float | None = None) -> None:
        self._put = put_metrics(account, region).series
        self._made_up = made_up_series(account, region, time.time() if now is None else now)

    def find(self, metric: Metric) -> Series | None:
        """The series of a metric; what was put goes before what is made up."""
        return self._put.get(metric) or self._made_up.get(metric)

    def metrics(self) -> Iterable[Metric]:
        """Every metric, by namespace, name and dimensions."""
        return sorted({*self._put, *self._made_up})
