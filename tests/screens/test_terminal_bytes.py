"""Fault 64 in a real terminal: no byte sequence of others' text reaches it. And the first frame's modules."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pexpect

ROOT = Path(__file__).parents[2]
HOSTILE_APP = """
from console.app import ConsoleApp
from tests.fakes.hostile import HOSTILE
from tests.screens.test_hostile_text import hostile_console
ConsoleApp(hostile_console("MARK" + HOSTILE)).run()
"""


def test_fault_64_no_sequence_of_outside_text_reaches_the_terminal():
    terminal = pexpect.spawn(
        sys.executable, ["-c", HOSTILE_APP], cwd=str(ROOT), dimensions=(40, 160), timeout=30,
        env={"TERM": "xterm-256color", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    received = b""
    try:
        terminal.expect(b"never applied|MARK")
        received += terminal.before + terminal.after
        terminal.expect(b"locked")
        received += terminal.before + terminal.after
        terminal.send("\r")
        terminal.expect(b"first")
        received += terminal.before + terminal.after
        terminal.send("\x11")
        terminal.expect(pexpect.EOF)
        received += terminal.before
    finally:
        terminal.close(force=True)
    assert b"MARK" in received
    for sequence in (b"\x1b]0;evil", b"\x1b]52;", b"\x1b]8;;http", b"\x9b2J", b"\x1bc", "\u202e".encode()):
        assert sequence not in received
    assert b"Traceback" not in received


def test_the_app_is_imported_without_what_only_later_work_needs():
    code = "import console.app, screens.environments, sys; print(*sys.modules)"
    asked = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(asked.stdout.split())
    heavy = {"boto3", "botocore", "moto", "jinja2", "tree_sitter", "pydantic", "pydantic_settings", "yaml"}
    assert loaded & heavy == set()
    assert loaded & {"screens.variables", "screens.preview", "screens.run", "screens.help"} == set()
