"""The resources of an environment, read where its state lies: kept for a minute, and read again after each run."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from console.domain.environment import Backend, EnvironmentName, Preset, Protection
from console.domain.run import RunKind, RunRecord, RunStatus, Stage, StageName
from console.errors import AwsError, ConsoleError, InputError, ReadOnlyError
from console.services.applied_resources import AppliedResources
from console.services.run_folder import RunFolder
from console.services.run_store import RunStore
from console.services.state_access import StateAccess, StatePlace
from console.services.watched_state import WatchedStateAccess

NAME = EnvironmentName("replaydash", "dev")
IN_S3 = Backend(type="s3", bucket="states", key="dev.tfstate", region="us-east-1")
NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)


def state(*names: str) -> bytes:
    resources = [
        {"mode": "managed", "type": "aws_s3_bucket", "name": each, "instances": [{"attributes": {"bucket": each}}]}
        for each in names
    ]
    outputs = {"bucket": {"value": names[0], "type": "string"}}
    return json.dumps({"version": 4, "resources": resources, "outputs": outputs}).encode()


class Store(RunStore):
    """A store with the one record that is newest."""

    record: RunRecord | None = None

    def records(self, name: EnvironmentName) -> list[RunRecord]:
        return [] if self.record is None else [self.record]

    def folder(self, run_id: str) -> RunFolder:
        return RunFolder(self.home / "run")


class Setting:
    """A state in S3, and how often it was asked for; `refuses` is raised in its place."""

    def __init__(self, home: Path, kind: type[StateAccess], backend: Backend = IN_S3) -> None:
        self.asked: list[str] = []
        self.content, self.refuses, self.clock = state("one"), None, 0.0
        self.store = Store(home, sandbox=True)
        self.store.record = run(1)
        setting = self

        class Access(kind):  # type: ignore[valid-type,misc]
            def prepare(self, preset: Preset) -> None:
                setting.asked.append("prepare")
                super().prepare(preset) if kind is WatchedStateAccess else None

            def pull(self, place: StatePlace) -> bytes:
                if kind is WatchedStateAccess:
                    return bytes(super().pull(place))
                setting.asked.append("engine")
                return setting.content

        self.backend = backend
        self.access = Access(self.store, None, self.preset, self.read_object)
        self.resources = AppliedResources(self.store, self.access, self.preset, clock=lambda: self.clock)

    refuses: ConsoleError | None

    def preset(self, name: EnvironmentName) -> Preset:
        return Preset(
            system=name.system,
            environment=name.environment,
            description="",
            region="us-east-1",
            protection=Protection.OPEN,
            backend=self.backend,
        )

    def read_object(self, backend: Backend) -> bytes:
        self.asked.append("object")
        if self.refuses is not None:
            raise self.refuses
        return self.content

    def names(self) -> list[str]:
        return [each.values["bucket"] for each in self.resources.read(NAME)]


def run(number: int, status: RunStatus = RunStatus.DONE) -> RunRecord:
    return RunRecord(
        number=number, environment=str(NAME), kind=RunKind.APPLY, status=status, created_at=NOW, by="you@here",
        stages=[Stage(name=StageName.APPLY, started_at=NOW)],
    )  # fmt: skip


@pytest.fixture(params=[StateAccess, WatchedStateAccess])
def setting(request: pytest.FixtureRequest, tmp_path: Path) -> Setting:
    return Setting(tmp_path, request.param)


def times(setting: Setting, what: str = "object") -> int:
    return setting.asked.count(what)


def test_the_state_is_read_once_a_minute_from_where_it_lies(setting: Setting) -> None:
    assert setting.names() == ["one"]
    setting.content, setting.clock = state("one", "two"), 59.0
    assert setting.names() == ["one"]
    setting.clock = 60.0
    assert setting.names() == ["one", "two"]
    assert times(setting) == 2
    assert times(setting, "engine") == 0


def test_after_another_run_it_is_read_again_at_once(setting: Setting) -> None:
    setting.names()
    setting.store.record, setting.content = run(2), state("new")
    assert setting.names() == ["new"]


def test_while_an_apply_runs_nothing_is_kept(setting: Setting) -> None:
    setting.store.record = run(1, RunStatus.APPLYING)
    setting.names()
    setting.content = state("one", "two")
    assert setting.names() == ["one", "two"]


def test_where_nothing_was_applied_nothing_is_asked(setting: Setting) -> None:
    setting.store.record = None
    with pytest.raises(InputError, match="was not applied yet"):
        setting.names()
    assert not setting.asked


def test_what_the_object_does_not_say_the_engine_is_asked(tmp_path: Path) -> None:
    setting = Setting(tmp_path, StateAccess)
    setting.refuses = AwsError("no")
    assert setting.names() == ["one"]
    assert times(setting, "engine") == 1


def test_read_only_there_is_no_engine_to_fall_back_on(tmp_path: Path) -> None:
    setting = Setting(tmp_path, WatchedStateAccess)
    setting.refuses = AwsError("These credentials may not do s3:GetObject.")
    with pytest.raises(AwsError, match="s3:GetObject"):
        setting.names()


def test_read_only_a_backend_that_only_the_engine_knows_is_named(tmp_path: Path) -> None:
    setting = Setting(tmp_path, WatchedStateAccess, Backend(type="own"))
    with pytest.raises(ReadOnlyError, match="which only the engine can read"):
        setting.names()


def test_a_local_state_is_its_file(tmp_path: Path) -> None:
    path = tmp_path / "local.tfstate"
    setting = Setting(tmp_path, WatchedStateAccess, Backend(type="local", path=str(path)))
    with pytest.raises(ConsoleError, match=r"local\.tfstate cannot be read: No such file"):
        setting.names()
    path.write_bytes(state("local"))
    assert setting.names() == ["local"]


def place(setting: Setting) -> StatePlace:
    assert setting.store.record is not None
    return StatePlace(setting.preset(NAME), setting.store.record, setting.store.folder(setting.store.record.id))


def test_read_only_outputs_come_from_the_state_too(tmp_path: Path) -> None:
    setting = Setting(tmp_path, WatchedStateAccess)
    assert json.loads(setting.access.outputs(place(setting))) == {"bucket": {"value": "one", "type": "string"}}


CHANGES: dict[str, Callable[[StateAccess, StatePlace], Any]] = {
    "ask": lambda access, at: access.ask(at, ["terraform", "state", "mv"], "Moving"),
    "change": lambda access, at: access.change(at, ["terraform", "state", "rm"], "Removing", 3),
    "push": lambda access, at: access.push(at, b"{}", "Pushing", 3),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_read_only_no_command_reaches_the_state(
    tmp_path: Path, change: Callable[[StateAccess, StatePlace], Any]
) -> None:
    setting = Setting(tmp_path, WatchedStateAccess)
    with pytest.raises(ReadOnlyError):
        change(setting.access, place(setting))
