"""Scaling from the ECS screen: the number of tasks, and the bounds and targets of autoscaling."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from textual.content import Content

from console.domain.ecs import MOST_TASKS
from console.errors import InputError
from console.ui.ecs_view.facts import scale_content
from console.ui.gate import content, styled
from screens.modals.autoscale import AutoscaleAnswer, AutoscaleScreen
from screens.modals.confirm import ConfirmScreen
from screens.modals.scale import ScaleAnswer, Scaled, ScaleScreen

if TYPE_CHECKING:
    from console.services.autoscaling import AutoscalingBasis, AutoscalingPlan
    from console.services.durable import DurableChange
    from console.services.ecs import Ecs
    from console.services.scaling import ScaleBasis, ScalePlan
    from screens.ecs import EcsScreen


class EcsScaling:
    """The ways from a key to a number of tasks, each through a question that may be left with Escape."""

    def __init__(self, screen: EcsScreen) -> None:
        self._screen = screen
        self._app = screen.app

    @property
    def _ecs(self) -> Ecs:
        """Only in threads: the first use builds the clients."""
        return self._app.services.ecs

    # --- The number of tasks ---

    def scale(self) -> None:
        target, service = self._screen.target, self._screen.service
        self._screen.work("look", lambda: self._ecs.scaling.look(target, service), self._choose_count)

    def _choose_count(self, basis: ScaleBasis) -> None:
        # Built by now: the basis came from it.
        scaling = self._ecs.scaling

        def answered(answer: ScaleAnswer[ScalePlan] | None) -> None:
            if answer is not None:
                self._durably(answer) if answer.durably else self._scale(answer)

        service = basis.service
        scaled = Scaled(
            service.address.name, "tasks", MOST_TASKS, service.desired,
            lambda count: scaling.preview(basis, count), scale_content,
        )  # fmt: skip
        self._app.push_screen(ScaleScreen(scaled), answered)

    def _scale(self, answer: ScaleAnswer[ScalePlan]) -> None:
        plan = answer.plan

        def done(_: None) -> None:
            self._app.tell(f"{plan.service.address.name} is to run {plan.desired} tasks; ECS works on it.")
            self._screen.action_refresh()

        self._screen.work("change", lambda: self._ecs.scaling.carry_out(plan, answer.typed), done)

    def _durably(self, answer: ScaleAnswer[ScalePlan]) -> None:
        plan = answer.plan

        self._screen.work(
            "look",
            lambda: self._ecs.durable.scaling(plan.environment, plan.desired, plan.autoscaling),
            self._ask_durably,
        )

    def _ask_durably(self, change: DurableChange) -> None:
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

    def _keep(self, change: DurableChange) -> None:
        def kept(_: None) -> None:
            self._app.open_preview(change.environment)

        self._screen.work("change", lambda: self._ecs.durable.keep(change), kept)

    # --- Bounds and targets ---

    def autoscale(self) -> None:
        target, service = self._screen.target, self._screen.service
        self._screen.work("look", lambda: self._ecs.autoscaling.look(target, service), self._choose_bounds)

    def _choose_bounds(self, basis: AutoscalingBasis) -> None:
        # Built by now: the basis came from it.
        autoscaling = self._ecs.autoscaling

        def preview(minimum: int, maximum: int, targets: Mapping[str, Decimal]) -> AutoscalingPlan:
            return autoscaling.preview(basis, minimum, maximum, targets)

        def answered(answer: AutoscaleAnswer | None) -> None:
            if answer is not None:
                self._bound_durably(answer.plan) if answer.durably else self._set_bounds(answer.plan)

        name = basis.service.address.name
        self._app.push_screen(AutoscaleScreen(name, basis.before, preview), answered)

    def _set_bounds(self, plan: AutoscalingPlan) -> None:
        def done(_: None) -> None:
            self._app.tell(f"{plan.service.address.name} scales from {plan.minimum} to {plan.maximum} tasks now.")
            self._screen.action_refresh()

        self._screen.work("change", lambda: self._ecs.autoscaling.carry_out(plan), done)

    def _bound_durably(self, plan: AutoscalingPlan) -> None:
        def found(change: DurableChange | None) -> None:
            if change is None:
                self._app.fail(
                    InputError(f"No variable of {plan.environment} is known to hold these bounds, or it takes no such.")
                )
            else:
                self._ask_durably(change)

        self._screen.work(
            "look",
            lambda: self._ecs.durable.bounds(plan.environment, plan.before, plan.minimum, plan.maximum),
            found,
        )
