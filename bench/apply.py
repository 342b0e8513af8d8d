"""What the console costs on top of Terraform: an apply of replaydash/dev beside the same by hand, on one sandbox."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure, against, measurement
from console.domain.environment import EnvironmentName
from console.sandbox.control import Sandbox
from console.services.presets import discover
from console.settings import Settings
from console.terraform.workspace import write_cli_config

ROUNDS = 3
NAME = EnvironmentName("replaydash", "dev")


class Bench:
    """One console home with one sandbox, and a folder to work in by hand."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(home=folder / "home")
        self.sandbox = Sandbox(self.settings.home)
        self.sandbox.start()
        self.preset = discover(self.settings.presets).preset(NAME)
        self.sandbox.ensure_bucket(str(self.preset.backend.bucket), str(self.preset.backend.region))
        self.folder = folder
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "TF_"))}
        cli_config = write_cli_config(folder / "engine.tfrc", self.settings.provider_mirror)
        self.environment = {
            **kept,
            **self.sandbox.environment(),
            **({"TF_CLI_CONFIG_FILE": str(cli_config)} if cli_config else {}),
            "INFRA_CONSOLE_HOME": str(self.settings.home),
        }
        self.tfvars = folder / "dev.tfvars"
        self.tfvars.write_bytes(self.console("render", str(NAME)))

    def console(self, *arguments: str) -> bytes:
        command = [sys.executable, "-m", "console", *arguments, "--sandbox"]
        return subprocess.run(command, env=self.environment, check=True, capture_output=True).stdout

    def terraform(self, root: Path, *arguments: str) -> None:
        engine = self.settings.engine or "terraform"
        subprocess.run([engine, *arguments], cwd=root, env=self.environment, check=True, capture_output=True)

    def by_hand(self) -> tuple[float, Path]:
        """Seconds of init, plan and apply in a fresh copy, and the copy."""
        copy = Path(tempfile.mkdtemp(dir=self.folder)) / "modules"
        shutil.copytree(self.settings.modules, copy, ignore=shutil.ignore_patterns(".terraform", "tests"))
        root = copy / "systems" / NAME.system
        backend = [f"-backend-config={key}={value}" for key, value in self.preset.backend.config().items()]
        begin = time.perf_counter()
        self.terraform(root, "init", "-input=false", *backend)
        self.terraform(root, "plan", "-input=false", f"-var-file={self.tfvars}", "-out=bench.tfplan")
        self.terraform(root, "apply", "-input=false", "bench.tfplan")
        return time.perf_counter() - begin, root

    def through_the_console(self) -> float:
        """Seconds of `infra-console apply`."""
        begin = time.perf_counter()
        self.console("apply", str(NAME), "--approve", str(NAME), "--acknowledge-unknown-cost")
        return time.perf_counter() - begin

    def destroy(self, root: Path) -> None:
        self.terraform(root, "destroy", "-auto-approve", "-input=false", f"-var-file={self.tfvars}")


@measurement
def apply() -> Iterator[Figure]:
    by_hand, through = [], []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        bench = Bench(Path(folder))
        try:
            for number in range(1, ROUNDS + 1):
                seconds, root = bench.by_hand()
                by_hand.append(seconds)
                bench.destroy(root)
                through.append(bench.through_the_console())
                bench.destroy(root)
                print(f"  apply, round {number}: {by_hand[-1]:.1f} s by hand, {through[-1]:.1f} s", file=sys.stderr)
        finally:
            bench.sandbox.stop()
    yield against(
        "infra-console apply", statistics.median(through), statistics.median(by_hand), 1.03, "terraform by hand"
    )
