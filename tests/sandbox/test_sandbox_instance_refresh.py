"""Activities of an Auto Scaling group, the template of its instances, and instance refreshes."""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError
from conftest import Cloud, wait_until
from test_sandbox_autoscaling import group, instances

OnlyInSandbox = Callable[[Callable[[Cloud], Any], Any], None]


def newest(autoscaling: Any, name: str) -> Any:
    return autoscaling.describe_instance_refreshes(AutoScalingGroupName=name)["InstanceRefreshes"][0]


def ended(autoscaling: Any, name: str) -> Any:
    over = ("Successful", "Cancelled", "Failed")
    wait_until(lambda: newest(autoscaling, name)["Status"] in over, "the refresh is over")
    return newest(autoscaling, name)


def test_a_refresh_replaces_every_instance_a_few_at_a_time(only_in_sandbox: OnlyInSandbox) -> None:
    def replaced(cloud: Cloud) -> Any:
        autoscaling = group(cloud, "replaced")
        before = instances(autoscaling, "replaced")
        autoscaling.start_instance_refresh(AutoScalingGroupName="replaced", Preferences={"MinHealthyPercentage": 50})
        first = newest(autoscaling, "replaced")
        seen = set()

        def over() -> bool:
            seen.add(newest(autoscaling, "replaced")["PercentageComplete"])
            return newest(autoscaling, "replaced")["Status"] == "Successful"

        wait_until(over, "the refresh succeeded")
        after = instances(autoscaling, "replaced")
        return first["Status"], first["InstancesToUpdate"], 50 in seen, before & after, len(after)

    only_in_sandbox(replaced, ("InProgress", 2, True, set(), 2))


def test_a_second_refresh_is_refused_until_the_first_is_over(only_in_sandbox: OnlyInSandbox) -> None:
    def refused(cloud: Cloud) -> Any:
        autoscaling = group(cloud, "refreshing")
        autoscaling.start_instance_refresh(AutoScalingGroupName="refreshing")
        try:
            autoscaling.start_instance_refresh(AutoScalingGroupName="refreshing")
        except ClientError as error:
            code = error.response["Error"]["Code"]
        ended(autoscaling, "refreshing")
        autoscaling.start_instance_refresh(AutoScalingGroupName="refreshing")
        return code

    only_in_sandbox(refused, "InstanceRefreshInProgress")


def test_a_cancelled_refresh_says_so_and_replaces_no_more(only_in_sandbox: OnlyInSandbox) -> None:
    def cancelled(cloud: Cloud) -> Any:
        autoscaling = group(cloud, "cancelled")
        before = instances(autoscaling, "cancelled")
        autoscaling.start_instance_refresh(AutoScalingGroupName="cancelled")
        autoscaling.cancel_instance_refresh(AutoScalingGroupName="cancelled")
        found = ended(autoscaling, "cancelled")
        return found["Status"], instances(autoscaling, "cancelled") == before

    only_in_sandbox(cancelled, ("Cancelled", True))


def test_activities_say_which_instances_came_and_went_and_why(only_in_sandbox: OnlyInSandbox) -> None:
    def told(cloud: Cloud) -> Any:
        autoscaling = group(cloud, "active")
        autoscaling.set_desired_capacity(AutoScalingGroupName="active", DesiredCapacity=4)
        autoscaling.set_desired_capacity(AutoScalingGroupName="active", DesiredCapacity=3)
        found = autoscaling.describe_scaling_activities(AutoScalingGroupName="active")["Activities"]
        words = [each["Description"].partition(":")[0] for each in found]
        return words, "from 4 to 3" in found[0]["Cause"], "from 2 to 4" in found[1]["Cause"]

    launched = ["Launching a new EC2 instance"] * 4
    only_in_sandbox(told, (["Terminating EC2 instance", *launched], True, True))


def test_activities_of_a_refresh_name_it(only_in_sandbox: OnlyInSandbox) -> None:
    def told(cloud: Cloud) -> Any:
        autoscaling = group(cloud, "named")
        autoscaling.start_instance_refresh(AutoScalingGroupName="named", Preferences={"MinHealthyPercentage": 0})
        ended(autoscaling, "named")
        found = autoscaling.describe_scaling_activities(AutoScalingGroupName="named")["Activities"]
        return sum("instance refresh" in each["Cause"] for each in found)

    only_in_sandbox(told, 4)


def test_an_instance_keeps_the_version_that_it_was_started_from(only_in_sandbox: OnlyInSandbox) -> None:
    def versions(cloud: Cloud) -> Any:
        autoscaling = group(cloud, "versions")
        cloud.client("ec2").create_launch_template_version(
            LaunchTemplateName="versions", SourceVersion="1", LaunchTemplateData={"InstanceType": "t3.medium"}
        )
        template = {"LaunchTemplateName": "versions", "Version": "2"}
        autoscaling.update_auto_scaling_group(AutoScalingGroupName="versions", LaunchTemplate=template)
        (found,) = autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=["versions"])["AutoScalingGroups"]
        started = [each["LaunchTemplate"]["Version"] for each in found["Instances"]]
        autoscaling.set_desired_capacity(AutoScalingGroupName="versions", DesiredCapacity=3)
        (found,) = autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=["versions"])["AutoScalingGroups"]
        return started, sorted(each["LaunchTemplate"]["Version"] for each in found["Instances"])

    only_in_sandbox(versions, (["1", "1"], ["1", "1", "2"]))
