"""What every store promises, whether it is a file of this machine or a table of a team."""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from console.domain.audit import first_broken
from console.errors import ChangedMeanwhileError, LockedError
from tests.store.places import Place, append_many, entry, write_all

DEADLINE_SECONDS = 20.0


def test_a_record_is_read_as_it_was_written_and_counts_its_writes(place: Place) -> None:
    store = place.open()
    assert store.read("rollout", "replaydash@1") is None
    assert store.write("rollout", "replaydash@1", "begun", 0) == 1
    assert store.write("rollout", "replaydash@1", "done", 1) == 2
    found = place.open().read("rollout", "replaydash@1")
    assert found is not None
    assert (found.key, found.body, found.version) == ("replaydash@1", "done", 2)


@pytest.mark.parametrize("expected", [0, 1, 3])
def test_a_record_that_somebody_else_wrote_meanwhile_is_not_overwritten(place: Place, expected: int) -> None:
    store = place.open()
    store.write("rollout", "replaydash@1", "one", 0)
    store.write("rollout", "replaydash@1", "two", 1)
    with pytest.raises(ChangedMeanwhileError, match="rollout replaydash@1 was changed by somebody else meanwhile"):
        store.write("rollout", "replaydash@1", "mine", expected)
    found = store.read("rollout", "replaydash@1")
    assert found is not None
    assert found.body == "two"


def test_records_are_listed_by_kind_and_by_the_beginning_of_their_key(place: Place) -> None:
    store = place.open()
    for kind, key in (("run", "b#2"), ("run", "a#1"), ("run", "b#1"), ("rollout", "b#1"), ("run", "b%")):
        store.write(kind, key, key, 0)
    assert [record.key for record in store.list("run")] == ["a#1", "b#1", "b#2", "b%"]
    assert [record.key for record in store.list("run", "b#")] == ["b#1", "b#2"]
    assert store.list("run", "c") == ()


def test_more_records_than_one_answer_holds_are_all_listed(place: Place) -> None:
    store = place.open()
    for number in range(8):
        store.write("rollout", f"r{number}", "x" * 300_000, 0)
    assert [record.key for record in store.list("rollout")] == [f"r{number}" for number in range(8)]


def test_a_document_is_kept_until_another_takes_its_place(place: Place) -> None:
    store = place.open()
    assert store.kept("reviews/1.json") is None
    store.keep("reviews/1.json", b"\x00one")
    store.keep("reviews/1.json", b"\x00two")
    assert place.open().kept("reviews/1.json") == b"\x00two"


def test_a_lease_is_one_holders_who_may_renew_it_and_give_it_up(place: Place) -> None:
    store = place.open()
    store.hold("replaydash@1", "ada@desk", 60)
    store.hold("replaydash@1", "ada@desk", 60)
    with pytest.raises(LockedError, match="replaydash@1 is held by ada@desk"):
        store.hold("replaydash@1", "bob@lab", 60)
    store.let_go("replaydash@1", "bob@lab")
    with pytest.raises(LockedError):
        store.hold("replaydash@1", "bob@lab", 60)
    store.let_go("replaydash@1", "ada@desk")
    store.hold("replaydash@1", "bob@lab", 60)


def test_a_lease_whose_holder_is_gone_ends_by_itself(place: Place) -> None:
    store = place.open()
    store.hold("replaydash@1", "ada@desk", 1)
    deadline = time.monotonic() + DEADLINE_SECONDS
    refused = 0
    while True:
        try:
            store.hold("replaydash@1", "bob@lab", 60)
            break
        except LockedError:
            refused += 1
            assert time.monotonic() < deadline, "the lease did not end"
    assert refused > 0
    with pytest.raises(LockedError, match="bob@lab"):
        store.hold("replaydash@1", "ada@desk", 60)


def test_of_two_processes_that_write_the_same_version_exactly_one_wins(place: Place) -> None:
    place.open().write("rollout", "warm", "up", 0)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        first, second = processes.map(write_all, [place] * 2, ["ada@desk", "bob@lab"], [20] * 2)
    assert sorted(first + second) == list(range(20))
    written = {record.key: record.body for record in place.open().list("rollout", "r")}
    assert written == {f"r{n}": "ada@desk" for n in first} | {f"r{n}": "bob@lab" for n in second}


def test_four_processes_append_two_hundred_entries_in_one_unbroken_chain(place: Place) -> None:
    people = ["ada@desk", "bob@lab", "cyd@home", "dee@train"]
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as processes:
        list(processes.map(append_many, [place] * 4, people, [50] * 4))
    entries = place.open().entries()
    assert [each.number for each in entries] == list(range(1, 201))
    assert first_broken(entries) is None
    for person in people:
        assert [each.action for each in entries if each.by == person] == [f"act {n}" for n in range(50)]
    assert [each.number for each in place.open().entries(after=198)] == [199, 200]


def test_the_newest_entries_come_first_and_older_ones_from_where_those_ended(place: Place) -> None:
    store = place.open()
    assert store.newest(3) == ()
    for number in range(1, 6):
        store.append(entry(f"act {number}"))
    assert [each.number for each in store.newest(3)] == [5, 4, 3]
    assert [each.number for each in store.newest(3, 3)] == [2, 1]
    assert store.newest(3, 1) == ()
    assert store.newest(1)[0] == store.entries()[-1]
    assert [each.number for each in store.entries(1, most=2)] == [2, 3]


@pytest.mark.parametrize("how", ["changed", "deleted", "swapped"])
def test_an_entry_that_was_tampered_with_is_found_by_its_number(place: Place, how: str) -> None:
    store = place.open()
    for number in range(1, 6):
        store.append(entry(f"act {number}"))
    third, fourth = store.entries()[2:4]
    if how == "changed":
        place.put_entry(3, third.model_copy(update={"by": "mallory@lab"}).model_dump_json())
    elif how == "deleted":
        place.put_entry(3, None)
    else:
        place.put_entry(3, fourth.model_copy(update={"number": 3}).model_dump_json())
        place.put_entry(4, third.model_copy(update={"number": 4}).model_dump_json())
    assert first_broken(place.open().entries()) == 3
