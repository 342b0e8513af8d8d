"""`infra-console asg`: exit codes, one JSON document, nothing done without --yes."""

import json
from pathlib import Path
from typing import Any

import pytest

from console.bootstrap import build
from console.cli.asg import asg as run
from console.cli.parser import build_parser
from console.errors import InputError
from console.settings import read_settings
from tests.fakes.asg import FakeAsg, activity, asg, refresh
from tests.fakes.cloud import FakeCloud


def ask(fake: FakeAsg, home: Path, *arguments: str) -> int:
    console = build(read_settings({"home": home}), cloud=FakeCloud())
    console.asg = asg(fake)
    action, *rest = arguments
    return run(console, build_parser().parse_args(["asg", action, "muejam/dev", *rest]))


def answer(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_the_status_is_one_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert ask(FakeAsg(), tmp_path, "status", "--json") == 0
    (found,) = answer(capsys)["groups"]
    assert (found["in_service"], found["desired"], len(found["outdated_instances"])) == (2, 2, 1)
    assert found["activities"][2]["hint"] == "Wait, or allow more types or zones."


def test_the_status_in_words_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    fake = FakeAsg(refreshed=[refresh("InProgress")], happened=(activity(1, description="evil\x1b[2J"),))
    assert ask(fake, tmp_path, "status") == 0
    said = capsys.readouterr().out
    assert "dev-muejam-asg: 2 of 2 desired in service, 1 to 4" in said
    assert "InProgress, 50 %, 1 instances left" in said
    assert "The desired capacity was changed." in said
    assert "\x1b" not in said


@pytest.mark.parametrize("arguments", [("scale", "--desired", "3"), ("refresh",), ("refresh", "--cancel")])
def test_nothing_is_done_where_nobody_agreed(tmp_path: Path, arguments: tuple[str, ...]):
    fake = FakeAsg(refreshed=[refresh("InProgress")] if "--cancel" in arguments else [])
    with pytest.raises(InputError, match="Nothing was done: add --yes"):
        ask(fake, tmp_path, *arguments, "--json")
    assert fake.done == []


def test_scaling_reports_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    fake = FakeAsg()
    assert ask(fake, tmp_path, "scale", "--desired", "3", "--yes", "--wait", "--json") == 0
    found = answer(capsys)
    assert (found["done"], found["in_service"], found["monthly_usd_difference"]) == (True, 3, "16.7840")
    assert fake.done == [("desired", 3)]


def test_to_zero_wants_the_name(tmp_path: Path):
    fake = FakeAsg()
    with pytest.raises(InputError, match="--type-name"):
        ask(fake, tmp_path, "scale", "--desired", "0", "--yes")
    assert ask(fake, tmp_path, "scale", "--desired", "0", "--yes", "--type-name", "dev-muejam-asg") == 0
    assert fake.done == [("zero",)]


@pytest.mark.parametrize(
    ("status", "code"), [("Successful", 0), ("Failed", 1), ("RollbackSuccessful", 1), ("Cancelled", 1)]
)
def test_a_refresh_ends_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str], status: str, code: int):
    fake = FakeAsg(next_statuses=[refresh("InProgress"), refresh(status)])
    assert ask(fake, tmp_path, "refresh", "--min-healthy", "50", "--yes", "--wait", "--json") == code
    found = answer(capsys)
    assert (found["refresh"]["status"], found["minimum_healthy_percent"]) == (status, 50)
    assert fake.done == [("refresh", 50)]


def test_cancelling_succeeds_where_it_was_cancelled(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    fake = FakeAsg(refreshed=[refresh("InProgress")], next_statuses=[refresh("Cancelling"), refresh("Cancelled")])
    assert ask(fake, tmp_path, "refresh", "--cancel", "--yes", "--wait", "--json") == 0
    assert answer(capsys)["refresh"]["status"] == "Cancelled"
    assert fake.done == [("cancel",)]
