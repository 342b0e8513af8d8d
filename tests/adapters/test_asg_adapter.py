"""EC2 Auto Scaling groups through boto3, against the sandbox."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from console.aws import asg as looking
from console.aws.asg import AsgLooks
from console.aws.asg_changes import AsgChanges
from console.aws.ecs import Clients
from console.aws.refusals import NotThereError
from console.domain.asg import GroupAddress, InstanceRefresh
from console.domain.asg_reasons import cause_of
from console.errors import AwsError
from console.sandbox.control import Sandbox

ADDRESS = GroupAddress("us-east-1", "web")
DEADLINE_SECONDS = 30.0


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clients]:
    sandbox = Sandbox(tmp_path_factory.mktemp("home"))
    sandbox.start()
    made = Clients(sandbox.environment)
    ec2 = made.of("ec2", "us-east-1")
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    ec2.create_launch_template(
        LaunchTemplateName="web", LaunchTemplateData={"ImageId": image, "InstanceType": "t3.small"}
    )
    made.of("autoscaling", "us-east-1").create_auto_scaling_group(
        AutoScalingGroupName="web", LaunchTemplate={"LaunchTemplateName": "web", "Version": "$Latest"},
        MinSize=1, MaxSize=4, DesiredCapacity=2, AvailabilityZones=["us-east-1a"],
    )  # fmt: skip
    yield made
    sandbox.stop()


def over(clients: Clients, refresh: str) -> InstanceRefresh:
    deadline, pause = datetime.now(UTC).timestamp() + DEADLINE_SECONDS, threading.Event()
    while True:
        (found,) = [each for each in AsgLooks(clients).refreshes(ADDRESS) if each.id == refresh]
        if found.over:
            return found
        assert datetime.now(UTC).timestamp() < deadline
        pause.wait(0.1)


def test_a_group_is_seen_scaled_and_refreshed(clients: Clients):
    looks, changes = AsgLooks(clients), AsgChanges(clients)
    group = looks.group(ADDRESS)
    assert (group.minimum, group.maximum, group.desired, group.serving) == (1, 4, 2, 2)
    assert (group.template, group.template_version, group.latest_version) == ("web", "$Latest", "1")
    assert group.outdated == ()

    changes.set_desired(ADDRESS, 3)
    assert looks.group(ADDRESS).serving == 3
    newest = looks.activities(ADDRESS)[0]
    assert cause_of(newest).words == "The desired capacity was changed."

    clients.of("ec2", "us-east-1").create_launch_template_version(
        LaunchTemplateName="web", SourceVersion="1", LaunchTemplateData={"InstanceType": "t3.medium"}
    )
    assert len(looks.group(ADDRESS).outdated) == 3
    begun = changes.start_refresh(ADDRESS, 50)
    running = looks.refreshes(ADDRESS)[0]
    assert (running.status, running.minimum_healthy, running.left) == ("InProgress", 50, 3)
    assert over(clients, begun).succeeded
    assert looks.group(ADDRESS).outdated == ()

    cancelled = changes.start_refresh(ADDRESS, 90)
    changes.cancel_refresh(ADDRESS)
    assert over(clients, cancelled).status == "Cancelled"

    changes.set_to_zero(ADDRESS)
    empty = looks.group(ADDRESS)
    assert (empty.minimum, empty.maximum, empty.desired, empty.instances) == (0, 4, 0, ())


def test_a_group_that_is_not_there_says_so(clients: Clients):
    with pytest.raises(NotThereError, match="There is no Auto Scaling group nobody in us-east-1"):
        AsgLooks(clients).group(GroupAddress("us-east-1", "nobody"))


CHANGES: list[tuple[str, str, Callable[[AsgChanges], object]]] = [
    ("set_desired_capacity", "autoscaling:SetDesiredCapacity", lambda made: made.set_desired(ADDRESS, 2)),
    ("start_instance_refresh", "autoscaling:StartInstanceRefresh", lambda made: made.start_refresh(ADDRESS, 90)),
]


@pytest.mark.parametrize(("operation", "action", "deed"), CHANGES)
def test_a_refusal_names_the_action(operation: str, action: str, deed: Callable[[AsgChanges], object]):
    client = boto3.client("autoscaling", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    stub = Stubber(client)
    stub.add_client_error(operation, "AccessDenied", "no")
    stub.activate()

    class One(Clients):
        def of(self, service: str, region: str) -> Any:
            return client

    with pytest.raises(AwsError, match=f"may not do {action}"):
        deed(AsgChanges(One(lambda: None)))


def test_what_looks_changes_nothing():
    source = inspect.getsource(looking)
    changing = ("create_", "delete_", "start_", "set_", "update_", "put_", "cancel_", "terminate_")
    assert not [word for word in changing if f".{word}" in source]
