"""What Terraform meets in RDS, Application Auto Scaling, S3, CloudWatch and CloudWatch Logs."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from botocore.exceptions import ClientError
from conftest import Cloud

OnlyInSandbox = Callable[[Callable[[Cloud], Any], Any], None]


def database(cloud: Cloud, name: str, **settings: Any) -> Any:
    instance = {"DBInstanceClass": "db.t4g.medium", "Engine": "postgres", "AllocatedStorage": 20}
    created = cloud.client("rds").create_db_instance(
        DBInstanceIdentifier=name, MasterUsername="root", MasterUserPassword="long-enough", **instance, **settings
    )
    return created["DBInstance"]


def test_performance_insights_of_a_database_is_kept(only_in_sandbox: OnlyInSandbox) -> None:
    def insights(cloud: Cloud) -> Any:
        database(cloud, "insights", EnablePerformanceInsights=True)
        (found,) = cloud.client("rds").describe_db_instances(DBInstanceIdentifier="insights")["DBInstances"]
        return found["PerformanceInsightsEnabled"], found["PerformanceInsightsRetentionPeriod"]

    only_in_sandbox(insights, (True, 7))


def test_performance_insights_can_be_switched_off_again(only_in_sandbox: OnlyInSandbox) -> None:
    def switched_off(cloud: Cloud) -> Any:
        before = database(cloud, "switched", EnablePerformanceInsights=True)["PerformanceInsightsEnabled"]
        cloud.client("rds").modify_db_instance(DBInstanceIdentifier="switched", EnablePerformanceInsights=False)
        (found,) = cloud.client("rds").describe_db_instances(DBInstanceIdentifier="switched")["DBInstances"]
        return before, found["PerformanceInsightsEnabled"]

    only_in_sandbox(switched_off, (True, False))


def test_every_database_has_a_resource_id_of_its_own(only_in_sandbox: OnlyInSandbox) -> None:
    def distinct(cloud: Cloud) -> Any:
        return database(cloud, "first")["DbiResourceId"] != database(cloud, "second")["DbiResourceId"]

    only_in_sandbox(distinct, True)


def test_parameters_that_were_set_have_the_user_as_source(only_in_sandbox: OnlyInSandbox) -> None:
    def source(cloud: Cloud) -> Any:
        rds = cloud.client("rds")
        group = {"DBParameterGroupName": "sources"}
        rds.create_db_parameter_group(DBParameterGroupFamily="postgres16", Description="d", **group)
        parameter = {"ParameterName": "rds.force_ssl", "ParameterValue": "1", "ApplyMethod": "immediate"}
        rds.modify_db_parameter_group(Parameters=[parameter], **group)
        sources = [kept["Source"] for kept in rds.describe_db_parameters(**group)["Parameters"]]
        rds.reset_db_parameter_group(Parameters=[parameter], **group)
        return sources, rds.describe_db_parameters(**group)["Parameters"]

    only_in_sandbox(source, (["user"], []))


def scalable_target(cloud: Cloud, table: str, **settings: Any) -> Any:
    autoscaling = cloud.client("application-autoscaling")
    target = {
        "ServiceNamespace": "dynamodb",
        "ResourceId": f"table/{table}",
        "ScalableDimension": "dynamodb:table:ReadCapacityUnits",
    }
    registered = autoscaling.register_scalable_target(MinCapacity=1, MaxCapacity=4, **target, **settings)
    return autoscaling, target, registered["ScalableTargetARN"]


def test_a_scalable_target_has_tags(only_in_sandbox: OnlyInSandbox) -> None:
    def tags(cloud: Cloud) -> Any:
        autoscaling, _, arn = scalable_target(cloud, "tagged", Tags={"Project": "replaydash"})
        autoscaling.tag_resource(ResourceARN=arn, Tags={"Environment": "dev", "Old": "x"})
        autoscaling.untag_resource(ResourceARN=arn, TagKeys=["Old"])
        return autoscaling.list_tags_for_resource(ResourceARN=arn)["Tags"]

    only_in_sandbox(tags, {"Project": "replaydash", "Environment": "dev"})


def test_scaling_activities_can_be_asked_for(only_in_sandbox: OnlyInSandbox) -> None:
    def activities(cloud: Cloud) -> Any:
        autoscaling, target, _ = scalable_target(cloud, "quiet")
        return autoscaling.describe_scaling_activities(**target)["ScalingActivities"]

    only_in_sandbox(activities, [])


def test_a_changed_scaling_policy_leaves_no_alarms_behind(only_in_sandbox: OnlyInSandbox) -> None:
    def alarms(cloud: Cloud) -> Any:
        autoscaling, target, _ = scalable_target(cloud, "followed")
        metric = {"PredefinedMetricType": "DynamoDBReadCapacityUtilization"}
        for value in (70, 60):
            tracking = {"TargetValue": value, "PredefinedMetricSpecification": metric}
            policy = autoscaling.put_scaling_policy(
                PolicyName="track",
                PolicyType="TargetTrackingScaling",
                TargetTrackingScalingPolicyConfiguration=tracking,
                **target,
            )
        found = cloud.client("cloudwatch").describe_alarms(AlarmNamePrefix="TargetTracking-table/followed")
        return {a["AlarmName"] for a in found["MetricAlarms"]} == {a["AlarmName"] for a in policy["Alarms"]}

    only_in_sandbox(alarms, True)


def test_intelligent_tiering_is_kept_and_deleted(only_in_sandbox: OnlyInSandbox) -> None:
    def life(cloud: Cloud) -> Any:
        s3 = cloud.client("s3")
        s3.create_bucket(Bucket="tiered")
        named = {"Bucket": "tiered", "Id": "all"}
        wanted = {"Id": "all", "Status": "Enabled", "Tierings": [{"Days": 125, "AccessTier": "ARCHIVE_ACCESS"}]}
        s3.put_bucket_intelligent_tiering_configuration(IntelligentTieringConfiguration=wanted, **named)
        kept = s3.get_bucket_intelligent_tiering_configuration(**named)["IntelligentTieringConfiguration"]
        listed = s3.list_bucket_intelligent_tiering_configurations(Bucket="tiered")
        s3.delete_bucket_intelligent_tiering_configuration(**named)
        try:
            s3.get_bucket_intelligent_tiering_configuration(**named)
        except ClientError as error:
            gone = error.response["Error"]["Code"]
        return kept == wanted, listed["IntelligentTieringConfigurationList"] == [wanted], gone

    only_in_sandbox(life, (True, True, "NoSuchConfiguration"))


def test_deleting_an_unknown_part_of_a_bucket_does_not_delete_the_bucket(only_in_sandbox: OnlyInSandbox) -> None:
    def bucket_survives(cloud: Cloud) -> Any:
        s3 = cloud.client("s3")
        s3.create_bucket(Bucket="survivor")
        with suppress(ClientError):
            s3.delete_bucket_metrics_configuration(Bucket="survivor", Id="any")
        return "survivor" in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]

    only_in_sandbox(bucket_survives, True)


def test_a_composite_alarm_keeps_its_rule(only_in_sandbox: OnlyInSandbox) -> None:
    def rule(cloud: Cloud) -> Any:
        cloudwatch = cloud.client("cloudwatch")
        watched = {"Namespace": "Any", "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 1, "Threshold": 1}
        for name in ("cpu", "memory"):
            operator = {"ComparisonOperator": "GreaterThanThreshold", "MetricName": name}
            cloudwatch.put_metric_alarm(AlarmName=name, **operator, **watched)
        cloudwatch.put_composite_alarm(AlarmName="any-alarm", AlarmRule="ALARM(cpu) OR ALARM(memory)")
        found = cloudwatch.describe_alarms(AlarmNames=["any-alarm"], AlarmTypes=["CompositeAlarm"])
        return [alarm["AlarmRule"] for alarm in found["CompositeAlarms"]]

    only_in_sandbox(rule, ["ALARM(cpu) OR ALARM(memory)"])


def test_a_saved_query_lives_from_creation_to_deletion(only_in_sandbox: OnlyInSandbox) -> None:
    def life(cloud: Cloud) -> Any:
        logs = cloud.client("logs")
        query = logs.put_query_definition(name="replaydash/errors", queryString="fields @message")["queryDefinitionId"]
        found = logs.describe_query_definitions(queryDefinitionNamePrefix="replaydash/")["queryDefinitions"]
        deleted = logs.delete_query_definition(queryDefinitionId=query)["success"]
        return [q["queryString"] for q in found], deleted, logs.describe_query_definitions()["queryDefinitions"]

    only_in_sandbox(life, (["fields @message"], True, []))
