"""EC2 Auto Scaling groups through boto3: the calls that change something, apart from those that look."""

from __future__ import annotations

from typing import Any

from console.aws.ecs import Clients
from console.aws.refusals import asking
from console.domain.asg import GroupAddress


class AsgChanges:
    """Every call here changes what runs. A console that may only look is built without it."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def set_desired(self, address: GroupAddress, desired: int) -> None:
        """Set the desired capacity, whatever cooldown is running; the group starts or ends instances after that."""
        with asking("autoscaling", f"the group {address}"):
            self._scaling(address).set_desired_capacity(
                AutoScalingGroupName=address.name, DesiredCapacity=desired, HonorCooldown=False
            )

    def set_to_zero(self, address: GroupAddress) -> None:
        """Minimum and desired capacity of 0: the maximum stays, so that the way back is one number."""
        with asking("autoscaling", f"the group {address}"):
            self._scaling(address).update_auto_scaling_group(
                AutoScalingGroupName=address.name, MinSize=0, DesiredCapacity=0
            )

    def start_refresh(self, address: GroupAddress, minimum_healthy: int) -> str:
        """Replace every instance, so that this percentage stays in service; the refresh's id."""
        with asking("autoscaling", f"the group {address}"):
            answer = self._scaling(address).start_instance_refresh(
                AutoScalingGroupName=address.name, Preferences={"MinHealthyPercentage": minimum_healthy}
            )
            return str(answer["InstanceRefreshId"])

    def cancel_refresh(self, address: GroupAddress) -> None:
        """Stop replacing: what was replaced stays so."""
        with asking("autoscaling", f"the instance refresh of {address}"):
            self._scaling(address).cancel_instance_refresh(AutoScalingGroupName=address.name)

    def _scaling(self, address: GroupAddress) -> Any:
        return self._clients.of("autoscaling", address.region)
