"""What an operator enters, what is on disk, and what a plan would be made with."""

from __future__ import annotations

import pytest

from console.domain.environment import EnvironmentName
from console.ui.drafts import Draft, Drafts
from console.ui.variable_sheet import VariableSheet
from tests.fakes.variables import FakeVariables

DEV = EnvironmentName("replaydash", "dev")


@pytest.fixture
def sheet():
    variables = FakeVariables()
    return VariableSheet(variables.form(DEV), Draft(), variables)


def test_the_overlay_on_disk_is_where_a_draft_begins(sheet):
    assert sheet.draft.values == {"desired_count": 3}
    assert not sheet.draft.unsaved


def test_edits_that_are_not_saved_survive_a_new_reading_of_the_disk(sheet):
    sheet.enter("vpc_cidr", "10.9.0.0/16")
    sheet.draft.read({"desired_count": 4})
    assert sheet.draft.values == {"desired_count": 3, "vpc_cidr": "10.9.0.0/16"}
    assert sheet.draft.unsaved


def test_entering_the_presets_value_is_no_change(sheet):
    assert sheet.enter("desired_count", "2") is False
    assert sheet.draft.values == {}


def test_a_text_that_is_no_value_stays_beside_its_sentence_and_the_value_does_not_change(sheet):
    sheet.enter("desired_count", "many")
    assert sheet.draft.texts == {"desired_count": "many"}
    assert "not a number" in sheet.draft.problems["desired_count"]
    assert sheet.draft.values == {"desired_count": 3}
    assert sheet.text_of(sheet.fields["desired_count"]) == "many"


def test_what_was_taken_back_is_checked_with_the_presets_value(sheet):
    sheet.draft.reset("desired_count")
    assert sheet.overrides() == {"desired_count": 2}


def test_a_secret_is_no_override_and_an_empty_one_is_none_at_all(sheet):
    sheet.enter("database_password", "hunter22")
    assert "database_password" not in sheet.overrides()
    assert sheet.draft.secrets == {"database_password": "hunter22"}
    sheet.enter("database_password", "")
    assert sheet.draft.secrets == {}


def test_drafts_are_kept_by_environment():
    drafts = Drafts()
    drafts.of(DEV).values["a"] = 1
    assert drafts.of(DEV).values == {"a": 1}
    assert drafts.of(EnvironmentName("replaydash", "staging")).values == {}
    assert drafts.unsaved == (DEV,)


def test_secrets_are_handed_out_as_a_copy():
    drafts = Drafts()
    drafts.of(DEV).secrets["token"] = "s3cret"
    drafts.secrets(DEV).clear()
    assert drafts.secrets(DEV) == {"token": "s3cret"}
