"""Verify: the verdict of each ECS service's deployment, and the health of its targets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from console.domain.ecs import Service, ServiceAddress, short_name
from console.domain.ecs_deployment import ServiceDeployment, Verdict
from console.errors import InputError
from console.ports import EcsReader
from console.services.ecs_targets import EcsTargetFinder, EcsTargets
from console.services.following_deployments import Following, Outcome, Watched
from console.services.rollouts.checks import Look, Seen, failed, noted, passed, unknown
from console.services.rollouts.stage import StageContext
from console.services.rollouts.verify_state import applied_at
from console.services.rollouts.waits import Patience


@dataclass(frozen=True, slots=True)
class ServiceLooks:
    """Looks at ECS. A service that is stable is no verdict: after a rollback it is stable, too."""

    finder: Callable[[], EcsTargetFinder]
    """Made anew for each look: an apply may have made services."""
    reader: EcsReader
    following: Following

    def of(self, patience: Patience) -> Look:
        def look(context: StageContext) -> Iterator[Seen]:
            try:
                targets = self.finder().of(context.name)
            except InputError:
                return
            for address in targets.services:
                yield self._verdict(context, targets, address, patience)
                yield from self._targets(context, address, patience)

        return look

    def _verdict(self, context: StageContext, targets: EcsTargets, address: ServiceAddress, patience: Patience) -> Seen:
        check = f"service {address.name}"
        service = self.reader.service(address)
        if service.controller != "ECS":
            return unknown(f"{address} is deployed by {service.controller}: its verdict is told there.", check)

        def seen() -> tuple[Service, tuple[ServiceDeployment, ...]]:
            return self.reader.service(address), tuple(self.reader.deployments(address))

        # A deployment that goes on already may not be listed yet: the one before it is no verdict.
        service, deployments = patience.wait(
            context,
            seen,
            lambda now: not now[0].deploying or (bool(now[1]) and _ours(context, now[1][0])),
            f"the deployment of {address.name} to be listed",
        )
        if not deployments:
            if service.deploying:
                return unknown("A deployment is under way, and ECS lists none: look at the service.", check)
            return noted(f"ECS remembers no deployment of {address}.", check)
        newest = deployments[0]
        context.wait_for(f"the deployment of {address.name}")
        outcome = self.following.follow(
            Watched(address, frozenset(), deployment=newest.arn),
            lambda progress: context.wait_for(_going(progress.service)),
            cancel=context.cancelled,
            timeout_seconds=patience.left,
        )
        return _judged(context, outcome, newest, _applied(targets, address), check)

    def _targets(self, context: StageContext, address: ServiceAddress, patience: Patience) -> Iterator[Seen]:
        check = f"targets of {address.name}"
        service = self.reader.service(address)
        if not service.target_groups:
            return
        if service.desired == 0:
            yield noted("No task is wanted now, so that no target is there.", check)
            return
        healthy, total = patience.wait(
            context,
            lambda: self.reader.targets(address.region, service.target_groups),
            lambda seen: seen[0] == seen[1] > 0,
            f"the targets of {address.name} to be healthy",
        )
        words = f"{healthy} of {total} targets are healthy"
        yield passed(f"{words}.", check) if healthy == total > 0 else failed(f"{words}: see the service.", check)


def _applied(targets: EcsTargets, address: ServiceAddress) -> str | None:
    """The task definition `family:revision` that Terraform applied; None where the state does not say."""
    found = targets.resource(address)
    value = found.values.get("task_definition") if found else None
    return short_name(value) if isinstance(value, str) else None


def _judged(context: StageContext, outcome: Outcome, newest: ServiceDeployment, wanted: str | None, check: str) -> Seen:
    service, ours = outcome.service, _ours(context, newest)
    runs = short_name(service.task_definition)
    tasks = f"{service.running} of {service.desired} tasks run"
    if outcome.verdict is Verdict.RUNNING:
        return unknown(f"The deployment is still under way after {context.part.gates.verify_minutes} min.", check)
    if outcome.verdict is Verdict.SUPERSEDED:
        return unknown("Another deployment took the place of this one: look at the service.", check)
    if outcome.verdict is not Verdict.SUCCEEDED and ours:
        why = f": {outcome.cause.words.rstrip('.')}" if outcome.cause else ""
        return failed(f"The deployment {_ended(outcome.verdict)}{why}; {runs} runs, {tasks}.", check)
    if wanted is not None and wanted != runs:
        return failed(f"{wanted} was applied, but {runs} runs ({tasks}): the last one {_ended(outcome.verdict)}.",
                      check)  # fmt: skip
    which = "The deployment succeeded" if ours else "This apply brought no deployment"
    return passed(f"{which}: {runs}, {tasks}.", check)


def _ours(context: StageContext, deployment: ServiceDeployment) -> bool:
    return deployment.created_at is None or deployment.created_at >= applied_at(context)


def _going(service: Service) -> str:
    return f"the deployment of {service.address.name}: {service.running} of {service.desired} tasks run"


def _ended(verdict: Verdict) -> str:
    return {Verdict.ROLLED_BACK: "was rolled back", Verdict.STOPPED: "was stopped"}.get(verdict, verdict.value)
