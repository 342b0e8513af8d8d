"""The schema of a form: what a configuration's own files say of its variables."""

import shutil
import time
from decimal import Decimal
from pathlib import Path
from statistics import median

import pytest

from console.domain.variables import Variable
from console.errors import ConfigurationError
from console.terraform.variable_schema import read_variables

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "tests" / "fixtures" / "variables" / "systems" / "sample"
REPLAYDASH = ROOT / "terraform_modules" / "systems" / "replaydash"


@pytest.fixture(scope="module")
def sample() -> dict[str, Variable]:
    return {variable.name: variable for variable in read_variables(SAMPLE)}


def test_variables_are_read_from_every_file_of_the_configuration(sample: dict[str, Variable]) -> None:
    assert list(sample)[:3] == ["before_headings", "name", "size"]
    assert sample["timeout"].file == "limits.tf"
    assert sample["timeout"].line == 3


def test_types_are_read_with_every_constructor(sample: dict[str, Variable]) -> None:
    types = {name: str(variable.type) for name, variable in sample.items()}
    assert types["before_headings"] == "any"
    assert types["tags"] == "map(string)"
    assert types["zones"] == "set(string)"
    assert types["pair"] == "tuple([string, number])"
    assert types["subnets"] == (
        "list(object({cidr = string, public = optional(bool), notes = optional(map(string)), "
        "weight = optional(number)}))"
    )
    element = sample["subnets"].type.element
    assert element is not None
    assert element.attributes["notes"].default == {"owner": "nobody"}


def test_defaults_have_the_value_that_terraform_gives_them(sample: dict[str, Variable]) -> None:
    assert sample["ratio"].default == Decimal("0.30000000000000000001")
    assert sample["timeout"].default == 15
    assert sample["zones"].default == ["a", "b"]
    assert sample["subnets"].default == [
        {"cidr": "10.0.0.0/24", "public": False, "notes": {"owner": "nobody"}, "weight": None}
    ]
    assert sample["anything"].default == {"a b": [1, "two", None, True], "nested": {}}
    assert sample["name"].required
    assert not sample["domain"].required


def test_flags_and_descriptions_are_read(sample: dict[str, Variable]) -> None:
    assert sample["password"].sensitive
    assert sample["token"].ephemeral
    assert not sample["name"].nullable
    assert sample["size"].description == 'How large it is.\nA second line # with "quotes" and */ signs.'


def test_the_group_is_the_heading_above_or_the_file(sample: dict[str, Variable]) -> None:
    groups = {name: variable.group for name, variable in sample.items()}
    assert groups["before_headings"] == ""
    assert groups["name"] == "Names"
    assert groups["replicas"] == "Numbers"
    assert groups["timeout"] == "limits"


def test_rules_that_are_plain_become_choices_bounds_and_patterns(sample: dict[str, Variable]) -> None:
    assert sample["size"].allowed == ("small", "medium", "large")
    assert sample["timeout"].allowed == (15, 30, 60)
    assert (sample["replicas"].minimum, sample["replicas"].maximum) == (1, 9)
    assert (sample["ratio"].minimum, sample["ratio"].maximum) == (None, 1)
    assert sample["name"].pattern == "^[a-z][a-z0-9-]{1,20}$"
    assert sample["domain"].pattern is not None
    assert sample["zone_id"].pattern is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('variable "a" {\n  type = string\n', "main.tf line"),
        ('variable "a" {\n  type = strin\n}\n', "main.tf line 2: the type of variable 'a' is not a type constraint"),
        ('variable "a" {\n  type = number\n  default = "x"\n}\n', "main.tf line 3: the default of a does not fit"),
        ('variable "a" {\n}\nvariable "a" {\n}\n', "main.tf line 3: variable 'a' is declared a second time"),
        ('variable "a" {\n  sensitive = var.b\n}\n', "main.tf line 2: sensitive must be true or false"),
        ("variable {\n}\n", "main.tf line 1: a variable block needs exactly one name"),
        ('variable "a" {\n  default = "\xff"\n}\n', "main.tf line 2: the file is not UTF-8"),
    ],
)  # fmt: skip
def test_a_broken_configuration_is_refused_with_file_and_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "main.tf").write_bytes(text.encode("latin-1"))
    with pytest.raises(ConfigurationError) as refused:
        read_variables(tmp_path)
    assert said in refused.value.message
    assert "\n" not in refused.value.message


def test_json_syntax_and_a_missing_folder_are_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "main.tf.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="JSON syntax"):
        read_variables(tmp_path)
    with pytest.raises(ConfigurationError, match="no Terraform configuration"):
        read_variables(tmp_path / "none")


def test_a_default_that_is_not_constant_is_unknown(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('variable "a" {\n  default = local.b\n}\n', encoding="utf-8")
    (variable,) = read_variables(tmp_path)
    assert variable.default_unknown
    assert variable.default is None


def test_numbers_with_a_bare_exponent_are_read(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        'variable "a" {\n  default = 1e6\n  description = "1e6 µs"\n}\n', encoding="utf-8"
    )
    (variable,) = read_variables(tmp_path)
    assert variable.default == 1_000_000
    assert variable.description == "1e6 µs"


def test_reading_a_system_takes_tens_of_milliseconds() -> None:
    read_variables(REPLAYDASH)
    taken = []
    for _ in range(5):
        start = time.perf_counter()
        assert len(read_variables(REPLAYDASH)) > 40
        taken.append(time.perf_counter() - start)
    assert median(taken) < 0.5


def test_every_rule_of_replaydash_holds_for_its_defaults_or_is_left_to_terraform(tmp_path: Path) -> None:
    shutil.copytree(REPLAYDASH, tmp_path / "replaydash")
    variables = read_variables(tmp_path / "replaydash")
    values = {variable.name: variable.default for variable in variables if not variable.required} | {
        "environment": "dev"
    }
    outcomes = [
        (variable.name, rule.holds(values[variable.name], values))
        for variable in variables
        if variable.name in values
        for rule in variable.rules
    ]
    assert False not in dict(outcomes).values()
    assert len([holds for _, holds in outcomes if holds]) > 0.9 * len(outcomes)
