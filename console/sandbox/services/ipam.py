"""IPAM: address managers with their scopes and pools. Addresses are handed out in `ipam_addresses`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.exceptions import DependencyViolationError, EC2ClientError
from moto.ec2.models import ec2_backends
from moto.ec2.responses import EC2Response
from moto.ec2.responses.tags import TagResponse
from moto.moto_api._internal import mock_random

from console.sandbox.patching import adds_to, attached, wraps

Resource = dict[str, Any]
"""What EC2 answers about a resource, under the names of its API."""

_HOME = "us-east-1"
_POOL_SETTINGS = ("AllocationDefaultNetmaskLength", "AllocationMaxNetmaskLength", "AllocationMinNetmaskLength")


@dataclass
class Pool:
    """A pool with the ranges it was given and those it has handed out, each by its id."""

    answer: Resource
    ranges: dict[str, Resource] = field(default_factory=dict)
    allocations: dict[str, Resource] = field(default_factory=dict)


@dataclass
class Addresses:
    """Everything of IPAM in an account: one region's pools are seen from the others."""

    ipams: dict[str, Resource] = field(default_factory=dict)
    pools: dict[str, Pool] = field(default_factory=dict)


def addresses_of(response: EC2Response) -> Addresses:
    """IPAM of the request's account."""
    return attached(ec2_backends[response.current_account][_HOME], "ipam", Addresses)


def new_id(kind: str) -> str:
    """An id such as ipam-pool-0123456789abcdef0."""
    return f"{kind}-0{mock_random.get_random_hex(16)}"


def pool_of(response: EC2Response, pool_id: str | None = None) -> Pool:
    """The pool that the request names; raises what EC2 answers when there is none."""
    wanted = pool_id or response._get_param("IpamPoolId")
    pool = addresses_of(response).pools.get(wanted)
    if pool is None:
        raise EC2ClientError("InvalidIpamPoolId.NotFound", f"The pool ID '{wanted}' does not exist")
    return pool


def _ipam(response: EC2Response) -> Resource:
    wanted = response._get_param("IpamId")
    ipam = addresses_of(response).ipams.get(wanted)
    if ipam is None:
        raise EC2ClientError("InvalidIpamId.NotFound", f"The ipam ID '{wanted}' does not exist")
    return ipam


def _keep_tags(response: EC2Response, resource_id: str) -> None:
    tags = {tag["Key"]: tag["Value"] for spec in response._get_param("TagSpecifications", []) for tag in spec["Tags"]}
    if tags:
        response.ec2_backend.create_tags([resource_id], tags)


