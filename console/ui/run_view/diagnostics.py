"""Errors and warnings of Terraform with the source lines they point at."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from console.domain.events import Diagnostic, Severity, SourceRange
from console.ui.format import plural
from console.ui.gate import content, styled

SHOWN = 40
"""Diagnostics that are shown in full; the others are in the raw log."""
_STYLES = {Severity.ERROR: "$text-error", Severity.WARNING: "$text-warning"}


def diagnostic_content(diagnostic: Diagnostic) -> Content:
    """Severity and summary, where it is with its source lines, then the detail."""
    parts = [
        styled(
            f"[b {_STYLES[diagnostic.severity]}]$severity[/]  [b]$summary[/]",
            severity=diagnostic.severity.value,
            summary=diagnostic.summary,
        )
    ]
    if diagnostic.address:
        parts.append(content(diagnostic.address))
    if diagnostic.source is not None:
        parts.extend(_source(diagnostic.source))
    if diagnostic.detail:
        parts.append(content(diagnostic.detail))
    return Content("\n").join(parts)


def _source(source: SourceRange) -> list[Content]:
    context = f", in {source.context}" if source.context else ""
    parts = [styled("[$foreground-muted]on[/] $where", where=f"{source.file} line {source.line}{context}")]
    parts.extend(
        styled("  [$foreground-muted]$number │[/] $code", number=f"{number:>4}", code=line)
        for number, line in enumerate(source.code.splitlines(), start=source.line)
    )
    parts.extend(
        styled("       [$foreground-muted]│[/] $name is $value", name=name, value=value)
        for name, value in source.values
    )
    return parts


def diagnostics_content(diagnostics: Sequence[Diagnostic]) -> Content:
    """All of them, errors first, as far as SHOWN."""
    in_order = sorted(diagnostics, key=lambda diagnostic: diagnostic.severity is not Severity.ERROR)
    parts = [diagnostic_content(diagnostic) for diagnostic in in_order[:SHOWN]]
    if len(in_order) > SHOWN:
        more = f"{len(in_order) - SHOWN} more: press l for the raw log."
        parts.append(content(more, "$foreground-muted"))
    return Content("\n\n").join(parts)


def diagnostics_title(diagnostics: Sequence[Diagnostic]) -> str:
    """`2 errors, 1 warning`"""
    errors = sum(1 for diagnostic in diagnostics if diagnostic.severity is Severity.ERROR)
    warnings = len(diagnostics) - errors
    words = [plural(errors, "error")] if errors else []
    if warnings:
        words.append(plural(warnings, "warning"))
    return ", ".join(words)
