"""What a read-only console has in place of what can change something: nothing, or a service's looking half."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NoReturn, cast

from console.domain.context import REFUSAL
from console.errors import ReadOnlyError


def refuse() -> NoReturn:
    """Raises ReadOnlyError."""
    raise ReadOnlyError(REFUSAL)


class NoChanges:
    """Stands where a service would stand that changes things: whatever is asked of it is refused."""

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            # Python itself asks for these, to copy or to describe an object.
            raise AttributeError(name)
        refuse()


class Looking:
    """A service of which only these names are there; every other one, also one that is new to it, is refused."""

    def __init__(self, service: object, looks: Collection[str]) -> None:
        self._service = service
        self._looks = looks

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        if name not in self._looks:
            refuse()
        return getattr(self._service, name)

    def __call__(self, *given: object) -> object:
        """Python looks for this one past `__getattr__`."""
        if "__call__" not in self._looks:
            refuse()
        return cast("Callable[..., object]", self._service)(*given)
