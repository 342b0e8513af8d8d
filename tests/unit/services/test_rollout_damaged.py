"""One damaged record of a rollout is named, and keeps nobody from the others; what it changed is not guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.domain.rollout import RollBackRequest, RolloutStatus
from console.domain.rollout_file import OnFailure
from console.errors import ConsoleError, RefusedError
from console.services.rollouts.records import ROLLOUT
from tests.fakes.rollout_engine import World

SERVICE = RollBackRequest(OnFailure.ROLL_BACK_SERVICE)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Two rollouts of dev that are done; the record of the second is damaged."""
    made = World(tmp_path)
    for _ in range(2):
        made.rollouts().drive(made.started("dev").id)
    damage(made, "web@2")
    return made


def damage(world: World, rollout: str) -> None:
    stored = world.store.read(ROLLOUT, rollout)
    assert stored is not None
    world.store.write(ROLLOUT, rollout, stored.body[:40], stored.version)


def test_the_others_are_listed_and_the_damaged_one_is_named_with_what_to_do(world: World) -> None:
    records, unreadable = world.rollouts().survey("web")
    assert [record.id for record in records] == ["web@1"]
    assert [each.id for each in unreadable] == ["web@2"]
    assert "The record web@2 cannot be read: " in unreadable[0].problem
    assert "restore the store from a backup" in unreadable[0].problem
    assert world.rollouts().of(["web"]).id == "web@1"


def test_a_new_one_begins_under_a_number_of_its_own(world: World) -> None:
    record = world.started("dev")
    assert record.id == "web@3"
    assert world.rollouts().drive(record.id).status is RolloutStatus.DONE


def test_nothing_is_done_with_the_damaged_one(world: World) -> None:
    rollouts = world.rollouts()
    for act in (
        lambda: rollouts.get("web@2"),
        lambda: rollouts.drive("web@2"),
        lambda: rollouts.abort("web@2"),
        lambda: rollouts.roll_back("web@2", None, SERVICE),
    ):
        with pytest.raises(ConsoleError, match="The record web@2 cannot be read"):
            act()


def test_where_none_can_be_read_it_is_not_said_that_there_is_none(world: World) -> None:
    damage(world, "web@1")
    with pytest.raises(ConsoleError, match="The record web@2 cannot be read"):
        world.rollouts().of(["web"])


def test_nobody_goes_back_past_one_of_which_it_is_not_known_what_it_changed(world: World) -> None:
    with pytest.raises(RefusedError, match=r"Whether web@2 has changed web/dev since is not known\. The record web@2"):
        world.rollouts().roll_back("web@1", None, SERVICE)
    assert world.went_back == []
    later = world.rollouts().drive(world.started("dev").id)
    assert world.rollouts().roll_back(later.id, None, SERVICE).status is RolloutStatus.ROLLED_BACK
