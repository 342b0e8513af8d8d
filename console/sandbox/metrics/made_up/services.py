"""AWS/ECS, and ECS/ContainerInsights where a cluster has it: CPU and memory of services, and their tasks."""

from __future__ import annotations

from functools import partial
from typing import Any

from moto.ecs.models import ecs_backends

from console.sandbox.metrics.measured import Measured
from console.sandbox.metrics.signals import Moment, Sheet, gauge
from console.sandbox.metrics.work import Work, of_service

NAMESPACE = "AWS/ECS"
INSIGHTS = "ECS/ContainerInsights"


def add_series(sheet: Sheet, account: str, region: str) -> None:
    """The series of every service, and of every cluster with Container Insights."""
    backend: Any = ecs_backends[account][region]
    for service in backend.services.values():
        if service.status != "ACTIVE":
            continue
        work = of_service(sheet.scene, service)
        dimensions = {"ClusterName": service.cluster_name, "ServiceName": service.name}
        sheet.add(NAMESPACE, "CPUUtilization", dimensions, "Percent", partial(_cpu, work))
        sheet.add(NAMESPACE, "MemoryUtilization", dimensions, "Percent", partial(_memory, work))
        if _has_insights(backend.clusters.get(service.cluster_name)):
            _add_insights(sheet, dimensions, work, _definition(backend, service))


def _cpu(work: Work, moment: Moment, wobble: float) -> Measured | None:
    wanted = work.wanted(moment)
    if wanted is None:
        return None
    mean = min(wanted * (1 + 0.04 * wobble), 99.0 + wobble)
    return gauge(mean, min(4.0 + 0.08 * mean, max(0.0, 100.0 - mean)), work.running(moment) * moment.minutes)


def _memory(work: Work, moment: Moment, wobble: float) -> Measured | None:
    wanted = work.wanted(moment)
    if wanted is None:
        return None
    mean = min(46.0 + 0.12 * min(wanted, 220.0) + 1.5 * wobble, 97.0)
    return gauge(mean, 2.0, work.running(moment) * moment.minutes)


def _has_insights(cluster: Any) -> bool:
    settings = (cluster.settings if cluster is not None else None) or []
    return any(each.get("name") == "containerInsights" and each.get("value") != "disabled" for each in settings)


def _definition(backend: Any, service: Any) -> Any:
    return backend.describe_task_definition(service.task_definition)


def _add_insights(sheet: Sheet, dimensions: dict[str, str], work: Work, definition: Any) -> None:
    add = partial(sheet.add, INSIGHTS)
    cpu, memory = float(definition.cpu or 256), float(definition.memory or 512)

    def share(reading: Any, of: float) -> Any:
        def used(moment: Moment, wobble: float) -> float | None:
            measured = reading(work, moment, wobble)
            return None if measured is None else measured.total / measured.count / 100 * of * work.running(moment)

        return used

    counts = {
        "RunningTaskCount": lambda moment, _: work.running(moment),
        "DesiredTaskCount": lambda moment, _: work.running(moment),
        "PendingTaskCount": lambda _moment, _: 0.0,
        "DeploymentCount": lambda _moment, _: 1.0,
    }
    for name, count in counts.items():
        add(name, dimensions, "Count", count)
    add("CpuReserved", dimensions, "None", lambda moment, _: work.running(moment) * cpu)
    add("CpuUtilized", dimensions, "None", share(_cpu, cpu))
    add("MemoryReserved", dimensions, "Megabytes", lambda moment, _: work.running(moment) * memory)
    add("MemoryUtilized", dimensions, "Megabytes", share(_memory, memory))
    add(
        "NetworkRxBytes", dimensions, "Bytes/Second", lambda moment, wobble: 42_000 * moment.demand * (1 + 0.1 * wobble)
    )
    add(
        "NetworkTxBytes", dimensions, "Bytes/Second", lambda moment, wobble: 96_000 * moment.demand * (1 + 0.1 * wobble)
    )
