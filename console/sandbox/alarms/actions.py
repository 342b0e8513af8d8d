"""What an alarm sets off: a message to a topic once, a scaling policy for as long as its state lasts."""

from __future__ import annotations

import json
from typing import Any

from moto.sns.models import sns_backends

from console.sandbox.alarms.record import note
from console.sandbox.scaling.policies import run_policy

_AGAIN_SECONDS = 10.0
"""A policy is asked again while the state lasts; its own cooldown says whether it does anything."""


def act(account: str, region: str, alarm: Any, now: float, *, changed: bool) -> bool:
    """Carry out the actions of the alarm's state; True where one of them changed something."""
    if not alarm.actions_enabled:
        return False
    asked_at = alarm.__dict__.get("sandbox_asked_at", 0.0)
    again = now - asked_at >= _AGAIN_SECONDS
    acted = False
    for arn in _actions(alarm):
        if ":scalingPolicy:" in arn:
            if changed or again:
                alarm.sandbox_asked_at = now
                acted |= run_policy(account, region, arn, alarm, now)
        elif changed:
            _notify(account, region, arn, alarm, now)
            acted = True
    return acted


def _actions(alarm: Any) -> list[str]:
    by_state = {
        "ALARM": alarm.alarm_actions,
        "OK": alarm.ok_actions,
        "INSUFFICIENT_DATA": alarm.insufficient_data_actions,
    }
    return list(by_state[alarm.state_value] or ())


def _notify(account: str, region: str, arn: str, alarm: Any, now: float) -> None:
    """Send a topic the message of CloudWatch; other actions are not simulated, and the history says so."""
    done = False
    if ":sns:" in arn and arn in sns_backends[account][region].topics:
        message = {
            "AlarmName": alarm.name,
            "AlarmDescription": alarm.description,
            "AWSAccountId": account,
            "NewStateValue": alarm.state_value,
            "NewStateReason": alarm.state_reason,
            "StateChangeTime": alarm.state_updated_timestamp.isoformat() + "+0000",
            "Region": region,
            "AlarmArn": alarm.alarm_arn,
        }
        subject = f'{alarm.state_value}: "{alarm.name}" in {region}'[:100]
        sns_backends[account][region].publish(json.dumps(message), arn=arn, subject=subject)
        done = True
    words = "Successfully executed" if done else "Failed to execute"
    note(alarm, "Action", f"{words} action {arn}", {"actionState": "Succeeded" if done else "Failed"}, now)
