"""The usage that a cost stands on, as a list that one moves, with what the highlighted figure means below it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from console.domain.cost import Amount, Estimate
from console.domain.usage import AssumedUsage, UsageSource
from console.ui.cost_view.budget import age_line, budget_line, total_line
from console.ui.cost_view.live import LiveCost
from console.ui.cost_view.summary import line_content
from console.ui.cost_view.texts import show_text
from console.ui.gate import clean, styled
from console.ui.host import Host
from console.ui.line_list import Line, LineList, Span, fit

FIGURE = 9
UNIT = 16
SOURCE = 9
ROOM_FOR_RANGE = 76
"""From this width on low and high have columns of their own."""
ROOM_FOR_UNIT = 52


def number(value: Decimal) -> str:
    """`2.4`, `1,000`: without the zeros at the end."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def span_words(amount: Amount | None) -> str:
    """`20, from 5 to 100`."""
    if amount is None:
        return "as the resources say"
    words = number(amount.expected)
    return words if amount.certain else f"{words}, from {number(amount.low)} to {number(amount.high)}"


def _columns(width: int) -> tuple[int, bool, bool]:
    """The cells of the key, whether there is room for the unit, and for low and high."""
    units, ranges = width >= ROOM_FOR_UNIT, width >= ROOM_FOR_RANGE
    return width - FIGURE * (3 if ranges else 1) - (UNIT if units else 0) - SOURCE, units, ranges


def assumption_header(width: int) -> Line:
    key, units, ranges = _columns(width)
    figures = ("low", "expected", "high") if ranges else ("expected",)
    text = fit("  Usage a month", key) + "".join(f"{name:>{FIGURE}}" for name in figures)
    return (Span(text + (fit("", UNIT) if units else "") + " from", "muted"),)


def assumption_line(row: AssumedUsage, width: int) -> Line:
    """`* nat_gb    20 GB    yours`."""
    key, units, ranges = _columns(width)
    own = row.source is UsageSource.EDITED
    amount = row.amount
    if amount is None:
        texts = ["", "-", ""] if ranges else ["-"]
    else:
        figures = [amount.low, amount.expected, amount.high] if ranges else [amount.expected]
        texts = [number(figure) for figure in figures]
    return (
        Span("* " if own else "  ", "warning"),
        Span(fit(row.key, key - 2), "strong" if own else ""),
        *(Span(f"{text:>{FIGURE}}", "strong" if own else "") for text in texts),
        Span(fit(f" {row.unit}", UNIT) if units else "", "muted"),
        Span(fit(f" {row.source.value}", SOURCE), "warning" if own else "muted"),
    )


