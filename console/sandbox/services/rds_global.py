"""Aurora global databases: found by their names, joined and left from every region, tagged and changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.core.responses import ActionResult
from moto.rds.exceptions import RDSClientError
from moto.rds.models import DBCluster, GlobalCluster, RDSBackend, rds_backends
from moto.rds.responses import RDSResponse

from console.sandbox.patching import adds_to, wraps

_ARN_PART = ":global-cluster:"
_HOME = "us-east-1"
"""Where moto keeps the global databases of all regions."""


def _arn(self: GlobalCluster) -> str:
    """moto takes the region out of the whole ARN, and so out of a name that holds it."""
    return f"arn:{self.partition}:rds::{self.account_id}{_ARN_PART}{self.resource_id}"


GlobalCluster.arn = property(_arn)  # type: ignore[method-assign,assignment]


def _named(backend: RDSBackend, identifier: str) -> GlobalCluster:
    """The global database of that name; raises RDS's error when there is none."""
    if (found := backend.global_clusters.get(identifier)) is None:
        raise RDSClientError("GlobalClusterNotFoundFault", f"Global cluster {identifier} not found.")
    return found


@wraps(RDSResponse, "describe_global_clusters")
def _describe_by_name_or_member(_original: Callable[..., ActionResult], self: RDSResponse) -> ActionResult:
    """moto answers every global database whatever is asked for."""
    if identifier := self.params.get("GlobalClusterIdentifier"):
        return ActionResult({"GlobalClusters": [_named(self.global_backend, identifier)]})
    found = self.global_backend.describe_global_clusters()
    for condition in self.params.get("Filters", []):
        if condition["Name"] == "db-cluster-id":
            found = [each for each in found if {m.db_cluster_arn for m in each.members} & set(condition["Values"])]
    return ActionResult({"GlobalClusters": found})


@wraps(RDSBackend, "create_global_cluster")
def _create_with_writer(original: Callable[..., GlobalCluster], self: RDSBackend, **settings: Any) -> GlobalCluster:
    """moto makes the first member a reader, and keeps an ARN where the name belongs."""
    created = original(self, **settings)
    for member in created.members:
        member.is_writer = True
        member.global_cluster_identifier = created.global_cluster_identifier
    return created


@wraps(RDSResponse, "create_global_cluster")
def _create_with_tags(original: Callable[..., ActionResult], self: RDSResponse) -> ActionResult:
    answer = original(self)
    _named(self.global_backend, self.params["GlobalClusterIdentifier"]).tags = self.params.get("Tags", [])
    return answer


@wraps(RDSBackend, "delete_global_cluster")
def _delete_unprotected(
    original: Callable[..., GlobalCluster], self: RDSBackend, global_cluster_identifier: str
) -> GlobalCluster:
    if _named(self, global_cluster_identifier).deletion_protection:
        message = "Cannot delete a protected global cluster, please disable deletion protection and try again."
        raise RDSClientError("InvalidParameterCombination", message)
    return original(self, global_cluster_identifier)


@wraps(RDSResponse, "remove_from_global_cluster")
def _remove_from_any_region(_original: Callable[..., ActionResult], self: RDSResponse) -> ActionResult:
    """moto looks for the global database in the region of the request only, and ignores failures."""
    database = _named(self.global_backend, self.params["GlobalClusterIdentifier"])
    arn = self.params["DbClusterIdentifier"]
    leaving: list[DBCluster] = [member for member in database.members if member.db_cluster_arn == arn]
    if not leaving:
        raise RDSClientError("DBClusterNotFoundFault", f"{arn} is not a member of the global cluster.")
    for member in leaving:
        database.members.remove(member)
        member.global_cluster_identifier = None
    return ActionResult({"GlobalCluster": database})


@wraps(RDSBackend, "_get_resource_for_tagging")
def _tags_without_region(original: Callable[..., Any], self: RDSBackend, arn: str) -> Any:
    """moto refuses the ARN of a global database, which names no region."""
    _, _, identifier = arn.partition(_ARN_PART)
    return _named(rds_backends[self.account_id][_HOME], identifier) if identifier else original(self, arn)


@adds_to(RDSResponse)
def modify_global_cluster(self: RDSResponse) -> ActionResult:
    """Change protection or engine version."""
    database = _named(self.global_backend, self.params["GlobalClusterIdentifier"])
    if (protected := self.params.get("DeletionProtection")) is not None:
        database.deletion_protection = protected
    if version := self.params.get("EngineVersion"):
        database.engine_version = version
    return ActionResult({"GlobalCluster": database})
