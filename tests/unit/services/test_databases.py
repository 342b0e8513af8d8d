"""Snapshots and restores: shown with cost and consequences first, never over what is there, judged as they end."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from console.domain.databases import Database, Snapshot
from console.errors import InputError, RefusedError, RunStoppedError
from console.services.databases_restores import RestorePlan, RestoreVerdict
from tests.fakes.databases import (
    AURORA,
    NAME,
    POSTGRES,
    TABLE,
    FakeDatabases,
    aurora,
    databases,
    postgres,
    snapshot,
    table,
)
from tests.fakes.overview import NOW
from tests.fakes.variables import FakeField, FakeVariables, variable


def restored(fake: FakeDatabases, to: str | None = "copy", **wanted: Any) -> RestorePlan:
    given: dict[str, Any] = {"snapshot": None, "at": None} | wanted
    return databases(fake).restores.plan(NAME, None, to, **given)


def only(database: Database, *kept: Snapshot) -> FakeDatabases:
    return FakeDatabases(there={database.address.name: database}, kept=list(kept))


def test_a_snapshot_says_what_it_costs_at_most_and_proposes_a_name():
    plan = databases(FakeDatabases()).snapshots.plan(NAME, None, None)
    assert plan.name == "replaydash-dev-postgres-20260504-100400"
    assert plan.cost.usd == Decimal("1.900")
    assert "0.095 USD per GB-month: at most 1.90 USD a month for 20 GB" in plan.cost.words


@pytest.mark.parametrize(
    ("database", "words"),
    [
        (aurora(), "0.021 USD per GB-month; how many GB it takes is not known"),
        (table(), "0.1 USD per GB-month: 0.40 USD a month for 4 GB"),
        (postgres(address=replace(POSTGRES, region="xx-west-9")), "no price for it in the book of xx-west-9"),
    ],
)
def test_a_size_or_a_price_that_is_not_known_is_said_to_be(database: Database, words: str):
    fake = only(database)
    found = databases(fake)
    assert words in found.snapshots._costs.snapshot(database).words


@pytest.mark.parametrize("name", ["before-migration", "-x", "two--hyphens", "a b", "x" * 256])
def test_a_name_that_is_taken_or_cannot_be_is_refused(name: str):
    fake = FakeDatabases()
    with pytest.raises(InputError):
        databases(fake).snapshots.plan(NAME, None, name)
    assert fake.done == []


def test_a_snapshot_is_waited_for_until_it_is_available():
    fake, seen = FakeDatabases(), []
    kept = databases(fake).snapshots
    begun = kept.create(kept.plan(NAME, None, "kept"))
    made = kept.wait(POSTGRES, begun, on_change=lambda one: seen.append(one.status), timeout_seconds=5)
    assert (made.name, seen, fake.done) == ("kept", ["creating", "available"], [("snapshot", POSTGRES.name, "kept")])


def test_a_snapshot_that_fails_is_no_success():
    fake = FakeDatabases(statuses=["creating", "failed"])
    kept = databases(fake).snapshots
    begun = kept.create(kept.plan(NAME, None, "kept"))
    with pytest.raises(RefusedError, match="failed"):
        kept.wait(POSTGRES, begun, on_change=lambda _: None, timeout_seconds=5)


def test_only_a_snapshot_on_demand_whose_name_was_typed_is_deleted():
    fake = FakeDatabases()
    kept = databases(fake).snapshots
    automatic, mine = kept.find(NAME, None, fake.kept[1].id), kept.find(NAME, None, "before-migration")
    with pytest.raises(RefusedError, match="made automatically"):
        kept.delete(automatic, automatic.name)
    with pytest.raises(InputError, match="type its name"):
        kept.delete(mine, "before")
    assert fake.done == []
    kept.delete(mine, "before-migration")
    assert fake.done == [("delete", "before-migration")]


def test_backups_of_one_name_are_told_apart_by_their_arn():
    twice = [snapshot("arn:1", TABLE, name="nightly"), snapshot("arn:2", TABLE, name="nightly")]
    kept = databases(only(table(), *twice)).snapshots
    with pytest.raises(InputError, match=r"several backups called 'nightly': choose one by its ARN \(arn:1, arn:2\)"):
        kept.find(NAME, None, "nightly")
    assert kept.find(NAME, None, "arn:2") is twice[1]


def test_a_database_of_the_state_that_is_gone_is_shown_as_gone():
    fake = FakeDatabases()
    found = databases(fake).snapshots
    found.views(NAME)
    del fake.there[POSTGRES.name]
    (view,) = found.views(NAME)
    assert (view.database.status, view.database.available) == ("gone", False)


def test_a_restore_shows_what_is_made_what_it_costs_and_what_follows():
    plan = restored(FakeDatabases(), snapshot="before-migration")
    made = dict(plan.makes)
    assert (made["instance"], made["from"]) == ("copy", "snapshot before-migration")
    assert (made["size"], made["security groups"], made["subnet group"]) == (
        "db.t4g.micro",
        "sg-0123",
        "replaydash-dev-postgres",
    )
    assert made["parameter group"] == "replaydash-dev-postgres-pg16"
    assert plan.cost.usd == Decimal("13.98"), "an instance and its 20 GB, from the book"
    assert "Terraform does not know copy" in plan.steps[0].words
    lead = plan.steps[2]
    assert lead.commands[1:3] == (
        "infra-console state rm replaydash/dev module.database.aws_db_instance.this",
        "infra-console state import replaydash/dev module.database.aws_db_instance.this copy",
    )
    assert any("a new one, in a secret of its own" in warning for warning in plan.warnings)


def test_a_table_is_led_to_by_the_variable_that_holds_its_name():
    fields = (FakeField(variable("table_name"), effective=TABLE.name),)
    found = databases(only(table()), FakeVariables(fields))
    plan = found.restores.plan(NAME, None, "copy", snapshot=None, at=None)
    assert plan.steps[2].commands[-1] == "infra-console apply replaydash/dev --set table_name=copy"
    assert "0.60 USD once for 4 GB, then 1.00 USD a month" in plan.cost.words
    assert any("streams" in lack for lack in plan.not_taken)


def test_a_cluster_is_taken_over_with_its_instance():
    fake = only(aurora(), snapshot("kept", AURORA, gb=None))
    plan = databases(fake).restores.plan(NAME, None, "copy", snapshot="kept", at=None)
    member = """'module.aurora.aws_rds_cluster_instance.this["1"]'"""
    assert plan.steps[2].commands[1:5] == (
        "infra-console state rm replaydash/dev module.aurora.aws_rds_cluster.this",
        f"infra-console state rm replaydash/dev {member}",
        "infra-console state import replaydash/dev module.aurora.aws_rds_cluster.this copy",
        f"infra-console state import replaydash/dev {member} copy-1",
    )
    assert dict(plan.makes)["standby"] == "none: it gets one instance, where the original has 1"


def test_in_the_sandbox_no_command_goes_to_aws():
    found = databases(FakeDatabases(), endpoint="http://127.0.0.1:4567")
    plan = found.restores.plan(NAME, None, "copy", snapshot="before-migration", at=None)
    commands = [each for step in plan.steps for each in step.commands if each.startswith("aws ")]
    assert len(commands) == 2
    assert all(each.endswith(" --endpoint-url http://127.0.0.1:4567") for each in commands)


def test_nothing_is_restored_over_what_is_there():
    fake = FakeDatabases()
    for name in (POSTGRES.name, "other"):
        fake.there["other"] = postgres(address=replace(POSTGRES, name="other"))
        with pytest.raises(RefusedError, match="nothing is restored over one"):
            restored(fake, name, snapshot="before-migration")
    assert fake.done == []


def test_a_database_that_came_to_be_meanwhile_stops_the_restore():
    fake = FakeDatabases()
    plan = restored(fake, snapshot="before-migration")
    fake.there["copy"] = postgres(address=replace(POSTGRES, name="copy"))
    with pytest.raises(RefusedError, match="copy already"):
        databases(fake).restores.start(plan)
    assert fake.done == []


@pytest.mark.parametrize("days", [-2, 1])
def test_a_moment_outside_of_the_window_is_refused_with_the_window(days: int):
    with pytest.raises(InputError, match="every moment from 2026-05-03 10:04:00 to 2026-05-04 09:59:00 UTC can be"):
        restored(FakeDatabases(), at=NOW + timedelta(days=days))


def test_a_moment_within_the_window_is_restored():
    fake = FakeDatabases()
    moment = NOW - timedelta(hours=2)
    databases(fake).restores.start(restored(fake, at=moment))
    assert fake.done == [("restore", "copy", moment)]


def test_without_a_window_only_a_snapshot_can_be_restored():
    with pytest.raises(RefusedError, match="restore a snapshot"):
        restored(only(postgres(window=None)))


def test_a_snapshot_that_is_not_ready_cannot_be_restored():
    with pytest.raises(RefusedError, match="is creating"):
        restored(only(postgres(), snapshot("kept", status="creating")), snapshot="kept")


def test_the_verdict_is_the_new_databases_own():
    for last, verdict in (("available", RestoreVerdict.AVAILABLE), ("incompatible-network", RestoreVerdict.FAILED)):
        fake = FakeDatabases(statuses=["creating", last])
        found = databases(fake).restores
        plan = found.plan(NAME, None, "copy", snapshot="before-migration", at=None)
        found.start(plan)
        end = found.wait(plan.restore, on_change=lambda _: None, timeout_seconds=5)
        assert (end.verdict, end.good, end.database.status) == (verdict, last == "available", last)


def test_a_cluster_is_available_once_it_has_its_instance():
    fake = only(aurora(), snapshot("kept", AURORA, gb=None))
    found = databases(fake).restores
    plan = found.plan(NAME, None, "copy", snapshot="kept", at=None)
    assert dict(plan.makes)["cluster, one instance"] == "copy"
    found.start(plan)
    seen: list[bool] = []
    end = found.wait(
        plan.restore, on_change=lambda one: seen.append(one is not None and one.available), timeout_seconds=5
    )
    assert end.good
    assert fake.done == [("restore", "copy", "kept"), ("complete", "copy")]
    assert seen[-2:] == [False, True], "a cluster without an instance answers nobody"


def test_a_restore_that_takes_too_long_is_no_success():
    fake = FakeDatabases(statuses=["creating"])
    found = databases(fake).restores
    plan = found.plan(NAME, None, "copy", snapshot="before-migration", at=None)
    found.start(plan)
    with pytest.raises(RefusedError, match="still creating"):
        found.wait(plan.restore, on_change=lambda _: None, timeout_seconds=-1)


def test_waiting_can_be_left():
    fake, stop = FakeDatabases(statuses=["creating"]), threading.Event()
    found = databases(fake).restores
    plan = found.plan(NAME, None, "copy", snapshot="before-migration", at=None)
    found.start(plan)
    stop.set()
    with pytest.raises(RunStoppedError, match="goes on by itself"):
        found.wait(plan.restore, on_change=lambda _: None, cancel=stop, timeout_seconds=5)


def test_of_several_databases_one_is_to_be_chosen():
    fake = FakeDatabases(there={POSTGRES.name: postgres(), TABLE.name: table()})
    with pytest.raises(InputError, match="choose one with --database"):
        databases(fake).snapshots.plan(NAME, None, None)
