"""A saved plan, read from the JSON of `terraform show -json PLANFILE` (format 1.x)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from console.domain.configured import Configured, read_configured, without_keys
from console.domain.plan import Action, OutputChange, Plan, PlanCounts, ResourceChange, Special
from console.errors import StreamError
from console.terraform.action_reasons import reason_in_words
from console.terraform.plan_document import check_plan_document, plan_document
from console.terraform.provider_region import regions_of_aliases
from console.terraform.value_masks import masked

_Json = Mapping[str, Any]

_MOVES_BY_ITSELF = frozenset({"latest_restorable_time"})
"""Attributes that AWS moves every few minutes (of databases with backups): nobody changed anything."""
_ACTIONS: dict[tuple[str, ...], Action] = {
    ("no-op",): Action.NONE,
    ("create",): Action.CREATE,
    ("read",): Action.READ,
    ("update",): Action.CHANGE,
    ("delete",): Action.DESTROY,
    ("forget",): Action.FORGET,
    ("delete", "create"): Action.REPLACE,
    ("create", "delete"): Action.REPLACE,
    ("create", "forget"): Action.REPLACE,
}


def read_plan(
    data: bytes | _Json, sensitive: Collection[str] = (), *, refresh_only: bool = False, partial: bool = False
) -> Plan:
    """The plan as an operator reviews it.

    `data` is what `terraform show -json` printed, or the document already parsed. Variables named in `sensitive`, and
    those that the configuration marks so, are left out of `Plan.variables`. The JSON does not say that a plan is
    `refresh_only` or `partial`, in both of which Terraform leaves out what it does not touch: the caller does.

    Raises StreamError, with one sentence, for anything that is not a plan of format 1.x or that has an action which
    this console does not know.
    """
    if isinstance(data, bytes):
        document: _Json = plan_document(data)
    else:
        check_plan_document(data)
        document = data
    try:
        return _plan(document, sensitive, refresh_only=refresh_only, partial=partial)
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise StreamError(
            f"The plan's JSON does not have the shape of format {document['format_version']}: "
            f"{type(error).__name__} {error}."
        ) from error


def _plan(document: _Json, sensitive: Collection[str], *, refresh_only: bool, partial: bool) -> Plan:
    entries = [_resource_change(entry) for entry in document.get("resource_changes") or ()]
    changes = tuple(change for change in entries if change.action is not Action.NONE)
    unknown = {change.address: change.after_unknown for change in changes if change.deposed is None}
    drift = [_resource_change(entry) for entry in document.get("resource_drift") or ()]
    planned = {change.address: change for change in changes if change.action is not Action.READ}
    regions = regions_of_aliases(document)
    errored = bool(document.get("errored", False))
    configured = read_configured(document.get("configuration") or {})
    planned_values = _resources(document.get("planned_values"), unknown, configured, regions)
    prior_values = (document.get("prior_state") or {}).get("values")
    if refresh_only or partial:
        stays = _resources(prior_values, {}, configured, regions)
        planned_values = {a: r for a, r in stays.items() if a not in planned} | planned_values
    return Plan(
        format_version=document["format_version"],
        engine_version=str(document.get("terraform_version") or ""),
        changes=changes,
        drift=tuple(
            change
            for change in drift
            if (_means_something(change) if refresh_only else _brought_back(change, planned.get(change.address)))
        ),
        outputs=tuple(_output_changes(document.get("output_changes") or {})),
        counts=_counts(changes),
        unchanged=sum(1 for change in entries if change.action is Action.NONE and change.mode == "managed"),
        # Terraform before 1.8 and OpenTofu do not write `complete` and `applyable`: there, every plan is complete.
        complete=bool(document.get("complete", True)) and not document.get("deferred_changes"),
        errored=errored,
        applyable=bool(document.get("applyable", not errored)),
        prior_state=_resources(prior_values, {}, {}, regions, deposed=True),
        planned_values=planned_values,
        refresh_only=refresh_only,
        variables=_variables(document, sensitive),
    )


def _resource_change(entry: _Json) -> ResourceChange:
    change = entry["change"]
    actions = tuple(change["actions"])
    importing = change.get("importing")
    address, previous = entry["address"], entry.get("previous_address")
    action = _action(actions, address)
    if action is Action.NONE and importing is not None:
        action = Action.IMPORT
    elif action is Action.NONE and previous not in (None, address):
        action = Action.MOVE
    reason = entry.get("action_reason")
    # What stays as it is needs no values here: `Plan.planned_values` has them.
    values = change if action is not Action.NONE else {}
    return ResourceChange(
        address=address,
        module=entry.get("module_address") or "",
        type=entry["type"],
        name=entry["name"],
        index=entry.get("index"),
        mode=entry["mode"],
        action=action,
        destructive="delete" in actions or "forget" in actions,
        create_before_destroy=action is Action.REPLACE and actions[0] == "create",
        reason=reason_in_words(reason) if reason else "",
        previous_address=previous,
        importing=_import_id(importing),
        deposed=entry.get("deposed"),
        before=values.get("before"),
        after=values.get("after"),
        after_unknown=values.get("after_unknown", False),
        before_sensitive=values.get("before_sensitive", False),
        after_sensitive=values.get("after_sensitive", False),
        replace_paths=tuple(tuple(path) for path in values.get("replace_paths") or ()),
    )


def _brought_back(drift: ResourceChange, planned: ResourceChange | None) -> bool:
    """Whether the plan undoes what was changed outside: an object that is gone, or an attribute that it writes.

    Straight after an apply Terraform lists nearly everything as drift, because providers write values their own way
    (null as {}) and fill in what others made: nobody changed that.
    """
    if planned is None or drift.action is not Action.CHANGE:
        return planned is not None and drift.action is not Action.NONE
    met, found = drift.before or {}, drift.after or {}
    return any(
        found[name] != planned.after[name] and found[name] != met.get(name) and (found[name] or met.get(name))
        for name in found.keys() & (planned.after or {}).keys()
    )


def _means_something(drift: ResourceChange) -> bool:
    """Whether a refresh-only plan takes over more than what moves by itself or is another way of writing nothing."""
    if drift.action is not Action.CHANGE:
        return drift.action is not Action.NONE
    met, found = drift.before or {}, drift.after or {}
    return any(
        found.get(name) != met.get(name) and (found.get(name) or met.get(name))
        for name in (found.keys() | met.keys()) - _MOVES_BY_ITSELF
    )


def _action(actions: tuple[str, ...], where: str) -> Action:
    action = _ACTIONS.get(actions)
    if action is None:
        raise StreamError(
            f"The plan has an action for {where} that this console does not know ({', '.join(actions)}): "
            "apply it with a newer console."
        )
    return action


def _import_id(importing: _Json | None) -> str | None:
    """What the resource is imported by: an id, or since Terraform 1.12 an identity; unknown until the apply."""
    if importing is None:
        return None
    return str(importing.get("id") or importing.get("identity") or "id known after apply")


def _output_changes(changes: _Json) -> Iterator[OutputChange]:
    for name, change in changes.items():
        action = _action(tuple(change["actions"]), f"output {name}")
        if action is Action.NONE:
            continue
        before = masked(change.get("before"), change.get("before_sensitive"))
        after = masked(change.get("after"), change.get("after_sensitive"), change.get("after_unknown"))
        yield OutputChange(
            name,
            action,
            Special.ABSENT if action is Action.CREATE else before,
            Special.ABSENT if action is Action.DESTROY else after,
        )


def _counts(changes: tuple[ResourceChange, ...]) -> PlanCounts:
    number = Counter(change.action for change in changes)
    return PlanCounts(
        create=number[Action.CREATE],
        change=number[Action.CHANGE],
        replace=number[Action.REPLACE],
        destroy=number[Action.DESTROY],
        read=number[Action.READ],
        move=number[Action.MOVE],
        # An imported resource that is changed as well counts as both, as it does in Terraform's own summary.
        imported=sum(1 for change in changes if change.importing is not None),
        forget=number[Action.FORGET],
    )


def _resources(
    values: _Json | None,
    unknown: _Json,
    configured: Mapping[str, Configured],
    regions: Mapping[str, str],
    *,
    deposed: bool = False,
) -> dict[str, dict[str, Any]]:
    """Address -> resource of a `values` representation, child modules of any depth included.

    With `deposed`, objects that a failed replacement left behind are in it, under an address that says so.
    """
    found: dict[str, dict[str, Any]] = {}
    modules = [values.get("root_module") or {}] if values else []
    while modules:
        module = modules.pop()
        modules += module.get("child_modules") or ()
        address = module.get("address", "")
        for resource in module.get("resources") or ():
            key = resource.get("deposed_key")
            if key is not None and not deposed:
                continue
            place = without_keys(resource["address"])
            found[resource["address"] if key is None else deposed_address(resource["address"], key)] = {
                "type": resource["type"],
                "name": resource["name"],
                "module": address,
                "mode": resource["mode"],
                "values": resource.get("values") or {},
                "unknown": unknown.get(resource["address"], False),
                "configured": configured.get(place),
                "region": regions.get(place, ""),
                "sensitive": resource.get("sensitive_values") or False,
            }
    return found


def deposed_address(address: str, key: str) -> str:
    """The address under which an object that a failed replacement left behind is listed: it still runs, and costs."""
    return f"{address} (deposed {key})"


def _variables(document: _Json, sensitive: Collection[str]) -> dict[str, Any]:
    root = (document.get("configuration") or {}).get("root_module") or {}
    declared = root.get("variables") or {}
    return {
        name: variable.get("value")
        for name, variable in (document.get("variables") or {}).items()
        if name not in sensitive and not (declared.get(name) or {}).get("sensitive")
    }
