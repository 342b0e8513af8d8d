"""A real terminal: a pseudo-terminal with the console in it, and an emulator that knows what is on its screen."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from types import TracebackType

import pexpect
import pyte

KEYS = {
    "enter": "\r",
    "tab": "\t",
    "escape": "\x1b",
    "down": "\x1b[B",
    "up": "\x1b[A",
    "right": "\x1b[C",
    "shift+tab": "\x1b[Z",
    "ctrl+u": "\x15",
    "ctrl+s": "\x13",
}


class Terminal:
    """One program in one terminal. `wait_for` is the only way to wait: on what a person would see."""

    def __init__(
        self, command: list[str], environment: Mapping[str, str], *, columns: int = 120, rows: int = 40
    ) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._child = pexpect.spawn(
            command[0],
            command[1:],
            env={**environment, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
            dimensions=(rows, columns),
            timeout=5,
        )

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._child.close(force=True)

    @property
    def pid(self) -> int:
        return int(self._child.pid)

    @property
    def text(self) -> str:
        """What the screen shows, line by line."""
        self._read()
        return "\n".join(line.rstrip() for line in self._screen.display)

    def press(self, *keys: str) -> None:
        """Press keys by name, or type plain text."""
        for key in keys:
            self._child.send(KEYS.get(key, key))

    def wait_for(self, *wanted: str, seconds: float = 40) -> str:
        """Until every text wanted is on the screen; fails with the screen."""
        return self.wait_until(lambda text: all(part in text for part in wanted), f"{wanted}", seconds)

    def wait_until(self, condition: Callable[[str], bool], what: str, seconds: float = 40) -> str:
        deadline = time.monotonic() + seconds
        while True:
            text = self.text
            if condition(text):
                return text
            if time.monotonic() > deadline or not self._child.isalive():
                raise AssertionError(f"{what} did not appear within {seconds:.0f} s:\n{text}")

    def wait_for_exit(self, seconds: float = 40) -> int | None:
        """The program's exit code once it has ended."""
        deadline = time.monotonic() + seconds
        while self._child.isalive():
            self._read()
            assert time.monotonic() < deadline, self.text
        self._child.close()
        return None if self._child.exitstatus is None else int(self._child.exitstatus)

    def _read(self) -> None:
        """Feed what has arrived to the emulator; waits a tenth of a second at most when there is nothing."""
        wait = 0.1
        while True:
            try:
                self._stream.feed(self._child.read_nonblocking(65536, timeout=wait))
            except (pexpect.TIMEOUT, pexpect.EOF):
                return
            wait = 0


def highlight(terminal: Terminal, environment: str) -> None:
    """Find an environment in the list by the filter; afterwards the keys act on it.

    Each step waits for what a person would see: keys that come before the focus has moved are typed into the filter.
    """
    terminal.wait_for("/ Filter", environment.partition("/")[0], seconds=60)
    terminal.press("/")
    terminal.wait_until(lambda text: "/ Filter" not in text, "the filter has the keys")
    terminal.press(environment)
    terminal.wait_for(f"─ {environment} ─")
    terminal.press("enter")
    terminal.wait_for("/ Filter")
