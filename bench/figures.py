"""How a figure is measured and registered."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. `reference` and `ratio` are empty where the limit is absolute."""

    name: str
    measured: str
    limit: str
    ok: bool
    reference: str = ""
    ratio: str = ""


Measurement = Callable[[], Iterable[Figure]]
MEASUREMENTS: list[Measurement] = []


def measurement(function: Measurement) -> Measurement:
    """Put the function's figures into the table."""
    MEASUREMENTS.append(function)
    return function


def against(name: str, measured: float, reference: float, limit: float, what: str) -> Figure:
    """A duration in seconds that may be at most `limit` times its reference, which is `what`."""
    ratio = measured / reference
    return Figure(
        name,
        _seconds(measured),
        f"at most {limit:g} x",
        ratio <= limit,
        f"{_seconds(reference)} {what}",
        f"{ratio:.2f} x",
    )


def absolute(name: str, measured: float, limit: float, unit: str) -> Figure:
    """A value that may be at most `limit`, both in `unit`."""
    return Figure(name, f"{measured:.1f} {unit}", f"at most {limit:g} {unit}", measured <= limit)


def interleaved(*functions: Callable[[], object], rounds: int = 7) -> list[float]:
    """The median duration of each, in seconds; taken in turns, so that a busy machine slows all of them alike."""
    taken: list[list[float]] = [[] for _ in functions]
    for _ in range(rounds):
        for function, durations in zip(functions, taken, strict=True):
            gc.collect()
            begin = time.perf_counter()
            result = function()
            durations.append(time.perf_counter() - begin)
            del result
    return [statistics.median(durations) for durations in taken]


def peak_megabytes() -> float:
    """The most memory that this process has held, in MB (10^6 bytes)."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1e6
    import resource

    # Systems without /proc count ru_maxrss in bytes.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def _seconds(value: float) -> str:
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms"
