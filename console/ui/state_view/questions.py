"""What the questions before a change of the state say: what is done, what the next plan does then, how to get back."""

from __future__ import annotations

from datetime import datetime

from textual.content import Content

from console.domain.state import StateBackup, StateDifference, StateVersion
from console.services.state_changes import StateChange
from console.services.state_drift import DriftedResource
from console.services.state_locks import LockView
from console.services.state_restoring import Restore
from console.ui.format import age, duration, plural
from console.ui.gate import content, styled
from console.ui.plan_view.attributes import show_value

_MOST_LINES = 12


def change_content(change: StateChange) -> Content:
    """Before a move, a removal, a taint."""
    lines = [_move(old, new) for old, new in change.moves[:_MOST_LINES] if old != new]
    if len(change.moves) > _MOST_LINES:
        lines.append(content(f"and {len(change.moves) - _MOST_LINES} more"))
    if lines:
        lines.append(Content())
    forecast = change.forecast
    for label, sentences in (("After that", forecast.next_plan), ("The way back", forecast.way_back)):
        lines += [styled("[$foreground-muted]$label:[/] $said", label=label, said=_bare(said)) for said in sentences]
    lines += [styled("[$text-warning]! $said[/]", said=_bare(said)) for said in forecast.warnings]
    lines.append(styled("[$foreground-muted]A backup of serial $serial is kept first.[/]", serial=change.mark.serial))
    return Content("\n").join(lines)


def restore_content(restore: Restore) -> Content:
    """Before an earlier state takes the place of the one that is there."""
    now = "cannot be read" if restore.now is None else f"has serial {restore.now.serial}"
    kept = restore.difference.after
    head = styled(
        "The state now $now; $source (serial $serial, $resources) takes its place under a newer serial.",
        now=now, source=restore.source, serial=kept.serial, resources=plural(kept.resources, "resource"),
    )  # fmt: skip
    warnings = [styled("[$text-warning]! $said[/]", said=said) for said in restore.warnings]
    return Content("\n").join([head, Content(), difference_content(restore.difference), *warnings])


def difference_content(found: StateDifference) -> Content:
    """What the second state has otherwise than the first."""
    lines = [styled("[$text-success]+ $address[/]", address=one) for one in found.added[:_MOST_LINES]]
    lines += [styled("[$text-error]- $address[/]", address=one) for one in found.removed[:_MOST_LINES]]
    for one in found.changed[:_MOST_LINES]:
        lines.append(styled("[$text-warning]~ $address[/]", address=one.address))
        lines += [_attribute(each.path, each.before, each.after) for each in one.attributes[:3]]
    shown = sum(min(len(each), _MOST_LINES) for each in (found.added, found.removed, found.changed))
    left = len(found.added) + len(found.removed) + len(found.changed) - shown
    if left:
        lines.append(content(f"and {left} more"))
    return Content("\n").join(lines or [content("Both hold the same resources with the same attributes.")])


def drifted_content(one: DriftedResource) -> Content:
    """One resource that was changed outside, attribute by attribute."""
    if one.gone:
        return styled(
            "[b]$address[/]\n\n[$text-error]It was deleted outside.[/] The plan makes it anew; accepting forgets it.",
            address=one.address,
        )
    head = [
        styled("[b]$address[/]", address=one.address),
        styled("[$foreground-muted]in the state -> found[/]"),
        Content(),
    ]
    return Content("\n").join([*head, *(_attribute(each.path, each.before, each.after) for each in one.attributes)])


def lock_content(view: LockView, now: datetime) -> Content:
    """Who holds the lock, and what speaks against releasing it."""
    if view.lock is None:
        return content(f"The state of {view.environment} is not locked.")
    holder = view.lock.holder
    seconds = view.lock.age_seconds(now)
    since = "since when it does not say" if seconds is None else f"for {duration(seconds)}"
    lines = [
        styled("Held by [b]$who[/] $since.", who=holder.who or "somebody", since=since),
        styled("[$foreground-muted]Operation[/] $what", what=holder.operation or "?"),
        styled("[$foreground-muted]Engine[/]    $engine", engine=holder.version or "?"),
        styled("[$foreground-muted]Kept in[/]   $where", where=view.lock.where),
        styled("[$foreground-muted]ID[/]        $id", id=holder.id or "none"),
        Content(),
    ]  # fmt: skip
    lines += [styled("[$text-warning]! Not to be released: $said[/]", said=said) for said in view.against]
    lines += [styled("[$text-warning]! $said[/]", said=said) for said in view.notes]
    if not view.against:
        lines.append(content("Release it only when its holder is gone: two engines at once can break the state."))
    return Content("\n").join(lines)


def backup_line(one: StateBackup, now: datetime) -> str:
    """A backup in a list to choose from."""
    return f"{one.id}  {age(one.at, now)}, {plural(one.resources, 'resource')}, {one.why}"


def version_line(one: StateVersion, now: datetime) -> str:
    """A version of the S3 object in a list to choose from."""
    serial = "no state" if one.serial is None else f"serial {one.serial}"
    return f"version {one.id}  {age(one.at, now)}, {serial}, {one.size:,} bytes{', current' if one.current else ''}"


def _move(old: str, new: str | None) -> Content:
    if new is None:
        return styled("$old [$text-error]is forgotten[/]", old=old)
    return styled("$old\n  -> [b]$new[/]", old=old, new=new)


def _attribute(path: str, before: object, after: object) -> Content:
    return styled(
        "    [$foreground-muted]$path[/] $before -> $after",
        path=path, before=show_value(before, limit=120), after=show_value(after, limit=120),
    )  # fmt: skip


def _bare(text: str) -> str:
    """Commands without the marks that they have in plain text."""
    return text.replace("`", "")
