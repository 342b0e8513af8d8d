"""The raw text behind a sentence: what Terraform or AWS said, the whole value of an attribute, the end of a log."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Footer

from console.ui.gate import clean, content
from console.ui.run_view.log import RunLog


class RawTextScreen(ModalScreen[None]):
    """Text of many lines to read, wrap and copy."""

    BINDINGS = [
        Binding("escape,enter", "dismiss", "Close", id="raw.close", tooltip="Back to where you were"),
        Binding("w", "wrap", "Wrap", id="raw.wrap", tooltip="Wrap long lines, or stop to"),
        Binding("c,y", "copy", "Copy", id="raw.copy", tooltip="Copy the whole text to the clipboard"),
    ]
    CSS = """
    RawTextScreen > .dialog { width: 95%; height: 90%; padding: 0 1; }
    """

    def __init__(self, title: str, text: str, *, wrap: bool = False) -> None:
        super().__init__()
        self._title = title
        self._text = clean(text, lines=True)
        self._wrap = wrap

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = content(self._title, lines=False)
            yield RunLog(limit=None, wrap=self._wrap)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        log = self.query_one(RunLog)
        log.auto_scroll = False
        log.add(self._text.split("\n"))
        log.focus()

    def action_wrap(self) -> None:
        self.query_one(RunLog).toggle_wrap()

    def action_copy(self) -> None:
        self.app.copy_to_clipboard(self._text)
        self.notify("Copied.", markup=False)
