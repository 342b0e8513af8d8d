"""Pricing rules by resource type, one file a family of services."""

from __future__ import annotations

from collections.abc import Mapping

from console.pricing.families import (
    aurora,
    cache,
    compute,
    data_transfer,
    databases,
    dynamodb,
    fargate,
    free,
    load_balancing,
    messaging,
    network,
    observability,
    scaling_groups,
    security,
    storage,
)
from console.pricing.findings import Rule

RULES: Mapping[str, Rule] = {
    **free.RULES,
    **compute.RULES,
    **scaling_groups.RULES,
    **data_transfer.RULES,
    **fargate.RULES,
    **network.RULES,
    **load_balancing.RULES,
    **databases.RULES,
    **aurora.RULES,
    **dynamodb.RULES,
    **cache.RULES,
    **storage.RULES,
    **observability.RULES,
    **security.RULES,
    **messaging.RULES,
}
"""Resource type -> how it is priced."""


def rule_for(type_: str) -> Rule | None:
    """The rule of a resource type; None where this console does not price it."""
    rule = RULES.get(type_)
    if rule is None:
        return next((rule for prefix, rule in free.BY_PREFIX.items() if type_.startswith(prefix)), None)
    return rule
