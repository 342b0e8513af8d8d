"""Starting, stopping and asking about the sandbox from any process of the same console home.

Nothing here imports moto or boto3: the command line's fast path comes through this module.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from console.errors import SandboxError
from console.sandbox import client
from console.sandbox.files import (
    ACCOUNT,
    REGION,
    STARTING,
    Kept,
    SandboxFiles,
    ServerState,
    held_lock,
    lock_is_held,
)

HEALTH_PATH = "/_sandbox/health"
_STOP_SECONDS = 20.0
_UNRESPONSIVE_SECONDS = 10.0
_INHERITED_VARIABLES = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TZ")


@dataclass(frozen=True)
class SandboxStatus:
    """What is known about the sandbox of one console home."""

    running: bool
    endpoint: str | None
    port: int | None
    pid: int | None
    started_at: datetime | None
    account: str
    region: str
    resources_kept: Kept
    """For a running sandbox what its start found; for a stopped one what the next start will find."""
    note: str
    """One sentence on the state of the resources; it says plainly when they, or the last changes, were lost."""
    gaps: tuple[str, ...]
    """The actions (`ec2:MonitorInstances`) asked for since the start that are not simulated."""


class Sandbox:
    """The sandbox of one console home. Any number of objects and processes may share it."""

    _children: list[subprocess.Popen[bytes]] = []
    """Servers that this process started: kept, so that they are reaped when they end."""

    def __init__(self, home: Path) -> None:
        self._files = SandboxFiles.of_home(home)

    def status(self) -> SandboxStatus:
        """The sandbox as it is now, without asking it anything."""
        running = lock_is_held(self._files.alive_lock)
        state = ServerState.read(self._files.state)
        if running and state is not None and state.port != STARTING:
            return SandboxStatus(
                running=True,
                endpoint=f"http://127.0.0.1:{state.port}",
                port=state.port,
                pid=state.pid,
                started_at=state.started_at,
                account=ACCOUNT,
                region=REGION,
                resources_kept=state.resources_kept,
                note=state.note,
                gaps=self._gaps(),
            )
        kept, note = self._stopped_note(state)
        if running:
            note = "The sandbox is starting."
        return SandboxStatus(False, None, None, None, None, ACCOUNT, REGION, kept, note, self._gaps())

    def begun_at(self) -> datetime | None:
        """When the resources that there are now began from nothing: what was applied before is gone. None: unknown."""
        try:
            return datetime.fromisoformat(self._files.begun.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def start(self, *, timeout_seconds: float = 30) -> SandboxStatus:
        """Start the sandbox, or return the healthy one that this home has already.

        Two processes may call this at once: one starts it, both get it. A server that lives but does not answer is
        ended and started anew. Raises SandboxError when it is not ready in time.
        """
        if self.healthy():
            return self.status()
        self._files.create_folder()
        with held_lock(self._files.start_lock, timeout_seconds=timeout_seconds) as held:
            if not held:
                raise SandboxError(
                    f"Another process has been starting the sandbox for {timeout_seconds:.0f} s; "
                    f"see {self._files.log} and try again."
                )
            # Patient, since a busy machine must not cost a running apply its sandbox.
            if self.healthy(_UNRESPONSIVE_SECONDS):
                return self.status()
            if lock_is_held(self._files.alive_lock):
                self._end_server()
            self._wait_until_ready(self._spawn(), timeout_seconds)
        return self.status()

    def stop(self) -> SandboxStatus:
        """Save the resources and stop; does nothing when the sandbox is not running."""
        if not self._files.folder.is_dir():
            return self.status()
        with held_lock(self._files.start_lock, timeout_seconds=_STOP_SECONDS) as held:
            if not held:
                raise SandboxError("The sandbox is being started by another process; stop it once it is ready.")
            if lock_is_held(self._files.alive_lock):
                self._end_server()
        return self.status()

    def environment(self) -> dict[str, str]:
        """The variables with which Terraform and boto3 talk to the sandbox and to nothing else.

        The caller must not pass on an AWS_PROFILE. Raises SandboxError when the sandbox is not running.
        """
        endpoint = self._running_endpoint()
        return {
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ACCESS_KEY_ID": "sandbox",
            "AWS_SECRET_ACCESS_KEY": "sandbox",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            # A sandbox that has died is to be noticed in seconds; the provider's own default is 25 attempts.
            "AWS_MAX_ATTEMPTS": "2",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
        }

    def healthy(self, timeout_seconds: float = 2) -> bool:
        """Whether the sandbox answers within the time given."""
        status = self.status()
        if status.port is None:
            return False
        try:
            code, body = client.request(status.port, "GET", HEALTH_PATH, timeout_seconds=timeout_seconds)
            return code == 200 and json.loads(body).get("pid") == status.pid
        except (SandboxError, ValueError):
            return False

    def ensure_bucket(self, bucket: str, region: str) -> bool:
        """Create the bucket, versioned, unless it exists; True when it was created.

        Raises SandboxError when the sandbox is not running or refuses.
        """
        return client.ensure_bucket(self._port(), bucket, region)

    def ensure_table(self, table: str, region: str, *keys: str) -> bool:
        """Create the DynamoDB table with that hash key, and range key, unless it exists; True when it was created.

        Raises SandboxError when the sandbox is not running or refuses.
        """
        return client.ensure_table(self._port(), table, region, *keys)

    def ask(
        self, service: str, method: str, path: str, region: str, body: str, headers: dict[str, str]
    ) -> tuple[int, bytes]:
        """Status and body of an AWS request to the sandbox; raises SandboxError when it is not running."""
        return client.ask(self._port(), service, method, path, region, body, headers)

    def _port(self) -> int:
        return int(self._running_endpoint().rsplit(":", 1)[1])

    def _running_endpoint(self) -> str:
        endpoint = self.status().endpoint
        if endpoint is None:
            raise SandboxError("The sandbox is not running; start it with `infra-console sandbox start`.")
        return endpoint

    def _gaps(self) -> tuple[str, ...]:
        try:
            lines = self._files.gaps.read_text("utf-8").splitlines()
        except OSError:
            return ()
        return tuple(json.loads(line)["action"] for line in lines if line.endswith("}"))

    def _stopped_note(self, state: ServerState | None) -> tuple[Kept, str]:
        saved = self._files.snapshot.exists()
        crashed = "The sandbox ended unexpectedly. " if state is not None else ""
        if self._files.unsaved.exists():
            lost = "changes after its last save are lost" if saved else "nothing had been saved: its resources are lost"
            return ("restored" if saved else "lost"), f"{crashed}{lost[0].upper()}{lost[1:]}."
        if saved:
            return "restored", f"{crashed}The saved resources come back with the next start."
        return "fresh", f"{crashed}Nothing is saved: the next start is empty."

    def _spawn(self) -> subprocess.Popen[bytes]:
        environment = {name: os.environ[name] for name in _INHERITED_VARIABLES if name in os.environ}
        environment["PYTHONPATH"] = str(Path(__file__).resolve().parents[2])
        command = [sys.executable, "-m", "console.sandbox.server", "--home", str(self._files.folder.parent)]
        log = os.open(self._files.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._files.folder,
                env=environment,
                start_new_session=True,
                umask=0o077,
            )
        except OSError as error:
            raise SandboxError(f"The sandbox process could not be started: {error}.") from error
        finally:
            os.close(log)
        self._children[:] = [child for child in self._children if child.poll() is None] + [process]
        return process

    def _wait_until_ready(self, process: subprocess.Popen[bytes], timeout_seconds: float) -> None:
        deadline = time.monotonic() + timeout_seconds
        while not self.healthy(timeout_seconds=1):
            if process.poll() is not None:
                raise SandboxError(
                    f"The sandbox ended while it was starting (exit code {process.returncode}); see {self._files.log}.",
                    detail=self._end_of_log(),
                )
            if time.monotonic() > deadline:
                process.kill()
                process.wait()
                raise SandboxError(
                    f"The sandbox was not ready after {timeout_seconds:.0f} s; see {self._files.log}.",
                    detail=self._end_of_log(),
                )
            time.sleep(0.02)

    def _end_of_log(self) -> str:
        try:
            return self._files.log.read_text("utf-8", errors="replace")[-4000:]
        except OSError:
            return ""

    def _end_server(self) -> None:
        """End the server of this home: it saves and goes; one that does not is killed."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            sent = False
            deadline = time.monotonic() + _STOP_SECONDS
            while time.monotonic() < deadline:
                if not lock_is_held(self._files.alive_lock):
                    return
                sent = sent or self._send(number)
                time.sleep(0.02)
        raise SandboxError(f"The sandbox process still holds {self._files.alive_lock} after it was killed.")

    def _send(self, number: signal.Signals) -> bool:
        """Send the signal to the server; False while it has not said yet which process it is."""
        import psutil  # loaded only here: status and health must stay fast

        state = ServerState.read(self._files.state)
        if state is None:
            return False
        try:
            process = psutil.Process(state.pid)
            # Told by its arguments, in case the id is that of a server which died and was given away again.
            if str(self._files.folder.parent) not in process.cmdline():
                return False
            process.send_signal(number)
        except psutil.NoSuchProcess:
            return False
        return True
