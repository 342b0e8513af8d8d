"""A system of its own: three built-in resources, of which the second can be made to wait, fail or talk.

Real Terraform, no provider, no network. The order is first, slow, last; `slow` runs a command on this machine.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psutil
import yaml

from console.bootstrap import Console, build
from console.domain.environment import EnvironmentName
from console.domain.run import RunKind, RunRecord
from console.ports import Cloud
from console.services.approval_guards import Approval
from console.services.following import OnUpdate
from console.services.planning import PlanRequest
from console.services.reviewing import Reviewed
from console.settings import read_settings
from tests.fakes.cloud import FakeCloud
from tests.fakes.waiting import wait_until

REPOSITORY = Path(__file__).resolve().parents[2]

MAIN = """
variable "label" {
  type    = string
  default = "one"
}
variable "gate" {
  description = "The folder in which the second resource says that it began, and waits to be let on."
  type        = string
}
variable "does" {
  description = "What the second resource does: nothing, wait, fail, stay, talk."
  type        = string
  default     = "nothing"
  validation {
    condition     = contains(["nothing", "wait", "fail", "stay", "talk"], var.does)
    error_message = "It does nothing, wait, fail, stay or talk."
  }
}
variable "password" {
  type      = string
  default   = "not-a-secret"
  sensitive = true
}
variable "token" {
  type      = string
  default   = null
  ephemeral = true
}

locals {
  commands = {
    nothing = "true"
    fail    = "exit 3"
    wait    = "cd '${var.gate}'; touch begun; n=0; until [ -e open -o $n -gt 2400 ]; do sleep 0.05; n=$((n+1)); done"
    stay    = "cd '${var.gate}'; sleep 300 & echo $! > child; touch begun; wait"
    talk    = "echo it says ${nonsensitive(var.password)} and ${nonsensitive(base64encode(var.password))}"
  }
}

resource "terraform_data" "first" {
  input = var.label
}

resource "terraform_data" "slow" {
  triggers_replace = [var.label, sha256(var.password)]
  provisioner "local-exec" {
    command = local.commands[var.does]
  }
  depends_on = [terraform_data.first]
}

resource "terraform_data" "last" {
  input      = var.label
  depends_on = [terraform_data.slow]
}

output "label" {
  description = "What it is called."
  value       = terraform_data.last.output
}

