"""Hooks: the right ones are told, with no secret, and one that fails is a sentence and never an end."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.domain.rollout_events import RolloutEvent
from console.domain.rollout_file import Hook
from console.errors import ConsoleError, InputError, PresetError
from console.services.rollouts.hook_channels import CommandChannel, TopicChannel, WebhookChannel
from console.services.rollouts.hooks import Hooks
from tests.fakes.waiting import wait_until
from tests.fakes.webhook import Receiver

HELD = RolloutEvent(
    rollout="replaydash@3", what="held", environment="replaydash/staging", stage="approval",
    reason="One more person has to approve.", next_command="infra-console rollout approve replaydash/staging",
    by="ann@laptop", sandbox=True,
)  # fmt: skip


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


def webhook(url: str) -> Hook:
    return Hook(kind="webhook", url=url)


def command(*argv: str) -> Hook:
    return Hook(kind="command", command=argv)


def quick() -> WebhookChannel:
    return WebhookChannel(pauses=(0.0, 0.0))


def test_only_the_hooks_that_ask_for_an_event_are_told():
    told: list[tuple[str, str]] = []
    hooks = (
        Hook(kind="sns", topic_arn="usual"),
        Hook(kind="sns", topic_arn="every", events=("all",)),
        Hook(kind="sns", topic_arn="ends", events=("done",)),
    )
    telling = Hooks(lambda system: hooks, {"sns": lambda hook, event: told.append((hook.topic_arn, event.what))})
    telling.notify(HELD)
    telling.notify(HELD.model_copy(update={"what": "began"}))
    telling.notify(HELD.model_copy(update={"what": "done"}))
    assert told == [
        ("usual", "held"), ("every", "held"), ("every", "began"),
        ("usual", "done"), ("every", "done"), ("ends", "done"),
    ]  # fmt: skip


def test_a_hook_that_fails_is_written_down_and_the_next_is_told():
    told, written = [], []

    def broken(hook: Hook, event: RolloutEvent) -> None:
        raise ConsoleError("The hook pager ended with code 1: who was told is not known.")

    hooks = (command("pager"), Hook(kind="sns", topic_arn="x"))
    telling = Hooks(
        lambda system: hooks,
        {"command": broken, "sns": lambda hook, event: told.append(hook)},
        lambda event, text: written.append(text),
    )
    assert telling.notify(HELD) == tuple(written)
    assert "ended with code 1" in written[0]
    assert len(told) == 1


def test_a_rollout_file_that_cannot_be_read_any_more_does_not_stop_the_rollout():
    def unreadable(system: str) -> tuple[Hook, ...]:
        raise PresetError(f"presets/{system}/rollout.yaml: hooks is wrong.")

    (sentence,) = Hooks(unreadable, {}).notify(HELD)
    assert sentence == "Nobody was told: presets/replaydash/rollout.yaml: hooks is wrong."


# --- A command ---


def test_a_command_gets_the_event_as_json_and_nothing_secret_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "canary")
    monkeypatch.setenv("TF_VAR_password", "canary")
    script = tmp_path / "told.py"
    script.write_text(
        "import json, os, sys, pathlib\n"
        "pathlib.Path(sys.argv[1]).write_text(json.dumps([json.load(sys.stdin), dict(os.environ)]))\n"
    )
    CommandChannel()(command(sys.executable, str(script), str(tmp_path / "out; touch x")), HELD)
    event, environment = json.loads((tmp_path / "out; touch x").read_text())
    assert event["text"] == "SANDBOX: replaydash@3 held in replaydash/staging (approval)"
    assert (event["what"], event["reason"]) == ("held", "One more person has to approve.")
    assert event["next_command"] == "infra-console rollout approve replaydash/staging"
    assert "PATH" in environment
    assert "canary" not in environment.values()


def test_a_command_that_hangs_is_ended_with_its_children(tmp_path: Path):
    began = time.monotonic()
    hangs = command("/bin/sh", "-c", f"sleep 60 & echo $! > {tmp_path}/child; sleep 60")
    with pytest.raises(ConsoleError, match=r"took longer than 1 s and was ended"):
        CommandChannel(seconds=1.0)(hangs, HELD)
    assert time.monotonic() - began < 10
    child = Path("/proc") / (tmp_path / "child").read_text().strip()
    wait_until(lambda: not (child / "cmdline").exists() or not (child / "cmdline").read_bytes(), "its child ended")


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (("/nonexistent/pager",), "cannot be started"),
        ((sys.executable, "-c", "raise SystemExit(7)"), "ended with code 7"),
    ],
)
def test_a_command_that_fails_says_how(argv: tuple[str, ...], sentence: str):
    with pytest.raises(ConsoleError, match=sentence):
        CommandChannel()(command(*argv), HELD)


# --- A webhook ---


def test_a_webhook_gets_the_event(receiver: Receiver):
    quick()(webhook(receiver.url), HELD)
    (event,) = receiver.got
    assert (event["rollout"], event["environment"], event["stage"]) == (
        "replaydash@3", "replaydash/staging", "approval",
    )  # fmt: skip


def test_a_busy_webhook_is_tried_again(receiver: Receiver):
    receiver.codes = [503, 429, 204]
    quick()(webhook(receiver.url), HELD)
    assert len(receiver.got) == 3


def test_a_refusal_is_final_and_names_the_host_without_its_path(receiver: Receiver):
    receiver.codes = [403]
    with pytest.raises(ConsoleError) as refused:
        quick()(webhook(receiver.url), HELD)
    assert refused.value.message == "The webhook of 127.0.0.1 was not told: it answered 403."
    assert len(receiver.got) == 1


def test_a_webhook_that_never_answers_well_says_so_after_three_tries(receiver: Receiver):
    receiver.codes = [500]
    with pytest.raises(ConsoleError, match="it answered 500"):
        quick()(webhook(receiver.url), HELD)
    assert len(receiver.got) == 3


def test_a_redirect_is_not_followed(receiver: Receiver):
    receiver.codes, receiver.headers = [302], {"Location": receiver.url.replace("T0P-SECRET", "elsewhere")}
    with pytest.raises(ConsoleError, match="it answered 302"):
        quick()(webhook(receiver.url), HELD)
    assert len(receiver.got) == 1


def test_a_webhook_that_cannot_be_reached_is_one_sentence(receiver: Receiver):
    receiver.close()
    with pytest.raises(ConsoleError, match=r"The webhook of 127.0.0.1 was not told: Connection refused\."):
        quick()(webhook(receiver.url), HELD)


@pytest.mark.parametrize("url", ["http://hooks.example.com/a", "ftp://127.0.0.1/a", "file:///etc/passwd", "https://"])
def test_only_https_is_used_beyond_this_machine(url: str):
    with pytest.raises(InputError, match="has to begin with https://"):
        quick()(webhook(url), HELD)


# --- A topic ---


def test_a_topic_gets_the_headline_and_the_event():
    published: list[tuple[str, str, str]] = []

    class Publisher:
        def publish(self, topic_arn: str, subject: str, message: str) -> None:
            published.append((topic_arn, subject, message))

    TopicChannel(Publisher)(Hook(kind="sns", topic_arn="arn:aws:sns:us-east-1:000000000000:rollouts"), HELD)
    ((topic, subject, message),) = published
    assert topic.endswith(":rollouts")
    assert subject == HELD.headline
    assert json.loads(message)["rollout"] == "replaydash@3"
