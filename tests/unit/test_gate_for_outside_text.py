"""The gate: no terminal sequence, no control character, no hidden direction gets past it; other text is untouched."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.ui.gate import cell, clean, content, styled
from tests.fakes.hostile import HOSTILE, acts

ROOT = Path(__file__).parents[2]
SOURCES = sorted([*ROOT.glob("screens/**/*.py"), *ROOT.glob("console/ui/**/*.py"), ROOT / "console/app.py"])


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("plain ünïcode 日本 🚀", "plain ünïcode 日本 🚀"),
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b2Jx", "x"),
        ("\x1bPdevice\x1b\\x", "x"),
        ("a\tb", "a b"),
        ("a\r\nb\nc", "a↵b↵c"),
        ("\u202eabc", r"\u202eabc"),
        ("\ud800", r"\ud800"),
        ("\x00nul\x7f", "nul"),
        ("unfinished \x1b]52;c;x", "unfinished ]52;c;x"),
    ],
)
def test_clean_text(given_text, shown):
    assert clean(given_text) == shown


def test_line_breaks_stay_where_lines_are_wanted():
    assert clean("a\r\nb\x85c\td", lines=True) == "a\nb\nc    d"


def test_too_long_text_is_cut_and_says_so():
    assert clean("x" * 50, limit=10) == "x" * 9 + "…"


@given(st.text(alphabet=st.characters(), max_size=200))
def test_nothing_that_acts_gets_past(text):
    assert [c for c in clean(text) if acts(c)] == []
    assert [c for c in clean(text, lines=True) if acts(c) and c != "\n"] == []
    clean(text).encode("utf-8")


@given(st.text(alphabet="[]/=@$\\abc .'\"()", max_size=60))
def test_values_are_never_parsed_as_markup(text):
    assert content(text).plain == clean(text, lines=True)
    assert styled("[b]$n[/b]!", n=text).plain == clean(text, lines=True) + "!"
    assert cell(text).plain == clean(text)


def test_hostile_text_leaves_no_action_and_no_link():
    for piece in (content(HOSTILE), styled("$t", t=HOSTILE)):
        assert all("click" not in str(span.style) and "link" not in str(span.style) for span in piece.spans)


# --- Who goes round the gate ---

PARSERS = {"Static", "Label", "Button", "Checkbox", "RadioButton", "Option", "Collapsible", "Tab", "TabPane"}
SETTERS = {"update", "add_row", "add_column", "set_options"}
RAW = (ast.Attribute, ast.Subscript)


def raw_text(node: ast.expr) -> bool:
    """An expression that may be outside text: put together, or read from an object."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in {"str", "repr", "format"}
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(value, ast.FormattedValue) for value in node.values)
    if isinstance(node, ast.BinOp):
        return any(isinstance(side, ast.JoinedStr | ast.Constant) for side in (node.left, node.right))
    return isinstance(node, RAW) and not (isinstance(node, ast.Attribute) and node.attr.isupper())


def round_the_gate(tree: ast.AST) -> list[int]:
    """Lines that give a widget text which did not come through the gate."""
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            first = node.args[0] if node.args else None
            if name in PARSERS | SETTERS and first is not None and raw_text(first):
                lines.append(node.lineno)
            if name == "notify" and not any(k.arg == "markup" for k in node.keywords):
                lines.append(node.lineno)
        if isinstance(node, ast.Assign):
            titles = {t.attr for t in node.targets if isinstance(t, ast.Attribute)}
            if titles & {"border_title", "border_subtitle", "tooltip"} and raw_text(node.value):
                lines.append(node.lineno)
    return lines


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_widget_is_given_text_that_did_not_come_through_the_gate(path):
    assert round_the_gate(ast.parse(path.read_text())) == []


@pytest.mark.parametrize(
    "code",
    ["Static(f'{x}')", "w.update(record.error)", "app.notify('x')", "p.border_title = f'{x}'", "Button(str(x))"],
)
def test_going_round_the_gate_is_noticed(code):
    assert round_the_gate(ast.parse(code)) == [1]
