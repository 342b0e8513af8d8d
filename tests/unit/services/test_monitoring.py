"""Looking at metrics: few calls, nothing blank on a refusal, overlays, own metrics, files."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from console.domain.environment import EnvironmentName
from console.domain.metrics import Metric, Standing
from console.domain.metrics_window import Window
from console.errors import AwsError, InputError
from console.services.exports import safe_cell, write_new
from console.services.metrics_files import as_csv, as_document
from console.services.monitoring import Overlay
from tests.fakes.metrics import CPU, NAME, FakeMetrics, alarm_resource, monitoring, resource, state, wave

THREE_HOURS = Window.of("3h")
MORE = tuple(resource("aws_instance", n, id=f"i-{n}") for n in range(12))
"""With those of `state` more than 60 charts, none of them measured daily."""


def test_a_dashboard_of_sixty_metrics_takes_two_calls(tmp_path: Path):
    resources = tuple(one for one in state() if one.type != "aws_s3_bucket") + MORE
    look = monitoring(FakeMetrics(), tmp_path, resources).look(NAME, THREE_HOURS)
    assert len(look.charts) >= 60
    assert look.calls == 2


def test_what_is_measured_daily_is_asked_for_once_an_hour(tmp_path: Path):
    fake = FakeMetrics()
    service = monitoring(fake, tmp_path)
    first, second = service.look(NAME, THREE_HOURS), service.look(NAME, THREE_HOURS)
    assert (first.calls, second.calls) == (3, 2)
    (size,) = [chart for chart in second.charts if chart.title == "Size"]
    assert len(second.series[size.key].points) == 14
    assert second.bounds(size)[2] == 86400


def test_who_may_not_look_at_alarms_still_sees_the_metrics(tmp_path: Path):
    refusal = AwsError(
        "These credentials may not do cloudwatch:DescribeAlarms on the alarms: have that action allowed."
    )
    look = monitoring(FakeMetrics(alarm_error=refusal), tmp_path).look(NAME, THREE_HOURS)
    assert look.said == (refusal.message,)
    assert all(look.series[chart.key].points for chart in look.charts)


def test_a_statistic_takes_the_place_of_each_charts_own(tmp_path: Path):
    fake = FakeMetrics()
    look = monitoring(fake, tmp_path).look(NAME, THREE_HOURS, statistic="p99")
    assert {chart.statistic for chart in look.charts} == {"p99"}
    assert {query.statistic for query in fake.asked[0]} == {"p99"}


def test_an_earlier_period_is_laid_over_this_one(tmp_path: Path):
    service = monitoring(FakeMetrics(), tmp_path)
    look = service.look(NAME, THREE_HOURS, overlay=Overlay("a day before", earlier_seconds=86400))
    (cpu,) = [chart for chart in look.charts if chart.metrics == (CPU,)]
    at, value = look.over[cpu.key].points[0]
    assert at == look.start
    assert value == wave(CPU, at - 86400)
    assert look.calls == 4


def test_another_environment_is_laid_over_by_what_the_charts_are_of(tmp_path: Path):
    service = monitoring(FakeMetrics(), tmp_path)
    look = service.look(NAME, THREE_HOURS, overlay=Overlay("x", other=EnvironmentName("replaydash", "staging")))
    assert look.over.keys() == look.series.keys()


TABLE = resource("aws_dynamodb_table", name="users", replica=[{"region_name": "us-west-2"}])


def test_each_region_is_asked_for_what_is_in_it(tmp_path: Path):
    fake = FakeMetrics()
    look = monitoring(fake, tmp_path, (TABLE,)).look(NAME, THREE_HOURS)
    assert fake.regions == ["us-east-1", "us-west-2"]
    assert look.calls == 2
    assert all(look.series[chart.key].points for chart in look.charts)


def test_a_region_that_refuses_leaves_the_figures_of_the_others_and_is_named(tmp_path: Path):
    fake = FakeMetrics(refusing={"us-west-2"})
    look = monitoring(fake, tmp_path, (TABLE,)).look(NAME, THREE_HOURS)
    assert look.said == ("us-west-2: These credentials may not look there.",)
    here = [look.series[chart.key] for chart in look.charts if not chart.region]
    there = [look.series[chart.key] for chart in look.charts if chart.region]
    assert all(series.points for series in here)
    assert {(series.standing, series.points) for series in there} == {(Standing.FAILED, ())}


def test_the_environments_own_region_refusing_is_an_error(tmp_path: Path):
    with pytest.raises(AwsError, match="may not look there"):
        monitoring(FakeMetrics(refusing={"us-east-1"}), tmp_path, (TABLE,)).look(NAME, THREE_HOURS)


def test_alarms_of_two_regions_stand_in_one_list_and_are_told_apart(tmp_path: Path):
    there = alarm_resource("replaydash-dev-ecs-cpu", CPU, 70, arn="arn:aws:cloudwatch:us-west-2:1:alarm:x")
    service = monitoring(FakeMetrics(), tmp_path, (*state(), there))
    names = ["replaydash-dev-alb-latency", "replaydash-dev-ecs-cpu", "replaydash-dev-ecs-cpu in us-west-2"]
    assert sorted(alarm.key for alarm in service.look(NAME, THREE_HOURS).alarms) == names
    standing = service.alarms(NAME)
    assert standing.alarms[0].key == names[0], "the worst first"
    assert sorted(alarm.key for alarm in standing.alarms) == names
    elsewhere = next(alarm for alarm in standing.alarms if alarm.region)
    fake = service._reader
    service.history(NAME, elsewhere)
    assert fake.histories == [("us-west-2", "replaydash-dev-ecs-cpu")]


def test_ones_own_metrics_stay_until_they_are_dropped(tmp_path: Path):
    service = monitoring(FakeMetrics(), tmp_path)
    metric = Metric.parse("AWS/SQS/NumberOfMessagesSent:QueueName=jobs")
    service.keep(NAME, metric)
    service.keep(NAME, metric)
    own = [chart for chart in monitoring(FakeMetrics(), tmp_path).layout(NAME).charts if chart.own]
    assert [chart.metrics for chart in own] == [(metric,)]
    service.drop(NAME, metric)
    assert not [chart for chart in service.layout(NAME).charts if chart.own]


@pytest.mark.parametrize("text", ["{", "3", '["nothing"]', "[1]"])
def test_a_broken_list_of_own_metrics_is_named(tmp_path: Path, text: str):
    path = tmp_path / "metrics/replaydash/dev.json"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    with pytest.raises(InputError, match=r"dev\.json cannot be read"):
        monitoring(FakeMetrics(), tmp_path).layout(NAME)


def test_an_environment_without_anything_to_watch_says_so(tmp_path: Path):
    with pytest.raises(InputError, match="Nothing of replaydash/dev is measured"):
        monitoring(FakeMetrics(), tmp_path, (resource("aws_vpc"),)).look(NAME, THREE_HOURS)


def test_the_state_is_read_once_for_many_looks(tmp_path: Path):
    service = monitoring(FakeMetrics(), tmp_path)
    read = []
    service._resources = lambda name: read.append(name) or state()
    for fresh in (False, False, True):
        service.look(NAME, THREE_HOURS, fresh=fresh)
    assert len(read) == 2


def test_a_csv_has_a_line_for_each_point_and_one_without_a_value_for_no_data(tmp_path: Path):
    fake = FakeMetrics(silent={"RequestCount"})
    look = monitoring(fake, tmp_path).look(NAME, Window.of("15m"))
    lines = list(csv.DictReader(io.StringIO(as_csv(look))))
    requests = [line for line in lines if line["title"] == "Requests"]
    assert [(line["time"], line["value"]) for line in requests] == [("", "")]
    cpu = [line for line in lines if line["metric"] == str(CPU)]
    assert len(cpu) == 15
    assert float(cpu[0]["value"]) == wave(CPU, look.start)
    assert cpu[0]["time"].endswith("+00:00")


@pytest.mark.parametrize("text", ["=cmd()", "+1", "-1", "@x", "\tx", "\rx", "\nx"])
def test_a_cell_that_a_spreadsheet_would_run_is_made_text(text: str):
    assert safe_cell(text) == f"'{text}"


def test_a_hostile_name_is_text_in_the_csv(tmp_path: Path):
    evil = resource("aws_instance", id="=cmd()", tags_all={"Name": '=HYPERLINK("x")'})
    look = monitoring(FakeMetrics(), tmp_path, (evil,)).look(NAME, Window.of("15m"))
    groups = {line["group"] for line in csv.DictReader(io.StringIO(as_csv(look)))}
    assert groups == {'Instance =HYPERLINK("x")'}
    assert safe_cell("Orders") == "Orders"


def test_the_document_tells_no_data_and_partial_data_from_zero(tmp_path: Path):
    fake = FakeMetrics(silent={"RequestCount"}, standings={"CPUUtilization": Standing.PARTIAL})
    look = monitoring(fake, tmp_path).look(NAME, THREE_HOURS)
    document = json.loads(json.dumps(as_document(NAME, look, sandbox=True), default=str))
    by_title = {metric["title"]: metric for metric in document["metrics"]}
    assert (by_title["Requests"]["last"], by_title["Requests"]["points"]) == (None, [])
    assert by_title["CPU of the tasks"]["standing"] == "partial data"
    assert document["alarms"][0]["state"] == "ALARM"


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path):
    path = tmp_path / "metrics.csv"
    write_new(path, "a")
    with pytest.raises(InputError, match="is there already"):
        write_new(path, "b")
    assert path.read_text() == "a"
    with pytest.raises(InputError, match="cannot be written"):
        write_new(tmp_path / "no/such/folder.csv", "x")
