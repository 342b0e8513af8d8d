"""What may be priced without an environment: plan and state files of any configuration, and usage files."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from console.domain.cost import CostOfPlan, Estimate
from console.domain.cost_savings import Saving
from console.domain.environment import UsageRange
from console.errors import InputError, StreamError
from console.services.costs import Costs, Usage
from console.services.data_files import read_data_file
from console.services.savings import savings_of_resources
from console.terraform.child_environment import child_environment
from console.terraform.engine import Engine
from console.terraform.plan_document import plan_document
from console.terraform.plan_json import read_plan
from console.terraform.provider_region import has_aws, region_of_plan, region_of_resources
from console.terraform.saved_plan import ZIP, show_saved_plan
from console.terraform.state_json import read_state
from console.terraform.workspace import write_cli_config


@dataclass(frozen=True, slots=True)
class PricedFile:
    """A file's cost: `change` for a plan, None for a state; `notes` are sentences that belong beside it."""

    estimate: Estimate
    change: CostOfPlan | None = None
    notes: tuple[str, ...] = ()
    savings: tuple[Saving, ...] = ()


class CostFiles:
    """Prices files. The engine is looked for only where a file needs it."""

    def __init__(self, costs: Costs, find_engine: Callable[[], Engine], home: Path, mirror: Path | None) -> None:
        self._costs = costs
        self._find_engine = find_engine
        self._home = home
        self._mirror = mirror

    def plan(self, path: Path, region: str | None, usage: Usage) -> PricedFile:
        """A plan: the file that `plan -out` saved, or its JSON. `region` None: the plan's own.

        Raises ConsoleError with one sentence for what cannot be read, and where nothing says the region.
        """
        data = _content(path)
        if data.startswith(ZIP):
            if path.is_fifo():
                raise InputError(f"{path} is a pipe with a saved plan, which the engine cannot read: give the file.")
            data = self._shown(path)
        with _named(path):
            document = plan_document(data)
            plan = read_plan(document)
        both = {**plan.prior_state, **plan.planned_values}
        where = region or region_of_plan(document, plan)
        where = _checked(where, both, path)
        change = self._costs.of_resources(plan, where, usage)
        notes = []
        if plan.errored or not plan.complete:
            why = "met an error" if plan.errored else "puts some changes off"
            notes.append(f"The plan {why}: what it did not reach has no cost here, and the total is a part.")
            change = replace(change, after=replace(change.after, complete=False))
        savings = savings_of_resources(self._costs, plan.planned_values, where, usage)
        return PricedFile(change.after, change, tuple(notes), savings)

    def state(self, path: Path, region: str | None, usage: Usage) -> PricedFile:
        """A state file, raw or shown as JSON: what runs. Raises ConsoleError as `plan` does."""
        data = _content(path)
        if data.startswith(ZIP):
            raise InputError(f"{path} is a saved plan, not a state: price it with --plan.")
        with _named(path):
            resources = read_state(data)
        where = _checked(region or region_of_resources(resources), resources, path)
        savings = savings_of_resources(self._costs, resources, where, usage)
        return PricedFile(self._costs.of_state(resources, where, usage), savings=savings)

    def _shown(self, path: Path) -> bytes:
        cache = self._home / "providers"
        cache.mkdir(parents=True, exist_ok=True)
        environment = child_environment(
            cloud=None,
            variables={},
            cli_config=write_cli_config(self._home / "engine.tfrc", self._mirror),
            plugin_cache=cache,
        )
        # As before every other init: the engine does not lock its provider cache itself.
        descriptor = os.open(self._home / "providers.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            return show_saved_plan(path, self._find_engine(), environment)
        finally:
            os.close(descriptor)


def read_usage(path: Path) -> dict[str, UsageRange]:
    """A usage file: `nat_gb: 100`, or `nat_gb: {low: 10, expected: 100, high: 500}` a line.

    Raises InputError with one sentence for what is no such file; what the keys mean is checked by the estimate.
    """
    return {key: _usage(path, key, value) for key, value in read_data_file(path).items()}


def _usage(path: Path, key: str, value: Any) -> UsageRange:
    figures = value if isinstance(value, Mapping) else {"low": value, "expected": value, "high": value}
    if any(isinstance(figure, bool) for figure in figures.values()):
        raise InputError(f"{path}: the usage of {key} is not a number.")
    try:
        usage = UsageRange.model_validate(figures)
    except ValidationError as error:
        first = error.errors()[0]
        where = "".join(f".{part}" for part in first["loc"]) if isinstance(value, Mapping) else ""
        reason = first["msg"].removeprefix("Value error, ")
        raise InputError(f"{path}: the usage of {key}{where} cannot be used: {reason}.") from None
    if not usage.high:
        # Zero may be the least and the expected figure; as the most it would make a cost that depends on use certain.
        raise InputError(f"{path}: the usage of {key} is at most 0, which nobody knows: give a high end above 0.")
    return usage


def _content(path: Path) -> bytes:
    # A pipe is as good as a file: `--plan <(terraform show -json p.tfplan)`.
    if not (path.is_file() or path.is_fifo()):
        raise InputError(f"There is no file {path}.")
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from None


def _checked(region: str | None, resources: Mapping[str, Any], path: Path) -> str:
    if region is None and has_aws(resources):
        raise InputError(f"{path} does not say its AWS region: give it with --region.")
    return region or ""


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Put the file's name before what is wrong with its content."""
    try:
        yield
    except StreamError as error:
        raise InputError(f"{path}: {error.message}", detail=error.detail) from None
