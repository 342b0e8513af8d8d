"""The engine that the module tests run on, and where it finds the provider."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from console.terraform.engine import find_engine
from console.terraform.workspace import write_cli_config
from tests.terraform.modules import ROOT, EngineOnCopy


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for every worker of the test run."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture
def engine(tmp_path: Path, shared: Path) -> EngineOnCopy:
    mirror = os.environ.get("INFRA_CONSOLE_PROVIDER_MIRROR")
    plugin_cache = shared / "plugin-cache"
    plugin_cache.mkdir(exist_ok=True)
    return EngineOnCopy.of_modules(
        engine=find_engine(os.environ.get("INFRA_CONSOLE_ENGINE")).path,
        folder=tmp_path,
        cli_config=write_cli_config(tmp_path / "cli.tfrc", Path(mirror) if mirror else None),
        plugin_cache=plugin_cache,
    )


@pytest.fixture
def initialised(engine: EngineOnCopy, shared: Path) -> Callable[[str], EngineOnCopy]:
    """Initialises one module. One at a time: the plugin cache does not bear two."""

    def initialise(module: str) -> EngineOnCopy:
        with _alone(shared / "init.lock"):
            answer = engine.run(module, "init", "-backend=false", "-input=false", "-no-color")
        assert answer.returncode == 0, answer.stdout + answer.stderr
        return engine

    return initialise


@pytest.fixture
def scan(shared: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the scanner on a folder. One at a time: the first makes its environment where there is none."""

    def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
        with _alone(shared / "scan.lock"):
            return subprocess.run(
                [str(ROOT / "scripts" / "scan-modules"), str(folder), *options],
                env=dict(os.environ) | {"PYTHON": sys.executable},
                capture_output=True,
                text=True,
                timeout=900,
                check=False,
            )

    return run


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
