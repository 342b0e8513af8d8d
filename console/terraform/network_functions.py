"""Functions of IP networks."""

from __future__ import annotations

import ipaddress
import re
from typing import Any

from console.terraform.evaluated_values import FailedError, OnlyTerraformError, as_integer, as_string

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_IPV4 = re.compile(r"(\d+)\.(\d+)\.(\d+)\.(\d+)/(\d+)", re.ASCII)
MOST_NEW_BITS = 32


def cidrhost(prefix: Any, number: Any) -> str:
    network, host = _network(prefix), as_integer(number)
    if not -network.num_addresses <= host < network.num_addresses:
        raise FailedError("no such host in the network")
    return str(network[host])


def cidrnetmask(prefix: Any) -> str:
    network = _network(prefix)
    if network.version == 6:
        raise FailedError("an IPv4 network is required")
    return str(network.netmask)


def cidrsubnet(prefix: Any, new_bits: Any, number: Any) -> str:
    network, bits, place = _network(prefix), as_integer(new_bits), as_integer(number)
    if bits < 0 or bits > MOST_NEW_BITS or place < 0:
        raise OnlyTerraformError("a subnet of this kind")
    if network.prefixlen + bits > network.max_prefixlen or place >= 2**bits:
        raise FailedError("no such subnet in the network")
    size = 2 ** (network.max_prefixlen - network.prefixlen - bits)
    kind = type(network)
    return str(kind((int(network.network_address) + place * size, network.prefixlen + bits)))


def _network(prefix: Any) -> Network:
    """The network, host bits dropped; raises FailedError for what is not one."""
    text = as_string(prefix)
    if match := _IPV4.fullmatch(text):
        if any(len(part) > 1 and part.startswith("0") for part in match.groups()):
            raise OnlyTerraformError("leading zeros in an address")
    elif ":" not in text:
        raise FailedError("not a network")
    elif "." in text or "%" in text:
        raise OnlyTerraformError("an address of mixed form")
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError as error:
        if ":" in text:
            raise OnlyTerraformError("an address of unusual form") from error
        raise FailedError("not a network") from error
