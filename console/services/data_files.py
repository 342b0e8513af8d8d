"""Data files in a strict YAML: what a reader sees is what the console reads.

Refused: duplicate keys, anchors and aliases, tags, more than one document, deep nesting, large files. Only `true` and
`false` are booleans, only decimal numbers are numbers, and dates are text: the surprises of YAML 1.1 (`no`, `010`,
`1:30`) are not there. Fractions keep every digit.
"""

from __future__ import annotations

import os
import pickle
import re
import unicodedata
from collections.abc import Hashable
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from console.errors import PresetError
from console.terraform.number_values import number_text, plain, read_number
from console.terraform.string_literals import INVISIBLE

if TYPE_CHECKING:
    from yaml import SafeLoader as _Parser
else:
    # The same parser in C, ten times as fast, where PyYAML was built with it.
    _Parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

LARGEST_BYTES = 256 * 1024
DEEPEST_NESTING = 40

_NULL, _BOOL, _NUMBER = "tag:yaml.org,2002:null", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:float"
_RESOLVERS = (
    (_NULL, re.compile(r"(?:~|null|)"), ["~", "n", ""]),
    (_BOOL, re.compile(r"(?:true|false)"), ["t", "f"]),
    (_NUMBER, re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?", re.ASCII), list("-0123456789")),
)


def read_data_file(path: Path) -> dict[str, Any]:
    """The mapping in the file; raises PresetError naming file, line and reason."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise PresetError(f"{path} cannot be read: {error.strerror}; make it a file that you may read.") from error
    if len(content) > LARGEST_BYTES:
        raise PresetError(f"{path} is larger than {LARGEST_BYTES // 1024} KiB, which no such file needs; shorten it.")
    # The bytes are our own, of a moment ago: a copy for each caller, in a tenth of the time of a deepcopy.
    document: dict[str, Any] = pickle.loads(_parsed(path, content))  # noqa: S301
    return document


# A command asks for its preset at every step, so that a file which changes meanwhile is noticed.
@lru_cache(maxsize=1024)
def _parsed(path: Path, content: bytes) -> bytes:
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PresetError(f"{path} line {line}: the file is not UTF-8; save it as UTF-8.") from error
    try:
        _refuse_what_hides(text, path)
        document = yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a SafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else 1
        # What our own constructor refuses says itself what to do.
        remedy = "" if isinstance(error, yaml.constructor.ConstructorError) else "; correct that line"
        raise PresetError(f"{path} line {line}: {error.problem or 'not valid YAML'}{remedy}.") from error
    except yaml.YAMLError as error:
        raise PresetError(f"{path} is not valid YAML: {str(error).splitlines()[0]}; correct it.") from error
    if not isinstance(document, dict):
        raise PresetError(f"{path} must hold keys and values, such as `region: us-east-1`.")
    return pickle.dumps(document)


def write_data_file(path: Path, content: dict[str, Any], *, comment: str) -> None:
    """Put the mapping at the path in one step, readable by its owner only; raises PresetError."""
    text = f"# {comment}\n" + yaml.dump(
        content, Dumper=_StrictDumper, sort_keys=False, allow_unicode=True, default_flow_style=False, width=120
    )
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(path, text.encode())
    except OSError as error:
        raise PresetError(f"{path} cannot be written: {error.strerror}; nothing was changed.") from error


def _replace(path: Path, content: bytes) -> None:
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise


def _refuse_what_hides(text: str, path: Path) -> None:
    """Look at the events before anything is built of them: an alias bomb is small here and huge there."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=_Parser):
        line = event.start_mark.line + 1 if event.start_mark is not None else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise PresetError(
                f"{path} line {line}: anchors and aliases (& and *) are not allowed; write the value out."
            )
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise PresetError(f"{path} line {line}: the tag {tag} is not allowed; write a plain value.")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if depth > DEEPEST_NESTING:
            raise PresetError(f"{path} line {line}: nested deeper than {DEEPEST_NESTING} levels; flatten it.")
        if documents > 1:
            raise PresetError(f"{path} line {line}: a second document begins here; keep one document in a file.")


class _StrictLoader(_Parser):
    """Builds plain values; keys must be text and stand once."""

    yaml_implicit_resolvers: dict[str, Any] = {}

    def mapping(self, node: yaml.MappingNode) -> dict[Hashable, Any]:
        found: dict[Hashable, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag != "tag:yaml.org,2002:str":
                shown = getattr(key_node, "value", "...")
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {shown!s:.40} is not text; put it between quotes", key_node.start_mark
                )
            if key_node.value in found:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key_node.value!r} stands here a second time; remove one", key_node.start_mark
                )
            found[key_node.value] = self.construct_object(value_node, deep=True)
        return found

    def number(self, node: yaml.ScalarNode) -> int | float | Decimal:
        number = read_number(node.value)
        if number is None:
            raise yaml.constructor.ConstructorError(
                None, None, f"the number {node.value[:20]}... has more digits than Terraform keeps", node.start_mark
            )
        return plain(number)


class _StrictDumper(yaml.SafeDumper):
    """Writes what _StrictLoader reads back."""

    yaml_implicit_resolvers: dict[str, Any] = {}

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def _written_number(dumper: yaml.SafeDumper, number: Any) -> yaml.ScalarNode:
    return dumper.represent_scalar(_NUMBER, number_text(number))


def _written_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    # PyYAML writes line breaks of Unicode (U+0085, U+2028) unescaped unless it is told to use double quotes.
    visible = all(unicodedata.category(character) not in INVISIBLE for character in text)
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if visible else '"')


_StrictLoader.add_constructor("tag:yaml.org,2002:map", _StrictLoader.mapping)
_StrictLoader.add_constructor(_NUMBER, _StrictLoader.number)
for _kind in (_StrictLoader, _StrictDumper):
    for _tag, _pattern, _first in _RESOLVERS:
        _kind.add_implicit_resolver(_tag, re.compile(f"^(?:{_pattern.pattern})$"), _first)
for _type in (int, float, Decimal):
    _StrictDumper.add_representer(_type, _written_number)
_StrictDumper.add_representer(str, _written_text)
