"""A process of its own that evaluates Rego policies: no variables of the operator's, no way to take the console along.

It reads `{"modules": {file: text}, "input": ...}` on its standard input and writes what the package `infra_console`
says as JSON on its standard output. What is wrong with a policy goes to its standard error. Policies can read the
variables of the process that evaluates them (`opa.runtime`): that is why it has none.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from typing import Any

PACKAGE = "infra_console"
NOT_INSTALLED = 3
"""Exit code where this machine has no regopy."""
REFUSED = 4
"""Exit code where a policy cannot be evaluated."""


def main() -> int:
    asked = json.load(sys.stdin)
    # The evaluator prints its errors itself: only the answer belongs on the standard output.
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    try:
        said = _evaluated(asked["modules"], asked["input"])
    except ImportError as error:
        sys.stderr.write(str(error))
        return NOT_INSTALLED
    except ValueError as error:
        sys.stderr.write(_with_its_file(str(error), asked))
        return REFUSED
    with answer:
        json.dump(said, answer)
    return 0


def _evaluated(modules: Mapping[str, str], document: Any) -> Any:
    """What the package says; raises ValueError with what the evaluator says against the policies."""
    from regopy import Interpreter, LogLevel, RegoError

    evaluator = Interpreter()
    evaluator.log_level = LogLevel.ERROR
    evaluator.strict_built_in_errors = True
    try:
        for name, text in modules.items():
            evaluator.add_module(name, text)
        evaluator.set_input(document)
        output = evaluator.query(f"data.{PACKAGE}")
    except RegoError as error:
        raise ValueError(str(error)) from None
    except json.JSONDecodeError as error:
        # What is no JSON is the evaluator's error, which it gives in the answer's place.
        raise ValueError(error.doc) from None
    if not output.ok():
        raise ValueError("(errormsg 0:a builtin failed, or a rule has two values)")
    expressions = output.results[0].expressions if output.results else []
    return expressions[0] if expressions else {}


def _with_its_file(error: str, asked: Mapping[str, Any]) -> str:
    """The error with the first file that meets it alone, where it does not say itself which it is of."""
    if len(asked["modules"]) == 1:
        return f"{error}\n(file {next(iter(asked['modules']))})"
    for name, text in asked["modules"].items():
        try:
            _evaluated({name: text}, asked["input"])
        except ValueError:
            return f"{error}\n(file {name})"
    return error


if __name__ == "__main__":
    sys.exit(main())
