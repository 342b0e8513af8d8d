"""The setting that names a team's store, in a console."""

from __future__ import annotations

from console.aws.team_store import DynamoStore
from console.domain.environment import Backend, Preset, Protection
from console.domain.team_place import TeamPlace
from console.sandbox.control import Sandbox
from console.services.clouds import SandboxCloud
from tests.fakes.cloud import FakeCloud
from tests.fakes.tiny import Tiny
from tests.store.places import SharedPlace, entry
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


def test_a_read_only_console_reads_the_teams_log_and_writes_nothing(tiny: Tiny, shared: SharedPlace) -> None:
    shared.open().append(entry("apply"))
    place = shared.place
    tiny.extra |= shared.variables | {
        "INFRA_CONSOLE_TEAM_STORE": f"dynamodb:{place.table}:{place.bucket}:{place.region}"
    }
    verified = tiny.run("audit", "--verify", "--read-only")
    assert verified.returncode == 0, verified.stderr
    assert f"The audit log in the table {place.table} in us-east-1 is whole: 1 entries." in verified.stdout
    assert "apply" in tiny.run("audit", "--read-only").stdout
    assert not (tiny.home / "store").exists()


def test_the_sandbox_makes_the_teams_store_for_a_plan_and_not_for_its_bootstrap(sandbox: Sandbox) -> None:
    place = TeamPlace("made-by-itself", "made-by-itself", "eu-west-1")
    shared = SharedPlace(sandbox.environment()["AWS_ENDPOINT_URL"], place.table)
    cloud = SandboxCloud(sandbox, place)

    def preset(system: str) -> Preset:
        return Preset(
            system=system,
            environment="dev",
            description="",
            region="us-east-1",
            protection=Protection.OPEN,
            backend=Backend(type="local"),
        )

    assert cloud.ready(preset("bootstrap")) == []
    assert cloud.ready(preset("tiny")) == ["The team's store made-by-itself was made in the sandbox."]
    assert cloud.ready(preset("tiny")) == []
    store = DynamoStore(shared.clients, place)
    store.keep("reviews/1", b"{}")
    assert store.append(entry("apply")).number == 1
