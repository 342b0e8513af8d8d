"""What the documents of a system say that it costs, beside today's prices."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from console.domain.cost_documents import DocumentComparison
from console.domain.environment import EnvironmentName
from console.pricing.book import PriceBook, book_for
from console.pricing.documents import compare
from console.services.presets import load_costs


def document_comparisons(
    presets: Path, name: EnvironmentName, books: Callable[[str], PriceBook | None] = book_for
) -> tuple[DocumentComparison, ...]:
    """The cost tables that the documents have for an environment; empty where there are none.

    `presets` is the folder of presets. Raises PresetError for a costs.yaml that is wrong, PriceBookError for a book
    that is not whole.
    """
    tables = load_costs(presets / name.system).documents
    return tuple(compare(table, books(table.region)) for table in tables if table.environment == name.environment)
