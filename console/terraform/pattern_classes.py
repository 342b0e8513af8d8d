"""Sets of characters in regular expressions, read as RE2 reads them."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass

from console.terraform.evaluated_values import OnlyTerraformError

Range = tuple[int, int]

_POSIX: dict[str, tuple[str, ...]] = {
    "alnum": ("09", "AZ", "az"),
    "alpha": ("AZ", "az"),
    "blank": ("\t\t", "  "),
    "cntrl": ("\x00\x1f", "\x7f\x7f"),
    "digit": ("09",),
    "graph": ("!~",),
    "lower": ("az",),
    "print": (" ~",),
    "punct": ("!/", ":@", "[`", "{~"),
    "space": ("\t\r", "  "),
    "upper": ("AZ",),
    "word": ("09", "AZ", "az", "__"),
    "xdigit": ("09", "AF", "af"),
}
_PERL: dict[str, tuple[str, ...]] = {"d": ("09",), "w": ("09", "AZ", "__", "az"), "s": ("\t\n", "\f\r", "  ")}
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}
_HEX = re.compile(r"\\x(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]{1,6})\})")
_NAMED = re.compile(r"\[:(\^?)([a-z]+):\]")


@dataclass(frozen=True, slots=True)
class CharacterClass:
    """A set of characters as code point ranges, both ends included."""

    ranges: tuple[Range, ...]

    @classmethod
    def of(cls, character: str) -> CharacterClass:
        return cls(((ord(character), ord(character)),))

    @classmethod
    def empty(cls) -> CharacterClass:
        return cls(())

    @classmethod
    def everything(cls) -> CharacterClass:
        return cls(((0, sys.maxunicode),))

    @classmethod
    def of_pairs(cls, pairs: tuple[str, ...]) -> CharacterClass:
        return cls(tuple((ord(pair[0]), ord(pair[1])) for pair in pairs))

    def union(self, other: CharacterClass) -> CharacterClass:
        return CharacterClass(self.ranges + other.ranges)

    def complement(self) -> CharacterClass:
        result: list[Range] = []
        start = 0
        for low, high in sorted(self.ranges):
            if low > start:
                result.append((start, low - 1))
            start = max(start, high + 1)
        if start <= sys.maxunicode:
            result.append((start, sys.maxunicode))
        return CharacterClass(tuple(result))

    def overlaps(self, other: CharacterClass) -> bool:
        return any(low <= top and bottom <= high for low, high in self.ranges for bottom, top in other.ranges)

    def source(self) -> str:
        """The class as a pattern of Python's."""
        if not self.ranges:
            return "(?!)"
        if len(self.ranges) == 1 and self.ranges[0][0] == self.ranges[0][1]:
            return re.escape(chr(self.ranges[0][0]))
        return "[" + "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in self.ranges) + "]"


def escape_class(text: str, place: int) -> tuple[CharacterClass, int]:
    """The characters that an escape at the place stands for, and where it ends."""
    following = text[place + 1 : place + 2]
    if match := _HEX.match(text, place):
        code = int(match[1] or match[2], 16)
        if code > sys.maxunicode:
            raise OnlyTerraformError("a character that does not exist")
        return CharacterClass.of(chr(code)), match.end()
    if following in _CONTROLS:
        return CharacterClass.of(_CONTROLS[following]), place + 2
    if following and following.lower() in _PERL:
        class_ = CharacterClass.of_pairs(_PERL[following.lower()])
        return (class_ if following.islower() else class_.complement()), place + 2
    if following and following.isascii() and not following.isalnum() and following.isprintable() and following != " ":
        return CharacterClass.of(following), place + 2
    raise OnlyTerraformError("an escape of this kind")


def read_class(text: str, place: int) -> tuple[CharacterClass, int]:
    """The class between square brackets that begins at the place, and where it ends."""
    place += 1
    negated = text.startswith("^", place)
    place += negated
    class_ = CharacterClass.empty()
    first = True
    while first or not text.startswith("]", place):
        if place >= len(text):
            raise OnlyTerraformError("a class that is not closed")
        member, place = _member(text, place, first=first)
        class_ = class_.union(member)
        first = False
    return (class_.complement() if negated else class_), place + 1


def _member(text: str, place: int, *, first: bool) -> tuple[CharacterClass, int]:
    if match := _NAMED.match(text, place):
        if match[2] not in _POSIX:
            raise OnlyTerraformError("a class that RE2 does not know")
        class_ = CharacterClass.of_pairs(_POSIX[match[2]])
        return (class_.complement() if match[1] else class_), match.end()
    if text[place] == "-" and not first and not text.startswith("]", place + 1):
        raise OnlyTerraformError("a hyphen inside of a class")
    low, place = _single(text, place)
    if not text.startswith("-", place) or text.startswith("]", place + 1):
        return low, place
    high, place = _single(text, place + 1)
    ends = (*low.ranges, *high.ranges)
    if len(ends) != 2 or any(start != end for start, end in ends) or ends[0][0] > ends[1][0]:
        raise OnlyTerraformError("a range of this kind")
    return CharacterClass(((ends[0][0], ends[1][0]),)), place


def _single(text: str, place: int) -> tuple[CharacterClass, int]:
    if text.startswith("\\", place):
        return escape_class(text, place)
    if place >= len(text):
        raise OnlyTerraformError("a class that is not closed")
    return CharacterClass.of(text[place]), place + 1
