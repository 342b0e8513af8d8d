"""Every engine command line, composed by python-terraform and started by our own runner."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


class CommandLines:
    """The argument lists of one engine. No method takes a variable's value: values go by file or by environment."""

    def __init__(self, engine: Path) -> None:
        from python_terraform import Terraform

        # The working folder only decides where python-terraform looks for a terraform.tfstate to load; a path under
        # the null device never has one, so that no state is read and an empty one cannot crash it.
        self._terraform = Terraform(working_dir=os.devnull, terraform_bin_path=str(engine))

    def version(self) -> list[str]:
        return self._compose("version", json=_flag())

    def init(self, backend_config: Mapping[str, str], *, upgrade: bool = False, locked: bool = False) -> list[str]:
        """`locked` refuses every change of the lock file; `upgrade` takes the newest that the constraints allow."""
        return self._compose(
            "init",
            json=_flag(),
            input=False,
            no_color=_flag(),
            upgrade=_flag() if upgrade else None,
            lockfile="readonly" if locked and not upgrade else None,
            backend_config=dict(backend_config),
        )

    def migrate(self, backend_config: Mapping[str, str]) -> list[str]:
        """`init` that moves the state from the backend used so far into this one, without asking."""
        return self._compose(
            "init",
            input=False,
            no_color=_flag(),
            migrate_state=_flag(),
            force_copy=_flag(),
            backend_config=dict(backend_config),
        )

    def plan(
        self,
        out: Path,
        var_file: Path,
        *,
        destroy: bool = False,
        refresh_only: bool = False,
        targets: Sequence[str] = (),
        replace: Sequence[str] = (),
        generate: Path | None = None,
    ) -> list[str]:
        """`generate` is the file for a configuration of what is imported without one."""
        return self._compose(
            "plan",
            json=_flag(),
            input=False,
            detailed_exitcode=_flag(),
            out=str(out),
            var_file=str(var_file),
            destroy=_flag() if destroy else None,
            refresh_only=_flag() if refresh_only else None,
            target=list(targets),
            replace=list(replace),
            generate_config_out=str(generate) if generate is not None else None,
        )

    def show_plan(self, plan: Path) -> list[str]:
        return self._compose("show", str(plan), json=_flag())

    def apply(self, plan: Path) -> list[str]:
        return self._compose("apply", str(plan), json=_flag(), input=False)

    def output(self) -> list[str]:
        return self._compose("output", json=_flag(), no_color=_flag())

    def state_list(self) -> list[str]:
        return self._compose("state list")

    def state_pull(self) -> list[str]:
        """The state as it is kept, sensitive values in clear: for memory only."""
        return self._compose("state pull")

    def state_move(self, source: str, destination: str, *, dry_run: bool = False) -> list[str]:
        return self._compose("state mv", source, destination, dry_run=_flag() if dry_run else None)

    def state_remove(self, address: str, *, dry_run: bool = False) -> list[str]:
        return self._compose("state rm", address, dry_run=_flag() if dry_run else None)

    def taint(self, address: str) -> list[str]:
        return self._compose("taint", address)

    def untaint(self, address: str) -> list[str]:
        return self._compose("untaint", address)

    def state_push(self, state: Path) -> list[str]:
        """Write a state from a file; the engine refuses another lineage and a serial that is not newer."""
        return self._compose("state push", str(state))

    def force_unlock(self, lock_id: str) -> list[str]:
        """Release a lock without asking: the console has asked."""
        return self._compose("force-unlock", lock_id, force=_flag())

    def _compose(self, command: str, *arguments: str, **options: Any) -> list[str]:
        return [str(part) for part in self._terraform.generate_cmd_string(command, *arguments, **options)]


def _flag() -> Any:
    from python_terraform import IsFlagged

    return IsFlagged
