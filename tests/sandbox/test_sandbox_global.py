"""What spans regions: Aurora with its global databases, and replicas of DynamoDB tables."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from conftest import Cloud

from console.aws.cloudwatch import CloudWatchLooks
from console.aws.ecs import Clients
from console.domain.environment import EnvironmentName
from console.domain.metrics_window import Window
from console.sandbox.control import Sandbox
from console.services.applied_resources import AppliedResource
from console.services.monitoring import Monitoring
from console.services.own_metrics import OwnMetrics
from tests.fakes.overview import preset

OnlyInSandbox = Callable[[Callable[[Cloud], Any], Any], None]
IMAGES = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}


def in_region(cloud: Cloud, service: str, region: str) -> Any:
    keys = {"aws_access_key_id": "sandbox", "aws_secret_access_key": "sandbox"}
    return boto3.client(service, endpoint_url=cloud.endpoint, region_name=region, **keys)


def cluster(rds: Any, name: str, **settings: Any) -> dict[str, Any]:
    created = rds.create_db_cluster(DBClusterIdentifier=name, Engine="aurora-postgresql", **settings)
    return dict(created["DBCluster"])


def writer(rds: Any, name: str) -> dict[str, Any]:
    return cluster(rds, name, MasterUsername="mtk", MasterUserPassword="long-enough", DatabaseName="mtk")


def table(cloud: Cloud, name: str) -> Any:
    dynamodb = cloud.client("dynamodb")
    dynamodb.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "user_id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "user_id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification=IMAGES,
    )
    return dynamodb


def replicas(dynamodb: Any, name: str) -> list[tuple[str, str]]:
    found = dynamodb.describe_table(TableName=name)["Table"].get("Replicas", [])
    return [(entry["RegionName"], entry["ReplicaStatus"]) for entry in found]


def test_cluster_parameters_that_were_set_have_the_user_as_source(only_in_sandbox: OnlyInSandbox) -> None:
    def source(cloud: Cloud) -> Any:
        rds = cloud.client("rds")
        group = {"DBClusterParameterGroupName": "sources"}
        rds.create_db_cluster_parameter_group(DBParameterGroupFamily="aurora-postgresql16", Description="d", **group)
        parameter = {"ParameterName": "rds.force_ssl", "ParameterValue": "1", "ApplyMethod": "immediate"}
        rds.modify_db_cluster_parameter_group(Parameters=[parameter], **group)
        sources = [kept["Source"] for kept in rds.describe_db_cluster_parameters(**group)["Parameters"]]
        rds.reset_db_cluster_parameter_group(Parameters=[parameter], **group)
        return sources, rds.describe_db_cluster_parameters(**group)["Parameters"]

    only_in_sandbox(source, (["user"], []))


def test_a_cluster_without_serverless_v1_shows_nothing_of_it(only_in_sandbox: OnlyInSandbox) -> None:
    def scaling(cloud: Cloud) -> Any:
        return "ScalingConfigurationInfo" in writer(cloud.client("rds"), "plain")

    only_in_sandbox(scaling, False)


def test_a_global_database_is_made_from_its_writer(only_in_sandbox: OnlyInSandbox) -> None:
    def members_of(cloud: Cloud) -> Any:
        rds = cloud.client("rds")
        for name in ("one", "two"):
            arn = writer(rds, name)["DBClusterArn"]
            rds.create_global_cluster(GlobalClusterIdentifier=f"global-{name}", SourceDBClusterIdentifier=arn)
        found = rds.describe_global_clusters(GlobalClusterIdentifier="global-two")["GlobalClusters"][0]
        members = found["GlobalClusterMembers"]
        return [(member["DBClusterArn"].endswith(":two"), member["IsWriter"]) for member in members]

    only_in_sandbox(members_of, [(True, True)])


def test_a_global_database_keeps_its_tags_and_its_whole_name(only_in_sandbox: OnlyInSandbox) -> None:
    def tags(cloud: Cloud) -> Any:
        rds, named = cloud.client("rds"), {"GlobalClusterIdentifier": "us-east-1-tagged"}
        given = [{"Key": "Project", "Value": "mtk"}]
        created = rds.create_global_cluster(Engine="aurora-postgresql", Tags=given, **named)["GlobalCluster"]
        further = [{"Key": "Environment", "Value": "qa"}]
        rds.add_tags_to_resource(ResourceName=created["GlobalClusterArn"], Tags=further)
        found = rds.describe_global_clusters(**named)["GlobalClusters"][0]
        return found["GlobalClusterArn"].split(":")[-1], sorted(tag["Value"] for tag in found["TagList"])

    only_in_sandbox(tags, ("us-east-1-tagged", ["mtk", "qa"]))


def test_a_cluster_of_another_region_joins_and_leaves_a_global_database(only_in_sandbox: OnlyInSandbox) -> None:
    def joined_and_left(cloud: Cloud) -> Any:
        east, west = cloud.client("rds"), in_region(cloud, "rds", "us-west-2")
        arn = writer(east, "first")["DBClusterArn"]
        named = {"GlobalClusterIdentifier": "global-joined"}
        east.create_global_cluster(SourceDBClusterIdentifier=arn, **named)
        reader = cluster(west, "reader", **named)["DBClusterArn"]
        by_member = west.describe_global_clusters(Filters=[{"Name": "db-cluster-id", "Values": [reader]}])
        found = by_member["GlobalClusters"][0]
        writers = [member["IsWriter"] for member in found["GlobalClusterMembers"]]
        west.remove_from_global_cluster(DbClusterIdentifier=reader, **named)
        left = east.describe_global_clusters(**named)["GlobalClusters"][0]
        return writers, [member["DBClusterArn"] == arn for member in left["GlobalClusterMembers"]]

    only_in_sandbox(joined_and_left, ([True, False], [True]))


def test_a_protected_global_database_is_kept_until_it_is_not(only_in_sandbox: OnlyInSandbox) -> None:
    def life(cloud: Cloud) -> Any:
        rds, named = cloud.client("rds"), {"GlobalClusterIdentifier": "global-protected"}
        rds.create_global_cluster(Engine="aurora-postgresql", DeletionProtection=True, **named)
        with pytest.raises(ClientError) as refused:
            rds.delete_global_cluster(**named)
        rds.modify_global_cluster(DeletionProtection=False, **named)
        rds.delete_global_cluster(**named)
        with pytest.raises(ClientError) as gone:
            rds.describe_global_clusters(**named)
        return [caught.value.response["Error"]["Code"] for caught in (refused, gone)]

    sandbox_answers = ["InvalidParameterCombination", "GlobalClusterNotFoundFault"]
    only_in_sandbox(lambda cloud: _outcome(life, cloud), sandbox_answers)


def _outcome(probe: Callable[[Cloud], Any], cloud: Cloud) -> Any:
    """Bare moto deletes what is protected, so that nothing is raised."""
    try:
        return probe(cloud)
    except pytest.fail.Exception:
        return "nothing was refused"


def test_a_replica_holds_the_same_items_in_another_region(only_in_sandbox: OnlyInSandbox) -> None:
    def replicated(cloud: Cloud) -> Any:
        east, west = table(cloud, "locations"), in_region(cloud, "dynamodb", "us-west-2")
        east.put_item(TableName="locations", Item={"user_id": {"S": "before"}})
        update = {"TableName": "locations", "ReplicaUpdates": [{"Create": {"RegionName": "us-west-2"}}]}
        east.update_table(**update)
        west.put_item(TableName="locations", Item={"user_id": {"S": "after"}})
        arn = west.describe_table(TableName="locations")["Table"]["TableArn"]
        items = east.scan(TableName="locations")["Items"]
        return replicas(east, "locations"), replicas(west, "locations"), arn.split(":")[3], len(items)

    expected = ([("us-west-2", "ACTIVE")], [("us-east-1", "ACTIVE")], "us-west-2", 2)
    only_in_sandbox(replicated, expected)


def test_a_replica_has_backups_and_tags_of_its_own(sandbox: Cloud) -> None:
    east, west = table(sandbox, "own-settings"), in_region(sandbox, "dynamodb", "us-west-2")
    east.update_table(TableName="own-settings", ReplicaUpdates=[{"Create": {"RegionName": "us-west-2"}}])
    west.update_continuous_backups(
        TableName="own-settings", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    arn = west.describe_table(TableName="own-settings")["Table"]["TableArn"]
    west.tag_resource(ResourceArn=arn, Tags=[{"Key": "Region", "Value": "west"}])

    def recovery(dynamodb: Any) -> str:
        found = dynamodb.describe_continuous_backups(TableName="own-settings")["ContinuousBackupsDescription"]
        return str(found["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"])

    assert (recovery(east), recovery(west)) == ("DISABLED", "ENABLED")
    own = east.describe_table(TableName="own-settings")["Table"]["TableArn"]
    assert east.list_tags_of_resource(ResourceArn=own)["Tags"] == []


def test_an_index_reaches_the_replicas(sandbox: Cloud) -> None:
    east, west = table(sandbox, "indexed"), in_region(sandbox, "dynamodb", "us-west-2")
    east.update_table(TableName="indexed", ReplicaUpdates=[{"Create": {"RegionName": "us-west-2"}}])
    keys = [{"AttributeName": "lat_long", "KeyType": "HASH"}]
    index = {"IndexName": "lat_long_index", "KeySchema": keys, "Projection": {"ProjectionType": "ALL"}}
    attributes = [{"AttributeName": name, "AttributeType": "S"} for name in ("user_id", "lat_long")]
    east.update_table(
        TableName="indexed", AttributeDefinitions=attributes, GlobalSecondaryIndexUpdates=[{"Create": index}]
    )
    found = west.describe_table(TableName="indexed")["Table"]["GlobalSecondaryIndexes"]
    assert [entry["IndexName"] for entry in found] == ["lat_long_index"]


def test_a_removed_replica_leaves_a_plain_table(only_in_sandbox: OnlyInSandbox) -> None:
    def removed(cloud: Cloud) -> Any:
        east, west = table(cloud, "shrinking"), in_region(cloud, "dynamodb", "us-west-2")
        for change in ("Create", "Delete"):
            east.update_table(TableName="shrinking", ReplicaUpdates=[{change: {"RegionName": "us-west-2"}}])
            before = west.list_tables()["TableNames"]
        east.update_table(TableName="shrinking", ReplicaUpdates=[{"Create": {"RegionName": "us-west-2"}}])
        west.delete_table(TableName="shrinking")
        return "shrinking" in before, replicas(east, "shrinking"), "shrinking" in west.list_tables()["TableNames"]

    sandbox_sees = (False, [], False)
    only_in_sandbox(lambda cloud: (removed(cloud), _created(cloud)), (sandbox_sees, True))


def _created(cloud: Cloud) -> bool:
    """Whether a replica is ever there, which it has to be for its removal to mean anything."""
    east = table(cloud, "growing")
    east.update_table(TableName="growing", ReplicaUpdates=[{"Create": {"RegionName": "us-west-2"}}])
    return replicas(east, "growing") == [("us-west-2", "ACTIVE")]


def test_a_replica_needs_the_stream(sandbox: Cloud) -> None:
    dynamodb = table(sandbox, "streamless")
    dynamodb.update_table(TableName="streamless", StreamSpecification={"StreamEnabled": False})
    with pytest.raises(ClientError, match="NEW_AND_OLD_IMAGES"):
        dynamodb.update_table(TableName="streamless", ReplicaUpdates=[{"Create": {"RegionName": "us-west-2"}}])


def test_a_replica_is_charted_in_its_own_region(sandbox: Cloud, sandbox_home: Path, tmp_path: Path) -> None:
    east = table(sandbox, "watched-replica")
    east.update_table(TableName="watched-replica", ReplicaUpdates=[{"Create": {"RegionName": "us-west-2"}}])
    values = {"name": "watched-replica", "replica": [{"region_name": "us-west-2"}]}
    resources = (AppliedResource("aws_dynamodb_table.this", "aws_dynamodb_table", "", values),)
    looks = CloudWatchLooks(Clients(Sandbox(sandbox_home).environment))
    monitoring = Monitoring(
        lambda _: resources,
        lambda name: preset(name.system, name.environment),
        looks,
        OwnMetrics(tmp_path),
        sandbox=True,
    )
    look = monitoring.look(EnvironmentName("mtk", "qa"), Window.of("1h"))
    consumed = {chart.group: look.series[chart.key].points for chart in look.charts if chart.title == "Consumed reads"}
    assert consumed.keys() == {"Table watched-replica", "Table watched-replica in us-west-2"}
    assert all(consumed.values())
    assert look.calls == 2
