"""Whether a frozen configuration declares what an address of the state names."""

from __future__ import annotations

import json
from enum import Enum
from pathlib import Path

from console.domain.state_address import AddressParts, parts
from console.terraform import hcl


class Declared(Enum):
    """How a configuration declares the resource of an address."""

    NOT = "is not in the configuration"
    FITS = "is in the configuration"
    OTHER_KEYS = "is in the configuration, but not under such a key"
    """It is repeated there and the address has no key, the other way round, or the key is of the other kind."""
    UNKNOWN = "may be in the configuration"
    """Its module cannot be read."""

    @property
    def there(self) -> bool:
        return self is not Declared.NOT


def declared(root: Path, address: str) -> Declared:
    """How the initialised root configuration declares the address; raises InputError for what is no address.

    Which instances `count` and `for_each` make depends on values: only the kind of the key is looked at.
    """
    wanted = parts(address)
    folder = _module_folder(root, wanted.modules)
    if folder is None:
        return Declared.NOT if _readable(root) else Declared.UNKNOWN
    kind = "data" if wanted.mode == "data" else "resource"
    found = [block for block in _blocks(folder) if block.type == kind and block.labels == (wanted.type, wanted.name)]
    if not found:
        return Declared.NOT
    return Declared.FITS if _key_fits(found[0], wanted) else Declared.OTHER_KEYS


def module_declared(root: Path, address: str) -> Declared:
    """How the initialised root configuration declares the module of an address such as `module.network["a"]`."""
    inside = parts(f"{address}.x.x")
    if _module_folder(root, inside.modules) is not None:
        return Declared.FITS
    return Declared.NOT if _readable(root) else Declared.UNKNOWN


def _key_fits(block: hcl.Block, wanted: AddressParts) -> bool:
    if "for_each" in block.attributes:
        return wanted.key is not None and wanted.key.startswith('["')
    if "count" in block.attributes:
        return wanted.key is not None and not wanted.key.startswith('["')
    return wanted.key is None


def _module_folder(root: Path, modules: tuple[str, ...]) -> Path | None:
    """Where the engine found the module when it was initialised; None where there is no such module."""
    if not modules:
        return root
    for entry in _installed(root) or ():
        if entry.get("Key") == ".".join(modules):
            return root / str(entry["Dir"])
    return None


def _readable(root: Path) -> bool:
    return _installed(root) is not None


def _installed(root: Path) -> list[dict[str, str]] | None:
    manifest = root / ".terraform" / "modules" / "modules.json"
    if not manifest.exists():
        # A configuration without modules has none.
        return []
    try:
        modules = json.loads(manifest.read_text(encoding="utf-8"))["Modules"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return modules if isinstance(modules, list) else None


def _blocks(folder: Path) -> list[hcl.Block]:
    found: list[hcl.Block] = []
    for path in sorted(folder.glob("*.tf")):
        try:
            found += hcl.blocks(hcl.parse(path.read_bytes()))
        except (OSError, hcl.HclSyntaxError):
            # The engine has refused such a file long before.
            continue
    return found
