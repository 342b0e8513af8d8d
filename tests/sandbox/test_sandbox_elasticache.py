"""What Terraform does with a Redis replication group, its parameter group and its subnet group."""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError
from conftest import Cloud

OnlyInSandbox = Callable[[Callable[[Cloud], Any], Any], None]


def replication_group(cloud: Cloud, name: str, **settings: Any) -> Any:
    elasticache = cloud.client("elasticache")
    elasticache.create_replication_group(
        ReplicationGroupId=name,
        ReplicationGroupDescription="test",
        Engine="redis",
        EngineVersion="7.1",
        CacheNodeType="cache.t4g.micro",
        **settings,
    )
    return elasticache


def members(elasticache: Any, name: str) -> list[str]:
    group = elasticache.describe_replication_groups(ReplicationGroupId=name)["ReplicationGroups"][0]
    return list(group["MemberClusters"])


def test_members_of_a_replication_group_can_be_described(only_in_sandbox: OnlyInSandbox) -> None:
    def member(cloud: Cloud) -> Any:
        elasticache = replication_group(cloud, "described", TransitEncryptionEnabled=True, SnapshotWindow="03:00-05:00")
        cluster = elasticache.describe_cache_clusters(CacheClusterId="described-001")["CacheClusters"][0]
        names = ("ReplicationGroupId", "EngineVersion", "TransitEncryptionEnabled", "SnapshotWindow")
        return [cluster[name] for name in names]

    only_in_sandbox(member, ["described", "7.1.0", True, "03:00-05:00"])


def test_members_appear_among_all_clusters(only_in_sandbox: OnlyInSandbox) -> None:
    def clusters(cloud: Cloud) -> Any:
        elasticache = replication_group(cloud, "listed")
        return "listed-001" in [c["CacheClusterId"] for c in elasticache.describe_cache_clusters()["CacheClusters"]]

    only_in_sandbox(clusters, True)


def test_the_number_of_clusters_is_honoured(only_in_sandbox: OnlyInSandbox) -> None:
    def size(cloud: Cloud) -> Any:
        return members(replication_group(cloud, "two", NumCacheClusters=2), "two")

    only_in_sandbox(size, ["two-001", "two-002"])


def test_replicas_can_be_added_and_taken_away(only_in_sandbox: OnlyInSandbox) -> None:
    def sizes(cloud: Cloud) -> Any:
        elasticache = replication_group(cloud, "resized", NumCacheClusters=1)
        elasticache.increase_replica_count(ReplicationGroupId="resized", NewReplicaCount=2, ApplyImmediately=True)
        grown = members(elasticache, "resized")
        elasticache.decrease_replica_count(ReplicationGroupId="resized", NewReplicaCount=1, ApplyImmediately=True)
        return len(grown), members(elasticache, "resized")

    only_in_sandbox(sizes, (3, ["resized-001", "resized-002"]))


def test_every_modification_of_a_replication_group_is_kept(only_in_sandbox: OnlyInSandbox) -> None:
    def modified(cloud: Cloud) -> Any:
        elasticache = replication_group(cloud, "modified")
        elasticache.modify_replication_group(
            ReplicationGroupId="modified", SnapshotWindow="01:00-02:00", SecurityGroupIds=["sg-1"]
        )
        group = elasticache.describe_replication_groups(ReplicationGroupId="modified")["ReplicationGroups"][0]
        member = elasticache.describe_cache_clusters(CacheClusterId="modified-001")["CacheClusters"][0]
        return group["SnapshotWindow"], member["SecurityGroups"][0]["SecurityGroupId"]

    only_in_sandbox(modified, ("01:00-02:00", "sg-1"))


def test_tls_is_required_where_it_is_on_and_nothing_else_was_said(only_in_sandbox: OnlyInSandbox) -> None:
    def modes(cloud: Cloud) -> Any:
        found = []
        for name, settings in (("strict", {}), ("mild", {"TransitEncryptionMode": "preferred"})):
            elasticache = replication_group(cloud, name, TransitEncryptionEnabled=True, **settings)
            group = elasticache.describe_replication_groups(ReplicationGroupId=name)["ReplicationGroups"][0]
            found.append(group["TransitEncryptionMode"])
        return found

    only_in_sandbox(modes, ["required", "preferred"])


