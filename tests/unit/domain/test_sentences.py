"""How words of others end a sentence."""

import pytest

from console.domain.sentences import sentence


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("No value for required variable", "No value for required variable."),
        ("did you mean label?", "did you mean label?"),
        ("It is done.", "It is done."),
        ("Stop!", "Stop!"),
    ],
)
def test_a_sentence_ends_with_one_sign(text: str, read: str) -> None:
    assert sentence(text) == read
