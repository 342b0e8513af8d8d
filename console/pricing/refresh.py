"""A new price book of a region, read from the answers of the AWS Price List. Pure: who asks is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from console.errors import PriceBookError
from console.pricing.book import Price, PriceBook
from console.pricing.refresh_picks import Pick, Question
from console.pricing.refresh_products import Product, read_product
from console.pricing.refresh_questions import FREE, QUESTIONS

Ask = Callable[[str, tuple[tuple[str, str], ...]], Iterable[str]]
"""Service code and filters -> the JSON texts of all products, every page of them."""

LEAST_SHARE = Decimal("0.5")
"""Of the prices the console knows by name, how many an answer must hold to be taken for a price list at all."""

_VALKEY = "elasticache.valkey."
_FACTOR = f"{_VALKEY}factor"
_ANOMALY, _ANOMALY_METRICS = "cw.alarm.anomaly", 3


@dataclass(slots=True)
class _Reading:
    """What the answers held so far: by key every different price, with the product it is from."""

    found: dict[str, dict[Decimal, Product]] = field(default_factory=dict)
    picks: dict[str, tuple[Pick, Mapping[str, str]]] = field(default_factory=dict)
    currencies: set[str] = field(default_factory=set)

    def take(self, question: Question, product: Product) -> None:
        self.currencies |= product.other_currencies
        for pick in question.picks:
            match = pick.usage_type.fullmatch(product.usage_type)
            if match is None or any(product.attributes.get(name) != value for name, value in pick.where.items()):
                continue
            usd = product.price(pick.at)
            if usd is not None:
                key = pick.key.format_map(match.groupdict())
                self.found.setdefault(key, {}).setdefault(usd * pick.per, product)
                self.picks[key] = (pick, match.groupdict())


def read_book(
    region: str, ask: Ask, catalogue: PriceBook, today: date, progress: Callable[[int, int], None] = lambda *_: None
) -> PriceBook:
    """Ask everything about `region` and make its book of it.

    `catalogue` says which prices have a name: its keys without an answer are gaps of the new book, and so are those
    whose products contradict one another. `progress` hears how many questions of how many were asked. Raises what
    `ask` raises, and PriceBookError for answers that are no price list of this region.
    """
    reading = _Reading()
    questions = [question for question in QUESTIONS if question.only in ("", region)]
    for number, question in enumerate(questions):
        progress(number, len(questions))
        for text in ask(question.service, question.filters_for(region)):
            reading.take(question, read_product(text))
    progress(len(questions), len(questions))
    prices = {price.key: price for price in _prices(reading, catalogue, today)}
    _check_enough(region, prices, catalogue, reading.currencies)
    derived = {price.key: price for price in _derived(prices, catalogue)}
    kept = {key: catalogue.prices[key] for key in FREE if key in catalogue.prices}
    prices = {key: price for key, price in prices.items() if not key.startswith(_VALKEY)} | derived | kept
    named = catalogue.prices.keys() | catalogue.gaps
    return PriceBook(region, today, dict(sorted(prices.items())), frozenset(named - prices.keys()))


def _prices(reading: _Reading, catalogue: PriceBook, today: date) -> Iterator[Price]:
    for key, candidates in reading.found.items():
        if len(candidates) > 1:
            continue
        (usd, product), (pick, groups) = next(iter(candidates.items())), reading.picks[key]
        known = catalogue.prices.get(key)
        item = pick.item.format_map(groups) if pick.item else known.item if known else key
        unit = pick.unit or (known.unit if known else "")
        source = f"AWS Price List API, SKU {product.sku}, read {today}"
        yield Price(key, item, usd, unit, "high", source)


def _check_enough(region: str, prices: Mapping[str, Price], catalogue: PriceBook, currencies: set[str]) -> None:
    answered = sum(1 for key in catalogue.prices if key in prices)
    if answered >= len(catalogue.prices) * LEAST_SHARE:
        return
    if currencies:
        raise PriceBookError(
            f"The Price List has the prices of {region} in {', '.join(sorted(currencies))}, and this console reads USD "
            "only; the price book stays as it was."
        )
    raise PriceBookError(
        f"The Price List answered for {answered} of {len(catalogue.prices)} prices of {region}, which is no price list "
        "of a region (is the name right?); the price book stays as it was."
    )


def _derived(prices: Mapping[str, Price], catalogue: PriceBook) -> Iterator[Price]:
    """Prices that the Price List has no product for, made of those that it has."""
    alarm, anomaly = prices.get("cw.alarm.std"), catalogue.prices.get(_ANOMALY)
    if alarm is not None and anomaly is not None:
        source = f"{_ANOMALY_METRICS} metrics at {alarm.source}"
        yield Price(_ANOMALY, anomaly.item, alarm.usd * _ANOMALY_METRICS, anomaly.unit, "medium", source)
    factor = catalogue.prices.get(_FACTOR)
    ratios = {
        (price.usd / redis.usd).quantize(Decimal("0.01")): price
        for key, price in prices.items()
        if key.startswith(_VALKEY) and (redis := prices.get(key.replace(_VALKEY, "elasticache.redis."))) is not None
    }
    if factor is not None and len(ratios) == 1:
        ((ratio, price),) = ratios.items()
        yield Price(_FACTOR, factor.item, ratio, factor.unit, "high", f"{price.key} at {price.source}")


@dataclass(frozen=True, slots=True)
class PriceChange:
    """One key whose price differs between two books; None where a book has none."""

    key: str
    unit: str
    old: Decimal | None
    new: Decimal | None

    @property
    def percent(self) -> Decimal | None:
        """New against old in percent; None for what was added or is gone, and where the old price was 0."""
        if self.old is None or self.new is None or not self.old:
            return None
        return (self.new - self.old) / self.old * 100


def changes(old: PriceBook | None, new: PriceBook) -> tuple[PriceChange, ...]:
    """What differs, by key; without an old book everything was added."""
    before = old.prices if old is not None else {}
    found = []
    for key in sorted(before.keys() | new.prices.keys()):
        old_price, new_price = before.get(key), new.prices.get(key)
        was, now = old_price.usd if old_price else None, new_price.usd if new_price else None
        if was != now:
            named = new_price or old_price
            found.append(PriceChange(key, named.unit if named else "", was, now))
    return tuple(found)
