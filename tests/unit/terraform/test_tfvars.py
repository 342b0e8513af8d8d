"""Rendered tfvars: Terraform and our own reader get back exactly the values that went in."""

import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from console.domain.variables import TypeConstraint, TypeKind, Variable
from console.errors import InputError
from console.terraform.literals import hcl_text, literal, one_line
from console.terraform.number_values import plain
from console.terraform.string_literals import quoted, refusal
from console.terraform.syntax_reader import typed_expression
from console.terraform.tfvars import as_environment, render
from console.terraform.type_constraints import convert
from console.terraform.variable_schema import read_variables
from tests.engine.answers import needs_terraform, terraform, values_read

ROOT = Path(__file__).parents[3]
ANY = TypeConstraint(TypeKind.ANY)
PIECES = [
    "${", "%{", "$", "%", "{", "}", '"', "\\", "\n", "\r", "\t", "~}",
    "if true", "endif", "EOT", "<<", "#", "/*", "*/",
    "\u2028", "\ufeff", "\u202e", "😀", "👨‍👩‍👧", "e\u0301", "é",
    "\x1b]0;x\x07", "\x9b", "\u0085", "\ue000", "\U0010ffff", "\\u0041",
]  # fmt: skip


def texts() -> st.SearchStrategy[str]:
    """Any text that Terraform can be given, and text made of what HCL treats specially."""
    anything = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
    tricky = st.lists(st.sampled_from(PIECES) | st.text("ab $%{}", max_size=3), max_size=6).map("".join)
    return (anything | tricky).filter(lambda text: refusal(text) is None)


def numbers() -> st.SearchStrategy[Any]:
    return (
        st.integers(-(10**60), 10**60)
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.decimals(allow_nan=False, allow_infinity=False, places=30)
    )


def values() -> st.SearchStrategy[Any]:
    leaves = st.none() | st.booleans() | numbers() | texts()
    return st.recursive(leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts(), inner, max_size=4))


def variable(name: str, **changes: Any) -> Variable:
    return Variable(**({"name": name, "type": ANY, "description": "", "required": False} | changes))


