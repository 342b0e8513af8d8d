"""ECS through boto3: the calls that change something, apart from those that look."""

from __future__ import annotations

from typing import Any

from console.aws.ecs import Clients
from console.aws.refusals import asking
from console.domain.ecs import ServiceAddress


class EcsChanges:
    """Every call here changes what runs. A console that may only look is built without it."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def scale(self, address: ServiceAddress, desired: int) -> None:
        """Set the desired count; ECS starts or stops tasks after that."""
        with asking("ecs", f"the service {address}"):
            self._ecs(address.region).update_service(
                cluster=address.cluster, service=address.name, desiredCount=desired
            )

    def _ecs(self, region: str) -> Any:
        return self._clients.of("ecs", region)
