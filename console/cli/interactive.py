"""Opening the console in a terminal that can show it."""

from __future__ import annotations

import argparse
import locale
import os
import sys

from console.bootstrap import Console
from console.errors import TerminalError


def console(services: Console, _options: argparse.Namespace) -> int:
    """Open the console; raises TerminalError where the terminal cannot show it."""
    check_terminal()
    from console.app import ConsoleApp

    app = ConsoleApp(services, theme=lambda: services.settings.theme)
    app.run()
    return app.return_code or 0


def check_terminal() -> None:
    """Raises TerminalError with what is wrong and what to use instead."""
    if os.environ.get("TEXTUAL_DRIVER", "").endswith(":WebDriver"):
        # A browser is the terminal: `infra-console monitor --serve` speaks with it through pipes.
        return
    headless = "use the commands instead (`infra-console --help`)"
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise TerminalError(f"The console needs a terminal, and this is none (a pipe or a file): {headless}.")
    if os.environ.get("TERM", "") in ("", "dumb"):
        raise TerminalError(f"The terminal (TERM={os.environ.get('TERM', '')!r}) cannot show screens: {headless}.")
    encoding = locale.getpreferredencoding(False)
    if encoding.lower().replace("-", "") != "utf8":
        raise TerminalError(f"The console needs a UTF-8 locale, this is {encoding}: set LANG=C.UTF-8, or {headless}.")
