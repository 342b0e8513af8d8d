"""The variables of an environment as its form shows, checks, keeps and renders them."""

import stat
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.environment import Backend, EnvironmentName, Preset, Protection
from console.domain.variables import Attribute, TypeConstraint, TypeKind, Variable
from console.errors import InputError, PresetError
from console.services import value_texts
from console.services.configurations import Configurations
from console.services.data_files import read_data_file, write_data_file
from console.services.variable_form import Source
from console.services.variables import Variables

FIXTURES = Path(__file__).parents[2] / "fixtures" / "variables"
DEV, STAGING = EnvironmentName("sample", "dev"), EnvironmentName("sample", "staging")


def preset(place: EnvironmentName, /, **values: Any) -> Preset:
    return Preset(
        system=place.system, environment=place.environment, description="x", region="us-east-1",
        protection=Protection.OPEN, backend=Backend(type="local"), values=values,
    )  # fmt: skip


@pytest.fixture
def variables(tmp_path: Path) -> Variables:
    presets = {
        DEV: preset(DEV, name="web", replicas=3, zones=["c", "a"]),
        STAGING: preset(STAGING, name="api", zones=["a", "c"]),
    }
    return Variables(Configurations(FIXTURES).root, presets, tmp_path / "home")


def of(variables: Variables, name: str) -> Any:
    return next(field for field in variables.form(DEV).fields if field.variable.name == name)


def messages(problems: Any) -> dict[str, str]:
    return {problem.variable + problem.path: problem.message for problem in problems}


def test_each_field_says_where_its_value_comes_from(variables: Variables) -> None:
    variables.save_overlay(DEV, {"replicas": "4"})
    assert (of(variables, "replicas").effective, of(variables, "replicas").source) == (4, Source.OVERLAY)
    assert (of(variables, "replicas").preset, of(variables, "replicas").preset_set) == (3, True)
    assert (of(variables, "name").effective, of(variables, "name").source) == ("web", Source.PRESET)
    assert (of(variables, "size").effective, of(variables, "size").source) == ("small", Source.DEFAULT)
    assert of(variables, "password").source is Source.ENVIRONMENT
    assert of(variables, "zones").effective == ["a", "c"]
    assert variables.form(DEV).groups[:4] == ("", "Names", "Numbers", "Collections")


def test_a_required_variable_without_a_value_is_missing(tmp_path: Path) -> None:
    service = Variables(Configurations(FIXTURES).root, {DEV: preset(DEV)}, tmp_path)
    assert of(service, "name").source is Source.MISSING
    assert "name" not in service.form(DEV).values
    assert messages(service.check_all(DEV, {}, given={"password"})) == {"name": "has no value and no default"}


def test_what_identifies_an_environment_is_not_changed_to_another(tmp_path: Path) -> None:
    root = tmp_path / "systems" / "sample"
    root.mkdir(parents=True)
    declared = ("environment", "aws_region", "region", "label")
    (root / "v.tf").write_text("".join(f'variable "{name}" {{\n  type = string\n}}\n' for name in declared))
    given = preset(DEV, environment="dev", aws_region="us-east-1", label="a")
    service = Variables(Configurations(tmp_path).root, {DEV: given}, tmp_path / "home")
    words = "identifies sample/dev and stays 'dev': for another environment, plan that one"
    allowed = {"region": "eu-west-1", "label": "b", "environment": "dev"}
    assert service.check_all(DEV, allowed) == ()
    assert messages(service.check_all(DEV, allowed | {"environment": "production"})) == {"environment": words}
    assert "aws_region" in messages(service.check_all(DEV, allowed | {"aws_region": "eu-west-1"}))
    assert messages(service.check(DEV, "environment", "production", {})) == {"environment": words}
    with pytest.raises(PresetError, match="The overlay of sample/dev cannot set environment: it identifies"):
        service.save_overlay(DEV, {"environment": "production"})


def test_a_value_is_checked_against_type_rules_and_null(variables: Variables) -> None:
    assert variables.check(DEV, "replicas", 5, {}) == ()
    assert messages(variables.check(DEV, "replicas", "x", {})) == {"replicas": "must be a number, not 'x'"}
    assert messages(variables.check(DEV, "replicas", 0, {})) == {"replicas": "The replicas must be 1 to 9."}
    assert messages(variables.check(DEV, "name", None, {})) == {"name": "must not be null"}
    assert variables.check(DEV, "timeout", None, {}) == ()
    assert messages(variables.check(DEV, "subnets", [{"cidr": "10.0.0.0/24"}, {}], {})) == {
        "subnets[1].cidr": "is missing and required"
    }


