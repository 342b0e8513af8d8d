"""An engine command that changes the state: it goes on to its end, whatever becomes of the console."""

from __future__ import annotations

import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from console.domain.events import Diagnostic, Severity
from console.errors import LockedError, TerraformError
from console.terraform.capture import reason_in
from console.terraform.event_stream import lock_holder

LONGEST_SECONDS = 300.0
"""After which the engine is asked to stop: changing a state takes seconds, also a large one in S3."""


def change_state(argv: Sequence[str], cwd: Path, environment: Mapping[str, str], *, what: str, keep_open: int) -> bytes:
    """What the command printed; raises TerraformError naming `what` failed, LockedError where the state is locked.

    It writes into files, not into a pipe of this process, which would end it with the console. `keep_open` is the
    environment's lock, which then lives as long as it does.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        try:
            process = subprocess.Popen(
                list(argv),
                cwd=cwd,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                start_new_session=True,
                umask=0o077,
                pass_fds=(keep_open,),
            )
        except OSError as error:
            raise TerraformError(f"{what} could not be started: {error.strerror}; nothing was changed.") from None
        try:
            code = process.wait(LONGEST_SECONDS)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGINT)
            raise TerraformError(
                f"{what} did not end within {LONGEST_SECONDS:.0f} s and was asked to stop: look at the state again."
            ) from None
        out.seek(0)
        err.seek(0)
        said = out.read()
        words = err.read().decode(errors="replace").strip() or said.decode(errors="replace").strip()
    if code == 0:
        return said
    holder = lock_holder(Diagnostic(Severity.ERROR, "", words.replace("│", "")))
    if holder is not None:
        raise LockedError(
            f"The state is locked by {holder.who} since {holder.created} ({holder.operation}, lock {holder.id}): wait "
            "until they are done.",
            detail=words,
        )
    raise TerraformError(f"{what} failed (exit {code}): {reason_in(words)}; nothing was changed.", detail=words)
