"""Write the README of every Terraform module from the module's own files.

What a person wrote above the marker is kept; below it stand usage, variables, outputs and resources as the files have
them, so that a README cannot say anything else than its module.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from console.domain.variables import TypeConstraint, TypeKind, Variable
from console.terraform.hcl import Block, blocks, parse, text_of
from console.terraform.literals import one_line
from console.terraform.output_schema import output_descriptions
from console.terraform.variable_schema import read_variables

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "terraform_modules"
MARKER = "<!-- Below: written from the module's own files by scripts/write-module-readmes. -->"
LONGEST_CELL = 60
"""Characters of a type or default that still fit into a table; longer ones stand below it."""


def module_folders() -> list[Path]:
    """The blocks and the systems."""
    return sorted(file.parent for pattern in ("*", "systems/*") for file in MODULES.glob(f"{pattern}/versions.tf"))


def readme(folder: Path) -> str:
    """The README as it should be; raises ValueError where nobody has written a head yet."""
    path = folder / "README.md"
    head, marker, _ = path.read_text(encoding="utf-8").partition(MARKER) if path.exists() else ("", "", "")
    if not head.strip() or not marker:
        raise ValueError(f"{path} needs a head written by hand, then a line with the marker: {MARKER}")
    sections = [usage(folder), variables(folder), outputs(folder), contents(folder), requirements(folder)]
    return "\n\n".join([head.strip(), MARKER, *(section for section in sections if section)]) + "\n"


def usage(folder: Path) -> str:
    """The plainest example, and where the others are; how to start a system."""
    if folder.parent != MODULES:
        return environments(folder.name)
    basic = (folder / "examples" / "basic" / "main.tf").read_text(encoding="utf-8").strip()
    others = sorted(example.name for example in (folder / "examples").iterdir() if example.name != "basic")
    named = [f"[`examples/{name}`](examples/{name}/main.tf)" for name in others]
    further = f"\n\nMore of its switches: {', '.join(named)}." if named else ""
    return f"## Usage\n\n```hcl\n{basic}\n```{further}"


def environments(system: str) -> str:
    """The commands for the shipped environments; empty for a system that has none."""
    names = sorted(path.stem for path in (ROOT / "presets" / system).glob("*.yaml") if (backend_of(path)))
    commands = "\n".join(f"infra-console plan {system}/{name}" for name in names)
    return f"## Usage\n\n```sh\n{commands}\n```" if names else ""


def backend_of(preset: Path) -> bool:
    """Whether the file is the preset of an environment: only those say where their state is."""
    return re.search(r"^backend:", preset.read_text(encoding="utf-8"), re.MULTILINE) is not None


def variables(folder: Path) -> str:
    """The variables in tables, under the headings of the files where these have any; long types and defaults below."""
    declared = read_variables(folder)
    written = {block.labels[0]: block for _, block in blocks_of(folder, "variable")}
    parts = ["## Variables"]
    for group in dict.fromkeys(variable.group if folder.parent != MODULES else "" for variable in declared):
        members = [v for v in declared if folder.parent == MODULES or v.group == group]
        if group:
            parts.append(f"### {group}")
        rows = [
            [f"`{v.name}`", type_cell(v), default_cell(v, written[v.name]), kept_secret(v) + v.description]
            for v in members
        ]
        parts.append(table(["name", "type", "default", "what it is"], rows))
        parts += [long_values(v, written[v.name]) for v in members if long_values(v, written[v.name])]
    return "\n\n".join(parts)


def type_cell(variable: Variable) -> str:
    return f"`{variable.type}`" if not is_long(str(variable.type)) else f"`{outline(variable.type)}`, below"


def outline(type_: TypeConstraint) -> str:
    """A type without what its objects hold."""
    if type_.kind is TypeKind.OBJECT:
        return "object"
    return f"{type_.kind}({outline(type_.element)})" if type_.element else str(type_.kind)


def default_cell(variable: Variable, block: Block) -> str:
    if variable.required:
        return "**required**"
    return "below" if is_long(default_text(block)) else f"`{default_text(block)}`"


def default_text(block: Block) -> str:
    """The default as it is written, on one line."""
    text = text_of(block.attributes["default"])
    for pattern, put in ((r"([{\[])\s*\n\s*", r"\1 "), (r",?\s*\n\s*([}\]])", r" \1"), (r",?\s*\n\s*", ", ")):
        text = re.sub(pattern, put, text)
    return re.sub(r" +", " ", text)


def kept_secret(variable: Variable) -> str:
    kinds = [word for word, holds in (("sensitive", variable.sensitive), ("ephemeral", variable.ephemeral)) if holds]
    return f"*{', '.join(kinds)}.* " if kinds else ""


def long_values(variable: Variable, block: Block) -> str:
    """Type and default of one variable as HCL, those of the two that do not fit into the table."""
    lines = [f"type = {type_text(variable.type)}"] if is_long(str(variable.type)) else []
    if not variable.required and is_long(default_text(block)):
        lines.append(f"default = {text_of(block.attributes['default'])}")
    return f"`{variable.name}`:\n\n```hcl\n" + "\n".join(lines) + "\n```" if lines else ""


def type_text(type_: TypeConstraint, indent: str = "") -> str:
    """The type over several lines, with the defaults of its attributes."""
    if type_.kind is TypeKind.OBJECT:
        inner = indent + "  "
        width = max(map(len, type_.attributes))
        lines = []
        for name, attribute in type_.attributes.items():
            text = type_text(attribute.type, inner)
            if attribute.optional:
                text = f"optional({text}{'' if attribute.default is None else f', {one_line(attribute.default)}'})"
            lines.append(f"{inner}{name:<{width}} = {text}\n")
        return f"object({{\n{''.join(lines)}{indent}}})"
    return f"{type_.kind}({type_text(type_.element, indent)})" if type_.element else str(type_.kind)


def is_long(text: str) -> bool:
    return len(text) > LONGEST_CELL


def outputs(folder: Path) -> str:
    rows = [[f"`{name}`", text] for name, text in output_descriptions(folder).items()]
    return "## Outputs\n\n" + table(["name", "what it is"], rows)


def contents(folder: Path) -> str:
    """What the module makes: the resources of a block, the blocks of a system."""
    if folder.parent == MODULES:
        rows = [
            [f"`{block.labels[0]}.{block.labels[1]}`", f"[`{file}`]({file})"]
            for file, block in blocks_of(folder, "resource")
        ]
        return "## Resources\n\n" + table(["resource", "file"], rows)
    rows = []
    for file, block in blocks_of(folder, "module"):
        name = Path(text_of(block.attributes["source"]).strip('"')).name
        rows.append([f"`{block.labels[0]}`", f"[`{name}`](../../{name}/README.md)", f"[`{file}`]({file})"])
    return "## Blocks\n\n" + table(["module", "block", "file"], rows)


def requirements(folder: Path) -> str:
    _, terraform = next(found for found in blocks_of(folder, "terraform") if "required_version" in found[1].attributes)
    (providers,) = (block for block in terraform.blocks if block.type == "required_providers")
    rows = [["Terraform", f"`{text_of(terraform.attributes['required_version']).strip(chr(34))}`"]]
    for name, node in providers.attributes.items():
        version = re.search(r'version\s*=\s*"([^"]*)"', text_of(node))
        rows.append([f"`{name}` provider", f"`{version[1]}`" if version else "any"])
    return "## Requirements\n\n" + table(["what", "version"], rows)


def blocks_of(folder: Path, kind: str) -> Iterator[tuple[str, Block]]:
    for file in sorted(folder.glob("*.tf")):
        yield from ((file.name, block) for block in blocks(parse(file.read_bytes())) if block.type == kind)


def table(header: list[str], rows: Iterable[list[str]]) -> str:
    lines = [header, ["---"] * len(header), *([escaped(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def escaped(cell: str) -> str:
    """The cell without what would end it, or read as a tag outside of code."""
    return re.sub(r"(`[^`]*`)|<", lambda found: found[1] or "&lt;", cell).replace("|", "\\|")


def main(arguments: list[str]) -> int:
    """Write what is out of date; with --check, name it and end with 1."""
    stale = []
    for folder in module_folders():
        try:
            wanted = readme(folder)
        except ValueError as error:
            print(error, file=sys.stderr)
            return 1
        path = folder / "README.md"
        if path.read_text(encoding="utf-8") != wanted:
            stale.append(path)
            if "--check" not in arguments:
                path.write_text(wanted, encoding="utf-8")
    for path in stale:
        print(path.relative_to(ROOT))
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
