"""The command line as a process: one document on stdout, one sentence for an error, the exit codes, no traceback."""

import json
import subprocess
import zipfile
from typing import Any

import pexpect
import pytest

from tests.fakes.cloud import AccountServer
from tests.fakes.plan_files import ADDRESS, plan_json
from tests.fakes.price_list import PriceListServer, whole_list
from tests.fakes.tiny import Tiny


def document(answer: subprocess.CompletedProcess[str]) -> Any:
    """The one JSON document of an answer: nothing before it, nothing after it."""
    assert "Traceback" not in answer.stderr
    return json.loads(answer.stdout)


def sentence(answer: subprocess.CompletedProcess[str], code: int = 1) -> str:
    """The one sentence of a refused command."""
    assert (answer.returncode, answer.stdout) == (code, "")
    assert "Traceback" not in answer.stderr
    first, *_ = answer.stderr.splitlines()
    assert first.startswith("infra-console: ")
    return first.removeprefix("infra-console: ")


def test_each_command_prints_one_json_document(tiny: Tiny, account: AccountServer) -> None:
    tiny.preset("dev", next_steps=[{"title": "Look", "text": "at ${output.label}"}])
    for arguments, code, key in (
        (("environments",), 0, "environments"),
        (("render", "tiny/dev"), 0, "tfvars"),
        (("doctor",), 0, "checks"),
        (("runs",), 0, "runs"),
        (("plan", "tiny/dev"), 2, "changes"),
        (("cost", "tiny/dev"), 0, "monthly_usd"),
        (("apply", "tiny/dev", "--approve", "tiny/dev"), 0, "applied"),
        (("apply", "tiny/dev", "--approve", "tiny/dev"), 0, "changes"),
        (("plan", "tiny/dev"), 0, "changes"),
        (("output", "tiny/dev"), 0, "outputs"),
        (("output", "tiny/dev", "--next-steps"), 0, "next_steps"),
        (("runs", "show", "tiny/dev#3"), 0, "stages"),
        (("runs", "attach", "tiny/dev#3"), 0, "stages"),
        (("runs", "list", "tiny/dev"), 0, "runs"),
        (("destroy", "tiny/dev", "--approve", "tiny/dev"), 0, "applied"),
        (("sandbox", "status"), 0, "running"),
    ):
        answer = tiny.run(*arguments, "--json")
        assert (answer.returncode, key in document(answer)) == (code, True), (arguments, answer.stdout)


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (("plan", "tiny/nowhere"), "InputError"),
        (("plan", "../etc"), "InputError"),
        (("plan", "tiny/dev", "--set", "lable=x"), "InputError"),
        (("plan", "tiny/dev", "--set", "does=dance"), "InputError"),
        (("plan", "tiny/dev", "--engine", "/no/such"), "EngineError"),
        (("plan", "tiny/dev", "--plan-minutes", "soon"), "InputError"),
        (("plan", "tiny/dev", "--plan-minutes", "0"), "SettingsError"),
        (("plan",), "InputError"),
        (("no-such-command",), "InputError"),
        (("runs", "show", "tiny/dev#4"), "RunNotFoundError"),
        (("runs", "show"), "InputError"),
        (("runs", "stop", "tiny/dev#4"), "RunNotFoundError"),
        (("apply", "tiny/dev#4", "--approve", "tiny/dev"), "RunNotFoundError"),
        (("apply", "tiny/dev"), "InputError"),
        (("apply", "tiny/dev", "--approve", "tiny/production"), "InputError"),
        (("apply", "tiny/dev#4", "--approve", "tiny/dev", "--set", "label=x"), "InputError"),
        (("apply", "tiny/dev#4", "--approve", "tiny/dev", "--why", "late"), "InputError"),
        (("output", "tiny/dev"), "InputError"),
        ((), "TerminalError"),
    ],
)
def test_an_error_is_one_json_document_too(
    tiny: Tiny, account: AccountServer, arguments: tuple[str, ...], kind: str
) -> None:
    answer = tiny.run(*arguments, "--json")
    error = document(answer)["error"]
    assert (error["kind"], set(error)) == (kind, {"kind", "message", "detail", "hints"})
    assert answer.returncode == {"TerminalError": 2}.get(kind, 1)
    assert error["message"].endswith((".", "?", "shows how."))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("plan", "tiny/nowhere"), "There is no environment tiny/nowhere; there are: tiny/dev."),
        (("plan",), "The following arguments are required: ENV; `infra-console plan --help` shows how."),
        (("plan", "tiny/dev", "--nonsense"), "Unrecognized arguments: --nonsense; `infra-console --help` shows how."),
        (("output", "tiny/dev"), "tiny/dev has no outputs: nothing was applied yet."),
        (
            ("plan", "tiny/dev", "--set", "lable=x"),
            "lable is not a variable of this configuration; did you mean label",
        ),
        (("runs", "show", "x"), "'x' is not an environment: write it as system/environment"),
        (("--modules", "/no/such", "render", "tiny/dev"), "There is no Terraform configuration"),
        (("render", "tiny/dev", "--set", "does=dance"), "tiny/dev: does: It does nothing, wait, fail, stay or talk."),
        (("--presets", "/no/such", "environments"), "There is no presets folder at /no/such"),
    ],
)
def test_a_refusal_is_one_sentence_on_stderr(tiny: Tiny, arguments: tuple[str, ...], said: str) -> None:
    refused = sentence(tiny.run(*arguments))
    assert refused.startswith(said)
    assert "?." not in refused


