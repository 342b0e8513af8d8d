"""What a snapshot and a restored database cost a month, from the price book; where it has no price, that is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from console.domain.cost import Estimate
from console.domain.databases import Database, Kind
from console.domain.environment import Preset, UsageRange
from console.domain.money import usd
from console.errors import ConsoleError
from console.pricing.book import PriceBook
from console.services.databases_found import FoundDatabase

EstimateOfState = Callable[[Mapping[str, Any], str, Mapping[str, UsageRange]], Estimate]
Books = Callable[[str], PriceBook | None]
"""The price book of a region; None where there is none."""

_KEPT = {Kind.RDS: "rds.backup.gb", Kind.AURORA: "aurora.backup.gb", Kind.DYNAMODB: "ddb.backup.gb"}
_OF_A_COPY = {
    Kind.RDS: frozenset({"instance", "storage", "public IPv4", "extended support", "master secret"}),
    Kind.AURORA: frozenset({"instance", "storage", "public IPv4", "extended support"}),
    Kind.DYNAMODB: frozenset({"writes", "reads"}),
}
"""The components of a database's cost that its restored self has from its first hour on."""


@dataclass(frozen=True, slots=True)
class MonthlyCost:
    """USD a month, None where that is not known; `words` says how it comes about."""

    usd: Decimal | None
    words: str


class DatabaseCosts:
    """Prices from the book, copies by the price engine."""

    def __init__(self, estimate: EstimateOfState, books: Books) -> None:
        self._estimate = estimate
        self._books = books

    def snapshot(self, database: Database) -> MonthlyCost:
        """What keeping one more snapshot costs a month."""
        address = database.address
        rate = self._rate(address.region, _KEPT[address.kind])
        if rate is None:
            return MonthlyCost(None, f"no price for it in the book of {address.region}")
        per_gb = f"{_plain(rate)} USD per GB-month"
        gb = database.storage_gb
        if gb is None:
            return MonthlyCost(
                None, f"{per_gb}; how many GB it takes is not known; as much as the clusters hold is free"
            )
        monthly = gb * rate
        if address.kind is Kind.DYNAMODB:
            return MonthlyCost(monthly, f"{per_gb}: {usd(monthly)} USD a month for {_plain(gb)} GB")
        words = f"{per_gb}: at most {usd(monthly)} USD a month for {_plain(gb)} GB"
        return MonthlyCost(monthly, f"{words}; it keeps what changed only, and as much as the databases hold is free")

    def copy(self, found: FoundDatabase, database: Database, preset: Preset) -> MonthlyCost:
        """What a restored copy costs a month beside the original."""
        if database.address.kind is Kind.DYNAMODB:
            return self._table(found, database, preset)
        monthly, note = self._priced(found, database, preset)
        if monthly is None:
            return MonthlyCost(None, f"no price: {note}")
        what = f"{database.size or 'its instance'} and its storage"
        words = f"{usd(monthly)} USD a month for {what}, as long as it is there"
        return MonthlyCost(monthly, words)

    def _table(self, found: FoundDatabase, table: Database, preset: Preset) -> MonthlyCost:
        """Restoring is paid by the GB, once; then what it stores, and capacity where that is provisioned."""
        region = table.address.region
        restore, stored = (self._rate(region, key) for key in ("ddb.restore.gb", "ddb.storage.gb"))
        if restore is None or stored is None or table.storage_gb is None:
            return MonthlyCost(None, f"no price for it in the book of {region}")
        monthly = table.storage_gb * stored
        once = f"{usd(table.storage_gb * restore)} USD once for {_plain(table.storage_gb)} GB"
        if table.size == "on demand":
            return MonthlyCost(monthly, f"{once}, then {usd(monthly)} USD a month; its requests cost as they come")
        capacity, note = self._priced(found, table, preset)
        if capacity is None:
            return MonthlyCost(None, f"{once}; its capacity has no price: {note}")
        return MonthlyCost(monthly + capacity, f"{once}, then {usd(monthly + capacity)} USD a month for {table.size}")

    def _priced(self, found: FoundDatabase, database: Database, preset: Preset) -> tuple[Decimal | None, str]:
        wanted = _OF_A_COPY[database.address.kind]
        try:
            estimate = self._estimate(_as_copy(found, database), database.address.region, preset.usage)
        except ConsoleError as error:
            return None, error.message
        lines = [line for cost in estimate.resources for line in cost.lines if line.component in wanted]
        unknown = next((line for line in lines if not line.standing.known), None)
        if unknown is not None or not lines:
            return None, (unknown.note if unknown else "") or "it is not in the price book"
        return sum((line.monthly.expected for line in lines if line.monthly is not None), Decimal(0)), ""

    def _rate(self, region: str, key: str) -> Decimal | None:
        try:
            book = self._books(region)
        except ConsoleError:
            return None  # a book that is not whole gives no price: the command that shows books says why
        price = book.price(key) if book is not None else None
        return price.usd if price is not None else None


def _as_copy(found: FoundDatabase, database: Database) -> dict[str, dict[str, Any]]:
    """The original with its live size, in the shape of a state's resources; a cluster with the one instance it gets."""
    resources = [(found.resource.type, dict(found.resource.values))]
    if database.address.kind is Kind.RDS:
        resources[0][1].update(instance_class=database.size, multi_az=bool(database.multi_az), replicate_source_db=None)
    if found.members:
        resources.append((found.members[0].type, {**found.members[0].values, "instance_class": database.member_class}))
    return {f"{type_}.copy": {"type": type_, "name": "copy", "values": values} for type_, values in resources}


def _plain(figure: Decimal) -> str:
    """At most three decimals; what is less is said to be."""
    if 0 < figure < Decimal("0.001"):
        return "less than 0.001"
    return f"{figure:,.3f}".rstrip("0").rstrip(".")
