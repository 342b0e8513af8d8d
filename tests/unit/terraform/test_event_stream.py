"""The engine's JSON stream as events: recorded streams of Terraform 1.11.4, and whatever else a file may hold."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from console.domain.events import (
    ChangeSummary,
    Diagnostic,
    DiagnosticSeen,
    DriftSeen,
    Event,
    HookAction,
    LogLine,
    OutputsSeen,
    PlannedChange,
    RawLine,
    RefreshCompleted,
    ResourceCompleted,
    ResourceErrored,
    ResourceProgress,
    ResourceStarted,
    Severity,
    UnknownEvent,
    VersionSeen,
)
from console.domain.plan import Action
from console.errors import StreamError
from console.terraform import event_stream
from console.terraform.event_stream import EventReader, lock_holder, parse_line

Seen = TypeVar("Seen", bound=Event)
STREAMS = Path(__file__).parents[2] / "fixtures" / "streams"


def recorded(name: str) -> list[Event]:
    reader = EventReader()
    return reader.feed((STREAMS / f"{name}.jsonl").read_bytes()) + reader.finish()


def message(kind: str, **fields: object) -> str:
    return json.dumps(
        {"@level": "info", "@message": "said", "@timestamp": "2026-01-01T00:00:00Z", "type": kind} | fields
    )


def of_type(events: list[Event], kind: type[Seen]) -> list[Seen]:
    return [event for event in events if isinstance(event, kind)]


@pytest.mark.parametrize("path", sorted(STREAMS.glob("*.jsonl")), ids=lambda path: path.stem)
def test_every_line_of_a_real_stream_is_understood(path):
    events = recorded(path.stem)
    assert len(events) == len(path.read_bytes().splitlines())
    assert not of_type(events, UnknownEvent)
    assert not of_type(events, RawLine)
    assert isinstance(events[0], VersionSeen)
    assert events[0].engine == "1.11.4"


def test_a_plan_stream_gives_changes_with_their_reasons_in_words():
    changes = {change.address: change for change in of_type(recorded("plan_change"), PlannedChange)}
    assert changes["terraform_data.first"].action is Action.CHANGE
    assert changes["terraform_data.replaced"].action is Action.REPLACE
    assert changes["terraform_data.replaced"].reason == "the change cannot be made in place"
    assert changes["terraform_data.gone[0]"].action is Action.DESTROY
    assert changes["terraform_data.gone[0]"].reason == "count is now smaller"


def test_moves_imports_and_forgotten_resources_are_told_apart():
    changes = {change.address: change.action for change in of_type(recorded("plan_move_import_forget"), PlannedChange)}
    assert changes == {
        "terraform_data.after": Action.FORGET,
        "terraform_data.kept": Action.MOVE,
        "terraform_data.slow": Action.CREATE,
        "terraform_data.imported": Action.IMPORT,
    }


def test_a_replacement_is_two_steps_on_one_address_in_the_order_of_create_before_destroy():
    steps = [
        (event.address, event.action)
        for event in of_type(recorded("apply_replace_both_orders"), ResourceCompleted)
        if "replaced" in event.address
    ]
    assert [action for address, action in steps if address.endswith("replaced")] == [
        HookAction.DELETE,
        HookAction.CREATE,
    ]
    assert [action for address, action in steps if address.endswith("cbd")] == [HookAction.CREATE, HookAction.DELETE]


def test_progress_and_completion_carry_the_engines_seconds_and_id():
    events = recorded("apply_move_import_forget")
    [progress], [completed] = of_type(events, ResourceProgress), of_type(events, ResourceCompleted)
    assert (progress.address, progress.elapsed_seconds) == ("terraform_data.slow", 10.0)
    assert completed.elapsed_seconds == 12.0
    assert completed.id == "a04fb029-41d8-09a0-8c16-ac873e6a2e73"
    assert of_type(events, ResourceStarted)[0].action is HookAction.CREATE


def test_a_failed_apply_has_the_failed_resource_and_a_diagnostic_with_its_source_line():
    events = recorded("apply_failed")
    assert [event.address for event in of_type(events, ResourceErrored)] == ["terraform_data.fails"]
    [seen] = of_type(events, DiagnosticSeen)
    assert seen.diagnostic.severity is Severity.ERROR
    assert seen.diagnostic.address == "terraform_data.fails"
    assert seen.diagnostic.source is not None
    assert (seen.diagnostic.source.file, seen.diagnostic.source.line) == ("main.tf", 9)
    assert seen.diagnostic.source.code == '  provisioner "local-exec" {'
    assert not of_type(events, ChangeSummary)


def test_a_provisioners_output_is_kept_as_log_lines():
    texts = [event.text for event in of_type(recorded("apply_failed"), LogLine)]
    assert "terraform_data.fails: (local-exec): oops" in texts


def test_a_warning_keeps_the_values_that_it_quotes():
    [seen] = of_type(recorded("plan_empty"), DiagnosticSeen)
    assert seen.diagnostic.severity is Severity.WARNING
    assert seen.diagnostic.source is not None
    assert seen.diagnostic.source.values == (("var.size", "is 2"),)


def test_outputs_carry_values_but_never_a_sensitive_one():
    [seen] = of_type(recorded("apply_create"), OutputsSeen)
    assert seen.outputs == {"plain": ({"note": "a", "size": 1}, False), "secret": (None, True)}


def test_a_value_that_an_engine_sends_with_a_sensitive_output_is_dropped():
    event = parse_line(message("outputs", outputs={"pw": {"sensitive": True, "type": "string", "value": "hush"}}))
    assert isinstance(event, OutputsSeen)
    assert event.outputs == {"pw": (None, True)}


def test_a_message_with_something_behind_it_is_kept_whole():
    line = message("log") + " and then text of a provider"
    assert parse_line(line) == RawLine("", line)


def test_a_plans_outputs_have_no_values_yet_and_are_not_taken_for_empty_ones():
    assert not of_type(recorded("plan_create"), OutputsSeen)
    assert "Outputs: 2" in [event.text for event in of_type(recorded("plan_create"), LogLine)]


def test_the_summary_counts_imports():
    [summary] = of_type(recorded("apply_move_import_forget"), ChangeSummary)
    assert (summary.operation, summary.add, summary.change, summary.remove, summary.imported) == ("apply", 1, 0, 0, 1)


def test_drift_and_refreshes_are_seen():
    events = recorded("plan_drift")
    assert [event.address for event in of_type(events, DriftSeen)][:2] == [
        "aws_ssm_parameter.plain",
        "aws_ssm_parameter.secret",
    ]
    assert len(of_type(events, RefreshCompleted)) == 5


def test_a_taken_lock_names_its_holder():
    [seen] = of_type(recorded("plan_locked"), DiagnosticSeen)
    holder = lock_holder(seen.diagnostic)
    assert holder is not None
    assert holder.id == "67461785-8ee9-9524-a5e4-4b2aeee97231"
    assert (holder.path, holder.operation, holder.who) == ("terraform.tfstate", "apply", "operator@workstation")
    assert holder.version == "1.11.4"
    assert holder.created == datetime(2026, 11, 20, 10, 33, 10, 257441, tzinfo=UTC)


def test_an_error_that_is_no_lock_has_no_holder():
    assert lock_holder(Diagnostic(Severity.ERROR, "Saved plan is stale", "The given plan ...")) is None


def test_a_lock_whose_time_cannot_be_read_still_has_its_id():
    holder = lock_holder(Diagnostic(Severity.ERROR, "lock", "Lock Info:\n  ID:        abc\n  Created:   yesterday\n"))
    assert holder is not None
    assert (holder.id, holder.created) == ("abc", None)


@pytest.mark.parametrize("ui", ["2.0", "", "10.1"])
def test_a_stream_of_another_major_version_is_refused_with_a_sentence(ui):
    with pytest.raises(StreamError, match="reads version 1"):
        parse_line(message("version", terraform="2.0.0", ui=ui))


def test_a_newer_minor_version_is_read():
    assert parse_line(message("version", terraform="1.15.5", ui="1.9")) == VersionSeen(
        "2026-01-01T00:00:00Z", "said", "1.15.5", "1.9"
    )


@pytest.mark.parametrize(
    "broken",
    [
        message("apply_start", hook=None),
        message("apply_complete", hook={"resource": {"addr": 5}, "action": "create", "elapsed_seconds": 1}),
        message("apply_progress", hook={"resource": {"addr": "a.b"}, "action": "create", "elapsed_seconds": -1}),
        message("planned_change", change={"resource": {"addr": "a.b"}, "action": "transmute"}),
        message("outputs", outputs=["a"]),
        message("change_summary", changes={"add": "x"}),
        message("diagnostic", diagnostic={}),
    ],
)
def test_a_known_type_in_another_shape_is_kept_as_text(broken):
    event = parse_line(broken)
    assert isinstance(event, UnknownEvent)
    assert event.text == "said"


@pytest.mark.parametrize("line", ["", "[1]", '"x"', "{", '{"a": 1}', '{"@message": 1, "type": "log"}', "{} {}", "nope"])
def test_what_is_no_message_stays_a_raw_line(line):
    assert parse_line(line) == RawLine("", line)


def test_half_a_surrogate_pair_does_not_come_out_of_the_parser():
    event = parse_line('{"@message":"a\\ud800b \\ud83d\\ude00","type":"log","@timestamp":""}')
    assert event.text == "a\ufffdb \U0001f600"


def test_a_line_that_never_ends_is_given_out_in_parts(monkeypatch):
    monkeypatch.setattr(event_stream, "LONGEST_LINE", 1000)
    reader = EventReader()
    events = [event for _ in range(300) for event in reader.feed(b"x" * 10)] + reader.finish()
    assert len(events) > 1
    assert "".join(event.text for event in events) == "x" * 3000


REAL_LINES = [line for path in STREAMS.glob("*.jsonl") for line in path.read_bytes().splitlines()]


def cut(data: bytes, places: list[int]) -> list[bytes]:
    ends = sorted({place % (len(data) + 1) for place in places})
    return [data[start:end] for start, end in zip([0, *ends], [*ends, len(data)], strict=True)]


@given(
    st.lists(st.one_of(st.sampled_from(REAL_LINES), st.binary(max_size=60).map(lambda b: b.replace(b"\n", b"")))),
    st.lists(st.integers(min_value=0, max_value=100_000), max_size=12),
    st.sampled_from([b"\n", b"\r\n"]),
    st.booleans(),
)
@example([b"\xff\xfe", b"", b'{"type":'], [1, 2], b"\n", True)
def test_nothing_is_lost_over_any_chunking(lines, places, line_end, ends):
    data = line_end.join(lines) + (line_end if ends and lines else b"")
    reader = EventReader()
    events = [event for chunk in cut(data, places) for event in reader.feed(chunk)] + reader.finish()
    expected = data.split(b"\n")
    if expected[-1] == b"":
        expected.pop()
    assert len(events) == len(expected)
    assert events == [parse_line(line.removesuffix(b"\r")) for line in expected]


@given(st.text())
def test_any_text_is_one_event_that_keeps_it(text):
    line = text.replace("\n", "")
    event = parse_line(line)
    assert event.text == line or isinstance(event, LogLine | UnknownEvent)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
KINDS = [
    "apply_start", "apply_progress", "apply_complete", "apply_errored", "refresh_start", "refresh_complete", "outputs",
    "planned_change", "resource_drift", "change_summary", "diagnostic", "log", "state_lock_acquire", "policy_result",
]  # fmt: skip
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "hook": st.fixed_dictionaries(
            {}, optional={"resource": JSON_VALUES, "action": JSON_VALUES, "elapsed_seconds": JSON_VALUES}
        )
        | JSON_VALUES,
        "change": st.fixed_dictionaries({}, optional={"resource": JSON_VALUES, "action": JSON_VALUES}) | JSON_VALUES,
        "changes": JSON_VALUES,
        "outputs": st.dictionaries(st.text(max_size=3), JSON_VALUES, max_size=2) | JSON_VALUES,
        "diagnostic": st.fixed_dictionaries(
            {}, optional={"severity": JSON_VALUES, "summary": JSON_VALUES, "range": JSON_VALUES, "snippet": JSON_VALUES}
        ),
        "@level": JSON_VALUES,
    },
)


@given(st.sampled_from(KINDS), FIELDS)
def test_known_types_with_any_fields_never_break_the_parser(kind, fields):
    assert parse_line(message(kind, **fields)).text == "said"
