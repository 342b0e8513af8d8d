"""Faults 46, 50 and 51: secrets in plans and in what the engine and its providers say."""

import base64
import json
import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest

from console.terraform.attribute_changes import attribute_changes
from console.terraform.event_redaction import redacted_event
from console.terraform.event_stream import EventReader
from console.terraform.plan_json import read_plan
from console.terraform.redaction import MASK, Redactor

CANARY = 'c4nary<"pa$$word"> ü/+'
CONFIGURATION = """
variable "password" {
  type      = string
  sensitive = true
}
variable "hush" {
  type      = string
  sensitive = true
}
resource "terraform_data" "holds" {
  input            = var.password
  triggers_replace = { nested = ["open", var.hush] }
}
resource "terraform_data" "encodes" {
  input = { url = "db://u:${urlencode(var.password)}@h", basic = base64encode("u:${var.password}"), n = 1 }
}
resource "terraform_data" "speaks" {
  provisioner "local-exec" {
    command = "printf '%s' \\"$SAID\\" >&2; exit 1"
    environment = { SAID = nonsensitive(var.password) }
  }
}
output "password" {
  value     = var.password
  sensitive = true
}
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A real plan and a failing apply with the canary in a sensitive variable: (plan JSON, apply stream)."""
    engine = shutil.which("terraform") or shutil.which("tofu")
    if engine is None:
        pytest.skip("needs terraform or tofu on PATH")
    folder = tmp_path_factory.mktemp("canary")
    (folder / "main.tf").write_text(CONFIGURATION)
    settings = folder / "cli.tfrc"
    settings.write_text("")
    keep = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = keep | {
        "TF_VAR_password": CANARY,
        "TF_VAR_hush": "hush" + CANARY,
        "TF_CLI_CONFIG_FILE": str(settings),
        "CHECKPOINT_DISABLE": "1",
    }

    def engine_says(*arguments):
        command = [engine, *arguments]
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=120, check=False)

    for arguments in (["init"], ["plan", "-out=p"]):
        done = engine_says(*arguments)
        assert done.returncode == 0, done.stderr
    return engine_says("show", "-json", "p").stdout, engine_says("apply", "-json", "p").stdout


def forms(secret):
    data = secret.encode()
    yield from (secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1])
    yield from (quote(secret, safe=""), base64.b64encode(data).decode())


def test_fault_46_no_form_of_the_password_is_in_what_is_shown_of_a_real_plan(run):
    plan = read_plan(run[0])
    shown = repr([attribute_changes(change) for change in plan.changes]) + repr(plan.outputs) + repr(plan.variables)
    assert not any(form in shown for form in forms(CANARY))
    assert [change.name for change in plan.changes] == ["encodes", "holds", "speaks"]


def test_fault_46_no_form_of_the_password_is_in_the_events_of_a_real_failure(run):
    reader = EventReader()
    events = reader.feed(run[1]) + reader.finish()
    assert any(CANARY in event.text for event in events)
    redactor = Redactor([CANARY, "hush" + CANARY])
    shown = repr([redacted_event(event, redactor) for event in events])
    assert not any(form in shown for form in forms(CANARY))
    assert "local-exec provisioner error" in shown
    assert MASK in shown


ECHO = f"provider said: {CANARY} | {base64.b64encode(CANARY.encode()).decode()} | {quote(CANARY, safe='')} | end"


@pytest.mark.parametrize("cut", range(1, len(ECHO), 3))
def test_fault_50_an_echoed_secret_is_masked_however_the_log_is_cut(cut):
    redactor = Redactor([CANARY])
    first = redactor.feed(ECHO[:cut])
    assert not any(form in first for form in forms(CANARY))
    assert first + redactor.feed(ECHO[cut:]) + redactor.finish() == f"provider said: {MASK} | {MASK} | {MASK} | end"


@pytest.mark.parametrize("secret", ["", "a", "ab", " ", "\n\n\n\n\n"])
def test_fault_51_a_short_or_empty_secret_leaves_the_log_readable(secret):
    log = Path(__file__).parents[1] / "fixtures" / "streams" / "apply_create.jsonl"
    text = log.read_text()
    assert Redactor([secret]).redact(text) == text


def test_fault_51_a_short_secret_is_still_masked_where_the_plan_marks_it():
    change = {"actions": ["create"], "before": None, "after": {"pin": "1"}, "after_sensitive": {"pin": True}}
    entry = {"address": "a.b", "mode": "managed", "type": "a", "name": "b", "change": change}
    plan = read_plan({"format_version": "1.2", "resource_changes": [entry]})
    [row] = attribute_changes(plan.changes[0])
    assert row.after == MASK