def test_a_plan_exits_2_with_changes_0_without_and_1_where_it_fails(tiny: Tiny, account: AccountServer) -> None:
    assert tiny.run("plan", "tiny/dev").returncode == 2
    assert tiny.run("apply", "tiny/dev", "--approve", "tiny/dev").returncode == 0
    assert tiny.run("plan", "tiny/dev").returncode == 0
    assert tiny.run("plan", "tiny/dev", "--destroy").returncode == 2
    tiny.write('resource "terraform_data" "broken" {\n  input = var.nothing\n}\n', "broken.tf")
    assert sentence_after_lines(tiny.run("plan", "tiny/dev")) == (
        "infra-console: The plan failed (broken.tf line 2): Reference to undeclared input variable."
    )


def sentence_after_lines(answer: subprocess.CompletedProcess[str]) -> str:
    assert answer.returncode == 1
    return answer.stderr.splitlines()[0]


def test_an_apply_that_fails_exits_1_and_says_what_was_done(tiny: Tiny, account: AccountServer) -> None:
    answer = tiny.run("apply", "tiny/dev", "--set", "does=fail", "--approve", "tiny/dev")
    assert answer.returncode == 1
    assert "FAILED: run tiny/dev#1, +1 ~0 ±0 -0 done" in answer.stdout
    assert "local-exec provisioner error" in answer.stdout
    assert "Done" not in answer.stdout


def test_an_apply_without_consent_and_without_a_terminal_is_refused(tiny: Tiny, account: AccountServer) -> None:
    answer = tiny.run("apply", "tiny/dev")
    assert answer.returncode == 1
    assert answer.stderr == (
        "infra-console: Nothing was applied: approve the plan of run tiny/dev#1 with "
        "`infra-console apply ... --approve tiny/dev`, or at a terminal.\n"
    )
    assert not tiny.state_file().exists()
    later = tiny.run("apply", "tiny/dev#1", "--approve", "tiny/dev")
    assert later.returncode == 0, "the plan was kept and can be applied as it was shown"


def test_consent_for_another_environment_is_none(tiny: Tiny, account: AccountServer) -> None:
    answer = tiny.run("apply", "tiny/dev", "--approve", "tiny/production")
    assert answer.returncode == 1
    assert "Nothing was applied: --approve names 'tiny/production', and this is tiny/dev." in answer.stderr
    assert not tiny.state_file().exists()


@pytest.mark.parametrize(("typed", "code"), [("tiny/dev", 0), ("yes", 130), ("", 130)])
def test_at_a_terminal_the_name_is_typed(tiny: Tiny, account: AccountServer, typed: str, code: int) -> None:
    command, *arguments = tiny.command("apply", "tiny/dev")
    child = pexpect.spawn(command, arguments, env=tiny.environment, cwd=str(tiny.root), timeout=60)
    child.expect("Type tiny/dev to apply this, anything else to leave it: ")
    child.sendline(typed)
    child.expect(pexpect.EOF)
    child.close()
    assert (child.exitstatus, tiny.state_file().exists()) == (code, code == 0)


