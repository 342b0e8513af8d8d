"""The shipped Terraform modules, and an engine that runs on a copy of them."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from console.terraform.child_environment import child_environment

ROOT = Path(__file__).parents[2]
MODULES = ROOT / "terraform_modules"
PRESETS = ROOT / "presets"


def module_folders() -> list[Path]:
    """Every folder that holds a configuration, blocks and systems alike, without the examples of the blocks."""
    return sorted({file.parent for file in MODULES.rglob("*.tf") if not {".terraform", "examples"} & {*file.parts}})


def example_folders() -> list[Path]:
    """Every example of a block: a root configuration of its own."""
    return sorted({file.parent for file in MODULES.glob("*/examples/*/*.tf")})


def name_of(folder: Path) -> str:
    return str(folder.relative_to(MODULES))


@dataclass(frozen=True)
class EngineOnCopy:
    """Runs the engine on a copy of all modules, since blocks are found beside one another."""

    engine: Path
    copy: Path
    cli_config: Path | None
    plugin_cache: Path

    @classmethod
    def of_modules(cls, engine: Path, folder: Path, cli_config: Path | None, plugin_cache: Path) -> EngineOnCopy:
        copy = folder / "modules"
        shutil.copytree(MODULES, copy, ignore=shutil.ignore_patterns(".terraform", ".terraform.lock.hcl"))
        return cls(engine, copy, cli_config, plugin_cache)

    def run(self, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        # No credentials: whatever reached for AWS instead of a mock would fail.
        ambient = {key: value for key, value in os.environ.items() if key != "TF_CLI_CONFIG_FILE"}
        return subprocess.run(
            [str(self.engine), *arguments],
            cwd=self.copy / module,
            env=child_environment(
                cloud={"AWS_EC2_METADATA_DISABLED": "true"},
                variables={},
                cli_config=self.cli_config,
                plugin_cache=self.plugin_cache,
                ambient=ambient,
            ),
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
