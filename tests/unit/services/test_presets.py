"""Presets: reviewed data files, refused with file, key and reason where they are wrong."""

from decimal import Decimal
from pathlib import Path

import pytest

from console.domain.environment import EnvironmentName, Protection
from console.errors import PresetError
from console.services.configurations import Configurations
from console.services.presets import discover, load_preset
from console.services.variables import Variables
from console.terraform.variable_schema import read_variables

ROOT = Path(__file__).parents[3]
GOOD = """
system: web
environment: dev
description: For tests
region: us-east-1
account: "123456789012"
budget_usd: 12.50
protection: confirm
backend: {type: s3, bucket: b, key: k, region: us-east-1}
usage:
  nat_gb: {low: 0, expected: 1.5, high: 1e2}
values:
  ratio: 0.30000000000000000001
  large: 100000000000000000000000
  text: "1e3"
  list: [a, 2, true, null]
next_steps:
  - title: First
    text: Do this
"""


def write(folder: Path, text: str, name: str = "web/dev.yaml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_preset_is_read_with_every_digit(tmp_path: Path) -> None:
    preset = load_preset(write(tmp_path, GOOD))
    assert preset.name == EnvironmentName("web", "dev")
    assert preset.protection is Protection.CONFIRM
    assert preset.budget_usd == Decimal("12.5")
    assert preset.usage["nat_gb"].high == 100
    assert preset.values == {
        "ratio": Decimal("0.30000000000000000001"),
        "large": 10**23,
        "text": "1e3",
        "list": ["a", 2, True, None],
    }


def test_the_procedures_of_the_system_follow_its_own(tmp_path: Path) -> None:
    write(tmp_path, "next_steps:\n  - {title: Shared, text: For all}\n", "web/next_steps.yaml")
    preset = load_preset(write(tmp_path, GOOD))
    assert [step.title for step in preset.next_steps] == ["First", "Shared"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("system: web", "system: api", "system is 'api', but the file stands at web/dev"),
        ("environment: dev", "environment: prod", "environment is 'prod', but the file stands at web/dev"),
        ("description: For tests\n", "", "description is required and missing"),
        ("description", "descripton", "description is required and missing; add it (1 more problem)"),
        ("region: us-east-1\nacc", "region: narnia\nacc", "region is 'narnia', which does not have the form"),
        ('"123456789012"', "123456789012", "account must be text; put it between quotes"),
        ("12.50", "-1", "budget_usd is -1: input should be greater than 0"),
        ("12.50", "lots", "budget_usd must be a number"),
        ("protection: confirm", "protection: no", "protection is 'no'; it must be 'open', 'confirm' or 'protected'"),
        ("bucket: b, ", "", "backend is wrong: an s3 backend needs bucket, key and region"),
        ("type: s3", "type: gcs", "backend.type is 'gcs'; it must be 's3', 'local' or 'own'"),
        ("low: 0", "low: 5", "usage.nat_gb is wrong: low <= expected <= high must hold"),
        ("low: 0", "low: -1", "usage.nat_gb.low is -1: input should be greater than or equal to 0"),
        ("values:\n", "values: 3\nmore:\n", "values must hold keys and values"),
        ("title: First", "titel: First", "next_steps[0].title is required and missing"),
        ("\nvalues:", "\nfoo: 1\nvalues:", "foo is not a key of a preset; remove it or correct its spelling"),
    ],
)  # fmt: skip
def test_a_wrong_preset_is_refused_with_file_key_and_reason(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    path = write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(PresetError) as refused:
        load_preset(path)
    assert refused.value.message.startswith(str(path))
    assert said in refused.value.message
    assert "\n" not in refused.value.message
    assert "pydantic" not in refused.value.message


def test_presets_are_found_below_their_system_and_nothing_else_is(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, GOOD.replace("environment: dev", "environment: staging"), "web/staging.yaml")
    write(tmp_path, "next_steps: []\n", "web/next_steps.yaml")
    write(tmp_path, "not a preset", ".drafts/dev.yaml")
    write(tmp_path, "not a preset", "README.yaml")
    assert [str(name) for name in discover(tmp_path)] == ["web/dev", "web/staging"]
    with pytest.raises(PresetError, match="no presets folder"):
        discover(tmp_path / "none")


def test_a_preset_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PresetError, match=r"dev\.yaml cannot be read"):
        load_preset(tmp_path / "web" / "dev.yaml")


def test_every_preset_that_is_shipped_fits_its_configuration(tmp_path: Path) -> None:
    found = discover(ROOT / "presets")
    assert found.broken == {}
    presets = found.readable
    assert len(presets) >= 3
    variables = Variables(Configurations(ROOT / "terraform_modules").root, presets, tmp_path)
    for name in presets:
        assert variables.check_all(name, {}) == (), name
        assert variables.form(name).unknown == ()


def test_what_a_variables_file_says_of_a_variable_names_no_screen_of_the_console() -> None:
    for name in discover(ROOT / "presets"):
        for variable in read_variables(Configurations(ROOT / "terraform_modules").root(name.system)):
            assert "screen" not in variable.description, (name, variable.name)
