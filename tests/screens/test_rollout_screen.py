"""Rollouts: where a change stands is seen with its evidence, and nothing is done before it was shown and agreed to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Button, Checkbox, Input, RadioSet, Switch

from console.app import ConsoleApp
from console.domain.environment import EnvironmentName
from console.domain.plain import plain
from console.domain.rollout import Evidence, Finding, RolloutStage, RolloutStatus, StageStatus
from console.domain.rollout_file import OnFailure
from console.domain.run import RunStatus
from console.errors import InputError, LockedError, RunNotFoundError, StoreError
from console.services.review_documents import plan_document
from console.services.rollouts.approvals import ApprovalRequest, Wanted
from console.services.rollouts.records import UnreadableRollout
from screens.modals.approve import ApproveScreen
from screens.modals.confirm import ConfirmScreen
from screens.modals.given import GivenScreen
from screens.modals.quit import QuitScreen
from screens.modals.rollout_approve import RolloutApproveScreen
from screens.modals.rollout_back import RollBackScreen
from screens.modals.rollout_start import StartScreen, read_values
from screens.modals.secrets import SecretsScreen
from screens.rollout import RolloutScreen
from screens.rollout_back import RollBackReviewScreen
from screens.rollout_review import RolloutReviewScreen
from tests.fakes.console import FakeConsole
from tests.fakes.hostile import HOSTILE
from tests.fakes.overview import NOW
from tests.fakes.pilot import opened, screen_text, seen, told, until
from tests.fakes.rollouts import ANN, BOB, PLAN, FakeRollouts, baking, done, held, part, rolled_back, rollout
from tests.screens import material

STAGING = EnvironmentName("replaydash", "staging")


@pytest.fixture(autouse=True)
def _bob(monkeypatch):
    for module in ("screens.rollout_review", "screens.modals.rollout_approve"):
        monkeypatch.setattr(f"{module}.whoami", lambda: BOB)


def console(fake: FakeRollouts) -> FakeConsole:
    made = FakeConsole(rollouts=fake)
    shown = material.reviewed(STAGING)
    shown.record.plan_sha256 = PLAN
    made.runs.reviewed = shown
    return made


async def on_screen(app: ConsoleApp, pilot) -> RolloutScreen:
    app.open_place("rollouts", STAGING)
    await until(pilot, lambda: isinstance(app.screen, RolloutScreen))
    await seen(pilot, "Rollouts of replaydash")
    screen = app.screen
    assert isinstance(screen, RolloutScreen)
    await until(pilot, lambda: screen.record is not None)
    return screen


async def asked(pilot, app: ConsoleApp, *texts: str) -> None:
    await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
    await seen(pilot, *texts)
    assert app.focused is app.screen.query_one("#no"), "the safe answer has the focus"


# --- Looking ---


async def test_it_is_opened_with_7_and_with_o_from_the_environments():
    async with opened(console(FakeRollouts(held()))) as (app, pilot):
        await until(pilot, lambda: app.focused is not None)
        for key in ("7", "o"):
            await pilot.press(key)
            await until(pilot, lambda: isinstance(app.screen, RolloutScreen))
            await pilot.press("escape")
            await until(pilot, lambda: not isinstance(app.screen, RolloutScreen))


async def test_the_stages_are_seen_with_the_current_one_open_and_what_it_waits_for():
    async with opened(console(FakeRollouts(held()))) as (app, pilot):
        await on_screen(app, pilot)
        text = await seen(pilot, "! waits        review and approval", "waits for 1 more approval", "for 9m 06s")
        assert "✓ passed       preflight" in text
        assert "· not begun    bake" in text
        assert "dev" in text
        assert "through" in text
        assert "Nobody holds it." not in text, "the stages that passed are closed"


async def test_a_whole_sentence_of_what_is_waited_for_stands_for_itself():
    record = held()
    record.environments[1].stage(RolloutStage.APPROVAL).waits_for = "replaydash/staging waits for 1 approval."
    async with opened(console(FakeRollouts(record))) as (app, pilot):
        await on_screen(app, pilot)
        await seen(pilot, "│ replaydash/staging waits for 1 approval, for 9m 06s")


async def test_enter_opens_the_evidence_of_a_stage_and_closes_it():
    async with opened(console(FakeRollouts(held()))) as (app, pilot):
        await on_screen(app, pilot)
        await seen(pilot, "review and approval")
        await pilot.press("home", "enter")
        await seen(pilot, "state lock", "Nobody holds it.", "assumed-role/operator")
        await pilot.press("enter")
        await until(pilot, lambda: "Nobody holds it." not in screen_text(app))


async def test_a_failed_stage_is_open_by_itself_with_the_reason():
    async with opened(console(FakeRollouts(rolled_back()))) as (app, pilot):
        await on_screen(app, pilot)
        await seen(pilot, "x failed       verify", "containers crash on start", "never reached", "rolled back")


async def test_what_a_plan_said_is_read_also_after_it_was_applied():
    async with opened(console(FakeRollouts(done()))) as (app, pilot):
        await on_screen(app, pilot)
        await pilot.press("v")
        await seen(pilot, "Plan of replaydash/production#15")


async def test_inconclusive_does_not_look_like_success():
    unknown = Evidence(check="CPUUtilization", finding=Finding.UNKNOWN, text="No data came.", at=NOW)
    record = rollout(
        part("replaydash/dev", RolloutStage.BAKE, StageStatus.INCONCLUSIVE, evidence=[unknown]),
        status=RolloutStatus.FAILED,
    )
    async with opened(console(FakeRollouts(record))) as (app, pilot):
        await on_screen(app, pilot)
        await seen(pilot, "? inconclusive bake", "? CPUUtilizat", "No data came.", "x failed")


async def test_it_moves_by_itself_and_goes_with_the_change_to_the_next_environment():
    fake = FakeRollouts(held())
    async with opened(console(fake)) as (app, pilot):
        await on_screen(app, pilot)
        await seen(pilot, "replaydash@3  replaydash/staging")
        fake.records = [
            rollout(
                part("replaydash/dev", None),
                part("replaydash/staging", None),
                part("replaydash/production", RolloutStage.PLAN, StageStatus.RUNNING),
                status=RolloutStatus.RUNNING,
            )
        ]
        await seen(pilot, "replaydash@3  replaydash/production", "* running      plan")


async def test_another_environment_is_chosen_and_stays_chosen():
    async with opened(console(FakeRollouts(held()))) as (app, pilot):
        screen = await on_screen(app, pilot)
        screen.query_one("#environments").focus()
        await pilot.press("up")
        await seen(pilot, "replaydash@3  replaydash/dev")
        screen.action_refresh()
        await pilot.pause(0.2)
        assert "replaydash@3  replaydash/dev" in screen_text(app)


async def test_no_rollouts_teaches():
    async with opened(console(FakeRollouts())) as (app, pilot):
        app.open_place("rollouts", STAGING)
        await seen(pilot, "No rollouts of replaydash yet", "Press n to begin one")


async def test_a_damaged_record_is_named_beside_the_others_until_it_can_be_read():
    fake = FakeRollouts(held())
    fake.unreadable = (UnreadableRollout("replaydash@2", "The record replaydash@2 cannot be read: it is damaged."),)
    async with opened(console(fake)) as (app, pilot):
        screen = await on_screen(app, pilot)
        await seen(pilot, "The record replaydash@2 cannot be read", "replaydash@3  replaydash/staging")
        fake.unreadable = ()
        screen.action_refresh()
        await until(pilot, lambda: "cannot be read" not in screen_text(app))


async def test_a_store_that_cannot_be_reached_says_so_and_what_was_seen_stays_with_its_age():
    fake = FakeRollouts(held())
    async with opened(console(fake)) as (app, pilot):
        await on_screen(app, pilot)
        fake.error = StoreError("The store cannot be reached.")
        await pilot.press("r")
        await seen(pilot, "old: The store cannot be reached.", "review and approval")
        fake.error = None
        await until(pilot, lambda: "The store cannot be reached." not in screen_text(app), "it recovered by itself")


async def test_what_others_wrote_is_harmless():
    record = held()
    record.why = record.reason = HOSTILE
    stage = record.environments[1].stage(RolloutStage.APPROVAL)
    stage.waits_for = HOSTILE
    stage.evidence.append(Evidence(check=HOSTILE, finding=Finding.FAILED, text=HOSTILE, at=NOW))
    async with opened(console(FakeRollouts(record))) as (app, pilot):
        await on_screen(app, pilot)
        await seen(pilot, "review and approval")
        assert "\x1b" not in screen_text(app)
        assert isinstance(app.screen, RolloutScreen)


@pytest.mark.parametrize(
    ("record", "offered", "absent"),
    [
        (held(), {"approve", "pause", "abort", "report"}, {"go_on"}),
        (baking(), {"go_on", "pause", "abort", "roll_back"}, {"approve"}),
        (done(), {"roll_back", "report", "start"}, {"pause", "abort", "approve", "go_on"}),
    ],
    ids=["held", "baking", "done"],
)
async def test_only_what_fits_is_offered(record, offered, absent):
    async with opened(console(FakeRollouts(record))) as (app, pilot):
        screen = await on_screen(app, pilot)
        for action in offered:
            assert screen.check_action(action, ()), action
        for action in absent:
            assert not screen.check_action(action, ()), action


# --- Begin ---


async def test_a_rollout_begins_only_by_its_button_and_shows_gates_cost_and_the_way_back():
    fake = FakeRollouts()
    async with opened(console(fake)) as (app, pilot):
        app.open_place("rollouts", STAGING)
        await seen(pilot, "Press n")
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, StartScreen))
        await seen(pilot, "96.12 USD/month now", "2 approvals of somebody else", "On failure", "The way back")
        await pilot.press(*"image_tag=v2", "enter", *"faster", "enter")
        assert app.focused is app.screen.query_one("#cancel")
        assert fake.done == []
        app.screen.query_one("#in-production", Checkbox).value = False
        app.screen.query_one("#yes", Button).press()
        await until(pilot, lambda: ("drive", "replaydash@4") in fake.done)
        assert fake.done[0] == (
            "start", ("replaydash/dev", "replaydash/staging"), {"image_tag": "v2"}, "faster",
        )  # fmt: skip
        await seen(pilot, "replaydash@4")


async def test_a_change_that_is_none_is_said_before_anything_begins():
    async with opened(console(FakeRollouts())) as (app, pilot):
        app.open_place("rollouts", STAGING)
        await seen(pilot, "Press n")
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, StartScreen))
        await pilot.press(*"image_tag")
        await seen(pilot, "'image_tag' is no change: write NAME=VALUE")
        assert app.screen.query_one("#yes", Button).disabled


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("", {}),
        ("a=1, b=x", {"a": "1", "b": "x"}),
        ('tags={"k"="a,b"}, n=[1, 2]', {"tags": '{"k"="a,b"}', "n": "[1, 2]"}),
        ("q=a=b", {"q": "a=b"}),
    ],
)
def test_changes_are_read(text: str, values: dict[str, str]):
    assert read_values(text) == values


@pytest.mark.parametrize("text", ["a", "=1", "a=", "a=1, b"])
def test_what_is_no_change_is_refused(text: str):
    with pytest.raises(InputError, match="is no change"):
        read_values(text)


# --- Approve ---


async def reviewing(app: ConsoleApp, pilot) -> RolloutReviewScreen:
    await on_screen(app, pilot)
    await pilot.press("a")
    await until(pilot, lambda: isinstance(app.screen, RolloutReviewScreen))
    await seen(pilot, "module.cache", "USD/month", "0 of")
    screen = app.screen
    assert isinstance(screen, RolloutReviewScreen)
    return screen


async def test_the_whole_plan_is_shown_before_it_asks_and_enter_alone_approves_nothing():
    fake = FakeRollouts(held())
    async with opened(console(fake)) as (app, pilot):
        await reviewing(app, pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RolloutApproveScreen))
        await seen(pilot, "175.80", "Neither preflight nor guards found anything against it", f"Approve as {BOB}")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RolloutReviewScreen))
        assert fake.done == []


async def test_an_approval_says_what_was_acknowledged_and_the_rollout_goes_on_here():
    wanted = Wanted(1, typed_name=True, acknowledgements=("blast radius",), destroys=("aws_eip.a",), second_person=True)
    fake = FakeRollouts(held(), wanted=wanted)
    async with opened(console(fake)) as (app, pilot):
        await reviewing(app, pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RolloutApproveScreen))
        go = app.screen.query_one("#go", Button)
        app.screen.query_one("#lost-0", Input).value = "aws_eip.a"
        await seen(pilot, "Acknowledge to go on: blast radius.")
        app.screen.query_one("#word-0", Switch).value = True
        await seen(pilot, "The environment's name has to be typed as it is.")
        assert go.disabled
        app.screen.query_one("#typed", Input).value = "replaydash/staging"
        app.screen.query_one("#why", Input).value = "read it"
        await until(pilot, lambda: not go.disabled)
        go.press()
        await until(pilot, lambda: ("drive", "replaydash@3") in fake.done)
        request = ApprovalRequest("read it", "replaydash/staging", ("blast radius",), ("aws_eip.a",), "5b" * 32)
        assert fake.done[0] == ("approve", "replaydash@3", "replaydash/staging", request)
        assert isinstance(app.screen, RolloutScreen)


async def test_ones_own_rollout_cannot_be_approved_where_a_second_person_is_wanted(monkeypatch):
    for module in ("screens.rollout_review", "screens.modals.rollout_approve"):
        monkeypatch.setattr(f"{module}.whoami", lambda: ANN)
    async with opened(console(FakeRollouts(held()))) as (app, pilot):
        await reviewing(app, pilot)
        await seen(pilot, "ann@laptop started the rollout: somebody else has to")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RolloutApproveScreen))
        assert app.screen.query_one("#go", Button).disabled


def elsewhere(fake: FakeRollouts, *, has_one_of_that_number: bool) -> FakeConsole:
    """The plan lies on another machine; each counts its runs for itself."""
    made = console(fake)

    def nowhere(run_id: str) -> None:
        raise RunNotFoundError(f"There is no run {run_id}.")

    if has_one_of_that_number:
        made.runs.reviewed.record.plan_sha256 = "0" * 64
    else:
        made.runs.get = nowhere  # type: ignore[method-assign,assignment]
    return made


@pytest.mark.parametrize("has_one_of_that_number", [False, True])
async def test_a_plan_of_another_machine_of_which_nothing_was_kept_is_not_approved_unseen(has_one_of_that_number: bool):
    made = elsewhere(FakeRollouts(held()), has_one_of_that_number=has_one_of_that_number)
    async with opened(made) as (app, pilot):
        await on_screen(app, pilot)
        await pilot.press("a")
        await told(pilot, "is not in the store")
        assert isinstance(app.screen, RolloutScreen)


def kept(**given: object) -> dict[str, Any]:
    """What another machine kept of the review, through the store's JSON."""
    shown = material.reviewed(STAGING, **given)
    return json.loads(json.dumps(plan_document(shown), default=plain))


