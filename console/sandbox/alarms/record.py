"""What happened to an alarm, as DescribeAlarmHistory tells it, and the change of its state."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from console.sandbox.alarms.evaluation import Verdict
from console.sandbox.patching import attached

_KEPT = 300


def history(alarm: Any) -> list[dict[str, Any]]:
    """The entries of an alarm, newest first."""
    return attached(alarm, "history", list[dict[str, Any]])


def note(alarm: Any, kind: str, summary: str, data: dict[str, Any], now: float) -> None:
    """Add an entry; the oldest are forgotten, as CloudWatch forgets them after a month."""
    entry = {
        "AlarmName": alarm.name,
        "AlarmType": "MetricAlarm" if alarm.rule is None else "CompositeAlarm",
        "Timestamp": datetime.fromtimestamp(now, UTC),
        "HistoryItemType": kind,
        "HistorySummary": summary,
        "HistoryData": json.dumps(data),
    }
    history(alarm).insert(0, entry)
    del history(alarm)[_KEPT:]


def move(alarm: Any, verdict: Verdict, now: float) -> None:
    """Put the alarm into the state of the verdict, and write that down."""
    before = {"stateValue": alarm.state_value, "stateReason": alarm.state_reason}
    after = {"stateValue": verdict.state, "stateReason": verdict.reason, "stateReasonData": json.loads(verdict.data)}
    note(
        alarm,
        "StateUpdate",
        f"Alarm updated from {alarm.state_value} to {verdict.state}",
        {"version": "1.0", "oldState": before, "newState": after},
        now,
    )
    moment = datetime.fromtimestamp(now, UTC).replace(tzinfo=None)
    if alarm.state_value != verdict.state:
        alarm.state_transitioned_timestamp = moment
    alarm.state_value, alarm.state_reason, alarm.state_reason_data = verdict.state, verdict.reason, verdict.data
    alarm.state_updated_timestamp = moment
