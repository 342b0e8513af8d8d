"""Starting, watching and stopping one supervised engine process. Everything it says is in files of the run's folder."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psutil

from console.errors import TerraformError

_SUPERVISOR = Path(__file__).with_name("supervisor.py")


@dataclass(frozen=True, slots=True)
class StageEnd:
    """How an engine process ended, from the supervisor's own record."""

    exit_code: int
    seconds: float
    ended_at: datetime
    stop_requested: bool
    forced: bool
    survivors: tuple[str, ...]


class StageProcess:
    """One stage (`init`, `plan`, `apply`) of a run in `folder`; built again from the folder by any console."""

    def __init__(self, folder: Path, stage: str) -> None:
        self.stdout = folder / f"{stage}.jsonl"
        self.stderr = folder / f"{stage}.stderr"
        self._spec = folder / f"{stage}.stage.json"
        self._end = folder / f"{stage}.end.json"
        self._pid = folder / f"{stage}.pid.json"
        self._supervisor: subprocess.Popen[bytes] | None = None

    def start(
        self, argv: Sequence[str], cwd: Path, environment: Mapping[str, str], *, keep_open: Sequence[int] = ()
    ) -> None:
        """Start the engine in a session of its own. `keep_open` are lock descriptors that must live as long as it does.

        Raises TerraformError when the folder cannot be written.
        """
        try:
            for path in (self.stdout, self.stderr, self._end, self._pid):
                path.unlink(missing_ok=True)
            spec = {"argv": list(argv), "cwd": str(cwd), "stdout": str(self.stdout), "stderr": str(self.stderr)}
            self._spec.write_text(json.dumps(spec | {"end": str(self._end)}), encoding="utf-8")
            self._supervisor = subprocess.Popen(
                [sys.executable, "-I", "-S", str(_SUPERVISOR), str(self._spec)],
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                pass_fds=tuple(keep_open),
            )
            process = psutil.Process(self._supervisor.pid)
            self._pid.write_text(json.dumps({"pid": process.pid, "created": process.create_time()}), encoding="utf-8")
        except OSError as error:
            raise TerraformError(f"The run's folder {self._spec.parent} cannot be written: {error.strerror}.") from None

    def alive(self) -> bool:
        """The supervisor runs (a process of the same number that started at another time does not count)."""
        if self._supervisor is not None:
            return self._supervisor.poll() is None
        return self._process() is not None

    def end(self) -> StageEnd | None:
        """How it ended, or None while it runs and where it vanished without a record."""
        try:
            record = json.loads(self._end.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        if not record.get("ended"):
            return None
        return StageEnd(
            exit_code=int(record["exit_code"]),
            seconds=float(record["seconds"]),
            ended_at=datetime.fromisoformat(record["ended_at"]),
            stop_requested=bool(record["stop_requested"]),
            forced=bool(record["forced"]),
            survivors=tuple(record["survivors"]),
        )

    def stop(self) -> bool:
        """Ask for a graceful stop; the supervisor forwards one SIGINT however often this is called."""
        return self._signal(signal.SIGINT)

    def force(self) -> bool:
        """A second interrupt, then TERM and KILL by the clock: data may be lost. Only after a typed confirmation."""
        return self._signal(signal.SIGUSR1)

    def _signal(self, number: signal.Signals) -> bool:
        process = self._process()
        if process is None:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, number)
            return True
        return False

    def _process(self) -> psutil.Process | None:
        try:
            record = json.loads(self._pid.read_text(encoding="utf-8"))
            process = psutil.Process(int(record["pid"]))
            same = abs(process.create_time() - float(record["created"])) < 1.0
            return process if same and process.status() != psutil.STATUS_ZOMBIE else None
        except (OSError, ValueError, KeyError, psutil.Error):
            return None