async def test_a_plan_of_another_machine_is_shown_in_full_and_masked_before_it_is_approved():
    fake = FakeRollouts(held(), wanted=Wanted(1, False, ("over budget",), (), second_person=True))
    fake.kept = kept(losses=("What was written since.",), findings=("An old provider.",))
    async with opened(elsewhere(fake, has_one_of_that_number=True), size=(120, 60)) as (app, pilot):
        await on_screen(app, pilot)
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, RolloutReviewScreen))
        await seen(
            pilot, "on another machine", "What was written since.", "An old provider.", "at least 175.80 USD/month",
            "+24.40", *(change.address for change in material.changes()), "database_url  (sensitive) -> (sensitive)",
        )  # fmt: skip
        assert "known after apply" in screen_text(app)
        assert not app.screen.check_action("filter", ())
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RolloutApproveScreen))
        await seen(pilot, "175.80", "Cannot come back: What was written since.", "over budget")
        assert app.focused is app.screen.query_one("#cancel")
        app.screen.query_one("#word-0", Switch).value = True
        go = app.screen.query_one("#go", Button)
        await until(pilot, lambda: not go.disabled)
        go.press()
        await told(pilot, "Approved. `infra-console rollout promote replaydash --sandbox` goes on on the machine of")
        assert [each[0] for each in fake.done] == ["approve"], "driven here it would be planned again"


