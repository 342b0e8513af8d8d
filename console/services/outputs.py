"""Outputs of an applied environment, and its document's next steps filled in with them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from console.domain.environment import EnvironmentName, NextStep, Preset
from console.domain.run import RunKind, RunRecord, RunStatus, StageName
from console.errors import InputError, TerraformError
from console.services.kept_outputs import kept_outputs
from console.services.run_store import RunStore
from console.services.state_access import StateAccess, StatePlace
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
    """Reads outputs from the state that the newest apply wrote."""

    def __init__(
        self,
        store: RunStore,
        access: StateAccess,
        preset: Callable[[EnvironmentName], Preset],
        values: Callable[[EnvironmentName], Mapping[str, Any]],
    ) -> None:
        self._store = store
        self._access = access
        self._preset = preset
        self._values = values

    def read(self, name: EnvironmentName, reveal: bool = False) -> tuple[Output, ...]:
        """The outputs as the state has them now; sensitive values only with `reveal`.

        Raises InputError where nothing was applied, TerraformError where the state cannot be read.
        """
        record = self._applied(name)
        place = StatePlace(self._preset(name), record, folder := self._store.folder(record.id))
        self._access.prepare(place.preset)
        answer = self._access.outputs(place)
        try:
            outputs: dict[str, Any] = json.loads(answer)
        except ValueError:
            raise TerraformError("The engine's answer about the outputs cannot be read.") from None
        if record.status is not RunStatus.DONE:
            # The engine writes an output into the state only when all that it comes from was applied.
            for key, output in (kept_outputs(folder.path) or {}).items():
                if not output["sensitive"]:
                    outputs[key] = output
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
        _, kept = self._kept(name)
        outputs = {key: output["value"] for key, output in kept.items() if not output["sensitive"]}
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

    def note(self, name: EnvironmentName) -> str:
        """What to know of the outputs and next steps after an apply that did not finish; empty where it did."""
        record = self._newest(name)
        if record is None or record.status in (RunStatus.DONE, RunStatus.APPLYING):
            return ""
        known, _ = self._kept(name)
        if known is None:
            since = "no outputs are known"
        elif known.number == record.number:
            since = "these are the outputs as they were found right after it"
        else:
            since = f"these are the outputs of run #{known.number} before it"
        how = {RunStatus.STOPPED: "was stopped", RunStatus.UNCLEAN: "broke off"}.get(record.status, "failed")
        return f"The last {record.kind} (run #{record.number}) {how}: {since}. Plan again to see what is left to do."

    def _kept(self, name: EnvironmentName) -> tuple[RunRecord | None, dict[str, Any]]:
        """The newest run that kept outputs, and those; a destroy that was done kept that there are none."""
        for record in self._store.records(name):
            kept = kept_outputs(self._store.folder(record.id).path)
            if kept is not None:
                return record, kept
        return None, {}

    def _applied(self, name: EnvironmentName) -> RunRecord:
        record = self._newest(name)
        if record is None:
            raise InputError(f"{name} has no outputs: nothing was applied yet.")
        if record.kind is RunKind.DESTROY and record.status is RunStatus.DONE:
            raise InputError(f"{name} has no outputs: it was destroyed by run #{record.number}.")
        return record

    def _newest(self, name: EnvironmentName) -> RunRecord | None:
        return next((r for r in self._store.records(name) if r.stage(StageName.APPLY) is not None), None)


def _as_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ",".join(value)
    return json.dumps(value)