def test_the_end_of_input_and_ctrl_c_withhold_consent(tiny: Tiny, account: AccountServer) -> None:
    for key in ("\x04", "\x03"):
        command, *arguments = tiny.command("apply", "tiny/dev")
        child = pexpect.spawn(command, arguments, env=tiny.environment, cwd=str(tiny.root), timeout=60)
        child.expect("anything else to leave it: ")
        child.send(key)
        child.expect("infra-console: (Nothing was applied|Stopped)")
        child.expect(pexpect.EOF)
        child.close()
        assert child.exitstatus == 130
    assert not tiny.state_file().exists()


def test_a_plan_over_its_budget_is_applied_only_with_that_acknowledged(tiny: Tiny, account: AccountServer) -> None:
    tiny.preset("dev", budget_usd="100")
    tiny.run("plan", "tiny/dev")
    path = tiny.run_folder(1) / "run.json"
    record = json.loads(path.read_text())
    path.write_text(json.dumps(record | {"cost": {"before": "0", "after": "120", "complete": True}}))
    apply = ("apply", "tiny/dev#1", "--approve", "tiny/dev")
    refused = tiny.run(*apply)
    assert refused.returncode == 1
    assert "The plan costs 120.00 USD a month, over the budget of 100.00" in refused.stderr
    assert not tiny.state_file().exists()
    assert tiny.run(*apply, "--acknowledge-over-budget").returncode == 0
    assert json.loads(path.read_text())["acknowledged"] == ["over budget"]


def test_secrets_come_from_a_variable_a_file_or_the_keyboard(tiny: Tiny, account: AccountServer) -> None:
    (tiny.root / "secret").write_text("from-file\n")
    tiny.extra["MY_SECRET"] = "from-variable"
    arguments = ("apply", "tiny/dev", "--approve", "tiny/dev", "--secret")
    for number, source in enumerate(("password=env:MY_SECRET", f"password=file:{tiny.root / 'secret'}"), 1):
        assert tiny.run(*arguments, source).returncode == 0
        revealed = document(tiny.run("output", "tiny/dev", "--reveal", "--json"))["outputs"]["hidden"]["value"]
        assert revealed == ("from-variable", "from-file")[number - 1]
    command, *rest = tiny.command(*arguments, "password")
    child = pexpect.spawn(command, rest, env=tiny.environment, cwd=str(tiny.root), timeout=60, encoding="utf-8")
    child.expect("password: ")
    child.sendline("from-keyboard")
    said = child.read()
    child.close()
    assert (child.exitstatus, "from-keyboard" in said, said.count("password: ")) == (0, False, 0)
    assert tiny.run("output", "tiny/dev", "hidden", "--reveal").stdout == "from-keyboard\n"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("password=env:NOT_SET", "--secret password: the environment has no variable NOT_SET."),
        ("password=file:/no/such", "--secret password: the file /no/such cannot be read: No such file or directory."),
        ("password=plain", "--secret password: a value on the command line is seen by everybody on this machine;"),
        ("password", "--secret password: there is no terminal to type it at; write --secret password=env:VARIABLE."),
        ("label=env:HOME", "--secret label: tiny/dev has no sensitive or ephemeral variable of that name."),
    ],
)
def test_a_secret_that_cannot_be_had_is_a_sentence(tiny: Tiny, given: str, said: str) -> None:
    assert sentence(tiny.run("plan", "tiny/dev", "--secret", given)).startswith(said)


def test_one_output_is_its_value_alone_and_a_sensitive_one_wants_to_be_asked_for(
    tiny: Tiny, account: AccountServer
) -> None:
    tiny.run("apply", "tiny/dev", "--approve", "tiny/dev")
    assert tiny.run("output", "tiny/dev", "label").stdout == "one\n"
    assert sentence(tiny.run("output", "tiny/dev", "hidden")) == (
        "The output hidden is sensitive: add --reveal to print it."
    )
    assert "not-a-secret" not in tiny.run("output", "tiny/dev").stdout
    assert "not-a-secret" not in tiny.run("output", "tiny/dev", "--json").stdout


