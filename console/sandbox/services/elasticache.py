"""ElastiCache: parameter groups, deleted subnet groups, and the members and size of replication groups."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import camelcase_to_underscores, utcnow
from moto.elasticache.exceptions import CacheSubnetGroupNotFound, ElastiCacheException
from moto.elasticache.models import ElastiCacheBackend, ReplicationGroup
from moto.elasticache.responses import ElastiCacheResponse

from console.sandbox.patching import adds_to, attached, wraps

_MODIFIABLE = (
    "AutoMinorVersionUpgrade",
    "CacheParameterGroupName",
    "EngineVersion",
    "NotificationTopicArn",
    "PreferredMaintenanceWindow",
    "SecurityGroupIds",
    "SnapshotWindow",
    "TransitEncryptionMode",
)
"""Parameters of ModifyReplicationGroup that moto reads but does not keep."""


class MemberCluster:
    """One node of a replication group as DescribeCacheClusters shows it; its settings are the group's."""

    def __init__(self, group: ReplicationGroup, cluster_id: str) -> None:
        prefix = group.arn.partition(":replicationgroup:")[0]
        zone = next(
            (
                member["preferred_availability_zone"]
                for node_group in group.node_groups
                for member in node_group["node_group_members"]
                if member["cache_cluster_id"] == cluster_id
            ),
            None,
        )
        self.cache_cluster_id = cluster_id
        self.arn = f"{prefix}:cluster:{cluster_id}"
        self.replication_group_id = group.replication_group_id
        self.cache_cluster_status = group.status
        self.engine = group.engine
        self.engine_version = _three_part_version(group.engine_version)
        self.cache_node_type = group.cache_node_type
        self.num_cache_nodes = 1
        self.preferred_availability_zone = zone
        self.cache_subnet_group_name = group.cache_subnet_group_name
        self.cache_parameter_group = {
            "CacheParameterGroupName": group.cache_parameter_group_name or "default.redis7",
            "ParameterApplyStatus": "in-sync",
        }
        self.security_groups = [{"SecurityGroupId": i, "Status": "active"} for i in group.security_group_ids or []]
        self.preferred_maintenance_window = group.preferred_maintenance_window or "sun:05:00-sun:06:00"
        self.auto_minor_version_upgrade = str(group.auto_minor_version_upgrade).lower() != "false"
        self.snapshot_retention_limit = group.snapshot_retention_limit
        self.snapshot_window = group.snapshot_window
        self.transit_encryption_enabled = group.transit_encryption_enabled
        self.at_rest_encryption_enabled = group.at_rest_encryption_enabled
        self.auth_token_enabled = group.auth_token_enabled
        self.network_type = group.network_type
        self.ip_discovery = group.ip_discovery
        if group.notification_topic_arn:
            self.notification_configuration = {"TopicArn": group.notification_topic_arn, "TopicStatus": "active"}
        address = f"{cluster_id}.{group.replication_group_id}.use1.cache.amazonaws.com"
        self.cache_nodes = [
            {
                "CacheNodeId": "0001",
                "CacheNodeStatus": "available",
                "Endpoint": {"Address": address, "Port": int(group.port)},
                "CustomerAvailabilityZone": zone,
            }
        ]


def _three_part_version(version: str | None) -> str:
    parts = (version or "7.1").split(".")
    return ".".join([*parts, "0", "0"][:3])


@wraps(ElastiCacheBackend, "describe_cache_clusters")
def _with_members(original: Callable[..., Any], self: ElastiCacheBackend, cache_cluster_id: str | None = None) -> Any:
    members = {
        cluster_id: MemberCluster(group, cluster_id)
        for group in self.replication_groups.values()
        for cluster_id in group.member_clusters
    }
    if cache_cluster_id in members:
        return [members[cache_cluster_id]]
    clusters = original(self, cache_cluster_id)
    return clusters if cache_cluster_id else [*clusters, *members.values()]


