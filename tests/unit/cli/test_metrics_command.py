"""`infra-console metrics`: a table, one JSON document, honest exit codes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from console.bootstrap import build
from console.cli.metrics import metrics as run
from console.cli.parser import build_parser
from console.domain.metrics import Standing
from console.errors import AwsError, InputError
from console.settings import read_settings
from tests.fakes.cloud import FakeCloud
from tests.fakes.metrics import FakeMetrics, alarm, monitoring


def ask(fake: FakeMetrics, home: Path, *arguments: str) -> int:
    services = build(read_settings({"home": home}), cloud=FakeCloud())
    services.monitoring = monitoring(fake, home)
    return run(services, build_parser().parse_args(["metrics", "replaydash/dev", *arguments]))


def test_the_table_has_groups_figures_and_the_alarms_that_went_off(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert ask(FakeMetrics(silent={"RequestCount"}), tmp_path) == 0
    said = capsys.readouterr().out
    assert said.startswith("SANDBOX: these figures are made up")
    assert "2026-05-04 07:04 to 2026-05-04 10:04 UTC, a point every 1 min" in said
    assert "ECS replaydash-dev-api\n  CPU of the tasks" in said
    (requests,) = [line for line in said.splitlines() if line.startswith("  Requests")]
    assert requests.split() == ["Requests", "Sum", "/", "1", "min", "no", "data"]
    assert "Alarms: 1 in alarm, 1 ok" in said
    assert "IN ALARM since 2026-05-04 09:57 UTC  replaydash-dev-alb-latency: p95 over 1 s" in said


def test_one_document_with_every_point(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert ask(FakeMetrics(), tmp_path, "--range", "15m", "--stat", "max", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert {metric["statistic"] for metric in document["metrics"]} == {"Maximum"}
    assert len(document["metrics"][0]["points"]) == 15
    assert document["sandbox"] is True


def test_any_metric_can_be_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert ask(FakeMetrics(), tmp_path, "--metric", "AWS/SQS/Sent:QueueName=jobs", "--metric", "A/B") == 0
    said = capsys.readouterr().out
    assert "Sent:QueueName=jobs" in said
    assert "CPU of the tasks" not in said


def test_the_points_are_written_as_csv(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    target = tmp_path / "out.csv"
    assert ask(FakeMetrics(), tmp_path, "--csv", str(target)) == 0
    assert target.read_text().startswith("group,title,metric,statistic,unit,period_seconds,time,value\n")
    with pytest.raises(InputError, match="is there already"):
        ask(FakeMetrics(), tmp_path, "--csv", str(target))


def test_the_alarms_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    hostile = alarm("replaydash-dev-ecs-cpu", reason="\x1b]0;x\x07 why")
    assert ask(FakeMetrics(standing=(hostile,)), tmp_path, "--alarms") == 0
    said = capsys.readouterr().out
    assert "OK since 2026-05-04 08:04 UTC  replaydash-dev-ecs-cpu: Average over 70 % for 2 of 2 x 5 min\n" in said
    assert "why" in said
    assert "\x1b" not in said
    assert ask(FakeMetrics(standing=()), tmp_path, "--alarms") == 0
    assert "has no alarms" in capsys.readouterr().out


def test_nothing_measured_at_all_is_said_and_is_no_success(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert ask(FakeMetrics(silent={"B"}), tmp_path, "--metric", "A/B") == 1
    assert "None of these metrics has data" in capsys.readouterr().out


@pytest.mark.parametrize("standing", [Standing.PARTIAL, Standing.FAILED])
def test_half_an_answer_is_shown_and_is_no_success(tmp_path: Path, standing: Standing, capsys):
    fake = FakeMetrics(standings={"CPUUtilization": standing})
    with pytest.raises(AwsError, match=f"did not give all points of 2 metrics .*{standing}"):
        ask(fake, tmp_path)
    assert "CPU of the tasks" in capsys.readouterr().out


def test_metrics_without_alarms_that_may_be_read_are_no_success(tmp_path: Path, capsys):
    fake = FakeMetrics(alarm_error=AwsError("These credentials may not do cloudwatch:DescribeAlarms."))
    with pytest.raises(AwsError, match="Not all could be read: These credentials may not do cloudwatch:DescribeAlarms"):
        ask(fake, tmp_path)
    assert "CPU of the tasks" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--range", "2h"), "is no range"),
        (("--stat", "median"), "is no statistic"),
        (("--metric", "CPU"), "is no metric"),
    ],
)
def test_what_cannot_be_asked_for_is_refused(tmp_path: Path, arguments: tuple[str, ...], words: str):
    fake = FakeMetrics()
    with pytest.raises(InputError, match=words):
        ask(fake, tmp_path, *arguments)
    assert fake.asked == []


def test_an_alarm_whose_state_is_new_to_the_console_is_shown_as_it_is(tmp_path: Path, capsys):
    strange = replace(alarm("replaydash-dev-ecs-cpu"), state="ARMED", since=None)
    assert ask(FakeMetrics(standing=(strange,)), tmp_path, "--alarms") == 0
    assert "ARMED  replaydash-dev-ecs-cpu" in capsys.readouterr().out
