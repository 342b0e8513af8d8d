"""What an environment consists of, read from its state: the resources that were applied, with their attributes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from console.domain.environment import EnvironmentName, Preset
from console.domain.run import RunKind, RunRecord, RunStatus, StageName
from console.errors import InputError, TerraformError
from console.services.engine_room import EngineRoom
from console.services.run_store import RunStore
from console.terraform.ignored_changes import ignores_changes


@dataclass(frozen=True, slots=True)
class AppliedResource:
    """One managed resource of the state. Its values may hold secrets: they stay in memory."""

    address: str
    type: str
    module: str
    values: Mapping[str, Any]


class AppliedResources:
    """Reads the state through the frozen root of the newest apply; no provider is started."""

    def __init__(self, store: RunStore, room: EngineRoom, preset: Callable[[EnvironmentName], Preset]) -> None:
        self._store = store
        self._room = room
        self._preset = preset

    def read(self, name: EnvironmentName) -> tuple[AppliedResource, ...]:
        """Every managed resource, by address.

        Raises InputError where nothing was applied, TerraformError where the state cannot be read.
        """
        record = self._applied(name)
        self._room.prepare(self._preset(name))
        folder = self._store.folder(record.id)
        argv = self._room.engine.commands.state_pull()
        return read_state(self._room.read(folder, record, argv, "Reading the state"))

    def ignores_changes(self, name: EnvironmentName, type_: str, argument: str) -> bool:
        """Whether the configuration that was applied leaves the argument alone once the resource is there."""
        return ignores_changes(self._store.folder(self._applied(name).id).configuration, type_, argument)

    def _applied(self, name: EnvironmentName) -> RunRecord:
        record = next((r for r in self._store.records(name) if r.stage(StageName.APPLY) is not None), None)
        if record is None:
            # Pasted as it stands, a command for the sandbox must not act on AWS.
            where = " --sandbox" if self._store.sandbox else ""
            raise InputError(
                f"{name} was not applied yet: there is nothing to look at (`infra-console apply {name}{where}`)."
            )
        if record.kind is RunKind.DESTROY and record.status is RunStatus.DONE:
            raise InputError(f"{name} was destroyed by run #{record.number}: there is nothing to look at.")
        return record


def read_state(text: bytes) -> tuple[AppliedResource, ...]:
    """The managed resources of a state in Terraform's format 4; raises TerraformError for anything else."""
    try:
        state = json.loads(text or b"{}")
        found = [
            AppliedResource(_address(resource, instance), resource["type"], resource.get("module", ""), values)
            for resource in state.get("resources", ())
            if resource["mode"] == "managed"
            for instance in resource["instances"]
            if (values := instance.get("attributes")) is not None
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise TerraformError("The engine's answer about the state cannot be read.") from None
    return tuple(sorted(found, key=lambda resource: resource.address))


def _address(resource: Mapping[str, Any], instance: Mapping[str, Any]) -> str:
    module = f"{resource['module']}." if resource.get("module") else ""
    key = instance.get("index_key")
    index = "" if key is None else f"[{json.dumps(key)}]"
    return f"{module}{resource['type']}.{resource['name']}{index}"
