"""What the real Terraform says of expressions, of tfvars files and of validations: many questions in one run of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from console.terraform.number_values import plain

FAILS = "terraform fails"
"""The answer for an expression that is an error in Terraform."""

NOTHING: Mapping[str, str] = {}

needs_terraform = pytest.mark.skipif(shutil.which("terraform") is None, reason="needs terraform on PATH")


def answers(expressions: Sequence[str], folder: Path) -> list[Any]:
    """The value of each expression, FAILS, or None where Terraform leaves it unknown."""
    outputs = "".join(
        f'output "q{place}" {{\n  value = try(jsonencode([{expression}]), "{FAILS}")\n}}\n'
        for place, expression in enumerate(expressions)
    )
    (folder / "main.tf").write_text(outputs, encoding="utf-8")
    found = outputs_of(folder, {})
    texts = [found[f"q{place}"] for place in range(len(expressions))]
    return [text if text in (FAILS, None) else read_json(text)[0] for text in texts]


def values_read(
    declarations: str, names: Sequence[str], tfvars: str, folder: Path, environment: Mapping[str, str] = NOTHING
) -> dict[str, Any]:
    """The values that Terraform reads for the declared variables from the tfvars text and the environment."""
    outputs = "".join(f'output "{name}" {{\n  value = jsonencode(var.{name})\n}}\n' for name in names)
    (folder / "main.tf").write_text(declarations + outputs, encoding="utf-8")
    (folder / "environment.tfvars").write_bytes(tfvars.encode())
    found = outputs_of(folder, environment, "-var-file=environment.tfvars")
    return {name: read_json(found[name]) for name in names}


def outputs_of(folder: Path, environment: Mapping[str, str], *options: str) -> dict[str, Any]:
    """The planned outputs of the configuration in the folder."""
    terraform(folder, "plan", "-input=false", "-out=plan", "-no-color", *options, environment=environment)
    shown = json.loads(terraform(folder, "show", "-json", "plan").stdout)
    return {name: output.get("value") for name, output in shown["planned_values"]["outputs"].items()}


def terraform(
    folder: Path, *arguments: str, environment: Mapping[str, str] = NOTHING, check: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run Terraform in the folder, apart from the settings of whoever runs the tests."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("TF_")}
    done = subprocess.run(
        ["terraform", f"-chdir={folder}", *arguments],
        check=False,
        env=clean | {"CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": os.devnull} | dict(environment),
        capture_output=True, text=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    assert not check or done.returncode == 0, done.stderr
    return done


def read_json(text: str) -> Any:
    """JSON with every digit of its numbers."""
    return json.loads(text, parse_float=_number, parse_int=_number)


def _number(text: str) -> int | float | Decimal:
    return plain(Decimal(text))
