"""The thread that looks at the simulated resources once a second: what metrics follow is written down, alarms act."""

from __future__ import annotations

import logging
import threading
import time

from moto.autoscaling.models import autoscaling_backends
from moto.cloudwatch.models import cloudwatch_backends
from moto.dynamodb.models import dynamodb_backends
from moto.ecs.models import ecs_backends
from moto.elbv2.models import elbv2_backends

from console.sandbox.alarms.watch import watch
from console.sandbox.faults import FaultSwitches
from console.sandbox.metrics.scenery import record_capacity
from console.sandbox.world import World

_LOG = logging.getLogger(__name__)
_SECONDS = 1.0
_ALARM_SECONDS = 5.0


class Pulse:
    """Beats until the world is closed."""

    def __init__(self, world: World, switches: FaultSwitches) -> None:
        self._world = world
        self._switches = switches
        self._pause = threading.Event()
        self._look_at_alarms = 0.0

    def run(self) -> None:
        """Beat once a second."""
        while not self._world.closed:
            try:
                self.beat(time.time())
            except Exception:  # noqa: BLE001 - one resource that cannot be looked at must not stop all metrics for good
                _LOG.exception("the sandbox could not look at its resources; it tries again in a second")
            self._pause.wait(_SECONDS)

    def beat(self, now: float) -> None:
        """Look at every account and region once."""
        faults = self._switches.since
        changed = False
        with self._world.turn:
            for account, region in _in_use():
                changed |= record_capacity(account, region, now, faults)
                if now >= self._look_at_alarms:
                    changed |= watch(account, region, now)
            if now >= self._look_at_alarms:
                self._look_at_alarms = now + _ALARM_SECONDS
        if changed:
            self._world.mark_changed()


def _in_use() -> set[tuple[str, str]]:
    """The accounts and regions that have anything to look at."""
    watched = (autoscaling_backends, cloudwatch_backends, dynamodb_backends, ecs_backends, elbv2_backends)
    return {(account, region) for backends in watched for account, region, _ in backends.iter_backends()}
