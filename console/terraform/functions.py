"""Terraform's pure functions, as far as validations use them: the table that calls go through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from console.terraform import collection_functions as collections
from console.terraform import network_functions as network
from console.terraform import number_functions as numbers
from console.terraform import string_functions as strings
from console.terraform.evaluated_values import OnlyTerraformError
from console.terraform.patterns import regex, regexall

Function = Callable[..., Any]
ANY_NUMBER = 1_000


def _checked(function: Function, least: int, most: int) -> Callable[[list[Any]], Any]:
    def call(arguments: list[Any]) -> Any:
        # Terraform refuses a wrong number of arguments before it evaluates anything, even inside `can`.
        if not least <= len(arguments) <= most:
            raise OnlyTerraformError("a wrong number of arguments")
        return function(*arguments)

    return call


_TABLE: dict[str, tuple[Function, int, int]] = {
    "abs": (numbers.absolute, 1, 1),
    "alltrue": (collections.alltrue, 1, 1),
    "anytrue": (collections.anytrue, 1, 1),
    "ceil": (numbers.ceil, 1, 1),
    "cidrhost": (network.cidrhost, 2, 2),
    "cidrnetmask": (network.cidrnetmask, 1, 1),
    "cidrsubnet": (network.cidrsubnet, 3, 3),
    "coalesce": (collections.coalesce, 1, ANY_NUMBER),
    "compact": (collections.compact, 1, 1),
    "concat": (collections.concat, 1, ANY_NUMBER),
    "contains": (collections.contains, 2, 2),
    "distinct": (collections.distinct, 1, 1),
    "element": (collections.element, 2, 2),
    "endswith": (strings.endswith, 2, 2),
    "flatten": (collections.flatten, 1, 1),
    "floor": (numbers.floor, 1, 1),
    "format": (strings.format_, 1, ANY_NUMBER),
    "index": (collections.index, 2, 2),
    "join": (strings.join, 2, ANY_NUMBER),
    "jsondecode": (strings.jsondecode, 1, 1),
    "jsonencode": (strings.jsonencode, 1, 1),
    "keys": (collections.keys, 1, 1),
    "length": (collections.length, 1, 1),
    "lookup": (collections.lookup, 2, 3),
    "lower": (strings.lower, 1, 1),
    "max": (numbers.largest, 1, ANY_NUMBER),
    "merge": (collections.merge, 0, ANY_NUMBER),
    "min": (numbers.smallest, 1, ANY_NUMBER),
    "one": (collections.one, 1, 1),
    "parseint": (numbers.parseint, 2, 2),
    "range": (numbers.range_, 1, 3),
    "regex": (regex, 2, 2),
    "regexall": (regexall, 2, 2),
    "replace": (strings.replace, 3, 3),
    "reverse": (collections.reverse, 1, 1),
    "setintersection": (collections.setintersection, 1, ANY_NUMBER),
    "setsubtract": (collections.setsubtract, 2, 2),
    "setunion": (collections.setunion, 1, ANY_NUMBER),
    "signum": (numbers.signum, 1, 1),
    "slice": (collections.slice_, 3, 3),
    "sort": (collections.sort, 1, 1),
    "split": (strings.split, 2, 2),
    "startswith": (strings.startswith, 2, 2),
    "strcontains": (strings.strcontains, 2, 2),
    "substr": (strings.substr, 3, 3),
    "sum": (numbers.total, 1, 1),
    "tobool": (numbers.tobool, 1, 1),
    "tolist": (collections.tolist, 1, 1),
    "tomap": (collections.tomap, 1, 1),
    "tonumber": (numbers.tonumber, 1, 1),
    "toset": (collections.toset, 1, 1),
    "tostring": (strings.tostring, 1, 1),
    "trim": (strings.trim, 2, 2),
    "trimprefix": (strings.trimprefix, 2, 2),
    "trimspace": (strings.trimspace, 1, 1),
    "trimsuffix": (strings.trimsuffix, 2, 2),
    "upper": (strings.upper, 1, 1),
    "values": (collections.values, 1, 1),
    "zipmap": (collections.zipmap, 2, 2),
}

FUNCTIONS: dict[str, Callable[[list[Any]], Any]] = {name: _checked(*entry) for name, entry in _TABLE.items()}
"""Name to function; each takes the evaluated arguments and raises FailedError where Terraform fails, too."""
