"""Account quotas that an environment may run into, and how much of each is used."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QuotaCode:
    """A quota as Service Quotas numbers it; the codes are AWS's own and the same in every account."""

    name: str
    service: str
    code: str


VPCS = QuotaCode("VPCs", "vpc", "L-F678F1CE")
ADDRESSES = QuotaCode("Elastic IP addresses", "ec2", "L-0263D0A3")
BALANCERS = QuotaCode("Application Load Balancers", "elasticloadbalancing", "L-53DA6B97")
DATABASES = QuotaCode("RDS instances", "rds", "L-7B6409FD")
FARGATE = QuotaCode("Fargate vCPUs", "fargate", "L-3032A538")
ASKED = (VPCS, ADDRESSES, BALANCERS, DATABASES, FARGATE)
"""Those of which an environment uses one or more, and whose use can be counted with calls that look."""


@dataclass(frozen=True, slots=True)
class Quota:
    """One quota of an account in a region; None is what could not be asked, and `said` says why."""

    name: str
    limit: float | None
    used: float | None
    said: str = ""
