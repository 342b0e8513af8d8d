"""Moments as an operator writes them: `10:30`, `-2h`, `2026-05-04T10:30`."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from console.errors import InputError

_AGO = re.compile(r"-?\s*(\d{1,6})\s*(s|m|min|h|d|w)$", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?$")
_SECONDS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86_400, "w": 604_800}
_HOW = "write 10:30, -2h, 45m or 2026-05-04T10:30"


def moment(text: str, now: datetime) -> datetime:
    """The moment meant. A time of day is the last one that has been; without an offset it is local time.

    Raises InputError for what is no moment or lies in the future.
    """
    wanted = text.strip()
    found = _ago(wanted, now) or _clock(wanted, now) or _written(wanted, now)
    if found is None:
        raise InputError(f"{text[:40]!r} is no time: {_HOW}.")
    if found > now + timedelta(minutes=1):
        raise InputError(f"{text[:40]!r} lies in the future: {_HOW}.")
    return found


def _ago(text: str, now: datetime) -> datetime | None:
    if text.lower() == "now":
        return now
    found = _AGO.match(text)
    return now - timedelta(seconds=int(found[1]) * _SECONDS[found[2].lower()]) if found else None


def _clock(text: str, now: datetime) -> datetime | None:
    found = _CLOCK.match(text)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59 or int(found[3] or 0) > 59:
        return None
    today = now.replace(hour=int(found[1]), minute=int(found[2]), second=int(found[3] or 0), microsecond=0)
    return today if today <= now else today - timedelta(days=1)


def _written(text: str, now: datetime) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=now.tzinfo)
