"""Faults 46 and 56 to 63: values, templates, presets and names that want to be more than they are."""

import os
import time
from pathlib import Path
from typing import Any

import pytest

from console.domain.environment import EnvironmentName, Preset
from console.domain.variables import TypeConstraint, TypeKind, Variable
from console.errors import InputError, PresetError
from console.services.configurations import Configurations
from console.services.presets import load_preset
from console.services.variables import Variables
from console.terraform.tfvars import render, template_environment
from tests.engine.answers import needs_terraform, values_read

FIXTURES = Path(__file__).parents[1] / "fixtures" / "variables"
NAME = EnvironmentName("sample", "dev")
STRING = TypeConstraint(TypeKind.STRING)
PRESET = """
system: sample
environment: dev
description: For tests
region: us-east-1
protection: open
backend: {type: local}
values:
  name: web
"""


def a_string(**changes: Any) -> Variable:
    return Variable(**({"name": "text", "type": STRING, "description": "", "required": False} | changes))


def preset_file(folder: Path, text: str) -> Path:
    path = folder / "sample" / "dev.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def services(tmp_path: Path, preset: Preset) -> Variables:
    return Variables(Configurations(FIXTURES).root, {NAME: preset}, tmp_path / "home")


def read_back(value: str, folder: Path) -> Any:
    """What Terraform reads from the tfvars of the value."""
    declaration = 'variable "text" {\n  type = string\n}\n'
    return values_read(declaration, ["text"], render("test", [a_string()], {"text": value}), folder)["text"]


@needs_terraform
def test_fault_56_an_interpolation_in_a_value_stays_text(tmp_path: Path) -> None:
    assert read_back("a${path.module}", tmp_path) == "a${path.module}"


@needs_terraform
def test_fault_57_a_template_directive_in_a_value_stays_text(tmp_path: Path) -> None:
    assert read_back("%{ if true }x%{ endif }", tmp_path) == "%{ if true }x%{ endif }"


@needs_terraform
def test_fault_58_quotes_controls_and_invisible_characters_come_back(tmp_path: Path) -> None:
    value = 'a"b\\c\nd\re\tf\ufeffg\u2028h\u202ei😀j\x1bk\x9b'
    assert read_back(value, tmp_path) == value


@pytest.mark.parametrize(
    ("value", "reason"), [("a\0b", "NUL"), ("a\ud800b", "surrogate"), ("\udfff\ud800", "surrogate")]
)
def test_fault_58_nul_and_lone_surrogates_are_refused_naming_the_variable(value: str, reason: str) -> None:
    with pytest.raises(InputError, match=f"^text holds .*{reason}"):
        render("test", [a_string()], {"text": value})


@needs_terraform
def test_fault_59_a_value_that_closes_its_string_sets_nothing_else(tmp_path: Path) -> None:
    value = 'x"\ninstance_type = "x1e.32xlarge"\nz = "'
    declarations = 'variable "text" {\n  type = string\n}\nvariable "instance_type" {\n  default = "t4g.micro"\n}\n'
    text = render("test", [a_string()], {"text": value})
    read = values_read(declarations, ["text", "instance_type"], text, tmp_path)
    assert read == {"text": value, "instance_type": "t4g.micro"}


@needs_terraform
def test_fault_59_a_description_and_a_title_that_leave_their_comment_set_nothing(tmp_path: Path) -> None:
    declarations = 'variable "text" {\n  default = "a"\n}\nvariable "instance_type" {\n  default = "t4g.micro"\n}\n'
    out = '\ninstance_type = "x1e.32xlarge"\r\u2028instance_type = "x1e.32xlarge"\n/*'
    text = render(out, [a_string(description=out, group=out)], {"text": "b"})
    assert values_read(declarations, ["instance_type"], text, tmp_path) == {"instance_type": "t4g.micro"}


def test_fault_60_a_template_in_a_preset_is_never_evaluated(tmp_path: Path) -> None:
    text = PRESET.replace("name: web", "name: web\n  size: \"{{ ''.__class__ }}{% raw %}\"")
    rendered = services(tmp_path, load_preset(preset_file(tmp_path, text))).render(NAME)
    assert "size = \"{{ ''.__class__ }}{% raw %}\"" in rendered


@pytest.mark.parametrize(
    "template", ["{{ ''.__class__.__mro__ }}", "{{ missing }}", "{{ title.missing }}", "{{ ().__class__ }}"]
)
def test_fault_60_a_template_reaches_neither_python_nor_undefined_names(template: str) -> None:
    from jinja2 import TemplateError

    with pytest.raises(TemplateError):
        template_environment().from_string(template).render(title="x")


