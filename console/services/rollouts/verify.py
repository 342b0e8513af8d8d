"""Verify: whether what was applied works. What has not come to a verdict in time is inconclusive, not fine."""

from __future__ import annotations

import time

from console.domain.rollout import StageStatus
from console.services.rollouts.checks import Look, checked
from console.services.rollouts.stage import StageContext
from console.services.rollouts.verify_http import HttpLooks
from console.services.rollouts.verify_images import RunningImages
from console.services.rollouts.verify_machines import MachineLooks
from console.services.rollouts.verify_rules import RuleLooks
from console.services.rollouts.verify_services import ServiceLooks
from console.services.rollouts.verify_state import AppliedLooks
from console.services.rollouts.waits import POLL_SECONDS, Clock, Patience

ALARM_SECONDS = 300.0
"""An alarm that went off while tasks were replaced has so long, from the stage's beginning, to end."""


class Verify:
    """The services' verdicts first: what they need longest for, the rest is good by then."""

    def __init__(
        self,
        services: ServiceLooks,
        images: RunningImages,
        machines: MachineLooks,
        applied: AppliedLooks,
        http: HttpLooks,
        rules: RuleLooks,
        *,
        clock: Clock = time.monotonic,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._services = services
        self._images = images
        self._machines = machines
        self._applied = applied
        self._http = http
        self._rules = rules
        self._clock = clock
        self._poll = poll_seconds

    def __call__(self, context: StageContext) -> StageStatus:
        minutes = float(context.part.gates.verify_minutes)
        patience = Patience(minutes * 60, clock=self._clock, poll_seconds=self._poll)
        alarms = Patience(min(minutes * 60, ALARM_SECONDS), clock=self._clock, poll_seconds=self._poll)
        looks: dict[str, Look] = {
            "state": self._applied.state,
            "outputs": self._applied.outputs,
            "services": self._services.of(patience),
            "images": self._images.look,
            "groups": self._machines.groups(patience),
            "databases": self._machines.databases(patience),
            "alarms": self._applied.alarms(alarms),
            "HTTP": self._http.look,
            "rules": self._rules.look,
        }
        return checked(context, looks)