async def test_the_attributes_of_everything_that_another_machine_plans_are_one_key_away():
    fake = FakeRollouts(held())
    fake.kept = kept()
    async with opened(elsewhere(fake, has_one_of_that_number=True), size=(120, 60)) as (app, pilot):
        await on_screen(app, pilot)
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, RolloutReviewScreen))
        await seen(pilot, "on another machine")
        assert "replaydash-staging" not in screen_text(app)
        await pilot.press("a")
        await seen(pilot, "replaydash-staging", "auth_token  (none) -> (sensitive)")


async def test_what_another_machine_wrote_of_its_plan_is_harmless():
    fake = FakeRollouts(held())
    fake.kept = kept(findings=(HOSTILE,), losses=(HOSTILE,))
    fake.kept["changes"][0] |= {"address": HOSTILE, "reason": HOSTILE, "previous_address": HOSTILE}
    fake.kept["run"]["by"] = HOSTILE
    async with opened(elsewhere(fake, has_one_of_that_number=True)) as (app, pilot):
        await on_screen(app, pilot)
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, RolloutReviewScreen))
        await seen(pilot, "on another machine")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RolloutApproveScreen))
        assert "\x1b" not in screen_text(app)


async def test_values_that_are_kept_nowhere_are_asked_for_before_it_goes_on():
    fake = FakeRollouts(held())
    made = console(fake)
    ephemeral = {"ephemeral": ["token"], "plan_sha256": PLAN}
    made.runs.records = [material.reviewed(STAGING).record.model_copy(update=ephemeral)]
    async with opened(made) as (app, pilot):
        await reviewing(app, pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RolloutApproveScreen))
        app.screen.query_one("#go", Button).press()
        await until(pilot, lambda: isinstance(app.screen, SecretsScreen))
        assert [each[0] for each in fake.done] == ["approve"]
        await pilot.press(*"canary", "enter")
        await until(pilot, lambda: fake.secrets == {"token": "canary"})


