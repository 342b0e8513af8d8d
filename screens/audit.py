"""The audit log: who changed what, when, how that ended, and whether the log is as it was written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import DataTable, Input, Static

from console.ui.audit_view import (
    COLUMNS,
    LOOKING,
    chain_words,
    count_words,
    entry_facts,
    entry_row,
    nothing_words,
    words_of,
)
from console.ui.facts import Facts
from console.ui.filter import matches
from console.ui.filter_input import FilterInput
from console.ui.gate import entitle, styled
from console.ui.row_table import RowTable
from console.ui.screen import ConsoleScreen

if TYPE_CHECKING:
    from console.domain.audit import AuditEntry
    from console.domain.environment import EnvironmentName
    from console.errors import ConsoleError
    from console.services.audit import AuditPage, Verification


class AuditTable(RowTable):
    BINDINGS = [
        Binding("enter", "select_cursor", "Whole entry", id="audit.open", key_display="enter",
                tooltip="To the whole entry below, to scroll in it"),
    ]  # fmt: skip


class AuditScreen(ConsoleScreen):
    """A page of the log above, newest first; the highlighted entry whole below."""

    CSS_PATH = "audit.tcss"
    AUTO_FOCUS = ""
    HELP = """
Everything that changed something through a console with this store: an entry before the act (*begins*), and one after
it with how it ended. Nothing is done where its entry cannot be written.

- Each entry carries the hash of the one before: the line on top says whether that holds for the **whole** log, or at
  which number it does not. It is looked through when the screen opens, and again with **r**.
