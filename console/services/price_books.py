"""Price books by region: those the console brings along, and those that a refresh wrote into the console home."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from console.aws.price_list import PriceList
from console.domain.cost import BOOK_GOOD_FOR_DAYS
from console.errors import InputError, PriceBookError
from console.pricing.book import DATA, PriceBook
from console.pricing.refresh import PriceChange, changes, read_book
from console.services.run_folder import write_durably

CATALOGUE = "us-east-1"
"""The region of the book that names every price the console asks for."""
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")


@dataclass(frozen=True, slots=True)
class ShelvedBook:
    """The book that estimates of a region stand on, and what to know about it."""

    book: PriceBook
    path: Path
    note: str = ""
    """One sentence for beside a total: why the book of the console home is not used. Empty: all is well."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh wrote, and how it differs from the book before."""

    shelved: ShelvedBook
    old_date: date | None
    changes: tuple[PriceChange, ...]


def today() -> date:
    """The date in UTC, as the books have it."""
    return datetime.now(UTC).date()


def age_note(region: str, book_date: date, today: date) -> str:
    """What to say of a book that is too old to be quoted in silence; empty for one that is not."""
    days = (today - book_date).days
    if days <= BOOK_GOOD_FOR_DAYS:
        return ""
    return (
        f"The prices of {region} are of {book_date}, {days} days ago: `infra-console prices refresh --region {region}` "
        "asks for new ones."
    )


class PriceBooks:
    """The books of one console home. Books of other regions never stand in for one that is missing."""

    def __init__(self, home: Path, clock: Callable[[], date] = today) -> None:
        self._folder = home / "prices"
        self._clock = clock
        self._read: dict[Path, tuple[tuple[int, int], PriceBook]] = {}

    def __call__(self, region: str) -> PriceBook | None:
        """The book of a region, None where there is none; raises PriceBookError where its only one is not whole."""
        shelved = self.shelved(region)
        return shelved.book if shelved is not None else None

    def shelved(self, region: str) -> ShelvedBook | None:
        """The newest whole book of a region; raises PriceBookError as a call does."""
        brought, own = DATA / f"{region}.json", self._folder / f"{region}.json"
        if not own.is_file():
            return ShelvedBook(self._load(brought), brought) if brought.is_file() else None
        try:
            book = self._load(own)
        except PriceBookError as error:
            if not brought.is_file():
                raise
            note = f"{error.message.rstrip('.')}; the book that the console brings is used."
            return ShelvedBook(self._load(brought), brought, note)
        if brought.is_file() and self._load(brought).date > book.date:
            return ShelvedBook(self._load(brought), brought)
        return ShelvedBook(book, own)

    def regions(self) -> tuple[str, ...]:
        """Every region with a book."""
        return tuple(sorted({path.stem for folder in (DATA, self._folder) for path in folder.glob("*.json")}))

    def refresh(
        self, region: str, variables: Mapping[str, str] | None, progress: Callable[[int, int], None] = lambda *_: None
    ) -> Refreshed:
        """Ask the Price List for a region's prices and write its book, in one step, when everything was answered.

        `variables` are the sandbox's, None for the operator's own credentials. Raises InputError for what is no
        region, AwsError and PriceBookError for anything that went wrong; the book before is used then.
        """
        if not _REGION.fullmatch(region):
            raise InputError(f"{region!r} is not an AWS region: write it as us-east-1.")
        try:
            before = self(region)
        except PriceBookError:
            before = None
        price_list = PriceList(variables)
        catalogue = PriceBook.load(DATA / f"{CATALOGUE}.json")
        book = read_book(region, price_list.products, catalogue, self._clock(), progress)
        path = self._folder / f"{region}.json"
        write_durably(path, json.dumps(book.content(), indent=1, ensure_ascii=False) + "\n")
        return Refreshed(ShelvedBook(book, path), before.date if before else None, changes(before, book))

    def _load(self, path: Path) -> PriceBook:
        try:
            status = path.stat()
        except OSError:
            return PriceBook.load(path)
        version = (status.st_mtime_ns, status.st_size)
        kept = self._read.get(path)
        if kept is None or kept[0] != version:
            kept = self._read[path] = (version, PriceBook.load(path))
        return kept[1]
