"""A console home in which four environments stand, without an apply: their resources in the sandbox, their states."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from console.aws.session import service_client
from console.domain.cost_figures import CostFigures
from console.domain.environment import EnvironmentName, Preset
from console.domain.run import RunKind, RunRecord, RunStatus, Stage, StageName
from console.sandbox.control import Sandbox
from console.services.presets import discover
from console.services.run_store import RunStore
from console.settings import Settings

ENVIRONMENTS = tuple(
    map(EnvironmentName.parse, ("replaydash/dev", "replaydash/staging", "replaydash/production", "twitter/staging"))
)
ALARMS = 8
"""Of each environment."""


def stand(home: Path, sandbox: Sandbox) -> None:
    """Make the resources, write the states where the presets keep them, and a run that applied them."""
    presets, store = discover(Settings(home=home).presets), RunStore(home, sandbox=True)
    for name in ENVIRONMENTS:
        preset = presets.preset(name)
        resources = _made(name, preset.region, sandbox)
        backend = preset.backend
        sandbox.ensure_bucket(str(backend.bucket), str(backend.region))
        s3 = service_client("s3", str(backend.region), sandbox.environment())
        s3.put_object(Bucket=backend.bucket, Key=backend.key, Body=json.dumps(_state(resources)).encode())
        _applied(name, preset, store, len(resources))


def _made(name: EnvironmentName, region: str, sandbox: Sandbox) -> list[tuple[str, dict[str, Any]]]:
    """Resources as a state has them: type and attributes."""
    own = f"{name.system}-{name.environment}"

    def client(service: str) -> Any:
        return service_client(service, region, sandbox.environment())

    ecs = client("ecs")
    cluster = ecs.create_cluster(clusterName=f"{own}-cluster")["cluster"]["clusterArn"]
    container = {"name": "api", "image": "api:1", "essential": True}
    ecs.register_task_definition(
        family=f"{own}-api", containerDefinitions=[container], cpu="256", memory="512",
        requiresCompatibilities=["FARGATE"], networkMode="awsvpc",
    )  # fmt: skip
    ecs.create_service(cluster=cluster, serviceName=f"{own}-api", taskDefinition=f"{own}-api", desiredCount=0)
    client("rds").create_db_instance(
        DBInstanceIdentifier=f"{own}-postgres", DBInstanceClass="db.t4g.micro", Engine="postgres", AllocatedStorage=20,
        MasterUsername="console", MasterUserPassword="not-a-secret",
    )  # fmt: skip
    found: list[tuple[str, dict[str, Any]]] = [
        ("aws_ecs_cluster", {"arn": cluster, "name": f"{own}-cluster", "id": cluster}),
        ("aws_ecs_service", {"name": f"{own}-api", "cluster": cluster}),
        ("aws_db_instance", {"identifier": f"{own}-postgres"}),
    ]
    cloudwatch = client("cloudwatch")
    for number in range(ALARMS):
        watched: dict[str, Any] = {
            "namespace": "AWS/RDS", "metric_name": "CPUUtilization", "statistic": "Average", "period": 300,
            "threshold": 90.0 + number, "comparison_operator": "GreaterThanThreshold",
        }  # fmt: skip
        cloudwatch.put_metric_alarm(
            AlarmName=f"{own}-cpu-{number}", Namespace="AWS/RDS", MetricName="CPUUtilization", Statistic="Average",
            Period=300, EvaluationPeriods=2, Threshold=90.0 + number, ComparisonOperator="GreaterThanThreshold",
            Dimensions=[{"Name": "DBInstanceIdentifier", "Value": f"{own}-postgres"}],
        )  # fmt: skip
        dimensions = {"DBInstanceIdentifier": f"{own}-postgres"}
        found.append((
            "aws_cloudwatch_metric_alarm", watched | {"alarm_name": f"{own}-cpu-{number}", "dimensions": dimensions}
        ))  # fmt: skip
    return found


def _state(resources: list[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    """Terraform's format 4."""
    return {
        "version": 4,
        "terraform_version": "1.11.4",
        "serial": 1,
        "lineage": "00000000-0000-0000-0000-000000000000",
        "outputs": {},
        "resources": [
            {
                "mode": "managed",
                "type": type_,
                "name": f"r{number}",
                "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
                "instances": [{"schema_version": 0, "attributes": values}],
            }
            for number, (type_, values) in enumerate(resources)
        ],
    }


def _applied(name: EnvironmentName, preset: Preset, store: RunStore, count: int) -> None:
    number, folder = store.create(name)
    at = datetime.now(UTC) + timedelta(seconds=1)
    budget = preset.budget_usd or Decimal(100)
    folder.write(
        RunRecord(
            number=number, environment=str(name), kind=RunKind.APPLY, status=RunStatus.DONE, created_at=at,
            by="bench@here", sandbox=True, stages=[Stage(name=StageName.APPLY, started_at=at, seconds=1, exit_code=0)],
            cost=CostFigures(before=Decimal(0), after=budget * Decimal("0.7"), complete=True), ended_at=at,
            resources_after=count,
        )
    )  # fmt: skip
