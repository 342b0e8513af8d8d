"""What a rehearsal plays: the configuration and values that a run froze, with stand-ins for its secrets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from console.domain.environment import EnvironmentName, Preset
from console.domain.variables import TypeKind, Variable
from console.errors import InputError
from console.services.rollouts.rehearsal_places import Script
from console.services.run_store import RunStore
from console.terraform.root_configuration import read_tfvars
from console.terraform.variable_schema import read_variables

_STAND_INS = ("rehearsal-stand-in-0", "Rehearsal0StandIn1", "rehearsal", "0123456789abcdef", "1")
"""Texts that fit most rules for a secret: long and short, with and without signs, a number."""


class Scripts:
    """Reads them from the runs' folders."""

    def __init__(self, store: RunStore, preset: Callable[[EnvironmentName], Preset]) -> None:
        self._store = store
        self._preset = preset

    def __call__(self, run_id: str, plan: str | None) -> Script:
        """Raises InputError where the run froze nothing here, or where a secret has no stand-in.

        Each machine counts its runs for itself: where the plan's hash is known, it has to be that of the run.
        """
        folder = self._store.folder(run_id)
        record = folder.read()
        foreign = record is not None and plan is not None and record.plan_sha256 != plan
        if record is None or foreign or not folder.tfvars.is_file() or not folder.configuration.is_dir():
            raise InputError(f"What run {run_id} froze is not on this machine: it cannot be rehearsed here.")
        # The root of a configuration that was taken in is a link to where its relative sources lead somewhere.
        root = folder.root(record.name.system).resolve()
        values = read_tfvars(folder.tfvars)
        return Script(run_id, root, self._preset(record.name), values, stand_ins(read_variables(root), values, run_id))


def stand_ins(variables: tuple[Variable, ...], values: Mapping[str, Any], run_id: str) -> dict[str, str]:
    """A text for each sensitive or ephemeral variable that has to be given; raises InputError naming one without."""
    found = {}
    for variable in variables:
        if not (variable.sensitive or variable.ephemeral) or not variable.required:
            continue
        fitting = next(_fitting(variable, values), None)
        if fitting is None:
            raise InputError(
                f"The secret {variable.name} of run {run_id} has no stand-in that fits its type and rules: the change "
                "cannot be rehearsed."
            )
        found[variable.name] = fitting
    return found


def _fitting(variable: Variable, values: Mapping[str, Any]) -> Iterator[str]:
    """Stand-ins that no rule which can be evaluated here speaks against."""
    if variable.type.kind not in (TypeKind.STRING, TypeKind.ANY):
        return
    for text in _STAND_INS:
        if not any(rule.holds(text, values) is False for rule in variable.rules):
            yield text
