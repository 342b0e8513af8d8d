"""Who is calling, and AWS's refusals as sentences."""

from __future__ import annotations

from collections.abc import Mapping

from console.aws.session import sts_client
from console.errors import AwsError
from console.ports import Caller

_REMEDY = "configure credentials (`aws configure`, `aws sso login` or AWS_PROFILE), or use --sandbox"


def read_caller(region: str, variables: Mapping[str, str] | None) -> Caller:
    """Ask STS whose credentials these are; raises AwsError naming what is wrong with them."""
    from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError
    from botocore.parsers import ResponseParserError

    try:
        answer = sts_client(region, variables).get_caller_identity()
        return Caller(account=answer["Account"], arn=answer["Arn"])
    except NoCredentialsError:
        raise AwsError(f"There are no AWS credentials: {_REMEDY}.") from None
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", "an error"))
        if code in ("ExpiredToken", "ExpiredTokenException", "RequestExpired"):
            raise AwsError("The AWS credentials have expired: refresh them and try again.", detail=str(error)) from None
        raise AwsError(f"AWS refused to say who is calling ({code}): {_REMEDY}.", detail=str(error)) from None
    except BotoCoreError as error:
        raise AwsError(
            f"AWS cannot be asked who is calling ({type(error).__name__}): check the network and the credentials.",
            detail=str(error),
        ) from None
    except (ResponseParserError, KeyError) as error:
        raise AwsError(
            "What answered is not AWS: check the network (a sign-in page?) and AWS_ENDPOINT_URL.", detail=str(error)
        ) from None
