"""Starting, watching and stopping one supervised engine process. Everything it says is in files of the run's folder."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psutil

from console.errors import TerraformError

TERM_AFTER_SECONDS = 15.0
KILL_AFTER_SECONDS = 45.0
"""After a forced stop: when the engine and its providers get SIGTERM, and when SIGKILL."""

_SUPERVISOR = Path(__file__).with_name("supervisor.py")
_READY_SECONDS = 20.0


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
        spec = {
            "argv": list(argv),
            "cwd": str(cwd),
            "stdout": str(self.stdout),
            "stderr": str(self.stderr),
            "end": str(self._end),
            "term_after_seconds": TERM_AFTER_SECONDS,
            "kill_after_seconds": KILL_AFTER_SECONDS,
        }
        try:
            for path in (self.stdout, self.stderr, self._end, self._pid):
                path.unlink(missing_ok=True)
            self._spec.write_text(json.dumps(spec), encoding="utf-8")
            # The supervisor inherits the lock on this file, and the kernel ends it with the supervisor: that tells
            # any console whether it lives, whatever the clock does and whoever gets its number afterwards.
            alive = os.open(self._pid, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(alive, fcntl.LOCK_EX)
                self._supervisor = subprocess.Popen(
                    [sys.executable, "-I", "-S", str(_SUPERVISOR), str(self._spec)],
                    env=dict(environment),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                    pass_fds=(alive, *keep_open),
                )
                os.write(alive, json.dumps({"pid": self._supervisor.pid}).encode())
            finally:
                os.close(alive)
        except OSError as error:
            raise TerraformError(f"The run's folder {self._spec.parent} cannot be written: {error.strerror}.") from None

    def started(self) -> bool:
        """An engine was started for this stage: its supervisor had opened the stream for it."""
        return self.stdout.exists()

    def alive(self) -> bool:
        """The supervisor runs, or an engine whose supervisor was killed."""
        if self._supervisor is not None and self._supervisor.poll() is None:
            return True
        return self._supervised() or self._orphan() is not None

    def wait(self, seconds: float) -> None:
        """At most so many seconds; of a process that this console started, its end is noticed at once."""
        if self._supervisor is None:
            time.sleep(seconds)
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._supervisor.wait(timeout=seconds)

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
        """Send the supervisor a signal once it is ready to take it; False where there is none any more."""
        deadline = time.monotonic() + _READY_SECONDS
        while self._supervised():
            if self._end.exists() or time.monotonic() > deadline:
                with contextlib.suppress(OSError, ValueError, KeyError):
                    os.kill(int(json.loads(self._pid.read_text(encoding="utf-8"))["pid"]), number)
                    return True
                return False
            time.sleep(0.01)
        return False

    def _supervised(self) -> bool:
        """Whether the supervisor holds its lock."""
        try:
            descriptor = os.open(self._pid, os.O_RDONLY)
        except OSError:
            return False
        try:
            # Shared, so that consoles that ask at the same time do not take each other for the supervisor.
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False

    def _orphan(self) -> psutil.Process | None:
        """The engine that still works although its supervisor was killed."""
        try:
            record = json.loads(self._end.read_text(encoding="utf-8"))
            if record["ended"]:
                return None
            engine = psutil.Process(int(record["engine"]))
            # Its number may belong to another by now. A script that is an engine has its interpreter in front.
            arguments = json.loads(self._spec.read_text(encoding="utf-8"))["argv"][1:]
            return engine if engine.cmdline()[-len(arguments) :] == arguments else None
        except (OSError, ValueError, KeyError, psutil.Error):
            return None
