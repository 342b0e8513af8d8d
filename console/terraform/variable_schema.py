"""The input variables that a root configuration declares in its own `*.tf` files."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from console.domain.variables import Attribute, TypeConstraint, TypeKind, Variable
from console.errors import ConfigurationError
from console.terraform import hcl, syntax
from console.terraform.literals import NotALiteralError, literal
from console.terraform.type_constraints import convert

if TYPE_CHECKING:
    from tree_sitter import Node as TreeNode

HEADING = re.compile(r"(?:#|//)\s*-{2,}\s*(.*?\S)\s*-{2,}\s*")
"""`# --- Network ---`"""
ANY = TypeConstraint(TypeKind.ANY)
_PRIMITIVES = {"string", "number", "bool", "any"}
_COLLECTIONS = {"list", "set", "map"}


def read_variables(root: Path) -> tuple[Variable, ...]:
    """Every variable of the configuration in the folder, file by file in the order of declaration.

    Raises ConfigurationError where a file cannot be read; its message names file and line.
    """
    if not root.is_dir():
        raise ConfigurationError(f"There is no Terraform configuration at {root}; check the modules folder.")
    if in_json := sorted(root.glob("*.tf.json")):
        raise ConfigurationError(
            f"{in_json[0]} uses Terraform's JSON syntax, which this console does not read; "
            f"write it as {in_json[0].stem}."
        )
    files = sorted(root.glob("*.tf"), key=lambda path: (path.name != "variables.tf", path.name))
    found: dict[str, Variable] = {}
    for file in files:
        for variable in _variables_of(file):
            if variable.name in found:
                first = found[variable.name]
                raise ConfigurationError(
                    f"{file} line {variable.line}: variable {variable.name!r} is declared a second time "
                    f"(first in {first.file} line {first.line}); remove one of them."
                )
            found[variable.name] = variable
    return tuple(found.values())


def _variables_of(file: Path) -> list[Variable]:
    try:
        source = file.read_bytes()
        source.decode()
        root = hcl.parse(source)
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise ConfigurationError(f"{file} line {line}: the file is not UTF-8; save it as UTF-8.") from error
    except hcl.HclSyntaxError as error:
        raise ConfigurationError(f"{file} line {error.line}: not valid HCL near {error.near!r}; correct it.") from error
    headings = [(line, match[1]) for line, text in hcl.comments(root) if (match := HEADING.fullmatch(text.strip()))]
    fallback = "" if file.stem == "variables" else file.stem
    variables = []
    for block in hcl.blocks(root):
        if block.type == "variable":
            group = next((title for line, title in reversed(headings) if line < block.line), fallback)
            variables.append(replace(_Declaration(file, source, block).variable(), group=group))
    return variables


class _Declaration:
    """One `variable` block while it is read."""

    def __init__(self, file: Path, source: bytes, block: hcl.Block) -> None:
        self.file = file
        self.source = source
        self.block = block

    def error(self, line: int, message: str) -> ConfigurationError:
        return ConfigurationError(f"{self.file} line {line}: {message}")

    def expression(self, node: TreeNode) -> syntax.Node:
        return syntax.expression(node, self.source)

    def variable(self) -> Variable:
        if len(self.block.labels) != 1:
            raise self.error(self.block.line, 'a variable block needs exactly one name, as in variable "name" { ... }.')
        name = self.block.labels[0]
        type_node = self.block.attributes.get("type")
        type_ = ANY if type_node is None else self.type(self.expression(type_node))
        default, unknown = self.default(name, type_)
        return Variable(
            name=name,
            type=type_,
            description=self.text("description"),
            required="default" not in self.block.attributes,
            default=default,
            default_unknown=unknown,
            sensitive=self.flag("sensitive", otherwise=False),
            ephemeral=self.flag("ephemeral", otherwise=False),
            nullable=self.flag("nullable", otherwise=True),
            file=self.file.name,
            line=self.block.line,
        )

    def default(self, name: str, type_: TypeConstraint) -> tuple[Any, bool]:
        node = self.block.attributes.get("default")
        if node is None:
            return None, False
        try:
            value = literal(self.expression(node))
        except NotALiteralError:
            return None, True
        converted, problems = convert(value, type_, name)
        if problems:
            where = f" at {problems[0].path}" if problems[0].path else ""
            raise self.error(
                node.start_point.row + 1,
                f"the default of {name}{where} does not fit its type {type_}: it {problems[0].message}.",
            )
        return converted, False

    def text(self, attribute: str) -> str:
        node = self.block.attributes.get(attribute)
        if node is None:
            return ""
        expression = self.expression(node)
        if isinstance(expression, syntax.Literal) and isinstance(expression.value, str):
            return expression.value.strip()
        return hcl.text_of(node).strip().strip('"')

    def flag(self, attribute: str, *, otherwise: bool) -> bool:
        node = self.block.attributes.get(attribute)
        if node is None:
            return otherwise
        expression = self.expression(node)
        if not isinstance(expression, syntax.Literal) or expression.value not in (True, False, "true", "false"):
            raise self.error(node.start_point.row + 1, f"{attribute} must be true or false.")
        return expression.value in (True, "true")

    def type(self, node: syntax.Node) -> TypeConstraint:
        """The type constraint that an expression in the place of a type stands for."""
        match node:
            case syntax.Name(name=name) | syntax.Literal(value=str(name)) if name in _PRIMITIVES:
                return TypeConstraint(TypeKind(name))
            case syntax.Name(name=name) | syntax.Literal(value=str(name)) if name in _COLLECTIONS:
                return TypeConstraint(TypeKind(name), element=ANY)
            case syntax.Call(name=name, arguments=(element,)) if name in _COLLECTIONS:
                return TypeConstraint(TypeKind(name), element=self.type(element))
            case syntax.Call(name="tuple", arguments=(syntax.TupleNode(items=items),)):
                return TypeConstraint(TypeKind.TUPLE, elements=tuple(self.type(item) for item in items))
            case syntax.Call(name="object", arguments=(syntax.ObjectNode(items=items),)):
                attributes = {self.attribute_name(key): self.attribute(value) for key, value in items}
                return TypeConstraint(TypeKind.OBJECT, attributes=attributes)
            case _:
                raise self.error(
                    node.at[0],
                    f"the type of variable {self.block.labels[0]!r} is not a type constraint; write string, number, "
                    "bool, any, list(...), set(...), map(...), object({...}) or tuple([...]).",
                )

    def attribute_name(self, key: syntax.Node) -> str:
        if isinstance(key, syntax.Literal) and isinstance(key.value, str):
            return key.value
        raise self.error(key.at[0], "the attributes of an object type need plain names.")

    def attribute(self, node: syntax.Node) -> Attribute:
        match node:
            case syntax.Call(name="optional", arguments=(type_,)):
                return Attribute(self.type(type_), optional=True)
            case syntax.Call(name="optional", arguments=(type_, default)):
                try:
                    return Attribute(self.type(type_), optional=True, default=literal(default))
                except NotALiteralError as error:
                    raise self.error(
                        default.at[0], "the default of an optional attribute must be a constant."
                    ) from error
            case _:
                return Attribute(self.type(node))
