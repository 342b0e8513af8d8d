"""Mask secrets in text that others wrote: the engine's log, its diagnostics, a provider's errors.

Secrets are known by value (sensitive variables given for a run, masked values of a plan). Each is masked as it is and
as it comes out of the usual encoders; `console.terraform.secret_forms` lists them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from console.domain.plan import Special
from console.terraform.secret_forms import secret_forms

_WORD = re.compile(r"[a-z_]+\Z")

MASK = Special.SENSITIVE.value


def leaf_texts(value: Any) -> Iterator[str]:
    """The strings, and the numbers as text, of a value of any depth: what of a secret object can turn up in a log."""
    if isinstance(value, dict):
        for member in value.values():
            yield from leaf_texts(member)
    elif isinstance(value, list | tuple | set | frozenset):
        for element in value:
            yield from leaf_texts(element)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


class Redactor:
    """Replaces every occurrence of every form of the secrets with MASK; without secrets it gives text back as it is.

    `redact` is for whole texts. `feed` and `finish` are for a text that comes in pieces: what they give, joined, is
    what `redact` gives for the whole, and no piece holds a part of a secret whose rest was still to come.

    Not masked by text: secrets shorter than `secret_forms.SHORTEST` characters, or blank ones. They would turn a log
    into masks.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        forms = {form for secret in secrets for form in secret_forms(secret)}
        self._forms = tuple(sorted(forms, key=len, reverse=True))
        self._held = ""
        self._masked: int | None = None
        """Leading characters of `_held` that a mask already given stands for; None where no mask was given last."""

    @classmethod
    def of_values(cls, values: Iterable[Any]) -> Redactor:
        """For secrets of any type: strings, numbers, lists, objects."""
        return cls(text for value in values for text in leaf_texts(value))

    @property
    def idle(self) -> bool:
        """There is nothing to mask."""
        return not self._forms

    def redact(self, text: str) -> str:
        """The whole text, masked."""
        if not any(form in text for form in self._forms):
            return text
        return self._cut(text, len(text), None)[0]

    def redact_value(self, value: Any) -> Any:
        """A value of any depth with every string in it masked; a `Special` stays one."""
        if isinstance(value, Special):
            return value
        if isinstance(value, str):
            text = self.redact(value)
            return Special.SENSITIVE if text == MASK else text
        if isinstance(value, dict):
            return {self.redact_name(str(name)): self.redact_value(member) for name, member in value.items()}
        if isinstance(value, list):
            return [self.redact_value(element) for element in value]
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value if self.redact(str(value)) == str(value) else Special.SENSITIVE
        return value

    def redact_name(self, name: str) -> str:
        """The name of a member, masked unless it is a plain word: an attribute is still called `password` where
        somebody chose that very word as the password."""
        return name if _WORD.match(name) else self.redact(name)

    def feed(self, chunk: str) -> str:
        """Take the next piece; gives what can be shown by now, which may be nothing."""
        if not self._forms:
            return chunk
        text = self._held + chunk
        end = self._could_begin(text)
        shown, self._masked = self._cut(text, end, self._masked)
        self._held = text[end:]
        return shown

    def finish(self) -> str:
        """The rest, when the text has ended."""
        shown, _ = self._cut(self._held, len(self._held), self._masked)
        self._held, self._masked = "", None
        return shown

    def _could_begin(self, text: str) -> int:
        """Where the first form may begin that the text does not hold to its end; its length where none does."""
        first = len(text)
        for form in self._forms:
            at = text.find(form[0], max(0, len(text) - len(form) + 1), first)
            while at >= 0:
                if form.startswith(text[at:]):
                    first = at
                    break
                at = text.find(form[0], at + 1, first)
        return first

    def _cut(self, text: str, end: int, masked: int | None) -> tuple[str, int | None]:
        """The text up to `end` with masks, and how far the last mask goes beyond it (None: it does not reach it)."""
        shown: list[str] = []
        at = 0
        last = masked
        if masked is not None:
            at = min(masked, end)
        for start, stop in self._found(text):
            if start >= end:
                break
            if last is None or start > last:
                shown += (text[at:start], MASK)
            last = stop if last is None else max(stop, last)
            at = min(last, end)
        shown.append(text[at:end])
        return "".join(shown), last - end if last is not None and last >= end else None

    def _found(self, text: str) -> list[tuple[int, int]]:
        """Start and stop of every occurrence, also of those that overlap."""
        found = []
        for form in self._forms:
            at = text.find(form)
            while at >= 0:
                found.append((at, at + len(form)))
                at = text.find(form, at + 1)
        return sorted(found)
