"""The outputs that a run's folder keeps for the screens that must not wait for the backend."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from console.services.run_folder import RunFolder, write_durably

FILE = "outputs.json"


def keep_outputs(folder: RunFolder, outputs: Mapping[str, tuple[Any, bool]]) -> None:
    """Keep name -> (value, sensitive), sensitive ones without their value."""
    kept = {
        name: {"value": None if sensitive else value, "sensitive": sensitive}
        for name, (value, sensitive) in outputs.items()
    }
    write_durably(folder.path / FILE, json.dumps(kept))


def kept_outputs(folder: Path) -> dict[str, Any] | None:
    """The outputs that a run's folder kept, sensitive ones without their value; None where it kept none."""
    try:
        kept = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return kept if isinstance(kept, dict) else None
