"""The review of a plan that another machine of the team made, from its document: all of it, masked as it was kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from console.domain.plan import Action, Special
from console.ui.actions import action_style, action_word
from console.ui.format import plural, usd
from console.ui.gate import styled
from console.ui.plan_view.attributes import show_value
from console.ui.rollout_view.approval_words import Shown

Document = Mapping[str, Any]
_SPECIAL = tuple(each.value for each in Special)
_OPEN = (Action.CHANGE, Action.REPLACE)
"""Changes whose attributes are shown without asking: of the others the attributes are all of what there is."""


class KeptReview(VerticalScroll):
    """The whole plan as text; `toggle_details` shows the attributes of every change."""

    DEFAULT_CSS = """
    KeptReview { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
    """

    def __init__(self, document: Document, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._document = document
        self._details = False

    def compose(self) -> ComposeResult:
        yield Static(id="kept")

    def on_mount(self) -> None:
        self._show()

    def toggle_details(self) -> None:
        self._details = not self._details
        self._show()

    def _show(self) -> None:
        self.query_one("#kept", Static).update(kept_content(self._document, details=self._details))


def kept_content(document: Document, *, details: bool) -> Content:
    """What cannot come back and what was found first, then cost, drift, every change and the outputs."""
    lines = [
        styled("[$foreground-muted]Planned by $by, on another machine: this is what was kept of it.[/]",
               by=document["run"]["by"]),
    ]  # fmt: skip
    if document["scope"]:
        lines.append(styled("[b $text-warning]$scope[/]", scope=document["scope"]))
    lines += [styled("[b $text-error]Cannot come back:[/] $loss", loss=loss) for loss in document["losses"]]
    lines += [styled("[$foreground-muted]•[/] $finding", finding=finding) for finding in document["findings"]]
    lines += [_cost(document["cost"]), Content()]
    if document["drift"]:
        lines.append(styled("[b $text-warning]Changed outside Terraform ($n)[/]", n=len(document["drift"])))
        lines += _changes(document["drift"], details=details)
        lines.append(Content())
    changes, unchanged = document["changes"], document["unchanged"]
    lines.append(styled("[b]$changes[/], $unchanged unchanged", changes=plural(len(changes), "change"),
                        unchanged=unchanged))  # fmt: skip
    lines += _changes(changes, details=details)
    if document["outputs"]:
        lines += [Content(), styled("[b]Outputs[/]")]
        lines += [
            styled("$name  $before -> $after", name=each["name"], before=_value(each["before"]),
                   after=_value(each["after"]))
            for each in document["outputs"]
        ]  # fmt: skip
    return Content("\n").join(lines)


def shown_of_document(document: Document) -> Shown:
    """What the question says of the plan."""
    counts = document["counts"]
    named = [
        (Action.CREATE, counts["create"]), (Action.CHANGE, counts["change"]),
        (Action.REPLACE, counts["replace"]), (Action.DESTROY, counts["destroy"]),
    ]  # fmt: skip
    shown = [_painted(action, f"{action.symbol}{count} {action.value}", muted=not count) for action, count in named]
    gone = [each for each in document["changes"] if each["destructive"]]
    said = (
        styled("[b $text-warning]Destroyed, replaced or forgotten: $n[/]", n=len(gone))
        if gone
        else styled("[$text-success]Nothing is destroyed or replaced.[/]")
    )
    lost = [styled("[b $text-error]Cannot come back:[/] $loss", loss=loss) for loss in document["losses"]]
    destructive = Content("\n").join([*lost, said, *_changes(gone, details=False, closed=True)])
    return Shown(Content("   ").join(shown), _cost(document["cost"]), destructive)


def _changes(changes: Iterable[Document], *, details: bool, closed: bool = False) -> Iterable[Content]:
    for change in changes:
        action = Action(change["action"])
        line = _painted(action, f"{action_word(action):<9}") + styled("  $address", address=change["address"])
        if change["previous_address"]:
            line += styled("  [$foreground-muted]was $before[/]", before=change["previous_address"])
        if change["reason"]:
            line += styled("  [$foreground-muted]because $reason[/]", reason=change["reason"])
        yield line
        if closed or not (details or action in _OPEN):
            continue
        for each in change["attributes"]:
            forces = styled("  [$text-error]forces replacement[/]") if each["forces_replacement"] else Content()
            values = {"before": _value(each["before"]), "after": _value(each["after"])}
            yield styled("      [$foreground-muted]$path[/]  $before -> $after", path=each["path"], **values) + forces


def _painted(action: Action, text: str, *, muted: bool = False) -> Content:
    style = "$foreground-muted" if muted else action_style(action)
    return styled(f"[{style}]$text[/]" if style else "$text", text=text)


def _value(value: Any) -> str:
    # As JSON a masked or unknown value is its words.
    return show_value(Special(value) if value in _SPECIAL else value)


def _cost(cost: Document | None) -> Content:
    if cost is None or cost["monthly_usd"] is None:
        return styled("[$text-warning]The monthly cost is not known.[/]")
    least = "" if cost["complete"] else "at least "
    text = styled("$least[b]$after[/] USD/month", least=least, after=usd(Decimal(cost["monthly_usd"]["expected"])))
    if cost["difference_usd"]:
        text += styled(" ($by)", by=usd(Decimal(cost["difference_usd"]["expected"]), sign=True))
    if cost["budget_usd"] is not None:
        text += styled("   budget $budget", budget=usd(Decimal(cost["budget_usd"])))
    if cost["over_budget"]:
        text += styled("   [b $text-error]over budget[/]")
    return text
