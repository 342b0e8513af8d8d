"""AWS/DynamoDB: what tables and their indexes use, what is provisioned for them, and what is refused."""

from __future__ import annotations

from functools import partial
from typing import Any

from moto.dynamodb.models import dynamodb_backends

from console.sandbox.metrics.history import History
from console.sandbox.metrics.measured import Measured
from console.sandbox.metrics.scenery import table_key
from console.sandbox.metrics.signals import Moment, Sheet, durations, events

NAMESPACE = "AWS/DynamoDB"
_ORDINARY_SHARE = 0.56
"""The share of the capacity first provisioned that is used on an ordinary day."""
_ON_DEMAND_UNITS = 6.0
_MILLISECONDS = {"GetItem": 2.9, "PutItem": 4.6, "Query": 5.8, "UpdateItem": 5.1}


def add_series(sheet: Sheet, account: str, region: str) -> None:
    """The series of every table and of its global secondary indexes."""
    tables: dict[str, Any] = dynamodb_backends[account][region].tables
    for name, table in tables.items():
        own = {"TableName": name}
        provisioned = table.billing_mode != "PAY_PER_REQUEST"
        for kind in ("Read", "Write"):
            unit = f"{kind}CapacityUnits"
            given = float((table.throughput or {}).get(unit) or 0)
            units = sheet.scene.history(table_key(name, unit), given) if provisioned else None
            _add_capacity(sheet, own, kind, units)
            for index in table.global_indexes or ():
                units = History.of((), float((index.throughput or {}).get(unit) or 0)) if provisioned else None
                _add_capacity(sheet, {**own, "GlobalSecondaryIndexName": index.name}, kind, units)
        for operation, milliseconds in _MILLISECONDS.items():
            each = {**own, "Operation": operation}
            latency = partial(_latency, milliseconds)
            sheet.add(NAMESPACE, "SuccessfulRequestLatency", each, "Milliseconds", latency)


def _add_capacity(sheet: Sheet, own: dict[str, str], kind: str, units: History | None) -> None:
    consumed = partial(_consumed, units)
    sheet.add(NAMESPACE, f"Consumed{kind}CapacityUnits", own, "Count", consumed)
    if units is not None:
        held = units
        sheet.add(NAMESPACE, f"Provisioned{kind}CapacityUnits", own, "Count", lambda moment, _: held.at(moment.seen))
        sheet.add(NAMESPACE, f"{kind}ThrottleEvents", own, "Count", partial(_throttled, units))


def _wanted(units: History | None, moment: Moment) -> float:
    """Units a second that are asked for."""
    ordinary = _ON_DEMAND_UNITS if units is None else units.values[0] * _ORDINARY_SHARE
    return ordinary * moment.demand


def _consumed(units: History | None, moment: Moment, wobble: float) -> Measured | None:
    wanted = _wanted(units, moment) * (1 + 0.05 * wobble)
    most = units.at(moment.seen) if units is not None else wanted
    seconds = 60.0 * moment.minutes
    total = min(wanted, most) * seconds
    return Measured(total, total, 0.5, 1.0) if total >= 1 else None


def _throttled(units: History, moment: Moment, wobble: float) -> Measured | None:
    beyond = _wanted(units, moment) - units.at(moment.seen)
    return events(beyond * 60.0, moment, wobble) if beyond > 0 else None


def _latency(milliseconds: float, moment: Moment, wobble: float) -> Measured | None:
    return durations(milliseconds * (1 + 0.12 * wobble), int(90 * moment.demand * moment.minutes))
