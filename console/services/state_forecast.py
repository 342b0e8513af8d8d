"""What the next plan does after a change of the state, as far as that is known without making it, and the way back."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from console.domain.environment import EnvironmentName
from console.domain.sentences import sentence
from console.domain.state import StateDocument, StateResource
from console.domain.state_address import is_module
from console.services.state_access import StatePlace
from console.terraform.configured_addresses import Declared, declared, module_declared

_MOST_LINES = 6
_WORD = re.compile(r"[a-z]+[ :,]")


@dataclass(frozen=True, slots=True)
class Forecast:
    """Sentences for the question before a change."""

    next_plan: tuple[str, ...]
    way_back: tuple[str, ...]
    warnings: tuple[str, ...] = ()

    def with_warnings(self, warnings: Sequence[str]) -> Forecast:
        """The same with more to know before."""
        return replace(self, warnings=(*self.warnings, *warnings))

    def on_sandbox(self) -> Forecast:
        """The same with commands that stay on the sandbox: pasted as they stand, they would be for AWS."""
        return Forecast(*(tuple(map(_for_sandbox, each)) for each in (self.next_plan, self.way_back, self.warnings)))


def of_move(place: StatePlace, name: EnvironmentName, source: str, destination: str) -> Forecast:
    """After `state mv`: what the configuration has of the old and of the new address decides."""
    new, old = _declared(place, destination), _declared(place, source)
    if new is Declared.NOT:
        said = [f"the configuration has no {destination}: the next plan destroys what stands there"]
        if old.there:
            said.append(f"and makes {source} anew, since the configuration still has it")
    elif new is Declared.OTHER_KEYS:
        said = [f"{destination} {new.value}: the next plan destroys what stands there"]
    elif new is Declared.UNKNOWN:
        said = [f"{destination} {new.value}: plan before you apply anything"]
    else:
        said = [f"the configuration has {destination}: the next plan leaves it there"]
    if new.there and old is Declared.FITS:
        said.append(f"the configuration still has {source}: the next plan makes another one")
    moved = "a `moved` block in the configuration does the same for everybody who applies it"
    return Forecast(_said(said), _said([_command("mv", name, destination, source)]), _said([moved]))


def of_remove(place: StatePlace, name: EnvironmentName, document: StateDocument, addresses: Sequence[str]) -> Forecast:
    """After `state rm`: what it stands for goes on existing, and costing, and nobody watches it."""
    managed = [one for one in (document.find(address) for address in addresses) if one is not None and one.managed]
    there = [one for one in managed if _declared(place, one.address).there]
    said = ["nothing is deleted: what it stands for goes on, and costs, without Terraform"]
    if there:
        which = there[0].address if len(there) == 1 else f"{there[0].address} and {len(there) - 1} more"
        said.append(
            f"the configuration has {which}: the next plan makes it anew beside what exists, or fails where the name "
            "is taken"
        )
    elif managed:
        said.append("the configuration has none of it: the next plan leaves it out")
    users = sorted(
        {
            one.address
            for one in document.resources
            if one.address not in set(addresses) and any(_uses(one, address) for address in addresses)
        }
    )
    back = [_command("import", name, one.address, one.id) for one in managed if one.id][:_MOST_LINES]
    if len(managed) > len(back):
        back.append("or the backup that is made first, with `infra-console state restore`")
    warnings = []
    if users:
        more = f" and {len(users) - 1} more" if len(users) > 1 else ""
        warnings.append(f"{users[0]}{more} depends on what is forgotten")
    return Forecast(_said(said), _said(back), _said(warnings))


def of_taint(name: EnvironmentName, document: StateDocument, resource: StateResource) -> Forecast:
    """After `taint`: a replacement, with all that follows for what depends on it."""
    said = [f"every plan from now on destroys {resource.address} and makes it anew, until it was applied"]
    users = sorted({one.address for one in document.resources if _uses(one, resource.address)})
    if users:
        more = f" and {len(users) - 1} more" if len(users) > 1 else ""
        said.append(f"{users[0]}{more} may change with it")
    rather = f"{_command('plan', name, '--replace', resource.address)} shows the same without marking anything"
    return Forecast(_said(said), _said([_command("untaint", name, resource.address)]), _said([rather]))


def of_untaint(name: EnvironmentName, address: str) -> Forecast:
    """After `untaint`: Terraform takes the object for whole again."""
    said = f"the next plan does not replace {address} any more; it is taken for whole as it is"
    half = "an object is tainted where its creation failed half way: look at it before you trust it"
    return Forecast(_said([said]), _said([_command("taint", name, address)]), _said([half]))


def _said(texts: Iterable[str]) -> tuple[str, ...]:
    # A sentence that begins with an address keeps its case.
    # One that ends with a command is copied without a full stop.
    told = (text[:1].upper() + text[1:] if _WORD.match(text) else text for text in texts)
    return tuple(text if text.endswith("`") else sentence(text) for text in told)


def _command(action: str, name: EnvironmentName, *words: str) -> str:
    before = ["plan"] if action == "plan" else ["state", action]
    return f"`{shlex.join(['infra-console', *before, str(name), *words])}`"


def _for_sandbox(text: str) -> str:
    return re.sub(r"`(infra-console [^`]*)`", r"`\1 --sandbox`", text)


def _declared(place: StatePlace, address: str) -> Declared:
    return (module_declared if is_module(address) else declared)(place.root, address)


def _uses(resource: StateResource, address: str) -> bool:
    bare = address.partition("[")[0] if not address.startswith("module.") else address
    return any(bare == used or address.startswith(f"{used}[") for used in resource.depends_on)
