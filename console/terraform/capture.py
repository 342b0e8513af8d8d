"""Short reads: an engine command whose answer is taken whole, in memory, with a limit on its time."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from console.errors import TerraformError


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
        raise TerraformError(f"{what} did not end within {timeout_seconds:.0f} s.") from None
    except OSError as error:
        raise TerraformError(f"{what} could not be started: {error.strerror}.") from None
    if answer.returncode != 0:
        words = answer.stderr.decode(errors="replace").strip() or answer.stdout.decode(errors="replace").strip()
        raise TerraformError(f"{what} failed (exit {answer.returncode}).", detail=words)
    return answer.stdout
