"""EC2: security-group rules that name another group or a prefix list, changes to rules, and an instance's settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.models.security_groups import SecurityGroupBackend, SecurityGroupRule
from moto.ec2.responses import EC2Response
from moto.ec2.responses.instances import InstanceResponse
from moto.ec2.responses.monitoring import Monitoring

from console.sandbox.patching import adds_to, attached, wraps

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


@wraps(Monitoring, "monitor_instances")
def _monitor(_original: Callable[..., Any], self: Any) -> ActionResult:
    """moto names the action and raises NotImplementedError."""
    return _set_monitoring(self, "enabled")


@wraps(Monitoring, "unmonitor_instances")
def _unmonitor(_original: Callable[..., Any], self: Any) -> ActionResult:
    return _set_monitoring(self, "disabled")


def _set_monitoring(response: Any, state: str) -> ActionResult:
    monitored = []
    for instance_id in response._get_param("InstanceIds", []):
        response.ec2_backend.get_instance(instance_id).monitoring_state = state
        monitored.append({"InstanceId": instance_id, "Monitoring": {"State": state}})
    return ActionResult({"InstanceMonitorings": monitored})


_CREDITS = "cpu_credits"


@wraps(InstanceResponse, "run_instances")
def _with_groups_and_credits(original: Callable[..., Any], self: Any) -> Any:
    """moto forgets the groups that were given with the network interface, and what happens without CPU credits."""
    answer = original(self)
    wanted = (self._get_param("CreditSpecification") or {}).get("CpuCredits", "")
    for instance in answer.result.instances:
        instance.security_groups = instance.security_groups or list(instance.nics[0].group_set)
        attached(instance, _CREDITS, dict[str, str])["CpuCredits"] = wanted or _usual_credits(instance.instance_type)
    return answer


def _usual_credits(instance_type: str) -> str:
    """T2 slows down, later generations bill more."""
    return "standard" if instance_type.startswith("t2.") else "unlimited"


@adds_to(EC2Response)
def modify_instance_credit_specification(self: Any) -> ActionResult:
    """What instances do when their CPU credits are used up."""
    changed = []
    for wanted in self._get_param("InstanceCreditSpecifications", []):
        instance = self.ec2_backend.get_instance(wanted["InstanceId"])
        attached(instance, _CREDITS, dict[str, str])["CpuCredits"] = wanted["CpuCredits"]
        changed.append({"InstanceId": instance.id})
    return ActionResult({"SuccessfulInstanceCreditSpecifications": changed})


@wraps(InstanceResponse, "describe_instance_credit_specifications")
def _kept_credits(_original: Callable[..., Any], self: Any) -> ActionResult:
    found = self.ec2_backend.describe_instance_credit_specifications(self._get_param("InstanceIds", []))
    kept = {
        instance.id: attached(instance, _CREDITS, dict[str, str]).get("CpuCredits")
        or _usual_credits(instance.instance_type)
        for instance in found
    }
    entries = [{"InstanceId": id_, "CpuCredits": kind} for id_, kind in kept.items()]
    return ActionResult({"InstanceCreditSpecifications": entries})
