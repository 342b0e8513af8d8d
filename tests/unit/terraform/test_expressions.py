"""Expressions: what is evaluated here is what Terraform evaluates, and the rest is left to it."""

from pathlib import Path
from typing import Any

import pytest

from console.terraform.evaluated_values import FailedError, OnlyTerraformError
from console.terraform.expressions import value_of
from console.terraform.syntax_reader import typed_expression
from tests.engine.answers import FAILS, answers, needs_terraform

FIXTURES = Path(__file__).parents[2] / "fixtures" / "variables"
EVALUATED = (FIXTURES / "evaluated.txt").read_text(encoding="utf-8").splitlines()
LEFT_TO_TERRAFORM = (FIXTURES / "left_to_terraform.txt").read_text(encoding="utf-8").splitlines()

PATTERNS = (
    "^[a-z][a-z0-9-]{1,5}$", "a|ab", "(a|b)c", "^$", "", ".", "^.$", "a.c", "[^a-c]", "[]a]", "[a-]", "[\\\\d-]",
    "\\\\d+", "\\\\w\\\\W", "\\\\s", "\\\\S+$", "[[:alpha:]]+", "[^[:space:]]+@x", "a{2}", "a{2,}", "a{,2}",
    "a{1,2}b", "x{", "{",
    "(?i)AB", "(?s)a.c", "(?:ab)+c", "(?P<n>a)b", "^(10|172)\\\\.[0-9]{1,3}$", "\\\\.", "\\\\x41", "\\\\bab\\\\b",
    "([a-z]+,)*[a-z]+$", "a*?b", "\\\\Aab\\\\z", "é", "[à-ü]", "^[!-~]*$", "\\\\/", "[.]", "a+b*c?", "(a)|(b)",
)  # fmt: skip
TEXTS = (
    "", "a", "ab", "abc", "AB", "a\\nc", "a\\n", "\\n", "aab", "aaa", "10.0", "172.16", "a-b1", "a b", "\\t",
    "\\u000b", "\\u00a0",
    "é", "É", "u\\u0301", "x{", "a{,2}", "{", "me@x", " @x", "a,b,c", "]", "-", "5", "٣",
    "\\u2028", ".", "/", "A", "\\u212a",
    "ab\\u0000"[:2], "abcabc", "aabcc",
)  # fmt: skip


def evaluated(expression: str) -> Any:
    """The value of an expression without variables, or FAILS."""

    def no_variable(name: str) -> Any:
        raise OnlyTerraformError(name)

    try:
        return value_of(typed_expression(expression), no_variable)
    except FailedError:
        return FAILS


def exactly(value: Any) -> str:
    """A text in which true, 1, 1.0 and "1" differ, and the order of keys does not."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {exactly(value[key])}" for key in sorted(value)) + "}"
    return "[" + ", ".join(map(exactly, value)) + "]" if isinstance(value, list) else repr(value)


@needs_terraform
def test_every_expression_that_is_evaluated_has_the_value_that_terraform_gives_it(tmp_path: Path) -> None:
    found = [exactly(evaluated(expression)) for expression in EVALUATED]
    real = [exactly(answer) for answer in answers(EVALUATED, tmp_path)]
    assert dict(zip(EVALUATED, found, strict=True)) == dict(zip(EVALUATED, real, strict=True))


@pytest.mark.parametrize("expression", LEFT_TO_TERRAFORM)
def test_an_expression_that_is_not_certain_has_no_value_here(expression: str) -> None:
    with pytest.raises(OnlyTerraformError):
        evaluated(expression)


@needs_terraform
def test_patterns_match_here_what_they_match_in_terraform(tmp_path: Path) -> None:
    questions = [
        f'{function}(regex{suffix}("{pattern}", "{text}"))'
        for pattern in PATTERNS
        for text in TEXTS
        for function, suffix in (("can", ""), ("length", "all"))
    ]
    found: dict[str, Any] = {}
    for question in questions:
        try:
            found[question] = evaluated(question)
        except OnlyTerraformError:
            continue
    real = dict(zip(questions, answers(questions, tmp_path), strict=True))
    assert found == {question: real[question] for question in found}
    matches_decided = [question for question in found if question.startswith("can")]
    assert len(matches_decided) > 0.9 * len(PATTERNS) * len(TEXTS)


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+$", "(a|aa)+$", "(?i)[^a]", "a**", "(?=a)", "\\1", "\\pL", "(?m)^a",
     "[a", "a)", "(a", "a{2000}", "[z-a]", "\\Q"],
)  # fmt: skip
def test_a_pattern_that_could_mean_something_else_or_take_long_is_left_to_terraform(pattern: str) -> None:
    with pytest.raises(OnlyTerraformError):
        evaluated(f'regex("{pattern}", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab")'.replace("\\", "\\\\"))


def test_a_search_that_could_take_long_is_left_to_terraform() -> None:
    pattern = "^[a-z]*[a-z0-9]*[a-z-]*[a-z]*$"
    assert evaluated(f'can(regex("{pattern}", "{"a" * 150}!"))') is False
    with pytest.raises(OnlyTerraformError):
        evaluated(f'can(regex("{pattern}", "{"a" * 400}!"))')


def test_numbers_are_rounded_as_terraform_rounds_them() -> None:
    third = "1 / 3"
    assert evaluated(f"{third} * 3 == 1") is True
    assert evaluated("0.1 + 0.2 == 0.3") is True
    assert evaluated("123456789012345678901234567890 + 1") == 123456789012345678901234567891
