"""What JSON lacks, as texts."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any


def plain(value: Any) -> Any:
    """For `json.dumps(default=...)`: figures as texts, times in ISO 8601."""
    match value:
        case Decimal():
            return str(value)
        case datetime():
            return value.isoformat()
        case set() | frozenset() | tuple():
            return list(value)
        case _:
            return str(value)
