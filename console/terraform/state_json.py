"""A state as a file: the raw one that an engine keeps (version 4), or the JSON of `terraform show -json`."""

from __future__ import annotations

import codecs
import json
from collections.abc import Mapping
from typing import Any

from console.errors import StreamError
from console.terraform.plan_json import deposed_address

_HOW = "save one with `terraform state pull`, or `terraform show -json`"


def read_state(data: bytes) -> dict[str, dict[str, Any]]:
    """Address -> resource, in the form of `Plan.prior_state`, data sources and deposed objects among them.

    Raises StreamError, one sentence, for anything that is not a state of a version that this console knows.
    """
    document = _document(data)
    try:
        if "version" in document:
            return dict(_raw_resources(document))
        return _shown(document)
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise StreamError(f"The state does not have its shape ({type(error).__name__} {error}): {_HOW}.") from error


def _document(data: bytes) -> Mapping[str, Any]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in data[:4]:
        raise StreamError("The state is in UTF-16 (a PowerShell redirection does that): save it as UTF-8.")
    if not data.strip():
        raise StreamError(f"The state is empty: {_HOW}.")
    try:
        document = json.loads(data.removeprefix(codecs.BOM_UTF8))
    except (ValueError, RecursionError) as error:
        raise StreamError(f"The state is not JSON, or ends half way ({error}): {_HOW}.") from error
    if not isinstance(document, Mapping):
        raise StreamError(f"The state's JSON holds no object: {_HOW}.")
    if "encrypted_data" in document:
        raise StreamError(f"The state is encrypted: {_HOW} with the key at hand.")
    if "planned_values" in document or "resource_changes" in document:
        raise StreamError("This is a plan's JSON, not a state: price it with --plan.")
    version, shown = document.get("version"), document.get("format_version")
    if version is not None and version != 4:
        raise StreamError(f"The state has version {version}, this console reads version 4: {_HOW} with a newer engine.")
    if version is None and (not isinstance(shown, str) or shown.partition(".")[0] not in ("0", "1")):
        raise StreamError(f"This JSON is no state (it has neither a version nor a format_version of 1): {_HOW}.")
    return document


def _raw_resources(document: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for resource in document.get("resources") or ():
        module, data = resource.get("module") or "", resource["mode"] == "data"
        base = ".".join(filter(None, (module, "data" if data else "", resource["type"], resource["name"])))
        for instance in resource.get("instances") or ():
            key = instance.get("index_key")
            address = base if key is None else f"{base}[{json.dumps(key, ensure_ascii=False)}]"
            if instance.get("deposed"):
                address = deposed_address(address, instance["deposed"])
            values = instance.get("attributes") or {}
            found.append((address, _entry(resource, module, values)))
    return found


def _shown(document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    found = {}
    modules = [(document.get("values") or {}).get("root_module") or {}]
    while modules:
        module = modules.pop()
        modules += module.get("child_modules") or ()
        for resource in module.get("resources") or ():
            address, key = resource["address"], resource.get("deposed_key")
            place = address if key is None else deposed_address(address, key)
            found[place] = _entry(resource, module.get("address", ""), resource.get("values") or {})
    return found


def _entry(resource: Mapping[str, Any], module: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": resource["type"],
        "name": resource["name"],
        "module": module,
        "mode": resource["mode"],
        "values": values,
        "unknown": False,
        "configured": None,
        "sensitive": False,
    }
