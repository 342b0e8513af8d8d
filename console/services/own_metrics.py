"""Metrics that an operator put onto the dashboard of an environment, kept in the console home."""

from __future__ import annotations

import json
from pathlib import Path

from console.domain.environment import EnvironmentName
from console.domain.metrics import Chart, Metric
from console.errors import InputError

GROUP = "Your own"


class OwnMetrics:
    """One file an environment: `metrics/SYSTEM/ENVIRONMENT.json`, a list of metrics as they are written."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def charts(self, name: EnvironmentName) -> tuple[Chart, ...]:
        """Raises InputError where the file cannot be read."""
        return tuple(
            Chart(GROUP, f"{metric.name} {' '.join(value for _, value in metric.dimensions)}".strip(), (metric,),
                  "Average", slot=f"own.{metric}", own=True)
            for metric in self._read(name)
        )  # fmt: skip

    def add(self, name: EnvironmentName, metric: Metric) -> None:
        self._write(name, [*(one for one in self._read(name) if one != metric), metric])

    def remove(self, name: EnvironmentName, metric: Metric) -> None:
        self._write(name, [one for one in self._read(name) if one != metric])

    def _path(self, name: EnvironmentName) -> Path:
        return self._home / "metrics" / name.system / f"{name.environment}.json"

    def _read(self, name: EnvironmentName) -> list[Metric]:
        path = self._path(name)
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            return [Metric.parse(text) for text in found]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, TypeError, AttributeError, InputError) as error:
            raise InputError(
                f"The list of your own metrics {path} cannot be read ({error}): mend or remove it."
            ) from None

    def _write(self, name: EnvironmentName, metrics: list[Metric]) -> None:
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(json.dumps([str(metric) for metric in metrics], indent=2) + "\n", encoding="utf-8")
        part.replace(path)
