"""The command line: reads the settings once, calls one command, and turns every error into a sentence and a code."""

from __future__ import annotations

import argparse
import gc
import io
import json
import os
import sys
import traceback
from collections.abc import Sequence
from typing import TYPE_CHECKING

from console.cli.parser import COMMANDS, build_parser
from console.errors import ConsoleError, InputError, ProtectedError, RunStoppedError

if TYPE_CHECKING:
    from console.settings import ReadSettings

LATE = ("console", "monitor")
"""Their first frame does not wait for the settings; every other command begins with them."""
COLLECT_AFTER = 20_000
"""New objects between two collections of the youngest, instead of Python's 700."""


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit code: 0 done, 2 changes present (`plan`), 1 failed, 130 stopped."""
    # Plan files and streams may hold secrets: nothing that the console or the engine writes is for others.
    os.umask(0o077)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A sign that the terminal's character set lacks is shown as "?", and does not end the command.
            stream.reconfigure(errors="replace")
    # Also for arguments that cannot be parsed: who asks for JSON gets JSON.
    as_json = "--json" in arguments
    environment = "ENV"
    try:
        options = build_parser().parse_args(arguments)
        environment = str(getattr(options, "environment", None) or environment).partition("#")[0]
        return _call(options)
    except ConsoleError as error:
        return report(error, as_json=as_json, environment=environment)
    except KeyboardInterrupt:
        return report(RunStoppedError("Stopped."), as_json=as_json)
    except BrokenPipeError:
        # The reader of our output has gone: there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:  # noqa: BLE001 - the last door: an operator gets a sentence, never a traceback
        return report(_unexpected(error), as_json=as_json)


def _call(options: argparse.Namespace) -> int:
    from importlib import import_module

    from console.bootstrap import build
    from console.cli.printing import announce, say
    from console.cli.read_only import may_be_read_only, refuse_changes

    # Most of what is imported stays: looking through it all again and again is a tenth of a short command's time.
    gc.set_threshold(COLLECT_AFTER)

    def read() -> ReadSettings:
        from console.settings import Settings, read_settings

        return read_settings({key: getattr(options, key, None) for key in Settings.model_fields})

    command = options.command or "console"
    if command == "monitor":
        # Whatever else is set, a monitor only looks.
        options.read_only = True
    if command in LATE and not may_be_read_only(options):
        console = build(read)
    else:
        refuse_changes(settings := read(), options)
        announce(read_only=settings.settings.read_only)
        if settings.settings.read_only and command not in LATE:
            # Beside the answer, which a script may take as it stands.
            say("READ-ONLY: this command only looks.", quiet=True)
        console = build(settings)
    module, function = COMMANDS[command]
    return int(getattr(import_module(f"console.cli.{module}"), function)(console, options))


def report(error: ConsoleError, *, as_json: bool, environment: str = "ENV") -> int:
    """Say what is wrong, once, where the caller looks for it, with what helps; returns the exit code."""
    from console.cli.hints import print_hint
    from console.cli.printing import printable
    from console.domain.hints import hints_for

    hints = () if isinstance(error, InputError | ProtectedError) else hints_for(f"{error.message}\n{error.detail}")
    if as_json:
        document = {
            "error": {
                "kind": type(error).__name__,
                "message": error.message,
                "detail": error.detail,
                "hints": [
                    {"name": hint.name, "words": hint.words, "command": hint.command_for(environment)} for hint in hints
                ],
            }
        }
        print(json.dumps(document, indent=2))
    else:
        print(f"infra-console: {printable(error.message)}", file=sys.stderr)
        if error.detail:
            print(printable(error.detail, lines=True), file=sys.stderr)
        for hint in hints:
            print_hint(hint, environment)
    return error.exit_code


def _unexpected(error: Exception) -> ConsoleError:
    """An error that nobody foresaw: named, with the place in our code, without values that may be secret."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else "unknown"  # noqa: PTH119
    return ConsoleError(
        f"Something unexpected went wrong in the console ({type(error).__name__} at {where}); nothing more was "
        "started. Please report it."
    )
