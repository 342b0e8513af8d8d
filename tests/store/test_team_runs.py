"""Runs of several machines over one store: seen by all, never mixed up, and no reason for a run to fail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from console.bootstrap import Console
from console.cli.review_text import print_document
from console.domain.run import RunRecord, RunStatus
from console.errors import RunNotFoundError, StoreError
from console.services import review_documents
from tests.fakes.cloud import FakeCloud
from tests.fakes.tiny import DEV, Tiny, apply, plan
from tests.store.places import SharedPlace


@pytest.fixture
def cloud(shared: SharedPlace) -> FakeCloud:
    return FakeCloud(variables=shared.variables)


def console_of(tiny: Tiny, shared: SharedPlace, cloud: FakeCloud, home: Path) -> Console:
    place = shared.place
    return tiny.console(cloud=cloud, home=home, team_store=f"dynamodb:{place.table}:{place.bucket}:{place.region}")


def test_a_run_is_seen_by_the_other_machines_as_it_moves(tiny: Tiny, shared: SharedPlace, cloud: FakeCloud) -> None:
    ada = console_of(tiny, shared, cloud, tiny.home)
    bob = console_of(tiny, shared, cloud, tiny.root / "bob")
    reviewed = plan(ada)
    (seen,) = bob.team_runs.elsewhere()
    assert (seen.id, seen.status, seen.planned) == ("tiny/dev#1", RunStatus.PLANNED, reviewed.record.planned)
    apply(ada, reviewed)
    assert [record.status for record in bob.team_runs.elsewhere(DEV)] == [RunStatus.DONE]
    assert ada.team_runs.elsewhere() == ()
    assert bob.runs.list() == ()


def test_without_a_shared_store_the_homes_own_keeps_every_run_as_it_moves(tiny: Tiny) -> None:
    console = tiny.console()
    reviewed = plan(console)

    def kept() -> list[RunRecord]:
        return [RunRecord.model_validate_json(each.body) for each in console.team_store.list("run", f"{DEV}#")]

    assert kept() == [console.runs.get(reviewed.record.id)]
    apply(console, reviewed)
    assert [record.status for record in kept()] == [RunStatus.DONE]
    assert not console.team_store.shared
    assert console.team_runs.elsewhere() == (), "one's own runs are nobody else's"


def test_the_plan_of_another_machine_is_reviewed_as_it_was_shown_there(
    tiny: Tiny, shared: SharedPlace, cloud: FakeCloud
) -> None:
    """Both machines have a run 1: the plan's hash tells them apart."""
    ada = console_of(tiny, shared, cloud, tiny.home)
    bob = console_of(tiny, shared, cloud, tiny.root / "bob")
    hers = plan(ada, label="theirs", secrets={"password": "hunter2-secret"}).record
    his = plan(bob, label="mine").record
    assert hers.id == his.id
    assert bob.team_runs.of_plan(hers.id, hers.plan_sha256 or "").plan_sha256 == hers.plan_sha256
    document = review_documents.read(bob.team_store, hers.id, hers.plan_sha256 or "")
    assert document["run"]["plan_sha256"] == hers.plan_sha256
    assert [change["address"] for change in document["changes"]] == [
        "terraform_data.first", "terraform_data.last", "terraform_data.slow",
    ]  # fmt: skip
    text = json.dumps(document)
    assert "theirs" in text
    assert "hunter2-secret" not in text
    with pytest.raises(RunNotFoundError, match="No machine of the team knows the plan of run tiny/dev#1"):
        bob.team_runs.of_plan(his.id, "0" * 64)
    with pytest.raises(StoreError, match="The review of run tiny/dev#1 is not in the store"):
        review_documents.read(bob.team_store, his.id, "0" * 64)
    for damaged in (b'{"run"', b"[]", b"\xff"):
        shared.open().keep(f"reviews/tiny/dev/1/{hers.plan_sha256}.json", damaged)
        with pytest.raises(StoreError, match=r"The review of run tiny/dev#1 in the store .* is damaged"):
            review_documents.read(bob.team_store, hers.id, hers.plan_sha256 or "")


