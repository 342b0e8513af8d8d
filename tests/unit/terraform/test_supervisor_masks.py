"""Secrets in an engine's output files are overwritten without breaking the stream."""

from __future__ import annotations

import json
from pathlib import Path

from console.terraform.supervisor import mask_file, secrets

LINE = (
    '{"@level":"error","@message":"create failed: hunter2hunter2 refused","@timestamp":"2026-01-01T00:00:00Z",'
    '"hook":{"resource":{"addr":"terraform_data.create"},"action":"create"},"type":"apply_errored"}\n'
)


def test_a_secret_is_overwritten_with_as_many_stars(tmp_path: Path) -> None:
    path = tmp_path / "apply.jsonl"
    path.write_text(LINE * 3)
    mask_file(str(path), secrets({"TF_VAR_password": "hunter2hunter2"}))
    masked = path.read_text()
    assert "hunter2" not in masked
    assert len(masked) == len(LINE * 3)
    assert json.loads(masked.splitlines()[0])["@message"] == f"create failed: {'*' * 14} refused"


def test_a_weak_secret_that_is_a_word_of_the_stream_leaves_the_stream_readable(tmp_path: Path) -> None:
    path = tmp_path / "apply.jsonl"
    path.write_text(LINE)
    mask_file(str(path), secrets({"TF_VAR_weak": "create"}))
    event = json.loads(path.read_text())
    assert event["hook"] == {"resource": {"addr": "terraform_data.create"}, "action": "create"}
    assert event["@message"].startswith("****** failed")


def test_secrets_inside_lists_and_maps_are_found_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "plan.stderr"
    path.write_text("token first-secret and second-secret\n")
    mask_file(str(path), secrets({"TF_VAR_keys": '{"a": ["first-secret"], "b": "second-secret"}'}))
    assert path.read_text() == f"token {'*' * 12} and {'*' * 13}\n"
