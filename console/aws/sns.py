"""SNS through boto3. Only what changes something: a message that was published cannot be taken back."""

from __future__ import annotations

from console.aws.ecs import Clients
from console.aws.refusals import asking
from console.errors import InputError

SUBJECT_LIMIT = 100
"""Characters, ASCII alone: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html"""
_ARN_PARTS = 6


class SnsChanges:
    """Publishes. A console that may only look is built without it."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def publish(self, topic_arn: str, subject: str, message: str) -> None:
        """Raises InputError for what is no topic, AwsError with one sentence."""
        parts = topic_arn.split(":")
        if len(parts) != _ARN_PARTS or parts[2] != "sns":
            raise InputError(f"{topic_arn[:120]!r} is no SNS topic: write arn:aws:sns:REGION:ACCOUNT:NAME.")
        plain = subject.encode("ascii", "replace").decode().replace("\n", " ")[:SUBJECT_LIMIT]
        with asking("sns", f"the topic {parts[-1]}"):
            self._clients.of("sns", parts[3]).publish(TopicArn=topic_arn, Subject=plain, Message=message)
