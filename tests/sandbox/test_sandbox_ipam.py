"""What Terraform needs of IPAM: address managers, pools, and VPCs that take their ranges from them."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import Cloud

OnlyInSandbox = Callable[[Callable[[Cloud], Any], Any], None]


def manager(cloud: Cloud, **settings: Any) -> tuple[Any, dict[str, Any]]:
    ec2 = cloud.client("ec2")
    created = ec2.create_ipam(OperatingRegions=[{"RegionName": "us-east-1"}], **settings)
    return ec2, created["Ipam"]


def pools(cloud: Cloud, cidr: str = "10.64.0.0/15") -> tuple[Any, str, str]:
    """The pool of an address space and one below it for the region, with half of the space."""
    ec2, ipam = manager(cloud)
    common = {"AddressFamily": "ipv4", "IpamScopeId": ipam["PrivateDefaultScopeId"]}
    top = ec2.create_ipam_pool(**common)["IpamPool"]["IpamPoolId"]
    ec2.provision_ipam_pool_cidr(IpamPoolId=top, Cidr=cidr)
    below = ec2.create_ipam_pool(SourceIpamPoolId=top, Locale="us-east-1", AllocationDefaultNetmaskLength=17, **common)[
        "IpamPool"
    ]["IpamPoolId"]
    ec2.provision_ipam_pool_cidr(IpamPoolId=below, NetmaskLength=16)
    return ec2, top, below


def ranges(ec2: Any, pool: str) -> list[str]:
    return [entry["Cidr"] for entry in ec2.get_ipam_pool_cidrs(IpamPoolId=pool)["IpamPoolCidrs"]]


def handed_out(ec2: Any, pool: str) -> list[tuple[str, str]]:
    found = ec2.get_ipam_pool_allocations(IpamPoolId=pool)["IpamPoolAllocations"]
    return [(entry["ResourceType"], entry["Cidr"]) for entry in found]


def code(call: Callable[..., Any], **parameters: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    return str(caught.value.response["Error"]["Code"])


def test_an_ipam_keeps_its_settings_and_tags(only_in_sandbox: OnlyInSandbox) -> None:
    def kept(cloud: Cloud) -> Any:
        tags = [{"ResourceType": "ipam", "Tags": [{"Key": "Name", "Value": "first"}, {"Key": "Old", "Value": "x"}]}]
        ec2, ipam = manager(cloud, Tier="advanced", TagSpecifications=tags)
        ec2.create_tags(Resources=[ipam["IpamId"]], Tags=[{"Key": "Name", "Value": "second"}])
        ec2.delete_tags(Resources=[ipam["IpamId"]], Tags=[{"Key": "Old"}])
        ec2.modify_ipam(IpamId=ipam["IpamId"], AddOperatingRegions=[{"RegionName": "us-west-2"}])
        (found,) = ec2.describe_ipams(IpamIds=[ipam["IpamId"]])["Ipams"]
        regions = [region["RegionName"] for region in found["OperatingRegions"]]
        return found["Tier"], found["Tags"], regions

    only_in_sandbox(kept, ("advanced", [{"Key": "Name", "Value": "second"}], ["us-east-1", "us-west-2"]))


def test_a_pool_below_another_gets_a_part_of_its_range(only_in_sandbox: OnlyInSandbox) -> None:
    def divided(cloud: Cloud) -> Any:
        ec2, top, below = pools(cloud)
        (found,) = ec2.describe_ipam_pools(IpamPoolIds=[below])["IpamPools"]
        return ranges(ec2, below), handed_out(ec2, top), found["Locale"], found["PoolDepth"]

    only_in_sandbox(divided, (["10.64.0.0/16"], [("ipam-pool", "10.64.0.0/16")], "us-east-1", 2))


def test_vpcs_get_the_next_free_ranges_of_a_pool(only_in_sandbox: OnlyInSandbox) -> None:
    def vpcs(cloud: Cloud) -> Any:
        ec2, _, pool = pools(cloud)
        first = ec2.create_vpc(Ipv4IpamPoolId=pool)["Vpc"]
        second = ec2.create_vpc(Ipv4IpamPoolId=pool, Ipv4NetmaskLength=18)["Vpc"]
        ec2.delete_vpc(VpcId=first["VpcId"])
        return first["CidrBlock"], second["CidrBlock"], handed_out(ec2, pool)

    only_in_sandbox(vpcs, ("10.64.0.0/17", "10.64.128.0/18", [("vpc", "10.64.128.0/18")]))


def test_a_range_is_handed_out_once(sandbox: Cloud) -> None:
    ec2, _, pool = pools(sandbox)
    allocation = ec2.allocate_ipam_pool_cidr(IpamPoolId=pool, Cidr="10.64.0.0/17")["IpamPoolAllocation"]
    assert code(ec2.create_vpc, Ipv4IpamPoolId=pool, CidrBlock="10.64.64.0/18") == "InvalidParameterValue"
    assert code(ec2.create_vpc, Ipv4IpamPoolId=pool, Ipv4NetmaskLength=16) == "InsufficientCidrBlocks"
    ec2.release_ipam_pool_allocation(
        IpamPoolId=pool, Cidr="10.64.0.0/17", IpamPoolAllocationId=allocation["IpamPoolAllocationId"]
    )
    assert ec2.create_vpc(Ipv4IpamPoolId=pool, Ipv4NetmaskLength=16)["Vpc"]["CidrBlock"] == "10.64.0.0/16"


def test_what_is_in_use_is_not_deleted(sandbox: Cloud) -> None:
    ec2, top, pool = pools(sandbox)
    vpc = ec2.create_vpc(Ipv4IpamPoolId=pool)["Vpc"]["VpcId"]
    assert code(ec2.deprovision_ipam_pool_cidr, IpamPoolId=pool, Cidr="10.64.0.0/16") == "IncorrectState"
    assert code(ec2.delete_ipam_pool, IpamPoolId=pool) == "DependencyViolation"
    assert code(ec2.delete_ipam_pool, IpamPoolId=top) == "DependencyViolation"
    ec2.delete_vpc(VpcId=vpc)
    ec2.deprovision_ipam_pool_cidr(IpamPoolId=pool, Cidr="10.64.0.0/16")
    assert handed_out(ec2, top) == []
    ec2.delete_ipam_pool(IpamPoolId=pool)
    assert code(ec2.describe_ipam_pools, IpamPoolIds=[pool]) == "InvalidIpamPoolId.NotFound"


def test_an_ipam_goes_with_its_pools_only_when_asked_to(sandbox: Cloud) -> None:
    ec2, ipam = manager(sandbox)
    scope = ipam["PrivateDefaultScopeId"]
    ec2.create_ipam_pool(AddressFamily="ipv4", IpamScopeId=scope)
    assert [found["IpamScopeType"] for found in ec2.describe_ipam_scopes(IpamScopeIds=[scope])["IpamScopes"]] == [
        "private"
    ]
    assert code(ec2.delete_ipam, IpamId=ipam["IpamId"]) == "DependencyViolation"
    ec2.delete_ipam(IpamId=ipam["IpamId"], Cascade=True)
    assert code(ec2.describe_ipams, IpamIds=[ipam["IpamId"]]) == "InvalidIpamId.NotFound"
