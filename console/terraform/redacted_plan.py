"""A plan's JSON made safe to write to disk."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from console.domain.plan import Special
from console.terraform.redaction import Redactor
from console.terraform.value_masks import hides, part, secret_values

_SECRET = Special.SENSITIVE.value


def redacted_plan(data: Mapping[str, Any], sensitive: Collection[str] = ()) -> dict[str, Any]:
    """The document of `terraform show -json` with `(sensitive)` in place of every secret; `data` stays as it is.

    Masked are: sensitive variables (named in `sensitive` or marked by the configuration), everything that a mask of
    the document marks, and every string elsewhere that holds one of those secrets, since masks have holes. Of the
    configuration only the root module's variables are kept, without defaults: its literals carry no masks.
    """
    declared = _declared(data)
    hidden = {*sensitive, *(name for name, variable in declared.items() if variable.get("sensitive"))}
    variables = data.get("variables") or {}
    secrets = [variable.get("value") for name, variable in variables.items() if name in hidden]
    secrets += [
        variable["default"] for variable in declared.values() if variable.get("sensitive") and "default" in variable
    ]
    secrets += _marked(data)
    safe = {name: _safe(member) for name, member in data.items() if name not in ("configuration", "variables")}
    safe["variables"] = {
        name: {"value": _SECRET} if name in hidden else variable for name, variable in variables.items()
    }
    redacted: dict[str, Any] = Redactor.of_values(secrets).redact_value(safe)
    redacted["configuration"] = {
        "root_module": {
            "variables": {
                name: {key: value for key, value in variable.items() if key != "default"}
                for name, variable in declared.items()
            }
        }
    }
    return redacted


def _declared(data: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    root = (data.get("configuration") or {}).get("root_module") or {}
    return root.get("variables") or {}


def _masks(node: Mapping[str, Any]) -> dict[str, Any]:
    """Which members of an object of the document carry values, and the mask of each.

    Told by the masks' own names, wherever they stand: changes have before_sensitive and after_sensitive, resources of
    a state sensitive_values, outputs sensitive.
    """
    masks = {}
    for name in ("before", "after"):
        if f"{name}_sensitive" in node:
            masks[name] = node[f"{name}_sensitive"]
    if "sensitive_values" in node:
        masks["values"] = node["sensitive_values"]
    if "sensitive" in node and "value" in node:
        masks["value"] = node["sensitive"]
    return masks


def _marked(node: Any) -> Iterator[Any]:
    """Every secret value that a mask of the document marks."""
    if isinstance(node, Mapping):
        masks = _masks(node)
        for name, member in node.items():
            yield from secret_values(member, masks[name]) if name in masks else _marked(member)
    elif isinstance(node, list):
        for element in node:
            yield from _marked(element)


def _safe(node: Any) -> Any:
    """The document's part with what its masks mark replaced."""
    if isinstance(node, Mapping):
        masks = _masks(node)
        return {
            name: _without_secrets(member, masks[name]) if name in masks else _safe(member)
            for name, member in node.items()
        }
    if isinstance(node, list):
        return [_safe(element) for element in node]
    return node


def _without_secrets(value: Any, sensitive: Any) -> Any:
    if hides(sensitive, value):
        return _SECRET
    if isinstance(value, dict):
        return {name: _without_secrets(member, part(sensitive, name)) for name, member in value.items()}
    if isinstance(value, list):
        return [_without_secrets(element, part(sensitive, index)) for index, element in enumerate(value)]
    return value
