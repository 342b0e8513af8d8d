"""ECS through boto3: the calls that change something, apart from those that look."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from console.aws.ecs import SCALED, Clients
from console.aws.refusals import NotThereError, asking
from console.domain.ecs import Service, ServiceAddress, short_name
from console.errors import AwsError

_NOT_SETTINGS = frozenset(
    {
        "taskDefinitionArn",
        "revision",
        "status",
        "requiresAttributes",
        "compatibilities",
        "registeredAt",
        "registeredBy",
        "deregisteredAt",
        "deleteRequestedAt",
    }
)
"""What DescribeTaskDefinition answers and RegisterTaskDefinition does not take."""


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

    def register_with_image(self, address: ServiceAddress, definition: str, container: str, image: str) -> str:
        """A new revision that differs from `definition` in the image of one container only; its ARN."""
        with asking("ecs", f"the task definition {definition}"):
            described = self._ecs(address.region).describe_task_definition(taskDefinition=definition, include=["TAGS"])
            settings = {key: value for key, value in described["taskDefinition"].items() if key not in _NOT_SETTINGS}
            for each in settings["containerDefinitions"]:
                if each["name"] == container:
                    each["image"] = image
            tags = {"tags": described["tags"]} if described.get("tags") else {}
            registered = self._ecs(address.region).register_task_definition(**settings, **tags)
        return str(registered["taskDefinition"]["taskDefinitionArn"])

    def deploy(self, address: ServiceAddress, definition: str | None) -> None:
        """Start a deployment of this revision, or with None of the current one again."""
        change: dict[str, Any] = {"forceNewDeployment": True} if definition is None else {"taskDefinition": definition}
        with asking("ecs", f"the service {address}"):
            self._ecs(address.region).update_service(cluster=address.cluster, service=address.name, **change)

    def stop_deployment(self, address: ServiceAddress, deployment: str) -> None:
        """Roll a deployment that is under way back."""
        with asking("ecs", "the deployment under way"):
            self._ecs(address.region).stop_service_deployment(serviceDeploymentArn=deployment, stopType="ROLLBACK")

    def run_task(self, service: Service, definition: str, command: tuple[str, ...], container: str) -> str:
        """Run one task beside the service, in its network; returns the task's id."""
        address = service.address
        overrides = {"containerOverrides": [{"name": container, "command": list(command)}]} if command else {}
        fargate = any(name.startswith("FARGATE") for name in service.launch)
        with asking("ecs", f"the task definition {short_name(definition)}"):
            answer = self._ecs(address.region).run_task(
                cluster=address.cluster,
                taskDefinition=definition,
                launchType="FARGATE" if fargate else "EC2",
                startedBy="infra-console",
                **({"networkConfiguration": dict(service.network)} if service.network else {}),
                **({"overrides": overrides} if overrides else {}),
            )
        if not answer["tasks"]:
            reason = next((each.get("reason", "") for each in answer.get("failures") or ()), "no reason was given")
            raise AwsError(f"ECS did not start {short_name(definition)}: {reason}.")
        return short_name(answer["tasks"][0]["taskArn"])

    def set_bounds(self, address: ServiceAddress, minimum: int, maximum: int) -> None:
        """Set how few and how many tasks autoscaling may want."""
        with asking("application-autoscaling", f"the scaling of {address}"):
            self._clients.of("application-autoscaling", address.region).register_scalable_target(
                ResourceId=address.scalable_resource, MinCapacity=minimum, MaxCapacity=maximum, **SCALED
            )

    def set_target(self, address: ServiceAddress, policy: str, target: Decimal) -> None:
        """Set the value that a target-tracking policy keeps its metric at; the rest of it stays."""
        scaling = self._clients.of("application-autoscaling", address.region)
        with asking("application-autoscaling", f"the scaling policy {policy}"):
            policies = scaling.describe_scaling_policies(ResourceId=address.scalable_resource, **SCALED)
            found = next((each for each in policies["ScalingPolicies"] if each["PolicyName"] == policy), None)
            if found is None:
                raise NotThereError(f"There is no scaling policy {policy} any more: look again.")
            settings = found["TargetTrackingScalingPolicyConfiguration"] | {"TargetValue": float(target)}
            scaling.put_scaling_policy(
                PolicyName=policy,
                PolicyType=found["PolicyType"],
                ResourceId=address.scalable_resource,
                TargetTrackingScalingPolicyConfiguration=settings,
                **SCALED,
            )

    def _ecs(self, region: str) -> Any:
        return self._clients.of("ecs", region)
