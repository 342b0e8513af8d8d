"""A state as `terraform state pull` prints it (format 4), with its own marks of what is sensitive."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from console.domain.run import StateMark
from console.domain.state import Path, StateDocument, StateResource
from console.errors import StateError

FORMAT = 4
_BUILT_IN = 'terraform.io/builtin/terraform"]'
NEVER_WRITTEN = StateDocument(StateMark(lineage="", serial=0, resources=0), "", (), ())


def read_document(data: bytes) -> StateDocument:
    """What is in the state; nothing at all is the state that was never written.

    Raises StateError, one sentence, for what ends half way, is no state, or is of a format that is not known here.
    """
    if not data.strip():
        return NEVER_WRITTEN
    state = _parsed(data)
    try:
        resources = tuple(sorted(_resources(state.get("resources") or ()), key=lambda one: one.address))
        mark = StateMark(
            lineage=str(state["lineage"]),
            serial=int(state["serial"]),
            resources=sum(1 for one in resources if one.managed and one.deposed is None),
        )
        outputs = tuple(sorted(state.get("outputs") or {}))
        return StateDocument(mark, str(state.get("terraform_version") or ""), resources, outputs)
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise StateError(
            f"The state does not have the shape of format {FORMAT} ({type(error).__name__} {error}): restore a backup."
        ) from None


def with_serial(data: bytes, serial: int) -> bytes:
    """The same state under another serial; raises StateError as `read_document` does."""
    read_document(data)
    return json.dumps({**_parsed(data), "serial": serial}, indent=2).encode()


def _parsed(data: bytes) -> Mapping[str, Any]:
    try:
        state = json.loads(data.removeprefix(codecs.BOM_UTF8))
    except (ValueError, RecursionError):
        raise StateError("The state is not JSON, or ends half way: restore a backup.") from None
    if not isinstance(state, dict) or "lineage" not in state or "serial" not in state:
        raise StateError("What should be the state is something else (no lineage, no serial): restore a backup.")
    if state.get("version") != FORMAT:
        raise StateError(
            f"The state has format {state.get('version')}, this console reads format {FORMAT}: use a console and an "
            "engine that know it."
        )
    return state


def _resources(entries: Sequence[Mapping[str, Any]]) -> Iterator[StateResource]:
    for entry in entries:
        module, mode, provider = entry.get("module") or "", entry["mode"], str(entry.get("provider") or "")
        base = ".".join(filter(None, (module, "data" if mode == "data" else "", entry["type"], entry["name"])))
        for instance in entry.get("instances") or ():
            key = instance.get("index_key")
            values = instance.get("attributes")
            yield StateResource(
                address=base if key is None else f"{base}[{json.dumps(key, ensure_ascii=False)}]",
                type=entry["type"],
                name=entry["name"],
                module=module,
                mode=mode,
                provider=provider,
                tainted=instance.get("status") == "tainted",
                deposed=instance.get("deposed"),
                depends_on=tuple(instance.get("dependencies") or ()),
                values=_plain(values, provider) if isinstance(values, dict) else {},
                sensitive=tuple(_path(steps) for steps in instance.get("sensitive_attributes") or ()),
            )


def _plain(values: dict[str, Any], provider: str) -> dict[str, Any]:
    """Attributes of any type (those of `terraform_data`) are kept as value and type: the value alone."""
    if not provider.endswith(_BUILT_IN):
        return values
    return {
        name: value["value"] if isinstance(value, dict) and value.keys() == {"value", "type"} else value
        for name, value in values.items()
    }


def _path(steps: Sequence[Mapping[str, Any]]) -> Path:
    """Up to the first step that is no name or index: all that lies behind it is then sensitive."""
    path: list[str | int] = []
    for step in steps:
        value = step.get("value")
        if isinstance(value, Mapping):
            value = value.get("value")
        if isinstance(value, bool) or not isinstance(value, str | int):
            break
        path.append(value)
    return tuple(path)
