"""Text between HCL's double quotes: written so that Terraform reads exactly the same text, and read back."""

from __future__ import annotations

import re
import unicodedata

_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPE = re.compile(r'\\(?:([nrt"\\])|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))|([$%])\4\{|\\')
_UNESCAPED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_INTRODUCER = re.compile(r"([$%])(?=\{)")
_RUN = re.compile(r"([$%])(?=[$%]+\{)")

INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
"""Unicode categories of what cannot be seen or changes how its neighbours are seen; always written as an escape."""

LONGEST_RUN_OF_MARKS = 30
"""Terraform's normalization puts a joiner into a longer run of combining marks, which changes the text."""


def refusal(text: str) -> str | None:
    """Why Terraform cannot be given this text unchanged, as the end of a sentence, or None."""
    if "\0" in text:
        return "holds a NUL character, which Terraform cannot pass on; remove it"
    if any("\ud800" <= character <= "\udfff" for character in text):
        return "holds half of a surrogate pair, which is not a character; remove it"
    marks = 0
    for character in unicodedata.normalize("NFD", text):
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks > LONGEST_RUN_OF_MARKS:
            return f"holds more than {LONGEST_RUN_OF_MARKS} combining marks in a row; remove them"
    return None


def normalized(text: str) -> str:
    """The text as Terraform keeps it: in Unicode normalization form C."""
    return unicodedata.normalize("NFC", text)


def quoted(text: str, *, ascii_only: bool = False) -> str:
    """The HCL literal of the text; a template introducer in it stays text."""
    # Of a run such as `$$${`, only the last sign may be doubled: Terraform's scanner reads the ones before it
    # differently inside and outside of a template.
    spelled = "".join(_character(character, ascii_only) for character in text)
    return '"' + _INTRODUCER.sub(r"\1\1", _RUN.sub(lambda sign: f"\\u{ord(sign[1]):04x}", spelled)) + '"'


def _character(character: str, ascii_only: bool) -> str:
    if character in _SHORT:
        return _SHORT[character]
    if " " <= character <= "~":
        return character
    if not ascii_only and unicodedata.category(character) not in INVISIBLE and not unicodedata.combining(character):
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def unquoted(raw: str) -> str | None:
    """The text that HCL reads from what stands between the quotes, or None for an escape that HCL refuses."""
    wrong = False

    def one(match: re.Match[str]) -> str:
        nonlocal wrong
        short, four, eight, sign = match.groups()
        if short:
            return _UNESCAPED[short]
        if four or eight:
            code = int(four or eight, 16)
            if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF:
                return chr(code)
        if sign:
            return f"{sign}{{"
        wrong = True
        return ""

    text = _ESCAPE.sub(one, raw)
    return None if wrong else normalized(text)