- **e** switches between the environment one came from and all. **o** goes further back, **n** forward again: a page has
  about 500 entries. **/** filters those of the page.
- **x** writes the log as comma-separated values, not only the page: of the environment, or of all.
- An act without an entry after it was cut off: its run says what happened.
"""
    BINDINGS = [
        Binding("slash", "filter", "Filter", id="audit.filter", key_display="/", priority=True,
                tooltip="Find by letters or words among the entries of this page"),
        Binding("e", "environment", "Environment", id="audit.environment",
                tooltip="Only the entries of the environment, or all"),
        Binding("o", "older", "Older", id="audit.older", tooltip="The entries before these"),
        Binding("n", "newer", "Newer", id="audit.newer", tooltip="Back to newer entries"),
        Binding("x", "export", "Export…", id="audit.export", tooltip="Write the log to a new file, as CSV"),
        Binding("r", "refresh", "Refresh", id="audit.refresh", tooltip="Read and look through the log again"),
        Binding("escape", "back", "Back", id="audit.back", key_display="esc"),
    ]  # fmt: skip

    def __init__(self, name: EnvironmentName | None = None, *, only: bool = False) -> None:
        """`only`: begin with the entries of that environment, not with all."""
        super().__init__(name)
        self._of = name
        self._only = only and name is not None
        self._page: AuditPage | None = None
        self._before: list[int | None] = [None]
        """Where the pages that were gone through begin: the last is the one that is shown."""

    def compose_body(self) -> ComposeResult:
        yield Static(LOOKING, id="chain")
        with Vertical(id="list", classes="pane choose"):
            yield FilterInput()
            yield AuditTable(COLUMNS)
            yield Static("Reading the log…", id="empty", classes="empty")
        with VerticalScroll(id="details", classes="pane know"):
            yield Facts(label_width=12)

    def on_mount(self) -> None:
        super().on_mount()
        self._table.display = False
        self._entitle("")
        self.action_refresh()

    @property
    def _table(self) -> AuditTable:
        return self.query_one(AuditTable)

    @property
    def _subject(self) -> str:
        return str(self._of) if self._only else ""

    # --- Reading ---

    def action_refresh(self) -> None:
        self._read()
        self.query_one("#chain", Static).update(LOOKING)
        self.work("chain", self._verify, self._verified, self._unverified)

    def _verify(self) -> Verification:
        return self.app.services.audit.verify()

    def _read(self) -> None:
        """Read the page; until it is there no other one is asked for."""
        self._page = None
        services, before, subject = self.app.services, self._before[-1], self._subject
        self.work("page", lambda: services.audit.page(before, subject), self._take, self._failed)

    def _take(self, page: AuditPage) -> None:
        self._page = page
        self._fill()

    def _failed(self, error: ConsoleError) -> None:
        self._table.display = False
        self._entitle("")
        empty = self.query_one("#empty", Static)
        empty.display = True
        empty.update(styled("[$text-error]$e[/]\n\nPress r to try again.", e=error.message))
        self._show_details()

    def _verified(self, found: Verification) -> None:
        self.query_one("#chain", Static).update(chain_words(found, self.app.now()))

    def _unverified(self, error: ConsoleError) -> None:
        said = styled("[$text-error]! Whether the chain holds is not known:[/] $e", e=error.message)
        self.query_one("#chain", Static).update(said)

    # --- Drawing ---

    def draw_again(self) -> None:
        if self._page is not None:
            self._fill()

    def _fill(self) -> None:
        page, table = self._page, self._table
        if page is None:
            return
        query, now, variables = self.query_one("#filter", Input).value, self.app.now(), self.app.theme_variables
        shown = [entry for entry in page.entries if matches(query, *words_of(entry))]
        table.fill([(str(entry.number), entry_row(entry, now, variables)) for entry in shown])
        table.display = bool(shown)
        empty, begun = self.query_one("#empty", Static), self._before[-1] is None
        empty.display = not shown
        empty.update(nothing_words(page, self._subject, query, begun=begun))
        if shown and self.focused is None:
            # At once: a focus that comes with a later message would take it from a filter opened meanwhile.
            self.set_focus(table)
        self._entitle(count_words(len(shown), page, query, begun=begun))
        self._show_details()

    def _entitle(self, count: str) -> None:
        entitle(self.query_one("#list"), f"Audit log of {self._of}" if self._only else "Audit log", count)

    @property
    def highlighted(self) -> AuditEntry | None:
        """The entry that is shown whole; None also before the table is there, when keys are asked about already."""
        key = next((table.highlighted_key for table in self.query(AuditTable)), None)
        entries = self._page.entries if self._page is not None else ()
        return next((entry for entry in entries if str(entry.number) == key), None)

    @on(DataTable.RowHighlighted)
    def _show_details(self) -> None:
        entry = self.highlighted
        entitle(self.query_one("#details"), f"Entry {entry.number:,}" if entry else "")
        self.query_one(Facts).show(entry_facts(entry, self.app.now()) if entry else ())
        self.query_one("#details").scroll_home(animate=False)
        self.refresh_bindings()

    # --- Keys ---

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only the ways there are."""
        if action == "environment":
            return self._of is not None
        if action == "older":
            return self._page is not None and self._page.more
        if action == "newer":
            return len(self._before) > 1
        return super().check_action(action, parameters)

    @on(DataTable.RowSelected)
    def _open(self) -> None:
        self.set_focus(self.query_one("#details"))

    def action_environment(self) -> None:
        self._only, self._before = not self._only, [None]
        self._read()

    def action_older(self) -> None:
        if self._page is not None:
            self._before.append(self._page.oldest)
            self._read()

    def action_newer(self) -> None:
        self._before.pop()
        self._read()

    def action_export(self) -> None:
        """Ask for the name of a new file."""
        from screens.logs_prompts import AskText

        subject, services = self._subject, self.app.services
        what = f"Every entry of {subject}" if subject else "Every entry of the log"
        stamp = f"{self.app.now():%Y%m%dT%H%M%S}"
        name = f"audit-{subject.replace('/', '-')}-{stamp}.csv" if subject else f"audit-{stamp}.csv"

        def write(path: Path) -> int:
            from console.services.audit_files import as_csv
            from console.services.exports import write_new

            entries = [each for each in services.audit.entries() if not subject or each.concerns(subject)]
            write_new(path, as_csv(entries))
            return len(entries)

        def taken(path: str | None) -> None:
            if path and path.strip():
                chosen = Path(path.strip()).expanduser()
                self.work("export", lambda: write(chosen), lambda count: self.app.tell(f"{count:,} in {chosen}."))

        says = f"{what}, the oldest first, as comma-separated values. The file is new and yours alone (0600)."
        self.app.push_screen(AskText("Export the audit log", says, name), taken)

    def action_filter(self) -> None:
        self.set_focus(self.query_one("#filter", Input))

    def action_back(self) -> None:
        """Escape: out of the entry, clear the filter, then back."""
        field = self.query_one("#filter", Input)
        if field.has_focus or field.value:
            field.value = ""
            self.set_focus(self._table)
        elif self.query_one("#details").has_focus:
            self.set_focus(self._table)
        else:
            super().action_back()

    @on(Input.Changed, "#filter")
    def _filtered(self) -> None:
        self._fill()

    @on(Input.Submitted, "#filter")
    def _found(self) -> None:
        self._table.focus()