def test_a_rule_across_variables_uses_values_that_are_not_saved_yet(variables: Variables) -> None:
    assert messages(variables.check(DEV, "replicas", 6, {})) == {
        "replicas": "The replicas must not be more than ${var.most_replicas}."
    }
    assert variables.check(DEV, "replicas", 6, {"most_replicas": 6}) == ()


def test_checking_all_finds_every_problem_of_the_values_in_effect(variables: Variables) -> None:
    found = messages(variables.check_all(DEV, {"size": "huge", "most_replicas": 2, "sizzle": 1, "password": "x"}))
    assert found == {
        "size": "The size must be small, medium or large.",
        "replicas": "The replicas must not be more than ${var.most_replicas}.",
        "sizzle": "is not a variable of this configuration; did you mean size?",
        "password": "is sensitive and is never kept in a file or on a command line: give it when a plan asks for it",
    }


def test_a_required_secret_is_a_problem_until_it_is_given(variables: Variables) -> None:
    assert messages(variables.check_all(DEV, {})) == {"password": "has no value: it is asked for when a plan is made"}
    assert variables.check_all(DEV, {}, given={"password"}) == ()


def test_an_overlay_is_kept_apart_from_the_preset_for_its_owner_only(variables: Variables, tmp_path: Path) -> None:
    assert variables.overlay(DEV) == {}
    values = {
        "replicas": 4,
        "ratio": Decimal("0.30000000000000000001"),
        "before_headings": "1e3",
        "tags": {"no": "off"},
    }
    variables.save_overlay(DEV, values)
    path = tmp_path / "home" / "overlays" / "sample" / "dev.yaml"
    assert variables.overlay(DEV) == values
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]
    variables.save_overlay(DEV, {})
    assert not path.exists()
    assert variables.overlay(DEV) == {}


def test_an_overlay_that_does_not_fit_is_refused_and_the_old_one_stays(variables: Variables) -> None:
    variables.save_overlay(DEV, {"replicas": 4})
    with pytest.raises(PresetError, match="cannot set replicas: it must be a number"):
        variables.save_overlay(DEV, {"replicas": "many"})
    with pytest.raises(PresetError, match=r"cannot set replica: it is not a variable .*; did you mean replicas"):
        variables.save_overlay(DEV, {"replica": 1})
    assert variables.overlay(DEV) == {"replicas": 4}


def test_an_overlay_file_that_was_edited_badly_is_refused(variables: Variables, tmp_path: Path) -> None:
    path = tmp_path / "home" / "overlays" / "sample" / "dev.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("replicas: 4\n", encoding="utf-8")
    with pytest.raises(PresetError, match="must hold the key values and nothing else"):
        variables.form(DEV)
    path.write_text("values: {replica: 4}\n", encoding="utf-8")
    assert variables.form(DEV).unknown == ("replica",)
    with pytest.raises(PresetError, match=r"sets replica, which is not a variable .*; did you mean replicas"):
        variables.render(DEV)


def test_two_environments_are_compared_value_by_value(variables: Variables) -> None:
    compared = {comparison.name: comparison for comparison in variables.compare(DEV, STAGING)}
    assert (compared["replicas"].left, compared["replicas"].right) == (3, 2)
    assert (compared["replicas"].left_source, compared["replicas"].right_source) == (Source.PRESET, Source.DEFAULT)
    assert not compared["replicas"].same
    assert compared["zones"].same
    assert compared["size"].same
    assert not compared["password"].same


def test_what_is_rendered_is_what_is_in_effect_and_defaults_are_left_to_terraform(variables: Variables) -> None:
    variables.save_overlay(DEV, {"replicas": 4})
    text = variables.render(DEV, {"size": "large"})
    assert "\nreplicas = 4\n" in text
    assert '\nsize = "large"\n' in text
    assert '\nzones = ["a", "c"]\n' in text
    assert "ratio" not in text


def test_an_assignment_names_a_variable_and_reads_its_value(variables: Variables) -> None:
    assert variables.parse_assignment(DEV, "replicas=5") == ("replicas", 5)
    assert variables.parse_assignment(DEV, "domain=a=b") == ("domain", "a=b")
    assert variables.parse_assignment(DEV, 'zones=["b"]') == ("zones", ["b"])
    with pytest.raises(InputError, match="replica is not a variable of this configuration; did you mean replicas"):
        variables.parse_assignment(DEV, "replica=5")
    with pytest.raises(InputError, match="write it as name=value"):
        variables.parse_assignment(DEV, "replicas")


def test_an_unknown_environment_is_refused_with_the_likeliest_one(variables: Variables) -> None:
    with pytest.raises(InputError, match="There is no environment sample/devv; did you mean sample/dev"):
        variables.form(EnvironmentName("sample", "devv"))


