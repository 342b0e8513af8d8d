"""What every Terraform module keeps to, so that an operator is told in time and in words what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.terraform.hcl import Block, blocks, parse, text_of
from tests.terraform.modules import MODULES, example_folders, module_folders

LONGEST_FILE = 250
FOLDERS = module_folders()
BLOCK_FOLDERS = [folder for folder in FOLDERS if folder.parent == MODULES]
SYSTEM_FOLDERS = [folder for folder in FOLDERS if folder.parent == MODULES / "systems"]


def of_type(folder: Path, kind: str) -> Iterator[tuple[str, Block]]:
    for file in sorted(folder.glob("*.tf")):
        for block in blocks(parse(file.read_bytes())):
            if block.type == kind:
                yield f"{file.relative_to(MODULES)}:{block.line}", block


def text(block: Block, attribute: str) -> str:
    """The attribute's text as a person reads it, or empty."""
    node = block.attributes.get(attribute)
    return text_of(node).strip('"') if node is not None else ""


def each(kind: str, folders: list[Path] = FOLDERS) -> list[pytest.param]:
    return [
        pytest.param(block, id=f"{place} {' '.join(block.labels)}")
        for folder in folders
        for place, block in of_type(folder, kind)
    ]


@pytest.mark.parametrize("variable", each("variable"))
def test_a_variable_says_what_it_is_and_what_it_takes(variable: Block) -> None:
    assert text(variable, "type")
    assert text(variable, "description").endswith(".")


@pytest.mark.parametrize("variable", each("variable"))
def test_a_variable_refuses_bad_values_in_sentences(variable: Block) -> None:
    validations = [block for block in variable.blocks if block.type == "validation"]
    assert validations or text(variable, "type") == "bool"
    for validation in validations:
        sentence = text(validation, "error_message")
        assert re.fullmatch(r"[A-Z0-9a-z_.-]+ .{20,}\.", sentence), sentence


@pytest.mark.parametrize("variable", each("variable"))
def test_a_variable_takes_null_only_where_null_means_something(variable: Block) -> None:
    meant = text(variable, "default") == "null" or "null" in text(variable, "description")
    assert meant or text(variable, "nullable") == "false"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(MODULES)))
def test_a_variable_is_used(folder: Path) -> None:
    files = (file for file in folder.glob("*.tf") if not file.name.startswith("variables"))
    used = set(re.findall(r"\bvar\.(\w+)", "\n".join(file.read_text(encoding="utf-8") for file in files)))
    assert {block.labels[0] for _, block in of_type(folder, "variable")} <= used


@pytest.mark.parametrize("output", each("output"))
def test_an_output_says_what_it_is(output: Block) -> None:
    assert text(output, "description").endswith(".")


@pytest.mark.parametrize(
    "file", sorted([*MODULES.rglob("*.tf"), *MODULES.rglob("*.hcl")]), ids=lambda file: str(file.relative_to(MODULES))
)
def test_a_file_is_a_small_room(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("folder", BLOCK_FOLDERS, ids=lambda folder: folder.name)
def test_a_block_has_its_files_and_no_provider_of_its_own(folder: Path) -> None:
    assert {"versions.tf", "variables.tf", "outputs.tf"} <= {file.name for file in folder.glob("*.tf")}
    assert not list(of_type(folder, "provider"))


@pytest.mark.parametrize("folder", BLOCK_FOLDERS, ids=lambda folder: folder.name)
def test_a_block_shows_its_plainest_use(folder: Path) -> None:
    assert folder / "examples" / "basic" in example_folders()


@pytest.mark.parametrize("example", example_folders(), ids=lambda folder: str(folder.relative_to(MODULES)))
def test_an_example_uses_its_block_and_is_planned_by_the_blocks_tests(example: Path) -> None:
    block = example.parents[1]
    sources = [text(module, "source") for _, module in of_type(example, "module")]
    assert "../.." in sources
    assert all((example / source).resolve() in BLOCK_FOLDERS for source in sources)
    assert f'"./examples/{example.name}"' in (block / "tests" / "examples.tftest.hcl").read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(MODULES)))
def test_only_the_aws_provider_is_needed(folder: Path) -> None:
    (_, terraform), *_ = [found for found in of_type(folder, "terraform") if "required_version" in found[1].attributes]
    (providers,) = [block for block in terraform.blocks if block.type == "required_providers"]
    assert list(providers.attributes) == ["aws"]
    assert text(terraform, "required_version") == ">= 1.11"
    assert re.search(r'">= 5\.\d+, < 6\.0"', text_of(providers.attributes["aws"]))


@pytest.mark.parametrize("folder", SYSTEM_FOLDERS, ids=lambda folder: folder.name)
def test_a_system_is_made_of_blocks(folder: Path) -> None:
    sources = [text(module, "source") for _, module in of_type(folder, "module")]
    assert sources
    assert all((folder / source).resolve().parent == MODULES for source in sources)
    assert not list(of_type(folder, "resource"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(MODULES)))
def test_no_permission_is_a_wildcard(folder: Path) -> None:
    for file in folder.glob("*.tf"):
        statements = re.split(r"\bEffect\b", file.read_text(encoding="utf-8"))[1:]
        for statement in statements:
            if statement.lstrip(' ="').startswith("Allow"):
                named = re.findall(r'"([a-z0-9-]+:[^"]*)"', statement)
                assert not [action for action in named if "*" in action and not action.startswith("arn:")]
                assert not re.search(r'Action\s*=\s*\[?\s*"\*"', statement)


@pytest.mark.parametrize("folder", SYSTEM_FOLDERS, ids=lambda folder: folder.name)
def test_a_variable_of_a_system_stands_under_a_heading(folder: Path) -> None:
    for file in folder.glob("variables*.tf"):
        first = file.read_text(encoding="utf-8").splitlines()[0]
        assert re.fullmatch(r"# --- [A-Z][A-Za-z ]+ ---", first), f"{file.name} begins with {first!r}"
