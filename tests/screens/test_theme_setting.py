"""The theme that an operator has set."""

from __future__ import annotations

import argparse

from console.app import ConsoleApp
from console.cli import interactive
from console.ui.theme import DEFAULT_THEME
from tests.fakes.console import FakeConsole
from tests.fakes.pilot import told, until
from tests.fakes.tiny import Tiny


async def test_the_theme_of_the_settings_is_worn():
    app = ConsoleApp(FakeConsole(), theme=lambda: "infra-light")
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.theme == "infra-light")


async def test_a_theme_that_is_not_there_is_told_of_with_those_that_are():
    app = ConsoleApp(FakeConsole(), theme=lambda: "infra-lihgt")
    async with app.run_test(notifications=True) as pilot:
        await told(pilot, "no theme 'infra-lihgt'", "infra-light")
        assert app.theme == DEFAULT_THEME


def test_the_command_hands_the_setting_over(tmp_path, monkeypatch):
    worn = []
    monkeypatch.setattr(interactive, "check_terminal", lambda: None)
    monkeypatch.setattr(ConsoleApp, "run", lambda app: worn.append(app._wanted_theme()))
    interactive.console(Tiny(tmp_path).console(theme="infra-light"), argparse.Namespace())
    assert worn == ["infra-light"]
