"""Functions of numbers and booleans."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from console.terraform.evaluated_values import (
    FailedError,
    OnlyTerraformError,
    as_bool,
    as_integer,
    as_items,
    as_number,
    as_string,
)
from console.terraform.number_values import rounded

LONGEST_RANGE = 1024


def absolute(value: Any) -> Fraction:
    return abs(as_number(value))


def ceil(value: Any) -> Fraction:
    return Fraction(math.ceil(as_number(value)))


def floor(value: Any) -> Fraction:
    return Fraction(math.floor(as_number(value)))


def signum(value: Any) -> Fraction:
    number = as_integer(value)
    return Fraction((number > 0) - (number < 0))


def largest(*values: Any) -> Fraction:
    return max(as_number(value) for value in values)


def smallest(*values: Any) -> Fraction:
    return min(as_number(value) for value in values)


def total(value: Any) -> Fraction:
    items = as_items(value)
    if not items:
        raise FailedError("nothing to add")
    result = as_number(items[0])
    for item in items[1:]:
        result = rounded(result + as_number(item))
    return result


def parseint(value: Any, base: Any) -> Fraction:
    text, radix = as_string(value), as_integer(base)
    if not 2 <= radix <= 36:
        raise OnlyTerraformError("a base beyond 36")
    digits = text[1:] if text[:1] in {"+", "-"} else text
    if not digits or not all(_is_digit(digit, radix) for digit in digits):
        raise FailedError("not a whole number")
    return Fraction(int(text, radix))


def _is_digit(character: str, radix: int) -> bool:
    return character.isascii() and character.isalnum() and int(character, 36) < radix


def range_(*values: Any) -> list[Fraction]:
    numbers = [as_number(value) for value in values]
    start, end = (Fraction(0), numbers[0]) if len(numbers) == 1 else (numbers[0], numbers[1])
    step = numbers[2] if len(numbers) == 3 else Fraction(1 if end >= start else -1)
    if step == 0:
        raise FailedError("a step of zero")
    if start != end and (end > start) != (step > 0):
        raise OnlyTerraformError("a range that goes away from its end")
    result: list[Fraction] = []
    while (start < end) if step > 0 else (start > end):
        result.append(start)
        if len(result) > LONGEST_RANGE:
            raise FailedError("more than 1024 numbers")
        start = rounded(start + step)
    return result


def tonumber(value: Any) -> Fraction | None:
    return None if value is None else as_number(value)


def tobool(value: Any) -> bool | None:
    return None if value is None else as_bool(value)
