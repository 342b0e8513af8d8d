"""What Terraform reads back of a DynamoDB table that it changes."""

from collections.abc import Callable
from typing import Any

from conftest import Cloud

OnlyInSandbox = Callable[[Callable[[Cloud], Any], Any], None]


def table(cloud: Cloud, name: str, **settings: Any) -> Any:
    dynamodb = cloud.client("dynamodb")
    dynamodb.create_table(
        TableName=name,
        AttributeDefinitions=[{"AttributeName": "PK", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}],
        **({"BillingMode": "PAY_PER_REQUEST"} | settings),
    )
    return dynamodb


def test_contributor_insights_are_switched_on_and_off(only_in_sandbox: OnlyInSandbox) -> None:
    def states(cloud: Cloud) -> Any:
        dynamodb = table(cloud, "insights")
        seen = [dynamodb.describe_contributor_insights(TableName="insights")["ContributorInsightsStatus"]]
        for action in ("ENABLE", "DISABLE"):
            dynamodb.update_contributor_insights(TableName="insights", ContributorInsightsAction=action)
            seen.append(dynamodb.describe_contributor_insights(TableName="insights")["ContributorInsightsStatus"])
        return seen

    only_in_sandbox(states, ["DISABLED", "ENABLED", "DISABLED"])


def test_contributor_insights_of_an_index_are_its_own(only_in_sandbox: OnlyInSandbox) -> None:
    def states(cloud: Cloud) -> Any:
        dynamodb = table(cloud, "insights-index")
        named = {"TableName": "insights-index"}
        dynamodb.update_contributor_insights(ContributorInsightsAction="ENABLE", IndexName="by-type", **named)
        of_index = dynamodb.describe_contributor_insights(IndexName="by-type", **named)
        of_table = dynamodb.describe_contributor_insights(**named)
        return of_index["ContributorInsightsStatus"], of_table["ContributorInsightsStatus"]

    only_in_sandbox(states, ("ENABLED", "DISABLED"))


def test_a_table_can_be_given_another_key(only_in_sandbox: OnlyInSandbox) -> None:
    def encryption(cloud: Cloud) -> Any:
        dynamodb = table(cloud, "encrypted-later")
        key = cloud.client("kms").create_key()["KeyMetadata"]["Arn"]
        wanted = {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key}
        dynamodb.update_table(TableName="encrypted-later", SSESpecification=wanted)
        found = dynamodb.describe_table(TableName="encrypted-later")["Table"]["SSEDescription"]
        dynamodb.update_table(TableName="encrypted-later", SSESpecification={"Enabled": False})
        after = dynamodb.describe_table(TableName="encrypted-later")["Table"].get("SSEDescription")
        return found["KMSMasterKeyArn"] == key, found["Status"], after

    only_in_sandbox(encryption, (True, "ENABLED", None))


def test_a_stream_can_be_turned_on_again_with_another_view(only_in_sandbox: OnlyInSandbox) -> None:
    def view(cloud: Cloud) -> Any:
        keys = {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}
        dynamodb = table(cloud, "streamed", StreamSpecification=keys)
        dynamodb.update_table(TableName="streamed", StreamSpecification={"StreamEnabled": False})
        images = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
        dynamodb.update_table(TableName="streamed", StreamSpecification=images)
        return dynamodb.describe_table(TableName="streamed")["Table"]["StreamSpecification"]["StreamViewType"]

    only_in_sandbox(view, "NEW_IMAGE")


def test_a_table_billed_by_the_request_has_no_capacity_left(only_in_sandbox: OnlyInSandbox) -> None:
    def capacity(cloud: Cloud) -> Any:
        units = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}
        dynamodb = table(cloud, "on-demand-later", BillingMode="PROVISIONED", ProvisionedThroughput=units)
        dynamodb.update_table(TableName="on-demand-later", BillingMode="PAY_PER_REQUEST")
        found = dynamodb.describe_table(TableName="on-demand-later")["Table"]
        return found["BillingModeSummary"]["BillingMode"], found["ProvisionedThroughput"]["ReadCapacityUnits"]

    only_in_sandbox(capacity, ("PAY_PER_REQUEST", 0))


def test_capacity_moves_into_the_bounds_of_its_autoscaling(only_in_sandbox: OnlyInSandbox) -> None:
    def capacity(cloud: Cloud) -> Any:
        units = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 50}
        dynamodb = table(cloud, "bounded", BillingMode="PROVISIONED", ProvisionedThroughput=units)
        for unit in units:
            cloud.client("application-autoscaling").register_scalable_target(
                ServiceNamespace="dynamodb",
                ResourceId="table/bounded",
                ScalableDimension=f"dynamodb:table:{unit}",
                MinCapacity=10,
                MaxCapacity=20,
            )
        found = dynamodb.describe_table(TableName="bounded")["Table"]["ProvisionedThroughput"]
        return found["ReadCapacityUnits"], found["WriteCapacityUnits"]

    only_in_sandbox(capacity, (10, 20))
