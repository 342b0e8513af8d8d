"""The scanner of the modules: it refuses what it should, and each exception to it is explained and still needed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.terraform.modules import MODULES

Scan = Callable[..., subprocess.CompletedProcess[str]]

SKIP = re.compile(r"^\s*#\s*checkov:skip=(?P<check>\w+):?(?P<reason>.*)$")
HEAD = re.compile(r'^(?:resource|data) "\w+" "(?P<name>\w+)"')


def skips() -> Iterator[tuple[str, str, str, str]]:
    """File, resource, check and reason of each exception."""
    for file in sorted(MODULES.rglob("*.tf")):
        name = ""
        for line in file.read_text(encoding="utf-8").splitlines():
            if head := HEAD.match(line):
                name = head["name"]
            elif skip := SKIP.match(line):
                yield str(file.relative_to(MODULES)), name, skip["check"], skip["reason"]


@pytest.mark.parametrize(("file", "name", "check", "reason"), skips())
def test_an_exception_is_explained_in_a_sentence(file: str, name: str, check: str, reason: str) -> None:
    assert name, "an exception stands in the resource that it is for"
    assert re.fullmatch(r"[A-Z].{30,}\.", reason)


@pytest.mark.terraform
def test_the_scan_fails_on_a_bad_module(tmp_path: Path, scan: Scan) -> None:
    (tmp_path / "main.tf").write_text(
        'resource "aws_db_instance" "open" {\n  engine              = "postgres"\n  publicly_accessible = true\n}\n',
        encoding="utf-8",
    )
    answer = scan(tmp_path)
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert {"CKV_AWS_16", "CKV_AWS_17"} <= set(re.findall(r"CKV\w+", answer.stdout))


@pytest.mark.terraform
def test_no_exception_is_older_than_what_it_excuses(tmp_path: Path, scan: Scan) -> None:
    copy = tmp_path / "modules"
    shutil.copytree(MODULES, copy, ignore=shutil.ignore_patterns(".terraform", "*.md"))
    for file in copy.rglob("*.tf"):
        lines = file.read_text(encoding="utf-8").splitlines()
        file.write_text("\n".join(line for line in lines if not SKIP.match(line)), encoding="utf-8")
    answer = scan(copy, "--output", "json")
    assert answer.returncode == 1, answer.stdout + answer.stderr
    failed = {
        (found["file_path"].lstrip("/"), found["resource"].split(".")[-1].split("[")[0], found["check_id"])
        for found in json.loads(answer.stdout)["results"]["failed_checks"]
    }
    assert {(file, name, check) for file, name, check, _ in skips()} == failed
