"""Day two of ReplayDash on CloudWatch: its dashboard, an alarm that rises with the load, headless and in a terminal."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.e2e.conftest import DAY_TWO, CommandLine
from tests.e2e.terminal import Terminal, highlight
from tests.fakes.waiting import wait_until

ENVIRONMENT = "replaydash/dev"
CPU_ALARM = "replaydash-dev-ecs-cpu"
ALARM_SECONDS = 90.0
pytestmark = DAY_TWO


@contextmanager
def load(command_line: CommandLine, percent: int) -> Iterator[None]:
    """The sandbox as if so much had been asked of it for a while; then an ordinary day and two tasks again."""
    assert command_line.run("sandbox", "load", str(percent), "--minutes-ago", "30").returncode == 0
    try:
        yield
    finally:
        assert command_line.run("sandbox", "load", "100", "--minutes-ago", "60").returncode == 0
        wait_until(lambda: state_of(command_line) == "OK", "the alarm is over", seconds=ALARM_SECONDS)
        command_line.document("ecs", "scale", ENVIRONMENT, "--desired", "2", "--yes", "--wait")


def state_of(command_line: CommandLine) -> str:
    """How the alarm on the tasks' CPU stands."""
    alarms = command_line.document("metrics", ENVIRONMENT, "--alarms")["alarms"]
    return next(str(alarm["state"]) for alarm in alarms if alarm["name"] == CPU_ALARM)


def plotted(text: str) -> bool:
    """Whether there is a line of a chart on the screen: it is made of Braille signs."""
    return any("\u2800" < sign <= "\u28ff" for sign in text)


def line_of(document: dict[str, Any], group: str, title: str) -> dict[str, Any]:
    found = [one for one in document["metrics"] if one["group"].startswith(group) and one["title"] == title]
    assert len(found) == 1, [(one["group"], one["title"]) for one in document["metrics"]]
    return found[0]


def test_the_dashboard_is_what_was_applied_and_an_alarm_rises_with_the_load(
    day_two: CommandLine, tmp_path: Path
) -> None:
    target = tmp_path / "metrics.csv"
    quiet = day_two.document("metrics", ENVIRONMENT, "--csv", str(target))
    groups = {one["group"].split()[0] for one in quiet["metrics"]}
    assert {"Load", "Targets", "ECS", "Database", "Cache", "NAT", "Bucket"} <= groups
    assert quiet["calls"] <= 3, "one for all metrics, one for those of a day, one for the alarms"
    cpu = line_of(quiet, "ECS", "CPU of the tasks")
    assert len(cpu["points"]) > 100
    assert (cpu["standing"], cpu["unit"]) == ("complete", "Percent")
    assert [line["alarm"] for line in cpu["thresholds"]] == [CPU_ALARM]
    with target.open(newline="") as file:
        written = [line for line in csv.DictReader(file) if line["title"] == "CPU of the tasks"]
    assert len(written) == len(cpu["points"])

    percentiles = day_two.document("metrics", ENVIRONMENT, "--stat", "p99", "--range", "1h")
    slow = line_of(percentiles, "Targets", "Response time")
    assert slow["statistic"] == "p99"
    assert slow["last"] > 0

    unknown = day_two.run("metrics", ENVIRONMENT, "--metric", "AWS/ECS/NothingOfThatName")
    assert unknown.returncode == 1
    assert "no data" in unknown.stdout

    with load(day_two, 600):
        wait_until(lambda: state_of(day_two) == "ALARM", "the alarm rises with the load", seconds=ALARM_SECONDS)
        busy = line_of(day_two.document("metrics", ENVIRONMENT, "--range", "15m"), "ECS", "CPU of the tasks")
        assert busy["max"] > cpu["thresholds"][0]["value"]
        said = day_two.run("metrics", ENVIRONMENT, "--alarms").stdout
        assert f"{CPU_ALARM}: Average over" in said
        assert "Threshold Crossed" in said


def test_the_charts_and_the_alarms_are_seen_in_a_terminal(day_two: CommandLine) -> None:
    command = [sys.executable, "-m", "console", "--sandbox"]
    with Terminal(command, day_two.environment) as terminal:
        terminal.wait_for("replaydash", "applied", "SANDBOX", seconds=60)
        highlight(terminal, ENVIRONMENT)
        terminal.press("m")
        terminal.wait_for("last 3h", "Load balancer replaydash-dev", "Requests", "Sum / 1 min", "alarms:", seconds=60)
        terminal.wait_until(plotted, "a line in a chart")
        terminal.press("]")
        terminal.wait_for("last 12h", "points of 5 min")
        terminal.press("enter")
        terminal.wait_for("Load balancer replaydash-dev: Requests")
        terminal.press("escape")
        terminal.wait_for("5xx of the balancer itself")
        terminal.press("a")
        terminal.wait_for("STATE", "WATCHES", CPU_ALARM)
        terminal.press("enter")
        terminal.wait_for("event")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
