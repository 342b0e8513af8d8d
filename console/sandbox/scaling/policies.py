"""The policy that an alarm's action names, of whichever service."""

from __future__ import annotations

from typing import Any

from console.sandbox.scaling import application, groups


def run_policy(account: str, region: str, arn: str, alarm: Any, now: float) -> bool:
    """Carry out the policy for the alarm; True where it changed a capacity."""
    if (policy := application.policy_of(account, region, arn)) is not None:
        return application.run(account, region, policy, alarm, now)
    if (policy := groups.policy_of(account, region, arn)) is not None:
        return groups.run(account, region, policy, alarm, now)
    return False
