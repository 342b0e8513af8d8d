"""Service quotas through boto3: what is asked, what is counted, and what may not be asked."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from console.aws.ecs import Clients
from console.aws.quotas import QuotaLooks
from console.domain.quotas import ASKED

REGION = "us-east-1"
_SERVICES = ("service-quotas", "ec2", "elbv2", "rds", "cloudwatch")


@pytest.fixture
def stubbed(monkeypatch: pytest.MonkeyPatch) -> dict[str, Stubber]:
    """The clients, each answering only what a test puts there."""
    made: dict[str, Any] = {
        service: boto3.client(service, region_name=REGION, aws_access_key_id="a", aws_secret_access_key="b")
        for service in _SERVICES
    }
    monkeypatch.setattr(Clients, "of", lambda _self, service, _region: made[service])
    stubs = {service: Stubber(client) for service, client in made.items()}
    for stub in stubs.values():
        stub.activate()
    return stubs


def used(stubs: dict[str, Stubber]) -> None:
    """One VPC, two addresses, one application load balancer among two, no database, and three vCPUs."""
    stubs["ec2"].add_response("describe_vpcs", {"Vpcs": [{}]})
    stubs["ec2"].add_response("describe_addresses", {"Addresses": [{}, {}]})
    balancers: Any = [{"Type": "application"}, {"Type": "network"}]
    stubs["elbv2"].add_response("describe_load_balancers", {"LoadBalancers": balancers})
    stubs["rds"].add_response("describe_db_instances", {"DBInstances": []})
    points: Any = [{"Maximum": 2.5}, {"Maximum": 3.0}]
    stubs["cloudwatch"].add_response("get_metric_statistics", {"Datapoints": points})


def looks() -> QuotaLooks:
    return QuotaLooks(Clients(lambda: None))


def test_each_quota_comes_with_what_is_used_of_it(stubbed: dict[str, Stubber]) -> None:
    for quota in ASKED:
        stubbed["service-quotas"].add_response(
            "get_service_quota", {"Quota": {"Value": 5.0}}, {"ServiceCode": quota.service, "QuotaCode": quota.code}
        )
    used(stubbed)
    found = looks().quotas(REGION)
    assert [(each.name, each.limit, each.used) for each in found] == [
        ("VPCs", 5.0, 1.0),
        ("Elastic IP addresses", 5.0, 2.0),
        ("Application Load Balancers", 5.0, 1.0),
        ("RDS instances", 5.0, 0.0),
        ("Fargate vCPUs", 5.0, 3.0),
    ]


def test_an_account_without_a_quota_of_its_own_has_the_default(stubbed: dict[str, Stubber]) -> None:
    for _ in ASKED:
        stubbed["service-quotas"].add_client_error("get_service_quota", "NoSuchResourceException")
        stubbed["service-quotas"].add_response("get_aws_default_service_quota", {"Quota": {"Value": 20.0}})
    used(stubbed)
    assert {each.limit for each in looks().quotas(REGION)} == {20.0}


def test_what_may_not_be_asked_says_which_action_is_missing_and_stops_no_other(stubbed: dict[str, Stubber]) -> None:
    stubbed["service-quotas"].add_client_error("get_service_quota", "AccessDeniedException")
    for _ in ASKED[1:]:
        stubbed["service-quotas"].add_response("get_service_quota", {"Quota": {"Value": 5.0}})
    stubbed["ec2"].add_response("describe_addresses", {"Addresses": []})
    stubbed["elbv2"].add_response("describe_load_balancers", {"LoadBalancers": []})
    stubbed["rds"].add_client_error("describe_db_instances", "AccessDenied")
    stubbed["cloudwatch"].add_response("get_metric_statistics", {"Datapoints": []})
    found = looks().quotas(REGION)
    assert (found[0].limit, found[0].used) == (None, None)
    assert "servicequotas:GetServiceQuota" in found[0].said
    assert (found[1].limit, found[1].used) == (5.0, 0.0)
    assert "rds:DescribeDBInstances" in found[3].said
    assert (found[4].limit, found[4].used, found[4].said) == (5.0, None, "AWS reports no use of it")
