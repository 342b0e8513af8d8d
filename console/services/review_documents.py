"""A reviewed plan as a document: what it would do, what it costs, what is to be known. Sensitive values are masked.

With a store that a team shares it is kept there, so that whoever approves on another machine sees what they approve.
"""

from __future__ import annotations

import json
from typing import Any

from console.domain.plain import plain
from console.domain.plan import AttributeChange, OutputChange, ResourceChange
from console.domain.run import RunRecord
from console.errors import StoreError
from console.ports import TeamStore, TeamStoreReader
from console.services.cost_json import cost_document
from console.services.price_books import today
from console.services.reviewing import Reviewed
from console.terraform.attribute_changes import attribute_changes


def write(store: TeamStore, reviewed: Reviewed) -> None:
    """Keep what an operator sees of the plan; raises StoreError."""
    record = reviewed.record
    if record.plan_sha256 is not None:
        text = json.dumps(plan_document(reviewed), default=plain)
        store.keep(_key(record.id, record.plan_sha256), text.encode())


def read(store: TeamStoreReader, run_id: str, plan_sha256: str) -> dict[str, Any]:
    """The document of that plan of the run; raises StoreError where the store has none that can be read."""
    content = store.kept(_key(run_id, plan_sha256))
    if content is None:
        raise StoreError(f"The review of run {run_id} is not in the store ({store.place}): plan it again.")
    try:
        found = json.loads(content)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise StoreError(f"The review of run {run_id} in the store ({store.place}) is damaged: plan it again.")
    return found


def _key(run_id: str, plan_sha256: str) -> str:
    """The plan is part of it: machines count their runs each for itself."""
    return f"reviews/{run_id.replace('#', '/')}/{plan_sha256}.json"


def record_document(record: RunRecord) -> dict[str, Any]:
    """A run as JSON."""
    return {"id": record.id, **record.model_dump(mode="json")}


def plan_document(reviewed: Reviewed) -> dict[str, Any]:
    """A plan with its cost as JSON; sensitive values are masked."""
    plan = reviewed.plan
    return {
        "run": record_document(reviewed.record),
        "sandbox": reviewed.record.sandbox,
        "expires_at": reviewed.expires_at.isoformat(),
        "scope": reviewed.record.scope,
        "empty": plan.empty,
        "counts": {name: getattr(plan.counts, name) for name in plan.counts.__dataclass_fields__},
        "unchanged": plan.unchanged,
        "losses": list(reviewed.losses),
        "findings": list(reviewed.findings),
        "changes": [_change_document(change) for change in plan.changes],
        "drift": [_change_document(change) for change in plan.drift],
        "outputs": [_output_document(output) for output in plan.outputs],
        "cost": cost_document(reviewed.cost, today()),
    }


def _change_document(change: ResourceChange) -> dict[str, Any]:
    return {
        "address": change.address,
        "type": change.type,
        "action": change.action,
        "destructive": change.destructive,
        "reason": change.reason,
        "previous_address": change.previous_address,
        "attributes": [_attribute_document(attribute) for attribute in attribute_changes(change)],
    }


def _attribute_document(attribute: AttributeChange) -> dict[str, Any]:
    return {
        "path": attribute.path,
        "before": attribute.before,
        "after": attribute.after,
        "forces_replacement": attribute.forces_replacement,
    }


def _output_document(output: OutputChange) -> dict[str, Any]:
    return {"name": output.name, "action": output.action, "before": output.before, "after": output.after}
