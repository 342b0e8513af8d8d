"""Aurora: cluster parameters with their source, and no settings of Serverless v1 on a cluster that has none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from moto.core.responses import ActionResult
from moto.rds.models import DBCluster, DBClusterParameterGroup
from moto.rds.responses import RDSResponse

from console.sandbox.patching import adds_to, wraps

_SERVERLESS_V1 = "serverless"


@wraps(DBClusterParameterGroup, "update_cluster_parameters")
def _with_source(
    original: Callable[..., None], self: DBClusterParameterGroup, new_parameters: Iterable[dict[str, Any]]
) -> None:
    """Terraform reads back only the parameters whose source is the user."""
    original(self, [parameter | {"Source": "user"} for parameter in new_parameters])


@adds_to(RDSResponse)
def reset_db_cluster_parameter_group(self: RDSResponse) -> ActionResult:
    """Take back some of the parameters that were set, or all."""
    group = self.backend.db_cluster_parameter_groups[self.params["DBClusterParameterGroupName"]]
    for parameter in self.params.get("Parameters", []):
        group.parameters.pop(parameter["ParameterName"], None)
    if self.params.get("ResetAllParameters"):
        group.parameters.clear()
    return ActionResult({"DBClusterParameterGroupName": group.name})


_scaling_of_moto = DBCluster.scaling_configuration_info


def _scaling_configuration(self: DBCluster) -> dict[str, Any] | None:
    """moto answers an empty configuration for every cluster, which Terraform wants to remove on each plan."""
    settings: dict[str, Any] | None = (
        _scaling_of_moto.fget(self) if self.engine_mode == _SERVERLESS_V1 else None  # type: ignore[attr-defined]
    )
    return settings


DBCluster.scaling_configuration_info = property(_scaling_configuration)  # type: ignore[method-assign,assignment]