async def test_one_of_two_approvals_does_not_set_it_going():
    fake = FakeRollouts(held(), missing=1)
    async with opened(console(fake)) as (app, pilot):
        await reviewing(app, pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RolloutApproveScreen))
        app.screen.query_one("#go", Button).press()
        await told(pilot, "Approved; 1 more wanted.")
        assert [each[0] for each in fake.done] == ["approve"]


# --- On, pause, abort, back ---


async def test_going_on_with_a_paused_one_resumes_and_drives_it_here():
    paused = baking().model_copy(update={"status": RolloutStatus.PAUSED, "reason": "ann@laptop left it."})
    fake = FakeRollouts(paused)
    async with opened(console(fake)) as (app, pilot):
        await on_screen(app, pilot)
        await pilot.press("g")
        await asked(pilot, app, "Resume replaydash@3 in the SANDBOX?", "goes on with bake", "ann@laptop left it.")
        await pilot.press("right", "enter")
        await until(pilot, lambda: fake.done == [("resume", "replaydash@3"), ("drive", "replaydash@3")])


@pytest.mark.parametrize(
    ("key", "wish", "words"),
    [("p", "pause", "No new stage begins"), ("x", "abort", "replaydash/staging stays changed")],
)
async def test_pause_and_abort_ask_first(key: str, wish: str, words: str):
    fake = FakeRollouts(baking())
    async with opened(console(fake)) as (app, pilot):
        await on_screen(app, pilot)
        await pilot.press(key)
        await asked(pilot, app, words)
        await pilot.press("enter")
        assert fake.done == []
        await pilot.press(key)
        await asked(pilot, app, words)
        await pilot.press("right", "enter")
        await until(pilot, lambda: fake.done == [(wish, "replaydash@3")])


