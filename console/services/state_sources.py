"""Where states come from besides the current one: copies, versions of the object in S3, files."""

from __future__ import annotations

from pathlib import Path

from console.domain.environment import Backend, EnvironmentName
from console.domain.state import StateDifference, StateVersion
from console.errors import InputError, RefusedError
from console.ports import StateObjectChanger, StateObjectReader
from console.services.state_access import StateAccess, StatePlace
from console.services.state_copies import StateCopies
from console.terraform.state_document import read_document
from console.terraform.state_values import difference

NOW = "now"
_LARGEST_FILE = 256 * 1024 * 1024


class StateSources:
    """Finds a state by what an operator calls it: `now`, a backup's id, a version's id, a file."""

    def __init__(
        self, access: StateAccess, copies: StateCopies, reader: StateObjectReader, changer: StateObjectChanger
    ) -> None:
        self._access = access
        self._copies = copies
        self._reader = reader
        self._changer = changer

    def content(self, place: StatePlace, source: str) -> bytes:
        """The state of that name, secrets in clear: memory only. Raises InputError where there is none."""
        name = place.record.name
        if source == NOW:
            return self._access.pull(place)
        if any(one.id == source for one in self._copies.list(name)):
            return self._copies.read(name, source)
        if Path(source).is_file():
            return _file(Path(source))
        if place.preset.backend.type == "s3":
            return self._reader.content(place.preset.backend, source)
        raise InputError(
            f"{source!r} is neither a backup of {name} nor a file: `infra-console state backups {name}` lists them."
        )

    def versions(self, name: EnvironmentName, limit: int) -> tuple[StateVersion, ...]:
        """The newest versions of the object that keeps the state; raises RefusedError where it is not in S3."""
        place = self._access.place(name)
        return self._reader.versions(_in_s3(name, place.preset.backend), limit)

    def compare(self, name: EnvironmentName, before: str, after: str = NOW) -> StateDifference:
        """What the second state has otherwise than the first."""
        place = self._access.place(name)
        old, new = (read_document(self.content(place, source)) for source in (before, after))
        return difference(old, new)

    def delete_current(self, place: StatePlace) -> None:
        """Put a delete mark over the current version; the version itself stays. Raises RefusedError elsewhere."""
        self._changer.delete_current(_in_s3(place.record.name, place.preset.backend))


def _in_s3(name: EnvironmentName, backend: Backend) -> Backend:
    if backend.type != "s3":
        raise RefusedError(
            f"{name} keeps its state {backend.describe()}: only an S3 bucket has versions "
            f"(`infra-console state backups {name}` lists the console's own copies)."
        )
    return backend


def _file(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise InputError(f"{path} is larger than any state ({_LARGEST_FILE} bytes at most).")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from None
