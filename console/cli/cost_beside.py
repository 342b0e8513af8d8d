"""What belongs beside an environment's cost: what its plan could save, and what its documents say that it costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from console.cli.cost_markdown import cell
from console.cli.printing import printable, say, table
from console.domain.cost import Amount
from console.domain.cost_documents import ComparedLine, DocumentComparison
from console.domain.cost_savings import Saving
from console.domain.money import signed, usd
from console.services.cost_json import amount_document


def print_savings(savings: Sequence[Saving]) -> None:
    """The options with their figures and drawbacks; nothing where there are none."""
    if not savings:
        return
    say()
    say("WHAT IT COULD SAVE (nothing of this is done by itself)")
    for saving in savings:
        say(f"  {printable(saving.title)}: {_worth(saving)}")
        say(f"    {printable(saving.how)}")
        if saving.break_even is not None:
            say(f"    break-even: {printable(saving.break_even.words)}")
        say(f"    drawback: {printable(saving.drawback)}")


def print_documents(documents: Sequence[DocumentComparison]) -> None:
    """Each table of a document beside today's prices, line by line, with the reason for each difference."""
    for document in documents:
        say()
        rows = [row[:-1] for row in _rows(document)]
        say(f"DOCUMENT {printable(document.document)}: {printable(document.title)}")
        say(table(("LINE", "DOCUMENT", "TODAY", ""), rows, right=(1, 2)))
        for line in document.lines:
            if line.reason:
                say(f"  {printable(line.says)}: {printable(line.reason)}")
        if document.reason:
            say(f"  {printable(document.reason)}")


def savings_markdown(savings: Sequence[Saving]) -> str:
    """The options behind a fold; nothing where there are none."""
    lines = [
        f"- **{cell(saving.title)}**: {_worth(saving)}. {cell(saving.how)} Drawback: {cell(saving.drawback)}"
        for saving in savings
    ]
    return _folded("What it could save (nothing of this is done by itself)", lines) if lines else ""


def documents_markdown(documents: Sequence[DocumentComparison]) -> str:
    """Each table of a document behind a fold."""
    return "".join(
        _folded(
            f"Document {cell(document.document)}: {cell(document.title)}",
            [
                "| Line | Document | Today | | Reason |",
                "|---|---:|---:|---|---|",
                *(
                    "| " + " | ".join((cell(says), before, after, cell(verdict), cell(reason))) + " |"
                    for says, before, after, verdict, reason in _rows(document)
                ),
            ],
        )
        for document in documents
    )


def _folded(title: str, lines: Sequence[str]) -> str:
    return "\n".join(["", "", f"<details><summary>{title}</summary>", "", *lines, "", "</details>"])


def _rows(document: DocumentComparison) -> list[tuple[str, str, str, str, str]]:
    """Every line and the total: what it says, both figures, the verdict, the reason."""
    least = "" if document.complete else "at least "
    return [
        *((line.says, _span(line.documented), _span(line.today), str(line.verdict), line.reason)
          for line in document.lines),
        ("TOTAL", _span(document.documented), f"{least}{_span(document.today)}", str(document.verdict),
         document.reason),
    ]  # fmt: skip


def _worth(saving: Saving) -> str:
    return "not known" if saving.monthly is None else f"{signed(-saving.monthly.expected)} USD/month"


def savings_document(savings: Sequence[Saving]) -> list[dict[str, Any]]:
    """The options as JSON; `monthly_usd` is what is saved."""
    return [
        {
            "key": saving.key,
            "title": saving.title,
            "addresses": list(saving.addresses),
            "monthly_usd": amount_document(saving.monthly),
            "how": saving.how,
            "drawback": saving.drawback,
            "break_even": None
            if saving.break_even is None
            else {name: getattr(saving.break_even, name) for name in ("volume", "unit", "words")},
        }
        for saving in savings
    ]


def documents_document(documents: Sequence[DocumentComparison]) -> list[dict[str, Any]]:
    """The documents' tables as JSON, USD per month."""
    return [
        {
            "document": document.document,
            "title": document.title,
            "usage_profile": document.profile,
            "documented_usd": amount_document(document.documented),
            "today_usd": amount_document(document.today),
            "left_out_usd": amount_document(document.left_out),
            "verdict": document.verdict,
            "complete": document.complete,
            "reason": document.reason,
            "lines": [_line(line) for line in document.lines],
        }
        for document in documents
    ]


def _line(line: ComparedLine) -> dict[str, Any]:
    return {
        "says": line.says,
        "documented_usd": amount_document(line.documented),
        "today_usd": amount_document(line.today),
        "verdict": line.verdict,
        "how": line.how,
        "reason": line.reason,
    }


def _span(amount: Amount | None) -> str:
    if amount is None:
        return "-"
    return usd(amount.expected) if amount.certain else f"{usd(amount.low)} - {usd(amount.high)}"
