"""The input variables that a root configuration declares in its own `*.tf` files."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from console.domain.variables import Rule, TypeConstraint, Variable
from console.errors import ConfigurationError
from console.terraform import hcl, syntax, syntax_reader
from console.terraform.literals import NotALiteralError, literal
from console.terraform.rule_limits import limits
from console.terraform.type_constraints import convert
from console.terraform.type_expressions import ANY, NotATypeError, type_constraint

if TYPE_CHECKING:
    from tree_sitter import Node as TreeNode

HEADING = re.compile(r"(?:#|//)\s*-{2,}\s*(.*?\S)\s*-{2,}\s*")
"""`# --- Network ---`"""


@dataclass(frozen=True, slots=True)
class Condition:
    """One `validation` block as it is written."""

    expression: syntax.Node
    text: str
    message: str


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
    conditions: dict[str, Sequence[Condition]] = {}
    for file in files:
        for variable, declared in _variables_of(file):
            if variable.name in found:
                first = found[variable.name]
                raise ConfigurationError(
                    f"{file} line {variable.line}: variable {variable.name!r} is declared a second time "
                    f"(first in {first.file} line {first.line}); remove one of them."
                )
            found[variable.name] = variable
            conditions[variable.name] = declared
    types = {name: variable.type for name, variable in found.items()}
    return tuple(_with_rules(variable, conditions[name], types) for name, variable in found.items())


def _with_rules(variable: Variable, declared: Sequence[Condition], types: Mapping[str, TypeConstraint]) -> Variable:
    known = limits(variable.name, [condition.expression for condition in declared])
    return replace(
        variable,
        rules=tuple(
            Rule(condition.text, condition.message, _holds(condition.expression, variable.name, types))
            for condition in declared
        ),
        allowed=known.allowed,
        minimum=known.minimum,
        maximum=known.maximum,
        pattern=known.pattern,
    )


def _holds(
    condition: syntax.Node, name: str, types: Mapping[str, TypeConstraint]
) -> Callable[[Any, Mapping[str, Any]], bool | None]:
    """The condition as a question to a value; what it needs for that is only imported when it is asked."""

    def holds(value: Any, others: Mapping[str, Any]) -> bool | None:
        from console.terraform import expressions
        from console.terraform.evaluated_values import OnlyTerraformError, lifted

        def variable(wanted: str) -> Any:
            if wanted not in types or (wanted != name and wanted not in others):
                raise OnlyTerraformError(wanted)
            converted, problems = convert(value if wanted == name else others[wanted], types[wanted], wanted)
            if problems:
                raise OnlyTerraformError(wanted)
            return lifted(converted, types[wanted])

        return expressions.holds(condition, variable)

    return holds


def _variables_of(file: Path) -> list[tuple[Variable, Sequence[Condition]]]:
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
    variables: list[tuple[Variable, Sequence[Condition]]] = []
    for block in hcl.blocks(root):
        if block.type == "variable":
            group = next((title for line, title in reversed(headings) if line < block.line), fallback)
            declaration = _Declaration(file, block)
            variables.append((replace(declaration.variable(), group=group), declaration.conditions()))
    return variables


class _Declaration:
    """One `variable` block while it is read."""

    def __init__(self, file: Path, block: hcl.Block) -> None:
        self.file = file
        self.block = block

    def error(self, line: int, message: str) -> ConfigurationError:
        return ConfigurationError(f"{self.file} line {line}: {message}")

    def expression(self, node: TreeNode) -> syntax.Node:
        return syntax_reader.expression(node)

    def variable(self) -> Variable:
        if len(self.block.labels) != 1:
            raise self.error(self.block.line, 'a variable block needs exactly one name, as in variable "name" { ... }.')
        name = self.block.labels[0]
        type_node = self.block.attributes.get("type")
        type_ = ANY if type_node is None else self.type(type_node)
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

    def type(self, node: TreeNode) -> TypeConstraint:
        try:
            return type_constraint(self.expression(node))
        except NotATypeError as error:
            raise self.error(error.line, f"the type of variable {self.block.labels[0]!r} {error}.") from error

    def conditions(self) -> list[Condition]:
        """The `validation` blocks; one without a condition is left to Terraform to refuse."""
        return [
            Condition(
                expression=self.expression(block.attributes["condition"]),
                text=hcl.text_of(block.attributes["condition"]),
                message=self.text("error_message", block) or "does not hold what its validation asks for.",
            )
            for block in self.block.blocks
            if block.type == "validation" and "condition" in block.attributes
        ]

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

    def text(self, attribute: str, block: hcl.Block | None = None) -> str:
        node = (block or self.block).attributes.get(attribute)
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
