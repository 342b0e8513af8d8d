"""A change goes from dev over staging to production as a pipeline drives it and people approve it, in this order.

The tests of this file follow one another: each goes on where the one before it stopped.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e.conftest import CommandLine
from tests.fakes.webhook import Receiver

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("rollout")]
PRESETS = Path(__file__).parents[2] / "presets"
WAITS = 3
TOPIC = "arn:aws:sns:us-east-1:123456789012:rollouts"
DEV, STAGING, PRODUCTION = (f"replaydash/{each}" for each in ("dev", "staging", "production"))
CANARY = "canary-0c3f-of-the-environment"
KEYS = {
    "text", "rollout", "what", "environment", "stage", "reason", "next_command", "by", "sandbox", "at",
}  # fmt: skip
"""What a hook is told: docs/rollouts.md."""
CHANGE = ("--set", "image_tag=v1", "--set", "off_hours_enabled=false", "--why", "Version 1")


@dataclass(frozen=True)
class Operator(CommandLine):
    """A person at the command line: `name` is who the console takes them for."""

    name: str = "ann"

    @property
    def environment(self) -> dict[str, str]:
        presets = str(self.home / "presets")
        return super().environment | {"INFRA_CONSOLE_PRESETS": presets, "LOGNAME": self.name, "CANARY": CANARY}

    def as_person(self, name: str) -> Operator:
        return Operator(self.home, name)

    def rollout(self, action: str, *arguments: str, expect: int = 0) -> dict[str, Any]:
        return self.document("rollout", action, *arguments, expect=expect)


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


@pytest.fixture(scope="module")
def ann(tmp_path_factory: pytest.TempPathFactory, receiver: Receiver) -> Iterator[Operator]:
    """A home with the shipped presets, in which a bake takes seconds, and all three ways of telling people."""
    operator = Operator(tmp_path_factory.mktemp("rollouts"))
    shutil.copytree(PRESETS, operator.home / "presets")
    path = operator.home / "presets" / "replaydash" / "rollout.yaml"
    rollout = yaml.safe_load(path.read_text(encoding="utf-8"))
    for gates in rollout["environments"].values():
        gates["bake"] |= {"minutes": 0.2, "every_seconds": 2}
    told = str(operator.home / "told")
    rollout["hooks"] = [
        {
            "kind": "command",
            "events": ["all"],
            "command": ["/bin/sh", "-c", 'cat >>"$0"; echo >>"$0"; env >"$0.env"', told],
        },
        {"kind": "webhook", "events": ["all"], "url": receiver.url},
        {"kind": "sns", "topic_arn": TOPIC},
    ]
    path.write_text(yaml.safe_dump(rollout), encoding="utf-8")
    assert operator.run("sandbox", "start").returncode == 0
    operator.client("sns").create_topic(Name=TOPIC.rpartition(":")[2])
    queue = operator.client("sqs").create_queue(QueueName="pager")["QueueUrl"]
    operator.client("sns").subscribe(TopicArn=TOPIC, Protocol="sqs", Endpoint=_queue_arn(operator, queue))
    yield operator
    operator.run("sandbox", "stop")


def _queue_arn(operator: Operator, queue: str) -> str:
    attributes = operator.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
    return str(attributes["Attributes"]["QueueArn"])


def stages(document: dict[str, Any], environment: str) -> dict[str, Any]:
    part = next(each for each in document["environments"] if each["environment"] == environment)
    return {each["stage"]: each for each in part["stages"]}


def words(document: dict[str, Any], environment: str) -> list[str]:
    """What an approval of the environment has to acknowledge."""
    found = [
        each["acknowledge"]
        for stage in ("preflight", "guards")
        for each in stages(document, environment)[stage]["evidence"]
        if each["acknowledge"] and each["finding"] in ("failed", "unknown")
    ]
    return [argument for word in dict.fromkeys(found) for argument in ("--acknowledge", word)]


def until(what: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.3)


def test_a_rollout_whose_console_is_killed_in_mid_apply_is_resumed_and_applies_once(ann: Operator) -> None:
    held = ann.rollout("start", "replaydash", *CHANGE, "--yes", expect=WAITS)
    assert held["status"] == "held"
    assert "--acknowledge 'public ingress'" in held["reason"]
    assert "--sandbox" in held["reason"]
    ann.rollout("approve", DEV, *words(held, DEV), "--yes")
    driver = subprocess.Popen(
        [sys.executable, "-m", "console", "rollout", "promote", "replaydash"],
        env=ann.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    run = ann.home / "runs" / "sandbox" / "replaydash" / "dev" / "1"
    until(lambda: "apply_complete" in _text(run / "apply.jsonl"), 120)
    os.kill(driver.pid, signal.SIGKILL)
    driver.wait()
    left = ann.rollout("status", "replaydash")
    assert (left["status"], left["driven"]) == ("running", False)
    assert stages(left, DEV)["apply"]["status"] == "running"
    assert json.loads(_text(run / "run.json"))["status"] == "applying"
    resumed = ann.rollout("resume", "replaydash", expect=WAITS)
    apply = stages(resumed, DEV)["apply"]
    assert (apply["status"], apply["attempts"]) == ("passed", 2)
    assert [each["name"] for each in json.loads(_text(run / "run.json"))["stages"]].count("apply") == 1
    assert stages(resumed, DEV)["bake"]["status"] == "passed"
    assert stages(resumed, STAGING)["approval"]["status"] == "waits for a person"


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ""


def test_the_same_change_goes_on_to_production_where_it_is_rehearsed_first(ann: Operator) -> None:
    held = ann.rollout("status", "replaydash")
    ann.rollout("approve", STAGING, *words(held, STAGING), "--yes")
    waiting = ann.rollout("promote", "replaydash", expect=WAITS)
    assert stages(waiting, STAGING)["bake"]["status"] == "passed"
    assert stages(waiting, PRODUCTION)["rehearsal"]["status"] == "passed"
    dev, staging, production = (each["run"] for each in waiting["environments"])
    assert len({dev, staging, production}) == 3
    assert waiting["values"] == {"image_tag": "v1", "off_hours_enabled": "false"}
    evidence = stages(waiting, PRODUCTION)["plan"]["evidence"]
    assert any(each["text"].startswith("The same as was planned first") for each in evidence)


def test_a_second_person_approves_production_and_the_report_tells_it_all(ann: Operator) -> None:
    held = ann.rollout("status", "replaydash")
    acknowledged = words(held, PRODUCTION)
    own = ann.run("rollout", "approve", PRODUCTION, *acknowledged, "--yes")
    assert own.returncode == 1
    assert "started the rollout: somebody else has to approve" in own.stderr
    ann.as_person("bob").rollout("approve", PRODUCTION, *acknowledged, "--yes", "--why", "Looked at it")
    done = ann.rollout("promote", "replaydash")
    assert (done["status"], done["exit_code"]) == ("done", 0)
    assert done["reason"] == f"The change runs in {DEV}, {STAGING}, {PRODUCTION}."
    markdown = ann.run("rollout", "report", "replaydash").stdout
    for wanted in ("DONE", "bob@", "Looked at it", DEV, STAGING, PRODUCTION, "rehearsal", "chain holds"):
        assert wanted in markdown
    html = ann.home / "report.html"
    assert ann.run("rollout", "report", "replaydash", "--format", "html", "--out", str(html)).returncode == 0
    assert "<svg" in html.read_text(encoding="utf-8")
    assert ann.document("rollout", "report", "replaydash")["record"]["status"] == "done"
    assert ann.run("audit", "--verify").returncode == 0


def test_a_bad_image_is_caught_in_staging_rolled_back_and_never_reaches_production(ann: Operator) -> None:
    ann.run("sandbox", "fault", "missing-image")
    bad = ("--set", "image_tag=v2", "--set", "off_hours_enabled=false", "--why", "Version 2")
    failed = ann.rollout("start", STAGING, PRODUCTION, *bad, "--yes", expect=1)
    ann.run("sandbox", "fault", "missing-image", "--off")
    assert failed["status"] == "rolled back"
    assert "The image does not exist" in failed["reason"]
    assert stages(failed, STAGING)["verify"]["status"] == "failed"
    assert {each["status"] for each in stages(failed, PRODUCTION).values()} == {"not begun"}
    status = ann.document("ecs", "status", STAGING)
    (service,) = status["services"]
    assert service["task_definition"].endswith(":1")
    assert service["running"] == service["desired"]
    again = ann.rollout("start", STAGING, *bad, expect=WAITS)
    aborted = ann.rollout("abort", again["id"], "--why", "It was bad already")
    assert aborted["status"] == "aborted"
    assert f"Nothing was changed in {STAGING}." in aborted["reason"]


def test_the_infrastructure_of_staging_goes_back_to_the_version_before(ann: Operator) -> None:
    asked = ann.rollout("rollback", STAGING, "--infrastructure", expect=WAITS)
    assert [change["address"] for change in asked["changes"]], "the plan, for somebody to look at"
    assert asked["next_command"] == f"infra-console rollout rollback {STAGING} --infrastructure --yes --sandbox"
    back = ann.document(*asked["next_command"].split()[1:], "--why", "The state should say so too")
    assert (back["status"], back["environments"][0]["rollback_run"]) == ("rolled back", asked["run"]["id"])
    planned = ann.document("plan", STAGING, "--set", "image_tag=v1", "--set", "off_hours_enabled=false")
    assert planned["empty"] is True


def test_people_were_told_in_order_and_nothing_that_is_secret(ann: Operator, receiver: Receiver) -> None:
    told = [json.loads(line) for line in (ann.home / "told").read_text(encoding="utf-8").splitlines()]
    assert told == receiver.got, "command and webhook"
    assert [(each["what"], each["environment"]) for each in told if each["rollout"] == "replaydash@1"] == [
        ("began", ""), ("held", DEV), ("promoted", STAGING), ("held", STAGING), ("promoted", PRODUCTION),
        ("held", PRODUCTION), ("done", ""),
    ]  # fmt: skip
    second = [each for each in told if each["rollout"] == "replaydash@2"]
    assert [each["what"] for each in second if each["what"] != "held"] == ["began", "rolled back", "rolled back"]
    assert [each["what"] for each in told if each["rollout"] == "replaydash@3"] == ["began", "held", "aborted"]
    assert {frozenset(each) for each in told} == {frozenset(KEYS)}
    assert all(each["text"].startswith("SANDBOX: ") and each["sandbox"] for each in told)
    assert told[1]["next_command"] == "infra-console rollout promote replaydash --sandbox"
    usual = [each for each in told if each["what"] not in ("began", "promoted", "paused")]
    assert _published(ann, len(usual)) == usual, "SNS"
    secrets = ann.client("secretsmanager")
    kept = [
        secrets.get_secret_value(SecretId=each["ARN"])["SecretString"] for each in secrets.list_secrets()["SecretList"]
    ]
    assert kept
    said = json.dumps(told) + (ann.home / "told.env").read_text(encoding="utf-8")
    assert not [value for value in (*kept, CANARY) if value in said]
    assert "rollout hook" not in {each["action"] for each in ann.document("audit")["entries"]}, "each was told"


def _published(operator: Operator, count: int) -> list[dict[str, Any]]:
    """What arrived in the queue that is subscribed to the topic, in order."""
    client, found = operator.client("sqs"), []
    queue = client.get_queue_url(QueueName="pager")["QueueUrl"]
    while len(found) < count:
        messages = client.receive_message(QueueUrl=queue, WaitTimeSeconds=5, MaxNumberOfMessages=10).get("Messages")
        assert messages, f"{len(found)} of {count} arrived"
        found += [json.loads(json.loads(each["Body"])["Message"]) for each in messages]
        for each in messages:
            client.delete_message(QueueUrl=queue, ReceiptHandle=each["ReceiptHandle"])
    return sorted(found, key=lambda each: str(each["at"]))
