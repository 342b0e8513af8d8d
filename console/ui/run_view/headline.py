"""The run's line on the walk and its progress bar."""

from __future__ import annotations

from collections import Counter

from textual.content import Content

from console.domain.progress import Progress, ResourceState
from console.domain.run import RunKind
from console.ui.format import bar, duration
from console.ui.gate import content, styled
from console.ui.run_session import RunSession

_AFTER = {"done": "$text-success", "failed": "$text-error", "stopped": "$text-warning", "unclean": "$text-error"}


def counts_of(progress: Progress | None) -> Counter[ResourceState]:
    """How many resources are in each state, in one pass."""
    return Counter(resource.state for resource in progress.resources.values()) if progress else Counter()


def run_note(session: RunSession, elapsed: float | None, expected: float | None, *, narrow: bool = False) -> Content:
    """`run #15 apply   4 of 6   48 s, about 1m 10s left`; an unknown time is called unknown."""
    record = session.record
    what = "destroy" if session.kind is RunKind.DESTROY else "apply"
    head = "" if narrow else styled("run [b]#$number[/] $what   ", number=record.number if record else "?", what=what)
    total = session.progress.total if session.progress else 0
    done = (
        f"{counts_of(session.progress)[ResourceState.DONE]} of {total}"
        if total
        else ""
        if session.ended
        else "starting"
    )
    if session.ended:
        status = "not done" if session.error else record.status.value if record else "unknown"
        style = _AFTER.get(status, "$text-error")
        words = [styled(f"[{style}]$status[/]", status=status), content(done), content(duration(elapsed))]
    else:
        words = [content(done), content(f"{duration(elapsed)}, ") + _left(session, expected, narrow=narrow)]
    return Content.assemble(head, Content("  " if narrow else "   ").join([word for word in words if word.plain]))


def _left(session: RunSession, expected: float | None, *, narrow: bool) -> Content:
    if session.stopping:
        return styled("[b $text-warning]stopping[/]")
    if expected is None:
        return content("? left" if narrow else "time left unknown")
    if expected < 1:
        return content("moments left")
    return content(f"~{duration(expected)} left" if narrow else f"about {duration(expected)} left")


def progress_line(session: RunSession, width: int) -> Content:
    """`▇▇▇▇▇░░░░░  63 of 91 done, 4 running, 24 waiting` in `width` cells."""
    progress = session.progress
    if progress is None or not progress.total:
        return styled(
            "[$foreground-muted]$words[/]", words="" if session.ended else "Waiting for Terraform's first word…"
        )
    counts = counts_of(progress)
    done = counts[ResourceState.DONE]
    words = [f"{done} of {progress.total} done"]
    for state in (ResourceState.RUNNING, ResourceState.FAILED, ResourceState.UNCERTAIN, ResourceState.WAITING):
        if count := counts[state]:
            word = "not started" if session.ended and state is ResourceState.WAITING else state.value
            words.append(f"{count} {word}")
    text = ", ".join(words)
    blocks = bar(done / progress.total, max(10, width - len(text) - 2))
    style = "$text-error" if counts[ResourceState.FAILED] else "$text-success"
    return styled(f"[{style}]$blocks[/]  $text", blocks=blocks, text=text)
