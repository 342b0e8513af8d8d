"""Short reads: an engine command whose answer is taken whole, in memory, with a limit on its time."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from console.errors import TerraformError

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def capture(
    argv: Sequence[str], cwd: Path, environment: Mapping[str, str], *, what: str, timeout_seconds: float = 300
) -> bytes:
    """The command's standard output; raises TerraformError naming `what` failed, with the engine's words as detail."""
    try:
        answer = subprocess.run(
            list(argv),
            cwd=cwd,
            env=dict(environment),
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=timeout_seconds,
            check=False,
            # A Ctrl-C at the terminal is for the console, which lets a short read finish.
            start_new_session=True,
        )
    except subprocess.TimeoutExpired:
        raise TerraformError(f"{what} did not end within {timeout_seconds:.0f} s: look why, and try again.") from None
    except OSError as error:
        raise TerraformError(
            f"{what} could not be started: {error.strerror}; `infra-console doctor` says what is missing."
        ) from None
    if answer.returncode != 0:
        words = answer.stderr.decode(errors="replace").strip() or answer.stdout.decode(errors="replace").strip()
        raise TerraformError(
            f"{what} failed (exit {answer.returncode}): {reason_in(words)}; correct that and try again.", detail=words
        )
    return answer.stdout


def reason_in(words: str) -> str:
    """The first error in what an engine printed for people, without its frame and colours."""
    lines = [_COLOUR.sub("", line).replace("│", "").strip() for line in words.splitlines()]
    line = next((line for line in lines if "Error:" in line), next(filter(None, lines), ""))
    return line.replace("Error:", "").strip().rstrip(".:") or "the engine said nothing of why"
