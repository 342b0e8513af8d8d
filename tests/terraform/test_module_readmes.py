"""The README of a module says what the module's own files say."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scripts import module_readmes
from tests.terraform.modules import MODULES, module_folders, name_of

NAMES = [name_of(folder) for folder in module_folders()]


@pytest.mark.parametrize("name", NAMES)
def test_the_readme_is_what_its_module_says(name: str) -> None:
    written = (MODULES / name / "README.md").read_text(encoding="utf-8")
    assert written == module_readmes.readme(MODULES / name), "run scripts/write-module-readmes"


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of one block, in a folder of modules of its own."""
    monkeypatch.setattr(module_readmes, "MODULES", tmp_path)
    monkeypatch.setattr(module_readmes, "ROOT", tmp_path)
    shutil.copytree(MODULES / "ecr", tmp_path / "ecr")
    return tmp_path / "ecr"


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_changed_variable_makes_the_readme_stale_until_it_is_written(
    module: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(module / "variables.tf", "Days after which an image", "Weeks after which an image")
    assert module_readmes.main(["--check"]) == 1
    assert capsys.readouterr().out == "ecr/README.md\n"
    assert module_readmes.main([]) == 0
    assert "| Weeks after which an image" in (module / "README.md").read_text(encoding="utf-8")
    assert module_readmes.main(["--check"]) == 0


def test_what_a_person_wrote_is_kept(module: Path) -> None:
    change(module / "README.md", "# ecr", "# Where images are kept")
    module_readmes.main([])
    assert (module / "README.md").read_text(encoding="utf-8").startswith("# Where images are kept")


def test_a_module_without_a_head_is_refused(module: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (module / "README.md").write_text("", encoding="utf-8")
    assert module_readmes.main([]) == 1
    assert "needs a head written by hand" in capsys.readouterr().err


def test_long_types_and_defaults_stand_below_the_table(module: Path) -> None:
    change(
        module / "variables.tf",
        'variable "force_delete" {',
        """variable "rules" {
  description = "Rules | by name."
  type        = map(object({ port = number, protocol = optional(string, "tcp"), ranges = optional(list(string), []) }))
  default     = { http = { port = 80 }, https = { port = 443 }, metrics = { port = 9090 }, debug = { port = 5005 } }
}

variable "force_delete" {""",
    )
    text = module_readmes.readme(module)
    assert "| `rules` | `map(object)`, below | below | Rules \\| by name. |" in text
    assert '  protocol = optional(string, "tcp")\n' in text
    assert "default = { http = { port = 80 }" in text
