"""The way to an environment's state: through the frozen, initialised root of one of its runs."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from console.domain.environment import Backend, EnvironmentName, Preset
from console.domain.run import RunRecord, StageName
from console.domain.state import StateDocument
from console.errors import ConsoleError, InputError, StateError
from console.services.engine_room import EngineRoom
from console.services.run_folder import RunFolder, refusals_of_the_disk
from console.services.run_store import RunStore
from console.terraform.state_change import change_state
from console.terraform.state_document import read_document


@dataclass(frozen=True, slots=True)
class StatePlace:
    """A run that was initialised: its root leads to the state."""

    preset: Preset
    record: RunRecord
    folder: RunFolder

    @property
    def root(self) -> Path:
        """The frozen root configuration."""
        return self.folder.root(self.record.name.system)


class StateAccess:
    """Reads the state, and starts the engine commands that change it."""

    def __init__(
        self,
        store: RunStore,
        room: EngineRoom,
        preset: Callable[[EnvironmentName], Preset],
        read_object: Callable[[Backend], bytes],
    ) -> None:
        """`read_object` reads the state that a backend keeps in S3; raises ConsoleError."""
        self.store = store
        self.room = room
        self._preset = preset
        self._read_object = read_object

    @property
    def sandbox(self) -> bool:
        return self.store.sandbox

    def place(self, name: EnvironmentName, *, start: bool = True) -> StatePlace:
        """The newest run whose root was initialised; raises InputError where there was none.

        A target that has to be started first is started, unless it is to stay as it is.
        """
        preset = self._preset(name)
        for record in self.store.records(name):
            stage = record.stage(StageName.INIT)
            folder = self.store.folder(record.id)
            if stage is not None and stage.exit_code == 0 and (folder.root(name.system) / ".terraform").is_dir():
                if start:
                    self.prepare(preset)
                return StatePlace(preset, record, folder)
        command = f"infra-console plan {name}" + (" --sandbox" if self.sandbox else "")
        raise InputError(f"{name} was not planned yet: nothing leads to its state (`{command}`).")

    def prepare(self, preset: Preset) -> None:
        """Have the target answer and able to keep the preset's state."""
        self.room.prepare(preset)

    def pull(self, place: StatePlace) -> bytes:
        """The state as it is kept, secrets in clear: for memory only. Raises TerraformError."""
        argv = self.room.engine.commands.state_pull()
        return self.room.read(place.folder, place.record, argv, "Reading the state")

    def object_of(self, place: StatePlace) -> bytes | None:
        """The state as the file or the object in S3 has it; None for backends that only the engine knows.

        Raises ConsoleError where it cannot be read.
        """
        local, backend = self.local_file(place), place.preset.backend
        if local is not None:
            try:
                return local.read_bytes()
            except OSError as error:
                what = f"The state of {place.record.name} in {local}"
                raise StateError(f"{what} cannot be read: {error.strerror}.") from None
        return self._read_object(backend) if backend.type == "s3" else None

    def as_it_lies(self, place: StatePlace) -> bytes:
        """The state from where it is kept; the engine, which takes a second, is asked where that does not answer."""
        with suppress(ConsoleError):
            content = self.object_of(place)
            if content is not None:
                return content
        return self.pull(place)

    def outputs(self, place: StatePlace) -> bytes:
        """The outputs as JSON, those that are sensitive in clear; raises TerraformError."""
        argv = self.room.engine.commands.output()
        return self.room.read(place.folder, place.record, argv, "Reading the outputs")

    def document(self, place: StatePlace) -> StateDocument:
        """What is in the state; raises TerraformError where it cannot be read, StateError where it is broken."""
        return read_document(self.pull(place))

    def ask(self, place: StatePlace, argv: list[str], what: str) -> bytes:
        """A command that changes nothing, such as a dry run; raises TerraformError."""
        return self.room.read(place.folder, place.record, argv, what)

    def change(self, place: StatePlace, argv: Sequence[str], what: str, lock: int) -> bytes:
        """Run a command that changes the state; raises TerraformError or LockedError, and then nothing was changed."""
        return change_state(argv, place.root, self.room.environment({}), what=what, keep_open=lock)

    def push(self, place: StatePlace, state: bytes, what: str, lock: int) -> None:
        """Write a whole state; the engine refuses another lineage and a serial that is not newer."""
        with _private_file(self.store.home, state) as path:
            self.change(place, self.room.engine.commands.state_push(path), what, lock)

    def local_file(self, place: StatePlace) -> Path | None:
        """The file that keeps a local state; None for other backends."""
        if place.preset.backend.type != "local":
            return None
        own = place.preset.backend.path
        name = place.record.name
        kept = Path(own) if own else self.store.home / "state" / self.store.base.name / str(name)
        return kept if kept.is_absolute() else place.root / kept


@contextmanager
def _private_file(home: Path, content: bytes) -> Iterator[Path]:
    """A file of mode 0600 that is gone afterwards: a state holds secrets in clear text."""
    with refusals_of_the_disk(home), tempfile.NamedTemporaryFile(dir=home, prefix=".state-", suffix=".tfstate") as file:
        file.write(content)
        file.flush()
        yield Path(file.name)
