"""The metrics screen on the sandbox: calls of a refresh, and what it takes of a core while it refreshes by itself."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.figures import Figure, absolute, measurement
from console.app import ConsoleApp
from console.aws.cloudwatch import CloudWatchLooks
from console.aws.ecs import Clients
from console.aws.session import service_client
from console.domain.environment import EnvironmentName
from console.domain.metrics_window import Window
from console.sandbox.control import Sandbox
from console.services.applied_resources import AppliedResource
from console.services.monitoring import Monitoring
from console.services.own_metrics import OwnMetrics
from tests.fakes.console import FakeConsole
from tests.fakes.overview import preset

NAME = EnvironmentName("replaydash", "dev")
INSTANCES = 15
"""Each with four metrics: 60."""
SECONDS = 30.0
"""Three refreshes."""


@measurement
def watching() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        sandbox = Sandbox(Path(home))
        sandbox.start()
        try:
            monitoring = _monitoring(sandbox, Path(home))
            calls = monitoring.look(NAME, Window.of("3h")).calls
            share = asyncio.run(_share(monitoring))
        finally:
            sandbox.stop()
    yield absolute("calls of a refresh of 60 metrics and their alarms", float(calls), 2, "calls")
    yield absolute("share of a core while 60 metrics refresh by themselves", share * 100, 20, "%")


def _monitoring(sandbox: Sandbox, home: Path) -> Monitoring:
    """Instances in the sandbox, an alarm on one of them, and the state that Terraform would have written of them."""
    variables = sandbox.environment()
    made = service_client("ec2", "us-east-1", variables).run_instances(
        ImageId="ami-12c6146b", InstanceType="t3.micro", MinCount=INSTANCES, MaxCount=INSTANCES
    )
    ids = [each["InstanceId"] for each in made["Instances"]]
    alarm: dict[str, Any] = {
        "Namespace": "AWS/EC2",
        "MetricName": "CPUUtilization",
        "Statistic": "Average",
        "Period": 300,
        "Threshold": 80.0,
        "ComparisonOperator": "GreaterThanThreshold",
    }
    dimensions = [{"Name": "InstanceId", "Value": ids[0]}]
    service_client("cloudwatch", "us-east-1", variables).put_metric_alarm(
        AlarmName="cpu", EvaluationPeriods=2, Dimensions=dimensions, **alarm
    )
    watched = {"alarm_name": "cpu", "dimensions": {"InstanceId": ids[0]}} | {
        "namespace": alarm["Namespace"],
        "metric_name": alarm["MetricName"],
        "statistic": alarm["Statistic"],
        "period": alarm["Period"],
        "threshold": alarm["Threshold"],
        "comparison_operator": alarm["ComparisonOperator"],
    }
    resources = (
        *(AppliedResource(f"aws_instance.this[{n}]", "aws_instance", "", {"id": id_}) for n, id_ in enumerate(ids)),
        AppliedResource("aws_cloudwatch_metric_alarm.cpu", "aws_cloudwatch_metric_alarm", "", watched),
    )
    return Monitoring(
        lambda _: resources,
        lambda name: preset(name.system, name.environment),
        CloudWatchLooks(Clients(lambda: variables)),
        OwnMetrics(home),
        sandbox=True,
    )


async def _share(monitoring: Monitoring) -> float:
    """Processor time of this process by wall time; the sandbox is a process of its own."""
    app = ConsoleApp(FakeConsole(monitoring=monitoring))
    async with app.run_test(size=(200, 60), notifications=True) as pilot:
        await pilot.pause(1)
        app.open_place("metrics", NAME)
        while getattr(app.screen, "found", None) is None:
            await pilot.pause(0.1)
        await pilot.pause(2)
        seen = app.screen.found.at
        begin, used = time.perf_counter(), time.process_time()
        await asyncio.sleep(SECONDS)
        share = (time.process_time() - used) / (time.perf_counter() - begin)
        assert app.screen.found.at > seen, "it refreshed"
        return share
