"""What runs: the services of an environment with tasks, deployments, events, autoscaling and target health."""

from __future__ import annotations

from console.domain.ecs import Service, ServiceAddress, ServiceView, Task
from console.domain.environment import EnvironmentName
from console.errors import AwsError
from console.ports import EcsReader
from console.services.ecs_targets import EcsTargetFinder


class EcsStatus:
    """Looks only."""

    def __init__(self, targets: EcsTargetFinder, reader: EcsReader) -> None:
        self._targets = targets
        self._reader = reader

    def services(self, name: EnvironmentName) -> tuple[ServiceAddress, ...]:
        """Raises InputError where there are none."""
        return self._targets.of(name).services

    def views(self, name: EnvironmentName, service: str | None = None) -> tuple[ServiceView, ...]:
        """Every service, or the one of that name; raises InputError or AwsError."""
        targets = self._targets.of(name)
        chosen = targets.services if service is None else (targets.service(service),)
        return tuple(self.view(address) for address in chosen)

    def view(self, address: ServiceAddress) -> ServiceView:
        service = self._reader.service(address)
        healthy, total = self._health(service)
        return ServiceView(
            service=service,
            tasks=self._reader.tasks(address),
            stopped=self._reader.tasks(address, stopped=True),
            autoscaling=self._reader.autoscaling(address),
            healthy_targets=healthy,
            all_targets=total,
        )

    def stopped(self, address: ServiceAddress) -> tuple[Task, ...]:
        return self._reader.tasks(address, stopped=True)

    def _health(self, service: Service) -> tuple[int | None, int | None]:
        if not service.target_groups:
            return None, None
        try:
            return self._reader.targets(service.address.region, service.target_groups)
        except AwsError:
            # Who may not look at load balancers still sees the service: the health is shown as unknown.
            return None, None
