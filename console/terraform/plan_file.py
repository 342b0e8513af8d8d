"""What a saved plan file says of the state it was made against, without its values."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from console.domain.run import StateMark
from console.errors import TerraformError


def read_state_mark(path: Path) -> StateMark:
    """Lineage, serial and size of the state before the plan: a plan file is a zip that holds it as `tfstate-prev`.

    Raises TerraformError where the file is not a plan.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            state = json.loads(archive.read("tfstate-prev"))
        managed = [resource for resource in state.get("resources") or [] if resource.get("mode") == "managed"]
        return StateMark(
            lineage=str(state.get("lineage", "")),
            serial=int(state.get("serial", 0)),
            resources=sum(len(resource.get("instances") or []) for resource in managed),
        )
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError):
        raise TerraformError(f"{path} is not a plan that can be read: plan again.") from None
