"""SNS through boto3, against the sandbox: what is published arrives in a queue."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from console.aws.ecs import Clients
from console.aws.sns import SnsChanges
from console.errors import AwsError, InputError
from console.sandbox.control import Sandbox

REGION = "us-east-1"


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clients]:
    sandbox = Sandbox(tmp_path_factory.mktemp("home"))
    sandbox.start()
    yield Clients(sandbox.environment)
    sandbox.stop()


def test_what_is_published_arrives_in_the_queue_that_is_subscribed(clients: Clients):
    sns, sqs = clients.of("sns", REGION), clients.of("sqs", REGION)
    topic = sns.create_topic(Name="rollouts")["TopicArn"]
    queue = sqs.create_queue(QueueName="pager")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)

    SnsChanges(clients).publish(topic, "SANDBOX: replaydash@3 hält\nnow " + "x" * 200, '{"rollout": "replaydash@3"}')
    (received,) = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=5)["Messages"]
    notice = json.loads(received["Body"])
    assert json.loads(notice["Message"]) == {"rollout": "replaydash@3"}
    assert notice["Subject"].startswith("SANDBOX: replaydash@3 h?lt now")
    assert len(notice["Subject"]) == 100


def test_a_topic_that_is_not_there_says_so(clients: Clients):
    with pytest.raises(AwsError, match="the topic nobody"):
        SnsChanges(clients).publish(f"arn:aws:sns:{REGION}:000000000000:nobody", "x", "y")


@pytest.mark.parametrize("text", ["rollouts", "arn:aws:sqs:us-east-1:000000000000:rollouts"])
def test_what_is_no_topic_is_refused(clients: Clients, text: str):
    with pytest.raises(InputError, match="is no SNS topic"):
        SnsChanges(clients).publish(text, "x", "y")
