"""What a saved plan file says of the state it was made against, without its values."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from console.domain.run import StateMark
from console.errors import TerraformError


def read_state_mark(path: Path) -> StateMark:
    """Lineage, serial and size of the state that the plan met.

    A plan file is a zip: `tfstate-prev` holds the resources as they were in the state, and `tfstate` those after the
    refresh, and only that one says which state it was. Raises TerraformError where the file is not a plan.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            before, refreshed = (json.loads(archive.read(name)) for name in ("tfstate-prev", "tfstate"))
        managed = [resource for resource in before.get("resources") or [] if resource.get("mode") == "managed"]
        return StateMark(
            lineage=str(refreshed.get("lineage", "")),
            serial=int(refreshed.get("serial", 0)),
            resources=sum(len(resource.get("instances") or []) for resource in managed),
        )
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError):
        raise TerraformError(f"{path} is not a plan that can be read: plan again.") from None
