"""Faults 64 and 67 in a real terminal: no byte sequence of a log line reaches it, folded or unfolded."""

from __future__ import annotations

import sys
from pathlib import Path

import pexpect

ROOT = Path(__file__).parents[2]
HOSTILE_APP = """
import json
from console.app import ConsoleApp
from tests.fakes.console import FakeConsole
from tests.fakes.hostile import HOSTILE
from tests.fakes.logs import FakeLogs, line, logs
from tests.fakes.overview import NOW
fake = FakeLogs(kept=[line(2, "MARK" + HOSTILE, stream=HOSTILE), line(1, json.dumps({"msg": "JSON" + HOSTILE}))])
ConsoleApp(FakeConsole(logs=logs(fake)), now=lambda: NOW).run()
"""


def test_faults_64_67_no_sequence_of_a_log_line_reaches_the_terminal():
    terminal = pexpect.spawn(
        sys.executable, ["-c", HOSTILE_APP], cwd=str(ROOT), dimensions=(40, 160), timeout=30,
        env={"TERM": "xterm-256color", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    received = b""

    def until(wanted: bytes, key: str) -> None:
        nonlocal received
        terminal.expect(wanted)
        received += terminal.before + terminal.after
        terminal.send(key)

    try:
        until(b"replaydash/dev", "3")
        until(b"MARK", "\r")
        until(b'"msg"', "\x1b[A")
        until(b"no level", "\x11")
        terminal.expect(pexpect.EOF)
        received += terminal.before
    finally:
        terminal.close(force=True)
    for sequence in (b"\x1b]0;evil", b"\x1b]52;", b"\x1b]8;;http", b"\x9b2J", b"\x1bc", "\u202e".encode()):
        assert sequence not in received
    assert b"Traceback" not in received
