"""The attributes of a state's resources with nothing secret in them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from console.domain.plan import Action, ResourceChange
from console.domain.state import ChangedResource, Path, StateDifference, StateDocument, StateResource
from console.terraform.attribute_changes import attribute_changes
from console.terraform.redaction import Redactor
from console.terraform.value_masks import masked, secret_values

_SECRET_NAME = re.compile(r"(?:^|_)(?:password|secret|secret_string|secret_binary|secret_key|private_key|token)\Z")
"""Arguments whose value is a secret in whatever provider: a state that an older engine wrote does not mark them."""


def mask_of(resource: StateResource) -> Any:
    """The mask over its values: what the state marks, and what is secret by its name."""
    named = {(name,) for name, value in resource.values.items() if _SECRET_NAME.search(name) and isinstance(value, str)}
    marked = {way for way in resource.sensitive if way and way[0] in resource.values}
    return True if () in resource.sensitive else _mask(resource.values, marked | named)


def redactor_of(resources: Iterable[StateResource], known: Iterable[str] = ()) -> Redactor:
    """Masks by their text what some of the resources marks as secret: others may repeat it unmarked."""
    found = [secret for one in resources if not _plain_text(one) for secret in secret_values(one.values, mask_of(one))]
    return Redactor.of_values([*found, *known])


def _plain_text(resource: StateResource) -> bool:
    """Marked by its provider for every kind, but of a kind that AWS keeps and shows in clear text.

    It stays masked where it is marked; what it says (a host, a port, a name) is not hunted for elsewhere.
    """
    return resource.type == "aws_ssm_parameter" and resource.values.get("type") in ("String", "StringList")


def shown_values(resource: StateResource, redactor: Redactor) -> dict[str, Any]:
    """Its attributes by name, with a `Special` in place of whatever is secret."""
    shown = redactor.redact_value(masked(dict(resource.values), mask_of(resource)))
    return shown if isinstance(shown, dict) else {}


def difference(before: StateDocument, after: StateDocument) -> StateDifference:
    """What the second state has, has not, or has otherwise; data sources are left out, they are read anew each time."""
    old = {_key(one): one for one in before.resources if one.managed}
    new = {_key(one): one for one in after.resources if one.managed}
    redactor = redactor_of([*old.values(), *new.values()])
    changed = []
    for key in sorted(old.keys() & new.keys()):
        if old[key].values != new[key].values or old[key].tainted != new[key].tainted:
            changed.append(ChangedResource(key, attribute_changes(_as_change(old[key], new[key]), redactor)))
    return StateDifference(
        before.mark,
        after.mark,
        added=tuple(sorted(new.keys() - old.keys())),
        removed=tuple(sorted(old.keys() - new.keys())),
        changed=tuple(changed),
    )


def _key(resource: StateResource) -> str:
    return resource.address if resource.deposed is None else f"{resource.address} (deposed {resource.deposed})"


def _as_change(before: StateResource, after: StateResource) -> ResourceChange:
    def side(resource: StateResource) -> tuple[dict[str, Any], Any]:
        values = dict(resource.values) | ({"tainted": True} if resource.tainted else {})
        return values, mask_of(resource)

    (old, old_mask), (new, new_mask) = side(before), side(after)
    return ResourceChange(
        address=after.address,
        module=after.module,
        type=after.type,
        name=after.name,
        index=None,
        mode=after.mode,
        action=Action.CHANGE,
        destructive=False,
        before=old,
        after=new,
        before_sensitive=old_mask,
        after_sensitive=new_mask,
    )


def _mask(value: Any, paths: Collection[Path]) -> Any:
    """A way that leads nowhere (a set has no indices, a provider may nest otherwise) hides all of what it is in."""
    if not paths:
        return False
    if isinstance(value, Mapping) and all(path and path[0] in value for path in paths):
        return {name: _mask(member, _behind(paths, name)) for name, member in value.items()}
    if isinstance(value, list) and all(path and path[0] in range(len(value)) for path in paths):
        return [_mask(element, _behind(paths, index)) for index, element in enumerate(value)]
    return True


def _behind(paths: Collection[Path], step: str | int) -> list[Path]:
    return [path[1:] for path in paths if path[0] == step]
