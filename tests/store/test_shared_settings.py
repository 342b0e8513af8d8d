"""The setting that names a team's store, in a console."""

from __future__ import annotations

from tests.fakes.cloud import FakeCloud
from tests.fakes.tiny import Tiny
from tests.store.places import SharedPlace
from tests.unit.services.test_doctor import checks


def test_a_teams_store_that_does_not_answer_is_told_with_what_to_do(tiny: Tiny, shared: SharedPlace) -> None:
    place = shared.place
    missing = f"dynamodb:no-such-table:{place.bucket}:{place.region}"
    cloud = FakeCloud()
    cloud.variables = shared.variables
    found = checks(tiny, cloud, team_store=missing)["store"]
    assert (found.ok, found.found, found.source) == (False, missing, "--team-store")
    assert "`infra-console bootstrap --team-store` makes the store" in found.remedy
    found = checks(tiny, cloud, team_store=f"dynamodb:{place.table}:{place.bucket}:{place.region}")["store"]
    assert (found.ok, found.found) == (
        True, f"the table {place.table} in us-east-1, shared by a team, 0 entries in the audit log",
    )  # fmt: skip