async def test_pausing_says_that_an_apply_is_not_interrupted():
    record = rollout(part("replaydash/dev", RolloutStage.APPLY, StageStatus.RUNNING), status=RolloutStatus.RUNNING)
    async with opened(console(FakeRollouts(record))) as (app, pilot):
        await on_screen(app, pilot)
        await pilot.press("p")
        await asked(pilot, app, "is under way and is not interrupted")


async def test_rolling_back_shows_both_ways_and_wants_the_protected_name():
    failed = rollout(part("replaydash/production", RolloutStage.BAKE, StageStatus.FAILED), status=RolloutStatus.FAILED)
    failed.environments[0].services_before = {"us-east-1/c/api": "arn:aws:ecs:us-east-1:0:task-definition/api:7"}
    fake = FakeRollouts(failed)
    async with opened(console(fake)) as (app, pilot):
        await on_screen(app, pilot)
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, RollBackScreen))
        await seen(pilot, "1 service of replaydash/production", "api -> api:7")
        assert app.focused is app.screen.query_one("#cancel")
        yes = app.screen.query_one("#yes", Button)
        assert yes.disabled
        app.screen.query_one("#typed", Input).value = "replaydash/production"
        await until(pilot, lambda: not yes.disabled)
        yes.press()
        await until(pilot, lambda: bool(fake.done))
        what, rollout_id, environment, request = fake.done[0]
        assert (what, rollout_id, environment) == ("roll back", "replaydash@3", "replaydash/production")
        assert (request.how, request.typed_name) == (OnFailure.ROLL_BACK_SERVICE, "replaydash/production")


