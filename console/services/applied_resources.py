"""What an environment consists of, read from its state: the resources that were applied, with their attributes."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from console.domain.environment import EnvironmentName, Preset
from console.domain.run import RunKind, RunRecord, RunStatus, StageName
from console.errors import InputError, TerraformError
from console.services.run_store import RunStore
from console.services.state_access import StateAccess, StatePlace
from console.terraform.ignored_changes import ignores_changes

KEPT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class AppliedResource:
    """One managed resource of the state. Its values may hold secrets: they stay in memory."""

    address: str
    type: str
    module: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Kept:
    run: tuple[str, RunStatus]
    at: float
    resources: tuple[AppliedResource, ...]


class AppliedResources:
    """Reads the state that the newest apply wrote, where it lies; no provider is started.

    An answer holds for a minute, or until the next run: what an environment consists of changes with applies only.
    """

    def __init__(
        self,
        store: RunStore,
        access: StateAccess,
        preset: Callable[[EnvironmentName], Preset],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._access = access
        self._preset = preset
        self._clock = clock
        self._kept: dict[EnvironmentName, _Kept] = {}

    def read(self, name: EnvironmentName) -> tuple[AppliedResource, ...]:
        """Every managed resource, by address.

        Raises InputError where nothing was applied, ConsoleError where the state cannot be read.
        """
        record = self._applied(name)
        run, kept = (record.id, record.status), self._kept.get(name)
        if kept is not None and kept.run == run and self._clock() - kept.at < KEPT_SECONDS:
            return kept.resources
        place = StatePlace(self._preset(name), record, self._store.folder(record.id))
        self._access.prepare(place.preset)
        found = _Kept(run, self._clock(), read_state(self._access.as_it_lies(place)))
        # While an apply runs the state changes with every resource.
        if not record.status.active:
            self._kept[name] = found
        return found.resources

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