def test_a_stop_from_another_terminal_ends_an_apply_with_130(tiny: Tiny, account: AccountServer) -> None:
    running = tiny.start("apply", "tiny/dev", "--set", "does=wait", "--approve", "tiny/dev")
    tiny.begun()
    assert "was asked to stop" in tiny.run("runs", "stop", "tiny/dev#1").stdout
    out, _ = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "STOPPED, not finished: run tiny/dev#1, +1 ~0 ±0 -0 done" in out
    assert document(tiny.run("runs", "show", "tiny/dev#1", "--json"))["status"] == "stopped"


def test_a_reader_that_leaves_does_not_end_the_run(tiny: Tiny, account: AccountServer) -> None:
    running = tiny.start("apply", "tiny/dev", "--set", "does=wait", "--approve", "tiny/dev")
    tiny.begun()
    assert running.stdout is not None
    running.stdout.close()
    tiny.let_on()
    running.wait(timeout=60)
    assert "Traceback" not in (running.stderr.read() if running.stderr else "")
    assert document(tiny.run("runs", "attach", "tiny/dev#1", "--json"))["status"] == "done"


def test_words_of_others_do_not_reach_the_terminal_as_commands(tiny: Tiny, account: AccountServer) -> None:
    tiny.preset("dev", values={"label": "a\x1b]0;pwned\x07b"})
    answer = tiny.run("apply", "tiny/dev", "--approve", "tiny/dev")
    assert answer.returncode == 0
    assert "\x1b" not in answer.stdout + answer.stderr + tiny.run("output", "tiny/dev").stdout


def test_an_error_that_nobody_foresaw_is_a_sentence(tiny: Tiny) -> None:
    (tiny.root / "broken").mkdir()
    (tiny.root / "broken" / "sitecustomize.py").write_text(
        "import console.services.variables as v\n"
        "def boom(*_, **__):\n    raise ZeroDivisionError('a secret value')\n"
        "v.Variables.render = boom\n"
    )
    tiny.extra["PYTHONPATH"] = f"{tiny.root / 'broken'}:{tiny.environment['PYTHONPATH']}"
    said = sentence(tiny.run("render", "tiny/dev"))
    assert said.startswith("Something unexpected went wrong in the console (ZeroDivisionError at sitecustomize.py:3)")
    assert "a secret value" not in said


def test_the_version_and_the_help_need_nothing(tiny: Tiny) -> None:
    assert tiny.run("--version").stdout.startswith("infra-console ")
    helped = tiny.run("--help")
    assert (helped.returncode, "infra-console" in helped.stdout) == (0, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("environments",),
        ("runs",),
        ("output", "tiny/dev"),
        ("plan", "tiny/dev"),
        ("sandbox", "start"),
        ("sandbox", "status"),
        ("add", "modules/systems/tiny", "--name", "own", "--region", "us-east-1"),
    ],
)
def test_a_home_that_is_a_file_is_a_sentence_and_no_fault_of_the_console(
    tiny: Tiny, account: AccountServer, arguments: tuple[str, ...]
) -> None:
    tiny.home.write_text("not a folder")
    answer = tiny.run(*arguments)
    assert "unexpected" not in answer.stderr
    assert "Traceback" not in answer.stderr


def test_every_summary_of_the_sandbox_says_so(tiny: Tiny) -> None:
    for arguments in (("environments",), ("runs",), ("output", "tiny/dev", "--next-steps")):
        assert tiny.run(*arguments, "--sandbox").stdout.startswith("SANDBOX: ")
    for arguments in (("environments",), ("runs",), ("render", "tiny/dev"), ("output", "tiny/dev", "--next-steps")):
        assert document(tiny.run(*arguments, "--sandbox", "--json"))["sandbox"] is True


