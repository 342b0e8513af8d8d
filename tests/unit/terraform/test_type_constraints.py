"""Values against types: converted as Terraform converts them, problems with their place."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from console.domain.variables import TypeConstraint
from console.terraform.syntax_reader import typed_expression
from console.terraform.tfvars import as_environment, render
from console.terraform.type_constraints import convert
from console.terraform.type_expressions import type_constraint
from console.terraform.variable_schema import read_variables
from tests.engine.answers import needs_terraform, values_read

SUBNET = "object({ cidr = string, public = optional(bool, false), notes = optional(map(string), { a = 1 }) })"
CONVERTED: list[tuple[str, Any, Any]] = [
    ("string", 5, "5"),
    ("string", 1.50, "1.5"),
    ("string", True, "true"),
    ("string", "e\u0301", "é"),
    ("string", None, None),
    ("string", Decimal("1e21"), "1000000000000000000000"),
    ("number", "5", 5),
    ("number", "1e3", 1000),
    ("number", ".5", 0.5),
    ("number", 10**40, 10**40),
    ("number", "0.30000000000000000001", Decimal("0.30000000000000000001")),
    ("bool", "true", True),
    ("bool", "0", False),
    ("list(string)", ["a", 1, True, None], ["a", "1", "true", None]),
    ("list(any)", ["a", 1, True], ["a", "1", "true"]),
    ("list(any)", [1, None], [1, None]),
    ("map(any)", {"a": 1, "b": "x"}, {"a": "1", "b": "x"}),
    ("set(string)", ["b", "a", "b", 1], ["1", "a", "b"]),
    ("set(number)", [10, "9", 2.5, 9], [2.5, 9, 10]),
    ("tuple([string, number])", [1, "2"], ["1", 2]),
    ("map(list(number))", {"a": ["1"]}, {"a": [1]}),
    (SUBNET, {"cidr": 1}, {"cidr": "1", "public": False, "notes": {"a": "1"}}),
    (SUBNET, {"cidr": "x", "public": None, "notes": None}, {"cidr": "x", "public": False, "notes": {"a": "1"}}),
    ("object({ a = optional(string) })", {}, {"a": None}),
    ("any", {"a": [1, "x", None, {"b": True}]}, {"a": [1, "x", None, {"b": True}]}),
]
REFUSED: list[tuple[str, Any, str, str]] = [
    ("string", ["a"], "", "must be text, not a list"),
    ("string", "a\0b", "", "holds a NUL character"),
    ("string", "\ud800", "", "holds half of a surrogate pair"),
    ("string", "a" + "\u0301" * 31, "", "more than 30 combining marks"),
    ("number", "five", "", "must be a number, not 'five'"),
    ("number", " 5", "", "must be a number"),
    ("number", True, "", "must be a number, not true or false"),
    ("number", float("nan"), "", "must be a finite number"),
    ("number", float("inf"), "", "must be a finite number"),
    ("number", 10**150 + 1, "", "must be a finite number of at most 150 digits"),
    ("bool", 1, "", "must be true or false, not a number"),
    ("bool", "yes", "", "must be true or false, not 'yes'"),
    ("list(number)", [1, "x"], "[1]", "must be a number"),
    ("list(string)", "abc", "", "must be a list, not text"),
    ("list(any)", [1, True], "", "must have elements that are all of one type"),
    ("map(string)", {"a b": []}, '["a b"]', "must be text, not a list"),
    ("map(string)", {1: "x"}, "", "must be text: put it between quotes"),
    ("tuple([string])", ["a", "b"], "", "must have 1 elements, not 2"),
    (f"list({SUBNET})", [{"cidr": "x"}, {"public": True}], "[1].cidr", "is missing and required"),
    (f"list({SUBNET})", [{"cidr": "x", "cdir": "y"}], "[0].cdir", "Terraform would drop it without a word"),
    ("any", {"a": object()}, ".a", "cannot be a value of type object"),
]


def typed(text: str) -> TypeConstraint:
    return type_constraint(typed_expression(text))


@pytest.mark.parametrize(("type_", "value", "expected"), CONVERTED)
def test_a_value_is_converted_to_its_type(type_: str, value: Any, expected: Any) -> None:
    converted, problems = convert(value, typed(type_), "x")
    assert not problems
    assert repr(converted) == repr(expected)


@pytest.mark.parametrize(("type_", "value", "path", "message"), REFUSED)
def test_a_value_that_does_not_fit_is_a_problem_with_its_place(type_: str, value: Any, path: str, message: str) -> None:
    _, problems = convert(value, typed(type_), "x")
    assert [problem.path for problem in problems] == [path]
    assert message in problems[0].message
    assert problems[0].variable == "x"


@needs_terraform
def test_terraform_reads_each_value_as_it_was_converted_here(tmp_path: Path) -> None:
    names = [f"v{place}" for place in range(len(CONVERTED))]
    declarations = "".join(
        f'variable "{name}" {{\n  type = {type_}\n}}\n' for name, (type_, _, _) in zip(names, CONVERTED, strict=True)
    )
    (tmp_path / "main.tf").write_text(declarations, encoding="utf-8")
    variables = read_variables(tmp_path)
    given = {name: value for name, (_, value, _) in zip(names, CONVERTED, strict=True)}
    expected = {name: converted for name, (_, _, converted) in zip(names, CONVERTED, strict=True)}
    assert values_read(declarations, names, render("test", variables, given), tmp_path) == expected
    environment = dict(as_environment(v, given[v.name]) for v in variables if given[v.name] is not None)
    assert (
        values_read(declarations.replace("\n}", "\n  default = null\n}"), names, "", tmp_path, environment) == expected
    )
