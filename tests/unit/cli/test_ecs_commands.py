"""`infra-console ecs`: exit codes, one JSON document, nothing done without --yes."""

import json
from pathlib import Path
from typing import Any

import pytest

from console.bootstrap import Console, build
from console.cli.ecs import ecs as run
from console.cli.parser import build_parser
from console.errors import InputError
from console.settings import read_settings
from tests.fakes.cloud import FakeCloud
from tests.fakes.ecs import FakeEcs, deployment, ecs, failed_task


def console(fake: FakeEcs, home: Path) -> Console:
    return build(read_settings({"home": home}), cloud=FakeCloud(), ecs=ecs(fake))


def ask(fake: FakeEcs, home: Path, *arguments: str) -> int:
    return run(console(fake, home), build_parser().parse_args(["ecs", *arguments]))


def test_the_status_is_one_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    crash = failed_task("f" * 32, 3, "Essential container in task exited", exit_code=1)
    assert ask(FakeEcs(ended=(crash,)), tmp_path, "status", "replaydash/dev", "--json") == 0
    (found,) = json.loads(capsys.readouterr().out)["services"]
    assert (found["desired"], found["running"], found["autoscaling"]["maximum"]) == (2, 2, 4)
    assert found["stopped"][0]["cause"]["words"] == "api exited with code 1."


def test_the_status_in_words_says_why_tasks_stopped(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    hostile = failed_task("f" * 32, 3, "CannotPullContainerError: not found \x1b]0;x\x07")
    assert ask(FakeEcs(ended=(hostile,)), tmp_path, "status", "replaydash/dev") == 0
    said = capsys.readouterr().out
    assert "The image does not exist. Push it, or deploy a tag that is in the repository." in said
    assert "\x1b" not in said


CHANGING = [
    ("scale", "--desired", "3"),
    ("deploy", "--image", "v3"),
    ("deploy", "--force"),
    ("rollback",),
]


@pytest.mark.parametrize("arguments", CHANGING)
def test_nothing_is_done_where_nobody_agreed(tmp_path: Path, arguments: tuple[str, ...]):
    fake = FakeEcs()
    with pytest.raises(InputError, match="Nothing was done: add --yes"):
        ask(fake, tmp_path, arguments[0], "replaydash/dev", *arguments[1:], "--json")
    assert fake.done == []


def test_scaling_reports_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    fake = FakeEcs()
    assert ask(fake, tmp_path, "scale", "replaydash/dev", "--desired", "3", "--yes", "--wait", "--json") == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert (document["desired_before"], document["desired"], document["running"]) == (2, 3, 3)
    assert float(document["monthly_usd_difference"]) > 0


def test_the_same_count_needs_no_yes_and_does_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    fake = FakeEcs()
    assert ask(fake, tmp_path, "scale", "replaydash/dev", "--desired", "2") == 0
    assert fake.done == []
    assert "Nothing to do" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("status", "code", "verdict"), [("SUCCESSFUL", 0, "succeeded"), ("ROLLBACK_SUCCESSFUL", 1, "rolled back")]
)
def test_a_deployment_exits_with_its_verdict(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], status: str, code: int, verdict: str
):
    fake = FakeEcs(next_statuses=[deployment(3, 3, status)])
    assert ask(fake, tmp_path, "deploy", "replaydash/dev", "--image", "v3", "--yes", "--json") == code
    document = json.loads(capsys.readouterr().out)
    assert (document["verdict"], document["deployment_status"]) == (verdict, status)


def test_a_rollback_that_brings_the_old_revision_back_exits_with_zero(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    fake = FakeEcs(next_statuses=[deployment(3, 1)])
    assert ask(fake, tmp_path, "rollback", "replaydash/dev", "--yes", "--json") == 0
    assert json.loads(capsys.readouterr().out)["revision"]["name"] == "replaydash-dev-api:1"


def test_images_say_what_their_scan_found_or_that_there_was_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert ask(FakeEcs(), tmp_path, "images", "replaydash/dev") == 0
    newest, older = capsys.readouterr().out.splitlines()[1:]
    assert "v3" in newest
    assert "1 high" in newest
    assert "v2, latest" in older
    assert "not scanned" in older
