"""Secrets masked in events, after the stream was parsed.

Not before: a secret that happens to be a word of the stream itself (`create`, `info`) would make lines unreadable, and
what an apply did would be lost. Addresses and actions are therefore kept; Terraform refuses secrets in addresses.
"""

from __future__ import annotations

from dataclasses import replace

from console.domain.events import Diagnostic, DiagnosticSeen, Event, OutputsSeen
from console.terraform.redaction import Redactor


def redacted_event(event: Event, redactor: Redactor) -> Event:
    """The event with the secrets masked in everything that others wrote; the very same where there are none."""
    if redactor.idle:
        return event
    text = redactor.redact(event.text)
    if isinstance(event, DiagnosticSeen):
        return replace(event, text=text, diagnostic=redacted_diagnostic(event.diagnostic, redactor))
    if isinstance(event, OutputsSeen):
        outputs = {
            name: (redactor.redact_value(value), sensitive) for name, (value, sensitive) in event.outputs.items()
        }
        return replace(event, text=text, outputs=outputs)
    return event if text == event.text else replace(event, text=text)


def redacted_diagnostic(diagnostic: Diagnostic, redactor: Redactor) -> Diagnostic:
    """The diagnostic with the secrets masked in its words, its source lines and the values that it quotes."""
    source = diagnostic.source
    if source is not None:
        source = replace(
            source,
            code=redactor.redact(source.code),
            context=redactor.redact(source.context),
            values=tuple((name, redactor.redact(value)) for name, value in source.values),
        )
    return replace(
        diagnostic,
        summary=redactor.redact(diagnostic.summary),
        detail=redactor.redact(diagnostic.detail),
        source=source,
    )
