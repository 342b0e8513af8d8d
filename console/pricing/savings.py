"""What a plan could save, each option with its figure and its drawback: suggested, never applied.

An option that changes resources is priced as those resources changed, on the same book and usage: its figure is what
the estimate differs by. One whose figure the book does not have says so, instead of guessing.
"""

from __future__ import annotations

from collections.abc import Sequence

from console.domain.cost_savings import Saving
from console.pricing.book import PriceBook
from console.pricing.landscape import Landscape
from console.pricing.machine_savings import arm, gp3, spot, valkey
from console.pricing.network_savings import endpoints, gateway_endpoints, single_nat
from console.pricing.resource import PricedResource
from console.pricing.situation import Pricer, Situation

_SUGGESTIONS = (arm, gp3, valkey, spot, single_nat, endpoints, gateway_endpoints)


def savings(
    resources: Sequence[PricedResource], price: Pricer, book: PriceBook | None, *, production: bool
) -> tuple[Saving, ...]:
    """The options that these resources suggest, the largest first; what has no figure comes last.

    `price` estimates any set of resources on `book`. In production nothing is suggested that trades away a spare.
    """
    found = Situation(price(resources), price, book, production, Landscape(resources))
    options = [option for suggest in _SUGGESTIONS for option in suggest(found) if option is not None]
    return tuple(sorted(options, key=lambda option: (-option.worth, option.key)))
