"""Service quotas through boto3, and how much of each is used. Looks only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from console.aws.ecs import Clients
from console.aws.refusals import NotThereError, asking
from console.domain.quotas import ADDRESSES, ASKED, BALANCERS, DATABASES, VPCS, Quota, QuotaCode
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
            return Quota(quota.name, self._limit(quota, region), self._used(quota, region))
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

    def _used(self, quota: QuotaCode, region: str) -> float:
        count: dict[QuotaCode, Callable[[], int]] = {
            VPCS: lambda: self._listed("ec2", region, "describe_vpcs", "Vpcs"),
            ADDRESSES: lambda: len(self._clients.of("ec2", region).describe_addresses()["Addresses"]),
            BALANCERS: lambda: self._balancers(region),
            DATABASES: lambda: self._listed("rds", region, "describe_db_instances", "DBInstances"),
        }
        with asking(quota.service if quota is not VPCS else "ec2", f"what is used of {quota.name}"):
            return float(count[quota]())

    def _balancers(self, region: str) -> int:
        pages = self._clients.of("elbv2", region).get_paginator("describe_load_balancers").paginate()
        return sum(1 for page in pages for each in page["LoadBalancers"] if each.get("Type") == "application")

    def _listed(self, service: str, region: str, operation: str, key: str) -> int:
        pages: Any = self._clients.of(service, region).get_paginator(operation).paginate()
        return sum(len(page[key]) for page in pages)