def expected(value: Any) -> Any:
    """The value as it should come back: text in normalization form C."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [expected(item) for item in value]
    if isinstance(value, dict):
        return {expected(key): expected(item) for key, item in value.items()}
    if isinstance(value, float | Decimal):
        return plain(Decimal(str(value)))
    return value


def has_distinct_keys(value: Any) -> bool:
    """Whether no two keys of a map become one by normalization."""
    if isinstance(value, dict):
        return len({expected(key) for key in value}) == len(value) and all(map(has_distinct_keys, value.values()))
    return all(map(has_distinct_keys, value)) if isinstance(value, list) else True


@given(values())
def test_our_own_reader_gets_every_value_back(value: Any) -> None:
    assume(has_distinct_keys(value))
    converted, problems = convert(value, ANY, "x")
    assert not problems
    assert literal(typed_expression(hcl_text(converted))) == expected(value)
    assert literal(typed_expression(one_line(converted))) == expected(value)


@needs_terraform
@settings(max_examples=12, suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow])
@given(st.lists(values(), min_size=20, max_size=60))
def test_terraform_gets_every_value_back(tmp_path_factory: pytest.TempPathFactory, given_values: list[Any]) -> None:
    folder = tmp_path_factory.mktemp("values")
    chosen = {f"v{place}": value for place, value in enumerate(given_values) if has_distinct_keys(value)}
    declarations = "".join(f'variable "{name}" {{\n  type = any\n}}\n' for name in chosen)
    text = render("test", [variable(name) for name in chosen], chosen)
    read = values_read(declarations, list(chosen), text, folder)
    assert read == {name: expected(value) for name, value in chosen.items()}
    assert terraform(folder, "fmt", "-check", "-diff", "environment.tfvars", check=False).stdout == ""


@needs_terraform
def test_terraform_gets_back_every_run_of_signs_before_a_template(tmp_path: Path) -> None:
    signs = [run + rest for run in ("$", "$$", "$$$", "$$$$", "%", "%%", "%%%", "$%", "%$", "$%$", "%$%", "$$%%")
             for rest in ("{", "{x}", "{ if true }a", "", '{"', "\\{", " {")]  # fmt: skip
    declarations = 'variable "signs" {\n  type = list(string)\n}\n'
    text = render("test", [variable("signs")], {"signs": signs})
    assert values_read(declarations, ["signs"], text, tmp_path) == {"signs": signs}
    assert literal(typed_expression(hcl_text(signs))) == signs


@needs_terraform
def test_terraform_gets_back_every_kind_of_character(tmp_path: Path) -> None:
    blocks = [chr(code) for code in range(1, 0x110000) if not 0xD800 <= code <= 0xDFFF and code % 97 < 3]
    texts_ = ["".join(blocks[place : place + 20]) for place in range(0, len(blocks), 20)]
    chosen = [text for text in texts_ if refusal(text) is None]
    declarations = 'variable "characters" {\n  type = list(string)\n}\n'
    text = render("test", [variable("characters")], {"characters": chosen})
    read = values_read(declarations, ["characters"], text, tmp_path)["characters"]
    assert read == [unicodedata.normalize("NFC", each) for each in chosen]


def test_invisible_characters_are_written_so_that_a_reader_sees_them() -> None:
    assert quoted("a\u2028b\ufeff\u202e\x1b\x9b😀é") == '"a\\u2028b\\ufeff\\u202e\\u001b\\u009b😀é"'
    assert quoted('say "hi"\\\n\r\t') == '"say \\"hi\\"\\\\\\n\\r\\t"'
    assert quoted("${a} %{b} $c $${d}") == '"$${a} %%{b} $c \\u0024$${d}"'


def test_comments_come_from_descriptions_and_cannot_leave_their_line() -> None:
    described = variable("x", description='first\nsecond = "x1e.32xlarge" /* */ \x1b[2J\u2028third\r # fourth')
    text = render("replaydash/dev", [described], {"x": 1})
    assert text.splitlines()[3:] == ['# first second = "x1e.32xlarge" /* */ [2J third # fourth', "x = 1"]


def test_groups_keep_their_order_and_headings() -> None:
    declared = [variable("a", group="One"), variable("b"), variable("c", group="One")]
    text = render("test", declared, {"a": 1, "b": 2, "c": 3})
    assert text.split("\n", 3)[3] == "# --- One ---\n\na = 1\n\nc = 3\n\nb = 2\n"


def test_objects_are_laid_out_in_aligned_lines() -> None:
    value = {"id": 1, "long name": "x", "inner": {"a": [1, 2], "bcd": None}, "true": True, "for": [{"x": 1}]}
    assert render("test", [variable("v")], {"v": value}).split("\n", 3)[3] == (
        'v = {\n  id          = 1\n  "long name" = "x"\n  inner = {\n    a   = [1, 2]\n    bcd = null\n  }\n'
        '  "true" = true\n  "for" = [\n    {\n      x = 1\n    },\n  ]\n}\n'
    )


def test_large_and_small_numbers_are_written_digit_by_digit() -> None:
    given_numbers = [10**40, 1e20, 1e21, 0.1, Decimal("0.30000000000000000001"), -5, 1.0, Decimal("1E-60"), -0.0]
    assert one_line(given_numbers) == (
        "[10000000000000000000000000000000000000000, 100000000000000000000, 1000000000000000000000, 0.1, "
        "0.30000000000000000001, -5, 1, 1.0E-60, 0]"
    )


def test_a_value_that_does_not_fit_is_refused_with_name_and_place() -> None:
    subnets = variable("subnets", type=TypeConstraint(TypeKind.LIST, element=TypeConstraint(TypeKind.NUMBER)))
    with pytest.raises(InputError, match=r"^subnets\[1\] must be a number, not 'x'\.$"):
        render("test", [subnets], {"subnets": [1, "x"]})
    with pytest.raises(InputError, match="other is not a variable"):
        render("test", [subnets], {"other": 1})


def test_an_environment_variable_holds_text_as_it_is_and_collections_as_expressions() -> None:
    string, number = TypeConstraint(TypeKind.STRING), TypeConstraint(TypeKind.NUMBER)
    assert as_environment(variable("p", type=string), '${x} "y"\n') == ("TF_VAR_p", '${x} "y"\n')
    assert as_environment(variable("p", type=number), 1e21) == ("TF_VAR_p", "1000000000000000000000")
    assert as_environment(variable("p", type=TypeConstraint(TypeKind.BOOL)), "true") == ("TF_VAR_p", "true")
    assert as_environment(variable("p"), "${x}") == ("TF_VAR_p", '"$${x}"')
    assert as_environment(variable("p"), {"a": ["b"]}) == ("TF_VAR_p", '{ a = ["b"] }')


def test_an_environment_variable_that_linux_would_refuse_is_refused_first() -> None:
    with pytest.raises(InputError, match="p is longer than the 128 KiB"):
        as_environment(variable("p", type=TypeConstraint(TypeKind.STRING)), "x" * 131072)
    with pytest.raises(InputError, match="p holds a NUL character"):
        as_environment(variable("p", type=TypeConstraint(TypeKind.STRING)), "a\0b")


def test_a_refused_secret_is_not_quoted_in_the_refusal() -> None:
    secret = variable("p", type=TypeConstraint(TypeKind.NUMBER), sensitive=True)
    with pytest.raises(InputError) as refused:
        as_environment(secret, "c4nary")
    assert "c4nary" not in str(refused.value)


@needs_terraform
def test_the_defaults_of_replaydash_come_back_and_are_formatted(tmp_path: Path) -> None:
    root = ROOT / "terraform_modules" / "systems" / "replaydash"
    variables = [each for each in read_variables(root) if not each.required and not each.sensitive]
    given_values = {each.name: each.default for each in variables}
    declarations = "".join(f'variable "{each.name}" {{\n  type = {each.type}\n}}\n' for each in variables)
    text = render("replaydash/dev", variables, given_values)
    assert values_read(declarations, list(given_values), text, tmp_path) == given_values
    assert terraform(tmp_path, "fmt", "-check", "-diff", "environment.tfvars", check=False).stdout == ""
