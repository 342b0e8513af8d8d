"""What serves four systems serves a fifth: a configuration that others wrote, unchanged."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from tests.e2e.conftest import CommandLine

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("added")]
OWN = Path(__file__).resolve().parents[1] / "fixtures" / "own_configuration"


def fingerprint(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_configuration_of_others_is_taken_in_planned_applied_and_destroyed_unchanged(
    command_line: CommandLine, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    shutil.copytree(OWN, own)
    before = fingerprint(own)

    added = command_line.document("add", str(own / "live"), "--name", "uploads")
    assert added["environments"] == ["uploads/dev", "uploads/prod", "uploads/staging"]
    assert added["notes"] == ["dev.tfvars sets forgotten, which is not declared: left out."]

    planned = command_line.document("plan", "uploads/prod", expect=2)
    assert {change["address"] for change in planned["changes"]} == {
        "aws_cloudwatch_log_group.audit[0]",
        "module.storage.aws_s3_bucket.this",
        "module.storage.aws_s3_bucket_versioning.this",
        "module.storage.module.queue[0].aws_sqs_queue.this",
    }
    approved = ("--approve", "uploads/prod", "--acknowledge-unknown-cost")
    applied = command_line.document("apply", planned["run"]["id"], *approved)
    assert applied["status"] == "done"
    assert command_line.document("plan", "uploads/prod", expect=0)["empty"] is True
    outputs = command_line.document("output", "uploads/prod")["outputs"]
    assert outputs["bucket"]["value"] == "own-prod-uploads"
    assert outputs["bucket"]["description"] == "The bucket of the uploads."

    dev = command_line.document("plan", "uploads/dev", "--set", 'settings={level = "info"}', expect=2)
    assert 'aws_ssm_parameter.settings["level"]' in {change["address"] for change in dev["changes"]}
    refused = command_line.run("plan", "uploads/dev", "--set", "retention_days=400")
    assert refused.returncode == 1
    assert "Retention is between 1 and 365 days." in refused.stderr

    destroyed = command_line.document("destroy", "uploads/prod", "--approve", "uploads/prod")
    assert destroyed["status"] == "done"
    assert fingerprint(own) == before


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({}, "holds no *.tf file"),
        ({"main.tf.json": "{}"}, "uses Terraform's JSON syntax"),
        ({"main.tf": 'resource "x" {'}, "main.tf line 1 is not valid HCL"),
        ({"main.tf": 'module "m" {\n  source = "../gone"\n}'}, "leads to"),
        ({"main.tf": "locals {}"}, "give one with --region"),
        ({"main.tf": "locals {}", "dev.tfvars": "x = upper(1)"}, "dev.tfvars line 1: x is not a constant value"),
    ],
)
def test_what_cannot_be_taken_in_is_refused_with_a_sentence(
    command_line: CommandLine, tmp_path: Path, files: dict[str, str], sentence: str
) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)
    refused = command_line.run("add", str(folder))
    assert refused.returncode == 1
    assert sentence in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_configuration_without_variables_and_one_whose_provider_cannot_be_had(
    command_line: CommandLine, tmp_path: Path
) -> None:
    folder = tmp_path / "bare"
    folder.mkdir()
    (folder / "main.tf").write_text(
        'terraform {\n  required_providers {\n    nowhere = { source = "localhost/none/nowhere" }\n  }\n}\n'
        'resource "terraform_data" "x" {}\n'
    )
    added = command_line.document("add", str(folder), "--region", "us-east-1")
    assert added["environments"] == ["bare/default"]
    assert added["notes"] == [f"{folder} declares no variables: there is nothing to set."]
    failed = command_line.run("plan", "bare/default")
    assert failed.returncode == 1
    assert "The initialisation failed" in failed.stderr
    assert "localhost/none/nowhere" in failed.stderr
