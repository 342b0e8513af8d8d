"""Finding an engine: what is asked, what is believed, and what is refused. The engines are scripts."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from console.errors import EngineError
from console.terraform import engine as lookup
from console.terraform.engine import find_engine


def script(path: Path, body: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def says(version: str) -> str:
    return f'echo \'{{"terraform_version": "{version}", "platform": "linux_amd64"}}\''


@pytest.fixture
def path_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH with one folder of ours, and the shell's own commands."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/bin{os.pathsep}/usr/bin")
    if shutil.which("terraform") or shutil.which("tofu"):
        pytest.skip("an engine stands among the system's own commands")
    return folder


@pytest.mark.parametrize(
    ("version", "numbers"), [("1.11.0", "1.11.0"), ("1.15.5-beta2", "1.15.5-beta2"), ("2.0.0", "2.0.0")]
)
def test_a_version_that_is_new_enough_is_taken(path_only: Path, version: str, numbers: str) -> None:
    script(path_only / "terraform", says(version))
    assert str(find_engine(None)) == f"terraform {numbers}"


@pytest.mark.parametrize(
    ("name", "version", "least"),
    [("terraform", "1.10.9", "1.11"), ("terraform", "0.15.5", "1.11"), ("tofu", "1.9.1", "1.10")],
)
def test_a_version_that_is_too_old_is_refused_with_what_was_found(
    path_only: Path, name: str, version: str, least: str
) -> None:
    path = script(path_only / name, says(version))
    with pytest.raises(EngineError) as refused:
        find_engine(None)
    assert refused.value.message.startswith(f"{name} {version} at {path} is too old, {least} or newer is needed: ")


def test_terraform_comes_before_tofu_and_a_setting_before_both(path_only: Path, tmp_path: Path) -> None:
    script(path_only / "tofu", says("1.10.2"))
    assert find_engine(None).name == "tofu"
    script(path_only / "terraform", says("1.12.0"))
    assert find_engine(None).name == "terraform"
    own = script(tmp_path / "own" / "tofu-next", says("1.11.0"))
    assert (find_engine(str(own)).path, find_engine(str(own)).name) == (own, "tofu")


def test_an_engine_of_another_name_is_asked_what_it_is(path_only: Path) -> None:
    script(path_only / "stack", f'case "$2" in -json) {says("1.10.5")} ;; *) echo "OpenTofu v1.10.5" ;; esac')
    assert str(find_engine("stack")) == "tofu 1.10.5"


def test_a_setting_may_begin_with_a_tilde(path_only: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    own = script(tmp_path / "own" / "terraform", says("1.12.0"))
    assert find_engine("~/own/terraform").path == own


@pytest.mark.parametrize("body", ["exit 1", "echo hello", "echo '[]'", "echo '{}'", "printf '\\377\\376'"])
def test_what_does_not_answer_like_an_engine_is_refused(path_only: Path, body: str) -> None:
    path = script(path_only / "terraform", body)
    with pytest.raises(EngineError, match=f"{path} is not a terraform or tofu that works here"):
        find_engine(None)


def test_nothing_anywhere_is_refused_with_what_to_install(path_only: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(path_only / "python"))
    with pytest.raises(EngineError) as refused:
        find_engine(None)
    assert refused.value.message == (
        "There is neither terraform nor tofu on PATH: install Terraform 1.11 or OpenTofu 1.10 or newer, or name one "
        "with --engine."
    )


def test_the_bundled_engine_is_the_last_resort(path_only: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(path_only / "python"))
    script(path_only / lookup.BUNDLED, says("1.15.5"))
    monkeypatch.setattr(lookup, "_wheel_present", lambda: False)
    with pytest.raises(EngineError):
        find_engine(None)
    monkeypatch.setattr(lookup, "_wheel_present", lambda: True)
    assert str(find_engine(None)) == "terraform 1.15.5"


def test_an_engine_is_asked_without_the_shells_own_variables(path_only: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_CLI_ARGS", "-nonsense")
    script(path_only / "terraform", f'[ -z "$TF_CLI_ARGS" ] && {says("1.12.0")}')
    assert find_engine(None).version == "1.12.0"
