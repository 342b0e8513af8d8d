"""The rollout files of the systems, the safe default where there is none, and the environments that were asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from console.domain.environment import EnvironmentName, Protection
from console.domain.rollout_file import Gates, RolloutFile
from console.errors import InputError, PresetError
from console.services.presets import ROLLOUT, Presets, read_model

_LEAST_FIRST = (Protection.OPEN, Protection.CONFIRM, Protection.PROTECTED)


class RolloutFiles:
    """presets/<system>/rollout.yaml of every system."""

    def __init__(self, folder: Path, presets: Callable[[], Presets]) -> None:
        self._folder = folder
        self._presets = presets

    def of(self, system: str) -> RolloutFile:
        """The system's file, or the safe default.

        Raises InputError where there is no such system, PresetError naming file, key and reason.
        """
        presets = self._presets()
        names = [name for name in presets if name.system == system]
        if not names:
            known = ", ".join(sorted({name.system for name in presets})) or "none"
            raise InputError(f"There is no system {system!r}; there are: {known}.")
        path = self._folder / system / ROLLOUT
        if not path.exists():
            return _safe_default(presets, names)
        file = read_model(path, RolloutFile)
        known_here = {name.environment for name in names}
        for key, listed in (("order", file.order), ("environments", tuple(file.environments))):
            for environment in listed:
                if environment not in known_here:
                    raise PresetError(
                        f"{path}: {key} names {environment!r}, which is no environment of {system}; there are: "
                        f"{', '.join(sorted(known_here))}."
                    )
        return file

    def chosen(self, asked: Sequence[str]) -> tuple[EnvironmentName, ...]:
        """A system stands for its whole order; environments of one system come in the file's order.

        Raises InputError.
        """
        systems = {text.partition("/")[0] for text in asked}
        if len(systems) != 1:
            raise InputError(
                f"A rollout goes through environments of one system, and {', '.join(asked) or 'nothing'} was named: "
                "name a system, or some of its environments."
            )
        (system,) = systems
        order = self.of(system).order
        if system in asked:
            return tuple(EnvironmentName(system, each) for each in order)
        wanted = {EnvironmentName.parse(text).environment for text in asked}
        for environment in sorted(wanted - set(order)):
            raise InputError(
                f"{system}/{environment} is not in the rollout's order; that is: {', '.join(order)} "
                f"(order in {self._folder / system / ROLLOUT})."
            )
        return tuple(EnvironmentName(system, each) for each in order if each in wanted)


def _safe_default(presets: Presets, names: Sequence[EnvironmentName]) -> RolloutFile:
    """The least protected first; what is protected is rehearsed and wants a second person; nothing goes back alone."""
    protection = {name: presets.preset(name).protection for name in names}
    ordered = sorted(names, key=lambda name: (_LEAST_FIRST.index(protection[name]), name))
    gates = {
        name.environment: Gates(
            rehearsal=protection[name] is Protection.PROTECTED, second_person=protection[name] is Protection.PROTECTED
        )
        for name in ordered
    }
    return RolloutFile(order=tuple(name.environment for name in ordered), environments=gates)
