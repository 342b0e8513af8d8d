"""Asking before something is changed: by --yes, or at a terminal."""

from __future__ import annotations

import argparse
import sys

from console.cli.printing import say
from console.errors import InputError, RunStoppedError


def agreed(options: argparse.Namespace, deed: str, command: str) -> None:
    """Return where the operator agrees to the deed that was shown.

    Raises InputError where nobody can be asked, RunStoppedError where the answer is no.
    """
    if options.yes:
        return
    if not sys.stdin.isatty() or options.json:
        raise InputError(f"Nothing was done: add --yes to {command}, or run it at a terminal, to {deed}.")
    say(f"Type yes to {deed}, anything else to leave it: ")
    try:
        answer = input().strip()
    except EOFError:
        answer = ""
    if answer != "yes":
        raise RunStoppedError("Nothing was done.")
