"""The variables file that the plan was made with, as Terraform reads it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Footer, TextArea

from console.domain.environment import EnvironmentName
from console.ui.gate import clean, content

HIGHLIGHTS = """
(comment) @comment
(attribute (identifier) @variable.parameter)
(object_elem key: (expression (variable_expr (identifier) @variable.parameter)))
(template_literal) @string
(quoted_template_start) @string
(quoted_template_end) @string
(numeric_lit) @number
(bool_lit) @boolean
(null_lit) @constant.builtin
"""
"""What of HCL's grammar is coloured, as a tree-sitter query."""


def read_only_hcl(text: str) -> TextArea:
    """A text area that shows HCL in colour and takes no edits."""
    import tree_sitter_hcl
    from tree_sitter import Language

    area = TextArea(read_only=True, show_line_numbers=True, soft_wrap=False, show_cursor=True)
    area.register_language("hcl", Language(tree_sitter_hcl.language()), HIGHLIGHTS)
    area.language = "hcl"
    area.text = clean(text, lines=True)
    return area


class TfvarsScreen(ModalScreen[None]):
    """The rendered tfvars, to read and copy."""

    BINDINGS = [
        Binding("escape,t", "dismiss", "Close", id="tfvars.close", tooltip="Back to the preview"),
        Binding("c,y", "copy", "Copy", id="tfvars.copy", tooltip="Copy the whole file to the clipboard"),
    ]
    CSS = """
    TfvarsScreen > .dialog { width: 95%; height: 90%; padding: 0; }
    TfvarsScreen TextArea { border: none; height: 1fr; padding: 0; &:focus { border: none; } }
    """

    def __init__(self, name: EnvironmentName, text: str) -> None:
        super().__init__()
        self._target = name
        self._text = text

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = content(f"terraform.tfvars of {self._target}", lines=False)
            dialog.border_subtitle = "sensitive values are not in it"
            yield read_only_hcl(self._text)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        self.query_one(TextArea).focus()

    def action_copy(self) -> None:
        self.app.copy_to_clipboard(clean(self._text, lines=True))
        self.notify("Copied.", markup=False)
