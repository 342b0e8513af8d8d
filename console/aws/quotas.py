"""Service quotas through boto3, and how much of each is used. Looks only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from console.aws.ecs import Clients
from console.aws.refusals import NotThereError, asking
from console.domain.quotas import ADDRESSES, ASKED, BALANCERS, DATABASES, FARGATE, VPCS, Quota, QuotaCode
from console.errors import AwsError


class QuotaLooks:
    """The quotas of one account."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def quotas(self, region: str) -> tuple[Quota, ...]:
        """Every quota that can be counted; one that these credentials may not ask for says so and stops no other."""
        return tuple(self._quota(each, region) for each in ASKED)

    def _quota(self, quota: QuotaCode, region: str) -> Quota:
        try:
            limit, used = self._limit(quota, region), self._used(quota, region)
            return Quota(quota.name, limit, used, "" if used is not None else "AWS reports no use of it")
        except AwsError as error:
            return Quota(quota.name, None, None, error.message.rstrip("."))

    def _limit(self, quota: QuotaCode, region: str) -> float:
        quotas = self._clients.of("service-quotas", region)
        wanted = {"ServiceCode": quota.service, "QuotaCode": quota.code}
        try:
            with asking("servicequotas", f"the quota of {quota.name}"):
                return float(quotas.get_service_quota(**wanted)["Quota"]["Value"])
        except NotThereError:
            # An account that never had it raised may have no value of its own.
            with asking("servicequotas", f"the default quota of {quota.name}"):
                return float(quotas.get_aws_default_service_quota(**wanted)["Quota"]["Value"])

    def _used(self, quota: QuotaCode, region: str) -> float | None:
        if quota is FARGATE:
            return self._fargate(region)
        count: dict[QuotaCode, Callable[[], int]] = {
            VPCS: lambda: self._listed("ec2", region, "describe_vpcs", "Vpcs"),
            ADDRESSES: lambda: len(self._clients.of("ec2", region).describe_addresses()["Addresses"]),
            BALANCERS: lambda: self._balancers(region),
            DATABASES: lambda: self._listed("rds", region, "describe_db_instances", "DBInstances"),
        }
        with asking(quota.service if quota is not VPCS else "ec2", f"what is used of {quota.name}"):
            return float(count[quota]())

    def _fargate(self, region: str) -> float | None:
        """The most vCPUs of the last quarter of an hour, as CloudWatch counts them; None where it has no value."""
        named = {"Service": "Fargate", "Type": "Resource", "Resource": "vCPU", "Class": "Standard/OnDemand"}
        now = datetime.now(UTC)
        with asking("cloudwatch", "the vCPUs that Fargate uses"):
            points = self._clients.of("cloudwatch", region).get_metric_statistics(
                Namespace="AWS/Usage",
                MetricName="ResourceCount",
                Dimensions=[{"Name": name, "Value": value} for name, value in named.items()],
                StartTime=now - timedelta(minutes=15),
                EndTime=now,
                Period=300,
                Statistics=["Maximum"],
            )["Datapoints"]
        return max((float(each["Maximum"]) for each in points), default=None)

    def _balancers(self, region: str) -> int:
        pages = self._clients.of("elbv2", region).get_paginator("describe_load_balancers").paginate()
        return sum(1 for page in pages for each in page["LoadBalancers"] if each.get("Type") == "application")

    def _listed(self, service: str, region: str, operation: str, key: str) -> int:
        pages: Any = self._clients.of(service, region).get_paginator(operation).paginate()
        return sum(len(page[key]) for page in pages)
