"""What the logs screen says: how lines come, what is shown of them, and one line in full."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from console.domain.logs import Level, LogGroup, LogLine, level_of, unfolded
from console.services.logs_tail import TailMode, TailState
from console.ui.format import duration
from console.ui.gate import content, styled

OLD_SECONDS = 15.0
"""From when on what is shown says how old it is."""
_MOST_LINES = 400
"""Lines of an unfolded document that are shown at once; saving writes all."""


def mode_words(state: TailState, *, following: bool, history: str, now: float) -> Content:
    """LIVE, POLLING, WAITING or HISTORY, PAUSED where the view is held, and how old it is where it is old."""
    if history:
        return styled("[b $text-primary]HISTORY[/] from $at; f follows again", at=history)
    parts: list[Content] = []
    match state.mode:
        case TailMode.LIVE:
            parts.append(styled("[b $text-success]LIVE[/]"))
        case TailMode.POLLING:
            parts.append(styled("[b $text-primary]POLLING[/]"))
        case TailMode.WAITING:
            parts.append(styled("[b $text-warning]WAITING[/]"))
        case TailMode.STOPPED:
            parts.append(styled("[b $text-warning]STOPPED[/]"))
        case _:
            parts.append(styled("[$foreground-muted]reading…[/]"))
    if not following:
        parts.append(styled("[b $text-accent]PAUSED[/]"))
    if state.heard_at is not None and now - state.heard_at > OLD_SECONDS:
        parts.append(styled("[$text-warning]$age old[/]", age=duration(now - state.heard_at)))
    if state.lost:
        parts.append(styled("[$text-error]$lost lines came too fast and were left out[/]", lost=f"{state.lost:,}"))
    return Content("  ").join(parts)


def problem_words(state: TailState) -> Content | None:
    """What stands in the way, while something does; why it is not live, where it is not."""
    if state.problem:
        again = "" if state.mode is TailMode.STOPPED else " It is tried again by itself; the lines stay."
        return styled("[$text-warning]! $problem[/]$again", problem=state.problem, again=again)
    if state.reason:
        return styled("[$foreground-muted]Not live: $reason[/]", reason=state.reason)
    return None


def counts(shown: int, kept: int, dropped: bool) -> str:
    """`12 of 3,456 lines`; where older ones were let go it says that there were more."""
    of = f"{shown:,} of " if shown != kept else ""
    return f"{of}{kept:,} line{'' if kept == 1 else 's'}{', older ones let go' if dropped else ''}"


def groups_title(groups: Sequence[LogGroup]) -> str:
    """`replaydash-dev-api, postgresql`"""
    return ", ".join(group.name.rstrip("/").rpartition("/")[2] for group in groups)


def line_in_full(line: LogLine) -> Content:
    """When and where it was logged, and everything that it says; JSON one value a line."""
    at = line.at.astimezone()
    late = (line.ingested_ms - line.at_ms) / 1000 if line.ingested_ms else 0.0
    head = styled(
        "[b]$at[/] [$foreground-muted]$level $group  $stream$late[/]",
        at=f"{at:%Y-%m-%d %H:%M:%S}.{line.at_ms % 1000:03d}",
        level=level_of(line.message).word or "no level",
        group=line.group,
        stream=line.stream,
        late=f"  came {duration(late)} late" if late >= 10 else "",
    )
    lines = unfolded(line.message) or tuple(line.message.splitlines()) or ("",)
    more = len(lines) - _MOST_LINES
    body = [content(each) for each in lines[:_MOST_LINES]]
    if more > 0:
        body.append(styled("[$foreground-muted]… and $more more lines[/]", more=f"{more:,}"))
    return Content("\n").join([head, *body])


def nothing_words(groups: Sequence[LogGroup], query: str, pattern: str, least: Level, kept: int) -> str:
    """What stands where there is no line."""
    if kept and (query or least is not Level.UNKNOWN):
        return f"None of the {kept:,} lines matches. Escape clears the filter, l changes the level."
    missing = [group.name for group in groups if group.exists is False]
    if missing and len(missing) == len(groups):
        return "Nothing was ever logged to these groups. Lines appear here as they come."
    if pattern:
        return f"No line that fits the pattern {pattern} was logged. p changes it, t goes to another time."
    return "Nothing was logged in the last minutes. Lines appear here as they come; t goes to another time."