output "hidden" {
  value     = var.password
  sensitive = true
}
"""

ADDRESSES = ("terraform_data.first", "terraform_data.slow", "terraform_data.last")


class Tiny:
    """The system `tiny` with its modules, presets and console home in one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home = root / "home"
        self.modules = root / "modules"
        self.presets = root / "presets"
        self.gate = root / "gate"
        self.gate.mkdir(parents=True)
        self.write(MAIN)
        self.preset("dev")
        self.extra: dict[str, str] = {}
        """Variables for the commands that `start` runs."""

    def write(self, text: str, name: str = "main.tf") -> Path:
        """Put a file into the root configuration."""
        path = self.modules / "systems" / "tiny" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def preset(self, environment: str, **changes: Any) -> EnvironmentName:
        """Write a preset; `values` are added to the gate."""
        values = {"gate": str(self.gate)} | changes.pop("values", {})
        document = {
            "system": "tiny",
            "environment": environment,
            "description": "A tiny system",
            "region": "us-east-1",
            "protection": "open",
            "backend": {"type": "local"},
            "values": values,
        } | changes
        path = self.presets / "tiny" / f"{environment}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(document), encoding="utf-8")
        return EnvironmentName("tiny", environment)

    def console(self, *, cloud: Cloud | None = None, **flags: Any) -> Console:
        """A console in this process, on an account that only knows itself."""
        given = {"home": self.home, "modules": self.modules, "presets": self.presets} | flags
        return build(read_settings(given), cloud=cloud or FakeCloud())

    @property
    def environment(self) -> dict[str, str]:
        """What a command started by `start` finds: nothing of the tester's own settings."""
        kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "USER", "LOGNAME")
        return {key: os.environ[key] for key in kept if key in os.environ} | {
            "INFRA_CONSOLE_HOME": str(self.home),
            "INFRA_CONSOLE_MODULES": str(self.modules),
            "INFRA_CONSOLE_PRESETS": str(self.presets),
            "INFRA_CONSOLE_CONFIG": self._config(),
            "PYTHONPATH": str(REPOSITORY),
            **self.extra,
        }

    def _config(self) -> str:
        path = self.root / "config.toml"
        path.touch()
        return str(path)

    def command(self, *arguments: str) -> list[str]:
        """The console's own command line."""
        return [sys.executable, "-m", "console", *arguments]

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[str]:
        """Start the command line as a process of its own."""
        return subprocess.Popen(
            self.command(*arguments),
            env=self.environment,
            cwd=self.root,
            text=True,
            **{"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options,
        )

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command line to its end."""
        process = self.start(*arguments)
        out, err = process.communicate(timeout=120)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def run_folder(self, number: int, environment: str = "dev", target: str = "aws") -> Path:
        return self.home / "runs" / target / "tiny" / environment / str(number)

    def state_file(self, environment: str = "dev", target: str = "aws") -> Path:
        return self.home / "state" / target / "tiny" / environment

    def in_state(self, environment: str = "dev") -> dict[str, str]:
        """Address -> status (`ok`, `tainted`) of what the state file holds."""
        state = json.loads(self.state_file(environment).read_text())
        return {
            f"{resource['type']}.{resource['name']}": instance.get("status", "ok")
            for resource in state["resources"]
            for instance in resource["instances"]
        }

    def begun(self) -> None:
        """Wait until the second resource is being worked on."""
        wait_until((self.gate / "begun").exists, "the second resource began")

    def let_on(self) -> None:
        """Let the second resource go on."""
        (self.gate / "open").touch()

    def engine(self, body: str, name: str = "terraform") -> Path:
        """An executable of one's own: a shell script in which $REAL is the real terraform."""
        path = self.root / "engines" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\nREAL={shutil.which('terraform')}\n{body}\n", encoding="utf-8")
        path.chmod(0o755)
        return path


DEV = EnvironmentName("tiny", "dev")


def plan(
    console: Console,
    name: EnvironmentName = DEV,
    *,
    kind: RunKind = RunKind.APPLY,
    on_update: OnUpdate = lambda _: None,
    secrets: Mapping[str, str] | None = None,
    **overrides: Any,
) -> Reviewed:
    """Plan in this process."""
    request = PlanRequest(name, kind=kind, overrides=overrides, secrets=secrets or {})
    return console.runs.plan(request, on_update)


def apply(
    console: Console,
    reviewed: Reviewed,
    *,
    on_update: OnUpdate = lambda _: None,
    secrets: Mapping[str, str] | None = None,
    cancel: threading.Event | None = None,
) -> RunRecord:
    """Apply in this process, with the consent that any protection wants."""
    approval = Approval("tester@here", typed_name=reviewed.record.environment)
    return console.runs.apply(reviewed.record.id, approval, on_update, secrets, cancel)


class Background:
    """A call in a thread of its own, for tests that act while it is under way."""

    def __init__(self, call: Callable[[], RunRecord]) -> None:
        self.record: RunRecord | None = None
        self.error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, args=(call,), daemon=True)
        self._thread.start()

    def _run(self, call: Callable[[], RunRecord]) -> None:
        try:
            self.record = call()
        except BaseException as error:  # noqa: BLE001 - given to the test's own thread
            self.error = error

    def result(self) -> RunRecord:
        """The record that the call returned, at most a minute later; raises what it raised."""
        self._thread.join(60)
        assert not self._thread.is_alive(), "the run did not end within a minute"
        if self.error is not None:
            raise self.error
        assert self.record is not None
        return self.record


def engine_pid(folder: Path, stage: str = "apply") -> int:
    """The number of the engine's process in a run's folder."""

    def read() -> int | None:
        try:
            return json.loads((folder / f"{stage}.end.json").read_text()).get("engine")
        except (OSError, ValueError):
            return None

    return wait_until(read, f"the engine of {stage} has started")


def gone(process: psutil.Process) -> bool:
    """The process has ended, whether or not its parent has noticed."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def supervisor_pid(folder: Path, stage: str = "apply") -> int:
    """The number of the supervisor's process in a run's folder."""
    return int(json.loads((folder / f"{stage}.pid.json").read_text())["pid"])
