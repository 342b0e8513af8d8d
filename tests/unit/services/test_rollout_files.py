"""Rollout files: refused with file, key and reason; the shipped ones are sensible; without one there is a safe way."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.domain.environment import EnvironmentName, Protection
from console.domain.rollout import EnvironmentRollout, RolloutRecord
from console.domain.rollout_file import OnFailure
from console.errors import InputError, PresetError
from console.services.presets import discover
from console.services.rollouts.files import RolloutFiles

PRESETS = Path(__file__).parents[3] / "presets"
PRESET = """
system: web
environment: {environment}
description: For tests
region: us-east-1
protection: {protection}
backend: {{type: local}}
"""


def files(folder: Path) -> RolloutFiles:
    return RolloutFiles(folder, lambda: discover(folder))


def web(folder: Path, rollout: str = "") -> RolloutFiles:
    (folder / "web").mkdir()
    for environment, protection in (("prod", "protected"), ("dev", "open"), ("test", "confirm")):
        text = PRESET.format(environment=environment, protection=protection)
        (folder / "web" / f"{environment}.yaml").write_text(text)
    if rollout:
        (folder / "web" / "rollout.yaml").write_text(rollout)
    return files(folder)


@pytest.mark.parametrize("system", ["mtk", "muejam", "replaydash", "twitter"])
def test_every_system_ships_a_rollout_that_guards_what_is_protected(system: str) -> None:
    file = files(PRESETS).of(system)
    presets = discover(PRESETS)
    assert {EnvironmentName(system, each) for each in file.order} == {n for n in presets if n.system == system}
    for environment in file.order:
        gates, preset = file.environments[environment], presets.preset(EnvironmentName(system, environment))
        if preset.protection is Protection.PROTECTED:
            assert (gates.rehearsal, gates.second_person, gates.limits.destroyed) == (True, True, 0)
            assert gates.approvals >= 1
            assert gates.bake.minutes >= 20
        assert (preset.protection is Protection.OPEN) == (gates.approvals == 0)
        assert gates.bake.watch


def test_a_second_region_comes_after_the_first() -> None:
    order = files(PRESETS).of("mtk").order
    assert order.index("qa") < order.index("qa-us-west-2")
    assert order.index("prod") < order.index("prod-us-west-2")


def test_without_a_file_the_least_protected_comes_first_and_the_protected_wants_a_second_person(tmp_path: Path) -> None:
    file = web(tmp_path).of("web")
    assert file.order == ("dev", "test", "prod")
    production = file.environments["prod"]
    assert (production.rehearsal, production.second_person, production.approvals) == (True, True, 1)
    assert {gates.on_failure for gates in file.environments.values()} == {OnFailure.STOP}
    assert {gates.approvals for gates in file.environments.values()} == {1}


def test_the_file_is_no_environment(tmp_path: Path) -> None:
    web(tmp_path, "order: [dev]\nenvironments: {dev: {}}\n")
    assert [name.environment for name in discover(tmp_path)] == ["dev", "prod", "test"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("order: [dev]\nenvironments: {}\n", "dev stands in order, but has no gates"),
        ("order: [dev, stage]\nenvironments: {dev: {}, stage: {}}\n", "order names 'stage', which is no environment"),
        ("order: [dev]\nenvironments: {dev: {}, qa: {}}\n", "environments names 'qa', which is no environment"),
        (
            "order: [dev]\nenvironments: {dev: {aprovals: 1}}\n",
            "environments.dev.aprovals is not a key of rollout.yaml; remove",
        ),
        ("order: [dev]\nenvironments: {dev: {on_failure: pray}}\n", "environments.dev.on_failure is 'pray'"),
    ],
)
def test_a_wrong_file_is_refused_with_file_key_and_reason(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(PresetError) as refused:
        web(tmp_path, text).of("web")
    assert str(tmp_path / "web" / "rollout.yaml") in refused.value.message
    assert reason in refused.value.message


def test_environments_come_in_the_order_of_the_file_and_a_system_stands_for_all(tmp_path: Path) -> None:
    rollouts = web(tmp_path)
    assert [each.environment for each in rollouts.chosen(["web/prod", "web/dev"])] == ["dev", "prod"]
    assert [each.environment for each in rollouts.chosen(["web"])] == ["dev", "test", "prod"]
    with pytest.raises(InputError, match="one system"):
        rollouts.chosen(["web/dev", "shop/dev"])
    with pytest.raises(InputError, match="no system 'shop'"):
        rollouts.chosen(["shop"])
    with pytest.raises(InputError, match="web/staging is not in the rollout's order"):
        rollouts.chosen(["web/staging"])


def test_the_example_of_the_documents_is_read_and_a_rollout_with_all_its_gates_is_read_back(tmp_path: Path) -> None:
    """A rollout keeps its gates in its record: what cannot be read back there is lost with the rollout."""
    example = (PRESETS.parent / "docs" / "gates.md").read_text().partition("## rollout.yaml")[2].split("```")[1]
    text = example.removeprefix("yaml\n").replace("order: [dev, staging, production]", "order: [prod]")
    file = web(tmp_path, text.replace("  production:\n", "  prod:\n")).of("web")
    gates = file.environments["prod"]
    assert all((gates.freeze, gates.http, gates.bake.watch, gates.limits.changed))
    record = RolloutRecord(
        system="web", number=1, environments=[EnvironmentRollout(environment="web/prod", gates=gates)],
        started_by="ann@here", started_at=datetime(2026, 3, 4, tzinfo=UTC), sandbox=True,
    )  # fmt: skip
    assert RolloutRecord.model_validate_json(record.model_dump_json()) == record
