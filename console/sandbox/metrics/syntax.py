"""Metric math as text: read into a tree, or refused in the words of CloudWatch."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from moto.cloudwatch.exceptions import ValidationError


@dataclass(frozen=True)
class Number:
    """A number that is written out."""

    value: float


@dataclass(frozen=True)
class Text:
    """A text in quotes."""

    value: str


@dataclass(frozen=True)
class Name:
    """The id of another query, or a word such as REPEAT."""

    value: str


@dataclass(frozen=True)
class Call:
    """A function with its arguments; operators are functions, too, under their own sign."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class List:
    """Several in brackets: `[m1, m2]`."""

    items: tuple[Node, ...]


Node = Number | Text | Name | Call | List


class _Token(NamedTuple):
    kind: str
    text: str


_TOKENS = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)|(?P<text>'(?:[^'])*'|\"(?:[^\"])*\")"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<sign>==|!=|<=|>=|&&|\|\||[-+*/^()<>,\[\]]))"
)
_BINDING = (
    {"OR": "OR", "||": "OR"},
    {"AND": "AND", "&&": "AND"},
    {sign: sign for sign in ("==", "!=", "<=", ">=", "<", ">")},
    {sign: sign for sign in "+-"},
    {sign: sign for sign in "*/"},
    {"^": "^"},
)
"""The operators, those that bind least first."""


def parse(expression: str) -> Node:
    """The tree of a metric math expression; raises ValidationError for what is none."""
    return _Parser(expression).whole()


class _Parser:
    def __init__(self, expression: str) -> None:
        self._expression = expression
        self._tokens = self._read(expression)
        self._position = 0

    def whole(self) -> Node:
        node = self._binary(0)
        if self._peek().kind != "end":
            raise self._wrong(f"Unexpected {self._peek().text!r}")
        return node

    def _read(self, expression: str) -> list[_Token]:
        tokens, at = [], 0
        text = expression.rstrip()
        while at < len(text):
            match = _TOKENS.match(text, at)
            if match is None or match.lastgroup is None:
                raise self._wrong(f"Unexpected {text[at]!r}")
            tokens.append(_Token(match.lastgroup, match.group(match.lastgroup)))
            at = match.end()
        return [*tokens, _Token("end", "end of the expression")]

    def _binary(self, level: int) -> Node:
        if level == len(_BINDING):
            return self._unary()
        node = self._binary(level + 1)
        while self._peek().kind in ("sign", "name") and self._peek().text in _BINDING[level]:
            sign = _BINDING[level][self._next().text]
            node = Call(sign, (node, self._binary(level + 1)))
        return node

    def _unary(self) -> Node:
        if self._peek() == _Token("sign", "-"):
            self._next()
            return Call("-", (Number(0.0), self._unary()))
        return self._atom()

    def _atom(self) -> Node:
        token = self._next()
        if token.kind == "number":
            return Number(float(token.text))
        if token.kind == "text":
            return Text(token.text[1:-1])
        if token.kind == "name":
            if self._peek().text == "(" and self._peek().kind == "sign":
                self._next()
                return Call(token.text.upper(), self._listed(")"))
            return Name(token.text)
        if token.text == "(" and token.kind == "sign":
            node = self._binary(0)
            self._expect(")")
            return node
        if token.text == "[" and token.kind == "sign":
            return List(self._listed("]"))
        raise self._wrong(f"Unexpected {token.text!r}")

    def _listed(self, end: str) -> tuple[Node, ...]:
        items: list[Node] = []
        if self._peek().text == end:
            self._next()
            return ()
        while True:
            items.append(self._binary(0))
            if self._peek().text == ",":
                self._next()
                continue
            self._expect(end)
            return tuple(items)

    def _peek(self) -> _Token:
        return self._tokens[self._position]

    def _next(self) -> _Token:
        token = self._tokens[self._position]
        if token.kind != "end":
            self._position += 1
        return token

    def _expect(self, sign: str) -> None:
        token = self._next()
        if token.text != sign:
            raise self._wrong(f"Expected {sign!r} and not {token.text!r}")

    def _wrong(self, words: str) -> ValidationError:
        return ValidationError(f"Error in expression '{self._expression}': {words}")
