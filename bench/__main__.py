"""Print the table of figures; exit 1 where one misses its limit. Arguments choose figures by a part of their name."""

from __future__ import annotations

import gc
import importlib
import sys

from bench.figures import MEASUREMENTS, Figure
from console.cli.main import COLLECT_AFTER

MODULES = (
    "bench.startup",
    "bench.event_stream",
    "bench.plan_reading",
    "bench.pricing",
    "bench.screens",
    "bench.metrics",
    "bench.wall",
    "bench.logs",
    "bench.verdicts",
    "bench.apply",
)
"""Modules whose import registers figures."""

_HEAD = ("figure", "measured", "reference", "ratio", "limit", "")


def main(arguments: list[str]) -> int:
    # As in the console.
    gc.set_threshold(COLLECT_AFTER)
    for module in MODULES:
        if not arguments or any(argument in module for argument in arguments):
            importlib.import_module(module)
    figures = [figure for measure in MEASUREMENTS for figure in measure()]
    if not figures:
        print(f"There is no figure of that name: choose among {', '.join(m.removeprefix('bench.') for m in MODULES)}.")
        return 1
    rows = [_HEAD, *map(_row, figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    return 0 if all(figure.ok for figure in figures) else 1


def _row(figure: Figure) -> tuple[str, ...]:
    verdict = "ok" if figure.ok else "MISSED"
    return figure.name, figure.measured, figure.reference, figure.ratio, figure.limit, verdict


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
