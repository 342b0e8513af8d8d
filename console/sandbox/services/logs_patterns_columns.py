"""Space-delimited filter patterns: `[ip, user, ..., status=4*, bytes > 1000]`."""

from __future__ import annotations

import re
from collections.abc import Callable

from console.sandbox.services.logs_patterns import Matcher, PatternError, value_test

_COLUMN = re.compile(r'\[[^\]]*\]|"[^"]*"|\S+')
_CONDITION = re.compile(r"^\s*([\w-]+)\s*(=|!=|<=|>=|<|>)\s*(.+?)\s*$")
_REST = "..."

Test = Callable[[str], bool]


def column_pattern(text: str) -> Matcher:
    """What decides whether the columns of a message fit; raises PatternError."""
    if not text.endswith("]"):
        raise PatternError("The space-delimited filter pattern does not end with ']'")
    tests = [_test(part.strip()) for part in text[1:-1].split(",")]
    if tests.count(None) > 1:
        raise PatternError("The space-delimited filter pattern has more than one '...'")
    rest = tests.index(None) if None in tests else None
    known: list[Test] = [test for test in tests if test is not None]

    def fits(message: str) -> bool:
        columns = [_bare(column) for column in _COLUMN.findall(message)]
        if rest is None:
            return len(columns) == len(known) and all(test(column) for test, column in zip(known, columns, strict=True))
        if len(columns) < len(known):
            return False
        behind = len(known) - rest
        wanted = columns[:rest] + (columns[-behind:] if behind else [])
        return all(test(column) for test, column in zip(known, wanted, strict=True))

    return fits


def _bare(column: str) -> str:
    return column[1:-1] if column[:1] + column[-1:] in ('""', "[]") and len(column) > 1 else column


def _test(part: str) -> Test | None:
    """The condition of one column; None for `...`, which stands for any number of columns."""
    if part == _REST:
        return None
    either = [[_condition(one) for one in both.split("&&")] for both in part.split("||")]
    return lambda column: any(all(test(column) for test in both) for both in either)


def _condition(text: str) -> Test:
    found = _CONDITION.match(text)
    if found is None:
        if not re.fullmatch(r"\s*[\w-]*\s*", text):
            raise PatternError(f"Invalid column '{text.strip()}'")
        return lambda _column: True
    _, operator, literal = found.groups()
    quoted = literal.startswith('"') and literal.endswith('"')
    return value_test(operator, literal[1:-1] if quoted else literal, quoted=quoted)