class AssumptionList(LineList):
    """One row a usage key; left and right move what is expected."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,plus,equals_sign", "move(1)", "More", id="usage.more", key_display="→",
                tooltip="Assume the next higher round figure; the total follows"),
        Binding("left,minus", "move(-1)", "Less", id="usage.less", key_display="←",
                tooltip="Assume the next lower round figure; the total follows"),
        Binding("e", "edit", "Edit", id="usage.edit", tooltip="Give low, expected and high as figures"),
        Binding("u,delete", "take_back", "Take back", id="usage.take_back", key_display="u",
                tooltip="Your figure goes: that of the preset or the profile counts again"),
        Binding("U", "take_back_all", "Take all back", id="usage.take_back_all", show=False,
                tooltip="All your figures and the chosen profile go: the preset counts again"),
    ]  # fmt: skip

    @dataclass
    class Wanted(Message):
        """The operator wants something of the figure under the cursor: `more`, `less`, `edit`, `take back`."""

        what: str
        row: AssumedUsage | None

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._assumed: tuple[AssumedUsage, ...] = ()

    def show(self, assumed: tuple[AssumedUsage, ...]) -> None:
        """Show these; the cursor stays where it is."""
        self._assumed = assumed
        self.rows_changed()

    def row_count(self) -> int:
        return len(self._assumed)

    def row(self, index: int, width: int) -> Line:
        return assumption_line(self._assumed[index], width)

    @property
    def current(self) -> AssumedUsage | None:
        return self._assumed[self.cursor] if self._assumed else None

    def action_move(self, direction: int) -> None:
        self.post_message(self.Wanted("more" if direction > 0 else "less", self.current))

    def action_edit(self) -> None:
        self.post_message(self.Wanted("edit", self.current))

    def action_take_back(self) -> None:
        self.post_message(self.Wanted("take back", self.current))

    def action_take_back_all(self) -> None:
        self.post_message(self.Wanted("take back", None))


class AssumptionPane(Vertical):
    """The list between its head (profile, where edits are kept) and the words about the highlighted figure."""

    app = getters.app(Host)
    DEFAULT_CSS = """
    AssumptionPane { height: 1fr; }
    AssumptionPane AssumptionList { height: 1fr; background: $background; }
    AssumptionPane .words { height: auto; color: $foreground-muted; }
    AssumptionPane #usage-total { height: auto; }
    AssumptionPane #usage-header { height: 1; text-wrap: nowrap; }
    AssumptionPane #usage-meaning { height: auto; max-height: 5; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._live: LiveCost | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="usage-total")
        yield Static(id="usage-prices", classes="words")
        yield Static(id="usage-head", classes="words")
        yield Static(id="usage-header")
        yield AssumptionList(id="usage-list")
        yield Static(id="usage-meaning", classes="words")

    def show(self, live: LiveCost | None) -> None:
        """Show what the cost stands on; None: it is not read yet, or there is no cost."""
        self._live = live
        show_text(self.query_one("#usage-head", Static), head_content(live))
        self._show_total()
        self.query_one(AssumptionList).show(live.assumed if live is not None else ())
        self.query_one("#usage-header").display = bool(live is not None and live.assumed)
        self._tell()

    def _show_total(self) -> None:
        cost = self._live.cost if self._live is not None else None
        if cost is None:
            return
        least = () if cost.after.complete else (Span("  at least", "warning"),)
        aged = age_line(cost.after, self.app.now().date())
        budget = budget_line(cost, self.content_size.width or 40)
        lines = [(*total_line(cost), *least), *([aged] if aged else []), budget]
        total = Content("\n").join([line_content(line) for line in lines])
        show_text(self.query_one("#usage-total", Static), total)
        show_text(self.query_one("#usage-prices", Static), prices_content(cost.after))

    def on_resize(self) -> None:
        width = self.query_one(AssumptionList).scrollable_content_region.width or self.content_size.width
        text = "".join(span.text for span in assumption_header(width))
        self.query_one("#usage-header", Static).update(Content.styled(text, "$foreground-muted"))
        self._show_total()

    @on(AssumptionList.Highlighted)
    def _tell(self) -> None:
        row = self.query_one(AssumptionList).current
        show_text(self.query_one("#usage-meaning", Static), meaning_content(row) if row is not None else Content())


def head_content(live: LiveCost | None) -> Content:
    """The profile, how many figures are the operator's own, and where they are kept."""
    if live is None or live.cost is None:
        return Content("No cost, so nothing was assumed.")
    if not live.assumed:
        return Content("Nothing of this cost depends on usage.")
    own = sum(1 for row in live.assumed if row.source is UsageSource.EDITED)
    profile = live.choice.profile
    parts = [styled("profile [b]$p[/]", p=profile)] if profile else []
    if own:
        parts.append(styled("[$text-warning]* $n yours[/], kept for this environment", n=own))
    if not parts:
        parts.append(styled("as the preset says"))
    if live.profiles and not own:
        parts.append(styled("p chooses another profile" if profile else "p chooses a profile"))
    return Content("Usage: ") + Content(", ").join(parts)


def prices_content(estimate: Estimate) -> Content:
    """Whose prices, of when, and how long a month is."""
    dated = f"of {estimate.book_date}" if estimate.book_date else "without a book"
    return styled("Prices $region $dated, 730 h a month", region=estimate.region, dated=dated)


def meaning_content(row: AssumedUsage) -> Content:
    """What the figure is of, its range, and what counted without the operator's own."""
    of = "of " + row.scope if row.scope.startswith("each") else "of the " + row.scope
    text = styled("[b $foreground]$k[/] $m, $of", k=row.key, m=clean(row.meaning), of=of)
    text += styled("\n[b $foreground]$s[/] $u", s=span_words(row.amount), u=row.unit if row.amount else "")
    if row.source is UsageSource.EDITED:
        text += styled("  (else $s: u takes it back)", s=span_words(row.otherwise))
    return text