def going_back(status: RunStatus = RunStatus.PLANNED) -> tuple[FakeRollouts, FakeConsole]:
    """staging failed in its bake; what its way back plans."""
    failed = rollout(part("replaydash/staging", RolloutStage.BAKE, StageStatus.FAILED), status=RolloutStatus.FAILED)
    fake = FakeRollouts(failed)
    made = console(fake)
    run = made.runs.reviewed.record
    run.status, run.rollback_to = status, 14
    fake.planned_back = run
    return fake, made


async def plan_back(app: ConsoleApp, pilot) -> None:
    await on_screen(app, pilot)
    await pilot.press("b")
    await until(pilot, lambda: isinstance(app.screen, RollBackScreen))
    list(app.screen.query_one("#how", RadioSet).children)[1].toggle()
    await seen(pilot, "what run replaydash/staging#14", "Plan it…")
    yes = app.screen.query_one("#yes", Button)
    await until(pilot, lambda: not yes.disabled)
    yes.press()


async def test_infrastructure_goes_back_only_after_its_plan_was_shown_and_agreed_to():
    fake, made = going_back()
    async with opened(made) as (app, pilot):
        await plan_back(app, pilot)
        await until(pilot, lambda: isinstance(app.screen, ApproveScreen))
        assert app.focused is app.screen.query_one("#cancel")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RollBackReviewScreen))
        await seen(pilot, "back to run replaydash/staging#14", "Nothing was changed yet; Enter asks.", "module.cache")
        assert [each[0] for each in fake.done] == ["plan back"]
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ApproveScreen))
        for field in app.screen.query(Input):
            field.value = field.placeholder
        for switch in app.screen.query(Switch):
            switch.value = True
        go = app.screen.query_one("#go", Button)
        await until(pilot, lambda: not go.disabled)
        go.press()
        await until(pilot, lambda: len(fake.done) > 1)
        what, rollout_id, environment, request = fake.done[1]
        assert (what, rollout_id, environment) == ("roll back", "replaydash@3", "replaydash/staging")
        assert (request.how, request.run) == (OnFailure.ROLL_BACK_INFRASTRUCTURE, "replaydash/staging#15")
        await until(pilot, lambda: isinstance(app.screen, RolloutScreen))


