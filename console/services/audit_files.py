"""The audit log as a file for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable

from console.domain.audit import AuditEntry
from console.services.exports import safe_cell

COLUMNS = ("number", "at", "by", "action", "subject", "outcome", "text", "details", "hash")


def as_csv(entries: Iterable[AuditEntry]) -> str:
    """One line an entry, every cell in quotes; what a spreadsheet would run is prefixed by an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for entry in entries:
        known = entry.model_dump(mode="json") | {"details": json.dumps(entry.details, sort_keys=True)}
        writer.writerow([safe_cell(str(known[column])) for column in COLUMNS])
    return out.getvalue()
