"""Composite alarms: a rule such as `ALARM(cpu) AND NOT OK("memory")`, on the states of other alarms."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from moto.cloudwatch.exceptions import ValidationError

_TOKENS = re.compile(r'\s*(?:(?P<quoted>"[^"]*")|(?P<sign>[()])|(?P<word>[^\s()"]+))')
_STATES = ("ALARM", "OK", "INSUFFICIENT_DATA")


def children(rule: str) -> list[str]:
    """The names of the alarms in a rule; raises ValidationError for what is no rule."""
    return _Rule(rule, lambda _name: "OK").names()


def holds(rule: str, states: Mapping[str, str]) -> bool:
    """Whether the rule holds for the states of alarms by their names; one that there is not has no data."""
    return _Rule(rule, lambda name: states.get(name, "INSUFFICIENT_DATA")).whole()


class _Rule:
    def __init__(self, rule: str, state: Callable[[str], str]) -> None:
        self._rule = rule
        self._state = state
        self._words = [match.group(match.lastgroup or 0) for match in _TOKENS.finditer(rule)]
        self._at = 0
        self._seen: list[str] = []

    def names(self) -> list[str]:
        self.whole()
        return self._seen

    def whole(self) -> bool:
        found = self._any()
        if self._at != len(self._words):
            raise self._wrong()
        return found

    def _any(self) -> bool:
        found = self._all()
        while self._take_if("OR"):
            found = self._all() or found
        return found

    def _all(self) -> bool:
        found = self._one()
        while self._take_if("AND"):
            found = self._one() and found
        return found

    def _one(self) -> bool:
        word = self._next()
        if word.upper() == "NOT":
            return not self._one()
        if word == "(":
            found = self._any()
            self._expect(")")
            return found
        if word.upper() in ("TRUE", "FALSE"):
            return word.upper() == "TRUE"
        if word not in _STATES:
            raise self._wrong()
        self._expect("(")
        name = self._next().strip('"').rpartition(":alarm:")[2]
        self._expect(")")
        self._seen.append(name)
        return self._state(name) == word

    def _next(self) -> str:
        if self._at >= len(self._words):
            raise self._wrong()
        self._at += 1
        return self._words[self._at - 1]

    def _take_if(self, word: str) -> bool:
        if self._at < len(self._words) and self._words[self._at].upper() == word:
            self._at += 1
            return True
        return False

    def _expect(self, word: str) -> None:
        if self._next() != word:
            raise self._wrong()

    def _wrong(self) -> ValidationError:
        return ValidationError(f"Invalid AlarmRule: {self._rule}")
