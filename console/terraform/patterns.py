"""Regular expressions that mean the same in Terraform (Go's RE2) and here.

A pattern is read into its parts first. What the two engines could read differently, and what would take this one (which
backtracks) more than a moment, is left to Terraform.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Any

from console.terraform.evaluated_values import FailedError, OnlyTerraformError, Opaque, as_string
from console.terraform.pattern_classes import CharacterClass, escape_class, read_class

LONGEST_TEXT = 512
MOST_STEPS = 10**9
"""How many ways there may be, at the very worst, to divide a text among the open repetitions of a pattern."""
OPEN_RANGE = 16
"""A repetition counts as open where its number may vary by more than this."""
MOST_REPETITIONS = 1000
"""RE2's own limit."""

_QUANTIFIER = re.compile(r"(?:([*+?])|\{(\d+)(,(\d*))?\})(\??)", re.ASCII)
_GROUP = re.compile(r"\((?:\?(?::|P<(\w+)>))?", re.ASCII)
_NEGATED = re.compile(r"\[\^|\[:\^|\\[DWS]")
_FLAGS = re.compile(r"\(\?([is]+)\)")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that can be used here."""

    compiled: re.Pattern[str]
    ascii_only: bool
    """It ignores case, for which the engines agree on ASCII only."""
    repeats_a_capture: bool
    """A repeated group captures; which repetition is kept is left to Terraform."""
    open_repetitions: int


def regex(pattern: Any, text: Any) -> Any:
    """Terraform's `regex`; raises FailedError where nothing matches, as Terraform fails then."""
    read, subject = _ready(pattern, text)
    match = read.compiled.search(subject)
    if match is None:
        raise FailedError("no match")
    return _captured(read, match)


def regexall(pattern: Any, text: Any) -> Any:
    """Terraform's `regexall`."""
    read, subject = _ready(pattern, text)
    matches = list(read.compiled.finditer(subject))
    if any(match.end() == match.start() for match in matches):
        raise OnlyTerraformError("empty matches")
    return [_captured(read, match) for match in matches]


def _ready(pattern: Any, text: Any) -> tuple[Pattern, str]:
    read, subject = read_pattern(as_string(pattern)), as_string(text)
    if len(subject) > LONGEST_TEXT or len(subject) ** read.open_repetitions > MOST_STEPS:
        raise OnlyTerraformError("a search that could take long")
    if read.ascii_only and not subject.isascii():
        raise OnlyTerraformError("a text of this kind")
    return read, subject


def _captured(read: Pattern, match: re.Match[str]) -> Any:
    if read.repeats_a_capture:
        return Opaque()
    if names := read.compiled.groupindex:
        return {name: match[name] for name in names} if len(names) == read.compiled.groups else Opaque()
    return list(match.groups()) if read.compiled.groups else match[0]


