"""Looks at all alarms of an account and region: evaluates them, changes their states and lets them act."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

from moto.cloudwatch.exceptions import CloudWatchException
from moto.cloudwatch.models import cloudwatch_backends

from console.sandbox.alarms.actions import act
from console.sandbox.alarms.composite import children, holds
from console.sandbox.alarms.datapoints import datapoints
from console.sandbox.alarms.evaluation import ALARM, INSUFFICIENT, OK, Verdict, evaluate
from console.sandbox.alarms.record import move
from console.sandbox.metrics.catalog import AllMetrics

_LOG = logging.getLogger(__name__)


def watch(account: str, region: str, now: float) -> bool:
    """Evaluate every alarm once; True where any of them has changed."""
    alarms: dict[str, Any] = cloudwatch_backends[account][region].alarms
    if not alarms:
        return False
    catalog = AllMetrics(account, region, now)
    changed = False
    for alarm in list(alarms.values()):
        if alarm.rule is None:
            verdict = _judged(alarm, catalog, now)
            changed |= settle(account, region, alarm, verdict, now)
    for alarm in list(alarms.values()):
        if alarm.rule is not None:
            changed |= settle(account, region, alarm, _composed(alarm, alarms), now)
    return changed


def settle(account: str, region: str, alarm: Any, verdict: Verdict | None, now: float) -> bool:
    """Bring the alarm into the state of the verdict and let it act; True where its state has changed."""
    changed = verdict is not None and verdict.state != alarm.state_value
    if changed and verdict is not None:
        move(alarm, verdict, now)
    return act(account, region, alarm, now, changed=changed) or changed


def _judged(alarm: Any, catalog: AllMetrics, now: float) -> Verdict | None:
    try:
        return evaluate(alarm, datapoints(alarm, catalog, now), now)
    except CloudWatchException as refusal:
        return Verdict(INSUFFICIENT, f"Insufficient Data: the alarm cannot be evaluated: {refusal.message}", "{}")
    except Exception:  # noqa: BLE001 - one alarm that cannot be evaluated must not stop all the others
        _LOG.exception("the alarm %s could not be evaluated", alarm.name)
        return None


def _composed(alarm: Any, alarms: dict[str, Any]) -> Verdict | None:
    states = {name: each.state_value for name, each in alarms.items()}
    try:
        state = ALARM if holds(alarm.rule, states) else OK
        latest = _latest_change(children(alarm.rule), alarms)
    except CloudWatchException as refusal:
        return Verdict(INSUFFICIENT, f"Insufficient Data: {refusal.message}", "{}")
    if latest is None:
        return Verdict(state, f"The alarm rule is {'TRUE' if state == ALARM else 'FALSE'}.", "{}")
    moment = latest.state_updated_timestamp.replace(tzinfo=UTC)
    when = datetime.strftime(moment, "%A %d %B, %Y %H:%M:%S UTC")
    return Verdict(state, f"{latest.alarm_arn} transitioned to {latest.state_value} at {when}", "{}")


def _latest_change(names: list[str], alarms: dict[str, Any]) -> Any:
    found = [alarms[name] for name in names if name in alarms]
    return max(found, key=lambda each: each.state_updated_timestamp, default=None)
