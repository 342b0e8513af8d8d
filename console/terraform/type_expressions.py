"""Type constraints as a variable block writes them."""

from __future__ import annotations

from console.domain.variables import Attribute, TypeConstraint, TypeKind
from console.terraform import syntax
from console.terraform.literals import NotALiteralError, literal

ANY = TypeConstraint(TypeKind.ANY)
_PRIMITIVES = {"string", "number", "bool", "any"}
_COLLECTIONS = {"list", "set", "map"}


class NotATypeError(Exception):
    """An expression that is not a type constraint; the text is the end of a sentence about the type."""

    def __init__(self, line: int, message: str) -> None:
        self.line = line
        super().__init__(message)


def type_constraint(node: syntax.Node) -> TypeConstraint:
    """The type constraint that an expression in the place of a type stands for; raises NotATypeError."""
    match node:
        case syntax.Name(name=name) | syntax.Literal(value=str(name)) if name in _PRIMITIVES:
            return TypeConstraint(TypeKind(name))
        case syntax.Name(name=name) | syntax.Literal(value=str(name)) if name in _COLLECTIONS:
            return TypeConstraint(TypeKind(name), element=ANY)
        case syntax.Call(name=name, arguments=(element,)) if name in _COLLECTIONS:
            return TypeConstraint(TypeKind(name), element=type_constraint(element))
        case syntax.Call(name="tuple", arguments=(syntax.TupleNode(items=items),)):
            return TypeConstraint(TypeKind.TUPLE, elements=tuple(map(type_constraint, items)))
        case syntax.Call(name="object", arguments=(syntax.ObjectNode(items=items),)):
            return TypeConstraint(TypeKind.OBJECT, attributes={_name(key): _attribute(value) for key, value in items})
        case _:
            raise NotATypeError(
                node.at[0],
                "is not a type constraint; write string, number, bool, any, list(...), set(...), map(...), "
                "object({...}) or tuple([...])",
            )


def _name(key: syntax.Node) -> str:
    if isinstance(key, syntax.Literal) and isinstance(key.value, str):
        return key.value
    raise NotATypeError(key.at[0], "has an attribute without a plain name")


def _attribute(node: syntax.Node) -> Attribute:
    match node:
        case syntax.Call(name="optional", arguments=(type_,)):
            return Attribute(type_constraint(type_), optional=True)
        case syntax.Call(name="optional", arguments=(type_, default)):
            try:
                return Attribute(type_constraint(type_), optional=True, default=literal(default))
            except NotALiteralError as error:
                raise NotATypeError(error.at[0], "has an optional attribute whose default is not a constant") from error
        case _:
            return Attribute(type_constraint(node))
