"""What an engine process that failed said, as one sentence for the operator."""

from __future__ import annotations

import re
from pathlib import Path

from console.domain.events import Diagnostic, RawLine, Severity
from console.domain.progress import Progress
from console.domain.sentences import sentence
from console.errors import ConsoleError, LockedError, PlanRefusedError, TerraformError
from console.terraform.capture import reason_in
from console.terraform.event_stream import EventReader, lock_holder
from console.terraform.stage_process import StageEnd, StageProcess

CONNECTION = re.compile(r"connection (?:refused|reset)|: EOF\b|broken pipe|server closed", re.IGNORECASE)
"""How an engine says that nobody answers it any more."""


def stage_failure(what: str, process: StageProcess, progress: Progress, end: StageEnd | None) -> ConsoleError:
    """The first error of a stage as a sentence, with everything it said as detail."""
    errors = [d for d in progress.diagnostics if d.severity is Severity.ERROR]
    words = process.stderr.read_text(encoding="utf-8", errors="replace").strip() if process.stderr.exists() else ""
    said = "\n\n".join([*(describe(d) for d in progress.diagnostics), words]).strip()
    if end is None:
        return TerraformError(f"{what} ended without a record of how: the engine was killed. Plan again.", detail=said)
    for diagnostic in errors:
        if holder := lock_holder(diagnostic):
            return LockedError(
                f"The state is locked by {holder.who} since {holder.created} ({holder.operation}, lock "
                f"{holder.id}): wait until they are done.",
                detail=said,
            )
        if "Saved plan is stale" in diagnostic.summary:
            return PlanRefusedError("The saved plan is stale: the state has changed since. Plan again.", detail=said)
    if errors:
        first = errors[0]
        where = f" ({first.source.file} line {first.source.line})" if first.source else ""
        return TerraformError(f"{what} failed{where}: {sentence(first.summary)}", detail=said)
    said = said or "\n".join(_plain_lines(process.stdout))
    return TerraformError(f"{what} failed (exit {end.exit_code}): {sentence(reason_in(said))}", detail=said)


def _plain_lines(stream: Path) -> list[str]:
    """The lines of a stream that are for people: all of `init`'s, and a crash's in the others."""
    if not stream.exists():
        return []
    reader = EventReader()
    events = [*reader.feed(stream.read_bytes()), *reader.finish()]
    return [event.text for event in events if isinstance(event, RawLine)]


def describe(diagnostic: Diagnostic) -> str:
    """A diagnostic as text: severity, where, what, and the lines of source it points at."""
    lines = [f"{diagnostic.severity.value.capitalize()}: {diagnostic.summary}"]
    if diagnostic.source:
        lines.append(f"  on {diagnostic.source.file} line {diagnostic.source.line}:")
        lines += [f"    {line}" for line in diagnostic.source.code.splitlines()]
        lines += [f"    {expression} {value}" for expression, value in diagnostic.source.values]
    if diagnostic.address:
        lines.append(f"  with {diagnostic.address}")
    if diagnostic.detail:
        lines.append(diagnostic.detail)
    return "\n".join(lines)
