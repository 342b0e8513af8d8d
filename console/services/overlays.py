"""Overlays: what an operator changes of a preset, in the console home; the preset stays as it was reviewed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from console.domain.environment import EnvironmentName
from console.errors import PresetError
from console.services.data_files import read_data_file, write_data_file


class Overlays:
    """The overlay files of one console home, readable by their owner only."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "overlays"

    def path(self, name: EnvironmentName) -> Path:
        """Where the overlay of the environment is kept."""
        return self._folder / name.system / f"{name.environment}.yaml"

    def read(self, name: EnvironmentName) -> dict[str, Any]:
        """The values of the overlay, empty where there is none; raises PresetError."""
        path = self.path(name)
        if not path.exists():
            return {}
        content = read_data_file(path)
        values = content.get("values", {})
        if content.keys() != {"values"} or not isinstance(values, dict):
            raise PresetError(f"{path} must hold the key values and nothing else; correct or delete it.")
        return values

    def write(self, name: EnvironmentName, values: Mapping[str, Any]) -> None:
        """Replace the overlay in one step; no values remove it. Raises PresetError."""
        path = self.path(name)
        if values:
            write_data_file(path, {"values": dict(values)}, comment=f"What this console changes of {name}.")
            return
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise PresetError(f"{path} cannot be removed: {error.strerror}.") from error
