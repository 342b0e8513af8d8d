"""Partial and maintenance runs: what may be asked of one, and where it is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.domain.environment import Preset, Protection
from console.domain.run import RunKind
from console.domain.state_address import check_address
from console.errors import InputError, ProtectedError

if TYPE_CHECKING:
    from console.services.planning import PlanRequest

PRODUCTION = "prod"
"""What the names of production environments begin with."""


def check_scope(request: PlanRequest, preset: Preset) -> None:
    """The parts of the request fit together and the environment admits them.

    Raises InputError for what cannot be combined or is no address, ProtectedError where the environment is changed
    only as a whole.
    """
    for address in request.targets:
        check_address(address, modules=True)
    for address in request.replace:
        check_address(address)
    chosen = bool(request.targets or request.replace)
    if chosen and request.kind is RunKind.DESTROY:
        raise InputError("A destroy is of the whole environment: leave --target and --replace out.")
    if request.replace and request.refresh_only:
        raise InputError("A refresh-only run changes no resource: leave --replace out, or --refresh-only.")
    if request.refresh_only and request.kind is RunKind.DESTROY:
        raise InputError("A refresh-only run destroys nothing: leave --refresh-only out, or plan without --destroy.")
    if request.rollback_to is not None and (
        chosen or request.refresh_only or request.overrides or request.kind is RunKind.DESTROY
    ):
        raise InputError("A rollback plans an earlier run as it was: it takes no targets and no other values.")
    protected = preset.protection is Protection.PROTECTED or preset.environment.startswith(PRODUCTION)
    if chosen and protected:
        what = "partial run (--target)" if request.targets else "replacement on request (--replace)"
        raise ProtectedError(
            f"{request.name} is {'protected' if preset.protection is Protection.PROTECTED else 'production'}: a {what} "
            "would leave it in a state that no configuration describes. Plan all of it."
        )
