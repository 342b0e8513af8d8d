"""The audit log around what changes something: an entry before, one after, and no act that cannot have them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from console.domain.audit import AuditEntry
from console.domain.databases import Database, DatabaseAddress, Kind, Restore, Snapshot
from console.domain.ecs import Service, ServiceAddress
from console.errors import AwsError, StoreError
from console.services.audit import Audit, AuditPage
from console.services.recorded_acts import recorded
from console.store.sqlite import SqliteStore
from tests.fakes.ecs import FakeEcs
from tests.store.places import OwnPlace

DEV = ServiceAddress("us-east-1", "replaydash-dev-cluster", "api", "replaydash/dev")


@pytest.fixture
def own(tmp_path: Path) -> OwnPlace:
    return OwnPlace(tmp_path / "store" / "aws.sqlite")


@pytest.fixture
def audit(own: OwnPlace, tmp_path: Path) -> Audit:
    return Audit(SqliteStore(own.path), tmp_path / "seen.json")


class SharedLooking(SqliteStore):
    """A shared store: only what is new is looked through before an act."""

    shared = True

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.asked: list[int] = []

    def entries(self, after: int = 0, most: int | None = None) -> tuple[AuditEntry, ...]:
        self.asked.append(after)
        return super().entries(after, most)


def tampered(own: OwnPlace, number: int) -> None:
    entry = own.open().entries()[number - 1]
    own.put_entry(number, entry.model_copy(update={"by": "mallory@lab"}).model_dump_json())


def test_an_act_stands_between_two_entries(audit: Audit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "ada")
    with audit.act("apply", "replaydash/dev#4", "+2 ~0", plan_sha256="abc") as act:
        (begun,) = audit.entries()
        act.outcome, act.text = "failed", "AWS refused it."
    assert (begun.action, begun.subject, begun.text, begun.outcome) == ("apply", "replaydash/dev#4", "+2 ~0", "")
    assert begun.by.startswith("ada@")
    assert begun.details == {"plan_sha256": "abc"}
    after = audit.entries()[1]
    assert (after.action, after.outcome, after.text, after.details) == (
        "apply", "failed", "AWS refused it.", {"began": "1"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("error", "outcome", "text"),
    [
        (AwsError("AWS refused it."), "failed", "AWS refused it."),
        (KeyboardInterrupt(), "unknown", "KeyboardInterrupt: whether it happened is not known."),
    ],
)
def test_an_act_that_raises_has_that_as_its_outcome(
    audit: Audit, error: BaseException, outcome: str, text: str
) -> None:
    with pytest.raises(type(error)), audit.act("ecs scale", "replaydash/dev"):
        raise error
    assert [(each.outcome, each.text) for each in audit.entries()] == [("", ""), (outcome, text)]


def test_fault_97_a_tampered_entry_blocks_every_act_and_is_named(audit: Audit, own: OwnPlace) -> None:
    for number in range(1, 5):
        audit.before("apply", f"replaydash/dev#{number}")
    tampered(own, 3)
    found = audit.verify()
    assert (found.entries, found.broken) == (4, 3)
    with pytest.raises(StoreError, match=r"apply of replaydash/dev#5 was not begun.*does not hold at entry 3"):
        audit.before("apply", "replaydash/dev#5")
    assert len(audit.entries()) == 4


@pytest.mark.parametrize("shared", [False, True])
def test_an_entry_that_is_missing_at_the_end_blocks_every_act(own: OwnPlace, tmp_path: Path, shared: bool) -> None:
    """The chain alone would hold: this console home remembers what it has seen."""
    store = SharedLooking(own.path) if shared else SqliteStore(own.path)
    audit = Audit(store, tmp_path / "seen.json")
    for number in range(1, 4):
        audit.before("apply", f"replaydash/dev#{number}")
    own.put_entry(3, None)
    assert audit.verify().broken == 3
    with pytest.raises(StoreError, match=r"entry 3, which this console has seen, is missing.*move \S+seen\.json away"):
        audit.before("apply", "replaydash/dev#4")


def test_a_shared_log_is_looked_through_from_what_was_seen_on(own: OwnPlace, tmp_path: Path) -> None:
    store = SharedLooking(own.path)
    audit = Audit(store, tmp_path / "seen.json")
    for number in range(1, 11):
        audit.before("apply", f"replaydash/dev#{number}")
    elsewhere = Audit(SqliteStore(own.path), tmp_path / "elsewhere.json")
    elsewhere.before("apply", "replaydash/dev#11")
    store.asked.clear()
    audit.before("apply", "replaydash/dev#12")
    assert store.asked == [9]
    tampered(own, 12)
    elsewhere_shared = Audit(store, tmp_path / "elsewhere.json")
    with pytest.raises(StoreError, match="does not hold at entry 12"):
        elsewhere_shared.before("apply", "replaydash/dev#13")
    assert audit.verify().broken == 12


def test_what_ended_although_its_entry_cannot_be_written_is_said_as_that(audit: Audit, own: OwnPlace) -> None:
    begun = audit.before("apply", "replaydash/dev#1")
    own.path.write_bytes(b"damaged" * 1000)
    with pytest.raises(StoreError, match=r"apply of replaydash/dev#1 has ended \(done\), but the audit log cannot"):
        audit.after(begun, "done")
    with pytest.raises(StoreError, match=r"stop of replaydash/dev#1 has happened, but the audit log cannot"):
        audit.note("stop", "replaydash/dev#1")


def test_a_memory_that_cannot_be_read_blocks_every_act(audit: Audit, tmp_path: Path) -> None:
    audit.before("apply", "replaydash/dev#1")
    (tmp_path / "seen.json").write_text("{")
    with pytest.raises(StoreError, match="infra-console audit --verify"):
        audit.before("apply", "replaydash/dev#2")


def test_every_call_of_a_changer_is_an_act_of_the_environment(audit: Audit) -> None:
    fake = FakeEcs()
    changer = recorded("ecs", fake, lambda: audit)
    changer.scale(DEV, 4)
    assert fake.done == [("scale", 4)]
    assert [(e.action, e.subject, e.text, e.outcome) for e in audit.entries()] == [
        ("ecs scale", "replaydash/dev", "address replaydash-dev-cluster/api, desired 4", ""),
        ("ecs scale", "replaydash/dev", "", "done"),
    ]


def test_a_changer_is_not_called_where_the_act_cannot_be_recorded(own: OwnPlace, audit: Audit) -> None:
    fake = FakeEcs()
    changer = recorded("ecs", fake, lambda: audit)
    own.path.parent.mkdir()
    own.path.write_bytes(b"damaged" * 1000)
    before = fake.now
    calls: list[Callable[[], object]] = [
        lambda: changer.scale(DEV, 0),
        lambda: changer.deploy(DEV, None),
        lambda: changer.set_bounds(DEV, 1, 2),
        lambda: changer.run_task(fake.now, "api:1", ("rm", "-r"), "api"),
    ]
    for call in calls:
        with pytest.raises(StoreError, match="was not begun, since the audit log cannot record it"):
            call()
    assert (fake.done, fake.now) == ([], before)


def test_what_a_task_runs_is_not_written_down(audit: Audit) -> None:
    class Changes:
        def run_task(self, service: Service, definition: str, command: tuple[str, ...], container: str) -> str:
            return "0a1b"

    command = ("migrate", "--password=hunter2")
    recorded("ecs", Changes(), lambda: audit).run_task(FakeEcs().now, "api:1", command, "api")
    assert [each.outcome for each in audit.entries()] == ["", "done"]
    assert "hunter2" not in "".join(entry.model_dump_json() for entry in audit.entries())


def test_databases_are_named_by_their_environment(audit: Audit) -> None:
    class Changes:
        def restore(self, restore: Restore) -> None: ...
        def delete_snapshot(self, snapshot: Snapshot) -> None: ...

    address = DatabaseAddress(Kind.RDS, "us-east-1", "replaydash-dev", "replaydash/dev")
    changes = recorded("database", Changes(), lambda: audit)
    changes.restore(Restore(Database(address, "available", "postgres", "db.t4g.micro"), "replaydash-again"))
    changes.delete_snapshot(Snapshot("before", "before", address, False, "available"))
    assert [(e.action, e.subject, e.text) for e in audit.entries() if not e.outcome] == [
        ("database restore", "replaydash/dev", "restore replaydash-again"),
        ("database delete snapshot", "replaydash/dev", "snapshot before"),
    ]


def test_of_a_long_log_the_newest_entries_block_an_act_and_the_rest_is_found_by_looking(
    own: OwnPlace, audit: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.services.audit.NEWEST", 4)
    for number in range(1, 11):
        audit.before("apply", f"replaydash/dev#{number}")
    tampered(own, 3)
    audit.before("apply", "replaydash/dev#11")
    assert audit.verify().broken == 3
    tampered(own, 9)
    with pytest.raises(StoreError, match="does not hold at entry 9"):
        audit.before("apply", "replaydash/dev#12")


def test_a_log_of_several_pieces_is_looked_through_to_its_end(
    own: OwnPlace, audit: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.services.audit.PIECE", 3)
    for number in range(1, 10):
        audit.before("apply", f"replaydash/dev#{number}")
    assert (audit.verify().entries, audit.verify().problem) == (9, "")
    tampered(own, 8)
    assert (audit.verify().entries, audit.verify().broken) == (9, 8)


def test_an_entry_that_another_console_writes_meanwhile_is_no_missing_one(own: OwnPlace, tmp_path: Path) -> None:
    seen = tmp_path / "seen.json"
    other = Audit(SqliteStore(own.path), seen)
    other.note("apply", "replaydash/dev#1")

    class Busy(SqliteStore):
        def entries(self, after: int = 0, most: int | None = None) -> tuple[AuditEntry, ...]:
            found = super().entries(after, most)
            other.note("apply", "replaydash/dev#2")
            return found

    assert Audit(Busy(own.path), seen).verify().problem == ""


def test_a_page_begins_at_the_newest_entry_and_the_next_one_where_it_ended(
    audit: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.services.audit.PAGE", 4)
    assert audit.page() == AuditPage((), None, None)
    for number in range(1, 7):
        audit.note("apply", f"replaydash/dev#{number}")
    first = audit.page()
    assert ([each.number for each in first.entries], first.more) == ([6, 5, 4, 3], True)
    second = audit.page(first.oldest)
    assert ([each.number for each in second.entries], second.more) == ([2, 1], False)


def test_a_page_of_one_environment_is_looked_for_further_back_but_not_without_end(
    audit: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.services.audit.PAGE", 2)
    monkeypatch.setattr("console.services.audit.PIECE", 6)
    for number in range(1, 11):
        audit.note("apply", f"replaydash/{'staging' if number in (2, 7) else 'dev'}#{number}")
    first = audit.page(subject="replaydash/staging")
    assert [each.number for each in first.entries] == [7]
    assert (first.newest, first.oldest, first.more) == (10, 5, True)
    second = audit.page(first.oldest, "replaydash/staging")
    assert ([each.number for each in second.entries], second.oldest, second.more) == ([2], 1, False)
