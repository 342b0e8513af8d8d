"""Terraform's numbers: binary floating point with a mantissa of 512 bits, rounded half to even (go-cty)."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from fractions import Fraction

MANTISSA_BITS = 512
EXACT_DIGITS = 150
"""So many significant decimal digits survive a mantissa of 512 bits."""
LARGEST_EXPONENT = 1000
"""Beyond it a number is taken for a mistake: written out it would have a thousand digits."""
BEYOND: int = 10 ** (LARGEST_EXPONENT + 1)

NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
"""What Terraform converts from text to a number."""

_DIGITS = Context(prec=EXACT_DIGITS + 4, rounding=ROUND_HALF_EVEN, Emin=-(10**6), Emax=10**6)


def read_number(text: str) -> Decimal | None:
    """The number that the text is, or None where it is not one or not one that survives Terraform exactly."""
    if not NUMBER.fullmatch(text) or len(text) > 10 * EXACT_DIGITS:
        return None
    number = Decimal(text)
    return number if is_exact(number) else None


def is_exact(number: int | float | Decimal) -> bool:
    """Whether the number comes back from Terraform digit by digit."""
    if isinstance(number, int) and abs(number) >= BEYOND:
        return False
    value = as_decimal(number)
    if not value.is_finite():
        return False
    digits = "".join(map(str, value.as_tuple().digits)).rstrip("0")
    return len(digits) <= EXACT_DIGITS and abs(value.adjusted()) <= LARGEST_EXPONENT


def as_decimal(number: int | float | Decimal) -> Decimal:
    """The number as it is written: a float by its shortest text."""
    return Decimal(repr(number)) if isinstance(number, float) else Decimal(number)


def plain(number: Decimal) -> int | float | Decimal:
    """The simplest Python number of exactly this value: int, else float, else Decimal."""
    if number == number.to_integral_value():
        return int(number)
    as_float = float(number)
    return as_float if Decimal(repr(as_float)) == number else number


def number_text(number: int | float | Decimal) -> str:
    """The number without an exponent, as Terraform writes it: 1.5, 100000000000000000000."""
    value = as_decimal(number)
    if value == value.to_integral_value():
        return str(int(value))
    return f"{value.normalize(_DIGITS):f}"


def rounded(value: Fraction) -> Fraction:
    """The nearest number that Terraform can hold."""
    if value == 0:
        return value
    magnitude = abs(value)
    shift = MANTISSA_BITS - (magnitude.numerator.bit_length() - magnitude.denominator.bit_length())
    scale = Fraction(2) ** shift
    mantissa = magnitude * scale
    if mantissa >= 2**MANTISSA_BITS:
        scale /= 2
        mantissa = magnitude * scale
    nearest = Fraction(round(mantissa)) / scale
    return nearest if value > 0 else -nearest


def lift(number: int | float | Decimal) -> Fraction:
    """The number as Terraform holds it."""
    return rounded(Fraction(as_decimal(number)))


def lower(value: Fraction) -> Decimal | None:
    """The decimal number that Terraform would write, or None where that cannot be told from here (1/3)."""
    if value.denominator == 1:
        return Decimal(value.numerator) if is_exact(value.numerator) else None
    with localcontext(_DIGITS) as context:
        quotient = context.divide(Decimal(value.numerator), Decimal(value.denominator)).normalize(context)
    return quotient if len(quotient.as_tuple().digits) <= EXACT_DIGITS else None