@wraps(ReplicationGroup, "__init__")
def _with_defaults(original: Callable[..., None], self: ReplicationGroup, **settings: Any) -> None:
    """moto counts only `replicas_per_node_group`, and leaves open whether TLS is required where it is on."""
    clusters = settings.get("num_cache_clusters")
    if clusters and not settings.get("replicas_per_node_group") and settings.get("cluster_mode") != "enabled":
        settings["replicas_per_node_group"] = clusters - 1
    if settings.get("transit_encryption_enabled") and not settings.get("transit_encryption_mode"):
        settings["transit_encryption_mode"] = "required"
    original(self, **settings)


@wraps(ElastiCacheResponse, "modify_replication_group")
def _with_all_modifications(original: Callable[..., ActionResult], self: ElastiCacheResponse) -> ActionResult:
    result = original(self)
    group = self.elasticache_backend.replication_groups[self._get_param("ReplicationGroupId")]
    for name in _MODIFIABLE:
        if (value := self._get_param(name)) is not None:
            setattr(group, camelcase_to_underscores(name), value)
    if (encrypted := self._get_bool_param("TransitEncryptionEnabled")) is not None:
        group.transit_encryption_enabled = encrypted
    strategy = self._get_param("AuthTokenUpdateStrategy")
    if strategy or self._get_param("AuthToken"):
        group.auth_token_enabled = strategy != "DELETE"
        group.auth_token_last_modified_date = utcnow() if group.auth_token_enabled else None
    if (logs := self._get_param("LogDeliveryConfigurations")) is not None:
        kept = [log for log in logs if log.get("Enabled", True)]
        group.log_delivery_configurations = group._get_log_delivery_configurations(kept)
    return result


@wraps(ElastiCacheBackend, "delete_replication_group")
def _deleted_for_good(
    original: Callable[..., Any], self: ElastiCacheBackend, replication_group_id: str, **settings: Any
) -> Any:
    """moto keeps the group in "deleting" for ever."""
    group = original(self, replication_group_id, **settings)
    del self.replication_groups[replication_group_id]
    return group


def _set_number_of_replicas(self: ElastiCacheResponse) -> ActionResult:
    group = self.elasticache_backend.describe_replication_groups(self._get_param("ReplicationGroupId"))[0]
    wanted = self._get_int_param("NewReplicaCount") + 1
    members = group.node_groups[0]["node_group_members"]
    while len(members) > wanted:
        group.member_clusters.remove(members.pop()["cache_cluster_id"])
    while len(members) < wanted:
        zone = f"{self.region}{'abc'[len(members) % 3]}"
        replica = copy.deepcopy(members[0]) | {
            "cache_cluster_id": f"{group.replication_group_id}-{len(members) + 1:03}",
            "current_role": "replica",
            "preferred_availability_zone": zone,
        }
        members.append(replica)
        group.member_clusters.append(replica["cache_cluster_id"])
    return ActionResult({"ReplicationGroup": group})


@adds_to(ElastiCacheResponse)
def increase_replica_count(self: ElastiCacheResponse) -> ActionResult:
    """Add replicas to a replication group of one node group."""
    return _set_number_of_replicas(self)


@adds_to(ElastiCacheResponse)
def decrease_replica_count(self: ElastiCacheResponse) -> ActionResult:
    """Take replicas from a replication group of one node group."""
    return _set_number_of_replicas(self)


@adds_to(ElastiCacheResponse)
def delete_cache_subnet_group(self: ElastiCacheResponse) -> ActionResult:
    """Delete a subnet group."""
    name = self._get_param("CacheSubnetGroupName")
    if self.elasticache_backend.cache_subnet_groups.pop(name, None) is None:
        raise CacheSubnetGroupNotFound(name)
    return EmptyResult()


