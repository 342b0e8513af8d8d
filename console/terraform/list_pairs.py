"""Which element of a list before belongs to which one after.

A plan's JSON writes sets as lists and does not say which is which. So elements that are equal on both sides belong
together wherever they stand: a set that gained an element shows that one, not all those that moved behind it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Pair:
    """Positions before and after; None where the element is on one side only. `same`: the two are equal."""

    before: int | None
    after: int | None
    same: bool = False


def list_pairs(before: Sequence[Any], after: Sequence[Any]) -> list[Pair]:
    """Every element of both lists once, in the order of `after`, those that went away last.

    Equal elements are paired first; what is left over is paired in order where as many are left on both sides (they
    were changed), else by position; the rest was added or removed.
    """
    at: defaultdict[str, list[int]] = defaultdict(list)
    for index in range(len(before) - 1, -1, -1):
        at[_key(before[index])].append(index)
    partner: dict[int, int] = {}
    for index, element in enumerate(after):
        positions = at.get(_key(element))
        if positions:
            partner[index] = positions.pop()
    same = set(partner)
    gone = sorted(set(range(len(before))) - set(partner.values()))
    new = [index for index in range(len(after)) if index not in partner]
    if len(gone) == len(new):
        partner.update(zip(new, gone, strict=True))
        gone = []
    else:
        left = set(gone)
        for index in new:
            if index in left:
                partner[index] = index
                left.remove(index)
        gone = sorted(left)
    pairs = [Pair(partner.get(index), index, index in same) for index in range(len(after))]
    return pairs + [Pair(index, None) for index in gone]


def _key(element: Any) -> str:
    return json.dumps(_without_blanks(element), sort_keys=True)


def _without_blanks(element: Any) -> Any:
    # Within a set, providers of the older kind write the same member once as null and once as "".
    if isinstance(element, dict):
        return {name: _without_blanks(member) for name, member in element.items() if member not in (None, "", [], {})}
    if isinstance(element, list):
        return [_without_blanks(member) for member in element]
    return element