def test_a_changed_configuration_is_read_again(tmp_path: Path) -> None:
    root = tmp_path / "systems" / "sample"
    root.mkdir(parents=True)
    (root / "main.tf").write_text('variable "a" {\n  default = 1\n}\n', encoding="utf-8")
    service = Variables(Configurations(tmp_path).root, preset, tmp_path / "home")
    assert [field.variable.name for field in service.form(DEV).fields] == ["a"]
    (root / "main.tf").write_text('variable "bc" {\n  default = 1\n}\n', encoding="utf-8")
    assert [field.variable.name for field in service.form(DEV).fields] == ["bc"]


def variable(kind: str, **changes: Any) -> Variable:
    string = TypeConstraint(TypeKind.STRING)
    types = {
        "list": TypeConstraint(TypeKind.LIST, element=string),
        "map": TypeConstraint(TypeKind.MAP, element=string),
        "object": TypeConstraint(TypeKind.OBJECT, attributes={"low": Attribute(TypeConstraint(TypeKind.NUMBER))}),
    }
    type_ = types.get(kind) or TypeConstraint(TypeKind(kind))
    return Variable(**({"name": "x", "type": type_, "description": "", "required": False} | changes))


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("string", "  as it is  ", "  as it is  "), ("string", "null", None), ("string", '"quoted"', '"quoted"'),
        ("number", " 5 ", 5), ("number", "1_000", 1000), ("number", "0.5", 0.5), ("number", "-3", -3),
        ("number", "1e3", 1000),
        ("bool", "Yes", True), ("bool", "false", False), ("bool", "OFF", False),
        ("list", '["a", 1]', ["a", "1"]), ("list", "[\n  # first\n  \"a\",\n]\n", ["a"]), ("list", "null", None),
        ("map", '{ a = "b", "c d" : 1 }', {"a": "b", "c d": "1"}), ("object", "{ low = 1 }", {"low": 1}),
        ("any", '"text"', "text"), ("any", "-1.5", -1.5),
    ],
)  # fmt: skip
def test_what_somebody_types_is_read_in_a_friendly_way(kind: str, text: str, value: Any) -> None:
    assert value_texts.parse(variable(kind), text) == value


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("number", "five", "x must be a number such as 3 or 0.5, not 'five'"),
        ("number", "", "x must be a number such as 3 or 0.5, not empty"),
        ("bool", "maybe", "x must be true or false, not 'maybe'"),
        ("list", "", 'x is empty: write ["a", "b"]'),
        ("list", '["a"', "x, line 1"),
        ("list", "[\n  a,\n]", "x, line 2, column 3: only constant values can stand here, and text needs quotes"),
        ("list", '["${file("/etc/passwd")}"]', "x, line 1, column 2: only constant values"),
        ("list", '[upper("a")]', "x, line 1, column 2: only constant values"),
        ("list", "5", "x must be a list, not a number"),
        ("object", "{ low = 1, high = 2 }", "x.high is not an attribute of this object"),
        ("object", "{}", "x.low is missing and required"),
        ("string", "a\0b", "x holds a NUL character"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(kind: str, text: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        value_texts.parse(variable(kind), text)
    assert said in refused.value.message
    assert "\n" not in refused.value.message


def test_null_is_a_word_where_the_variable_cannot_be_null() -> None:
    assert value_texts.parse(variable("string", nullable=False), "null") == "null"


def test_the_refusal_of_a_secret_does_not_quote_it() -> None:
    for kind in ("number", "bool", "list", "map"):
        with pytest.raises(InputError) as refused:
            value_texts.parse(variable(kind, sensitive=True), "c4nary")
        assert "c4nary" not in refused.value.message


TEXT = st.text(st.characters(exclude_categories=["Cs", "Mn"], exclude_characters="\0"), max_size=12)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats(-1e15, 1e15) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
)


@given(PLAIN)
def test_what_is_shown_reads_back_to_the_same_value(value: Any) -> None:
    anything = variable("any")
    shown = value_texts.show(anything, value)
    once = value_texts.parse(anything, shown)
    assert value_texts.parse(anything, value_texts.show(anything, once)) == once
    assert value_texts.show(anything, once) == shown


@given(st.text(st.characters(exclude_categories=["Cs", "Mn"], exclude_characters="\0")))
def test_text_that_is_shown_reads_back(value: str) -> None:
    text = variable("string", nullable=False)
    once = value_texts.parse(text, value)
    assert value_texts.parse(text, value_texts.show(text, once)) == once


@given(st.dictionaries(TEXT, PLAIN, max_size=4))
def test_a_data_file_reads_back_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, values: dict[str, Any]
) -> None:
    path = tmp_path_factory.mktemp("overlay") / "x.yaml"
    write_data_file(path, {"values": values}, comment="x")
    assert read_data_file(path) == {"values": values}
