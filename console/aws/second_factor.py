"""Whether the operator's credentials were got with a second factor, as far as this machine can tell.

AWS itself does not say: `aws:MultiFactorAuthPresent` is seen by policies only, and session tokens do not show how they
were got. A profile that assumes its role with an MFA device cannot be used without it; long-lived keys have none.
"""

from __future__ import annotations

from console.aws.refusals import asking
from console.ports import SecondFactor

_LONG_LIVED = "AKIA"


def read_second_factor() -> SecondFactor:
    """Look at the profile and the credentials in use; raises AwsError where there are none."""
    import boto3

    with asking("sts", "how the credentials were got"):
        session = boto3.session.Session()
        credentials = session.get_credentials()
        if credentials is None:
            return SecondFactor(None, "there are no credentials on this machine")
        if credentials.method == "assume-role":
            # The device may stand in the profile only: botocore asks for its code before it assumes the role.
            device = _profile(session).get("mfa_serial")
            if device:
                return SecondFactor(True, f"the profile {session.profile_name} assumes its role with {device}")
            return SecondFactor(None, f"the profile {session.profile_name} assumes its role without an mfa_serial")
        if (credentials.get_frozen_credentials().access_key or "").startswith(_LONG_LIVED):
            return SecondFactor(False, "they are long-lived access keys; use a profile with role_arn and mfa_serial")
        return SecondFactor(None, f"AWS does not say it of credentials got by {credentials.method}")


def _profile(session: object) -> dict[str, str]:
    """What the config file says of the profile in use."""
    core = session._session  # type: ignore[attr-defined]  # boto3 has no public way to its profile's own keys
    found: dict[str, str] = core.get_scoped_config()
    return found
