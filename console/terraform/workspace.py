"""The frozen configuration of a run: a copy that nobody edits, with its hash, its backend and its lock file."""

from __future__ import annotations

import fnmatch
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Collection
from pathlib import Path

from console.domain.environment import Backend
from console.errors import ConfigurationError
from console.terraform.root_configuration import RootConfiguration

LEFT_OUT = (
    ".terraform", ".git", "tests", "examples", "*.tfstate", "*.tfstate.*", "*.tfvars", "*.tfvars.json", "*.tfplan",
    "override.tf", "*_override.tf", "override.tf.json", "*_override.tf.json", ".terraform.lock.hcl",
    ".terraform.tfstate.lock.info",
)  # fmt: skip
"""Not configuration, or read by the engine without being asked: only what the console renders may set a value."""
BACKEND_FILE = "infra_console_override.tf"
LOCK_FILE = ".terraform.lock.hcl"


def freeze(modules: Path, system: str, target: Path) -> Path:
    """Copy the system's root configuration and the blocks beside it to `target`; returns the root's copy.

    Raises ConfigurationError where the system has no root configuration.
    """
    root = modules / "systems" / system
    if not any(root.glob("*.tf")):
        raise ConfigurationError(f"There is no Terraform configuration for {system} in {root}.")

    def ignore(folder: str, names: list[str]) -> set[str]:
        dropped = {name for name in names if any(fnmatch.fnmatch(name, pattern) for pattern in LEFT_OUT)}
        if Path(folder) == modules / "systems":
            dropped |= {name for name in names if name != system}
        return dropped

    try:
        shutil.copytree(modules, target, ignore=ignore, symlinks=False)
    except (OSError, shutil.Error) as error:
        raise ConfigurationError(f"The configuration in {modules} cannot be copied to {target}: {error}.") from None
    return target / "systems" / system


def freeze_configuration(configuration: RootConfiguration, system: str, target: Path) -> Path:
    """Copy somebody's root configuration with the folders its local modules lead to; returns the root's copy.

    The copies stand to one another as the originals do, so that relative sources lead where they led. Raises
    ConfigurationError where something cannot be copied.
    """
    base = Path(os.path.commonpath(configuration.folders))
    copies = target / "frozen"

    def ignore(_folder: str, names: list[str]) -> set[str]:
        return {name for name in names if any(fnmatch.fnmatch(name, pattern) for pattern in LEFT_OUT)}

    try:
        for folder in configuration.folders:
            shutil.copytree(folder, copies / folder.relative_to(base), ignore=ignore, dirs_exist_ok=True)
        lock = configuration.root / LOCK_FILE
        if lock.exists():
            shutil.copyfile(lock, copies / configuration.root.relative_to(base) / LOCK_FILE)
        link = target / "systems" / system
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(copies / configuration.root.relative_to(base), target_is_directory=True)
    except (OSError, shutil.Error) as error:
        raise ConfigurationError(f"The configuration in {configuration.root} cannot be copied: {error}.") from None
    return link


def freeze_again(frozen: Path, system: str, target: Path) -> Path:
    """Copy the frozen configuration of an earlier run, without what an engine put beside it; returns the root's copy.

    Raises ConfigurationError where it cannot be copied.
    """

    def ignore(_folder: str, names: list[str]) -> set[str]:
        return {name for name in names if name in (".terraform", LOCK_FILE)}

    try:
        shutil.copytree(frozen, target, ignore=ignore, symlinks=True)
        link = target / "systems" / system
        if link.is_symlink():
            # The root of a configuration that was taken in is a link, which led into the earlier run's folder.
            led_to = link.readlink().relative_to(frozen)
            link.unlink()
            link.symlink_to(target / led_to, target_is_directory=True)
    except (OSError, shutil.Error, ValueError) as error:
        raise ConfigurationError(f"The frozen configuration in {frozen} cannot be copied: {error}.") from None
    return target / "systems" / system


def write_backend(root: Path, backend: Backend, local_state: Path) -> None:
    """Where the backend is local, an override file says so; an s3 backend is given at init and stays as it is."""
    (root / BACKEND_FILE).unlink(missing_ok=True)
    if backend.type == "local":
        path = backend.path or str(local_state)
        body = f'terraform {{\n  backend "local" {{\n    path = {json.dumps(path)}\n  }}\n}}\n'
        (root / BACKEND_FILE).write_text(body, encoding="utf-8")


def configuration_hash(root: Path, without: Collection[str] = ()) -> str:
    """SHA-256 over names and contents of every configuration file under the frozen folder, but for those names."""
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file() and ".terraform" not in path.parts and path.name not in (LOCK_FILE, *without):
            digest.update(f"{path.relative_to(root)}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def file_hash(path: Path) -> str:
    """SHA-256 of one file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_cli_config(path: Path, mirror: Path | None) -> Path | None:
    """The engine's CLI configuration for a provider mirror; None where there is none and the registry is used."""
    if mirror is None:
        return None
    if not (mirror / "registry.terraform.io").is_dir():
        raise ConfigurationError(
            f"The provider mirror {mirror} holds no registry.terraform.io folder: name the folder that does."
        )
    # The engine asks every source that may have a provider: what the mirror has must not be asked for elsewhere.
    held = sorted(str(path.relative_to(mirror)) for path in mirror.glob("registry.terraform.io/*/*") if path.is_dir())
    text = (
        "provider_installation {\n  filesystem_mirror {\n"
        f"    path    = {json.dumps(str(mirror.absolute()))}\n"
        f"    include = {json.dumps(held)}\n  }}\n"
        f"  direct {{\n    exclude = {json.dumps(held)}\n  }}\n}}\n"
    )
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        # In one step, since an engine of another console may be reading it.
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as partial:
            partial.write(text)
        Path(partial.name).replace(path)
    return path
