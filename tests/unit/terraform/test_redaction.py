"""Secrets masked in text: every usual form of them, over any cutting of the text into pieces."""

import base64
import json
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from console.domain.events import Diagnostic, DiagnosticSeen, LogLine, OutputsSeen, Severity, SourceRange
from console.domain.plan import Special
from console.terraform.event_redaction import redacted_event
from console.terraform.event_stream import EventReader
from console.terraform.redaction import MASK, Redactor

FIXTURES = Path(__file__).parents[2] / "fixtures"
SECRET = 'p<ss "w$rd/+é\\x'
KEY = "-----BEGIN KEY-----\nMIIEabcdefgh\nijklmnopqrst\n-----END KEY-----\n"


def in_pieces(redactor, pieces):
    return "".join([*(redactor.feed(piece) for piece in pieces), redactor.finish()])


@pytest.mark.parametrize(
    "text",
    [
        SECRET,
        base64.b64encode(SECRET.encode()).decode(),
        base64.b64encode((SECRET + "\n").encode()).decode(),
        base64.b64encode(SECRET.encode()).decode().rstrip("="),
        quote(SECRET, safe=""),
        quote(SECRET),
        quote(SECRET, safe="").lower(),
        json.dumps(SECRET)[1:-1],
        json.dumps(SECRET, ensure_ascii=False)[1:-1],
        json.dumps(SECRET, ensure_ascii=False)[1:-1].replace("<", "\\u003c"),
        json.dumps(json.dumps(SECRET, ensure_ascii=False), ensure_ascii=False)[3:-3],
    ],
    ids=["plain", "base64", "base64 with newline", "base64 unpadded", "url", "url path", "url lower", "json ascii",
         "json", "json of Go", "json in json"],
)  # fmt: skip
def test_a_secret_is_masked_in_each_form(text):
    shown = Redactor([SECRET]).redact(f"before {text} after")
    assert shown.startswith("before " + MASK)
    assert shown.endswith(" after")
    assert text not in shown


def test_a_secret_in_an_hcl_string_is_masked():
    assert Redactor(["a${b}%{c}d"]).redact('x = "a$${b}%%{c}d"') == f'x = "{MASK}"'


@pytest.mark.parametrize("user", ["u", "us", "use", "user"])
def test_a_secret_inside_a_longer_base64_text_is_masked(user):
    text = base64.b64encode(f"{user}:correct-horse-battery@host".encode()).decode()
    shown = Redactor(["correct-horse-battery"]).redact(text)
    assert MASK in shown
    assert len(shown.replace(MASK, "")) < len(text) - 20


def test_each_line_of_a_key_is_masked_where_the_engine_indents_it():
    shown = Redactor([KEY]).redact("  MIIEabcdefgh\n  ijklmnopqrst\n")
    assert shown == f"  {MASK}\n  {MASK}\n"


@pytest.mark.parametrize("secret", ["", "a", "abc", "    ", "\n\t \n\n"])
def test_a_short_or_blank_secret_does_not_turn_the_log_into_masks(secret):
    text = "a apply abc    complete\n\n"
    redactor = Redactor([secret])
    assert redactor.idle
    assert redactor.redact(text) == text


def test_without_secrets_the_very_same_text_comes_back():
    text = "apply complete"
    assert Redactor([]).redact(text) is text
    assert Redactor([]).feed(text) is text


def test_overlapping_secrets_are_masked_together():
    assert Redactor(["abcdef", "defghi"]).redact("x abcdefghi y") == f"x {MASK} y"


def test_a_secret_that_contains_another_is_masked_whole():
    assert Redactor(["hunter", "hunter2hunter"]).redact("<hunter2hunter>") == f"<{MASK}>"


def test_a_secret_within_a_longer_one_does_not_uncover_its_end():
    assert Redactor(["abcdefgh", "cdef"]).redact("<abcdefgh>") == f"<{MASK}>"


def test_a_secret_that_overlaps_itself_is_masked_to_its_last_end():
    assert Redactor(["aabaa"]).redact("<aabaabaa>") == f"<{MASK}>"


def test_secrets_side_by_side_are_one_mask_so_that_their_number_does_not_show():
    assert Redactor(["hush"]).redact("<hushhush>") == f"<{MASK}>"


