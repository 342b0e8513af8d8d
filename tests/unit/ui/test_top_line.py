"""The mode on top: words, so that it holds without colour."""

from __future__ import annotations

import pytest

from console.domain.context import Context
from console.ui.top_line import mode_words, where
from console.ui.walk_path import path


@pytest.mark.parametrize(
    ("context", "production", "words"),
    [
        (None, False, []),
        (Context(sandbox=True), False, ["SANDBOX"]),
        (Context(sandbox=True), True, ["SANDBOX"]),
        (Context(sandbox=True, read_only=True), False, ["SANDBOX", "READ-ONLY"]),
        (Context(sandbox=False), True, ["PRODUCTION"]),
        (Context(sandbox=False), False, ["AWS"]),
        (Context(sandbox=False, read_only=True), True, ["READ-ONLY", "PRODUCTION"]),
    ],
)
def test_the_mode_in_words(context, production, words):
    assert mode_words(context, production).plain.split() == words


def test_what_is_not_known_says_so():
    assert where(Context(sandbox=False)) == "account unknown region unknown"
    assert "looking" in where(None)


def test_the_current_step_is_marked_by_brackets():
    assert path("Preview").plain == "Environment > Variables > [Preview] > Run > Outputs"
