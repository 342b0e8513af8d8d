"""CloudWatch alarms: their life from creation on, how they are listed, their history, and composite ones."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from moto.cloudwatch.exceptions import InvalidFormat, ResourceNotFound, ValidationError
from moto.cloudwatch.models import Alarm, CloudWatchBackend
from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.responses import ActionResult

from console.sandbox.alarms.composite import children
from console.sandbox.alarms.evaluation import ALARM, INSUFFICIENT, OK, Verdict
from console.sandbox.alarms.record import history, move, note
from console.sandbox.alarms.watch import settle
from console.sandbox.metrics.paging import Place, digest
from console.sandbox.patching import adds_to, wraps

_ALARMS_A_PAGE, _MOST_ALARMS = 50, 100
_ENTRIES_A_PAGE = 50
_KEPT_BY_AN_UPDATE = (
    "state_value",
    "state_reason",
    "state_reason_data",
    "state_updated_timestamp",
    "state_transitioned_timestamp",
    "sandbox_history",
)


@wraps(CloudWatchBackend, "put_metric_alarm")
def _keep_state(original: Callable[..., Alarm], self: CloudWatchBackend, **settings: Any) -> Alarm:
    """A new alarm has no data yet, and a changed one keeps its state; moto says OK in both cases."""
    earlier = self.alarms.get(settings["name"])
    alarm: Any = original(self, **settings)
    alarm.state_value = INSUFFICIENT
    alarm.state_transitioned_timestamp = alarm.state_updated_timestamp
    if earlier is not None:
        vars(alarm).update({name: vars(earlier)[name] for name in _KEPT_BY_AN_UPDATE if name in vars(earlier)})
    words = "updated" if earlier is not None else "created"
    data = {"version": "1.0", "type": "Update" if earlier is not None else "Create"}
    note(alarm, "ConfigurationUpdate", f'Alarm "{alarm.name}" {words}', data, time.time())
    return alarm  # type: ignore[no-any-return]


@adds_to(CloudWatchResponse)
def put_composite_alarm(self: CloudWatchResponse) -> ActionResult:
    """Create or change a composite alarm, whose rule must be one and name alarms that there are."""
    missing = [name for name in children(self._get_param("AlarmRule")) if name not in self.cloudwatch_backend.alarms]
    if missing:
        raise ValidationError(f"Could not save the composite alarm as alarms [{', '.join(missing)}] do not exist")
    return self.put_metric_alarm()


Alarm.alarm_rule = property(lambda self: self.rule)  # type: ignore[attr-defined]


@wraps(CloudWatchResponse, "describe_alarms")
def _describe_by_type_and_page(_original: Callable[..., ActionResult], self: CloudWatchResponse) -> ActionResult:
    """moto ignores the types and the pages, and takes one filter of several."""
    parameters = self._get_params()
    most = int(parameters.get("MaxRecords") or _ALARMS_A_PAGE)
    if not 1 <= most <= _MOST_ALARMS:
        raise ValidationError(f"The value {most} for parameter MaxRecords must be from 1 to {_MOST_ALARMS}.")
    types = parameters.get("AlarmTypes") or ["MetricAlarm"]
    found = [
        alarm
        for alarm in sorted(self.cloudwatch_backend.alarms.values(), key=lambda alarm: alarm.name)
        if ("MetricAlarm" if alarm.rule is None else "CompositeAlarm") in types and _is_asked_for(alarm, parameters)
    ]
    request = digest({key: value for key, value in parameters.items() if key != "NextToken"})
    place = Place.of(parameters.get("NextToken"), request, time.time())
    end = place.offset + most
    page = found[place.offset : end]
    token = {"NextToken": Place(end, place.now).token(request)} if end < len(found) else {}
    metric, composite = ([alarm for alarm in page if (alarm.rule is None) is plain] for plain in (True, False))
    return ActionResult({"MetricAlarms": metric, "CompositeAlarms": composite, **token})


def _is_asked_for(alarm: Alarm, parameters: dict[str, Any]) -> bool:
    names, prefix = parameters.get("AlarmNames"), parameters.get("AlarmNamePrefix") or ""
    actions = [*alarm.alarm_actions, *alarm.ok_actions, *alarm.insufficient_data_actions]
    action = parameters.get("ActionPrefix")
    return (
        (not names or alarm.name in names)
        and alarm.name.startswith(prefix)
        and parameters.get("StateValue") in (None, alarm.state_value)
        and (action is None or any(each.startswith(action) for each in actions))
    )


@wraps(CloudWatchResponse, "describe_alarms_for_metric")
def _describe_by_dimensions(_original: Callable[..., ActionResult], self: CloudWatchResponse) -> ActionResult:
    """moto ignores the dimensions."""
    parameters = self._get_params()
    wanted = sorted((each["Name"], each["Value"]) for each in parameters.get("Dimensions") or ())
    found = [
        alarm
        for alarm in self.filter_alarms(
            self.cloudwatch_backend.alarms.values(), parameters["MetricName"], parameters["Namespace"]
        )
        if sorted((str(each.name), str(each.value)) for each in alarm.dimensions) == wanted
    ]
    return ActionResult({"MetricAlarms": found})


@adds_to(CloudWatchResponse)
def describe_alarm_history(self: CloudWatchResponse) -> ActionResult:
    """What happened to one alarm or to all, newest first unless asked otherwise."""
    parameters = self._get_params()
    name, kind = parameters.get("AlarmName"), parameters.get("HistoryItemType")
    types = parameters.get("AlarmTypes") or ["MetricAlarm"]
    start, end = (_epoch(parameters.get(key)) for key in ("StartDate", "EndDate"))
    found = [
        entry
        for alarm in self.cloudwatch_backend.alarms.values()
        for entry in history(alarm)
        if (entry["AlarmName"] == name if name else entry["AlarmType"] in types)
        and kind in (None, entry["HistoryItemType"])
        and (start is None or entry["Timestamp"].timestamp() >= start)
        and (end is None or entry["Timestamp"].timestamp() <= end)
    ]
    found.sort(key=lambda entry: entry["Timestamp"], reverse=parameters.get("ScanBy") != "TimestampAscending")
    most = int(parameters.get("MaxRecords") or _ENTRIES_A_PAGE)
    request = digest({key: value for key, value in parameters.items() if key != "NextToken"})
    place = Place.of(parameters.get("NextToken"), request, time.time())
    after = place.offset + most
    token = {"NextToken": Place(after, place.now).token(request)} if after < len(found) else {}
    return ActionResult({"AlarmHistoryItems": found[place.offset : after], **token})


def _epoch(moment: datetime | None) -> float | None:
    if moment is None:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


@wraps(CloudWatchBackend, "set_alarm_state")
def _set_state_and_act(
    _original: Callable[..., None],
    self: CloudWatchBackend,
    alarm_name: str,
    reason: str,
    reason_data: str | None,
    state_value: str,
) -> None:
    """The state is set and acted on, until the next evaluation finds what is so."""
    try:
        json.loads(reason_data or "{}")
    except ValueError:
        raise InvalidFormat("StateReasonData is no JSON") from None
    alarm = self.alarms.get(alarm_name)
    if alarm is None:
        raise ResourceNotFound("Unknown")
    if state_value not in (OK, ALARM, INSUFFICIENT):
        raise ValidationError(
            f"1 validation error detected: Value '{state_value}' at 'stateValue' failed to satisfy constraint: Member "
            "must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]"
        )
    verdict, now = Verdict(state_value, reason, reason_data or "{}"), time.time()
    if state_value == alarm.state_value:
        move(alarm, verdict, now)
    settle(self.account_id, self.region_name, alarm, verdict, now)
