"""One rollout, two people on two machines: planned on one, reviewed and approved on the other, applied by the first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
import yaml

from console.bootstrap import Console
from console.domain.rollout import RolloutStatus
from console.errors import LockedError, RefusedError
from console.ports import Caller
from console.services.rollouts.approvals import ApprovalRequest
from console.ui.rollout_view.kept_review import kept_content, shown_of_document
from screens.rollout_review import look_up
from tests.fakes.cloud import ACCOUNT, FakeCloud
from tests.fakes.tiny import Tiny, apply, plan
from tests.store.places import SharedPlace

GATES = {"approvals": 1, "second_person": True, "bake": {"minutes": 0, "alarms": False}}


@dataclass
class Person(FakeCloud):
    """An account in which each has credentials of their own."""

    name: str = "ada"

    def caller(self, region: str) -> Caller:
        return Caller(ACCOUNT, f"arn:aws:iam::{ACCOUNT}:user/{self.name}")


def machine(tiny: Tiny, shared: SharedPlace, name: str) -> Console:
    place = shared.place
    return tiny.console(
        cloud=Person(variables=shared.variables, name=name),
        home=tiny.root / name,
        team_store=f"dynamodb:{place.table}:{place.bucket}:{place.region}",
    )


@pytest.fixture
def ada(tiny: Tiny, shared: SharedPlace) -> Console:
    # A state that both would reach, as they would one in S3.
    tiny.preset("dev", backend={"type": "local", "path": str(tiny.root / "tiny.tfstate")})
    file = {"order": ["dev"], "environments": {"dev": GATES}}
    (tiny.presets / "tiny" / "rollout.yaml").write_text(yaml.safe_dump(file))
    console = machine(tiny, shared, "ada")
    apply(console, plan(console))
    return console


@pytest.fixture
def bob(tiny: Tiny, shared: SharedPlace) -> Console:
    return machine(tiny, shared, "bob")


def test_a_plan_is_approved_on_another_machine_and_applied_where_it_was_made(
    ada: Console, bob: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "ada")
    record = ada.rollouts.start(["tiny/dev"], {"label": "other"}, "a new label")
    record = ada.rollouts.drive(record.id)
    assert (record.status, record.reason) == (RolloutStatus.HELD, record.reason)
    with pytest.raises(RefusedError, match="wants a second person's approval"):
        ada.rollouts.approve(record.id, "tiny/dev", ApprovalRequest())

    monkeypatch.setenv("LOGNAME", "bob")
    assert bob.rollouts.get(record.id).status is RolloutStatus.HELD
    found = look_up(bob, record, record.environments[0])
    assert isinstance(found.plan, Mapping), "what ada's machine kept of it"
    seen = kept_content(found.plan, details=False).plain
    for wanted_text in ("on another machine", "terraform_data.last", "label", '"other"'):
        assert wanted_text in seen
    assert shown_of_document(found.plan).counts.plain
    wanted = found.wanted
    consent = ApprovalRequest(why="looks right", acknowledged=wanted.acknowledgements, destroys=wanted.destroys)
    given = bob.rollouts.approve(record.id, "tiny/dev", consent)
    assert given.plan_sha256 == record.environments[0].plan_sha256

    monkeypatch.setenv("LOGNAME", "ada")
    ada.rollouts.promote(record.id)
    done = ada.rollouts.drive(record.id)
    assert (done.status, done.reason) == (RolloutStatus.DONE, done.reason)
    told = [(entry.action, entry.by.partition("@")[0]) for entry in bob.audit.entries() if not entry.outcome]
    assert ("rollout approve", "bob") in told
    assert ("rollout start", "ada") in told
    assert bob.audit.verify().problem == ""


def test_two_machines_cannot_drive_one_rollout(
    ada: Console, bob: Console, tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = ada.rollouts.start(["tiny/dev"], {"label": "other"}, "a new label")
    ada.team_store.hold(f"rollout/{record.id}", "ada@desk (process 7)", 60)
    with pytest.raises(LockedError, match=r"ada@desk \(process 7\)"):
        bob.rollouts.drive(record.id)


def test_what_another_machine_applied_last_is_known_as_what_stands_before(ada: Console, bob: Console) -> None:
    """Both machines have a run 1 of their own: an older one of bob's would be no way back."""
    record = bob.rollouts.start(["tiny/dev"], {"label": "other"}, "a new label")
    (part,) = bob.rollouts.drive(record.id).environments
    assert part.before is None
    assert part.before_elsewhere.startswith("tiny/dev#1 of ")
