"""A cluster on Fargate with one service, as the ECS tests need it."""

from __future__ import annotations

from typing import Any

from conftest import Cloud, wait_until


class Fargate:
    """A cluster with one task definition, in the default VPC."""

    def __init__(self, cloud: Cloud, name: str) -> None:
        self.cloud, self.ecs, self.name = cloud, cloud.client("ecs"), name
        subnets = cloud.client("ec2").describe_subnets()["Subnets"]
        self.subnet, self.vpc = subnets[0]["SubnetId"], subnets[0]["VpcId"]
        groups = cloud.client("ec2").describe_security_groups()["SecurityGroups"]
        group = next(group["GroupId"] for group in groups if group["VpcId"] == self.vpc)
        self.network = {"awsvpcConfiguration": {"subnets": [self.subnet], "securityGroups": [group]}}
        self.ecs.create_cluster(clusterName=name)
        self.register("v1")

    def register(self, tag: str) -> str:
        """A new revision; as on Fargate, the memory is the task's and not the container's."""
        log = {"awslogs-group": f"/ecs/{self.name}", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "api"}
        container = {
            "name": "api",
            "image": f"registry.example/api:{tag}",
            "portMappings": [{"containerPort": 3001}],
            "logConfiguration": {"logDriver": "awslogs", "options": log},
        }
        registered = self.ecs.register_task_definition(
            family=self.name,
            requiresCompatibilities=["FARGATE"],
            networkMode="awsvpc",
            cpu="256",
            memory="512",
            containerDefinitions=[container],
        )
        return str(registered["taskDefinition"]["taskDefinitionArn"])

    def serve(self, count: int = 1, **settings: Any) -> None:
        launch = {} if "capacityProviderStrategy" in settings else {"launchType": "FARGATE"}
        self.ecs.create_service(
            cluster=self.name,
            serviceName="api",
            taskDefinition=self.name,
            desiredCount=count,
            networkConfiguration=self.network,
            **launch,
            **settings,
        )

    def service(self) -> Any:
        return self.ecs.describe_services(cluster=self.name, services=["api"])["services"][0]

    def rollout(self) -> tuple[str, int]:
        service = self.service()
        return service["deployments"][0]["rolloutState"], service["runningCount"]

    def tasks(self, **which: Any) -> list[str]:
        return list(self.ecs.list_tasks(cluster=self.name, **which)["taskArns"])

    def update(self, **changes: Any) -> None:
        self.ecs.update_service(cluster=self.name, service="api", **changes)

    def settle(self, count: int) -> None:
        """Wait until the newest deployment is completed with so many tasks."""
        wait_until(lambda: self.rollout() == ("COMPLETED", count), f"{count} tasks run")

    def deployments(self) -> list[Any]:
        """The service deployments, described, newest first."""
        listed = self.ecs.list_service_deployments(cluster=self.name, service="api")["serviceDeployments"]
        arns = [each["serviceDeploymentArn"] for each in listed]
        found = self.ecs.describe_service_deployments(serviceDeploymentArns=arns)["serviceDeployments"]
        return sorted(found, key=lambda each: arns.index(each["serviceDeploymentArn"]))

    def revision(self, arn: str) -> Any:
        """One service revision."""
        return self.ecs.describe_service_revisions(serviceRevisionArns=[arn])["serviceRevisions"][0]

    def stopped(self) -> list[Any]:
        """The tasks that have stopped."""
        arns = self.tasks(desiredStatus="STOPPED")
        return list(self.ecs.describe_tasks(cluster=self.name, tasks=arns)["tasks"]) if arns else []
