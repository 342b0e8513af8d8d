"""Every Terraform module is formatted and valid, and its own tests pass, on the real engine with a mocked provider."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.terraform.modules import MODULES, EngineOnCopy, module_folders, name_of

NAMES = [name_of(folder) for folder in module_folders()]


@pytest.mark.terraform
def test_every_module_is_formatted(engine: EngineOnCopy) -> None:
    answer = engine.run(".", "fmt", "-check", "-recursive", "-no-color")
    assert answer.returncode == 0, f"run terraform fmt -recursive; not formatted: {answer.stdout}{answer.stderr}"


@pytest.mark.parametrize("name", NAMES)
def test_every_module_has_tests_of_its_own(name: str) -> None:
    assert list((MODULES / name / "tests").glob("*.tftest.hcl"))


@pytest.mark.terraform
@pytest.mark.parametrize("name", NAMES)
def test_the_modules_own_tests_pass(name: str, initialised: Callable[[str], EngineOnCopy]) -> None:
    engine = initialised(name)
    valid = engine.run(name, "validate", "-no-color")
    assert valid.returncode == 0, valid.stdout + valid.stderr
    tested = engine.run(name, "test", "-no-color")
    assert tested.returncode == 0, tested.stdout + tested.stderr
    assert "Success!" in tested.stdout
    assert " 0 passed" not in tested.stdout