def test_a_piece_that_could_begin_a_secret_is_held_back_and_given_when_it_does_not():
    redactor = Redactor(["secret-value"])
    assert redactor.feed("log: secret-") == "log: "
    assert redactor.feed("agent ready\n") == "secret-agent ready\n"


def test_a_line_that_begins_no_secret_is_given_at_once():
    assert Redactor(["secret-value"]).feed("apply complete\n") == "apply complete\n"


def test_values_of_any_type_are_secrets():
    redactor = Redactor.of_values([{"user": "operator", "port": [54321]}, None, True])
    assert redactor.redact("operator:54321 True None") == f"{MASK}:{MASK} True None"


def test_a_whole_secret_value_becomes_the_special_one():
    redactor = Redactor(["s3cret-x", "98765"])
    assert redactor.redact_value(["s3cret-x", "a s3cret-x", 98765, 1, True, Special.UNKNOWN]) == [
        Special.SENSITIVE, f"a {MASK}", Special.SENSITIVE, 1, True, Special.UNKNOWN,
    ]  # fmt: skip


# No letter of the mask, so that text and mask together cannot spell a secret again.
ALPHABET = st.text(alphabet='abc<"%=+/\\\n é', min_size=4, max_size=10)


@given(st.lists(ALPHABET, min_size=1, max_size=4), st.data())
def test_no_secret_comes_through_any_chunking(secrets, data):
    assume(all(len(secret.strip()) >= 4 for secret in secrets))
    redactor = Redactor(secrets)
    parts = st.sampled_from(secrets) | st.text(alphabet="abcx<%= \n", max_size=5)
    text = "".join(data.draw(st.lists(parts, max_size=8)))
    places = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pieces = [text[start:end] for start, end in zip([0, *places], [*places, len(text)], strict=True)]
    shown = in_pieces(redactor, pieces)
    assert shown == redactor.redact(text)
    assert not any(secret in shown for secret in secrets)


@given(st.text(alphabet="ab", max_size=40), st.integers(1, 7))
def test_repeating_secrets_give_the_same_over_any_chunking(text, size):
    redactor = Redactor(["aabaa", "abab"])
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    shown = in_pieces(redactor, pieces)
    assert shown == redactor.redact(text)
    assert "aabaa" not in shown
    assert "abab" not in shown


def test_a_redactor_can_be_used_for_the_next_text_after_finish():
    redactor = Redactor(["secret-value"])
    assert in_pieces(redactor, ["secret-", "value"]) == MASK
    assert in_pieces(redactor, ["value"]) == "value"


def test_a_diagnostic_is_masked_in_all_its_parts():
    secret = "s3cret-x"
    source = SourceRange("main.tf", 1, f"a = {secret}", f"c {secret}", (("var.pw", f'is "{secret}"'),))
    event = DiagnosticSeen(
        "", f"Error {secret}", Diagnostic(Severity.ERROR, f"s {secret}", f"d {secret}", "a.b", source)
    )
    shown = redacted_event(event, Redactor([secret]))
    assert secret not in repr(shown)
    assert repr(shown).count(MASK) == 6
    assert "a.b" in repr(shown)


def test_outputs_and_log_lines_are_masked_and_others_are_the_same_object():
    redactor = Redactor(["s3cret-x"])
    outputs = redacted_event(OutputsSeen("", "", {"url": ("x://s3cret-x", False)}), redactor)
    assert outputs == OutputsSeen("", "", {"url": (f"x://{MASK}", False)})
    assert redacted_event(LogLine("", "got s3cret-x", "info"), redactor).text == f"got {MASK}"
    plain = LogLine("", "nothing here", "info")
    assert redacted_event(plain, redactor) is plain


def test_a_secret_that_is_a_word_of_the_stream_loses_no_event():
    data = (FIXTURES / "streams" / "apply_create.jsonl").read_bytes()
    events = EventReader().feed(data)
    masked = [redacted_event(event, Redactor(["create", "info", "terraform_data"])) for event in events]
    assert [type(event) for event in masked] == [type(event) for event in events]
    assert [getattr(event, "address", "") for event in masked] == [getattr(event, "address", "") for event in events]
