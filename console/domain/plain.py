"""What JSON lacks, as texts."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from console.domain.plan import Special


def plain(value: Any) -> Any:
    """For `json.dumps(default=...)`: figures as texts, times in ISO 8601, what is not shown by the name of why."""
    match value:
        case Decimal():
            return str(value)
        case datetime():
            return value.isoformat()
        case Special():
            return {"special": value.name.lower()}
        case set() | frozenset() | tuple():
            return list(value)
        case _:
            return str(value)
