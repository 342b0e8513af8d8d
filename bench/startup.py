"""How soon the console is there: its first frame beside that of an empty Textual app, and `--version`."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

import pexpect

from bench.figures import Figure, against, measurement

ROUNDS = 9
EMPTY_APP = (
    "from textual.app import App\n"
    "from textual.widgets import Label\n"
    "class Empty(App):\n"
    "    def compose(self):\n"
    "        yield Label('first-frame')\n"
    "Empty().run()\n"
)
COMPILED = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
"""An operator's Python keeps compiled modules; without them every start compiles the console anew."""
HEAVY = ("boto3", "botocore", "moto", "jinja2")


def first_frame(arguments: list[str], mark: str, home: str) -> float:
    """Seconds from the start of the process to the mark on its terminal."""
    environment = COMPILED | {"TERM": "xterm-256color", "LANG": "C.UTF-8", "INFRA_CONSOLE_HOME": home}
    begin = time.perf_counter()
    child = pexpect.spawn(sys.executable, arguments, env=environment, dimensions=(40, 120), timeout=30)
    child.expect_exact(mark)
    taken = time.perf_counter() - begin
    child.close(force=True)
    return taken


def version() -> float:
    """Seconds that `--version` takes."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-m", "console", "--version"], check=True, capture_output=True, env=COMPILED)
    return time.perf_counter() - begin


def imported_by_the_first_frame() -> list[str]:
    """Which of the heavy libraries importing the app and its first screen brings in."""
    code = (
        "import sys, console.app, screens.environments, console.bootstrap, console.settings, console.cli.main\n"
        f"print(*[name for name in {HEAVY!r} if name in sys.modules])"
    )
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()


@measurement
def startup() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as home:
        empty, console, versions = [], [], []
        for _ in range(ROUNDS):
            empty.append(first_frame(["-c", EMPTY_APP], "first-frame", home))
            console.append(first_frame(["-m", "console"], "Preview", home))
            versions.append(version())
    reference = statistics.median(empty)
    yield against("first frame of the console", statistics.median(console), reference, 1.4, "an empty Textual app")
    yield against("infra-console --version", statistics.median(versions), reference, 1 / 3, "an empty Textual app")
    heavy = imported_by_the_first_frame()
    yield Figure("heavy imports at the first frame", ", ".join(heavy) or "none", "none", not heavy)
