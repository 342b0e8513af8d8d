"""How the service files change moto: an action that it lacks is added, a wrong one is wrapped.

Each file in `services/` applies its changes when it is imported, inside the sandbox process only.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])
Value = TypeVar("Value")


def adds_to(owner: type) -> Callable[[Function], Function]:
    """Give the class the decorated function as a method; fails when moto has come to have one of that name."""

    def add(function: Function) -> Function:
        if hasattr(owner, function.__name__):
            raise AttributeError(f"moto has {owner.__name__}.{function.__name__} by now: drop the sandbox's own")
        setattr(owner, function.__name__, function)
        return function

    return add


def wraps(owner: type, name: str) -> Callable[[Function], Function]:
    """Replace the method by the decorated function, which gets the original as its first argument."""

    def wrap(function: Function) -> Function:
        original = getattr(owner, name)

        # A plain function, since moto finds the actions of a service by `inspect.isfunction`.
        @functools.wraps(original)
        def patched(*args: Any, **kwargs: Any) -> Any:
            return function(original, *args, **kwargs)

        setattr(owner, name, patched)
        return function

    return wrap


def attached(owner: object, name: str, create: Callable[[], Value]) -> Value:
    """State of the sandbox's own that lives, is saved and is deleted with a moto object."""
    state: Value = owner.__dict__.setdefault(f"sandbox_{name}", create())
    return state
