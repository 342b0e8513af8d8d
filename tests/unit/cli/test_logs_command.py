"""`infra-console logs`: one JSON document, JSON lines while following, honest exit codes, harmless lines."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from console.bootstrap import Console, build
from console.cli import logs as command
from console.cli.parser import build_parser
from console.domain.logs import LogLine
from console.domain.logs_queries import QueryAnswer
from console.errors import AwsError, InputError
from console.settings import read_settings
from tests.fakes.cloud import FakeCloud
from tests.fakes.hostile import HOSTILE
from tests.fakes.logs import API, DATABASE, STREAM, FakeLogs, logs
from tests.fakes.waiting import wait_until


def now(message: str, group: str = API, *, ago: float = 1) -> LogLine:
    at = int((datetime.now(UTC).timestamp() - ago) * 1000)
    return LogLine(at, group, STREAM, message, at)


def recent() -> list[LogLine]:
    return [now("first", ago=60), now("ERROR second", DATABASE, ago=30), now('{"level": "warn"}', ago=10)]


def console(fake: FakeLogs, home: Path) -> Console:
    made = build(read_settings({"home": home}), cloud=FakeCloud())
    made.__dict__["logs"] = logs(fake)
    return made


def ask(fake: FakeLogs, home: Path, *arguments: str) -> int:
    return command.logs(console(fake, home), build_parser().parse_args(["logs", "replaydash/dev", *arguments]))


def test_lines_of_all_groups_are_one_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert ask(FakeLogs(kept=recent()), tmp_path, "--json") == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert [line["message"] for line in found["lines"]] == ["first", "ERROR second", '{"level": "warn"}']
    assert [line["level"] for line in found["lines"]] == [None, "ERROR", "WARN"]
    assert (found["groups"], found["more"], found["sandbox"]) == ([DATABASE, API], False, False)


def test_lines_read_with_time_and_stream_and_cannot_act(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert ask(FakeLogs(kept=[now(HOSTILE)]), tmp_path, "--group", "ecs") == 0
    said = capsys.readouterr().out
    assert STREAM in said
    assert "\x1b" not in said
    assert "\x9b" not in said


def test_there_are_more_lines_than_were_asked_for_and_that_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert ask(FakeLogs(kept=recent()), tmp_path, "--limit", "2") == 0
    said = capsys.readouterr()
    assert "second" in said.out
    assert "warn" not in said.out
    assert "these are the first 2" in said.err


def test_pattern_and_times_are_given_to_aws(tmp_path: Path):
    fake = FakeLogs(kept=recent())
    assert ask(fake, tmp_path, "--filter", "ERROR", "--since", "20m", "--group", "postgresql") == 0
    (_, group, pattern, begin, _) = fake.asked[0]
    assert (group, pattern) == (DATABASE, "ERROR")
    assert abs(begin / 1000 - (datetime.now(UTC).timestamp() - 1200)) < 30


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--since", "soon"), "'soon' is no time"),
        (("--since", "1h", "--until", "2h"), "--until 2h is not after --since 1h"),
        (("--follow", "--until", "now"), "leave --until and --query out"),
        (("--query", "limit 1", "--filter", "x"), "A query filters by itself"),
        (("--limit", "0"), "1 or more"),
        (("--group", "nope"), "has no log group 'nope': it has"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(tmp_path: Path, arguments: tuple[str, ...], words: str):
    fake = FakeLogs()
    with pytest.raises(InputError, match=words):
        ask(fake, tmp_path, *arguments)
    assert fake.asked == []


def test_groups_are_listed_with_what_is_known_of_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert ask(FakeLogs(missing={DATABASE}), tmp_path, "--list") == 0
    said = capsys.readouterr().out
    assert "14 d" in said
    assert "1.2 MB" in said
    assert "not there yet" in said


def test_following_prints_json_lines_and_says_on_stderr_how(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    fake = FakeLogs(kept=recent())
    made = console(fake, tmp_path)
    tails = []
    original = made.logs.tail
    monkeypatch.setattr(made.logs, "tail", lambda *given: tails.append(original(*given)) or tails[0])
    code: list[int] = []
    options = build_parser().parse_args(["logs", "replaydash/dev", "--follow", "--json"])
    thread = threading.Thread(target=lambda: code.append(command.logs(made, options)))
    thread.start()
    printed: list[str] = []
    told: list[str] = []

    def heard(*messages: str) -> bool:
        said = capsys.readouterr()
        printed.extend(said.out.splitlines())
        told.append(said.err)
        return all(any(message in each for each in printed) for message in messages)

    wait_until(lambda: heard("first", "second", "warn"), "what was logged", seconds=10)
    fake.log(now("comes now", ago=0))
    wait_until(lambda: heard("comes now"), "what comes", seconds=10)
    tails[0].stop()
    fake.updates.put(None)
    thread.join(10)
    assert code == [0]
    assert [json.loads(each)["message"] for each in printed][:2] == ["first", "ERROR second"]
    assert "Following live." in "".join(told)


def test_following_with_a_pattern_that_is_none_ends_with_aws_s_reason(tmp_path: Path):
    refused = InputError("AWS does not understand the filter pattern '{': it does not end.")
    with pytest.raises(InputError, match="does not understand"):
        ask(FakeLogs(error=refused), tmp_path, "--follow", "--filter", "{")  # type: ignore[arg-type]


def test_a_query_is_answered_as_rows_with_what_it_scanned(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    answer = QueryAnswer("Complete", ("path", "n"), (("/a", "2"),), 9, 1_200, 3)
    assert ask(FakeLogs(answers=[answer]), tmp_path, "--query", "stats count(*) as n by path", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["rows"], found["scanned_bytes"]) == ([{"path": "/a", "n": "2"}], 1200)


def test_a_query_that_did_not_end_well_exits_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert ask(FakeLogs(answers=[QueryAnswer("Timeout")]), tmp_path, "--query", "limit 1") == 1
    assert "did not end well: Timeout" in capsys.readouterr().err


def test_a_refusal_names_the_action_that_is_missing(tmp_path: Path):
    refused = AwsError("These credentials may not do logs:FilterLogEvents on the lines of /ecs/x: have it allowed.")
    with pytest.raises(AwsError, match="logs:FilterLogEvents"):
        ask(FakeLogs(error=refused), tmp_path)
