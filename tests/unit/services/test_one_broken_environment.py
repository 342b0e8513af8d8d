"""What cannot be read of one environment costs that environment's row and nothing else."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from console.domain.environment import EnvironmentName, EnvironmentState
from console.domain.overview import EnvironmentSummary
from console.errors import ConsoleError, PresetError
from tests.fakes.cloud import AccountServer
from tests.fakes.tiny import DEV, Tiny, plan

OTHER = EnvironmentName("tiny", "other")


def breaks_record(tiny: Tiny) -> Path:
    path = tiny.run_folder(1) / "run.json"
    path.write_text("{")
    return path


def breaks_overlay(tiny: Tiny) -> Path:
    path = tiny.home / "overlays" / "tiny" / "dev.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("label: two\n")
    return path


def breaks_preset(tiny: Tiny) -> Path:
    path = tiny.presets / "tiny" / "dev.yaml"
    path.write_text(path.read_text().replace("description", "descripton"))
    return path


def rows(tiny: Tiny) -> dict[EnvironmentName, EnvironmentSummary]:
    return {summary.name: summary for summary in tiny.console().environments.list()}


@pytest.mark.parametrize(
    ("breaks", "remedy"),
    [
        (breaks_record, "restore it from a backup, or move its folder away to give the run up."),
        (breaks_overlay, "correct or delete it."),
        (breaks_preset, "description is required and missing; add it (1 more problem)."),
    ],
)
def test_what_cannot_be_read_costs_its_own_row_and_says_what_to_do(
    tiny: Tiny, breaks: Callable[[Tiny], Path], remedy: str
) -> None:
    tiny.preset("other")
    plan(tiny.console())
    path = breaks(tiny)
    found = rows(tiny)
    assert list(found) == [DEV, OTHER]
    assert str(path) in found[DEV].problem
    assert found[DEV].problem.endswith(remedy)
    assert "\n" not in found[DEV].problem
    assert (found[OTHER].problem, found[OTHER].state) == ("", EnvironmentState.NEVER_APPLIED)
    reviewed = plan(tiny.console(), OTHER)
    assert reviewed.record.id == "tiny/other#1"
    with pytest.raises(ConsoleError, match=path.name):
        plan(tiny.console())


def test_the_state_of_an_environment_is_unknown_while_one_of_its_runs_cannot_be_read(tiny: Tiny) -> None:
    plan(tiny.console())
    breaks_record(tiny)
    assert rows(tiny)[DEV].state is EnvironmentState.UNKNOWN


def test_a_broken_overlay_or_preset_leaves_the_state_known(tiny: Tiny) -> None:
    plan(tiny.console())
    breaks_overlay(tiny)
    breaks_preset(tiny)
    (row,) = rows(tiny).values()
    assert (row.state, row.preset, row.last_run is not None) == (EnvironmentState.NEVER_APPLIED, None, True)


def test_a_record_that_was_copied_into_another_runs_folder_is_named(tiny: Tiny) -> None:
    plan(tiny.console())
    shutil.copytree(tiny.run_folder(1), tiny.run_folder(2))
    row = rows(tiny)[DEV]
    assert str(tiny.run_folder(2) / "run.json") in row.problem
    assert "is of run tiny/dev#1" in row.problem


def test_the_list_of_runs_keeps_a_line_for_the_one_that_cannot_be_read(tiny: Tiny) -> None:
    console = tiny.console()
    plan(console)
    plan(console)
    path = breaks_record(tiny)
    assert [record.id for record in console.runs.list()] == ["tiny/dev#2"]
    (unreadable,) = console.runs.unreadable()
    assert unreadable.id == "tiny/dev#1"
    assert str(path) in unreadable.problem


def test_a_plan_beside_a_record_that_cannot_be_read_is_refused_before_it_takes_a_number(tiny: Tiny) -> None:
    plan(tiny.console())
    breaks_record(tiny)
    with pytest.raises(ConsoleError, match=r"run\.json cannot be read"):
        plan(tiny.console())
    assert not tiny.run_folder(2).exists()


def test_a_configuration_taken_in_whose_folder_is_gone_costs_its_own_rows(tiny: Tiny, tmp_path: Path) -> None:
    own = tmp_path / "mine"
    own.mkdir()
    (own / "main.tf").write_text('resource "terraform_data" "a" {}\n')
    (own / "qa.tfvars").write_text("")
    tiny.console().added.add(own, "mine", "us-east-1", ())
    shutil.rmtree(own)
    found = rows(tiny)
    assert list(found) == [EnvironmentName("mine", "qa"), DEV]
    assert "bring it back" in found[EnvironmentName("mine", "qa")].problem
    assert plan(tiny.console()).record.id == "tiny/dev#1"


def test_a_register_that_cannot_be_read_costs_its_own_system(tiny: Tiny) -> None:
    register = tiny.home / "configurations" / "mine.yaml"
    register.parent.mkdir(parents=True)
    register.write_text("path: [\n")
    found = rows(tiny)
    assert [str(name) for name in found] == ["mine/?", "tiny/dev"]
    assert str(register) in found[EnvironmentName("mine", "?")].problem
    with pytest.raises(PresetError, match=r"mine\.yaml"):
        tiny.console().environments.preset(EnvironmentName("mine", "qa"))
    assert plan(tiny.console()).record.id == "tiny/dev#1"


def test_the_command_lists_the_other_environments_and_the_problem_of_the_broken_one(
    tiny: Tiny, account: AccountServer
) -> None:
    tiny.preset("other")
    breaks_preset(tiny)
    answer = tiny.run("environments", "--json")
    assert answer.returncode == 0
    broken, other = json.loads(answer.stdout)["environments"]
    assert (broken["name"], other["name"]) == ("tiny/dev", "tiny/other")
    assert "description is required and missing" in broken["problem"]
    assert (other["problem"], other["region"]) == (None, "us-east-1")
    text = tiny.run("environments").stdout
    assert "tiny/other" in text
    assert "description is required and missing" in text
    assert tiny.run("plan", "tiny/other").returncode == 2
    refused = tiny.run("plan", "tiny/dev")
    assert refused.returncode == 1
    assert "description is required and missing" in refused.stderr
