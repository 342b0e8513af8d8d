"""CloudWatch: composite alarms."""

from __future__ import annotations

from moto.cloudwatch.models import Alarm
from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.responses import ActionResult

from console.sandbox.patching import adds_to


@adds_to(CloudWatchResponse)
def put_composite_alarm(self: CloudWatchResponse) -> ActionResult:
    """Create or change a composite alarm: moto's metric alarm keeps the rule already."""
    return self.put_metric_alarm()


Alarm.alarm_rule = property(lambda self: self.rule)  # type: ignore[attr-defined]
