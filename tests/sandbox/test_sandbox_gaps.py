"""An action that is not simulated is answered at once, with its name, in the protocol of the request."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import Cloud, outcome

from console.sandbox.control import Sandbox

UNSIMULATED: dict[str, tuple[str, Callable[[Any], Any], str]] = {
    "ec2": ("ec2", lambda c: c.get_console_screenshot(InstanceId="i-1"), "ec2:GetConsoleScreenshot"),
    "query": (
        "elasticache",
        lambda c: c.list_allowed_node_type_modifications(),
        "elasticache:ListAllowedNodeTypeModifications",
    ),
    "json": ("ecs", lambda c: c.execute_command(command="sh", interactive=True, task="t"), "ecs:ExecuteCommand"),
    "rest-json": ("backup", lambda c: c.list_copy_jobs(), "backup:ListCopyJobs"),
    "rest-xml": ("route53", lambda c: c.list_geo_locations(), "route53:ListGeoLocations"),
    "cbor": ("cloudwatch", lambda c: c.describe_anomaly_detectors(), "cloudwatch:DescribeAnomalyDetectors"),
    "s3": (
        "s3",
        lambda c: c.list_bucket_metrics_configurations(Bucket="any"),
        "s3:ListBucketMetricsConfigurations",
    ),
    "json service without a backend": ("pricing", lambda c: c.describe_services(), "pricing:DescribeServices"),
    "rest-json service without a backend": (
        "account",
        lambda c: c.list_regions(),
        "account:ListRegions",
    ),
}


@pytest.mark.parametrize("case", UNSIMULATED)
def test_an_unsimulated_action_is_refused_at_once_by_name(case: str, sandbox: Cloud, bare_moto: Cloud) -> None:
    service, call, action = UNSIMULATED[case]
    started = time.monotonic()
    with pytest.raises(ClientError) as refused:
        call(sandbox.client(service))
    assert time.monotonic() - started < 5
    assert refused.value.response["Error"]["Code"] == "UnsupportedOperation"
    assert refused.value.response["Error"]["Message"] == f"sandbox: {action} is not simulated"
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400, "anything from 500 is retried"
    assert "not simulated" not in str(outcome(lambda cloud: call(cloud.client(service)), bare_moto))


def test_an_action_that_fails_inside_of_moto_is_refused_with_the_reason(
    only_in_sandbox: Callable[[Callable[[Cloud], Any], Any], None],
) -> None:
    def run_on_no_instance(cloud: Cloud) -> Any:
        ecs = cloud.client("ecs")
        ecs.create_cluster(clusterName="no-instances")
        container = {"name": "c", "image": "i", "memory": 8}
        ecs.register_task_definition(family="no-instances", containerDefinitions=[container])
        return ecs.run_task(cluster="no-instances", taskDefinition="no-instances", launchType="EC2")

    only_in_sandbox(
        run_on_no_instance,
        "UnsupportedOperation: sandbox: ecs:RunTask is not simulated for this request "
        "(Exception: No instances found in cluster no-instances)",
    )


def test_each_gap_is_listed_once_in_the_status(sandbox: Cloud, sandbox_home: Path) -> None:
    iam = sandbox.client("iam")
    for _ in range(2):
        with pytest.raises(ClientError):
            iam.generate_organizations_access_report(EntityPath="o-exampleorgid/r-root")
    gaps = Sandbox(sandbox_home).status().gaps
    assert gaps.count("iam:GenerateOrganizationsAccessReport") == 1


def test_a_missing_object_is_still_a_plain_404(sandbox: Cloud) -> None:
    s3 = sandbox.client("s3")
    s3.create_bucket(Bucket="without-objects")
    assert outcome(lambda _: s3.head_object(Bucket="without-objects", Key="none"), sandbox) == "404: Not Found"
