"""What a root configuration says of its own outputs."""

from __future__ import annotations

from pathlib import Path

from console.errors import ConfigurationError
from console.terraform.hcl import HclSyntaxError, blocks, parse, text_of
from console.terraform.string_literals import unquoted


def output_descriptions(root: Path) -> dict[str, str]:
    """Output name -> description; raises ConfigurationError naming file and line of broken HCL."""
    described = {}
    for path in sorted(root.glob("*.tf")):
        try:
            tree = parse(path.read_bytes())
        except HclSyntaxError as error:
            raise ConfigurationError(f"{path.name} line {error.line} is not valid HCL near {error.near!r}.") from None
        for block in blocks(tree):
            if block.type == "output" and block.labels:
                text = text_of(block.attributes["description"]) if "description" in block.attributes else ""
                described[block.labels[0]] = (unquoted(text[1:-1]) or "") if text.startswith('"') else ""
    return described
