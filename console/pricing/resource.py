"""A resource as the estimate sees it: its values, what of them is unknown, and what its configuration sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from console.domain.configured import Configured, Reference
from console.domain.cost import Standing

_REQUIRED: Any = object()


class UnpricedError(Exception):
    """A component has no figure. Its message is the note beside the line, `standing` says of which kind it is."""

    standing = Standing.UNKNOWN


class UnknownInputError(UnpricedError):
    """A value that a price depends on is not known before the apply."""


class NoPriceError(UnpricedError):
    """What would be paid for is known, and the price book has no figure for it."""

    standing = Standing.NO_PRICE


@dataclass(frozen=True, slots=True)
class PricedResource:
    """One managed resource of a plan or a state."""

    address: str
    type: str
    name: str = ""
    module: str = ""
    values: Mapping[str, Any] | None = None
    unknown: Any = False
    """The plan's `after_unknown` tree: True where a value is known only after the apply."""
    configured: Configured | None = None
    """What the configuration sets; None where no configuration was given, as for a state."""
    region: str = ""
    """The AWS Region it is in, where the plan or the resource itself says so."""

    def value(self, *path: str | int, default: Any = _REQUIRED) -> Any:
        """The value at `path`, such as `("runtime_platform", 0, "cpu_architecture")`.

        `default` is what AWS does where nothing is set; it stands in for a value that is absent or null, and for an
        unknown one only where the configuration is known to leave it out. Raises UnknownInputError for any other
        unknown, and for an absent one without default.
        """
        found, unknown = self._walk(path)
        if unknown and (default is _REQUIRED or not self._left_to_aws(path)):
            raise UnknownInputError(f"{_dotted(path)} is known after the apply")
        if not unknown and found is not None:
            return found
        if default is _REQUIRED:
            raise UnknownInputError(f"{_dotted(path)} has no value")
        return default

    def number(self, *path: str | int, default: Decimal | None = None) -> Decimal:
        """The number at `path`; numbers that Terraform keeps as text, such as a task's cpu, are read too."""
        found = self.value(*path) if default is None else self.value(*path, default=default)
        try:
            return Decimal(str(found))
        except InvalidOperation:
            raise UnknownInputError(f"{_dotted(path)} is {found!r}, not a number") from None

    def blocks(self, name: str) -> tuple[Mapping[str, Any], ...]:
        """The nested blocks called `name`; raises UnknownInputError where it is not known whether there are any."""
        return tuple(block for block in self.value(name, default=()) if isinstance(block, dict))

    def knows(self, *path: str | int) -> bool:
        """Whether the value at `path` is there now."""
        found, unknown = self._walk(path)
        return not unknown and found is not None

    def reference(self, *path: str) -> Reference | None:
        """What the configuration's argument refers to; None where it is not set, or there is no configuration."""
        return self.configured.get(".".join(path)) if self.configured is not None else None

    def key(self) -> str:
        """Its count or for_each key as the address shows it, `[0]` or `["api"]`; empty without one."""
        return self.address[self.address.rindex("[") :] if self.address.endswith("]") else ""

    def _left_to_aws(self, path: tuple[str | int, ...]) -> bool:
        """Whether the configuration does not set the value: it leaves it out, or gives it null.

        A plan's configuration does not show dynamic blocks: of an attribute in a block that stands in the values and
        not in the configuration, nobody can say what sets it.
        """
        if self.configured is None:
            return False
        names = [part for part in path if isinstance(part, str)]
        reference = self.configured.get(".".join(names))
        if reference is not None:
            return reference.constant
        whole_block_unknown = self._walk((names[0],))[1]
        if len(names) == 1 or (whole_block_unknown and names[0] not in self.configured):
            return True
        return any(argument.startswith(f"{names[0]}.") for argument in self.configured)

    def _walk(self, path: tuple[str | int, ...]) -> tuple[Any, bool]:
        """The value at `path` and whether it is unknown, in trees as JSON has them.

        Every price asks for several values: the steps stand in line, and the mask is walked only where there is one.
        """
        unknown: Any = self.unknown
        if unknown:
            for part in path:
                if unknown is True:
                    return None, True
                if isinstance(part, str):
                    unknown = unknown.get(part) if isinstance(unknown, dict) else None
                else:
                    unknown = unknown[part] if isinstance(unknown, list) and part < len(unknown) else None
        found: Any = self.values
        for part in path:
            if isinstance(part, str):
                found = found.get(part) if isinstance(found, dict) else None
            else:
                found = found[part] if isinstance(found, list) and part < len(found) else None
        return found, unknown is True


def read_resources(section: Mapping[str, Any]) -> Iterator[PricedResource]:
    """The managed resources of `Plan.planned_values` or `Plan.prior_state`: address -> type, name, module, values.

    `unknown` (after_unknown), `configured` (`console.domain.configured`) and `region` are read where they are given.
    """
    for address, entry in section.items():
        if entry.get("mode", "managed") != "managed":
            continue
        values = entry.get("values") or {}
        yield PricedResource(
            address=address,
            type=entry["type"],
            name=entry.get("name") or "",
            module=entry.get("module") or "",
            values=values,
            unknown=entry.get("unknown") or False,
            configured=entry.get("configured"),
            region=region_of(values) or entry.get("region") or "",
        )


def region_of(values: Mapping[str, Any]) -> str:
    """The Region that a resource's own values tell: its ARN, or the region of newer providers; empty where none do."""
    arn = values.get("arn")
    parts = arn.split(":", 4) if isinstance(arn, str) else ()
    if len(parts) == 5 and parts[3]:
        return str(parts[3])
    region = values.get("region")
    return region if isinstance(region, str) else ""


def _dotted(path: tuple[str | int, ...]) -> str:
    return ".".join(str(part) for part in path if part != 0)
