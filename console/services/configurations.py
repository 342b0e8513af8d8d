"""Where the root configuration of a system is: among the shipped modules, or where the operator keeps it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from console.terraform.root_configuration import read_configuration
from console.terraform.workspace import freeze, freeze_configuration


class Configurations:
    """Shipped systems below `modules/systems/`, and those taken in, by their folder."""

    def __init__(self, modules: Path, added: Callable[[str], Path | None] = lambda _: None) -> None:
        self._modules = modules
        self._added = added

    def root(self, system: str) -> Path:
        """The folder of the root configuration; it does not have to exist. Raises PresetError."""
        return self._added(system) or self._modules / "systems" / system

    def freeze(self, system: str, target: Path) -> Path:
        """Copy it with all it needs; returns the root's copy. Raises ConfigurationError."""
        added = self._added(system)
        if added is None:
            return freeze(self._modules, system, target)
        return freeze_configuration(read_configuration(added), system, target)
