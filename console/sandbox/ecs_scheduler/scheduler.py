"""The thread that gives every simulated service and task its turn."""

from __future__ import annotations

import logging
import time
from typing import Any

from moto.ecs.models import ecs_backends

from console.sandbox.ecs_scheduler import deployments, tasks, timing
from console.sandbox.ecs_scheduler.failures import failure_of
from console.sandbox.ecs_scheduler.reconcile import reconcile, service_tasks
from console.sandbox.faults import FaultSwitches
from console.sandbox.world import World

_LOG = logging.getLogger(__name__)


class EcsScheduler:
    """Moves the services and tasks of every account and region; sleeps while there is nothing to move."""

    def __init__(self, world: World, switches: FaultSwitches) -> None:
        self._world = world
        self._switches = switches

    def run(self) -> None:
        """Tick until the world is closed."""
        while not self._world.closed:
            seen = self._world.changes
            if self._tick_safely():
                time.sleep(timing.TICK)
            else:
                self._world.wait_for_change(seen)

    def tick(self) -> bool:
        """Take all steps that are due; True while something is still on its way."""
        unfinished = False
        changed = False
        faults = self._switches.on
        with self._world.turn:
            backends: list[Any] = [backend for _account, _region, backend in ecs_backends.iter_backends()]
            for backend in backends:
                for service in list(backend.services.values()):
                    if service.deployments:
                        changed |= reconcile(backend, service, faults)
                        unfinished |= _is_unfinished(backend, service)
                moved, waiting = _move_one_off_tasks(backend, faults)
                changed |= moved
                unfinished |= waiting
                _forget_old_tasks(backend)
                _count_cluster(backend)
        if changed:
            self._world.mark_changed()
        return unfinished

    def _tick_safely(self) -> bool:
        try:
            return self.tick()
        except Exception:  # noqa: BLE001 - one service that cannot be moved must not stop all the others for good
            _LOG.exception("the ECS scheduler could not take a step; it tries again after the next change")
            return False


def _is_unfinished(backend: Any, service: Any) -> bool:
    mine = service_tasks(backend, service)
    desired = service.desired_count if service.status == "ACTIVE" else 0
    rolling = service.status == "ACTIVE" and service.deployments[0]["rolloutState"] == deployments.IN_PROGRESS
    return rolling or len(mine) != desired or not all(tasks.is_healthy(task) for task in mine)


def _move_one_off_tasks(backend: Any, faults: frozenset[str]) -> tuple[bool, bool]:
    """Advance the tasks outside of services; returns whether any moved and whether any is still on its way."""
    moved = False
    waiting = False
    for cluster_tasks in backend.tasks.values():
        for task in cluster_tasks.values():
            if task.group.startswith("service:"):
                continue
            if tasks.is_new(task):
                definition = backend.describe_task_definition(task.task_definition_arn)
                failure = failure_of(definition, faults, backend.account_id, backend.region_name)
                tasks.clock(task).failure = failure
                tasks.place(backend, task)
            if tasks.has_stopped(task):
                continue
            waiting = True
            moved |= tasks.advance(backend, task)
            running_since = tasks.clock(task).running
            if tasks.is_running(task) and running_since and time.time() - running_since >= timing.ONE_OFF_RUN:
                tasks.request_stop(task, "Essential container in task exited", code="EssentialContainerExited")
                moved = True
    return moved, waiting


def _forget_old_tasks(backend: Any) -> None:
    horizon = time.time() - timing.STOPPED_TASK_KEPT
    for cluster_tasks in backend.tasks.values():
        old = [arn for arn, task in cluster_tasks.items() if (tasks.clock(task).stopped or horizon) < horizon]
        for arn in old:
            del cluster_tasks[arn]


def _count_cluster(backend: Any) -> None:
    for cluster in backend.clusters.values():
        services = [
            service
            for service in backend.services.values()
            if service.cluster_name == cluster.name and service.status == "ACTIVE"
        ]
        live = [
            task
            for task in backend.tasks.get(cluster.name, {}).values()
            if task.desired_status == "RUNNING" and not tasks.has_stopped(task)
        ]
        cluster.active_services_count = len(services)
        cluster.running_tasks_count = sum(tasks.is_running(task) for task in live)
        cluster.pending_tasks_count = len(live) - cluster.running_tasks_count
