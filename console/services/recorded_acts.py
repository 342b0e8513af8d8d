"""The audit log at the one seam through which everything is changed: the adapters' changers, and the runs."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import wraps
from typing import Any, TypeVar, cast

from console.services.audit import Audit

T = TypeVar("T")


def recorded(area: str, changer: T, audit: Callable[[], Audit]) -> T:
    """The changer with an entry in the audit log before each of its calls, and one after it.

    `area` is what its actions are called after: `ecs` makes `ecs scale` of its method `scale`. `audit` is asked for at
    the first call only.
    """
    return cast(T, _Recorded(area, changer, audit))


class _Recorded:
    """Stands in for a changer: whatever is called on it is an act."""

    def __init__(self, area: str, changer: object, audit: Callable[[], Audit]) -> None:
        self._area = area
        self._changer = changer
        self._audit = audit

    def __getattr__(self, name: str) -> Callable[..., Any]:
        call = getattr(self._changer, name)

        @wraps(call)
        def act(*given: Any, **named: Any) -> Any:
            arguments = inspect.signature(call).bind(*given, **named).arguments
            action = f"{self._area} {name.replace('_', ' ')}"
            with self._audit().act(action, _subject(arguments.values()), _words(arguments)):
                return call(*given, **named)

        return act


def _subject(values: Iterable[Any]) -> str:
    """The environment that the arguments belong to, else what they name."""
    values = tuple(values)
    for value in values:
        source = getattr(value, "source", None)
        for each in (value, getattr(value, "address", None), source, getattr(source, "address", None)):
            if found := getattr(each, "environment", ""):
                return str(found)
    return ", ".join(_word(value) for value in values[:1])


def _words(arguments: Mapping[str, Any]) -> str:
    """What was asked for. Commands and whole definitions are left out: they may hold a secret."""
    said = ((name, _word(value)) for name, value in arguments.items())
    return ", ".join(f"{name.replace('_', ' ')} {word}" for name, word in said if word)


def _word(value: Any) -> str:
    if isinstance(value, str | int | Decimal) or hasattr(value, "environment"):
        return str(value)
    if hasattr(value, "describe"):
        return str(value.describe())
    for name in ("address", "name", "to"):
        if found := getattr(value, name, None):
            return str(found)
    return ""
