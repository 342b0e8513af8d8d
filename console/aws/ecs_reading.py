"""ECS's answers as domain objects."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from console.domain.ecs import (
    Container,
    ContainerDefinition,
    Deployment,
    LoadBalancing,
    ScalingPolicy,
    Service,
    ServiceAddress,
    ServiceEvent,
    Task,
    TaskDefinition,
)
from console.domain.ecs_deployment import ServiceDeployment, ServiceRevision

_UNITS = Decimal(1024)
"""CPU units of a vCPU, and MiB of a GB as Fargate counts them."""

Answer = Mapping[str, Any]


def read_service(address: ServiceAddress, answer: Answer) -> Service:
    configuration = answer.get("deploymentConfiguration") or {}
    breaker = configuration.get("deploymentCircuitBreaker") or {}
    strategy = answer.get("capacityProviderStrategy") or ()
    launch = tuple(each["capacityProvider"] for each in strategy) or tuple(filter(None, [answer.get("launchType", "")]))
    return Service(
        address=address,
        status=answer["status"],
        desired=answer["desiredCount"],
        running=answer["runningCount"],
        pending=answer["pendingCount"],
        task_definition=answer.get("taskDefinition", ""),
        launch=launch,
        controller=(answer.get("deploymentController") or {}).get("type", "ECS"),
        circuit_breaker=bool(breaker.get("enable")),
        rolls_back=bool(breaker.get("rollback")),
        load_balancers=tuple(
            LoadBalancing(each["targetGroupArn"], each.get("containerName", ""), each.get("containerPort", 0))
            for each in answer.get("loadBalancers") or ()
            if each.get("targetGroupArn")
        ),
        network=answer.get("networkConfiguration") or {},
        grace_seconds=answer.get("healthCheckGracePeriodSeconds"),
        takes_shells=bool(answer.get("enableExecuteCommand")),
        deployments=tuple(map(_service_line, answer.get("deployments") or ())),
        events=tuple(
            ServiceEvent(event["id"], event["createdAt"], event["message"]) for event in answer.get("events") or ()
        ),
    )


def _service_line(answer: Answer) -> Deployment:
    return Deployment(
        id=answer["id"],
        status=answer["status"],
        rollout_state=answer.get("rolloutState", ""),
        reason=answer.get("rolloutStateReason", ""),
        task_definition=answer.get("taskDefinition", ""),
        desired=answer.get("desiredCount", 0),
        running=answer.get("runningCount", 0),
        pending=answer.get("pendingCount", 0),
        failed=answer.get("failedTasks", 0),
        created_at=answer.get("createdAt"),
    )


def read_task(answer: Answer) -> Task:
    return Task(
        id=answer["taskArn"].rsplit("/", 1)[-1],
        status=answer["lastStatus"],
        desired_status=answer["desiredStatus"],
        task_definition=answer["taskDefinitionArn"],
        started_by=answer.get("startedBy", ""),
        health=answer.get("healthStatus", ""),
        zone=answer.get("availabilityZone", ""),
        created_at=answer.get("createdAt"),
        started_at=answer.get("startedAt"),
        stopped_at=answer.get("stoppedAt"),
        stop_code=answer.get("stopCode", ""),
        stopped_reason=answer.get("stoppedReason", ""),
        containers=tuple(
            Container(
                name=container["name"],
                status=container.get("lastStatus", ""),
                image=container.get("image", ""),
                exit_code=container.get("exitCode"),
                reason=container.get("reason", ""),
                health=container.get("healthStatus", ""),
                digest=container.get("imageDigest") or "",
            )
            for container in answer.get("containers") or ()
        ),
    )


def read_definition(answer: Answer) -> TaskDefinition:
    platform = answer.get("runtimePlatform") or {}
    return TaskDefinition(
        arn=answer["taskDefinitionArn"],
        family=answer["family"],
        revision=answer["revision"],
        active=answer.get("status", "ACTIVE") == "ACTIVE",
        vcpu=_size(answer.get("cpu")),
        gb=_size(answer.get("memory")),
        architecture=platform.get("cpuArchitecture", "X86_64"),
        system=platform.get("operatingSystemFamily", "LINUX"),
        network_mode=answer.get("networkMode", "bridge"),
        containers=tuple(map(_container_definition, answer.get("containerDefinitions") or ())),
        registered_at=answer.get("registeredAt"),
    )


def _size(text: Any) -> Decimal | None:
    return Decimal(str(text)) / _UNITS if text not in (None, "") else None


def _container_definition(answer: Answer) -> ContainerDefinition:
    logs = answer.get("logConfiguration") or {}
    options = logs.get("options") or {} if logs.get("logDriver") == "awslogs" else {}
    return ContainerDefinition(
        name=answer["name"],
        image=answer.get("image", ""),
        essential=answer.get("essential", True),
        environment={pair["name"]: pair.get("value", "") for pair in answer.get("environment") or ()},
        secrets={pair["name"]: pair["valueFrom"] for pair in answer.get("secrets") or ()},
        log_group=options.get("awslogs-group", ""),
        log_prefix=options.get("awslogs-stream-prefix", ""),
        ports=tuple(port["containerPort"] for port in answer.get("portMappings") or () if "containerPort" in port),
        command=tuple(answer.get("command") or ()),
    )


def read_policy(answer: Answer) -> ScalingPolicy:
    tracking = answer.get("TargetTrackingScalingPolicyConfiguration") or {}
    predefined = (tracking.get("PredefinedMetricSpecification") or {}).get("PredefinedMetricType", "")
    custom = (tracking.get("CustomizedMetricSpecification") or {}).get("MetricName", "")
    value = tracking.get("TargetValue")
    return ScalingPolicy(
        name=answer["PolicyName"],
        metric=predefined or custom or answer.get("PolicyType", ""),
        target=None if value is None else Decimal(str(value)),
    )


def read_deployment(answer: Answer) -> ServiceDeployment:
    breaker, rollback = answer.get("deploymentCircuitBreaker") or {}, answer.get("rollback") or {}
    return ServiceDeployment(
        arn=answer["serviceDeploymentArn"],
        status=answer["status"],
        reason=answer.get("statusReason", ""),
        target_revision=(answer.get("targetServiceRevision") or {}).get("arn", ""),
        source_revisions=tuple(each["arn"] for each in answer.get("sourceServiceRevisions") or ()),
        created_at=answer.get("createdAt"),
        started_at=answer.get("startedAt"),
        finished_at=answer.get("finishedAt") or answer.get("stoppedAt"),
        breaker_status=breaker.get("status", ""),
        failures=breaker.get("failureCount", 0),
        threshold=breaker.get("threshold"),
        rollback_reason=rollback.get("reason", ""),
        rollback_revision=rollback.get("serviceRevisionArn", ""),
        hooks_waiting=tuple(
            hook.get("hookId") or hook.get("targetArn", "")
            for hook in answer.get("lifecycleHookDetails") or ()
            if hook.get("status") == "AWAITING_ACTION"
        ),
    )


def read_revision(answer: Answer) -> ServiceRevision:
    return ServiceRevision(
        arn=answer["serviceRevisionArn"],
        task_definition=answer.get("taskDefinition", ""),
        images=tuple(each.get("image", "") for each in answer.get("containerImages") or ()),
        created_at=answer.get("createdAt"),
    )
