"""Outputs of an applied environment, and its document's next steps filled in with them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from console.domain.environment import EnvironmentName, NextStep, Preset
from console.domain.run import RunKind, RunRecord, RunStatus, StageName
from console.errors import InputError, TerraformError
from console.services.engine_room import EngineRoom
from console.services.run_store import RunStore
from console.terraform.output_schema import output_descriptions

_OWN_COMMAND = "infra-console "
_PLACEHOLDER = re.compile(r"\$\{(output|value)\.([A-Za-z0-9_-]+)\}|\$\{(environment|system|region)\}")


@dataclass(frozen=True, slots=True)
class Output:
    """One output; `value` is None where it is sensitive and was not asked for."""

    name: str
    value: Any
    sensitive: bool
    description: str


class Outputs:
    """Reads outputs from the state, through the frozen root of the newest apply."""

    def __init__(
        self,
        store: RunStore,
        room: EngineRoom,
        preset: Callable[[EnvironmentName], Preset],
        values: Callable[[EnvironmentName], Mapping[str, Any]],
    ) -> None:
        self._store = store
        self._room = room
        self._preset = preset
        self._values = values

    def read(self, name: EnvironmentName, reveal: bool = False) -> tuple[Output, ...]:
        """The outputs as the state has them now; sensitive values only with `reveal`.

        Raises InputError where nothing was applied, TerraformError where the state cannot be read.
        """
        record = self._applied(name)
        self._room.prepare(self._preset(name))
        folder = self._store.folder(record.id)
        answer = self._room.read(folder, record, self._room.engine.commands.output(), "Reading the outputs")
        try:
            outputs: dict[str, Any] = json.loads(answer)
        except ValueError:
            raise TerraformError("The engine's answer about the outputs cannot be read.") from None
        described = output_descriptions(folder.root(name.system))
        return tuple(
            Output(
                name=key,
                value=None if output.get("sensitive") and not reveal else output.get("value"),
                sensitive=bool(output.get("sensitive")),
                description=described.get(key, ""),
            )
            for key, output in sorted(outputs.items())
        )

    def next_steps(self, name: EnvironmentName) -> tuple[NextStep, ...]:
        """The document's procedures with this environment's values; what is not known stays named in words."""
        preset = self._preset(name)
        record = self._newest(name)
        kept = kept_outputs(self._store.folder(record.id).path) if record else None
        outputs = {key: output["value"] for key, output in (kept or {}).items() if not output["sensitive"]}
        values = {**self._values(name)}

        def fill(text: str) -> str:
            def word(match: re.Match[str]) -> str:
                kind, key, plain = match.groups()
                if plain:
                    known = {"environment": preset.environment, "system": preset.system, "region": preset.region}
                    return known[plain]
                value = (outputs if kind == "output" else values).get(key)
                return f"<{kind} {key} is not known yet>" if value is None else _as_text(value)

            return _PLACEHOLDER.sub(word, text)

        def command(text: str) -> str:
            """Our own commands stay in the target: pasted as it stands, a destroy would be one on AWS."""
            return fill(text) + (" --sandbox" if self._store.sandbox and text.startswith(_OWN_COMMAND) else "")

        return tuple(
            NextStep(
                title=fill(step.title),
                text=fill(step.text),
                when=fill(step.when),
                commands=tuple(command(each) for each in step.commands),
            )
            for step in preset.next_steps
        )

    def _applied(self, name: EnvironmentName) -> RunRecord:
        record = self._newest(name)
        if record is None:
            raise InputError(f"{name} has no outputs: nothing was applied yet.")
        if record.kind is RunKind.DESTROY and record.status is RunStatus.DONE:
            raise InputError(f"{name} has no outputs: it was destroyed by run #{record.number}.")
        return record

    def _newest(self, name: EnvironmentName) -> RunRecord | None:
        return next((r for r in self._store.records(name) if r.stage(StageName.APPLY) is not None), None)


def kept_outputs(folder: Path) -> dict[str, Any] | None:
    """The outputs that a run's folder kept, sensitive ones without their value; None where it kept none."""
    try:
        kept = json.loads((folder / "outputs.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return kept if isinstance(kept, dict) else None


def _as_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ",".join(value)
    return json.dumps(value)
