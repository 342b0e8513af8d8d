"""Import blocks in a frozen root: what exists already and is taken into the state by a plan."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from console.domain.state_address import check_address
from console.errors import InputError
from console.terraform.literals import one_line

FILE = "infra_console_import.tf"


def write_imports(root: Path, imports: Sequence[tuple[str, str]]) -> None:
    """Write one block for each address and id; raises InputError for what is no address of a resource or no id."""
    (root / FILE).unlink(missing_ok=True)
    blocks = []
    for address, known_as in imports:
        check_address(address)
        if address.startswith("data.") or ".data." in address:
            raise InputError(f"{address} is a data source: it is read anew by every plan and not imported.")
        if not known_as.strip() or len(known_as) > 2000 or not known_as.isprintable():
            raise InputError(f"{known_as[:40]!r} is no id: give what the provider calls it, on one line.")
        blocks.append(f"import {{\n  to = {address}\n  id = {one_line(known_as)}\n}}\n")
    if blocks:
        (root / FILE).write_text("\n".join(blocks), encoding="utf-8")
