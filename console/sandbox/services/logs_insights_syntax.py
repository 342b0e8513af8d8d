"""The query language of CloudWatch Logs Insights, read into the steps that carry a query out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from console.sandbox.services import logs_insights_values as values
from console.sandbox.services.logs_insights_values import Aggregate, Expression, Row

_TOKEN = re.compile(
    r"(?:\s|\#[^\n]*)*(?:"
    r"(?P<text>\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')|`(?P<quoted>[^`]+)`|(?P<span>\d+(?:ms|mo|s|m|h|d|w)\b)"
    r"|(?P<number>\d+(?:\.\d+)?)|(?P<name>[@A-Za-z_][\w.@]*)|(?P<sign>!=|<=|>=|=~|[=<>()\[\],+\-*/%|]))"
)
_REGEX = re.compile(r"\s*/((?:[^/\\]|\\.)*)/")
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")


class MalformedQueryError(ValueError):
    """The query cannot be understood; `at` is the character at which."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


@dataclass
class Query:
    """The steps of a query in their order, and what it shows in the end."""

    steps: list[Callable[[list[Row]], list[Row]]] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    """Columns; none for the usual ones."""
    aggregated: bool = False


def read_query(text: str) -> Query:
    """Raises MalformedQueryError."""
    return _Reader(text).query()


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._query = Query()

    # --- Tokens ---

    def _peek(self) -> tuple[str, str, int]:
        """Kind, text and end of the next token; the kind is empty at the end of the query."""
        found = _TOKEN.match(self._text, self._at)
        if found is not None and found.lastgroup is not None:
            return found.lastgroup, found[found.lastgroup], found.end()
        rest = re.sub(r"#[^\n]*", "", self._text[self._at :]).strip()
        if rest:
            self._fail(f"unexpected symbol found {rest[:1]}")
        return "", "", len(self._text)

    def _take(self) -> tuple[str, str]:
        kind, text, self._at = self._peek()
        return kind, text

    def _next_is(self, *texts: str) -> bool:
        """Whether the next token is one of these words or signs."""
        kind, text, _ = self._peek()
        return kind in ("name", "sign") and text.lower() in texts

    def _accept(self, *texts: str) -> str | None:
        return self._take()[1].lower() if self._next_is(*texts) else None

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            self._fail(f"expected {text}, found {self._peek()[1] or 'the end of the query'}")

    def _fail(self, message: str) -> NoReturn:
        raise MalformedQueryError(message, self._at)

    # --- Commands ---

    def query(self) -> Query:
        while True:
            kind, word = self._take()
            command = getattr(self, f"_{word.lower()}_command", None) if kind == "name" else None
            if command is None:
                self._fail(f"unexpected symbol found {word or 'the end of the query'}")
            command()
            if self._peek()[0] == "":
                return self._query
            self._expect("|")

    def _fields_command(self) -> None:
        named = self._list(self._named)

        def add(rows: list[Row]) -> list[Row]:
            return [row | {name: value(row) for name, value in named} for row in rows]

        self._query.steps.append(add)
        self._query.shown += [name for name, _ in named if name not in self._query.shown]

    def _display_command(self) -> None:
        self._query.shown = [name for name, _ in self._list(self._named)]

    def _filter_command(self) -> None:
        test = self._either()
        self._query.steps.append(lambda rows: [row for row in rows if values.true(test(row))])

    def _stats_command(self) -> None:
        wanted = self._list(self._aggregate)
        keys = self._list(self._named) if self._accept("by") else []
        self._query.steps.append(lambda rows: values.grouped(rows, keys, wanted))
        self._query.shown = [name for name, _ in keys] + [name for name, _ in wanted]
        self._query.aggregated = True

    def _sort_command(self) -> None:
        orders = self._list(lambda: (self._sum(), self._accept("asc", "desc") == "desc"))

        def arrange(rows: list[Row]) -> list[Row]:
            for value, descending in reversed(orders):
                rows = sorted(rows, key=lambda row: values.order(value(row)), reverse=descending)
            return rows

        self._query.steps.append(arrange)

    def _limit_command(self) -> None:
        kind, number = self._take()
        if kind != "number" or "." in number or not 1 <= int(number) <= values.MOST_ROWS:
            self._fail(f"limit takes a number from 1 to {values.MOST_ROWS}")
        self._query.steps.append(lambda rows: rows[: int(number)])

    def _dedup_command(self) -> None:
        keys = self._list(self._named)
        self._query.steps.append(lambda rows: list({tuple(v(r) for _, v in keys): r for r in reversed(rows)}.values()))

    def _parse_command(self) -> None:
        source: Expression = values.field_of("@message")
        if self._peek()[0] in ("name", "quoted") and not _REGEX.match(self._text, self._at):
            source = values.field_of(self._take()[1])
        pattern = self._regex()
        if pattern is not None:
            names = list(pattern.groupindex)
        else:
            kind, glob = self._take()
            if kind != "text":
                self._fail("parse takes a text with * or a regular expression")
            self._expect("as")
            names = self._list(lambda: self._take()[1])
            pattern = re.compile("(.*?)".join(map(re.escape, _unquoted(glob).split("*"))) + "$", re.DOTALL)
            if pattern.groups != len(names):
                self._fail(f"parse has {pattern.groups} * and {len(names)} names")
        self._query.steps.append(lambda rows: [row | values.parsed(pattern, names, source(row)) for row in rows])

    # --- Columns ---

    def _list(self, one: Callable[[], Any]) -> list[Any]:
        found = [one()]
        while self._accept(","):
            found.append(one())
        return found

    def _named(self) -> tuple[str, Expression]:
        begin = self._at
        value = self._either()
        return self._alias(begin), value

    def _aggregate(self) -> tuple[str, Aggregate]:
        begin = self._at
        kind, name = self._take()
        make = values.AGGREGATES.get(name.lower()) if kind == "name" else None
        if make is None:
            self._fail(f"stats takes an aggregation such as count(*), not {name}")
        self._expect("(")
        arguments: list[Expression] = [] if self._next_is(")") or self._accept("*") else self._list(self._sum)
        self._expect(")")
        return self._alias(begin), make(*arguments)

    def _alias(self, begin: int) -> str:
        """What stands behind `as`, or else the expression as it was written."""
        written = self._text[begin : self._at].strip().strip("`")
        return self._take()[1] if self._accept("as") else written

    # --- Expressions ---

    def _either(self) -> Expression:
        parts = [self._both()]
        while self._accept("or"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else lambda row: any(values.true(part(row)) for part in parts)

    def _both(self) -> Expression:
        parts = [self._test()]
        while self._accept("and"):
            parts.append(self._test())
        return parts[0] if len(parts) == 1 else lambda row: all(values.true(part(row)) for part in parts)

    def _test(self) -> Expression:
        if self._accept("not"):
            denied = self._test()
            return lambda row: not values.true(denied(row))
        left = self._sum()
        if sign := self._accept(*_COMPARISONS):
            right = self._sum()
            return lambda row: values.compared(sign, left(row), right(row))
        negative = bool(self._accept("not"))
        if self._accept("like", "=~"):
            return self._like(left, negative=negative)
        if self._accept("in"):
            self._expect("[")
            among = self._list(self._sum)
            self._expect("]")
            return lambda row: any(values.compared("=", left(row), each(row)) for each in among) is not negative
        if negative:
            self._fail("expected like or in behind not")
        return left

    def _like(self, left: Expression, *, negative: bool) -> Expression:
        pattern = self._regex()
        if pattern is None:
            kind, text = self._take()
            if kind != "text":
                self._fail("like takes a text or a regular expression")
            pattern = re.compile(re.escape(_unquoted(text)))
        return lambda row: (pattern.search(str(left(row) or "")) is not None) is not negative

    def _regex(self) -> re.Pattern[str] | None:
        found = _REGEX.match(self._text, self._at)
        if found is None:
            return None
        self._at = found.end()
        try:
            return re.compile(re.sub(r"\(\?<(?=[A-Za-z_])", "(?P<", found[1]))
        except re.error as error:
            self._fail(f"invalid regular expression: {error}")

    def _sum(self) -> Expression:
        value = self._product()
        while sign := self._accept("+", "-"):
            value = values.calculated(sign, value, self._product())
        return value

    def _product(self) -> Expression:
        value = self._atom()
        while sign := self._accept("*", "/", "%"):
            value = values.calculated(sign, value, self._atom())
        return value

    def _atom(self) -> Expression:
        kind, text = self._take()
        if kind == "name" and self._accept("("):
            return self._call(text)
        if kind in ("name", "quoted"):
            return values.field_of(text)
        if kind in _LITERALS:
            return values.constant(_LITERALS[kind](text))
        return self._signed(text)

    def _signed(self, sign: str) -> Expression:
        """What begins with a sign: a parenthesis, or a minus."""
        if sign == "-":
            return values.calculated("-", values.constant(0), self._atom())
        if sign != "(":
            self._fail(f"unexpected symbol found {sign or 'the end of the query'}")
        inner = self._either()
        self._expect(")")
        return inner

    def _call(self, name: str) -> Expression:
        make = values.FUNCTIONS.get(name.lower())
        if make is None:
            self._fail(f"there is no function {name}")
        arguments: Sequence[Expression] = [] if self._next_is(")") else self._list(self._either)
        self._expect(")")
        try:
            return make(*arguments)
        except TypeError:
            self._fail(f"{name} does not take {len(arguments)} arguments")


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1])


_LITERALS: dict[str, Callable[[str], Any]] = {
    "text": _unquoted,
    "number": lambda text: float(text) if "." in text else int(text),
    "span": values.milliseconds,
}
