"""Where a team's store is, as the setting `team_store` says it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FORM = re.compile(
    r"dynamodb:(?P<table>[A-Za-z0-9_.-]{3,255}):(?P<bucket>[a-z0-9][a-z0-9-]{1,61}[a-z0-9]):"
    r"(?P<region>[a-z]{2}(-[a-z]+)+-\d)"
)


@dataclass(frozen=True, slots=True)
class TeamPlace:
    """A DynamoDB table and an S3 bucket of one region."""

    table: str
    bucket: str
    region: str

    @classmethod
    def parse(cls, text: str) -> TeamPlace:
        """Read `dynamodb:TABLE:BUCKET:REGION`; raises ValueError, which a setting turns into its sentence."""
        found = _FORM.fullmatch(text)
        if found is None:
            raise ValueError(
                "write it as dynamodb:TABLE:BUCKET:REGION, for example dynamodb:infra-console:acme-infra-console:"
                "us-east-1"
            )
        return cls(found["table"], found["bucket"], found["region"])
