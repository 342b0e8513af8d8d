"""Taking what exists into the state: by a plan that imports it, or with a configuration proposed where it has none."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from console.domain.environment import EnvironmentName
from console.domain.state_address import check_address
from console.errors import RefusedError
from console.services.following import OnUpdate
from console.services.planning import PlanRequest
from console.services.reviewing import Reviewed
from console.services.state_access import StateAccess

Plan = Callable[[PlanRequest, OnUpdate, threading.Event | None], Reviewed]


@dataclass(frozen=True, slots=True)
class Import:
    """A plan that imports, or the configuration that is missing for it; exactly one of the two is there."""

    environment: EnvironmentName
    address: str
    id: str
    reviewed: Reviewed | None
    """To be approved and applied as any plan."""
    proposed: str | None
    """HCL for the configuration; nothing was imported, and the plan was given up."""


class StateImports:
    """Plans imports as runs of their own."""

    def __init__(self, access: StateAccess, plan: Plan, discard: Callable[[str], object]) -> None:
        self._access = access
        self._plan = plan
        self._discard = discard

    def plan(
        self,
        name: EnvironmentName,
        address: str,
        known_as: str,
        on_update: OnUpdate = lambda _: None,
        *,
        overrides: Mapping[str, Any] | None = None,
        secrets: Mapping[str, str] | None = None,
        cancel: threading.Event | None = None,
    ) -> Import:
        """What importing that object would do; raises RefusedError where the state has the address already.

        Raises what a plan raises, an object that the provider does not know included.
        """
        check_address(address)
        if self._access.document(self._access.place(name)).find(address) is not None:
            raise RefusedError(
                f"The state of {name} has {address} already: move or remove that first (`infra-console state`)."
            )
        request = PlanRequest(
            name,
            overrides=overrides or {},
            secrets=secrets or {},
            why=f"import of {address}",
            imports=((address, known_as),),
        )
        reviewed = self._plan(request, on_update, cancel)
        generated = self._access.store.folder(reviewed.record.id).generated
        if not generated.exists():
            return Import(name, address, known_as, reviewed, None)
        proposed = generated.read_text(encoding="utf-8")
        self._discard(reviewed.record.id)
        return Import(name, address, known_as, None, proposed)