def test_tls_and_an_auth_token_can_be_turned_on_later_and_the_token_taken_away(only_in_sandbox: OnlyInSandbox) -> None:
    def states(cloud: Cloud) -> Any:
        elasticache = replication_group(cloud, "secured")
        found = []
        for change in (
            {"TransitEncryptionEnabled": True, "TransitEncryptionMode": "required"},
            {"AuthToken": "long-enough-for-a-token", "AuthTokenUpdateStrategy": "SET"},
            {"AuthTokenUpdateStrategy": "DELETE"},
        ):
            elasticache.modify_replication_group(ReplicationGroupId="secured", ApplyImmediately=True, **change)
            group = elasticache.describe_replication_groups(ReplicationGroupId="secured")["ReplicationGroups"][0]
            found.append((group["TransitEncryptionEnabled"], group["AuthTokenEnabled"]))
        return found

    only_in_sandbox(states, [(True, False), (True, True), (True, False)])


def test_a_deleted_replication_group_is_gone(only_in_sandbox: OnlyInSandbox) -> None:
    def after_deletion(cloud: Cloud) -> Any:
        elasticache = replication_group(cloud, "deleted")
        elasticache.delete_replication_group(ReplicationGroupId="deleted")
        try:
            elasticache.describe_replication_groups(ReplicationGroupId="deleted")
        except ClientError as error:
            return error.response["Error"]["Code"]
        return "still there"

    only_in_sandbox(after_deletion, "ReplicationGroupNotFoundFault")


def test_a_parameter_group_lives_from_creation_to_deletion(only_in_sandbox: OnlyInSandbox) -> None:
    def life(cloud: Cloud) -> Any:
        elasticache = cloud.client("elasticache")
        name, parameter = "redis-parameters", {"ParameterName": "maxmemory-policy", "ParameterValue": "allkeys-lru"}
        tags = [{"Key": "Project", "Value": "replaydash"}]
        created = elasticache.create_cache_parameter_group(
            CacheParameterGroupName=name, CacheParameterGroupFamily="redis7", Description="d", Tags=tags
        )
        arn = created["CacheParameterGroup"]["ARN"]
        elasticache.modify_cache_parameter_group(CacheParameterGroupName=name, ParameterNameValues=[parameter])
        (kept,) = elasticache.describe_cache_parameters(CacheParameterGroupName=name, Source="user")["Parameters"]
        elasticache.reset_cache_parameter_group(CacheParameterGroupName=name, ParameterNameValues=[parameter])
        left = elasticache.describe_cache_parameters(CacheParameterGroupName=name)["Parameters"]
        read_tags = elasticache.list_tags_for_resource(ResourceName=arn)["TagList"]
        family = elasticache.describe_cache_parameter_groups(CacheParameterGroupName=name)["CacheParameterGroups"][0]
        elasticache.delete_cache_parameter_group(CacheParameterGroupName=name)
        try:
            elasticache.describe_cache_parameter_groups(CacheParameterGroupName=name)
        except ClientError as error:
            gone = error.response["Error"]["Code"]
        return kept["ParameterValue"], left, read_tags == tags, family["CacheParameterGroupFamily"], gone

    only_in_sandbox(life, ("allkeys-lru", [], True, "redis7", "CacheParameterGroupNotFound"))


def test_a_subnet_group_can_be_deleted(only_in_sandbox: OnlyInSandbox) -> None:
    def after_deletion(cloud: Cloud) -> Any:
        elasticache = cloud.client("elasticache")
        subnet = cloud.client("ec2").describe_subnets()["Subnets"][0]["SubnetId"]
        elasticache.create_cache_subnet_group(
            CacheSubnetGroupName="short-lived", CacheSubnetGroupDescription="d", SubnetIds=[subnet]
        )
        elasticache.delete_cache_subnet_group(CacheSubnetGroupName="short-lived")
        found = elasticache.describe_cache_subnet_groups()["CacheSubnetGroups"]
        return [group for group in found if group["CacheSubnetGroupName"] == "short-lived"]

    only_in_sandbox(after_deletion, [])
