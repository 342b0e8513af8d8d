"""Faults 13 to 16, 64 and 94: what can be wrong with the engine's stream, and with the clock beside it."""

import json
from pathlib import Path

import pytest

from console.domain.events import (
    ChangeSummary,
    DiagnosticSeen,
    LogLine,
    RawLine,
    ResourceCompleted,
    UnknownEvent,
    VersionSeen,
)
from console.domain.progress import Progress, ResourceState
from console.errors import StreamError
from console.terraform.event_stream import EventReader, parse_line
from console.ui.gate import clean

STREAMS = Path(__file__).parents[1] / "fixtures" / "streams"
CRASH = [
    b"There are some problems with the CLI configuration:",
    b"panic: runtime error: invalid memory address or nil pointer dereference",
    b"[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x1]",
    b"",
    b"goroutine 1 [running]:",
    b"main.main()",
]


def line(kind, text="said", at="2026-01-01T00:00:00Z", **fields):
    return json.dumps({"@level": "info", "@message": text, "@timestamp": at, "type": kind} | fields).encode()


def hook(kind, at, seconds=None):
    inside = {"resource": {"addr": "t.x"}, "action": "create"}
    return line(kind, at=at, hook=inside if seconds is None else inside | {"elapsed_seconds": seconds})


def read(*chunks):
    reader = EventReader()
    return [event for chunk in chunks for event in reader.feed(chunk)] + reader.finish()


def test_fault_13_lines_that_are_not_json_are_shown_as_they_are_and_end_no_apply():
    stream = (STREAMS / "apply_create.jsonl").read_bytes().splitlines()
    events = read(b"\n".join([CRASH[0], *stream[:6], *CRASH[1:]]) + b"\n")
    assert [event.text.encode() for event in events if isinstance(event, RawLine)] == CRASH
    progress = Progress()
    progress.fold(events)
    assert progress.summary is None
    assert progress.count(ResourceState.DONE) == 0


def test_fault_14_a_truncated_last_line_is_held_back_and_then_kept():
    whole = line("log", "one") + b"\n"
    reader = EventReader()
    assert [type(event) for event in reader.feed(whole + whole[:25])] == [LogLine]
    assert reader.feed(b"") == []
    assert reader.finish() == [RawLine("", whole[:25].decode())]


def test_fault_14_the_rest_of_a_truncated_line_completes_it():
    whole = line("log", "one") + b"\n"
    reader = EventReader()
    assert reader.feed(whole[:25]) == []
    assert [event.text for event in reader.feed(whole[25:])] == ["one"]


def test_fault_14_a_line_of_a_megabyte_and_more_is_one_event():
    value = "x" * 3_000_000
    data = line("outputs", outputs={"big": {"sensitive": False, "type": "string", "value": value}}) + b"\n"
    [event] = read(*(data[at : at + 65_536] for at in range(0, len(data), 65_536)))
    assert event.outputs["big"] == (value, False)


def test_fault_14_bytes_that_are_not_utf_8_and_both_line_ends_are_survived():
    accent = line("log", "ein Ü").replace(b"\\u00dc", "Ü".encode())
    at = accent.index("Ü".encode()) + 1
    events = read(b"\xff\xfe broken \r\n" + accent[:at], accent[at:] + b"\r\n" + line("log", "two") + b"\n")
    assert [event.text for event in events] == ["\ufffd\ufffd broken ", "ein Ü", "two"]


@pytest.mark.parametrize("kind", ["action_start", "policy_result", "migration_complete", "something_new"])
def test_fault_15_an_unknown_type_is_logged_and_otherwise_ignored(kind):
    events = read((STREAMS / "apply_create.jsonl").read_bytes() + line(kind, "news") + b"\n")
    assert events[-1] == UnknownEvent("2026-01-01T00:00:00Z", "news", kind)
    progress = Progress()
    progress.fold(events)
    assert progress.count(ResourceState.DONE) == progress.total == 9


def test_fault_15_unknown_fields_of_a_known_type_are_ignored():
    assert isinstance(parse_line(line("version", terraform="1.15.5", ui="1.3", extra={"a": 1})), VersionSeen)


def test_fault_15_another_major_ui_version_is_refused():
    with pytest.raises(StreamError, match=r"version 2\.0, this console reads version 1"):
        read(line("version", terraform="2.0.0", ui="2.0") + b"\n")


def test_fault_16_an_error_beside_a_summary_is_kept_with_it():
    error = line("diagnostic", diagnostic={"severity": "error", "summary": "late error", "detail": ""})
    events = read((STREAMS / "apply_create.jsonl").read_bytes() + error + b"\n")
    assert any(isinstance(event, ChangeSummary) for event in events)
    assert isinstance(events[-1], DiagnosticSeen)
    progress = Progress()
    progress.fold(events)
    assert progress.summary is not None
    assert [diagnostic.summary for diagnostic in progress.diagnostics] == ["late error"]


@pytest.mark.parametrize(
    "attack", ["\x1b]0;title\x07", "\x1b[2J", "\x1b]52;c;YQ==\x07", "\x1b]8;;http://x\x1b\\", "\x9b31m"]
)
def test_fault_64_control_sequences_in_the_stream_lose_no_line_and_stop_at_the_gate(attack):
    events = read(line("log", f"a{attack}b") + b"\n" + f"raw {attack} line\n".encode())
    assert [type(event) for event in events] == [LogLine, RawLine]
    shown = "".join(clean(event.text) for event in events)
    assert "\x1b" not in shown
    assert "\x9b" not in shown
    assert "\x07" not in shown


def test_fault_94_durations_are_monotonic_while_the_wall_clock_jumps_back():
    now = [500.0]
    progress = Progress(clock=lambda: now[0])
    elapsed = []
    for kind, at, seconds in [
        ("apply_start", "2026-10-25T02:59:58+02:00", None),
        ("apply_progress", "2026-10-25T02:00:08+01:00", 10),
        ("apply_progress", "2025-01-01T00:00:00Z", 20),
    ]:
        progress.fold(read(hook(kind, at, seconds) + b"\n"))
        elapsed.append(progress.resources["t.x"].elapsed(now[0]))
        now[0] += 10
    progress.fold(read(hook("apply_complete", "1999-01-01T00:00:00Z", 30) + b"\n"))
    elapsed.append(progress.resources["t.x"].elapsed(now[0]))
    assert elapsed == [0.0, 10.0, 20.0, 30.0]


def test_fault_94_a_negative_duration_of_the_engine_is_not_believed():
    [event] = read(hook("apply_complete", "", -5) + b"\n")
    assert not isinstance(event, ResourceCompleted)
