"""`infra-console databases`: exit codes, one JSON document, nothing done without --yes."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from console.bootstrap import build
from console.cli.databases import databases as run
from console.cli.parser import build_parser
from console.domain.databases import Kind
from console.errors import InputError
from console.services.databases_restores import read_moment
from console.settings import read_settings
from tests.fakes.cloud import FakeCloud
from tests.fakes.databases import AURORA, FakeDatabases, aurora, databases, snapshot


def ask(fake: FakeDatabases, home: Path, *arguments: str) -> int:
    console = build(read_settings({"home": home}), cloud=FakeCloud())
    console.databases = databases(fake)
    action, *rest = arguments
    return run(console, build_parser().parse_args(["databases", action, "replaydash/dev", *rest]))


def answer(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_databases_and_snapshots_are_one_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert ask(FakeDatabases(), tmp_path, "list", "--json") == 0
    (found,) = answer(capsys)["databases"]
    assert (found["kind"], found["snapshots"], found["restorable"]["latest"]) == (
        "RDS", 2, "2026-05-04T09:59:00+00:00",
    )  # fmt: skip
    assert ask(FakeDatabases(), tmp_path, "snapshots", "--json") == 0
    (found,) = answer(capsys)["databases"]
    assert [one["automatic"] for one in found["snapshots"]] == [False, True]


def test_in_words_what_others_named_is_harmless(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    fake = FakeDatabases(kept=[snapshot("evil\x1b]0;x\x07", gb=None, encrypted=None)])
    for action in ("list", "snapshots"):
        assert ask(fake, tmp_path, action) == 0
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert "from 2026-05-03 10:04:00 to 2026-05-04 09:59:00 UTC" in said


@pytest.mark.parametrize(
    "arguments",
    [
        ("snapshot",),
        ("restore", "--at", "latest", "--to", "copy"),
        ("delete-snapshot", "--snapshot", "before-migration", "--type-name", "before-migration"),
    ],
)
def test_nothing_is_done_where_nobody_agreed(tmp_path: Path, arguments: tuple[str, ...]):
    fake = FakeDatabases()
    with pytest.raises(InputError, match="Nothing was done: add --yes"):
        ask(fake, tmp_path, *arguments, "--json")
    assert fake.done == []


def test_a_snapshot_is_waited_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    fake = FakeDatabases()
    assert ask(fake, tmp_path, "snapshot", "--name", "kept", "--yes", "--wait", "--json") == 0
    found = answer(capsys)
    assert (found["snapshot"], found["status"], found["monthly_usd_at_most"]) == ("kept", "available", "1.900")


@pytest.mark.parametrize(("last", "code", "verdict"), [("available", 0, "available"), ("failed", 1, "failed")])
def test_a_restore_ends_as_the_new_database_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], last: str, code: int, verdict: str
):
    fake = FakeDatabases(statuses=["creating", last])
    arguments = ("restore", "--snapshot", "before-migration", "--to", "copy", "--yes", "--wait")
    assert ask(fake, tmp_path, *arguments, "--json") == code
    found = answer(capsys)
    assert (found["verdict"], found["to"]) == (verdict, "copy")
    assert "infra-console state import" in found["steps"][2]["commands"][2]


def test_a_restore_in_words_shows_everything_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert ask(FakeDatabases(), tmp_path, "restore", "--at", "latest", "--to", "copy", "--yes") == 0
    said = capsys.readouterr().out
    for words in (
        "the original stays as it is",
        "security groups: sg-0123",
        "cost: 13.98 USD a month",
        "1. Terraform does not know copy",
        "aws rds delete-db-instance --db-instance-identifier copy",
        "copy is begun (--wait waits for its verdict)",
    ):
        assert words in said


def test_a_cluster_without_wait_says_that_it_gets_no_instance(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    fake = FakeDatabases(there={AURORA.name: aurora()}, kept=[])
    assert AURORA.kind is Kind.AURORA
    assert ask(fake, tmp_path, "restore", "--at", "latest", "--to", "copy", "--yes") == 0
    assert "the cluster gets no instance" in capsys.readouterr().out


def test_a_moment_is_utc_unless_it_says_otherwise():
    assert read_moment("latest") is None
    assert read_moment("2026-05-04T10:04:00") == datetime(2026, 5, 4, 10, 4, tzinfo=UTC)
    assert read_moment("2026-05-04T12:04:00+02:00") == datetime(2026, 5, 4, 10, 4, tzinfo=UTC)
    with pytest.raises(InputError, match="is no moment"):
        read_moment("yesterday")
