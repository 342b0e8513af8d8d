"""The ways in which a secret comes out in a log: as it is, and through the encoders that stand between."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import quote, quote_plus

SHORTEST = 4
"""Characters. A shorter secret is not looked for: masking every "a" hides the log and tells the secret's length."""

_SHORTEST_BASE64_PART = 8
_SHORTEST_LINE = 8


def secret_texts(text: str) -> Iterator[str]:
    """The text of a sensitive variable as an engine gets it, and every string of the list or map that it stands for."""
    yield text
    with suppress(ValueError):
        yield from _strings(json.loads(text))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for member in value.values() if isinstance(value, dict) else value:
            yield from _strings(member)


def secret_forms(secret: str) -> frozenset[str]:
    """The secret and its forms in base64 (also as a part of a longer text), URLs, JSON and HCL.

    Of a secret of several lines, each longer line counts by itself: Terraform and providers print them indented.
    Empty where the secret is shorter than SHORTEST, blank, or a truth value, which keeps nothing secret and is a word
    of every JSON.
    """
    if len(secret.strip()) < SHORTEST or secret in {"true", "false", "null"}:
        return frozenset()
    plain = {secret, secret.strip()}
    plain |= {line.strip() for line in secret.splitlines() if len(line.strip()) >= _SHORTEST_LINE}
    forms = set(plain)
    for text in plain:
        forms |= set(_escaped(text))
        forms |= set(_url(text))
    forms |= set(_base64(secret))
    return frozenset(form for form in forms if len(form) >= SHORTEST)


def _escaped(text: str) -> Iterator[str]:
    for ascii_only in (True, False):
        once = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
        # JSON in a JSON string, as in the stream's message about a container definition.
        twice = json.dumps(once, ensure_ascii=ascii_only)[1:-1]
        for form in (once, twice):
            yield form
            yield _as_go_writes(form)
    hcl = json.dumps(text, ensure_ascii=False)[1:-1].replace("${", "$${").replace("%{", "%%{")
    yield hcl
    yield _as_go_writes(json.dumps(hcl, ensure_ascii=False)[1:-1])


def _as_go_writes(text: str) -> str:
    """Go's JSON encoder, Terraform's own, also escapes what HTML would take for markup."""
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _url(text: str) -> Iterator[str]:
    data = text.encode("utf-8", "replace")
    for form in (quote(data, safe=""), quote(data), quote_plus(data)):
        yield form
        # RFC 3986 lets the hexadecimal digits be of either case.
        yield _lower_hex(form)


def _lower_hex(quoted: str) -> str:
    first, *rest = quoted.split("%")
    return "%".join([first, *(part[:2].lower() + part[2:] for part in rest)])


def _base64(secret: str) -> Iterator[str]:
    data = secret.encode("utf-8", "replace")
    for form in {data, data + b"\n"}:
        whole = base64.b64encode(form).decode("ascii")
        yield whole
        yield whole.rstrip("=")
    # Within a longer text (`user:password`) the digits depend on where the secret begins, modulo three bytes. Those
    # that hold nothing but the secret's own bits are the same in every such text.
    for before in range(3):
        digits = base64.b64encode(b"\0" * before + data).decode("ascii").rstrip("=")
        own = digits[(before * 8 + 5) // 6 : (before + len(data)) * 8 // 6]
        if len(own) >= _SHORTEST_BASE64_PART:
            yield own
            yield own.replace("+", "-").replace("/", "_")
