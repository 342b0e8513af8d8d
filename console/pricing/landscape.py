"""The other resources of the same plan or state: what a price has to know beside its own resource."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from console.domain.configured import without_keys
from console.pricing.resource import PricedResource, UnknownInputError

Chosen = Callable[[PricedResource], bool]
T = TypeVar("T")


class Landscape:
    """All resources that are priced together, found by type, by what refers to them, and by module."""

    def __init__(self, resources: Sequence[PricedResource]) -> None:
        self._by_type: dict[str, list[PricedResource]] = {}
        for resource in sorted(resources, key=lambda one: one.address):
            self._by_type.setdefault(resource.type, []).append(resource)
        self._place_of: dict[str, dict[str, int]] = {}
        self._zones: int | None = None
        self._read: dict[tuple[Any, int], Any] = {}
        self._by_place: dict[str, list[PricedResource]] | None = None
        self._sharers: dict[tuple[tuple[str, ...], Chosen | None], list[PricedResource]] = {}
        self._by_value: dict[tuple[str, str], dict[str, list[PricedResource]]] = {}
        self._by_reference: dict[tuple[str, str], dict[str, list[PricedResource]]] = {}

    def once(self, reading: Callable[[PricedResource, Landscape], T], resource: PricedResource) -> T:
        """What a reading says of one of these resources: whatever is assumed, it stays the same."""
        known = (reading, id(resource))
        if known not in self._read:
            self._read[known] = reading(resource, self)
        found: T = self._read[known]
        return found

    def of_type(self, type_: str) -> Sequence[PricedResource]:
        """All resources of a type, by address."""
        return self._by_type.get(type_, ())

    def sharers(self, types: tuple[str, ...], chosen: Chosen | None = None) -> Sequence[PricedResource]:
        """All resources of these types that `chosen` picks; a resource that cannot tell yet is picked too."""
        found = self._sharers.get((types, chosen))
        if found is None:
            everyone = [resource for type_ in types for resource in self.of_type(type_)]
            found = [resource for resource in everyone if chosen is None or _picked(chosen, resource)]
            self._sharers[types, chosen] = found
        return found

    def place(self, resource: PricedResource) -> int:
        """Which one of its type it is, counted from 0 in the order of addresses."""
        places = self._place_of.get(resource.type)
        if places is None:
            of_type = self.of_type(resource.type)
            places = self._place_of[resource.type] = {one.address: number for number, one in enumerate(of_type)}
        return places[resource.address]

    def with_value(self, type_: str, argument: str, value: str) -> Sequence[PricedResource]:
        """The resources of a type whose argument is known to be `value`."""
        index = self._by_value.get((type_, argument))
        if index is None:
            index = {}
            for resource in self.of_type(type_):
                if resource.knows(argument):
                    index.setdefault(str(resource.value(argument)), []).append(resource)
            self._by_value[type_, argument] = index
        return index.get(value, ())

    def zones(self) -> int:
        """In how many availability zones the subnets are; one whose zone is not known may be in a zone of its own."""
        if self._zones is None:
            subnets = self.of_type("aws_subnet")
            known = {str(one.value("availability_zone")) for one in subnets if one.knows("availability_zone")}
            self._zones = len(known) + sum(1 for one in subnets if not one.knows("availability_zone"))
        return self._zones

    def targets(self, resource: PricedResource, argument: str, type_: str) -> Sequence[PricedResource] | None:
        """The resources of `type_` whose ids the list `argument` holds; None where that is not known.

        An unknown list is followed through the configuration; one that is made from several things may hold fewer.
        """
        if resource.knows(argument):
            ids = [str(one) for one in resource.value(argument)]
            known = [found for one in ids for found in self.with_value(type_, "id", one)]
            return known if len(known) == len(ids) else None
        reference = resource.reference(argument)
        places = [place for place in reference.targets if f".{type_}." in f".{place}"] if reference else []
        found = [self._instances(resource, place) for place in places]
        return [instance for instances in found for instance in instances] if found and all(found) else None

    def one(self, resource: PricedResource, argument: str, type_: str) -> PricedResource | None:
        """The resource of `type_` that an argument with a value not known yet refers to; None where that is not sure.

        With a configuration its reference decides; without one the only resource of that type in the same module.
        """
        reference = resource.reference(*argument.split("."))
        if reference is None:
            return _only([other for other in self._by_type.get(type_, ()) if other.module == resource.module])
        targets = [target for target in reference.targets if f".{type_}." in f".{target}"]
        return self._nearest(resource, targets[0]) if len(targets) == 1 else None

    def referrers(self, target: PricedResource, type_: str, argument: str) -> Sequence[PricedResource]:
        """The resources of `type_` whose argument the configuration makes from `target`."""
        index = self._by_reference.get((type_, argument))
        if index is None:
            index = {}
            for resource in self.of_type(type_):
                reference = resource.reference(*argument.split("."))
                for place in reference.targets if reference else ():
                    meant = self._nearest(resource, place)
                    if meant is not None:
                        index.setdefault(meant.address, []).append(resource)
            self._by_reference[type_, argument] = index
        return index.get(target.address, ())

    def count(self, resource: PricedResource, argument: str) -> tuple[int, str]:
        """How many ids the list `argument` holds, and where the number is from when the list is not known yet.

        An unknown list is counted where the configuration makes it from all instances of one resource. Raises
        UnknownInputError otherwise.
        """
        path = argument.split(".")
        nested: tuple[str | int, ...] = (path[0], 0, *path[1:]) if len(path) > 1 else (path[0],)
        if resource.knows(*nested):
            return len(resource.value(*nested)), ""
        reference = resource.reference(*path)
        if reference is None or not reference.exact or len(reference.targets) != 1:
            resource.value(*nested)
            raise UnknownInputError(f"{argument} has no value")
        instances = self._instances(resource, reference.targets[0])
        if not instances:
            raise UnknownInputError(f"{argument} is known after the apply")
        return len(instances), f"counted from the configuration: every {reference.targets[0]}"

    def _nearest(self, resource: PricedResource, target: str) -> PricedResource | None:
        """The one instance that is meant: the only one, or the one with the same key."""
        instances = self._instances(resource, target)
        same_key = [instance for instance in instances if instance.key() == resource.key()]
        return _only(instances) or _only(same_key)

    def _instances(self, resource: PricedResource, target: str) -> list[PricedResource]:
        """The instances at a place of the configuration; of a repeated module only those beside `resource`."""
        place = without_keys(target)
        instances = self._places().get(place, [])
        if target != place:
            key = target[target.rindex("[") :]
            instances = [instance for instance in instances if instance.key() == key]
        modules = {instance.module for instance in instances}
        if len(modules) <= 1:
            return instances
        return [instance for instance in instances if _stands_beside(instance.module, resource.module)]

    def _places(self) -> dict[str, list[PricedResource]]:
        if self._by_place is None:
            self._by_place = {}
            for group in self._by_type.values():
                for resource in group:
                    self._by_place.setdefault(without_keys(resource.address), []).append(resource)
        return self._by_place


def _stands_beside(module: str, other: str) -> bool:
    """In the same instance of the innermost repeated module."""
    if "]" not in module:
        return True
    repeated = module[: module.rindex("]") + 1]
    return other == repeated or other.startswith(repeated + ".")


def _picked(chosen: Chosen, resource: PricedResource) -> bool:
    try:
        return chosen(resource)
    except UnknownInputError:
        return True


def _only(resources: list[PricedResource]) -> PricedResource | None:
    return resources[0] if len(resources) == 1 else None
