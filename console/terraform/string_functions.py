"""Functions of text. Terraform counts what a reader sees as one character; these count only where that is certain."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

from console.terraform.evaluated_values import (
    FailedError,
    OnlyTerraformError,
    SetValue,
    as_integer,
    as_items,
    as_map,
    as_number,
    as_string,
    known,
)
from console.terraform.number_values import lift, read_number
from console.terraform.string_literals import normalized

SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""What Go calls white space."""
_VERB = re.compile(r"%(?:(0[1-9])?d|([svt%]))")
_HTML = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def characters(text: str) -> str:
    """The text, where each code point surely is one character; raises OnlyTerraformError otherwise."""
    if all(character < "\u0300" for character in text) and "\r\n" not in text:
        return text
    raise OnlyTerraformError("the number of characters of this text")


def lower(value: Any) -> str:
    return "".join(_other_case(character, character.lower()) for character in as_string(value))


def upper(value: Any) -> str:
    return "".join(_other_case(character, character.upper()) for character in as_string(value))


def _other_case(character: str, changed: str) -> str:
    # Beyond Latin-1, and where one letter becomes two, Go and Python map differently.
    if character.isascii() or (character <= "\u00ff" and len(changed) == 1 and character not in "µÿ"):
        return changed
    raise OnlyTerraformError("the case of this letter")


def startswith(text: Any, prefix: Any) -> bool:
    return as_string(text).startswith(as_string(prefix))


def endswith(text: Any, suffix: Any) -> bool:
    return as_string(text).endswith(as_string(suffix))


def strcontains(text: Any, part: Any) -> bool:
    return as_string(part) in as_string(text)


def substr(text: Any, offset: Any, length: Any) -> str:
    whole, start, size = characters(as_string(text)), as_integer(offset), as_integer(length)
    if start < 0 or size < -1:
        raise OnlyTerraformError("a part counted from the end")
    return whole[start:] if size == -1 else whole[start : start + size]


def split(separator: Any, text: Any) -> list[str]:
    by, whole = as_string(separator), as_string(text)
    return whole.split(by) if by else list(characters(whole))


def join(separator: Any, *lists: Any) -> str:
    items = [as_string(item) for value in lists for item in as_items(value)]
    return normalized(as_string(separator).join(items))


def replace(text: Any, part: Any, replacement: Any) -> str:
    whole, old, new = as_string(text), as_string(part), as_string(replacement)
    if not old or (len(old) > 1 and old.startswith("/") and old.endswith("/")):
        raise OnlyTerraformError("a replacement by pattern")
    return normalized(whole.replace(old, new))


def trim(text: Any, cutset: Any) -> str:
    return as_string(text).strip(as_string(cutset))


def trimprefix(text: Any, prefix: Any) -> str:
    return as_string(text).removeprefix(as_string(prefix))


def trimsuffix(text: Any, suffix: Any) -> str:
    return as_string(text).removesuffix(as_string(suffix))


def trimspace(text: Any) -> str:
    return as_string(text).strip(SPACE)


def tostring(value: Any) -> str | None:
    return None if value is None else as_string(value)


def format_(template: Any, *arguments: Any) -> str:
    """`%s`, `%v`, `%t`, `%d` and `%05d` of primitive values; anything else is left to Terraform."""
    text, rest = as_string(template), list(arguments)
    pieces: list[str] = []
    place = 0
    while (start := text.find("%", place)) >= 0:
        verb = _VERB.match(text, start)
        if verb is None:
            raise OnlyTerraformError("a format of this form")
        pieces.append(text[place:start])
        place = verb.end()
        if verb[2] == "%":
            pieces.append("%")
        elif not rest:
            raise FailedError("too few arguments")
        else:
            pieces.append(_formatted(verb, rest.pop(0)))
    if rest:
        raise FailedError("too many arguments")
    return normalized("".join(pieces) + text[place:])


def _formatted(verb: re.Match[str], value: Any) -> str:
    if value is None or isinstance(known(value), list | dict | SetValue):
        raise OnlyTerraformError("the format of this value")
    if verb[2] is None:
        number = as_number(value)
        if number.denominator != 1:
            raise FailedError("a whole number is required")
        return f"{int(number):{verb[1] or ''}d}"
    if verb[2] == "t" and not isinstance(value, bool):
        raise OnlyTerraformError("the format of this value")
    return as_string(value)


def jsonencode(value: Any) -> str:
    match known(value):
        case None:
            return "null"
        case bool() | Fraction():
            return as_string(value)
        case str():
            text = json.dumps(value, ensure_ascii=False)
            if any(ord(character) < 0x20 and character not in "\n\r\t" for character in value):
                raise OnlyTerraformError("control characters in JSON")
            return "".join(_HTML.get(character, character) for character in text)
        case dict():
            return "{" + ",".join(f"{jsonencode(key)}:{jsonencode(item)}" for key, item in as_map(value).items()) + "}"
        case _:
            return "[" + ",".join(map(jsonencode, as_items(value))) + "]"


def jsondecode(text: Any) -> Any:
    try:
        return json.loads(
            as_string(text), parse_int=_json_number, parse_float=_json_number, parse_constant=_no_constant,
            object_pairs_hook=_json_object,
        )  # fmt: skip
    except (ValueError, RecursionError) as error:
        raise FailedError("not JSON") from error


def _json_number(text: str) -> Fraction:
    number = read_number(text)
    if number is None:
        raise OnlyTerraformError("a number at the edge of Terraform's precision")
    return lift(Decimal(number))


def _no_constant(text: str) -> Any:
    raise FailedError(f"{text} is not JSON")


def _json_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise OnlyTerraformError("a key twice")
    return result
