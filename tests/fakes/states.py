"""The real services of the state over a state that is kept in memory: no engine, no AWS."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from console.domain.environment import Backend, EnvironmentName, Preset, Protection
from console.domain.run import RunKind, RunRecord, RunStatus
from console.domain.state import StateVersion
from console.domain.state_lock import StateLock
from console.errors import ConsoleError, InputError
from console.services.run_folder import RunFolder
from console.services.run_store import RunStore
from console.services.state_access import StateAccess, StatePlace
from console.services.state_copies import StateCopies
from console.services.state_errored import ErroredStates
from console.services.states import States
from console.terraform.state_document import StateDocument, read_document
from tests.fakes.overview import NOW

NAME = EnvironmentName("replaydash", "dev")
LINEAGE = "5f0e7c2a-0000-4000-8000-000000000001"
SECRET = "correct-horse-battery"
CONFIGURATION = """
resource "aws_s3_bucket" "uploads" {}
resource "aws_s3_bucket" "archive" {}
resource "aws_db_instance" "this" {}
"""


def resource(type_: str, name: str, *, module: str = "", key: Any = None, **values: Any) -> dict[str, Any]:
    """One resource of a state in format 4."""
    secret = [[{"type": "get_attr", "value": one}] for one in ("password",) if one in values]
    instance = {"attributes": {"id": name, **values}, "sensitive_attributes": secret, "dependencies": []}
    return {
        "mode": "managed",
        "type": type_,
        "name": name,
        **({"module": module} if module else {}),
        "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
        "instances": [instance | ({} if key is None else {"index_key": key})],
    }


def some_resources() -> list[dict[str, Any]]:
    """A few of ReplayDash's."""
    return [
        resource("aws_s3_bucket", "uploads", bucket="replaydash-dev-uploads", force_destroy=True),
        resource("aws_db_instance", "this", password=SECRET, endpoint="db.local:5432", note=f"it is {SECRET}"),
        resource("aws_vpc", "this", module="module.network", cidr_block="10.20.0.0/16"),
        resource("aws_subnet", "public", module="module.network", key="us-east-1a", cidr_block="10.20.0.0/20"),
        resource("aws_ecs_service", "this", module="module.service", desired_count=2),
    ]


class FakeCommands:
    """Command lines that `FakeAccess` understands."""

    def __getattr__(self, name: str) -> Any:
        return lambda *arguments, **options: [name, *map(str, arguments)]


class FakeRoom:
    engine = type("Engine", (), {"commands": FakeCommands()})()


@dataclass
class FakeObjects:
    """The object in S3: its versions and its lock."""

    held: StateLock | None = None
    found: tuple[StateVersion, ...] = ()
    contents: dict[str, bytes] = field(default_factory=dict)

    def versions(self, backend: Backend, limit: int) -> tuple[StateVersion, ...]:
        return self.found[:limit]

    def content(self, backend: Backend, version: str) -> bytes:
        if version not in self.contents:
            raise InputError(f"There is no version {version}.")
        return self.contents[version]

    def lock(self, backend: Backend) -> StateLock | None:
        return self.held

    def delete_current(self, backend: Backend) -> None:
        raise AssertionError("no screen asks for this")


class FakeAccess(StateAccess):
    """A state in memory; `error` is raised instead of reading it, `done` are the commands that changed it."""

    def __init__(self, home: Path, *, protection: Protection = Protection.OPEN, sandbox: bool = True) -> None:
        super().__init__(RunStore(home, sandbox=sandbox), FakeRoom(), self.preset_of, lambda _: b"")  # type: ignore[arg-type]
        self.home = home
        self.protection = protection
        self.resources = some_resources()
        self.serial = 14
        self.error: ConsoleError | None = None
        self.done: list[list[str]] = []
        self.objects = FakeObjects()
        root = home / "run" / "configuration" / "systems" / "replaydash"
        root.mkdir(parents=True)
        (root / "main.tf").write_text(CONFIGURATION)

    def preset_of(self, name: EnvironmentName) -> Preset:
        return Preset(
            system=name.system,
            environment=name.environment,
            description="The API",
            region="us-east-1",
            protection=self.protection,
            backend=Backend(type="s3", bucket="replaydash-terraform-state", key="dev.tfstate", region="us-east-1"),
        )

    def place(self, name: EnvironmentName) -> StatePlace:
        record = RunRecord(
            number=7, environment=str(name), kind=RunKind.APPLY, status=RunStatus.DONE, created_at=NOW, by="you@here"
        )
        return StatePlace(self.preset_of(name), record, RunFolder(self.home / "run"))

    def pull(self, place: StatePlace) -> bytes:
        if self.error is not None:
            raise self.error
        state = {"version": 4, "terraform_version": "1.11.4", "serial": self.serial, "lineage": LINEAGE, "outputs": {}}
        return json.dumps(state | {"resources": self.resources}).encode()

    def document(self, place: StatePlace) -> StateDocument:
        return read_document(self.pull(place))

    def ask(self, place: StatePlace, argv: list[str], what: str) -> bytes:
        return b""

    def change(self, place: StatePlace, argv: Any, what: str, lock: int) -> bytes:
        self.done.append(list(argv))
        self.serial += 1
        match list(argv):
            case ["state_remove", address]:
                self.resources = [one for one in self.resources if not address_of(one).startswith(address)]
            case ["state_move", source, destination]:
                for one in self.resources:
                    if address_of(one) == source:
                        one["type"], one["name"] = destination.split(".")
            case ["taint" | "untaint" as how, address]:
                for one in self.resources:
                    if address_of(one) == address:
                        one["instances"][0]["status"] = "tainted" if how == "taint" else None
            case ["force_unlock", _]:
                self.objects.held = None
        return b""

    def push(self, place: StatePlace, state: bytes, what: str, lock: int) -> None:
        pushed = json.loads(state)
        self.resources, self.serial = pushed["resources"], pushed["serial"]
        self.done.append(["state_push"])


def address_of(one: dict[str, Any]) -> str:
    module = f"{one['module']}." if one.get("module") else ""
    return f"{module}{one['type']}.{one['name']}"


def states(access: FakeAccess, runs: Any = None, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> States:
    """The bundle over it."""
    copies = StateCopies(access.store)
    return States(access, copies, ErroredStates(access, copies), access.objects, access.objects, lambda: runs, now)


def an_hour_ago() -> datetime:
    return datetime.fromtimestamp(datetime.now(UTC).timestamp() - 3600, UTC)
