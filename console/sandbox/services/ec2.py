"""EC2: security-group rules that name another group or a prefix list, and changes to rules in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.ec2.models.security_groups import SecurityGroupBackend, SecurityGroupRule

from console.sandbox.patching import wraps

_ALL_PROTOCOLS = "-1"


@wraps(SecurityGroupRule, "__init__")
def _keep_description_of_prefix_list(  # the positions are moto's
    original: Callable[..., None],
    self: Any,
    backend: Any,
    ip_protocol: str,
    group_id: str,
    from_port: str | None,
    to_port: str | None,
    ip_range: dict[str, str] | None,
    source_group: dict[str, str] | None = None,
    prefix_list_id: dict[str, str] | None = None,
    **settings: Any,
) -> None:
    original(
        self, backend, ip_protocol, group_id, from_port, to_port, ip_range, source_group, prefix_list_id, **settings
    )
    self.sandbox_prefix_list = prefix_list_id or {}


def _description(self: Any) -> str | None:
    """moto keeps the description inside the source, but reads it only from an address range."""
    for source in (self.ip_range, self.source_group, self.sandbox_prefix_list):
        if source.get("Description"):
            return str(source["Description"])
    return None


SecurityGroupRule.description = property(_description)  # type: ignore[method-assign,assignment]


@wraps(SecurityGroupBackend, "modify_security_group_rules")
def _modify_every_kind_of_rule(
    original: Callable[..., None], self: SecurityGroupBackend, group_id: str, rules: dict[str, dict[str, Any]]
) -> None:
    """moto wants ports even for "all protocols", and changes only the address of an IPv4 rule."""
    for change in rules.values():
        if change.get("IpProtocol") == _ALL_PROTOCOLS:
            change.setdefault("FromPort", -1)
            change.setdefault("ToPort", -1)
    original(self, group_id, rules)
    group = self.get_security_group_by_name_or_id(group_id)
    for rule_id, change in rules.items():
        rule: Any = group.get_rule(rule_id) if group else None
        if address := change.get("CidrIpv6"):
            rule.ip_range["CidrIpv6"] = address
        if prefix_list := change.get("PrefixListId"):
            rule.prefix_list_id = prefix_list
        if referenced := change.get("ReferencedGroupId"):
            rule.source_group["GroupId"] = referenced
