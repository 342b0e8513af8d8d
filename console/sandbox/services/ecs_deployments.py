"""ECS: service deployments and service revisions, which moto lacks."""

from __future__ import annotations

from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.core.responses import ActionResult
from moto.ecs.exceptions import ServiceNotFoundException
from moto.ecs.responses import EC2ContainerServiceResponse

from console.sandbox.ecs_scheduler.deployments import roll_back
from console.sandbox.ecs_scheduler.rollouts import ROLLING_BACK, Rollout, rollouts
from console.sandbox.patching import adds_to

_MOST_LISTED = 100
_MOST_DESCRIBED = 20


@adds_to(EC2ContainerServiceResponse)
def list_service_deployments(self: EC2ContainerServiceResponse) -> ActionResult:
    """The service deployments of a service, newest first, by status and by when they were made; in pages."""
    found = list(rollouts(_service(self, self._get_param("cluster", "default"), self._get_param("service"))))
    if wanted := self._get_param("status"):
        found = [each for each in found if each.status in wanted]
    created = self._get_param("createdAt") or {}
    if (after := created.get("after")) is not None:
        found = [each for each in found if each.created.timestamp() >= float(after)]
    if (before := created.get("before")) is not None:
        found = [each for each in found if each.created.timestamp() <= float(before)]
    start = int(self._get_param("nextToken") or 0)
    end = start + min(int(self._get_param("maxResults") or _MOST_LISTED), _MOST_LISTED)
    more = {"nextToken": str(end)} if end < len(found) else {}
    return ActionResult({"serviceDeployments": [each.listed() for each in found[start:end]], **more})


@adds_to(EC2ContainerServiceResponse)
def describe_service_deployments(self: EC2ContainerServiceResponse) -> ActionResult:
    """Service deployments by ARN, at most 20; those that there are not are named as failures."""
    asked = self._get_param("serviceDeploymentArns")
    if len(asked) > _MOST_DESCRIBED:
        raise _refusal("InvalidParameterException", f"At most {_MOST_DESCRIBED} service deployments are described.")
    found = {rollout.arn: (service, rollout) for service, rollout in _all(self)}
    return ActionResult(
        {
            "serviceDeployments": [
                rollout.described(_counts(service, rollout))
                for service, rollout in (found[arn] for arn in asked if arn in found)
            ],
            "failures": [{"arn": arn, "reason": "MISSING"} for arn in asked if arn not in found],
        }
    )


@adds_to(EC2ContainerServiceResponse)
def describe_service_revisions(self: EC2ContainerServiceResponse) -> ActionResult:
    """Service revisions by ARN, at most 20."""
    asked = self._get_param("serviceRevisionArns")
    if len(asked) > _MOST_DESCRIBED:
        raise _refusal("InvalidParameterException", f"At most {_MOST_DESCRIBED} service revisions are described.")
    found = {rollout.revision["serviceRevisionArn"]: rollout.revision for _, rollout in _all(self)}
    return ActionResult(
        {
            "serviceRevisions": [found[arn] for arn in asked if arn in found],
            "failures": [{"arn": arn, "reason": "MISSING"} for arn in asked if arn not in found],
        }
    )


@adds_to(EC2ContainerServiceResponse)
def stop_service_deployment(self: EC2ContainerServiceResponse) -> ActionResult:
    """Roll a deployment that is under way back; one that is rolling back already goes on doing so."""
    arn = self._get_param("serviceDeploymentArn")
    if (self._get_param("stopType") or "ROLLBACK") != "ROLLBACK":
        raise _refusal("InvalidParameterException", "The stop type must be ROLLBACK.")
    service, rollout = next(((s, r) for s, r in _all(self) if r.arn == arn), (None, None))
    if rollout is None:
        raise _refusal("ServiceDeploymentNotFoundException", "The service deployment was not found.")
    if rollout.over:
        raise _refusal("ConflictException", f"The service deployment cannot be stopped: it is {rollout.status}.")
    if rollout.status not in ROLLING_BACK:
        rollout.move("ROLLBACK_REQUESTED", "Service deployment rolled back by user.")
        roll_back(service, rollout, "Service deployment rolled back by user.")
    return ActionResult({"serviceDeploymentArn": arn})


def _service(self: EC2ContainerServiceResponse, cluster: str, name: str) -> Any:
    cluster_name = self.ecs_backend._get_cluster(cluster).name
    service = self.ecs_backend.services.get(f"{cluster_name}:{name.rsplit('/', maxsplit=1)[-1]}")
    if service is None:
        raise ServiceNotFoundException
    return service


def _all(self: EC2ContainerServiceResponse) -> list[tuple[Any, Rollout]]:
    return [(service, rollout) for service in self.ecs_backend.services.values() for rollout in rollouts(service)]


def _counts(service: Any, rollout: Rollout) -> dict[str, int]:
    line = next((each for each in service.deployments if each["id"] == rollout.line), None)
    return {
        "requestedTaskCount": line["desiredCount"] if line else 0,
        "runningTaskCount": line["runningCount"] if line else 0,
        "pendingTaskCount": line["pendingCount"] if line else 0,
    }


def _refusal(code: str, message: str) -> JsonRESTError:
    return JsonRESTError(code, message)
