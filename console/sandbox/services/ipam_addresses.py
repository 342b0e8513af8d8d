"""IPAM: ranges that pools are given and hand out, to pools below them, to VPCs and on request."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Network
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.responses import EC2Response
from moto.ec2.responses.vpcs import VPCs

from console.sandbox.patching import adds_to, wraps
from console.sandbox.services.ipam import Pool, Resource, addresses_of, new_id, pool_of

_DEFAULT_LENGTH = 24


def _networks(entries: dict[str, Resource]) -> list[IPv4Network]:
    return [IPv4Network(entry["Cidr"]) for entry in entries.values()]


def _allocate(response: Any, pool: Pool, length: Any, cidr: str | None, **about: Any) -> Resource:
    """Hand out a range: the one asked for, or the first free one of the length; raises EC2's errors."""
    given, used = _networks(pool.ranges), _networks(pool.allocations)
    if cidr:
        network: IPv4Network | None = IPv4Network(cidr)
        if not any(network.subnet_of(range_) for range_ in given) or any(network.overlaps(other) for other in used):  # type: ignore[union-attr]
            message = f"The CIDR {cidr} is not within the pool's CIDRs or overlaps an allocation."
            raise EC2ClientError("InvalidParameterValue", message)
    else:
        prefix = int(length or pool.answer.get("AllocationDefaultNetmaskLength") or _DEFAULT_LENGTH)
        parts = (part for range_ in given if range_.prefixlen <= prefix for part in range_.subnets(new_prefix=prefix))
        network = next((part for part in parts if not any(part.overlaps(other) for other in used)), None)
        if network is None:
            message = f"The pool has no free CIDR with a netmask length of {prefix}."
            raise EC2ClientError("InsufficientCidrBlocks", message)
    allocation = {
        "Cidr": str(network),
        "IpamPoolAllocationId": new_id("ipam-pool-alloc"),
        "ResourceRegion": response.region,
        "ResourceOwner": response.current_account,
    } | about
    pool.allocations[allocation["IpamPoolAllocationId"]] = allocation
    return allocation


def _release(pool: Pool, **about: Any) -> None:
    """Take back what was handed out to whom `about` describes."""
    pool.allocations = {
        key: entry for key, entry in pool.allocations.items() if any(entry.get(k) != v for k, v in about.items())
    }


@adds_to(EC2Response)
def provision_ipam_pool_cidr(self: EC2Response) -> ActionResult:
    """Give the pool a range: any for a pool at the top, one of its source's for a pool below."""
    pool, cidr, length = pool_of(self), self._get_param("Cidr"), self._get_param("NetmaskLength")
    if source := pool.answer.get("SourceIpamPoolId"):
        about = {"ResourceType": "ipam-pool", "ResourceId": pool.answer["IpamPoolId"]}
        cidr = _allocate(self, pool_of(self, source), length, cidr, **about)["Cidr"]
    entry = {
        "Cidr": cidr,
        "State": "provisioned",
        "IpamPoolCidrId": new_id("ipam-pool-cidr"),
        "NetmaskLength": IPv4Network(cidr).prefixlen,
    }
    pool.ranges[cidr] = entry
    return ActionResult({"IpamPoolCidr": entry})


@adds_to(EC2Response)
def deprovision_ipam_pool_cidr(self: EC2Response) -> ActionResult:
    """Take a range back from a pool that has handed none of it out."""
    pool, cidr = pool_of(self), self._get_param("Cidr")
    if cidr not in pool.ranges:
        raise EC2ClientError("InvalidIpamPoolCidr.NotFound", f"The CIDR '{cidr}' is not provisioned to the pool")
    if any(network.subnet_of(IPv4Network(cidr)) for network in _networks(pool.allocations)):
        raise EC2ClientError("IncorrectState", f"The CIDR {cidr} has allocations and cannot be deprovisioned.")
    entry = pool.ranges.pop(cidr)
    if source := pool.answer.get("SourceIpamPoolId"):
        _release(pool_of(self, source), ResourceId=pool.answer["IpamPoolId"], Cidr=cidr)
    return ActionResult({"IpamPoolCidr": entry | {"State": "deprovisioned"}})


@adds_to(EC2Response)
def get_ipam_pool_cidrs(self: EC2Response) -> ActionResult:
    """The ranges of a pool."""
    found = _filtered(self, pool_of(self).ranges, {"cidr": "Cidr", "ipam-pool-cidr-id": "IpamPoolCidrId"})
    return ActionResult({"IpamPoolCidrs": found})


@adds_to(EC2Response)
def allocate_ipam_pool_cidr(self: EC2Response) -> ActionResult:
    """Hand a range out by request."""
    about = {"ResourceType": "custom", "Description": self._get_param("Description") or ""}
    length, cidr = self._get_param("NetmaskLength"), self._get_param("Cidr")
    return ActionResult({"IpamPoolAllocation": _allocate(self, pool_of(self), length, cidr, **about)})


@adds_to(EC2Response)
def release_ipam_pool_allocation(self: EC2Response) -> ActionResult:
    """Take a range back that was handed out by request."""
    _release(pool_of(self), IpamPoolAllocationId=self._get_param("IpamPoolAllocationId"))
    return ActionResult({"Success": True})


@adds_to(EC2Response)
def get_ipam_pool_allocations(self: EC2Response) -> ActionResult:
    """What a pool has handed out."""
    keys = {"ipam-pool-allocation-id": "IpamPoolAllocationId", "resource-id": "ResourceId"}
    found = _filtered(self, pool_of(self).allocations, keys | {"resource-type": "ResourceType"})
    if allocation := self._get_param("IpamPoolAllocationId"):
        found = [entry for entry in found if entry["IpamPoolAllocationId"] == allocation]
    return ActionResult({"IpamPoolAllocations": found})


def _filtered(response: EC2Response, entries: dict[str, Resource], keys: dict[str, str]) -> list[Resource]:
    filters = {keys[name]: values for name, values in response._filters_from_querystring().items() if name in keys}
    return [entry for entry in entries.values() if all(str(entry.get(k)) in v for k, v in filters.items())]


@wraps(VPCs, "create_vpc")
def _create_vpc_from_pool(original: Callable[..., ActionResult], self: Any) -> ActionResult:
    """moto wants a CIDR block and ignores the pool that it should come from."""
    if not (pool_id := self._get_param("Ipv4IpamPoolId")):
        return original(self)
    cidr, length = self._get_param("CidrBlock"), self._get_param("Ipv4NetmaskLength")
    allocation = _allocate(self, pool_of(self, pool_id), length, cidr, ResourceType="vpc")
    specifications = self._get_param("TagSpecifications", [])
    vpc = self.ec2_backend.create_vpc(
        allocation["Cidr"],
        self._get_param("InstanceTenancy", if_none="default"),
        tags=specifications[0].get("Tags") if specifications else None,
    )
    allocation["ResourceId"] = vpc.id
    return ActionResult({"Vpc": vpc})


@wraps(VPCs, "delete_vpc")
def _delete_vpc_and_release(original: Callable[..., ActionResult], self: Any) -> ActionResult:
    answer = original(self)
    for pool in addresses_of(self).pools.values():
        _release(pool, ResourceId=self._get_param("VpcId"))
    return answer
