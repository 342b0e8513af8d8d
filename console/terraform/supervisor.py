"""The process between the console and the engine, so that either may die without the other.

Started as a script of its own (`python -I -S supervisor.py STAGE.json`) in a new session: it imports the standard
library only, starts the engine in a process group of its own with its output going to files, forwards exactly one
interrupt, and writes how it ended into a file laid out beforehand, so that a full disk cannot lose the verdict.
"""

from __future__ import annotations

import bisect
import contextlib
import importlib.util
import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from types import FrameType
from typing import Any

END_BYTES = 16384
STRUCTURE = re.compile(
    rb'"(?:type|action|addr|resource|resource_type|resource_name|module|implied_provider|operation|severity|ui|terraform'
    rb'|@level|@module|@timestamp)"\s*:\s*"(?:[^"\\]|\\.)*"|"[^"\\]*"\s*:(?:\s*[-+.0-9eE]+(?=[,}]))?'
)
"""Keys, numbers beside them, and the values that Terraform itself writes: no secret of a variable stands there."""
POLL_SECONDS = 0.5


class Supervisor:
    """One engine process from its start to its end record."""

    def __init__(self, stage: dict[str, Any]) -> None:
        self.stage = stage
        self.child: subprocess.Popen[bytes] | None = None
        self.stop_requested = False
        self.first_interrupt = ["not sent"]
        """Popped when it is sent: one step that no signal handler can come between, so that it is never sent twice."""
        self.second_interrupt = ["not sent"]
        self.forced_at: float | None = None
        self.ended, self.say_ended = os.pipe()

    def run(self) -> int:
        """Run the engine; returns its exit code."""
        os.umask(0o077)
        for name, action in (
            (signal.SIGHUP, signal.SIG_IGN),
            (signal.SIGINT, self.on_stop),
            (signal.SIGTERM, self.on_stop),
            (signal.SIGUSR1, self.on_force),
            (signal.SIGCHLD, self.on_end),
        ):
            signal.signal(name, action)
        forms = secrets(os.environ)
        # From here on signals do what they should: this file tells the console that it may send them.
        end = self.prepare_end()
        began = time.monotonic()
        code = self.supervise(end)
        for stream in ("stdout", "stderr"):
            mask_file(self.stage[stream], forms)
        record = {
            "ended": True,
            "exit_code": code,
            "seconds": round(time.monotonic() - began, 3),
            "ended_at": datetime.now(UTC).isoformat(),
            "stop_requested": self.stop_requested,
            "forced": self.forced_at is not None,
            "survivors": survivors()[:20],
        }
        self.write_end(end, record)
        return code

    def supervise(self, end: int) -> int:
        """Start the engine and wait for it; returns its exit code, negative where a signal ended it."""
        try:
            with open(self.stage["stdout"], "ab", 0) as out, open(self.stage["stderr"], "ab", 0) as err:
                if self.stop_requested:
                    return -signal.SIGINT
                self.child = subprocess.Popen(
                    self.stage["argv"],
                    cwd=self.stage["cwd"],
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=err,
                    process_group=0,
                )
        except OSError as error:
            with contextlib.suppress(OSError), open(self.stage["stderr"], "ab", 0) as err:
                err.write(f"The engine could not be started: {error}\n".encode())
            return 127
        if self.stop_requested:
            self.interrupt()
        with contextlib.suppress(OSError):
            self.write_end(end, {"ended": False, "engine": self.child.pid})
        while (code := self.child.poll()) is None:
            # The end of the engine wakes this at once; otherwise the escalation gets its clock.
            if select.select([self.ended], [], [], POLL_SECONDS)[0]:
                os.read(self.ended, 512)
            else:
                self.escalate()
        return code

    def on_stop(self, _signal: int, _frame: FrameType | None) -> None:
        """Forward the first request as one SIGINT to the engine alone, never to its providers; ignore the others."""
        self.stop_requested = True
        self.interrupt()

    def on_end(self, _signal: int, _frame: FrameType | None) -> None:
        """The engine stopped, went on or ended: whoever waits looks again."""
        os.write(self.say_ended, b".")

    def on_force(self, _signal: int, _frame: FrameType | None) -> None:
        """The operator typed that data may be lost: a second interrupt, then the group by the clock."""
        self.stop_requested = True
        if self.forced_at is None:
            self.forced_at = time.monotonic()
        self.interrupt()

    def interrupt(self) -> None:
        """The first interrupt, unless it was sent or there is no engine yet."""
        if self.child is not None:
            with contextlib.suppress(IndexError):
                self.first_interrupt.pop()
                self.child.send_signal(signal.SIGINT)

    def escalate(self) -> None:
        if self.forced_at is None or self.child is None:
            return
        waited = time.monotonic() - self.forced_at
        with contextlib.suppress(ProcessLookupError):
            if waited > self.stage["kill_after_seconds"]:
                os.killpg(self.child.pid, signal.SIGKILL)
            elif waited > self.stage["term_after_seconds"]:
                os.killpg(self.child.pid, signal.SIGTERM)
            elif self.second_interrupt:
                # Not at once: two that arrive together count as one.
                self.second_interrupt.pop()
                self.child.send_signal(signal.SIGINT)

    def prepare_end(self) -> int:
        descriptor = os.open(self.stage["end"], os.O_RDWR | os.O_CREAT, 0o600)
        self.write_end(descriptor, {"ended": False})
        return descriptor

    @staticmethod
    def write_end(descriptor: int, record: dict[str, Any]) -> None:
        data = json.dumps(record).encode().ljust(END_BYTES - 1) + b"\n"
        os.pwrite(descriptor, data, 0)
        os.fsync(descriptor)


