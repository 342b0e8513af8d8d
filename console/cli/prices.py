"""The command `prices`: the price books there are, and asking the AWS Price List for a region's."""

from __future__ import annotations

import argparse
import sys
from decimal import Decimal
from typing import Any

from console.bootstrap import Console
from console.cli.printing import print_json, say, table
from console.errors import InputError
from console.pricing.book import PriceBook
from console.pricing.refresh import PriceChange
from console.services.price_books import PriceBooks, Refreshed, ShelvedBook, age_note, today

MOST_CHANGES = 40
"""Changes listed after a refresh; `--json` has all of them."""


def prices(services: Console, options: argparse.Namespace) -> int:
    """Show the books or one of them, or write a region's anew."""
    if options.action == "refresh":
        return _refresh(services, options)
    books = services.price_books
    if options.region is None:
        return _list(books, as_json=options.json)
    shelved = books.shelved(options.region)
    if shelved is None:
        raise InputError(
            f"There is no price book of {options.region}: `infra-console prices refresh --region {options.region}` "
            f"writes one; there are books of {', '.join(books.regions())}."
        )
    if options.json:
        print_json(_document(shelved) | {"prices": _prices(shelved.book), "gaps": sorted(shelved.book.gaps)})
        return 0
    _say_book(shelved)
    rows = [(p.key, _usd(p.usd), p.unit, p.confidence, p.item) for p in shelved.book.prices.values()]
    say(table(("KEY", "USD", "PER", "CONFIDENCE", "ITEM"), rows, right=(1,)))
    for key in sorted(shelved.book.gaps):
        say(f"  ? {key}: no source has its price")
    return 0


def _list(books: PriceBooks, *, as_json: bool) -> int:
    shelved = [found for region in books.regions() if (found := books.shelved(region)) is not None]
    if as_json:
        print_json({"books": [_document(book) for book in shelved]})
        return 0
    for book in shelved:
        _say_book(book)
    return 0


def _refresh(services: Console, options: argparse.Namespace) -> int:
    if options.region is None:
        raise InputError("prices refresh needs --region, for example --region us-east-1.")
    services.start_sandbox()
    shown = not options.json and sys.stderr.isatty()

    def progress(done: int, of: int) -> None:
        if shown:
            end = "\n" if done == of else ""
            print(f"\rAsking the AWS Price List: {done} of {of}", end=end, file=sys.stderr, flush=True)

    refreshed = services.price_books.refresh(options.region, services.cloud.engine_variables(), progress)
    if options.json:
        changes = [_change(change) for change in refreshed.changes]
        print_json(_document(refreshed.shelved) | {"old_date": refreshed.old_date, "changes": changes})
    else:
        _say_refreshed(refreshed)
    return 0


def _say_refreshed(refreshed: Refreshed) -> None:
    book, shown = refreshed.shelved.book, refreshed.changes
    say(f"{len(book.prices)} prices of {book.region}, read {book.date}, are in {refreshed.shelved.path}.")
    if refreshed.old_date is None:
        say("There was no book of this region before.")
        return
    if not shown:
        say(f"Nothing differs from the book of {refreshed.old_date}.")
        return
    # What changed and what is gone moves totals; what was added does not, and may be hundreds of instance types.
    ranked = sorted(shown, key=lambda change: (change.old is None, change.key))
    rows = [(c.key, _usd(c.old), _usd(c.new), _words(c)) for c in ranked[:MOST_CHANGES]]
    say(f"Against the book of {refreshed.old_date}:")
    say(table(("KEY", "OLD", "NEW", ""), rows, right=(1, 2)))
    if len(shown) > MOST_CHANGES:
        say(f"and {len(shown) - MOST_CHANGES} more, with --json")


def _words(change: PriceChange) -> str:
    if change.old is None:
        return "added"
    if change.new is None:
        return "gone: no price until another refresh finds it"
    return "changed" if change.percent is None else f"{change.percent:+.1f} %"


def _usd(figure: Decimal | None) -> str:
    return "-" if figure is None else format(figure.normalize(), "f")


def _say_book(shelved: ShelvedBook) -> None:
    book = shelved.book
    gaps = f", {len(book.gaps)} without a price" if book.gaps else ""
    say(f"{book.region}: {len(book.prices)} prices of {book.date}{gaps}, {shelved.path}")
    for note in (shelved.note, age_note(book.region, book.date, today())):
        if note:
            say(f"  note: {note}")


def _document(shelved: ShelvedBook) -> dict[str, Any]:
    book = shelved.book
    return {
        "region": book.region,
        "date": book.date,
        "currency": "USD",
        "number_of_prices": len(book.prices),
        "path": str(shelved.path),
        "note": shelved.note,
    }


def _prices(book: PriceBook) -> list[dict[str, Any]]:
    return [
        {
            "key": p.key,
            "usd": _usd(p.usd),
            "unit": p.unit,
            "item": p.item,
            "confidence": p.confidence,
            "source": p.source,
        }
        for p in book.prices.values()
    ]


def _change(change: PriceChange) -> dict[str, Any]:
    percent = change.percent
    return {
        "key": change.key,
        "unit": change.unit,
        "old_usd": None if change.old is None else _usd(change.old),
        "new_usd": None if change.new is None else _usd(change.new),
        "percent": None if percent is None else f"{percent:.2f}",
    }