def test_a_store_that_is_lost_during_a_plan_does_not_fail_it_and_is_told_later(
    tiny: Tiny, shared: SharedPlace, cloud: FakeCloud
) -> None:
    ada = console_of(tiny, shared, cloud, tiny.home)
    bob = console_of(tiny, shared, cloud, tiny.root / "bob")
    shared.dynamodb.delete_table(TableName=shared.name)
    shared.clients.of("s3", "us-east-1").delete_bucket(Bucket=shared.name)
    reviewed = plan(ada)
    assert reviewed.record.status is RunStatus.PLANNED
    assert "Nobody else can review this plan" in reviewed.findings[-1]
    with pytest.raises(StoreError, match=r"apply of tiny/dev#1 was not begun.*bootstrap --team-store"):
        apply(ada, reviewed)
    assert ada.runs.get(reviewed.record.id).status is RunStatus.PLANNED
    shared.make()
    apply(ada, reviewed)
    assert [record.status for record in bob.team_runs.elsewhere()] == [RunStatus.DONE]


def test_the_run_of_a_later_console_is_left_out(tiny: Tiny, shared: SharedPlace, cloud: FakeCloud) -> None:
    bob = console_of(tiny, shared, cloud, tiny.root / "bob")
    shared.open().write("run", "tiny/dev#someone#1", '{"number": 1, "status": "dreaming"}', 0)
    assert bob.team_runs.elsewhere() == ()


def test_the_commands_show_whose_run_it_is(tiny: Tiny, shared: SharedPlace, cloud: FakeCloud) -> None:
    bob = console_of(tiny, shared, cloud, tiny.root / "bob")
    his = plan(bob).record
    theirs = his.model_copy(update={"by": "bob@lab"})
    bob.team_runs.tell(RunRecord.model_validate(theirs.model_dump()))
    place = shared.place
    tiny.extra |= shared.variables | {
        "INFRA_CONSOLE_TEAM_STORE": f"dynamodb:{place.table}:{place.bucket}:{place.region}"
    }
    listed = tiny.run("runs").stdout
    assert "tiny/dev#1 on lab" in listed
    assert "#1 on lab" in tiny.run("history", "tiny/dev").stdout
    document = json.loads(tiny.run("runs", "--json").stdout)
    assert (document["runs"], [run["by"] for run in document["elsewhere"]]) == ([], ["bob@lab"])
    shared.dynamodb.delete_table(TableName=shared.name)
    assert "! Runs of other machines are not known: AWS does not know the team's store" in tiny.run("runs").stdout


def test_a_plan_of_another_machine_is_printed_as_it_would_do(
    tiny: Tiny, shared: SharedPlace, cloud: FakeCloud, capsys: pytest.CaptureFixture[str]
) -> None:
    ada = console_of(tiny, shared, cloud, tiny.home)
    bob = console_of(tiny, shared, cloud, tiny.root / "bob")
    apply(ada, plan(ada, secrets={"password": "hunter2-secret"}), secrets={"password": "hunter2-secret"})
    hers = plan(ada, label="\x1b[2Jother", secrets={"password": "hunter3-secret"}).record
    print_document(review_documents.read(bob.team_store, hers.id, hers.plan_sha256 or ""))
    printed = capsys.readouterr().out
    assert f"tiny/dev#2  apply  planned by {hers.by}, on another machine" in printed
    assert "  ~ change    terraform_data.first" in printed
    assert "  ± replace   terraform_data.slow" in printed
    assert "(sensitive)" in printed
    assert "Plan: 0 to create, 2 to change, 1 to replace, 0 to destroy, 0 unchanged." in printed
    assert "\x1b" not in printed
    assert "hunter" not in printed
