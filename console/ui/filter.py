"""Fuzzy filters: the letters of each word typed occur in the name in their order, or the word stands in the rest."""

from __future__ import annotations


def matches(query: str, name: str, *rest: str) -> bool:
    """Whether every word of the query is found: fuzzily in the name, literally in the rest; case is ignored."""
    others = " ".join(rest).lower()
    return all(_in_order(word, name.lower()) or word in others for word in query.lower().split())


def _in_order(word: str, haystack: str) -> bool:
    position = 0
    for letter in word:
        position = haystack.find(letter, position) + 1
        if position == 0:
            return False
    return True
