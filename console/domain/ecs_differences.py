"""What differs between two revisions of a task definition, in words; values of environment and secrets stay out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from console.domain.ecs import ContainerDefinition, TaskDefinition
from console.domain.ecs_images import ImageReference


@dataclass(frozen=True, slots=True)
class Difference:
    """One setting on both sides, as it is shown; empty where one side does not have it."""

    name: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.name}: {self.before or '-'} -> {self.after or '-'}"


def differences(before: TaskDefinition, after: TaskDefinition) -> tuple[Difference, ...]:
    """Every setting that tells the revisions apart, the image first."""
    return tuple(_all(before, after))


def _all(before: TaskDefinition, after: TaskDefinition) -> Iterator[Difference]:
    old = {each.name: each for each in before.containers}
    new = {each.name: each for each in after.containers}
    for name in dict.fromkeys((*old, *new)):
        if name not in old or name not in new:
            yield Difference(f"container {name}", "present" if name in old else "", "present" if name in new else "")
            continue
        yield from _container(old[name], new[name], f"{name} " if len(old) > 1 else "")
    yield from _unequal("cpu", _vcpu(before), _vcpu(after))
    yield from _unequal("memory", _gb(before), _gb(after))
    yield from _unequal("architecture", before.architecture, after.architecture)
    yield from _unequal("network mode", before.network_mode, after.network_mode)


def _container(old: ContainerDefinition, new: ContainerDefinition, prefix: str) -> Iterator[Difference]:
    before, after = ImageReference.parse(old.image), ImageReference.parse(new.image)
    if before != after:
        same = before.repository == after.repository
        shown = (before.short, after.short) if same else (str(before), str(after))
        yield Difference(f"{prefix}image", *shown)
    yield from _unequal(f"{prefix}command", " ".join(old.command), " ".join(new.command))
    yield from _unequal(f"{prefix}ports", _ports(old), _ports(new))
    yield from _names(f"{prefix}environment", old.environment, new.environment)
    yield from _names(f"{prefix}secret", old.secrets, new.secrets)


def _names(kind: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Difference]:
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            both = name in old and name in new
            yield Difference(
                f"{kind} {name}",
                "set" if name in old else "",
                "another value" if both else "set" if name in new else "",
            )


def _unequal(name: str, old: str, new: str) -> Iterator[Difference]:
    if old != new:
        yield Difference(name, old, new)


def _ports(container: ContainerDefinition) -> str:
    return ", ".join(map(str, container.ports))


def _vcpu(definition: TaskDefinition) -> str:
    return "" if definition.vcpu is None else f"{definition.vcpu.normalize():f} vCPU"


def _gb(definition: TaskDefinition) -> str:
    return "" if definition.gb is None else f"{definition.gb.normalize():f} GB"
