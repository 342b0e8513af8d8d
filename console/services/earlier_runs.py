"""Earlier applied runs as something to go back to: what they froze, checked against what their records say."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import Path
from typing import Any

from console.domain.environment import EnvironmentName
from console.domain.run import RunKind, RunRecord, RunStatus
from console.errors import InputError, PlanRefusedError
from console.services.run_folder import RunFolder
from console.services.run_store import RunStore
from console.services.variable_form import Source
from console.services.variables import Variables
from console.terraform.root_configuration import read_tfvars
from console.terraform.workspace import configuration_hash, file_hash, freeze_again

_SET = (Source.PRESET, Source.OVERLAY, Source.DEFAULT)


class EarlierRuns:
    """What earlier runs froze."""

    def __init__(self, store: RunStore, variables: Variables) -> None:
        self._store = store
        self._variables = variables

    def chosen(self, name: EnvironmentName, number: int | None, given: Collection[str] = ()) -> RunRecord | None:
        """The run to go back to, None where the request names none.

        Raises RunNotFoundError, PlanRefusedError where it cannot be gone back to, and InputError where sensitive values
        that it was made with are not given again.
        """
        if number is None:
            return None
        run_id = f"{name}#{number}"
        folder = self._store.folder(run_id)
        record = folder.read()
        if record is None:
            raise PlanRefusedError(f"Run {run_id} never began: there is nothing to go back to.")
        self._check(record, folder)
        missing = [secret for secret in record.sensitive if secret not in given]
        if missing:
            raise InputError(
                f"Run {run_id} was made with sensitive values, which are kept nowhere: give {', '.join(missing)} again "
                f"(--secret {missing[0]})."
            )
        return record

    @staticmethod
    def _check(record: RunRecord, folder: RunFolder) -> None:
        def refused(why: str) -> PlanRefusedError:
            return PlanRefusedError(f"Run {record.id} cannot be gone back to: {why}")

        if record.kind is RunKind.DESTROY:
            raise refused("it destroyed the environment; `infra-console destroy` does that.")
        if record.status is not RunStatus.DONE:
            raise refused(f"it was not applied to its end, it is {record.status}. Choose a run that is done.")
        if record.partial:
            raise refused("it was partial, so what it froze never stood as a whole. Choose a run of everything.")
        if record.refresh_only:
            raise refused("it was refresh-only, so what it froze was not applied. Choose a run that applied something.")
        if record.identity is None or not folder.tfvars.is_file() or not folder.configuration.is_dir():
            raise refused("its frozen configuration or variables are gone from its folder.")
        if configuration_hash(folder.configuration) != record.identity.configuration:
            raise refused("its frozen configuration is not what was applied any more (its hash differs).")
        if file_hash(folder.tfvars) != record.identity.variables:
            raise refused("its frozen variables are not what was applied any more (their hash differs).")

    def lay_down(self, record: RunRecord, folder: RunFolder) -> Path:
        """Copy what the earlier run froze into the folder of the run that goes back to it; returns its root.

        Raises ConfigurationError where it cannot be copied.
        """
        earlier = self._store.folder(f"{record.environment}#{record.rollback_to}")
        root = freeze_again(earlier.configuration, record.name.system, folder.configuration)
        shutil.copyfile(earlier.tfvars, folder.tfvars)
        return root

    def values(self, run_id: str) -> dict[str, Any]:
        """The variables that a run's preset, overlay and overrides set, as they were frozen; no sensitive ones.

        Raises InputError where they are gone or cannot be read.
        """
        tfvars = self._store.folder(run_id).tfvars
        if not tfvars.is_file():
            raise InputError(f"The frozen variables of run {run_id} are gone from its folder.")
        return read_tfvars(tfvars)

    def differing(self, run_id: str) -> dict[str, Any]:
        """The frozen variables whose values are not those in effect today, by name."""
        record = self._store.folder(run_id).read()
        if record is None:
            return {}
        frozen = self.values(run_id)
        return {
            field.variable.name: then
            for field in self._variables.form(record.name).fields
            if field.source in _SET
            and not _same(then := frozen.get(field.variable.name, field.variable.default), field.effective)
        }

    def keep(self, run_id: str) -> tuple[str, ...]:
        """Save a run's variables into the overlay of its environment; the names that it changes.

        What the overlay sets today and the run did not is taken out. Raises PresetError where a value does not fit.
        """
        record = self._store.folder(run_id).read()
        if record is None:
            raise InputError(f"Run {run_id} never began: it has no variables to save.")
        frozen, name = self.values(run_id), record.name
        before = self._variables.overlay(name)
        after = {}
        for field in self._variables.form(name).fields:
            variable = field.variable
            if field.source is Source.ENVIRONMENT or not (variable.name in frozen or field.preset_set):
                continue
            # A value that the run left to its default has to be said where the preset says another one today.
            then = frozen.get(variable.name, variable.default)
            if not _same(then, field.preset if field.preset_set else variable.default):
                after[variable.name] = then
        changed = tuple(
            sorted(key for key in {*before, *after} if key not in before or before.get(key) != after.get(key))
        )
        if changed:
            self._variables.save_overlay(name, after)
        return changed


def _same(one: Any, other: Any) -> bool:
    return bool(one == other)
