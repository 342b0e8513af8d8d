"""Root configurations of the operator's own, taken in with `infra-console add`; nothing in them is changed."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from console.domain.environment import NAME_PATTERN, Backend, EnvironmentName, Preset, Protection, Strict
from console.errors import ConsoleError, InputError, PresetError
from console.services.data_files import write_data_file
from console.services.presets import UNREAD, Presets, read_model
from console.terraform.root_configuration import RootConfiguration, read_configuration, read_tfvars
from console.terraform.variable_schema import read_variables

DEFAULT_ENVIRONMENT = "default"
"""The environment of a configuration that has no variable files but those that Terraform loads by itself."""
_ALWAYS = ("terraform.tfvars", "terraform.tfvars.json")
_FOLDERS = ("environments", "environment", "envs", "env", "vars", "tfvars", "config")
_NOT_A_NAME = re.compile(r"[^a-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Added:
    """What `add` took in: the environments, and sentences on what it left out or could not tell."""

    system: str
    root: Path
    environments: tuple[EnvironmentName, ...]
    notes: tuple[str, ...]


class _Register(Strict):
    path: Path
    region: str
    environments: dict[str, tuple[str, ...]]


def _register(path: Path) -> _Register:
    """What the file says of a configuration taken in; raises PresetError."""
    return read_model(path, _Register)


class AddedConfigurations:
    """The register in the console home: a file for each system, naming its folder and its variable files."""

    def __init__(self, home: Path, *, sandbox: bool) -> None:
        self._folder = home / "configurations"
        self._sandbox = sandbox

    def add(self, path: Path, name: str | None, region: str | None, taken: Collection[str]) -> Added:
        """Take a root configuration in; raises InputError or ConfigurationError with one sentence.

        `taken` are the names of systems that are there already.
        """
        configuration = read_configuration(path)
        system = name or _as_name(configuration.root.name)
        if not NAME_PATTERN.fullmatch(system):
            raise InputError(f"{system!r} cannot be a system's name: give one with --name, of a-z, 0-9 and '-'.")
        if system in taken:
            raise InputError(f"There is a system {system} already: give another name with --name.")
        schema = {variable.name: variable for variable in read_variables(configuration.root)}
        files = _environment_files(configuration.root)
        notes = [] if schema else [f"{configuration.root} declares no variables: there is nothing to set."]
        for file in sorted({file for listed in files.values() for file in listed}):
            unknown = [key for key in read_tfvars(file) if key not in schema]
            if unknown:
                notes.append(f"{file.name} sets {', '.join(unknown)}, which is not declared: left out.")
            secret = [key for key in read_tfvars(file) if key in schema and schema[key].sensitive]
            if secret:
                notes.append(f"{file.name} sets {', '.join(secret)}, which is sensitive: give it with --secret.")
        found_region = region or _region(configuration, files)
        if found_region is None:
            raise InputError(f"The region of {configuration.root} cannot be told from it: give one with --region.")
        content = {
            "path": str(configuration.root),
            "region": found_region,
            "environments": {
                environment: [str(file.relative_to(configuration.root)) for file in listed]
                for environment, listed in files.items()
            },
        }
        write_data_file(self._folder / f"{system}.yaml", content, comment=f"Taken in from {configuration.root}.")
        environments = tuple(EnvironmentName(system, environment) for environment in files)
        return Added(system, configuration.root, environments, tuple(notes))

    def root(self, system: str) -> Path | None:
        """The root configuration of a system that was taken in, None for any other; raises PresetError."""
        path = self._folder / f"{system}.yaml"
        return _register(path).path if path.exists() else None

    def presets(self) -> Presets:
        """Every environment taken in, its values read from its files as they are now."""
        readable: dict[EnvironmentName, Preset] = {}
        broken: dict[EnvironmentName, PresetError] = {}
        for path in self._folder.glob("*.yaml"):
            try:
                register = _register(path)
            except PresetError as error:
                broken[EnvironmentName(path.stem, UNREAD)] = error
                continue
            for environment, files in register.environments.items():
                name = EnvironmentName(path.stem, environment)
                try:
                    if not register.path.is_dir():
                        raise PresetError(
                            f"{path}: the folder {register.path} is gone; bring it back, or delete this file."
                        )
                    readable[name] = self._preset(name, register.path, register.region, files)
                except ConsoleError as error:
                    broken[name] = PresetError(error.message, detail=error.detail)
        return Presets(readable, broken)

    def _preset(self, name: EnvironmentName, root: Path, region: str, files: tuple[str, ...]) -> Preset:
        schema = {variable.name: variable for variable in read_variables(root)}
        values = {
            key: value
            for file in files
            for key, value in read_tfvars(root / file).items()
            if key in schema and not (schema[key].sensitive or schema[key].ephemeral)
        }
        return Preset(
            system=name.system,
            environment=name.environment,
            description=f"Your own configuration in {root}",
            region=region,
            protection=Protection.CONFIRM,
            backend=self._backend(read_configuration(root)),
            values=values,
        )

    def _backend(self, configuration: RootConfiguration) -> Backend:
        """The configuration's own backend; on the sandbox one of the console home, so that no real state is touched."""
        if self._sandbox:
            return Backend(type="local")
        if configuration.backend in (None, "local"):
            path = str(configuration.backend_settings.get("path") or "terraform.tfstate")
            return Backend(type="local", path=str((configuration.root / path).absolute()))
        return Backend(type="own", kind=configuration.backend)


def _environment_files(root: Path) -> dict[str, tuple[Path, ...]]:
    """Environment -> its variable files in the order in which they count, later ones over earlier ones."""
    always = [root / name for name in _ALWAYS if (root / name).is_file()]
    always += sorted([*root.glob("*.auto.tfvars"), *root.glob("*.auto.tfvars.json")])
    own: dict[str, list[Path]] = {}
    for file in sorted([*root.glob("*.tfvars"), *root.glob("*.tfvars.json"), *root.glob("terraform.tfvars.*")]):
        if file in always:
            continue
        stem = file.name.removeprefix("terraform.tfvars.") if file.name.startswith("terraform.tfvars.") else file.name
        own.setdefault(_as_name(stem.removesuffix(".json").removesuffix(".tfvars")), []).append(file)
    for folder in (root / name for name in _FOLDERS):
        for file in sorted([*folder.glob("*.tfvars"), *folder.glob("*.tfvars.json")]):
            own.setdefault(_as_name(file.name.removesuffix(".json").removesuffix(".tfvars")), []).append(file)
        for file in sorted([*folder.glob("*/*.tfvars"), *folder.glob("*/*.tfvars.json")]):
            own.setdefault(_as_name(file.parent.name), []).append(file)
    own = {
        name: files for name, files in own.items() if name not in ("example", "sample") and NAME_PATTERN.fullmatch(name)
    }
    if not own:
        return {DEFAULT_ENVIRONMENT: tuple(always)}
    return {name: (*always, *files) for name, files in sorted(own.items())}


def _region(configuration: RootConfiguration, files: Mapping[str, tuple[Path, ...]]) -> str | None:
    """The provider's region, or that of a variable named like one, or the operator's own."""
    if configuration.region:
        return configuration.region
    values: dict[str, Any] = {
        variable.name: variable.default for variable in read_variables(configuration.root) if not variable.required
    }
    for listed in files.values():
        for file in listed:
            values |= read_tfvars(file)
    for key in ("aws_region", "region"):
        if isinstance(values.get(key), str):
            return str(values[key])
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")


def _as_name(text: str) -> str:
    return _NOT_A_NAME.sub("-", text.lower()).strip("-")