async def test_a_way_back_that_was_only_planned_is_not_called_gone():
    fake, made = going_back()
    fake.records[0].environments[0].rollback_run = "replaydash/staging#15"
    async with opened(made) as (app, pilot):
        await on_screen(app, pilot)
        await seen(pilot, "Roll back staging…")
        assert "back where it was" not in screen_text(app)
        assert "rolled back" not in screen_text(app)


async def test_a_way_back_with_nothing_to_apply_asks_before_it_ends_the_rollout():
    fake, made = going_back(RunStatus.NO_CHANGES)
    async with opened(made) as (app, pilot):
        await plan_back(app, pilot)
        await asked(pilot, app, "is nothing to apply.", "The rollout ends with it.")
        assert [each[0] for each in fake.done] == ["plan back"]
        await pilot.press("right", "enter")
        await until(pilot, lambda: fake.done[-1][0] == "roll back")


async def test_what_this_console_drives_is_paused_or_ended_before_it_goes_back():
    fake = FakeRollouts(baking())
    fake.hold()
    async with opened(console(fake)) as (app, pilot):
        await driving(app, pilot)
        await pilot.press("b")
        await told(pilot, "is driven by this console: pause it (p) or end it (x), then roll back.")
        assert isinstance(app.screen, RolloutScreen)


# --- Driving ---


async def driving(app: ConsoleApp, pilot) -> None:
    await on_screen(app, pilot)
    app.rollouts.drive("replaydash@3")
    await until(pilot, lambda: app.rollouts.drives("replaydash@3"))


async def test_what_is_driven_here_goes_on_when_the_screen_is_left():
    fake = FakeRollouts(baking())
    fake.hold()
    async with opened(console(fake)) as (app, pilot):
        await driving(app, pilot)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, RolloutScreen))
        assert app.rollouts.drives("replaydash@3")
        assert not fake.left.is_set()


async def test_leaving_the_console_asks_and_lets_the_rollout_pause():
    fake = FakeRollouts(baking())
    fake.hold()
    async with opened(console(fake)) as (app, pilot):
        await driving(app, pilot)
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, QuitScreen))
        await seen(pilot, "replaydash@3 is driven by this console.", "It pauses")
        assert app.focused is app.screen.query_one("#STAY")
        app.screen.query_one("#LEAVE", Button).press()
    assert fake.left.is_set()


async def test_a_rollout_that_somebody_else_drives_is_one_sentence():
    fake = FakeRollouts(baking())

    def locked(*_: object) -> None:
        raise LockedError("replaydash@3 is driven by ann@laptop (process 7).")

    fake.drive = locked  # type: ignore[method-assign,assignment]
    async with opened(console(fake)) as (app, pilot):
        await on_screen(app, pilot)
        app.rollouts.drive("replaydash@3")
        await told(pilot, "is driven by ann@laptop (process 7).")
        assert not app.rollouts.drives("replaydash@3")


# --- The report ---


async def test_the_report_is_written_where_it_was_asked_for(tmp_path: Path):
    async with opened(console(FakeRollouts(done()))) as (app, pilot):
        await on_screen(app, pilot)
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, GivenScreen))
        assert app.screen.query_one("#field-0", Input).value == "replaydash-rollout-3.html"
        app.screen.query_one("#field-0", Input).value = str(tmp_path / "r.html")
        await pilot.pause()
        app.screen.query_one("#yes", Button).press()
        await seen(pilot, "The report is in")
        assert "<h1>Rollout replaydash@3</h1>" in (tmp_path / "r.html").read_text()