def secrets(environment: Mapping[str, str]) -> set[bytes]:
    """Every form of every sensitive value this engine was given: only those come by environment, as TF_VAR_ texts."""
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "secret_forms.py")
    specification = importlib.util.spec_from_file_location("secret_forms", source)
    if specification is None or specification.loader is None:
        raise ImportError(source)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    texts = [text for name, text in environment.items() if name.startswith("TF_VAR_")]
    values = {value for text in texts for value in module.secret_texts(text)}
    return {form.encode("utf-8", "surrogatepass") for value in values for form in module.secret_forms(value)}


def mask_file(path: str, forms: set[bytes]) -> None:
    """Overwrite secrets that the engine or a provider repeated with as many stars: a reader's place stays right.

    The words that the stream is made of stay, also where a weak secret is one of them: a line that cannot be read any
    more would lose what the engine did.
    """
    if not forms:
        return
    with contextlib.suppress(OSError), open(path, "r+b") as file:
        content = file.read()
        found = [(at, form) for form in sorted(forms, key=len, reverse=True) for at in places(content, form)]
        kept = [match.span() for match in STRUCTURE.finditer(content)] if found else []
        for at, form in found:
            before = bisect.bisect(kept, (at + len(form),)) - 1
            if before < 0 or kept[before][1] <= at:
                file.seek(at)
                file.write(b"*" * len(form))


def places(content: bytes, form: bytes) -> Iterator[int]:
    """Where the form begins."""
    at = content.find(form)
    while at >= 0:
        yield at
        at = content.find(form, at + len(form))


def survivors() -> list[str]:
    """Other processes of this session, as `pid command`: children that outlived the engine."""
    found = []
    for pid, command in processes():
        with contextlib.suppress(OSError):
            if os.getsid(pid) == os.getsid(0) and pid != os.getpid() and command:
                found.append(f"{pid} {command[:120]}")
    return found


def processes() -> Iterator[tuple[int, str]]:
    """Every process with its command line; empty for one that has ended and was not collected."""
    if os.path.isdir("/proc/self"):
        for name in os.listdir("/proc"):
            with contextlib.suppress(OSError, ValueError), open(f"/proc/{int(name)}/cmdline", "rb") as file:
                yield int(name), file.read().replace(b"\0", b" ").decode(errors="replace").strip()
        return
    listing = subprocess.run(["/bin/ps", "-A", "-o", "pid=,args="], capture_output=True, text=True, check=False)
    for line in listing.stdout.splitlines():
        pid, _, command = line.strip().partition(" ")
        if not command.startswith(("/bin/ps", "(")):
            yield int(pid), command


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        specification = json.load(file)
    sys.exit(Supervisor(specification).run())
