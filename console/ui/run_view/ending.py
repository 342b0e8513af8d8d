"""How a run ended, in honest words: what is done, what is not, what nobody knows, and what to do next."""

from __future__ import annotations

from textual.content import Content

from console.domain.hints import Hint, hints_for, hints_named
from console.domain.progress import Progress, ResourceState
from console.domain.run import RunKind, RunRecord, RunStatus
from console.errors import ConsoleError
from console.ui.format import duration, plural
from console.ui.gate import content, styled
from console.ui.hints_view import hints_content
from console.ui.run_session import RunSession

LISTED = 8
"""Addresses that are named; the table below holds all of them."""


def run_seconds(record: RunRecord | None) -> float | None:
    """How long the newest stage took, from its own monotonic record."""
    return record.main_stage.seconds if record is not None and record.main_stage else None


def counted(progress: Progress | None) -> str:
    """`3 done, 1 failed, 2 not started`; empty where nothing is known of the resources."""
    if progress is None or not progress.total:
        return ""
    words = (
        (ResourceState.DONE, "done"), (ResourceState.FAILED, "failed"), (ResourceState.UNCERTAIN, "uncertain"),
        (ResourceState.RUNNING, "in flight"), (ResourceState.WAITING, "not started"),
    )  # fmt: skip
    counts = [(progress.count(state), word) for state, word in words]
    return ", ".join(f"{count} {word}" for count, word in counts if count)


def ending_content(session: RunSession) -> Content:
    """The words above the panes once the run is over."""
    record, progress = session.record, session.progress
    if session.error is not None:
        return Content("\n").join([_refused(session.error), *hints_content(hints_of(session), session.name)])
    if record is None:
        return Content()
    words = _WORDS.get(record.status)
    if words is not None:
        return Content("\n").join([words(record, progress), *hints_content(hints_of(session), record.environment)])
    return styled("Run #$number is [b]$status[/].", number=record.number, status=record.status.value)


def hints_of(session: RunSession) -> tuple[Hint, ...]:
    """What helps with how a run ended."""
    if session.error is not None:
        return hints_for(f"{session.error.message}\n{session.error.detail}")
    record = session.record
    if record is None:
        return ()
    errors = [each for each in session.progress.diagnostics if each.address] if session.progress is not None else []
    said = "\n".join([record.error or "", *(f"{each.summary}\n  with {each.address}" for each in errors)])
    return hints_named(record.hints, said)


def _done(record: RunRecord, progress: Progress | None) -> Content:
    verb = "Destroyed" if record.kind is RunKind.DESTROY else "Done"
    counts = record.applied or record.planned
    what = f"   {counts}" if counts else ""
    count = f": {plural(progress.total, 'resource')}" if progress is not None and progress.total else ""
    took = run_seconds(record)
    time = f" in {duration(took)}" if took is not None else ""
    head = styled("[b $text-success]$verb[/]$count$time.$what", verb=verb, count=count, time=time, what=what)
    then = "Escape goes back" if record.kind is RunKind.DESTROY else "Enter: outputs, next steps"
    return head + styled("   [$foreground-muted]$then[/]", then=then)


def _failed(record: RunRecord, progress: Progress | None) -> Content:
    counts = counted(progress)
    lines = [
        styled(
            "[b $text-error]Failed[/]$counts. $error",
            counts=f": {counts}" if counts else "",
            # The diagnostics say it below, with their source lines.
            error="" if progress is not None and progress.diagnostics else record.error or "",
        ),
        *_named("Failed", progress, ResourceState.FAILED, "$text-error"),
        *_uncertain(record),
        *_named("Not started", progress, ResourceState.WAITING, "$foreground-muted"),
        styled("[$foreground-muted]What is done stays and is in the state; r plans what is missing.[/]"),
    ]
    return Content("\n").join(lines)


def _stopped(record: RunRecord, progress: Progress | None) -> Content:
    counts = counted(progress)
    lines = [
        styled("[b $text-warning]Stopped[/] on request$counts. The environment is partly applied.",
               counts=f": {counts}" if counts else ""),
        *_uncertain(record),
        styled("[$foreground-muted]What is done stays and is in the state; r plans the rest again.[/]"),
    ]  # fmt: skip
    return Content("\n").join(lines)


def _unclean(record: RunRecord, progress: Progress | None) -> Content:
    counts = counted(progress)
    lines = [
        styled("[b $text-error]Unclean[/]: Terraform vanished or was killed, what it did last is not known$counts.",
               counts=f" ({counts})" if counts else ""),
        *([content(record.error)] if record.error else []),
        *_uncertain(record),
        styled("[$foreground-muted]The lock may still be held. r plans again and reads what exists.[/]"),
    ]  # fmt: skip
    return Content("\n").join(lines)


def _refused(error: ConsoleError) -> Content:
    return Content("\n").join([
        styled("[b $text-error]Not done.[/] $error", error=error.message),
        styled("[$foreground-muted]l shows the raw text, r plans again, Escape goes back.[/]"),
    ])  # fmt: skip


def _uncertain(record: RunRecord) -> list[Content]:
    if not record.uncertain:
        return []
    names = _names(record.uncertain)
    return [styled("[b $text-warning]May exist, not in the state:[/] $names", names=names)]


def _named(title: str, progress: Progress | None, state: ResourceState, style: str) -> list[Content]:
    if progress is None:
        return []
    addresses = [resource.address for resource in progress.resources.values() if resource.state is state]
    return [styled(f"[{style}]$title:[/] $names", title=title, names=_names(addresses))] if addresses else []


def _names(addresses: list[str]) -> str:
    more = f" and {len(addresses) - LISTED} more (in the list below)" if len(addresses) > LISTED else ""
    return ", ".join(addresses[:LISTED]) + more


_WORDS = {
    RunStatus.DONE: _done,
    RunStatus.STOPPED: _stopped,
    RunStatus.FAILED: _failed,
    RunStatus.UNCLEAN: _unclean,
}
