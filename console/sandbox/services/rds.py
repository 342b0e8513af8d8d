"""RDS: Performance Insights, an identity of its own for each instance, and parameters with their source."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from moto.core.responses import ActionResult
from moto.moto_api._internal import mock_random
from moto.rds.models import DBInstance, DBParameterGroup
from moto.rds.responses import RDSResponse

from console.sandbox.patching import adds_to, wraps

_DEFAULT_RETENTION_DAYS = 7


@wraps(DBInstance, "__init__")
def _with_identity_and_insights(
    original: Callable[..., None], self: DBInstance, backend: Any, *args: Any, **settings: Any
) -> None:
    """moto gives every instance the same DbiResourceId and drops Performance Insights."""
    original(self, backend, *args, **settings)
    self.dbi_resource_id = f"db-{mock_random.get_random_hex(26).upper()}"
    _keep_performance_insights(self, settings)


@wraps(DBInstance, "update")
def _with_updated_insights(original: Callable[..., Any], self: DBInstance, **settings: Any) -> Any:
    result = original(self, **settings)
    _keep_performance_insights(self, settings)
    return result


def _keep_performance_insights(instance: Any, settings: dict[str, Any]) -> None:
    """The request says EnablePerformanceInsights, the answer PerformanceInsightsEnabled."""
    if (enabled := settings.get("enable_performance_insights")) is None:
        return
    instance.performance_insights_enabled = enabled
    if not enabled:
        instance.performance_insights_kms_key_id = instance.performance_insights_retention_period = None
        return
    default_key = f"arn:aws:kms:{instance.region}:{instance.account_id}:key/aws-rds"
    instance.performance_insights_kms_key_id = settings.get("performance_insights_kms_key_id") or default_key
    instance.performance_insights_retention_period = (
        settings.get("performance_insights_retention_period") or _DEFAULT_RETENTION_DAYS
    )


@wraps(DBParameterGroup, "update_parameters")
def _with_source(
    original: Callable[..., None], self: DBParameterGroup, new_parameters: Iterable[dict[str, Any]]
) -> None:
    """Terraform reads back only the parameters whose source is the user."""
    original(self, [parameter | {"Source": "user"} for parameter in new_parameters])


@adds_to(RDSResponse)
def reset_db_parameter_group(self: RDSResponse) -> ActionResult:
    """Take back some of the parameters that were set, or all."""
    group = self.backend.db_parameter_groups[self.params["DBParameterGroupName"]]
    for parameter in self.params.get("Parameters", []):
        group.parameters.pop(parameter["ParameterName"], None)
    if self.params.get("ResetAllParameters"):
        group.parameters.clear()
    return ActionResult({"DBParameterGroupName": group.name})