def test_a_plan_that_somebody_saved_is_priced_with_their_engine(tiny: Tiny) -> None:
    folder = tiny.write('resource "terraform_data" "x" {\n}\n').parent
    for command in (("init",), ("plan", "-out", str(tiny.root / "p.tfplan"))):
        subprocess.run(["terraform", *command, "-input=false"], cwd=folder, check=True, capture_output=True)
    (tiny.root / "elsewhere").mkdir()
    saved = (tiny.root / "p.tfplan").rename(tiny.root / "elsewhere" / "p.tfplan")
    answer = document(tiny.run("cost", "--plan", str(saved), "--json"))
    assert [resource["address"] for resource in answer["resources"]] == ["terraform_data.x"]
    assert answer["complete"] is True


def test_a_saved_plan_that_the_engine_cannot_read_is_one_sentence(tiny: Tiny) -> None:
    with zipfile.ZipFile(tiny.root / "p.tfplan", "w") as archive:
        archive.writestr("tfplan", "not a plan")
    words = sentence(tiny.run("cost", "--plan", "p.tfplan"))
    assert words.startswith("Reading ")
    assert words.endswith("give the JSON of `terraform show -json p.tfplan` instead.")


def test_two_environments_are_compared_by_cost_and_their_plans_given_up(tiny: Tiny, account: AccountServer) -> None:
    tiny.preset("prod", budget_usd="5.00")
    answer = document(tiny.run("cost", "tiny/dev", "--compare", "tiny/prod", "--json"))
    assert (answer["environment"], answer["compare"]["environment"]) == ("tiny/dev", "tiny/prod")
    assert answer["compare"]["difference_usd"] == "0.00"
    assert list(answer["compare"])[:3] == ["monthly_usd", "complete", "resources"]
    statuses = [run["status"] for run in document(tiny.run("runs", "--json"))["runs"]]
    assert statuses == ["discarded", "discarded"]
    markdown = tiny.run("cost", "tiny/dev", "--markdown")
    assert markdown.stdout.startswith("### Cost of tiny/dev: 0.00 USD/month")


def test_a_usage_profile_that_is_not_there_is_refused_before_anything_is_planned(tiny: Tiny) -> None:
    assert "has no usage profile 'busy'" in sentence(tiny.run("cost", "tiny/dev", "--profile", "busy"))
    assert not (tiny.home / "runs").exists()


def test_prices_are_refreshed_shown_and_used_from_the_console_home(tiny: Tiny) -> None:
    server = PriceListServer(whole_list("eu-central-1", "1.5"))
    tiny.extra |= server.environment
    try:
        assert "eu-central-1" in sentence(tiny.run("prices", "show", "--region", "eu-central-1"))
        refreshed = document(tiny.run("prices", "refresh", "--region", "eu-central-1", "--json"))
        assert refreshed["region"] == "eu-central-1"
        assert refreshed["old_date"] is None
    finally:
        server.close()
    shown = document(tiny.run("prices", "show", "--region", "eu-central-1", "--json"))
    assert {price["key"]: price["usd"] for price in shown["prices"]}["ipv4.hour"] == "0.0075"
    (tiny.root / "plan.json").write_text(json.dumps(plan_json({"aws_eip.x": ADDRESS}, provider={})))
    priced = document(tiny.run("cost", "--plan", "plan.json", "--region", "eu-central-1", "--json"))
    assert priced["monthly_usd"]["expected"] == "5.48"
    again = tiny.run("prices", "refresh", "--region", "eu-central-1")
    assert (again.returncode, again.stdout) == (1, "")
    assert "cannot be reached" in again.stderr
    assert document(tiny.run("prices", "--json"))["books"][0]["region"] == "eu-central-1"


def test_an_actual_cost_that_is_not_known_is_said_in_words_beside_the_estimate(
    tiny: Tiny, account: AccountServer
) -> None:
    answer = tiny.run("cost", "tiny/dev", "--actual")
    assert answer.returncode == 0
    assert "Cost: 0.00 -> 0.00 USD/month" in answer.stdout
    assert "Actual cost: not known: What answered about the actual cost is not AWS" in answer.stdout
    found = document(tiny.run("cost", "tiny/dev", "--actual", "--json"))["actual"]
    assert (found["monthly_usd"], "is not AWS" in found["unavailable"]) == (None, True)
