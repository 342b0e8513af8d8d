"""Going back with the ECS services: each runs the task definition again that it ran before the apply."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from console.domain.ecs import Service, ServiceAddress, short_name
from console.domain.environment import EnvironmentName
from console.domain.rollout import Finding
from console.errors import RefusedError
from console.services.ecs import Ecs
from console.services.rollouts.failing import Back, BackContext, BackOutcome

POLL_SECONDS = 2.0
REFUSED_SECONDS = 60.0
"""ECS refuses while it is busy with a rollback of its own; longer than this it means it."""


class ServicesBack:
    """Goes back service by service, and waits for each verdict. What else the apply changed stays."""

    def __init__(
        self,
        ecs: Callable[[], Ecs],
        *,
        clock: Callable[[], float] = time.monotonic,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._get = ecs
        self._clock = clock
        self._poll = poll_seconds

    def services(self, name: EnvironmentName) -> dict[str, str]:
        """Each service with the ARN of its task definition; raises ConsoleError where they cannot be asked."""
        ecs = self._get()
        found = [ecs.status.view(address).service for address in ecs.status.services(name)]
        return {str(service.address): service.task_definition for service in found}

    def __call__(self, context: BackContext) -> BackOutcome:
        part = context.part
        if not part.services_before and part.before is None and not part.before_elsewhere:
            return BackOutcome(
                Back.FAILED, f"{part.environment} was made by this rollout, so its services ran nothing before."
            )
        if not part.services_before:
            return BackOutcome(
                Back.FAILED, f"what the services of {part.environment} ran before is not known, so none went back."
            )
        deadline = self._clock() + float(part.gates.verify_minutes) * 60
        for address in self._get().status.services(part.name):
            before = part.services_before.get(str(address))
            if before is None:
                context.tell("rollback", Finding.NOTED, f"{address} was made by this rollout: it stays as it is.")
                continue
            problem = self._back(part.name, address, before, deadline)
            if problem:
                return BackOutcome(Back.FAILED, problem)
            context.tell("rollback", Finding.PASSED, f"{address} runs {short_name(before)} again.")
        return BackOutcome(
            Back.DONE,
            f"Its services run again what they ran before; what else run {part.run} changed stays, and an apply of the "
            "same values would bring the change back.",
        )

    def _back(self, name: EnvironmentName, address: ServiceAddress, before: str, deadline: float) -> str:
        """What went wrong, as a sentence; empty where the service is back."""
        refused_since: float | None = None
        pause = threading.Event()
        while self._clock() < deadline:
            service = self._service(address)
            if service.task_definition == before:
                # Also where ECS went back by itself: a circuit breaker does.
                if not service.deploying:
                    return ""
            else:
                try:
                    return self._roll_back(name, address, before, deadline)
                except RefusedError as error:
                    refused_since = refused_since or self._clock()
                    if self._clock() - refused_since > REFUSED_SECONDS:
                        return error.message
            pause.wait(self._poll)
        return (
            f"{address} has not gone back to {short_name(before)} in time; `infra-console ecs status {name}` shows it."
        )

    def _service(self, address: ServiceAddress) -> Service:
        return self._get().status.view(address).service

    def _roll_back(self, name: EnvironmentName, address: ServiceAddress, before: str, deadline: float) -> str:
        """Raises RefusedError where ECS takes no rollback now."""
        ecs = self._get()
        plan = ecs.rollback.plan(name, short_name(before), address.name)
        watched = ecs.rollback.start(plan)
        outcome = ecs.following.follow(
            watched, lambda _: None, timeout_seconds=max(deadline - self._clock(), self._poll)
        )
        if outcome.good:
            return ""
        cause = f" {outcome.cause.words}" if outcome.cause is not None else ""
        return f"the rollback of {address} to {short_name(before)} is {outcome.verdict}.{cause}"
