"""The price book: dated list prices of one region, from a data file that proves that it is whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

from console.errors import PriceBookError

SCHEMA = 1
"""The newest schema of price book that this console reads."""

DATA = Path(__file__).parent / "data"
"""The books that the console brings along, one file a region."""


@dataclass(frozen=True, slots=True)
class Price:
    """One figure of the book: USD per `unit`, and how far it can be trusted."""

    key: str
    item: str
    usd: Decimal
    unit: str
    confidence: str
    """`high`, `medium`, or `medium` with its reason, e.g. the year it was read."""
    source: str


@dataclass(frozen=True, slots=True)
class PriceBook:
    """List prices of one region, on demand, without any agreement or free tier."""

    region: str
    date: date
    """The day of its newest reading."""
    prices: Mapping[str, Price]
    gaps: frozenset[str]
    """Keys that are known to have a price which no source gave."""

    def price(self, key: str) -> Price | None:
        """The price of `key`; None where the book has no figure for it, which never means that it is free."""
        return self.prices.get(key)

    def content(self) -> dict[str, Any]:
        """What its data file holds, the checksum included; `load` reads it back."""
        entries: dict[str, dict[str, str | None]] = {
            key: {"item": key, "usd": None, "unit": "", "confidence": "none", "source": "no source has it"}
            for key in self.gaps
        }
        for key, price in self.prices.items():
            entries[key] = {
                "item": price.item,
                "usd": _figure(price.usd),
                "unit": price.unit,
                "confidence": price.confidence,
                "source": price.source,
            }
        content: dict[str, Any] = {
            "schema": SCHEMA,
            "region": self.region,
            "date": self.date.isoformat(),
            "currency": "USD",
            "prices": entries,
        }
        return content | {"checksum": checksum(content)}

    @classmethod
    def load(cls, path: Path) -> PriceBook:
        """Read a book; raises PriceBookError where it is missing, not whole, altered, or of a newer schema."""
        content = _read(path)
        schema = content.get("schema")
        if not isinstance(schema, int) or schema < 1:
            raise PriceBookError(f"{path} is not a price book: it has no schema number; restore the file.")
        if schema > SCHEMA:
            raise PriceBookError(
                f"The price book {path} has schema {schema}, and this console reads schema {SCHEMA}; "
                "update the console or restore the older file."
            )
        if content.get("checksum") != checksum(content):
            raise PriceBookError(
                f"The price book {path} was altered or damaged: its checksum differs; restore the file."
            )
        try:
            return _book(content)
        except (KeyError, TypeError, ValueError, InvalidOperation, AttributeError) as error:
            raise PriceBookError(f"The price book {path} cannot be read ({error!r}); restore the file.") from error


def checksum(content: Mapping[str, Any]) -> str:
    """The checksum that a book's content must carry under `checksum`.

    SHA-256 over everything but `checksum` itself, as JSON in UTF-8 with sorted keys and no white space. After a price
    was changed on purpose, write `checksum(json.load(file))` into the file.
    """
    rest = {key: value for key, value in content.items() if key != "checksum"}
    canonical = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()


def _figure(usd: Decimal) -> str:
    """Every digit that counts, without an exponent: `0.625`, `100`, `0`."""
    text = format(usd, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=32)
def book_for(region: str) -> PriceBook | None:
    """The book of a region; None where there is none: prices of another region are never used instead."""
    path = DATA / f"{region}.json"
    return PriceBook.load(path) if path.is_file() else None


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PriceBookError(f"The price book {path} cannot be opened: {error.strerror or error}.") from error
    except (ValueError, RecursionError) as error:
        raise PriceBookError(f"The price book {path} is not readable JSON ({error}); restore the file.") from error
    if not isinstance(content, dict):
        raise PriceBookError(f"{path} is not a price book: it holds no JSON object; restore the file.")
    return content


def _book(content: Mapping[str, Any]) -> PriceBook:
    if content["currency"] != "USD":
        raise ValueError(f"currency is {content['currency']}, not USD")
    entries: Mapping[str, Any] = content["prices"]
    return PriceBook(
        region=str(content["region"]),
        date=date.fromisoformat(content["date"]),
        prices={key: _price(key, entry) for key, entry in entries.items() if entry["usd"] is not None},
        gaps=frozenset(key for key, entry in entries.items() if entry["usd"] is None),
    )


def _price(key: str, entry: Mapping[str, str]) -> Price:
    usd = Decimal(entry["usd"])
    if not usd.is_finite() or usd < 0:
        raise ValueError(f"{key} has the price {entry['usd']}")
    return Price(key, entry["item"], usd, entry["unit"], entry["confidence"], entry["source"])
