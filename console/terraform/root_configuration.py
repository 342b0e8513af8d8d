"""A Terraform root configuration that somebody else wrote: what it needs beside it, where its state is, its values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from console.errors import ConfigurationError
from console.terraform import hcl, syntax_reader
from console.terraform.literals import NotALiteralError, literal


@dataclass(frozen=True, slots=True)
class RootConfiguration:
    """One folder with `*.tf` files, as it stands on the disk; nothing in it is ever changed."""

    root: Path
    folders: tuple[Path, ...]
    """The root and every folder that a local module source leads to, each once."""
    backend: str | None
    """The type of its backend block, None where it has none."""
    backend_settings: dict[str, Any] = field(default_factory=dict)
    """The constant settings of its backend block."""
    region: str | None = None
    """The region of its `provider "aws"` block where that is a constant."""


def read_configuration(path: Path) -> RootConfiguration:
    """Look at a root configuration; raises ConfigurationError for what is none, or cannot be read here."""
    root = path.expanduser().absolute()
    if not root.is_dir():
        raise ConfigurationError(f"There is no folder {path}: name the folder of a Terraform root configuration.")
    files = sorted(root.glob("*.tf"))
    in_json = sorted(root.glob("*.tf.json"))
    if in_json:
        raise ConfigurationError(
            f"{in_json[0]} uses Terraform's JSON syntax, which this console does not read; write it as HCL."
        )
    if not files:
        raise ConfigurationError(f"{path} holds no *.tf file: name the folder of a Terraform root configuration.")
    backend, settings, region = None, {}, None
    for block in _blocks(files):
        if block.type == "terraform":
            for inner in block.blocks:
                if inner.type in ("backend", "cloud"):
                    backend = inner.labels[0] if inner.labels else "cloud"
                    settings = _constants(inner)
        elif block.type == "provider" and block.labels == ("aws",) and "alias" not in block.attributes:
            region = _constants(block).get("region") or region
    return RootConfiguration(
        root, tuple(_closure(root)), backend, settings, region if isinstance(region, str) else None
    )


def read_tfvars(path: Path) -> dict[str, Any]:
    """The values of a `.tfvars` or `.tfvars.json` file; raises ConfigurationError naming file and line."""
    try:
        data = path.read_bytes()
        if path.name.endswith(".json"):
            values = json.loads(data)
            if not isinstance(values, dict):
                raise ConfigurationError(f"{path} is not an object of variables and values.")
            return values
        tree = hcl.parse(data)
    except hcl.HclSyntaxError as error:
        raise ConfigurationError(f"{path} line {error.line} is not valid HCL near {error.near!r}.") from None
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{path} cannot be read: {error}.") from None
    found: dict[str, Any] = {}
    for body in (child for child in tree.named_children if child.type == "body"):
        for attribute in (child for child in body.named_children if child.type == "attribute"):
            name, *_, value = hcl.significant(attribute)
            try:
                found[hcl.text_of(name)] = literal(syntax_reader.expression(value))
            except NotALiteralError as error:
                raise ConfigurationError(
                    f"{path} line {error.at[0]}: {hcl.text_of(name)} is not a constant value; Terraform takes none "
                    "but constants here."
                ) from None
    return found


def _closure(root: Path) -> Iterator[Path]:
    """The root and the folders of local modules, however deep; raises ConfigurationError for one that is not there."""
    seen: set[Path] = set()
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        if folder in seen:
            continue
        seen.add(folder)
        yield folder
        for block in _blocks(sorted(folder.glob("*.tf"))):
            source = _constants(block).get("source") if block.type == "module" else None
            if isinstance(source, str) and source.startswith(("./", "../")):
                target = (folder / source).resolve()
                if not target.is_dir():
                    raise ConfigurationError(
                        f"The module {source} of {folder} leads to {target}, which does not exist."
                    )
                waiting.append(target)


def _blocks(files: list[Path]) -> Iterator[hcl.Block]:
    for file in files:
        try:
            yield from hcl.blocks(hcl.parse(file.read_bytes()))
        except hcl.HclSyntaxError as error:
            raise ConfigurationError(f"{file} line {error.line} is not valid HCL near {error.near!r}.") from None
        except OSError as error:
            raise ConfigurationError(f"{file} cannot be read: {error.strerror}.") from None


def _constants(block: hcl.Block) -> dict[str, Any]:
    """The block's attributes that are constants; the others are Terraform's to evaluate."""
    found = {}
    for name, node in block.attributes.items():
        try:
            found[name] = literal(syntax_reader.expression(node))
        except NotALiteralError:
            continue
    return found
