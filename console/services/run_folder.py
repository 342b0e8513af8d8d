"""The folder of a run: what was frozen, planned and said, and its record, written before each step."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from console.domain.run import RunRecord, StageName
from console.errors import ConsoleError
from console.terraform.stage_process import StageProcess


class RunFolder:
    """`runs/<target>/<system>/<environment>/<number>/`, mode 0700."""

    def __init__(self, path: Path, written: Callable[[RunRecord], None] = lambda record: None) -> None:
        """`written` is told of each record once it is on the disk."""
        self.path = path
        self._written = written

    @property
    def configuration(self) -> Path:
        return self.path / "configuration"

    @property
    def tfvars(self) -> Path:
        return self.path / "environment.tfvars"

    @property
    def plan_file(self) -> Path:
        return self.path / "plan.tfplan"

    @property
    def refreshed_plan(self) -> Path:
        """The refresh-only plan after an apply that did not finish, while it is read."""
        return self.path / "refresh.tfplan"

    @property
    def generated(self) -> Path:
        """The configuration that the engine proposes for an import that has none."""
        return self.path / "generated.tf"

    @property
    def record_file(self) -> Path:
        return self.path / "run.json"

    def root(self, system: str) -> Path:
        """The frozen root configuration."""
        return self.configuration / "systems" / system

    def stage(self, name: StageName) -> StageProcess:
        return StageProcess(self.path, name.value)

    def write(self, record: RunRecord) -> None:
        """Replace the record; it is on the disk when this returns."""
        write_durably(self.record_file, record.model_dump_json(indent=1))
        self._written(record)

    def read(self) -> RunRecord | None:
        """The record, or None where the folder has none yet: a console died between making the folder and writing."""
        try:
            return RunRecord.model_validate_json(self.record_file.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            raise ConsoleError(
                f"The run record {self.record_file} cannot be read: restore it from a backup, or move its folder away "
                "to give the run up.",
                detail=str(error),
            ) from None

    def forget_plan(self) -> None:
        """Delete what may hold secrets in clear text."""
        for path in (self.plan_file, self.refreshed_plan):
            path.unlink(missing_ok=True)

    def remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)


@contextmanager
def refusals_of_the_disk(place: Path) -> Iterator[None]:
    """Turn what the disk refuses (full, read-only, not ours) into a ConsoleError; `place` stands for an unnamed file.

    A broken pipe is no matter of the disk: the reader of the console's own output has gone.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ConsoleError(f"{error.filename or place} cannot be written: {error.strerror}.") from None


def write_durably(path: Path, text: str) -> None:
    """Write beside, sync, rename: a reader sees the old text or the new, also after a power loss. Mode 0600."""
    with refusals_of_the_disk(path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
