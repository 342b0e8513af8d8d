"""What one does after a restore: looking into it, leading the traffic there through Terraform, or deleting it again."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass

from console.domain.databases import Kind, Restore
from console.domain.environment import EnvironmentName
from console.services.databases_found import FoundDatabase
from console.services.variables import Variables


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do or to know, with the commands that do it."""

    words: str
    commands: tuple[str, ...] = ()


class Steps:
    """Knows the state's address of the original and the variable that holds its name."""

    def __init__(self, variables: Callable[[], Variables], endpoint: Callable[[], str], *, sandbox: bool) -> None:
        """`endpoint` is where the AWS CLI has to go instead of AWS: a sandbox's address, else empty."""
        self._variables = variables
        self._endpoint = endpoint
        self._sandbox = sandbox

    def after(self, name: EnvironmentName, found: FoundDatabase, restore: Restore) -> tuple[Step, ...]:
        """In the order in which they are done."""
        return (
            Step(
                f"Terraform does not know {restore.to}: no plan shows it, no apply changes it, a destroy leaves it, "
                "and it costs until it is deleted."
            ),
            Step("Look into it first, with the tools that you use for the original."),
            *self._lead_traffic(name, found, restore),
            Step(
                "Where it was only to be looked into, delete it again.",
                tuple(map(self._aws, _deletes(restore))),
            ),
        )

    def _lead_traffic(self, name: EnvironmentName, found: FoundDatabase, restore: Restore) -> tuple[Step, ...]:
        takes_over = tuple(map(self._own, _takes_over(name, found, restore)))
        if restore.source.address.kind is Kind.DYNAMODB:
            variable = self._variable(name, found.address.name)
            if variable is None:
                words = "To lead the traffic there, let Terraform take it for the original, and give the configuration "
                return (Step(f"{words}its name, which no variable holds; the plan shows the rest.", takes_over),)
            plan = self._own(f"apply {name} --set {variable}={restore.to}")
            words = "To lead the traffic there, let Terraform take it for the original, and give its name to"
            return (Step(f"{words} {variable}; the plan shows what else changes.", (*takes_over, plan)),)
        words = (
            "To lead the traffic there, give the original another name, let Terraform take the copy for it, and plan: "
            "the plan renames the copy and shows what else differs."
        )
        return (Step(words, (self._aws(_renames(restore)), *takes_over, self._own(f"plan {name}"))),)

    def _variable(self, name: EnvironmentName, value: str) -> str | None:
        """The one variable that has the database's name."""
        fields = self._variables().form(name).fields
        found = [field.variable.name for field in fields if field.effective == value]
        return found[0] if len(found) == 1 else None

    def _aws(self, command: str) -> str:
        endpoint = self._endpoint()
        return f"aws {command}{f' --endpoint-url {endpoint}' if endpoint else ''}"

    def _own(self, command: str) -> str:
        return f"infra-console {command}{' --sandbox' if self._sandbox else ''}"


def _takes_over(name: EnvironmentName, found: FoundDatabase, restore: Restore) -> tuple[str, ...]:
    """Let the state forget the original and its instances, and know the copy under their addresses."""
    address = shlex.quote(found.resource.address)
    members = [shlex.quote(member.address) for member in found.members]
    forgets = [f"state rm {name} {each}" for each in (address, *members)]
    learns = [f"state import {name} {address} {restore.to}"]
    learns += [f"state import {name} {each} {restore.to}-1" for each in members[:1]]
    return (*forgets, *learns)


def _renames(restore: Restore) -> str:
    name = restore.source.address.name
    if restore.source.address.kind is Kind.AURORA:
        ids = f"--db-cluster-identifier {name} --new-db-cluster-identifier {name}-before"
        return f"rds modify-db-cluster {ids} --apply-immediately"
    ids = f"--db-instance-identifier {name} --new-db-instance-identifier {name}-before"
    return f"rds modify-db-instance {ids} --apply-immediately"


def _deletes(restore: Restore) -> tuple[str, ...]:
    match restore.source.address.kind:
        case Kind.DYNAMODB:
            return (f"dynamodb delete-table --table-name {restore.to}",)
        case Kind.AURORA:
            return (
                f"rds delete-db-instance --db-instance-identifier {restore.to}-1",
                f"rds delete-db-cluster --db-cluster-identifier {restore.to} --skip-final-snapshot",
            )
        case Kind.RDS:
            return (f"rds delete-db-instance --db-instance-identifier {restore.to} --skip-final-snapshot",)
