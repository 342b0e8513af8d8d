"""What the EC2 groups screen changes: each shown in a question first, then begun and watched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from console.domain.asg_bounds import LEAST_HEALTHY, MOST_INSTANCES
from console.errors import ConsoleError, InputError, RunStoppedError
from console.ui.asg_view.plans import capacity_content, refresh_content, verdict_content
from console.ui.gate import content, styled
from screens.modals.confirm import ConfirmScreen
from screens.modals.given import Given, GivenScreen
from screens.modals.scale import ScaleAnswer, Scaled, ScaleScreen

if TYPE_CHECKING:
    from console.domain.asg import GroupAddress, InstanceRefresh
    from console.services.asg import Asg
    from console.services.asg_refresh import RefreshPlan
    from console.services.asg_scaling import CapacityBasis, CapacityPlan
    from console.services.durable import DurableChange
    from screens.asg import AsgScreen


class AsgChanges:
    """The ways from a key to a change, each through a question that may be left with Escape."""

    def __init__(self, screen: AsgScreen) -> None:
        self._screen = screen
        self._app = screen.app

    @property
    def _asg(self) -> Asg:
        """Only in threads: the first use builds the clients."""
        return self._app.services.asg

    @property
    def _where(self) -> str:
        context = self._app.context
        return " in the SANDBOX" if context is not None and context.sandbox else ""

    @property
    def _group(self) -> str | None:
        view = self._screen.view
        return view.group.address.name if view else None

    # --- Capacity ---

    def scale(self) -> None:
        target, group = self._screen.target, self._group
        self._screen.work("look", lambda: self._asg.capacity.look(target, group), self._choose_count)

    def _choose_count(self, basis: CapacityBasis) -> None:
        # Built by now: the basis came from it.
        capacity = self._asg.capacity

        def answered(answer: ScaleAnswer[CapacityPlan] | None) -> None:
            if answer is not None:
                self._durably(answer.plan) if answer.durably else self._scale(answer)

        group = basis.group
        scaled = Scaled(
            group.address.name, "instances", MOST_INSTANCES, group.desired,
            lambda count: capacity.preview(basis, count), capacity_content,
        )  # fmt: skip
        self._app.push_screen(ScaleScreen(scaled), answered)

    def _scale(self, answer: ScaleAnswer[CapacityPlan]) -> None:
        plan = answer.plan

        def done(_: None) -> None:
            self._app.tell(f"{plan.group.address} is to run {plan.desired} instances; the group works on it.")
            self._screen.action_refresh()

        self._screen.work("change", lambda: self._asg.capacity.carry_out(plan, answer.typed), done)

    def _durably(self, plan: CapacityPlan) -> None:
        def ask(change: DurableChange) -> None:
            lines = [
                styled("$name  $a -> [b]$b[/]", name=name, a=change.before[name], b=value)
                for name, value in change.values.items()
            ]
            why = "These variables go into the environment's overlay and are planned: nothing is applied before you "
            said = Content("\n").join([content(why + "have seen and approved the plan."), Content(), *lines])

            def answered(agreed: bool | None) -> None:
                if agreed:
                    self._keep(change)

            self._app.push_screen(ConfirmScreen("Scale durably", said, yes="Keep and plan"), answered)

        self._screen.work("look", lambda: self._asg.durably(plan.environment, plan.desired, plan.group), ask)

    def _keep(self, change: DurableChange) -> None:
        def kept(_: None) -> None:
            self._app.open_preview(change.environment)

        self._screen.work("change", lambda: self._asg.keep(change), kept)

    # --- Instance refresh ---

    def refresh(self) -> None:
        view = self._screen.view
        if view is None:
            return
        question = styled(
            "Replace the instances of [b]$name[/] a few at a time. How much of it stays in service meanwhile?",
            name=view.group.address,
        )

        def answered(given: tuple[str, ...] | None) -> None:
            if given is None:
                return
            try:
                self._plan(int(given[0]))
            except ValueError:
                self._app.fail(InputError(f"{given[0][:20]!r} is no percentage of healthy instances: 0 to 100 is."))

        fields = [Given("Healthy, percent", str(LEAST_HEALTHY))]
        title = f"Replace instances{self._where}"
        self._app.push_screen(GivenScreen(title, question, fields, yes="Show what it does…"), answered)

    def _plan(self, healthy: int) -> None:
        target, group = self._screen.target, self._group

        def ask(plan: RefreshPlan) -> None:
            def answered(agreed: bool | None) -> None:
                if agreed:
                    self._begin(plan)

            title = f"Replace the instances of {plan.group.address}{self._where}?"
            self._app.push_screen(ConfirmScreen(title, refresh_content(plan), yes="Replace"), answered)

        self._screen.work("look", lambda: self._asg.refreshes.plan(target, healthy, group), ask)

    def _begin(self, plan: RefreshPlan) -> None:
        refreshes, address = self._asg.refreshes, plan.group.address

        def watch() -> InstanceRefresh:
            begun = refreshes.start(plan)
            return refreshes.wait(address, begun, on_change=self._report, cancel=self._screen.leaving)

        self._screen.tell(content("The instance refresh is begun…"))
        self._screen.work("verdict", watch, self._verdict, self._not_judged)

    def _report(self, refresh: InstanceRefresh) -> None:
        """From the waiting thread."""
        words = styled(
            "[b $text-primary]$s[/]  $p %, $l left. $r",
            s=refresh.status,
            p=refresh.percent or 0,
            l="?" if refresh.left is None else refresh.left,
            r=refresh.reason,
        )
        if not self._screen.leaving.is_set():
            self._app.call_from_thread(self._screen.tell, words)

    def _verdict(self, refresh: InstanceRefresh) -> None:
        self._screen.tell(verdict_content(refresh))
        self._screen.action_refresh()
        if self._app.screen is not self._screen and not refresh.succeeded:
            self._app.fail(ConsoleError(f"The instance refresh ended: {refresh.status}."))

    def _not_judged(self, error: ConsoleError) -> None:
        if isinstance(error, RunStoppedError):
            return
        self._screen.tell(None)
        self._app.fail(error)

    def cancel(self) -> None:
        target, group = self._screen.target, self._group

        def ask(found: tuple[GroupAddress, InstanceRefresh]) -> None:
            address, running = found
            said = styled(
                "$p % of the instances are replaced. What was replaced stays so; the rest stays as it is.",
                p=running.percent or 0,
            )

            def answered(agreed: bool | None) -> None:
                if agreed:
                    self._cancel(address)

            title = f"Cancel the instance refresh of {address}{self._where}?"
            self._app.push_screen(ConfirmScreen(title, said, yes="Cancel the refresh", no="Let it go on"), answered)

        self._screen.work("look", lambda: self._asg.refreshes.running(target, group), ask)

    def _cancel(self, address: GroupAddress) -> None:
        def done(_: None) -> None:
            self._app.tell("The instance refresh is being cancelled.")
            self._screen.action_refresh()

        self._screen.work("change", lambda: self._asg.refreshes.cancel(address), done)