class ParameterGroup:
    """A cache parameter group; only the parameters that were set are known."""

    def __init__(self, backend: ElastiCacheBackend, name: str, family: str, description: str) -> None:
        self.cache_parameter_group_name = name
        self.cache_parameter_group_family = family
        self.description = description
        self.is_global = False
        self.arn = f"arn:aws:elasticache:{backend.region_name}:{backend.account_id}:parametergroup:{name}"
        self.values: dict[str, str] = {}


def _parameter_groups(backend: ElastiCacheBackend) -> dict[str, ParameterGroup]:
    return attached(backend, "parameter_groups", dict[str, ParameterGroup])


def _named_parameter_group(self: ElastiCacheResponse) -> ParameterGroup:
    name = self._get_param("CacheParameterGroupName")
    group = _parameter_groups(self.elasticache_backend).get(name)
    if group is None:
        raise ElastiCacheException("CacheParameterGroupNotFound", f"CacheParameterGroup {name} not found.")
    return group


@adds_to(ElastiCacheResponse)
def create_cache_parameter_group(self: ElastiCacheResponse) -> ActionResult:
    """Create a parameter group without parameters of its own."""
    backend = self.elasticache_backend
    name = self._get_param("CacheParameterGroupName").lower()
    if name in _parameter_groups(backend):
        raise ElastiCacheException("CacheParameterGroupAlreadyExists", f"Parameter group {name} already exists")
    group = ParameterGroup(backend, name, self._get_param("CacheParameterGroupFamily"), self._get_param("Description"))
    _parameter_groups(backend)[name] = group
    backend.tagging_service.tag_resource(group.arn, self._get_param("Tags", []))
    return ActionResult({"CacheParameterGroup": group})


@adds_to(ElastiCacheResponse)
def describe_cache_parameter_groups(self: ElastiCacheResponse) -> ActionResult:
    """One parameter group, or all."""
    if self._get_param("CacheParameterGroupName"):
        return ActionResult({"CacheParameterGroups": [_named_parameter_group(self)]})
    return ActionResult({"CacheParameterGroups": list(_parameter_groups(self.elasticache_backend).values())})


@adds_to(ElastiCacheResponse)
def describe_cache_parameters(self: ElastiCacheResponse) -> ActionResult:
    """The parameters that were set, each with the source `user`."""
    parameters = [
        {"ParameterName": name, "ParameterValue": value, "Source": "user", "IsModifiable": True}
        for name, value in _named_parameter_group(self).values.items()
    ]
    return ActionResult({"Parameters": parameters})


@adds_to(ElastiCacheResponse)
def modify_cache_parameter_group(self: ElastiCacheResponse) -> ActionResult:
    """Set parameters."""
    group = _named_parameter_group(self)
    for parameter in self._get_param("ParameterNameValues", []):
        group.values[parameter["ParameterName"]] = parameter["ParameterValue"]
    return ActionResult({"CacheParameterGroupName": group.cache_parameter_group_name})


@adds_to(ElastiCacheResponse)
def reset_cache_parameter_group(self: ElastiCacheResponse) -> ActionResult:
    """Take back some of the parameters that were set, or all."""
    group = _named_parameter_group(self)
    for parameter in self._get_param("ParameterNameValues", []):
        group.values.pop(parameter["ParameterName"], None)
    if self._get_bool_param("ResetAllParameters"):
        group.values.clear()
    return ActionResult({"CacheParameterGroupName": group.cache_parameter_group_name})


@adds_to(ElastiCacheResponse)
def delete_cache_parameter_group(self: ElastiCacheResponse) -> ActionResult:
    """Delete a parameter group."""
    group = _named_parameter_group(self)
    del _parameter_groups(self.elasticache_backend)[group.cache_parameter_group_name]
    return EmptyResult()


@wraps(ElastiCacheBackend, "list_tags_for_resource")
def _tags_of_parameter_groups_too(original: Callable[..., Any], self: ElastiCacheBackend, arn: str) -> Any:
    if ":parametergroup:" in arn:
        return self.tagging_service.list_tags_for_resource(arn)
    return original(self, arn)
