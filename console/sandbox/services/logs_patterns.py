"""The filter patterns of CloudWatch Logs, as its user guide documents them ("Filter pattern syntax").

Terms (`ERROR`, `"a phrase"`, `?A ?B`, `-X`, `%regex%`), JSON (`{ $.level = "error" }`) and space-delimited columns
(`[ip, user, status=4*]`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from moto.logs.exceptions import InvalidParameterException

Matcher = Callable[[str], bool]
"""Whether a message fits."""

_TERM = re.compile(r'\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|(%[^%]+%)|([^\s"]+))')
_WORD = re.compile(r"\w+")


class PatternError(ValueError):
    """The pattern is not one; the message says what is wrong with it."""


def matcher(pattern: str | None) -> Matcher:
    """What decides whether a message fits the pattern; raises InvalidParameterException as AWS does."""
    try:
        return compiled((pattern or "").strip())
    except PatternError as error:
        refused = InvalidParameterException(constraint=str(error), parameter="filterPattern", value=str(pattern))
        raise refused from error


@lru_cache(maxsize=64)
def compiled(text: str) -> Matcher:
    """The matcher of a pattern; raises PatternError."""
    if not text:
        return lambda _message: True
    if text.startswith("{"):
        from console.sandbox.services.logs_patterns_json import json_pattern

        return json_pattern(text)
    if text.startswith("["):
        from console.sandbox.services.logs_patterns_columns import column_pattern

        return column_pattern(text)
    return _terms(text)


def _terms(text: str) -> Matcher:
    wanted: list[Matcher] = []
    unwanted: list[Matcher] = []
    optional: list[Matcher] = []
    position = 0
    while position < len(text):
        found = _TERM.match(text, position)
        if found is None:
            raise PatternError(f"Invalid character(s) in term '{text[position:].strip()}'")
        position = found.end()
        sign, phrase, regex, word = found.groups()
        term = _term(phrase, regex, word)
        {"": wanted, "-": unwanted, "?": optional}[sign].append(term)
        if not text[position:].strip():
            break
    if wanted or unwanted:
        # "If you combine ? with other terms, the question marks are ignored": such terms decide nothing then.
        return lambda message: all(fits(message) for fits in wanted) and not any(fits(message) for fits in unwanted)
    return lambda message: any(fits(message) for fits in optional)


def _term(phrase: str | None, regex: str | None, word: str | None) -> Matcher:
    if regex is not None:
        expression = compile_regex(regex[1:-1])
        return lambda message: expression.search(message) is not None
    if phrase is None:
        assert word is not None  # noqa: S101 - one of the three groups always matches
        if not _WORD.fullmatch(word):
            raise PatternError(f"Invalid character(s) in term '{word}'")
        return lambda message: word in message
    plain = phrase.replace('\\"', '"').replace("\\\\", "\\")
    return lambda message: plain in message


def compile_regex(text: str) -> re.Pattern[str]:
    """A regular expression of a pattern; raises PatternError."""
    try:
        return re.compile(text)
    except re.error as error:
        raise PatternError(f"Invalid regular expression '{text}': {error}") from None


def value_test(operator: str, literal: str, *, quoted: bool = False) -> Callable[[object], bool]:
    """Whether a JSON value or a column compares to the literal as wanted: numbers as numbers, text with `*`."""
    if literal.startswith("%") and literal.endswith("%") and len(literal) > 2:
        expression = compile_regex(literal[1:-1])
        return lambda value: (expression.search(str(value)) is not None) is (operator == "=")
    number = None if quoted else _number(literal)
    if operator in ("=", "!="):
        if number is not None and "*" not in literal:
            return lambda value: (_number(value) == number) is (operator == "=")
        wildcard = re.compile(".*".join(map(re.escape, literal.split("*"))), re.DOTALL)
        return lambda value: (wildcard.fullmatch(_text(value)) is not None) is (operator == "=")
    if number is None:
        raise PatternError(f"Only numbers can be compared by '{operator}', not '{literal}'")
    return lambda value: _ordered(operator, _number(value), number)


def _ordered(operator: str, value: float | None, limit: float) -> bool:
    if value is None:
        return False
    return {"<": value < limit, ">": value > limit, "<=": value <= limit, ">=": value >= limit}[operator]


def _number(value: object) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value)
