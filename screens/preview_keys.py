"""The keys of the preview, and the words of its help."""

from __future__ import annotations

from textual.binding import Binding, BindingType

PREVIEW_HELP = """
What the plan will do, by module: `+ create`, `~ change`, `± replace`, `- destroy`, each with its reason in words, and
what it will cost a month. **Nothing happens before it is approved**, and only this saved plan can be applied.

- **Space** or the arrow keys open a module or the attributes of a change; **v** shows a value in full.
- Sensitive values read *(sensitive)*, unknown ones *(known after apply)*. A cost that is not known reads **?**.
- **Tab** goes to the right pane, **[** and **]** turn its tabs: cost, outputs that change, guards, assumptions.
- **e** opens the tab *Assumptions*: **left** and **right** move the figure under the cursor, and the total follows at
  once; **e** there gives low, expected and high, **u** takes your figure back, **U** all of them, **p** chooses a usage
  profile. Your figures are kept for this environment in the console home; the preset stays as it is, and the run keeps
  what its cost stood on. **c** shows the cost in full: groups, what is unknown, savings, documents, other presets.
- **m** marks the change or the module under the cursor, **M** plans only what is marked and what that depends on: a
  *partial* plan, for repairs. **R** marks a resource that stands for replacement (**x** lists the unchanged ones too),
  and **M** plans it. Protected and production environments are changed as a whole only.
- **P** asks, then plans with the newest providers and modules that the configuration allows; the plan shows how the
  lock file changes, and nothing of it is kept without approval.
- **h** leads to the screen that helps: with a plan that failed, or with changes that nobody made here.
- **Enter** or **A** asks for the approval. A plan expires; **r** plans again.
"""
REVIEW_ACTIONS = (
    "cost", "assume", "profile", "tfvars", "attributes", "destructive", "filter", "unchanged", "turn_tab", "mark",
    "mark_replaced", "plan_marked", "upgrade",
)  # fmt: skip
"""What is offered only while a plan is shown."""
PREVIEW_KEYS: list[BindingType] = [
    Binding("enter,A", "approve", "Approve…", id="preview.approve", tooltip="Asks once more, then applies it"),
    Binding("enter", "keep_upgrade", "Keep…", id="preview.keep_upgrade",
            tooltip="Asks once more, then keeps the upgraded lock file"),
    Binding("enter", "outputs", "Outputs", id="preview.outputs", tooltip="Nothing to do: on to the outputs"),
    Binding("enter", "open_run", "Open the run", id="preview.run", tooltip="To the run of this plan"),
    Binding("t", "tfvars", "Tfvars", id="preview.tfvars", tooltip="The variables file, as Terraform reads it"),
    Binding("a", "attributes", "Details", id="preview.attributes", tooltip="Open or close all attributes"),
    Binding("c", "cost", "Cost", id="preview.cost",
            tooltip="The cost in full: by service or module, what is unknown, assumptions, savings, presets"),
    Binding("e", "assume", "Assumptions", id="preview.assume", show=False,
            tooltip="What the cost stands on: move it, and the total follows"),
    Binding("f", "destructive", "Destroys", id="preview.destructive",
            tooltip="Only what is destroyed, replaced or forgotten, or all"),
    Binding("x", "unchanged", "Unchanged", id="preview.unchanged", show=False,
            tooltip="Also list what stays as it is"),
    Binding("slash", "filter", "Filter", id="preview.filter", key_display="/", show=False, priority=True,
            tooltip="Find by address, type or action"),
    Binding("right_square_bracket", "turn_tab(1)", "Next tab", id="preview.next_tab", show=False, key_display="]"),
    Binding("left_square_bracket", "turn_tab(-1)", "Previous tab", id="preview.previous_tab", show=False,
            key_display="["),
    Binding("m", "mark", "Mark", id="preview.mark", show=False,
            tooltip="Mark the change or the module under the cursor for a partial plan"),
    Binding("R", "mark_replaced", "Replace", id="preview.mark_replaced", show=False,
            tooltip="Mark the resource under the cursor for replacement"),
    Binding("M", "plan_marked", "Plan the marked", id="preview.plan_marked", show=False,
            tooltip="A plan of only what is marked and what that depends on, or with the replacements"),
    Binding("P", "upgrade", "Upgrade", id="preview.upgrade", show=False,
            tooltip="A plan with the newest providers and modules that the configuration allows"),
    Binding("h", "remedy", "Remedy", id="preview.remedy", show=False, tooltip="To the screen that helps with this"),
    Binding("r", "plan_again", "Replan", id="preview.plan", tooltip="Make a new plan; this one is discarded"),
    Binding("l", "raw_text", "Raw text", id="preview.raw", tooltip="What Terraform said, in full"),
    Binding("b", "bootstrap", "Make the state bucket", id="preview.bootstrap",
            tooltip="Plan the bucket that keeps the state, as an environment of its own"),
    Binding("ctrl+x", "stop", "Stop planning", id="preview.stop", tooltip="Cancel the plan; nothing is changed"),
    Binding("escape", "back", "Back", id="preview.back", tooltip="To the variables; the plan stays"),
]  # fmt: skip