def alias_bomb() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (alias_bomb(), "line 1: anchors and aliases"),
        ("values: " + "[" * 5000, "nested deeper than 40 levels"),
        ("values: " + "{a: " * 5000, "nested deeper than 40 levels"),
        ("x: !!python/object/apply:os.system ['true']", "line 1: the tag tag:yaml.org,2002:python/"),
        ("x: !!binary aGk=", "line 1: the tag"),
        ("system: a\nsystem: b", "line 2: the key 'system' stands here a second time"),
        ("values:\n  x: 1\n  x: 2", "line 3: the key 'x' stands here a second time"),
        ("values:\n  <<: {a: 1}\n  1: b", "the key 1 is not text"),
        ("a: 1\n---\nb: 2", "line 2: a second document"),
        ("a: [1, 2", "line"),
        ("a: \x01", "is not valid YAML"),
        ("- a", "must hold keys and values"),
        ("", "must hold keys and values"),
        ("x: " + "y" * 300_000, "larger than 256 KiB"),
        ("x: " + "9" * 1000, "more digits than Terraform keeps"),
    ],
)  # fmt: skip
def test_fault_61_a_preset_that_is_a_trap_is_refused_in_one_sentence_and_at_once(
    tmp_path: Path, text: str, said: str
) -> None:
    started = time.monotonic()
    with pytest.raises(PresetError) as refused:
        load_preset(preset_file(tmp_path, text))
    assert time.monotonic() - started < 5
    assert said in refused.value.message
    assert "sample/dev.yaml" in refused.value.message
    assert "\n" not in refused.value.message


def test_fault_61_a_preset_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = preset_file(tmp_path, PRESET)
    path.write_bytes(b"system: a\nenvironment: \xff\n")
    with pytest.raises(PresetError, match="line 2: the file is not UTF-8"):
        load_preset(path)


def test_fault_61_surprises_of_yaml_stay_text(tmp_path: Path) -> None:
    text = (
        PRESET
        + "  tags: {country: no, version: 010, at: 1:30, day: 2026-01-01, on: off, hex: 0x10, big: .inf, d: 1_000}\n"
    )
    assert load_preset(preset_file(tmp_path, text)).values["tags"] == {
        "country": "no", "version": "010", "at": "1:30", "day": "2026-01-01",
        "on": "off", "hex": "0x10", "big": ".inf", "d": "1_000",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "../../etc", "-destroy", "replaydash/-destroy", "a;b", "a;b/dev", "", "/", "x" * 300, "x" * 300 + "/dev",
        "replaydash/dev/x", "replaydash\\dev", "replaydash/dev\n", " replaydash/dev", "replaydash/$(id)",
        "replaydаsh/dev", "replaydash/dév", "Replaydash/dev", "1replay/dev", "a/dev", "replaydash/..", "replaydash/.",
        "replaydash/dev\0",
    ],
)  # fmt: skip
def test_fault_62_and_63_a_name_that_is_more_than_a_name_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(InputError) as refused:
        EnvironmentName.parse(text)
    assert "\n" not in refused.value.message
    assert len(refused.value.message) < 400


def test_fault_63_a_variable_name_that_looks_like_an_option_is_refused(tmp_path: Path) -> None:
    variables = services(tmp_path, load_preset(preset_file(tmp_path, PRESET)))
    with pytest.raises(InputError, match="-destroy is not a variable"):
        variables.parse_assignment(NAME, "-destroy=true")


CANARY = "c4nary-7391"


def test_fault_46_a_secret_is_refused_in_a_render_and_only_named(tmp_path: Path) -> None:
    variables = services(tmp_path, load_preset(preset_file(tmp_path, PRESET)))
    rendered = variables.render(NAME)
    assert "# password: sensitive, given by environment" in rendered
    assert "# token: ephemeral, given by environment" in rendered
    for name in ("password", "token"):
        with pytest.raises(InputError) as refused:
            variables.render(NAME, {name: CANARY})
        assert name in refused.value.message
        assert CANARY not in refused.value.message


def test_fault_46_a_secret_is_refused_in_a_preset(tmp_path: Path) -> None:
    preset = load_preset(preset_file(tmp_path, PRESET + f"  password: {CANARY}\n"))
    with pytest.raises(PresetError) as refused:
        services(tmp_path, preset).form(NAME)
    assert "preset of sample/dev sets password" in refused.value.message
    assert CANARY not in refused.value.message


def test_fault_46_a_secret_never_reaches_an_overlay_or_an_assignment(tmp_path: Path) -> None:
    variables = services(tmp_path, load_preset(preset_file(tmp_path, PRESET)))
    with pytest.raises(PresetError) as refused:
        variables.save_overlay(NAME, {"password": CANARY})
    assert CANARY not in refused.value.message
    with pytest.raises(InputError) as refused_too:
        variables.parse_assignment(NAME, f"password={CANARY}")
    assert CANARY not in refused_too.value.message
    kept = [Path(folder, file) for folder, _, files in os.walk(tmp_path) for file in files]
    assert not [path for path in kept if CANARY.encode() in path.read_bytes()]
