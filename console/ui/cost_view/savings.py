"""What a plan could save: options with their figures and drawbacks. Nothing of it is applied here."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from textual.content import Content

from console.domain.cost import Amount
from console.domain.cost_savings import Saving
from console.ui.format import bar, usd
from console.ui.gate import styled

ADDRESSES = 4
BAR = 8


def savings_content(savings: Sequence[Saving]) -> Content:
    """The options, what saves most first; each with what it stands on and what it costs in other ways."""
    if not savings:
        return styled("The plan suggests no saving.\n[$foreground-muted]Looked for: ARM, gp3, Valkey, Spot, one NAT "
                      "gateway outside production, endpoints against NAT traffic.[/]")  # fmt: skip
    ordered = sorted(savings, key=lambda saving: (-saving.worth, saving.key))
    largest = max((saving.worth for saving in ordered), default=Decimal(0))
    head = styled("[$foreground-muted]Options, not advice: each is a change of the variables, and none is made here."
                  " Two of them may concern the same resource, so they do not simply add up.[/]")  # fmt: skip
    return Content("\n\n").join([head, *[_saving(saving, largest) for saving in ordered]])


def _saving(saving: Saving, largest: Decimal) -> Content:
    share = saving.worth / largest if largest > 0 and saving.worth > 0 else Decimal(0)
    parts = [styled("[b]$title[/]", title=saving.title)]
    parts.append(styled("[$text-success]$bar[/]  ", bar=bar(share, BAR)) + _worth(saving.monthly))
    parts.append(styled("[$foreground-muted]because[/]     $how", how=saving.how))
    parts.append(styled("[$text-warning]drawback[/]    $drawback", drawback=saving.drawback))
    if saving.break_even is not None:
        parts.append(styled("[$foreground-muted]break-even[/]  $words", words=saving.break_even.words))
    shown = saving.addresses[:ADDRESSES]
    more = f" and {len(saving.addresses) - len(shown)} more" if len(saving.addresses) > len(shown) else ""
    parts.append(styled("[$foreground-muted]concerns    $addresses$more[/]", addresses=", ".join(shown), more=more))
    return Content("\n").join(parts)


def _worth(monthly: Amount | None) -> Content:
    if monthly is None:
        return styled("[i $text-secondary]? not known[/]")
    if monthly.expected < 0:
        text = styled("[$text-warning]costs $usd USD a month more[/]", usd=usd(-monthly.expected))
    else:
        text = styled("[$text-success]saves $usd USD a month[/]", usd=usd(monthly.expected))
    if not monthly.certain:
        text += styled(" [$foreground-muted](from $low to $high)[/]", low=usd(monthly.low), high=usd(monthly.high))
    return text
