"""Freeze windows: hours of the week in which nothing is rolled out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from console.domain.rollout_file import Freeze
from console.errors import InputError

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WEEK = timedelta(days=7)


def frozen_by(freezes: Iterable[Freeze], now: datetime) -> tuple[Freeze, datetime] | None:
    """The window that `now` lies in and when it is over, in UTC; None where none is shut. Raises InputError.

    Windows that follow one another count as one: the time is the first at which none of them is shut.
    """
    windows = tuple(freezes)
    shut = _shut(windows, now)
    if shut is None:
        return None
    opens = _end(shut, now)
    # Each step leaves one window; the whole week may be shut, and then nothing ever opens.
    for _ in range(len(windows) * 7):
        following = _shut(windows, opens)
        if following is None:
            return shut, opens
        opens = _end(following, opens)
    raise InputError(f"The freeze windows leave no hour of the week open ({shut.why}): open one in rollout.yaml.")


def frozen_words(freezes: Iterable[Freeze], now: datetime) -> str:
    """That nothing is rolled out now, and until when; empty where no window is shut. Raises InputError."""
    shut = frozen_by(freezes, now)
    if shut is None:
        return ""
    freeze, opens = shut
    return (
        f"Nothing is rolled out from {freeze.begin} to {freeze.end} {freeze.timezone} ({freeze.why}): "
        f"it opens {opens:%a %Y-%m-%d %H:%M} UTC."
    )


def _shut(freezes: Iterable[Freeze], now: datetime) -> Freeze | None:
    return next((each for each in freezes if _begin(each, now) <= now < _end(each, now)), None)


def _begin(freeze: Freeze, now: datetime) -> datetime:
    """The last time at which the window began, at or before now."""
    local = now.astimezone(_zone(freeze))
    begin = _at(freeze.begin, local)
    return (begin if begin <= local else _at(freeze.begin, local - _WEEK)).astimezone(UTC)


def _end(freeze: Freeze, now: datetime) -> datetime:
    """The first time at which the window ends after it last began."""
    begun = _begin(freeze, now).astimezone(_zone(freeze))
    end = _at(freeze.end, begun)
    return (end if end > begun else _at(freeze.end, begun + _WEEK)).astimezone(UTC)


def _at(moment: str, week_of: datetime) -> datetime:
    """`Fri 16:00` in the week (Monday to Sunday) of a local time, as its wall clocks show it."""
    day, _, clock = moment.partition(" ")
    hours, _, minutes = clock.partition(":")
    shifted = week_of.date() + timedelta(days=_DAYS.index(day) - week_of.weekday())
    return datetime(shifted.year, shifted.month, shifted.day, int(hours), int(minutes), tzinfo=week_of.tzinfo)


def _zone(freeze: Freeze) -> ZoneInfo:
    try:
        return ZoneInfo(freeze.timezone)
    except (KeyError, ValueError, OSError):
        raise InputError(
            f"{freeze.timezone[:60]!r} is no time zone: write it as in the tz database, for example Europe/Berlin."
        ) from None
