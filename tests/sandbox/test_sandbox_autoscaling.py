"""What Terraform does with an Auto Scaling group, its launch template, its policies and its notifications."""

from collections.abc import Callable
from typing import Any

from conftest import Cloud

OnlyInSandbox = Callable[[Callable[[Cloud], Any], Any], None]
TOPIC = "arn:aws:sns:us-east-1:123456789012:alerts"
SCRIPT = "IyEvYmluL2Jhc2gKdHJ1ZQo="


def group(cloud: Cloud, name: str, **settings: Any) -> Any:
    ec2, autoscaling = cloud.client("ec2"), cloud.client("autoscaling")
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    template = {"ImageId": image, "InstanceType": "t3.small", "UserData": SCRIPT}
    ec2.create_launch_template(LaunchTemplateName=name, LaunchTemplateData=template)
    autoscaling.create_auto_scaling_group(
        AutoScalingGroupName=name,
        LaunchTemplate={"LaunchTemplateName": name, "Version": "1"},
        MinSize=2,
        MaxSize=4,
        AvailabilityZones=["us-east-1a"],
        **settings,
    )
    return autoscaling


def instances(autoscaling: Any, name: str) -> set[str]:
    (found,) = autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"]
    return {instance["InstanceId"] for instance in found["Instances"]}


def test_a_policy_is_enabled_and_has_its_steps_only(only_in_sandbox: OnlyInSandbox) -> None:
    def policy(cloud: Cloud) -> Any:
        autoscaling = group(cloud, "stepped")
        autoscaling.put_scaling_policy(
            AutoScalingGroupName="stepped",
            PolicyName="out",
            PolicyType="StepScaling",
            AdjustmentType="ChangeInCapacity",
            StepAdjustments=[{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}],
        )
        (found,) = autoscaling.describe_policies(AutoScalingGroupName="stepped")["ScalingPolicies"]
        return found["Enabled"], found["StepAdjustments"][0]["ScalingAdjustment"]

    only_in_sandbox(policy, (True, 1))


def test_a_topic_hears_of_the_events_named_last(only_in_sandbox: OnlyInSandbox) -> None:
    def heard(cloud: Cloud) -> Any:
        autoscaling = group(cloud, "noticed")
        named = {"AutoScalingGroupName": "noticed", "TopicARN": TOPIC}
        for events in (["LAUNCH", "TERMINATE"], ["LAUNCH"]):
            autoscaling.put_notification_configuration(
                NotificationTypes=[f"autoscaling:EC2_INSTANCE_{event}" for event in events], **named
            )
        found = autoscaling.describe_notification_configurations(AutoScalingGroupNames=["noticed"])
        autoscaling.delete_notification_configuration(**named)
        after = autoscaling.describe_notification_configurations(AutoScalingGroupNames=["noticed"])
        return [
            [kept["NotificationType"] for kept in answer["NotificationConfigurations"]] for answer in (found, after)
        ]

    only_in_sandbox(heard, [["autoscaling:EC2_INSTANCE_LAUNCH"], []])


def test_the_default_warm_up_is_kept_and_changed(only_in_sandbox: OnlyInSandbox) -> None:
    def warmups(cloud: Cloud) -> Any:
        autoscaling = group(cloud, "warm", DefaultInstanceWarmup=300)
        seen = []
        for changed in (120, None):
            (found,) = autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=["warm"])["AutoScalingGroups"]
            seen.append(found["DefaultInstanceWarmup"])
            if changed is not None:
                autoscaling.update_auto_scaling_group(AutoScalingGroupName="warm", DefaultInstanceWarmup=changed)
        return seen

    only_in_sandbox(warmups, [300, 120])


def test_a_second_version_of_a_launch_template_starts_instances(only_in_sandbox: OnlyInSandbox) -> None:
    def started(cloud: Cloud) -> Any:
        autoscaling = group(cloud, "versioned")
        cloud.client("ec2").create_launch_template_version(
            LaunchTemplateName="versioned",
            SourceVersion="1",
            LaunchTemplateData={
                "ImageId": cloud.client("ec2").describe_images(Owners=["amazon"])["Images"][0]["ImageId"],
                "InstanceType": "t3.medium",
                "UserData": SCRIPT,
            },
        )
        autoscaling.update_auto_scaling_group(
            AutoScalingGroupName="versioned",
            LaunchTemplate={"LaunchTemplateName": "versioned", "Version": "2"},
            DesiredCapacity=3,
        )
        found = cloud.client("ec2").describe_instances(InstanceIds=list(instances(autoscaling, "versioned")))
        types = [instance["InstanceType"] for r in found["Reservations"] for instance in r["Instances"]]
        return sorted(types)

    only_in_sandbox(started, ["t3.medium", "t3.small", "t3.small"])


def test_a_templates_own_tags_are_not_its_instances(only_in_sandbox: OnlyInSandbox) -> None:
    def tagged(cloud: Cloud) -> Any:
        ec2 = cloud.client("ec2")
        ec2.create_launch_template(
            LaunchTemplateName="tagged",
            LaunchTemplateData={"InstanceType": "t3.small"},
            TagSpecifications=[{"ResourceType": "launch-template", "Tags": [{"Key": "Name", "Value": "template"}]}],
        )
        (version,) = ec2.describe_launch_template_versions(LaunchTemplateName="tagged")["LaunchTemplateVersions"]
        return version["LaunchTemplateData"]

    only_in_sandbox(tagged, {"InstanceType": "t3.small"})