@functools.lru_cache(maxsize=512)
def read_pattern(text: str) -> Pattern:
    """Read the pattern; raises OnlyTerraformError for what is left to Terraform."""
    flags = re.ASCII
    match = _FLAGS.match(text)
    if match:
        flags |= re.IGNORECASE if "i" in match[1] else 0
        flags |= re.DOTALL if "s" in match[1] else 0
    if flags & re.IGNORECASE and _NEGATED.search(text):
        raise OnlyTerraformError("case in a class of what is not meant")
    reader = _Reader(text, match.end() if match else 0)
    group = reader.alternatives()
    if reader.place != len(text):
        raise OnlyTerraformError("a parenthesis too many")
    try:
        compiled = re.compile(group.source, flags)
    except (re.error, OverflowError, RecursionError) as error:
        raise OnlyTerraformError("a pattern of this form") from error
    return Pattern(compiled, bool(flags & re.IGNORECASE), reader.repeats_a_capture, reader.open_repetitions)


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a pattern: its source here, what it can begin and end with, and how it can be long."""

    source: str
    alphabet: CharacterClass
    """Every character that can stand in it."""
    variable: bool = False
    """It holds a repetition without a fixed number, or alternatives."""
    separated: bool = False
    """It must begin or end with a character that stands nowhere else in it: repeating it has one way to match."""
    captures: bool = False


_SIGNS = {
    "^": _Part("\\A", CharacterClass.empty()),
    "$": _Part("\\Z", CharacterClass.empty()),
    ".": _Part(".", CharacterClass.everything()),
}


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, text: str, place: int) -> None:
        self.text = text
        self.place = place
        self.repeats_a_capture = False
        self.open_repetitions = 0

    def peek(self) -> str:
        return self.text[self.place : self.place + 1]

    def alternatives(self) -> _Part:
        branches = [self.sequence()]
        while self.peek() == "|":
            self.place += 1
            branches.append(self.sequence())
        if len(branches) == 1:
            return branches[0]
        alphabet = functools.reduce(CharacterClass.union, (branch.alphabet for branch in branches))
        return _Part(
            "|".join(branch.source for branch in branches),
            alphabet,
            variable=True,
            captures=any(branch.captures for branch in branches),
        )

    def sequence(self) -> _Part:
        parts: list[_Part] = []
        while self.peek() not in {"", "|", ")"}:
            parts.append(self.quantified(self.atom()))
        alphabet = functools.reduce(CharacterClass.union, (part.alphabet for part in parts), CharacterClass.empty())
        return _Part(
            "".join(part.source for part in parts),
            alphabet,
            variable=any(part.variable for part in parts),
            separated=_is_separated(parts),
            captures=any(part.captures for part in parts),
        )

    def quantified(self, part: _Part) -> _Part:
        match = _QUANTIFIER.match(self.text, self.place)
        if match is None:
            return part
        self.place = match.end()
        if self.peek() in {"*", "+", "?"} or _QUANTIFIER.match(self.text, self.place):
            raise OnlyTerraformError("a repetition of a repetition")
        least, most = _bounds(match)
        if part.variable and not part.separated and (most is None or most > 1):
            raise OnlyTerraformError("a repetition that could take long")
        self.open_repetitions += most is None or most - least > OPEN_RANGE
        if part.captures and (most is None or most > 1):
            self.repeats_a_capture = True
        return _Part(
            part.source + match[0],
            part.alphabet,
            variable=part.variable or most != least,
            captures=part.captures,
        )

    def atom(self) -> _Part:
        character = self.peek()
        if character == "(":
            return self.group()
        if character == "[":
            class_, self.place = read_class(self.text, self.place)
            return _Part(class_.source(), class_)
        if character == "\\":
            return self.escape()
        self.place += 1
        if character in {"*", "+", "?"}:
            raise OnlyTerraformError("a repetition of nothing")
        return _SIGNS.get(character) or _Part(re.escape(character), CharacterClass.of(character))

    def group(self) -> _Part:
        match = _GROUP.match(self.text, self.place)
        if match is None or self.text.startswith("?", match.end()):
            raise OnlyTerraformError("a group of this kind")
        self.place = match.end()
        inner = self.alternatives()
        if self.peek() != ")":
            raise OnlyTerraformError("a parenthesis that is not closed")
        self.place += 1
        captures = inner.captures or match[0] != "(?:"
        return _Part(f"{match[0]}{inner.source})", inner.alphabet, inner.variable, inner.separated, captures)

    def escape(self) -> _Part:
        following = self.text[self.place + 1 : self.place + 2]
        if following in {"A", "z", "b"}:
            self.place += 2
            return _Part({"z": "\\Z"}.get(following, f"\\{following}"), CharacterClass.empty())
        class_, self.place = escape_class(self.text, self.place)
        return _Part(class_.source(), class_)


def _bounds(match: re.Match[str]) -> tuple[int, int | None]:
    """The least and the most repetitions, None for any number."""
    if match[1]:
        return {"*": (0, None), "+": (1, None), "?": (0, 1)}[match[1]]
    least = int(match[2])
    most = least if match[3] is None else int(match[4]) if match[4] else None
    if max(least, most or 0) > MOST_REPETITIONS or (most is not None and most < least):
        raise OnlyTerraformError("a number of repetitions that RE2 refuses")
    return least, most


def _is_separated(parts: list[_Part]) -> bool:
    """Whether the first or the last part is a single character that no other part can hold."""
    for edge, others in ((parts[:1], parts[1:]), (parts[-1:], parts[:-1])):
        if not edge or edge[0].variable or edge[0].captures or not edge[0].alphabet.ranges or not others:
            continue
        if not any(edge[0].alphabet.overlaps(other.alphabet) for other in others):
            return True
    return False
