"""JSON filter patterns: `{ ($.level = "error" || $.status >= 500) && $.user NOT EXISTS }`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from console.sandbox.services.logs_patterns import Matcher, PatternError, value_test

_TOKENS = re.compile(
    r'\s*(?:(?P<paren>[()])|(?P<both>&&|\|\|)|(?P<selector>\$(?:\.[\w-]+|\[\*\]|\[\d+\]|\["[^"]*"\]|\.\*)*)'
    r'|(?P<operator>!=|<=|>=|=|<|>)|(?P<quoted>"(?:[^"\\]|\\.)*")|(?P<regex>%[^%]+%)'
    r"|(?P<word>[^\s()&|=<>!]+))"
)
_PARTS = re.compile(r'\.([\w-]+)|\[(\*)\]|\[(\d+)\]|\["([^"]*)"\]|\.(\*)')
_STATES = {("IS", "NULL"), ("IS", "TRUE"), ("IS", "FALSE"), ("NOT", "EXISTS")}

Test = Callable[[Any], bool]


def json_pattern(text: str) -> Matcher:
    """What decides whether a message is a JSON object that fits; raises PatternError."""
    if not text.endswith("}"):
        raise PatternError("The JSON filter pattern does not end with '}'")
    tokens = _Tokens(text[1:-1])
    test = _either(tokens)
    if tokens.kind is not None:
        raise PatternError(f"Unexpected '{tokens.text}' in the JSON filter pattern")

    def fits(message: str) -> bool:
        try:
            document = json.loads(message)
        except ValueError:
            return False
        return isinstance(document, (dict, list)) and test(document)

    return fits


class _Tokens:
    """The tokens one after the other; `kind` is None at the end."""

    def __init__(self, text: str) -> None:
        self._found = self._split(text)
        self.kind: str | None = None
        self.text = ""
        self.next()

    @staticmethod
    def _split(text: str) -> Iterator[tuple[str, str]]:
        position = 0
        while text[position:].strip():
            found = _TOKENS.match(text, position)
            if found is None or found.lastgroup is None:
                raise PatternError(f"Invalid character(s) in '{text[position:].strip()}'")
            position = found.end()
            yield found.lastgroup, found[found.lastgroup]

    def next(self) -> tuple[str | None, str]:
        """The token that was current; the one behind it is now."""
        before = self.kind, self.text
        self.kind, self.text = next(self._found, (None, ""))
        return before


def _either(tokens: _Tokens) -> Test:
    tests = [_both(tokens)]
    while (tokens.kind, tokens.text) == ("both", "||"):
        tokens.next()
        tests.append(_both(tokens))
    return tests[0] if len(tests) == 1 else lambda document: any(test(document) for test in tests)


def _both(tokens: _Tokens) -> Test:
    tests = [_one(tokens)]
    while (tokens.kind, tokens.text) == ("both", "&&"):
        tokens.next()
        tests.append(_one(tokens))
    return tests[0] if len(tests) == 1 else lambda document: all(test(document) for test in tests)


def _one(tokens: _Tokens) -> Test:
    kind, text = tokens.next()
    if (kind, text) == ("paren", "("):
        test = _either(tokens)
        if tokens.next() != ("paren", ")"):
            raise PatternError("A parenthesis is not closed")
        return test
    if kind != "selector":
        raise PatternError(f"A selector such as $.level is expected, not '{text}'")
    path = _path(text)
    kind, operator = tokens.next()
    if kind == "word":
        return _state(path, operator.upper(), tokens.next()[1].upper())
    if kind != "operator":
        raise PatternError(f"A comparison is expected behind '{text}', not '{operator}'")
    kind, literal = tokens.next()
    if kind not in ("quoted", "regex", "word"):
        raise PatternError(f"A value is expected behind '{operator}'")
    quoted = kind == "quoted"
    compare = value_test(operator, literal[1:-1].replace('\\"', '"') if quoted else literal, quoted=quoted)
    return lambda document: any(compare(value) for value in _values(document, path))


def _state(path: tuple[str, ...], first: str, second: str) -> Test:
    if (first, second) not in _STATES:
        raise PatternError(f"'{first} {second}' is no comparison")
    if first == "NOT":
        return lambda document: not list(_values(document, path, scalars=False))
    wanted = {"NULL": None, "TRUE": True, "FALSE": False}[second]
    return lambda document: any(value is wanted for value in _values(document, path))


def _path(selector: str) -> tuple[str, ...]:
    return tuple(next(part for part in found if part) for found in _PARTS.findall(selector))


def _values(document: Any, path: tuple[str, ...], *, scalars: bool = True) -> Iterator[Any]:
    """The values that the selector reaches; objects and lists are none that could be compared."""
    if not path:
        if not (scalars and isinstance(document, (dict, list))):
            yield document
        return
    part, rest = path[0], path[1:]
    if part == "*":
        inner = document.values() if isinstance(document, dict) else document if isinstance(document, list) else ()
        for value in inner:
            yield from _values(value, rest, scalars=scalars)
    elif isinstance(document, dict) and part in document:
        yield from _values(document[part], rest, scalars=scalars)
    elif isinstance(document, list) and part.isdigit() and int(part) < len(document):
        yield from _values(document[int(part)], rest, scalars=scalars)
