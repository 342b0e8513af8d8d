"""What a set of resources costs a month: pure, from resources, a price book and usage assumptions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from console.domain.cost import Amount, CostLine, Estimate, ResourceCost, Standing
from console.domain.environment import UsageRange
from console.pricing.assumptions import usage_from
from console.pricing.book import PriceBook
from console.pricing.families import rule_for
from console.pricing.findings import Basis, Charge, Component, Finding, Free
from console.pricing.landscape import Landscape
from console.pricing.resource import PricedResource, UnpricedError

_LEAST_KNOWN = (
    Standing.NOT_SUPPORTED,
    Standing.NO_PRICE,
    Standing.UNKNOWN,
    Standing.USAGE,
    Standing.PRICED,
    Standing.FREE,
)
_RANK = {standing: rank for rank, standing in enumerate(_LEAST_KNOWN)}


def estimate(
    resources: Iterable[PricedResource],
    book: PriceBook | None,
    usage: Mapping[str, UsageRange],
    *,
    region: str = "",
    books: Callable[[str], PriceBook | None] | None = None,
) -> Estimate:
    """Price every resource, in the order of their addresses.

    The total is the sum of the exact lines: nothing is rounded before it is shown, so that it may differ by a cent
    from the sum of the figures one sees. Without a book (`region` names the region then) whatever costs is "no
    price". A resource that is in another Region is priced on that one's book, which `books` finds, and without it not
    at all. Raises InputError for usage that means nothing.
    """
    return Estimator(resources, book, region=region, books=books).at(usage)


class Estimator:
    """The same resources at one usage after another: only what a changed assumption concerns is priced again."""

    def __init__(
        self,
        resources: Iterable[PricedResource],
        book: PriceBook | None,
        *,
        region: str = "",
        books: Callable[[str], PriceBook | None] | None = None,
    ) -> None:
        """What is given is what `estimate` takes."""
        self._ordered = sorted(resources, key=lambda resource: resource.address)
        self._landscape = Landscape(self._ordered)
        self._book = book
        self._home = book.region if book else region
        self._books: dict[str, PriceBook | None] = {"": book, self._home: book}
        for resource in self._ordered:
            if resource.region not in self._books:
                self._books[resource.region] = books(resource.region) if books is not None else None
        self._figures: Mapping[str, Amount] = {}
        self._costs: list[ResourceCost] = []
        self._parts: dict[int, _Parts] = {}
        """By place, the components of the resources that asked for an assumption: no other changes with usage."""
        self._askers: dict[str, set[int]] = {}
        """By assumption, the places that ask for it."""
        self._fixed = (Amount(), True)
        """What all others cost, and whether that is all known."""

    def at(self, usage: Mapping[str, UsageRange]) -> Estimate:
        """The estimate on these assumptions. Raises InputError for usage that means nothing."""
        figures = usage_from(usage)
        changed = {key for key in figures.keys() | self._figures.keys() if figures.get(key) != self._figures.get(key)}
        basis = Basis(self._landscape, figures, self._book, self._home)
        places = {
            region: basis if region in ("", self._home) else basis.on(book, region)
            for region, book in self._books.items()
        }
        if not self._costs:
            for place, resource in enumerate(self._ordered):
                self._price(place, places[resource.region], {})
            fixed = [cost for place, cost in enumerate(self._costs) if place not in self._parts]
            self._fixed = _sum(cost.monthly for cost in fixed), all(cost.complete for cost in fixed)
        else:
            for place in set().union(*(self._askers.get(key, ()) for key in changed)):
                parts = self._parts[place]
                still = {name: part for name, part in parts.items() if changed.isdisjoint(part.asked)}
                self._price(place, places[self._ordered[place].region], still)
        self._figures = figures
        return self._sum()

    def _price(self, place: int, basis: Basis, still: _Parts) -> None:
        resource = self._ordered[place]
        parts = _parts(resource, basis, still)
        cost = _cost(resource, parts)
        if place < len(self._costs):
            self._costs[place] = cost
        else:
            self._costs.append(cost)
        before = {key for part in self._parts.get(place, {}).values() for key in part.asked}
        asked = {key for part in parts.values() for key in part.asked}
        if asked or before:
            self._parts[place] = parts
        for key in asked - before:
            self._askers.setdefault(key, set()).add(place)
        for key in before - asked:
            self._askers[key].discard(place)

    def _sum(self) -> Estimate:
        asked = sorted(key for key, places in self._askers.items() if places)
        moving = [self._costs[place] for place in self._parts]
        fixed, complete = self._fixed
        return Estimate(
            resources=tuple(self._costs),
            monthly=fixed + _sum(cost.monthly for cost in moving),
            complete=complete and all(cost.complete for cost in moving),
            region=self._home,
            book_date=self._book.date if self._book else None,
            assumptions={key: self._figures[key] for key in asked if key in self._figures},
            not_assumed=tuple(key for key in asked if key not in self._figures),
        )


@dataclass(frozen=True, slots=True)
class _Part:
    """What one component of a resource came to, and which assumptions it asked for on the way."""

    lines: tuple[CostLine, ...]
    asked: frozenset[str]


_Parts = Mapping[str, _Part]


def _parts(resource: PricedResource, basis: Basis, still: _Parts) -> _Parts:
    """Each component by its name; those that are `still` right are not priced again."""
    parts = {}
    rule = rule_for(resource.type)
    for name, component in rule.components.items() if rule is not None else ():
        part = still.get(name)
        if part is None:
            basis.asked = {}
            part = _Part(tuple(_lines(name, component, resource, basis)), frozenset(basis.asked))
        parts[name] = part
    return parts


def _cost(resource: PricedResource, parts: _Parts) -> ResourceCost:
    rule = rule_for(resource.type)
    if rule is None:
        line = CostLine(resource.type, Standing.NOT_SUPPORTED, note=f"{resource.type} is not priced by this console")
        return ResourceCost(
            resource.address, resource.type, resource.module, "other", Standing.NOT_SUPPORTED, (line,), None
        )
    lines = rule.always or tuple(line for part in parts.values() for line in part.lines)
    known = [line.monthly for line in lines if line.monthly is not None]
    return ResourceCost(
        address=resource.address,
        type=resource.type,
        module=resource.module,
        service=rule.service,
        standing=_least_known(lines),
        lines=lines,
        monthly=known[0] if len(known) == 1 else _sum(known) if known else None,
    )


def _lines(name: str, component: Component, resource: PricedResource, basis: Basis) -> Iterator[CostLine]:
    try:
        for finding in component(resource, basis):
            yield _line(name, finding, basis)
    except UnpricedError as error:
        yield CostLine(name, error.standing, note=str(error))


def _line(name: str, finding: Finding, basis: Basis) -> CostLine:
    if isinstance(finding, Charge):
        return _charged(finding.name or name, finding, basis)
    if isinstance(finding, Free):
        return CostLine(name, Standing.FREE, Amount(), note=finding.why)
    return CostLine(name, finding.standing, note=finding.why)


def _charged(name: str, charge: Charge, basis: Basis) -> CostLine:
    price = basis.book.price(charge.key) if basis.book else None
    if price is None:
        where = (
            f"the book of {basis.book.region} has no price {charge.key}"
            if basis.book
            else f"{basis.region or 'this region'} has no price book"
        )
        note = f"{where}; {charge.note}" if charge.note else where
        return CostLine(name, Standing.NO_PRICE, quantity=charge.words, price_key=charge.key, note=note)
    unit_price = price.usd * charge.factor
    return CostLine(
        component=name,
        standing=Standing.USAGE if charge.usage else Standing.PRICED,
        monthly=charge.quantity * unit_price,
        quantity=charge.words,
        unit_price=unit_price,
        unit=price.unit,
        price_key=charge.key,
        note=charge.note,
    )


def _least_known(lines: tuple[CostLine, ...]) -> Standing:
    return min((line.standing for line in lines), key=_RANK.__getitem__, default=Standing.FREE)


def _sum(amounts: Iterable[Amount | None]) -> Amount:
    low = expected = high = Decimal(0)
    for amount in amounts:
        if amount is not None:
            low, expected, high = low + amount.low, expected + amount.expected, high + amount.high
    return Amount(low, expected, high)
