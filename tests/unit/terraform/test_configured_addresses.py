"""Whether a configuration declares an address, in modules and under keys of either kind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from console.domain.state_address import check_address, is_module, module_path, within
from console.errors import InputError
from console.terraform.configured_addresses import Declared, declared, module_declared


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A root with a module, initialised."""
    network = tmp_path / "blocks" / "network"
    network.mkdir(parents=True)
    (network / "main.tf").write_text('resource "aws_vpc" "this" {}\n')
    root = tmp_path / "systems" / "x"
    (root / ".terraform" / "modules").mkdir(parents=True)
    modules = [{"Key": "", "Dir": "."}, {"Key": "network", "Dir": "../../blocks/network"}]
    (root / ".terraform" / "modules" / "modules.json").write_text(json.dumps({"Modules": modules}))
    (root / "main.tf").write_text(
        'resource "aws_a" "one" {}\nresource "aws_a" "many" {\n  count = 2\n}\n'
        'resource "aws_a" "each" {\n  for_each = {}\n}\ndata "aws_d" "one" {}\n'
    )
    return root


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("aws_a.one", Declared.FITS),
        ("aws_a.one[0]", Declared.OTHER_KEYS),
        ("aws_a.many[1]", Declared.FITS),
        ("aws_a.many", Declared.OTHER_KEYS),
        ('aws_a.many["x"]', Declared.OTHER_KEYS),
        ('aws_a.each["x"]', Declared.FITS),
        ("aws_a.each[0]", Declared.OTHER_KEYS),
        ("aws_a.none", Declared.NOT),
        ("data.aws_d.one", Declared.FITS),
        ("data.aws_a.one", Declared.NOT),
        ("module.network.aws_vpc.this", Declared.FITS),
        ('module.network["a"].aws_vpc.this', Declared.FITS),
        ("module.network.aws_vpc.other", Declared.NOT),
        ("module.other.aws_vpc.this", Declared.NOT),
    ],
)
def test_an_address_is_found_where_the_configuration_declares_it(root: Path, address: str, found: Declared) -> None:
    assert declared(root, address) is found


def test_a_module_is_found_where_it_was_installed(root: Path) -> None:
    assert module_declared(root, 'module.network["a"]') is Declared.FITS
    assert module_declared(root, "module.other") is Declared.NOT


def test_where_the_list_of_modules_cannot_be_read_it_is_not_known(root: Path) -> None:
    (root / ".terraform" / "modules" / "modules.json").write_text("{")
    assert declared(root, "module.network.aws_vpc.this") is Declared.UNKNOWN
    assert module_declared(root, "module.network") is Declared.UNKNOWN
    assert declared(root, "aws_a.one") is Declared.FITS


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-x",
        "aws_a",
        "aws_a.b.c",
        "module.a",
        "aws_a.b[",
        'aws_a.b["x"',
        "aws_a.b[-1]",
        "a.b;c",
        "aws_a.b\n",
        "../x.y",
    ],
)
def test_fault_63_what_is_no_address_of_a_resource_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="is no address of a resource"):
        check_address(text)


def test_addresses_of_modules_and_what_stands_in_them() -> None:
    assert check_address('module.a["x.y"].module.b', modules=True)
    assert is_module("module.a.module.b[0]")
    assert not is_module("module.a.aws_b.c")
    assert module_path('module.a["x.y"].module.b') == ('module.a["x.y"]', 'module.a["x.y"].module.b')
    assert module_path("") == ()
    assert within("module.a.aws_b.c[0]", "module.a")
    assert within("aws_b.c[0]", "aws_b.c")
    assert not within("aws_b.cd", "aws_b.c")
    assert not within("module.ab.aws_b.c", "module.a")
