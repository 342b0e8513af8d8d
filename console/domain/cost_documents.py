"""The cost tables of the documents beside what the price book says today, line by line, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pydantic import Field, model_validator

from console.domain.cost import Amount
from console.domain.environment import Strict, UsageProfile

STILL_RIGHT_WITHIN = Decimal("0.05")
"""A document that rounds (`~$15` for 15.18) is still right within this share of its figure."""


class Verdict(StrEnum):
    """How a document's figure stands beside today's."""

    RIGHT = "still right"
    TOO_LOW = "too low"
    TOO_HIGH = "too high"
    PART = "part of the total"
    """The document has it in its total, without a figure of its own."""
    LEFT_OUT = "left out"
    """The environment needs it, and the document's total does not hold it."""
    CARRIED = "not compared"
    """The document does not say how much it buys: its own figure is kept."""


class PricedTerm(Strict):
    """A price of the book times a quantity a month."""

    price: str
    """The book's key."""
    quantity: Decimal = Field(ge=0, allow_inf_nan=False)
    most: Decimal | None = Field(default=None, ge=0, allow_inf_nan=False)
    """The quantity at most, where the document gives a range."""

    @model_validator(mode="after")
    def _in_order(self) -> PricedTerm:
        if self.most is not None and self.most < self.quantity:
            raise ValueError("most must not be below quantity")
        return self


class DocumentLine(Strict):
    """One line of a document's cost table. `low` and `high` are its own figures; one figure is `low` alone."""

    says: str
    low: Decimal | None = Field(default=None, ge=0, allow_inf_nan=False)
    high: Decimal | None = Field(default=None, ge=0, allow_inf_nan=False)
    left_out: bool = False
    """The document's total does not hold it."""
    terms: tuple[PricedTerm, ...] = ()
    """What it costs today; none where the document does not say how much it buys."""
    reason: str = ""

    @model_validator(mode="after")
    def _has_a_figure(self) -> DocumentLine:
        if self.low is None and not self.terms:
            raise ValueError("a line needs the document's figure or what it costs today")
        if self.high is not None and (self.low is None or self.high < self.low):
            raise ValueError("high needs a low that is not above it")
        return self


class DocumentTable(Strict):
    """What a document says that an environment costs a month."""

    title: str
    document: str
    """Which document, by its number: `001`."""
    environment: str
    region: str = "us-east-1"
    profile: str = ""
    """The usage profile with the document's own assumptions."""
    low: Decimal | None = Field(default=None, ge=0, allow_inf_nan=False)
    """Its own total; none where it gives none."""
    high: Decimal | None = Field(default=None, ge=0, allow_inf_nan=False)
    lines: tuple[DocumentLine, ...]
    reason: str = ""
    """Why the total differs today."""


class SystemCosts(Strict):
    """presets/<system>/costs.yaml: usage scenarios for all environments of a system, and its documents' cost tables."""

    usage_profiles: dict[str, UsageProfile] = Field(default_factory=dict)
    documents: tuple[DocumentTable, ...] = ()


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """One line: what the document says (USD per month), what it costs today, and why that differs."""

    says: str
    documented: Amount | None
    """None where the document has no figure for it."""
    today: Amount | None
    """None where the book has no price for it."""
    verdict: Verdict
    how: str
    """Today's figure as a sum of products: `15 x 0.625 USD/1M WRU`."""
    reason: str


@dataclass(frozen=True, slots=True)
class DocumentComparison:
    """A document's table beside today's prices, USD per month."""

    title: str
    document: str
    environment: str
    profile: str
    lines: tuple[ComparedLine, ...]
    documented: Amount | None
    """The document's own total; None where it gives none."""
    today: Amount
    """What the lines that the document counted cost today."""
    left_out: Amount
    """What it left out costs today."""
    verdict: Verdict
    """Of its total beside `today`."""
    complete: bool
    """False where a line has no price: the totals of today are then "at least"."""
    reason: str
