"""The store of a team: what is lost on the way, what is not there, and whose clock counts."""

from __future__ import annotations

from typing import Any

import pytest

from console.aws.ecs import Clients
from console.aws.team_store import DynamoStore
from console.domain.audit import first_broken
from console.domain.team_place import TeamPlace
from console.errors import LockedError, StoreError
from tests.store.places import REGION, SharedPlace, entry


class _SentTwice(Clients):
    """Each put reaches the table twice, as where the first answer is lost and botocore asks again."""

    def of(self, service: str, region: str) -> Any:
        client = super().of(service, region)
        if service != "dynamodb":
            return client

        class Twice:
            def __getattr__(self, name: str) -> Any:
                return getattr(client, name)

            def put_item(self, **request: Any) -> Any:
                client.put_item(**request)
                return client.put_item(**request)

        return Twice()


@pytest.fixture
def sent_twice(shared: SharedPlace) -> DynamoStore:
    return DynamoStore(_SentTwice(lambda: shared.variables), shared.place)


def test_a_record_whose_first_answer_was_lost_is_written_once(sent_twice: DynamoStore) -> None:
    assert sent_twice.write("rollout", "replaydash@1", "begun", 0) == 1
    assert sent_twice.write("rollout", "replaydash@1", "done", 1) == 2


def test_an_entry_whose_first_answer_was_lost_is_appended_once(sent_twice: DynamoStore) -> None:
    assert [sent_twice.append(entry("apply")).number for _ in range(3)] == [1, 2, 3]
    assert first_broken(sent_twice.entries()) is None


def test_a_lease_is_measured_by_the_clock_of_aws(shared: SharedPlace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bob's machine is a day ahead: that does not end Ada's lease."""
    shared.open().hold("replaydash@1", "ada@desk", 60)
    ahead = __import__("time").time() + 86_400
    monkeypatch.setattr("time.time", lambda: ahead)
    with pytest.raises(LockedError, match="ada@desk"):
        shared.open().hold("replaydash@1", "bob@lab", 60)


def test_a_store_that_was_not_made_says_how_to_make_it(endpoint: str) -> None:
    missing = SharedPlace(endpoint)
    store = DynamoStore(missing.clients, TeamPlace("no-table", "no-bucket", REGION))
    for call in (store.entries, lambda: store.kept("a"), lambda: store.keep("a", b""), lambda: store.read("a", "b")):
        with pytest.raises(StoreError, match="`infra-console bootstrap --team-store` makes the store"):
            call()


def test_a_store_that_cannot_be_reached_gives_a_sentence() -> None:
    away = SharedPlace("http://127.0.0.1:9")
    with pytest.raises(StoreError, match=r"^AWS cannot be reached to ask for the team's store \(team-"):
        away.open().append(entry("apply"))
