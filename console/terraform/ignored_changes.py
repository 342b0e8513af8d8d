"""Which arguments Terraform leaves alone after it created a resource (`lifecycle { ignore_changes }`)."""

from __future__ import annotations

import re
from pathlib import Path

from console.terraform import hcl


def ignores_changes(folder: Path, type_: str, argument: str) -> bool:
    """Whether every resource of the type in these folders ignores changes of the argument; False where there is none.

    Files that cannot be read as HCL are passed over: the engine has refused them long before.
    """
    found = [
        any(_lists(each, argument) for each in block.blocks if each.type == "lifecycle")
        for path in sorted(folder.rglob("*.tf"))
        for block in _blocks(path)
        if block.type == "resource" and block.labels[:1] == (type_,)
    ]
    return bool(found) and all(found)


def _blocks(path: Path) -> list[hcl.Block]:
    try:
        return list(hcl.blocks(hcl.parse(path.read_bytes())))
    except (OSError, hcl.HclSyntaxError):
        return []


def _lists(lifecycle: hcl.Block, argument: str) -> bool:
    listed = lifecycle.attributes.get("ignore_changes")
    return listed is not None and bool(re.search(rf"\b({re.escape(argument)}|all)\b", hcl.text_of(listed)))