def _with_tags(response: EC2Response, resource: Resource, resource_id: str) -> Resource:
    tags = response.ec2_backend.tags.get(resource_id, {})
    return resource | {"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}


def _wanted(response: EC2Response, parameter: str, known: list[str], code: str) -> list[str]:
    """The ids asked for, or all; raises EC2's error for one that does not exist."""
    wanted: list[str] = response._get_param(parameter, []) or known
    for missing in set(wanted) - set(known):
        raise EC2ClientError(code, f"The ID '{missing}' does not exist")
    return wanted


@adds_to(EC2Response)
def create_ipam(self: EC2Response) -> ActionResult:
    """Make an IPAM with its two default scopes."""
    ipam_id, account = new_id("ipam"), self.current_account
    regions = {region["RegionName"] for region in self._get_param("OperatingRegions", [])}
    ipam = {
        "OwnerId": account,
        "IpamId": ipam_id,
        "IpamArn": f"arn:aws:ec2::{account}:ipam/{ipam_id}",
        "IpamRegion": self.region,
        "PublicDefaultScopeId": new_id("ipam-scope"),
        "PrivateDefaultScopeId": new_id("ipam-scope"),
        "ScopeCount": 2,
        "Description": self._get_param("Description") or "",
        "State": "create-complete",
        "Tier": self._get_param("Tier") or "advanced",
        "EnablePrivateGua": bool(self._get_param("EnablePrivateGua")),
        "DefaultResourceDiscoveryId": new_id("ipam-res-disco"),
        "DefaultResourceDiscoveryAssociationId": new_id("ipam-res-disco-assoc"),
        "ResourceDiscoveryAssociationCount": 1,
        "OperatingRegions": [{"RegionName": region} for region in sorted(regions)],
    }
    addresses_of(self).ipams[ipam_id] = ipam
    _keep_tags(self, ipam_id)
    return ActionResult({"Ipam": _with_tags(self, ipam, ipam_id)})


@adds_to(EC2Response)
def describe_ipams(self: EC2Response) -> ActionResult:
    """The IPAMs asked for, or all."""
    known = addresses_of(self).ipams
    wanted = _wanted(self, "IpamIds", list(known), "InvalidIpamId.NotFound")
    return ActionResult({"Ipams": [_with_tags(self, known[ipam_id], ipam_id) for ipam_id in wanted]})


@adds_to(EC2Response)
def modify_ipam(self: EC2Response) -> ActionResult:
    """Change description, tier and operating regions."""
    ipam = _ipam(self)
    for key in ("Description", "Tier", "EnablePrivateGua"):
        if (value := self._get_param(key)) is not None:
            ipam[key] = value
    regions = {region["RegionName"] for region in ipam["OperatingRegions"]}
    regions |= {region["RegionName"] for region in self._get_param("AddOperatingRegions", [])}
    regions -= {region["RegionName"] for region in self._get_param("RemoveOperatingRegions", [])}
    ipam["OperatingRegions"] = [{"RegionName": region} for region in sorted(regions)]
    return ActionResult({"Ipam": ipam})


@adds_to(EC2Response)
def delete_ipam(self: EC2Response) -> ActionResult:
    """Delete an IPAM; one with pools only by `Cascade`, and never one whose pools have given addresses away."""
    known, ipam = addresses_of(self), _ipam(self)
    pools = {pool_id: pool for pool_id, pool in known.pools.items() if pool.answer["IpamArn"] == ipam["IpamArn"]}
    if any(pool.allocations for pool in pools.values()) or (pools and not self._get_param("Cascade")):
        raise DependencyViolationError(f"The IPAM {ipam['IpamId']} has pools and cannot be deleted.")
    for pool_id in pools:
        del known.pools[pool_id]
    del known.ipams[ipam["IpamId"]]
    return ActionResult({"Ipam": ipam | {"State": "delete-complete"}})


def _scopes(ipam: Resource) -> list[Resource]:
    return [
        {
            "OwnerId": ipam["OwnerId"],
            "IpamScopeId": scope_id,
            "IpamScopeArn": f"arn:aws:ec2::{ipam['OwnerId']}:ipam-scope/{scope_id}",
            "IpamArn": ipam["IpamArn"],
            "IpamRegion": ipam["IpamRegion"],
            "IpamScopeType": kind,
            "IsDefault": True,
            "State": "create-complete",
        }
        for kind, scope_id in (("public", ipam["PublicDefaultScopeId"]), ("private", ipam["PrivateDefaultScopeId"]))
    ]


@adds_to(EC2Response)
def describe_ipam_scopes(self: EC2Response) -> ActionResult:
    """The default scopes, all there are here."""
    scopes = {s["IpamScopeId"]: s for ipam in addresses_of(self).ipams.values() for s in _scopes(ipam)}
    wanted = _wanted(self, "IpamScopeIds", list(scopes), "InvalidIpamScopeId.NotFound")
    return ActionResult({"IpamScopes": [scopes[scope_id] for scope_id in wanted]})


@adds_to(EC2Response)
def create_ipam_pool(self: EC2Response) -> ActionResult:
    """Make a pool in a scope, or below another pool."""
    known, scope_id, source = addresses_of(self), self._get_param("IpamScopeId"), self._get_param("SourceIpamPoolId")
    scopes = {scope["IpamScopeId"]: scope for ipam in known.ipams.values() for scope in _scopes(ipam)}
    if (scope := scopes.get(scope_id)) is None:
        raise EC2ClientError("InvalidIpamScopeId.NotFound", f"The scope ID '{scope_id}' does not exist")
    pool_id = new_id("ipam-pool")
    answer = {
        "OwnerId": self.current_account,
        "IpamPoolId": pool_id,
        "IpamPoolArn": f"arn:aws:ec2::{self.current_account}:ipam-pool/{pool_id}",
        "IpamScopeArn": scope["IpamScopeArn"],
        "IpamScopeType": scope["IpamScopeType"],
        "IpamArn": scope["IpamArn"],
        "IpamRegion": scope["IpamRegion"],
        "Locale": self._get_param("Locale") or "None",
        "PoolDepth": pool_of(self, source).answer["PoolDepth"] + 1 if source else 1,
        "State": "create-complete",
        "Description": self._get_param("Description") or "",
        "AutoImport": bool(self._get_param("AutoImport")),
        "AddressFamily": self._get_param("AddressFamily"),
        "AllocationResourceTags": self._get_param("AllocationResourceTags", []),
    }
    answer |= {key: value for key in _POOL_SETTINGS if (value := self._get_param(key)) is not None}
    if source:
        answer["SourceIpamPoolId"] = source
    known.pools[pool_id] = Pool(answer)
    _keep_tags(self, pool_id)
    return ActionResult({"IpamPool": _with_tags(self, answer, pool_id)})


@adds_to(EC2Response)
def describe_ipam_pools(self: EC2Response) -> ActionResult:
    """The pools asked for, or all."""
    known = addresses_of(self).pools
    wanted = _wanted(self, "IpamPoolIds", list(known), "InvalidIpamPoolId.NotFound")
    return ActionResult({"IpamPools": [_with_tags(self, known[pool_id].answer, pool_id) for pool_id in wanted]})


@adds_to(EC2Response)
def modify_ipam_pool(self: EC2Response) -> ActionResult:
    """Change description and the bounds of what the pool hands out."""
    answer = pool_of(self).answer
    for key in ("Description", "AutoImport", *_POOL_SETTINGS):
        if (value := self._get_param(key)) is not None:
            answer[key] = value
    return ActionResult({"IpamPool": answer})


@adds_to(EC2Response)
def delete_ipam_pool(self: EC2Response) -> ActionResult:
    """Delete a pool that has handed nothing out."""
    known, pool = addresses_of(self), pool_of(self)
    pool_id = pool.answer["IpamPoolId"]
    if pool.allocations or any(other.answer.get("SourceIpamPoolId") == pool_id for other in known.pools.values()):
        raise DependencyViolationError(f"The IPAM pool {pool_id} has allocations and cannot be deleted.")
    del known.pools[pool_id]
    return ActionResult({"IpamPool": pool.answer | {"State": "delete-complete"}})


def _only_ipam(response: TagResponse) -> bool:
    """moto does not know the ids of IPAM and refuses to tag them."""
    return all(resource_id.startswith("ipam-") for resource_id in response._get_param("Resources", []))


@wraps(TagResponse, "create_tags")
def _tag(original: Callable[..., ActionResult], self: TagResponse) -> ActionResult:
    if not _only_ipam(self):
        return original(self)
    tags = {tag["Key"]: tag["Value"] for tag in self._get_param("Tags", [])}
    self.ec2_backend.create_tags(self._get_param("Resources"), tags)
    return ActionResult({})


@wraps(TagResponse, "delete_tags")
def _untag(original: Callable[..., ActionResult], self: TagResponse) -> ActionResult:
    if not _only_ipam(self):
        return original(self)
    keys = [tag["Key"] for tag in self._get_param("Tags", [])]
    self.ec2_backend.delete_tag_keys(self._get_param("Resources"), keys)
    return ActionResult({})
