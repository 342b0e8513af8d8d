"""EC2 Auto Scaling groups through boto3: calls that look; nothing here changes anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from console.aws.ecs import Clients
from console.aws.refusals import NotThereError, asking
from console.domain.asg import Activity, Group, GroupAddress, GroupPolicy, Instance, InstanceRefresh
from console.errors import AwsError

Answer = Mapping[str, Any]


class AsgLooks:
    """Groups, their activities and their instance refreshes."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def group(self, address: GroupAddress) -> Group:
        """Raises AwsError, also where there is no such group."""
        scaling = self._scaling(address)
        with asking("autoscaling", f"the group {address}"):
            found = scaling.describe_auto_scaling_groups(AutoScalingGroupNames=[address.name])["AutoScalingGroups"]
            pages = scaling.get_paginator("describe_policies").paginate(AutoScalingGroupName=address.name)
            policies = tuple(_policy(each) for page in pages for each in page["ScalingPolicies"]) if found else ()
        if not found:
            raise NotThereError(f"There is no Auto Scaling group {address} in {address.region}: was it applied here?")
        return _group(address, found[0], policies, self._number(address.region, _template(found[0])))

    def activities(self, address: GroupAddress, most: int = 30) -> tuple[Activity, ...]:
        """The newest, newest first; AWS keeps them for six weeks."""
        with asking("autoscaling", f"the activities of {address}"):
            answer = self._scaling(address).describe_scaling_activities(
                AutoScalingGroupName=address.name, MaxRecords=most
            )
        return tuple(map(_activity, answer["Activities"]))

    def refreshes(self, address: GroupAddress, most: int = 10) -> tuple[InstanceRefresh, ...]:
        """The newest, newest first."""
        with asking("autoscaling", f"the instance refreshes of {address}"):
            answer = self._scaling(address).describe_instance_refreshes(
                AutoScalingGroupName=address.name, MaxRecords=most
            )
        return tuple(map(_refresh, answer["InstanceRefreshes"]))

    def _number(self, region: str, template: Answer) -> str:
        """Which version `$Latest` or `$Default` is now; empty where that may not be asked."""
        version = str(template.get("Version", ""))
        if not version.startswith("$"):
            return version
        try:
            with asking("ec2", "the launch template"):
                answer = self._clients.of("ec2", region).describe_launch_templates(
                    LaunchTemplateIds=[template["LaunchTemplateId"]]
                )["LaunchTemplates"][0]
        except AwsError:
            return ""
        return str(answer["LatestVersionNumber" if version == "$Latest" else "DefaultVersionNumber"])

    def _scaling(self, address: GroupAddress) -> Any:
        return self._clients.of("autoscaling", address.region)


def _template(answer: Answer) -> Answer:
    mixed = (answer.get("MixedInstancesPolicy") or {}).get("LaunchTemplate") or {}
    found: Answer = answer.get("LaunchTemplate") or mixed.get("LaunchTemplateSpecification") or {}
    return found


def _group(address: GroupAddress, answer: Answer, policies: tuple[GroupPolicy, ...], number: str) -> Group:
    template = _template(answer)
    return Group(
        address=address,
        minimum=answer["MinSize"],
        maximum=answer["MaxSize"],
        desired=answer["DesiredCapacity"],
        instances=tuple(map(_instance, answer.get("Instances") or ())),
        template=template.get("LaunchTemplateName", ""),
        template_version=str(template.get("Version", "")),
        latest_version=number,
        health_check=answer.get("HealthCheckType", "EC2"),
        grace_seconds=answer.get("HealthCheckGracePeriod"),
        warmup_seconds=answer.get("DefaultInstanceWarmup"),
        suspended=tuple(each["ProcessName"] for each in answer.get("SuspendedProcesses") or ()),
        policies=policies,
        status=answer.get("Status") or "",
    )


def _instance(answer: Answer) -> Instance:
    return Instance(
        id=answer["InstanceId"],
        lifecycle=answer["LifecycleState"],
        health=answer["HealthStatus"],
        zone=answer.get("AvailabilityZone", ""),
        type=answer.get("InstanceType", ""),
        template_version=str((answer.get("LaunchTemplate") or {}).get("Version", "")),
        protected=bool(answer.get("ProtectedFromScaleIn")),
    )


def _policy(answer: Answer) -> GroupPolicy:
    return GroupPolicy(answer["PolicyName"], answer.get("PolicyType", ""), answer.get("Enabled", True))


def _activity(answer: Answer) -> Activity:
    return Activity(
        id=answer["ActivityId"],
        status=answer["StatusCode"],
        description=answer.get("Description", ""),
        cause=answer.get("Cause", ""),
        started_at=answer.get("StartTime"),
        ended_at=answer.get("EndTime"),
        message=answer.get("StatusMessage", ""),
    )


def _refresh(answer: Answer) -> InstanceRefresh:
    return InstanceRefresh(
        id=answer["InstanceRefreshId"],
        status=answer["Status"],
        percent=answer.get("PercentageComplete"),
        left=answer.get("InstancesToUpdate"),
        reason=answer.get("StatusReason", ""),
        started_at=answer.get("StartTime"),
        ended_at=answer.get("EndTime"),
        minimum_healthy=(answer.get("Preferences") or {}).get("MinHealthyPercentage"),
    )
