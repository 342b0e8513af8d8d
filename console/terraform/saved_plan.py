"""A saved plan that this console did not make, read as JSON by the engine.

An engine reads a plan with the providers that made it. They are taken from an initialised configuration beside the
plan or in the current folder; failing that, those of HashiCorp that the plan's own lock file names are installed into
an empty folder. Providers of others are not: reading a plan runs them, and a file that somebody sent is not to
decide what runs here.
"""

from __future__ import annotations

import json
import re
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from console.errors import TerraformError
from console.terraform.capture import capture
from console.terraform.engine import Engine
from console.terraform.workspace import LOCK_FILE

ZIP = b"PK\x03\x04"
"""What a saved plan begins with: it is a zip."""
_PROVIDER = re.compile(r'^provider "([a-z0-9.-]+/[a-z0-9_-]+/[a-z0-9_-]+)"', re.MULTILINE)
_TRUSTED = ("registry.terraform.io/hashicorp/", "registry.opentofu.org/hashicorp/")
_LARGEST_LOCK = 1024 * 1024


def show_saved_plan(path: Path, engine: Engine, environment: Mapping[str, str]) -> bytes:
    """The plan as `terraform show -json` prints it; raises TerraformError, one sentence, where it cannot be read."""
    plan = path.absolute()
    for folder in dict.fromkeys((plan.parent, Path.cwd())):
        if (folder / ".terraform").is_dir():
            return _show(plan, folder, engine, environment)
    with tempfile.TemporaryDirectory(prefix="infra-console-plan-") as name:
        folder = Path(name)
        lock = _lock_of(plan)
        providers = _PROVIDER.findall(lock)
        strange = [provider for provider in providers if not provider.startswith(_TRUSTED)]
        if strange:
            raise TerraformError(
                f"{path} was made with {strange[0]}, which this console does not install to read a plan: run it in the "
                "plan's initialised configuration, or give the JSON of `terraform show -json`."
            )
        if providers:
            (folder / LOCK_FILE).write_text(lock, encoding="utf-8")
            (folder / "main.tf.json").write_text(_requirements(providers), encoding="utf-8")
            argv = [word for word in engine.commands.init({}) if word != "-json"]
            _run(argv, folder, environment, "Installing the providers that the plan was made with", path)
        return _show(plan, folder, engine, environment)


def _show(plan: Path, folder: Path, engine: Engine, environment: Mapping[str, str]) -> bytes:
    return _run(engine.commands.show_plan(plan), folder, environment, f"Reading {plan} with {engine}", plan)


def _run(argv: Sequence[str], folder: Path, environment: Mapping[str, str], what: str, plan: Path) -> bytes:
    try:
        return capture(argv, folder, environment, what=what)
    except TerraformError as error:
        lines = [re.sub(r"\x1b\[[0-9;]*m|[│╷╵]", "", line).strip() for line in error.detail.splitlines()]
        reason = next((line.removeprefix("Error:").strip() for line in lines if line.startswith("Error:")), "")
        because = f": {reason.rstrip('.')}" if reason else ""
        raise TerraformError(
            f"{what} failed{because}; give the JSON of `terraform show -json {plan.name}` instead.", detail=error.detail
        ) from None


def _lock_of(plan: Path) -> str:
    """The dependency lock inside a saved plan, empty where it has none; raises TerraformError for what is no plan."""
    try:
        with zipfile.ZipFile(plan) as archive:
            names = archive.namelist()
            if "tfplan" not in names:
                raise TerraformError(f"{plan} is a zip, but no saved plan: it holds no tfplan.")
            if LOCK_FILE not in names:
                return ""
            with archive.open(LOCK_FILE) as file:
                return file.read(_LARGEST_LOCK).decode("utf-8")
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError) as error:
        raise TerraformError(f"{plan} cannot be read as a saved plan ({error}): plan again.") from None


def _requirements(providers: Sequence[str]) -> str:
    """A configuration that requires these providers and nothing else."""
    required = {f"provider{number}": {"source": source} for number, source in enumerate(providers)}
    return json.dumps({"terraform": {"required_providers": required}})
